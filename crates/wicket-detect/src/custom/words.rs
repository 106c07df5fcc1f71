//! Exact lists of words, up to millions of entries: one automaton over all of them, walked once from the start of each word.
//!
//! # Source
//! The automaton is a minimal acyclic transducer; S. Mihov and D. Maurel, "Direct construction of minimal acyclic
//! subsequential transducers" (2001). Shared beginnings and endings are kept once, so a million names take a few mebibytes.

use std::{fmt, ops::Range};

use fst::raw::{Fst, Output};

use super::LONGEST;
use crate::scripts::parts_words;

/// Lists, compiled: normalised entries, each with the number of its rule.
#[derive(Default)]
pub(super) struct Words {
    entries: Option<Fst<Vec<u8>>>,
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({} entries)", self.entries.as_ref().map_or(0, Fst::len))
    }
}

impl Words {
    /// Compiles entries. Where two rules list the same, it is the first rule's.
    pub(super) fn new(entries: Vec<(String, usize)>) -> Result<Self, (usize, String)> {
        let Some((_, first)) = entries.first() else { return Ok(Words::default()) };
        let first = *first;
        let mut rows = Vec::with_capacity(entries.len());
        for (entry, rule) in entries {
            let normal = normalised(&entry);
            if normal.is_empty() || normal.len() > LONGEST {
                return Err((rule, format!("an entry of the list is empty or longer than {LONGEST} bytes")));
            }
            rows.push((normal, rule));
        }
        rows.sort_unstable();
        rows.dedup_by(|later, earlier| later.0 == earlier.0);
        let made = Fst::from_iter_map(rows.iter().map(|(entry, rule)| (entry, *rule as u64)));
        made.map(|entries| Words { entries: Some(entries) })
            .map_err(|error| (first, format!("the list cannot be used: {error}")))
    }

    /// Whether an entry that begins before `end` could go on behind the end of `text`.
    pub(super) fn may_go_on(&self, text: &str, end: usize) -> bool {
        let Some(entries) = &self.entries else { return false };
        let mut before = ' ';
        text.get(..end).unwrap_or_default().char_indices().any(|(at, c)| {
            let begins = is_border(std::mem::replace(&mut before, c), c);
            begins && longest(entries, text, at).1
        })
    }

    /// Tells the longest entry at each place, left to right, none inside of another.
    pub(super) fn each(&self, text: &str, tell: &mut dyn FnMut(usize, Range<usize>)) {
        let Some(entries) = &self.entries else { return };
        let (mut before, mut done) = (' ', 0);
        for (at, c) in text.char_indices() {
            if at >= done
                && is_border(before, c)
                && let (Some((rule, end)), _) = longest(entries, text, at)
            {
                tell(rule, at..end);
                done = end;
            }
            before = c;
        }
    }
}

/// The longest entry that stands at `start` and ends with a word, its rule and where it ends; and whether more text could
/// make it another.
fn longest(entries: &Fst<Vec<u8>>, text: &str, start: usize) -> (Option<(usize, usize)>, bool) {
    let (mut node, mut output, mut best) = (entries.root(), Output::zero(), None);
    let (mut before, mut was_space) = (' ', false);
    let mut bytes = [0; 4];
    let rest = text.get(start..).unwrap_or_default();
    for (at, c) in rest.char_indices().map(|(at, c)| (at, Some(c))).chain([(rest.len(), None)]) {
        if node.is_final() && is_border(before, c.unwrap_or(' ')) {
            let rule = output.cat(node.final_output()).value();
            best = usize::try_from(rule).ok().map(|rule| (rule, start + at));
        }
        let Some(c) = c else { break };
        before = c;
        let is_space = c.is_whitespace();
        if is_space && was_space {
            continue;
        }
        was_space = is_space;
        for lower in (if is_space { ' ' } else { c }).to_lowercase() {
            for &byte in lower.encode_utf8(&mut bytes).as_bytes() {
                let Some(way) = node.find_input(byte) else { return (best, false) };
                let step = node.transition(way);
                output = output.cat(step.out);
                node = entries.node(step.addr);
            }
        }
    }
    // All of it is the beginning of an entry, or an entry that a letter behind it would make part of a longer word.
    (best, !node.is_empty() || !parts_words(before))
}

/// An entry as texts are compared with it: lower case, one space between words.
fn normalised(entry: &str) -> String {
    let words: Vec<&str> = entry.split_whitespace().collect();
    words.join(" ").chars().flat_map(char::to_lowercase).collect()
}

/// Whether a word may begin or end between two characters. Scripts without spaces have such a place everywhere.
fn is_border(before: char, next: char) -> bool {
    !(before.is_alphanumeric() && next.is_alphanumeric()) || parts_words(before) || parts_words(next)
}
