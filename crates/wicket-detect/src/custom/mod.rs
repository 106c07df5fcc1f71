//! Rules of an operator's own: patterns, lists of words, and lists of keyed hashes, beside the rows of [`crate::rules`].
//!
//! A rule brings its proof along, as the rows of this crate do: texts in which it must find something and texts in which it
//! must not. [`Rules::compile`] runs them, and a rule that fails its own proof is refused with all others. Whatever a rule
//! says, a scan stays linear: patterns run on an engine that never goes back, and none may match more than [`LONGEST`] bytes.

mod keyed;
mod pattern;
mod words;

use std::ops::Range;

use aws_lc_rs::digest::{SHA256, digest};
use wicket_types::{Guard, Kind};

use crate::{Wants, reading};
pub use keyed::{KeyedList, KeyedListError, write_keyed_list};
use pattern::Patterns;
use words::Words;

/// Most bytes that one match of a pattern or one entry of a list may have.
pub const LONGEST: usize = 1024;
/// Most rules of an operator's own.
const MOST_RULES: usize = 1000;
/// How far from a match a word of `near` counts, in bytes on each side.
const NEAR: usize = 64;
/// What the ids of findings begin with that no rule made.
const MODELS: &str = "model.";

/// One rule as its author means it.
#[derive(Debug)]
pub struct Row {
    /// A name of its own, shown beside findings.
    pub id: String,
    /// What it finds, in a few words.
    pub title: String,
    /// On whose authority; may be empty.
    pub source: String,
    /// The kind of its findings; its first part names the guard that acts.
    pub kind: Kind,
    /// How sure a hit is, 0.0 to 1.0.
    pub confidence: f32,
    /// What it looks for.
    pub find: Find,
    /// Words of which one must stand near a match, any case; empty means that none is needed.
    pub near: Vec<String>,
    /// Texts in which it must find something.
    pub hits: Vec<String>,
    /// Texts in which it must find nothing.
    pub passes: Vec<String>,
}

/// What a rule looks for.
#[derive(Debug)]
pub enum Find {
    /// A regular expression; `\w`, `\d`, `\b` and `(?i)` mean ASCII, `(?u:…)` turns Unicode classes on.
    Pattern(String),
    /// Whole words or runs of words, any case, spaces of any width.
    Words(Vec<String>),
    /// Tokens known by their keyed hashes only.
    Keyed(KeyedList),
}

/// What is wrong with a rule.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum RuleError {
    /// More rules than are read.
    #[error("{0} rules are more than {MOST_RULES}")]
    TooMany(usize),
    /// Two rules share a name.
    #[error("rule `{0}` is there twice, or is one of the built-in rules")]
    Twice(String),
    /// No guard acts on such findings.
    #[error("rule `{0}`: no guard acts on findings of kind `{1}`")]
    NoGuard(String, Kind),
    /// A pattern cannot be used.
    #[error("rule `{0}`: {1}")]
    Pattern(String, String),
    /// A list cannot be used.
    #[error("rule `{0}`: {1}")]
    List(String, String),
    /// Without a hit nobody knows whether the rule works.
    #[error("rule `{0}` has no `hits`, so nothing shows that it works")]
    NoHits(String),
    /// An example is not found.
    #[error("rule `{0}` misses its own hit `{1}`")]
    Misses(String, String),
    /// A counter-example is found.
    #[error("rule `{0}` fires on `{1}`, which it should pass")]
    Fires(String, String),
}

impl RuleError {
    /// The rule that is wrong, where it is one.
    pub fn rule(&self) -> Option<&str> {
        match self {
            RuleError::TooMany(_) => None,
            RuleError::Twice(id)
            | RuleError::NoGuard(id, _)
            | RuleError::Pattern(id, _)
            | RuleError::List(id, _)
            | RuleError::NoHits(id)
            | RuleError::Misses(id, _)
            | RuleError::Fires(id, _) => Some(id),
        }
    }
}

/// What a rule says of itself.
#[derive(Debug)]
pub struct Head {
    /// Its name.
    pub id: String,
    /// What it finds.
    pub title: String,
    /// On whose authority.
    pub source: String,
    /// The kind of its findings.
    pub kind: Kind,
    /// How sure a hit is.
    pub confidence: f32,
    guard: Guard,
    near: Vec<String>,
}

/// All rules of an operator, compiled. By default there are none, and a scan does not notice them.
#[derive(Debug, Default)]
pub struct Rules {
    heads: Vec<Head>,
    patterns: Patterns,
    words: Words,
    keyed: Vec<(usize, KeyedList)>,
    version: Option<String>,
}

impl Rules {
    /// Compiles `rows` and runs their proofs.
    ///
    /// # Errors
    /// The first thing that is wrong with any rule; then none is used.
    pub fn compile(rows: Vec<Row>) -> Result<Self, RuleError> {
        if rows.len() > MOST_RULES {
            return Err(RuleError::TooMany(rows.len()));
        }
        let mut made = Rules { version: (!rows.is_empty()).then(|| version(&rows)), ..Rules::default() };
        let (mut patterns, mut entries, mut proofs) = (Vec::new(), Vec::new(), Vec::new());
        for (number, row) in rows.into_iter().enumerate() {
            let Row { id, title, source, kind, confidence, find, near, hits, passes } = row;
            let is_taken = id.starts_with(MODELS) || crate::rules::all().any(|rule| rule.id == id);
            if is_taken || made.heads.iter().any(|head| head.id == id) {
                return Err(RuleError::Twice(id));
            }
            let Some(guard) = kind.guard() else { return Err(RuleError::NoGuard(id, kind)) };
            let near = near.iter().map(|word| word.to_lowercase()).collect();
            match find {
                Find::Pattern(pattern) => patterns.push((number, pattern)),
                Find::Words(words) => entries.extend(words.into_iter().map(|entry| (entry, number))),
                Find::Keyed(list) => made.keyed.push((number, list)),
            }
            made.heads.push(Head { id, title, source, kind, confidence, guard, near });
            proofs.push((hits, passes));
        }
        let name = |number: usize| made.heads.get(number).map(|head| head.id.clone()).unwrap_or_default();
        made.patterns = Patterns::new(patterns).map_err(|(n, problem)| RuleError::Pattern(name(n), problem))?;
        made.words = Words::new(entries).map_err(|(n, problem)| RuleError::List(name(n), problem))?;
        made.prove(&proofs)?;
        Ok(made)
    }

    /// What the rules say of themselves, by their number.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// Whether there is no rule.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// Whether any rule belongs to a family of `wants`.
    pub fn acts_on(&self, wants: Wants) -> bool {
        self.heads.iter().any(|head| wants.has(head.guard))
    }

    /// Whether a match that begins before `end` could go on behind the end of `text`, or be told otherwise by what comes.
    pub(crate) fn may_go_on(&self, text: &str, end: usize) -> bool {
        // What a pattern or a keyed list may match is told by its spaces: where so many of them are behind `end`, and one
        // more where none stands before it, every match across it is there as a whole.
        let is_parted = !text.get(..end).unwrap_or_default().ends_with(char::is_whitespace);
        let most_spaces = self.patterns.most_spaces().max((!self.keyed.is_empty()).then_some(0));
        let needed = most_spaces.map_or(0, |spaces| spaces + usize::from(is_parted));
        runs_of_space(text.get(end..).unwrap_or_default()) < needed || self.words.may_go_on(text, end)
    }

    /// Names what the rules are; `None` where there are none.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// Calls `tell` with the number of a rule of `wants` and the bytes of `text` that it finds.
    pub(crate) fn each(&self, text: &str, wants: Wants, tell: &mut dyn FnMut(usize, Range<usize>)) {
        self.each_anywhere(text, wants, &mut |number, span| {
            if self.heads.get(number).is_some_and(|head| is_near(text, &span, &head.near)) {
                tell(number, span);
            }
        });
    }

    /// The same, whether or not the words are near that a rule wants near.
    pub(crate) fn each_anywhere(&self, text: &str, wants: Wants, tell: &mut dyn FnMut(usize, Range<usize>)) {
        if self.heads.is_empty() {
            return;
        }
        let mut tell = |number: usize, span: Range<usize>| {
            if self.heads.get(number).is_some_and(|head| wants.has(head.guard)) {
                tell(number, span);
            }
        };
        self.patterns.each(text, &mut tell);
        self.words.each(text, &mut tell);
        for (number, list) in &self.keyed {
            list.each(text, &mut |span| tell(*number, span));
        }
    }

    fn prove(&self, proofs: &[(Vec<String>, Vec<String>)]) -> Result<(), RuleError> {
        for (number, ((hits, passes), head)) in proofs.iter().zip(&self.heads).enumerate() {
            let is_found = |example: &str| {
                let mut found = false;
                self.each(reading::canonical(example).text(), Wants::ALL, &mut |n, _| found |= n == number);
                found
            };
            if hits.is_empty() {
                return Err(RuleError::NoHits(head.id.clone()));
            }
            if let Some(missed) = hits.iter().find(|hit| !is_found(hit)) {
                return Err(RuleError::Misses(head.id.clone(), missed.clone()));
            }
            if let Some(found) = passes.iter().find(|pass| is_found(pass)) {
                return Err(RuleError::Fires(head.id.clone(), found.clone()));
            }
        }
        Ok(())
    }
}

/// Runs of white space with a word behind each, or at the end of `text`.
fn runs_of_space(text: &str) -> usize {
    text.split(char::is_whitespace).filter(|word| !word.is_empty()).count().saturating_sub(1)
        + usize::from(text.ends_with(char::is_whitespace) && !text.trim().is_empty())
}

/// Whether one of the words stands near `span`; always where none is needed.
fn is_near(text: &str, span: &Range<usize>, words: &[String]) -> bool {
    if words.is_empty() {
        return true;
    }
    let from = text.floor_char_boundary(span.start.saturating_sub(NEAR));
    let around = text.get(from..text.ceil_char_boundary(span.end + NEAR)).unwrap_or_default().to_lowercase();
    words.iter().any(|word| {
        around.match_indices(word.as_str()).any(|(at, _)| {
            let (before, behind) = (around.get(..at), around.get(at + word.len()..));
            let touches = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            !touches(before.and_then(|t| t.chars().next_back())) && !touches(behind.and_then(|t| t.chars().next()))
        })
    })
}

/// A short digest of everything that decides what the rules find.
fn version(rows: &[Row]) -> String {
    let mut described = String::new();
    for Row { id, kind, confidence, find, near, .. } in rows {
        described += &format!("{id} {kind} {confidence} {near:?} ");
        match find {
            Find::Keyed(list) => described += &list.version(),
            find => described += &format!("{find:?}"),
        }
    }
    digest(&SHA256, described.as_bytes()).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
