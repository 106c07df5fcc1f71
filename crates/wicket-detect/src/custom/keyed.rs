//! Lists of keyed hashes, for values that must not be stored where a gate runs: numbers of customers, of patients.
//!
//! Each token of a text is normalised (letters and digits in lower case, and `@`; signs between them left out) and looked
//! up by its HMAC. Only tokens of a length that the list has are hashed, so prose costs little. The list without its key
//! tells nothing but how many values there are and how long; the key alone tells nothing at all.

use std::{collections::BTreeSet, fmt::Write as _, ops::Range};

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
};

/// Bytes kept of each HMAC: 128 bits, more than chance ever meets.
const KEPT: usize = 16;
/// Fewest and most characters of a token without its signs.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=63;
/// What the first line of a list says.
const TITLE: &str = "wicketgate keyed list 1";

/// What is wrong with a keyed list.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum KeyedListError {
    /// It was written by something else.
    #[error("it does not begin with `{TITLE}`")]
    NotAList,
    /// The key is another one.
    #[error("it was made with another key")]
    OtherKey,
    /// A line cannot be read.
    #[error("line {0} cannot be read")]
    Line(usize),
    /// A value has too few or too many characters.
    #[error("value {0} has fewer than 4 or more than 63 letters and digits, or spaces in it")]
    Value(usize),
    /// The key is too short to protect anything.
    #[error("the key has fewer than 16 bytes")]
    ShortKey,
}

/// A keyed list, ready to look up.
pub struct KeyedList {
    key: Box<hmac::Key>,
    /// A bit for each length that a value has.
    lengths: u64,
    // INVARIANT: sorted, for it is searched by halves.
    hashes: Vec<[u8; KEPT]>,
}

impl std::fmt::Debug for KeyedList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyedList({} values)", self.hashes.len())
    }
}

impl KeyedList {
    /// Reads a list that [`write_keyed_list`] wrote with the same key.
    ///
    /// # Errors
    /// It is no such list, or the key is another.
    pub fn parse(text: &str, key: &[u8]) -> Result<Self, KeyedListError> {
        let key = key_of(key)?;
        let mut lines = text.lines().enumerate();
        let mut line = || lines.next().map(|(_, line)| line.trim_end());
        if line() != Some(TITLE) {
            return Err(KeyedListError::NotAList);
        }
        let lengths = line().and_then(|l| l.strip_prefix("lengths ")).ok_or(KeyedListError::Line(2))?;
        let lengths = lengths.split(' ').try_fold(0, |set, length| {
            let length = length.parse().ok().filter(|length| LENGTHS.contains(length))?;
            Some(set | 1_u64 << length)
        });
        let lengths = lengths.ok_or(KeyedListError::Line(2))?;
        let check = line().and_then(|l| l.strip_prefix("check ")).and_then(unhex).ok_or(KeyedListError::Line(3))?;
        if check != hash(&key, TITLE) {
            return Err(KeyedListError::OtherKey);
        }
        let mut hashes = Vec::with_capacity(text.len() / (2 * KEPT + 1));
        for (number, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            hashes.push(unhex(line.trim_end()).ok_or(KeyedListError::Line(number + 1))?);
        }
        hashes.sort_unstable();
        Ok(KeyedList { key, lengths, hashes })
    }

    /// Tells each token of `text` that is in the list.
    pub(super) fn each(&self, text: &str, tell: &mut dyn FnMut(Range<usize>)) {
        for span in tokens(text) {
            let Some(token) = text.get(span.clone()).and_then(normalised) else { continue };
            if self.lengths >> token.chars().count() & 1 == 1
                && self.hashes.binary_search(&hash(&self.key, &token)).is_ok()
            {
                tell(span);
            }
        }
    }

    /// Names what is in the list.
    pub(super) fn version(&self) -> String {
        let hashed = digest(&SHA256, &self.hashes.concat());
        hashed.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Makes a list of `values`, sorted by hash, so that it does not tell in which order they came.
///
/// # Errors
/// A value that no token could ever equal, by its number; a key that is too short.
pub fn write_keyed_list<'v>(values: impl Iterator<Item = &'v str>, key: &[u8]) -> Result<String, KeyedListError> {
    let key = key_of(key)?;
    let (mut lengths, mut hashes) = (BTreeSet::new(), BTreeSet::new());
    for (number, value) in values.enumerate() {
        let token = Some(value).filter(|value| !value.contains(char::is_whitespace)).and_then(normalised);
        let token = token.ok_or(KeyedListError::Value(number + 1))?;
        lengths.insert(token.chars().count());
        hashes.insert(hash(&key, &token));
    }
    let lengths: Vec<String> = lengths.iter().map(ToString::to_string).collect();
    let mut out = format!("{TITLE}\nlengths {}\ncheck {}\n", lengths.join(" "), hex(&hash(&key, TITLE)));
    hashes.iter().for_each(|hash| {
        let _ = writeln!(out, "{}", hex(hash));
    });
    Ok(out)
}

fn key_of(key: &[u8]) -> Result<Box<hmac::Key>, KeyedListError> {
    (key.len() >= 16).then(|| Box::new(hmac::Key::new(hmac::HMAC_SHA256, key))).ok_or(KeyedListError::ShortKey)
}

fn hash(key: &hmac::Key, token: &str) -> [u8; KEPT] {
    let mut kept = [0; KEPT];
    kept.iter_mut().zip(hmac::sign(key, token.as_bytes()).as_ref()).for_each(|(to, from)| *to = *from);
    kept
}

/// The runs of `text` that could be one value: letters and digits, with single signs between them.
fn tokens(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '/' | '@' | '+');
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, c)| !is_part(*c)).is_some() {}
        let (start, _) = *rest.peek()?;
        let mut end = start;
        while let Some((at, c)) = rest.next_if(|(_, c)| is_part(*c)) {
            end = at + c.len_utf8();
        }
        let run = text.get(start..end)?;
        let head = run.len() - run.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
        let tail = run.len() - run.trim_end_matches(|c: char| !c.is_alphanumeric()).len();
        Some(start + head.min(run.len() - tail)..end - tail)
    })
}

/// A token as it is hashed; `None` where it is too short or too long.
fn normalised(token: &str) -> Option<String> {
    let kept: String =
        token.chars().filter(|c| c.is_alphanumeric() || *c == '@').flat_map(char::to_lowercase).take(65).collect();
    LENGTHS.contains(&kept.chars().count()).then_some(kept)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; KEPT]> {
    let mut bytes = [0; KEPT];
    (text.len() == 2 * KEPT && text.is_ascii()).then_some(())?;
    for (n, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * n..2 * n + 2)?, 16).ok()?;
    }
    Some(bytes)
}
