//! The map of one visit: which token stands for which value.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::OnceLock,
};

use aws_lc_rs::hmac;
use wicket_types::Kind;
use zeroize::Zeroize;

use super::token::{self, BODY, Body};

/// The key of a scope (a session or a tenant), derived by the store. Wiped on drop; `{:?}` shows nothing of it.
pub struct ScopeKey([u8; 32]);

impl ScopeKey {
    /// From 32 bytes that nobody outside can guess.
    pub fn new(bytes: [u8; 32]) -> Self {
        ScopeKey(bytes)
    }
}

impl Drop for ScopeKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for ScopeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScopeKey")
    }
}

/// One value and the token that stands for it.
#[derive(PartialEq, Eq)]
pub struct Entry {
    kind: Kind,
    value: String,
    token: String,
    /// The value stood right before a letter or digit, so its token is restored there too.
    glued: bool,
}

impl Entry {
    /// What the value is.
    pub fn kind(&self) -> &Kind {
        &self.kind
    }

    /// The original.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The pseudonym.
    pub fn token(&self) -> &str {
        &self.token
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

/// Shows the token only.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entry({})", self.token)
    }
}

/// The pseudonyms that one visit knows. Originals are wiped on drop.
///
/// INVARIANT: bodies are unique in the map and none of them occurs in a text that was masked before the token was made,
/// so a token means one value, and a look-alike that the visitor wrote is never taken for ours.
pub struct Pseudonyms {
    scope: ScopeKey,
    /// Made for the first token: most visits need none, so it is no part of what every visit carries along.
    key: OnceLock<Box<hmac::Key>>,
    entries: Vec<Entry>,
    by_body: HashMap<Body, usize>,
    /// Bodies that stood in texts literally.
    seen: HashSet<Body>,
    /// The labels of all tokens, each once.
    pub(super) labels: Vec<String>,
    longest: usize,
}

impl Pseudonyms {
    /// An empty map. Tokens depend on the key, the kind and the value only, look-alikes apart.
    pub fn new(key: &ScopeKey) -> Self {
        Pseudonyms {
            scope: ScopeKey(key.0),
            key: OnceLock::new(),
            entries: Vec::new(),
            by_body: HashMap::new(),
            seen: HashSet::new(),
            labels: Vec::new(),
            longest: 0,
        }
    }

    /// The token of `value`, the same each time. In JSON source, `value` is what a parser reads, escapes undone.
    pub fn token(&mut self, kind: &Kind, value: &str) -> &str {
        let at = self.entry(kind, value);
        self.entries.get(at).map_or("", Entry::token)
    }

    /// Takes over a pair that an earlier visit handed out, from an encrypted map in the store. `false`, and nothing is
    /// changed, for a token that is none or that means another value here.
    pub fn adopt(&mut self, kind: &Kind, value: &str, token: &str) -> bool {
        let label = token::label(kind);
        let body = token.strip_prefix(&*label).and_then(|rest| rest.strip_prefix('_'));
        let Some(body) = body.filter(|body| body.len() == BODY).and_then(|_| token::bodies(token).last()) else {
            return false;
        };
        match self.by_body.get(&body.1).and_then(|&at| self.entries.get(at)) {
            Some(entry) => entry.token == token && entry.value == value && entry.kind == *kind,
            None => {
                self.insert(kind, value, body.1);
                true
            }
        }
    }

    /// Remembers what looks like a body in a text that goes out as it is, so that no token made later equals it.
    /// [`Self::mask`] does it for the texts it is given.
    pub fn avoid(&mut self, text: &str) {
        self.seen.extend(token::bodies(text).map(|(_, body)| body));
    }

    /// Whether no value has a token yet.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Every value and its token, in the order in which they came.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Length of the longest token in bytes, 0 for an empty map.
    pub fn longest_token(&self) -> usize {
        self.longest
    }

    pub(super) fn entry(&mut self, kind: &Kind, value: &str) -> usize {
        let mut attempt = 0;
        loop {
            let body = token::body(self.digest(kind, value, attempt).as_ref());
            match self.by_body.get(&body).map(|&at| (at, self.entries.get(at))) {
                Some((at, Some(entry))) if entry.value == value && entry.kind == *kind => return at,
                // Taken by another value, or a visitor wrote the same characters: the next body of this value.
                Some(_) => attempt += 1,
                None if self.seen.contains(&body) => attempt += 1,
                None => return self.insert(kind, value, body),
            }
        }
    }

    pub(super) fn seen(&mut self, body: Body) {
        self.seen.insert(body);
    }

    pub(super) fn glue(&mut self, at: usize) {
        if let Some(entry) = self.entries.get_mut(at) {
            entry.glued = true;
        }
    }

    /// The entry whose token ends with the body at `underscore`, and where the token begins. `strict`: the token must
    /// not run on into a longer word.
    pub(super) fn at(&self, text: &str, underscore: usize, body: &Body, strict: bool) -> Option<(usize, &Entry)> {
        let entry = self.entries.get(*self.by_body.get(body)?)?;
        let label = entry.token.len().checked_sub(BODY + 1)?;
        let start = underscore.checked_sub(label)?;
        let end = start + entry.token.len();
        let runs_on = token::continues(text.as_bytes().get(end).copied()) && !entry.glued;
        (text.get(start..end)? == entry.token && !(strict && runs_on)).then_some((start, entry))
    }

    fn insert(&mut self, kind: &Kind, value: &str, body: Body) -> usize {
        let mut token = token::label(kind);
        if !self.labels.contains(&token) {
            self.labels.push(token.clone());
        }
        token.push('_');
        token.extend(body.iter().copied().map(char::from));
        self.longest = self.longest.max(token.len());
        self.by_body.insert(body, self.entries.len());
        self.entries.push(Entry { kind: kind.clone(), value: value.to_owned(), token, glued: false });
        self.entries.len() - 1
    }

    fn digest(&self, kind: &Kind, value: &str, attempt: u32) -> hmac::Tag {
        let key = self.key.get_or_init(|| Box::new(hmac::Key::new(hmac::HMAC_SHA256, &self.scope.0)));
        let mut context = hmac::Context::with_key(key);
        // Kinds hold no NUL, so kind and value cannot be shifted into each other.
        context.update(kind.as_str().as_bytes());
        context.update(&[0]);
        context.update(&attempt.to_be_bytes());
        context.update(value.as_bytes());
        context.sign()
    }
}

/// Shows how many values there are.
impl fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pseudonyms({})", self.entries.len())
    }
}
