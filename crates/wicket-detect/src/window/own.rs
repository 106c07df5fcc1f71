//! An operator's own rules in a stream: a unit ends where no match of theirs can go on.
//!
//! A match holds at most [`Rules::reach`] runs of white space, so once that many stand behind a place, every match that
//! could span the place is there as a whole, and the place moves behind it. How much was pushed at once plays no part.

use std::ops::Range;

use crate::{Wants, custom::Rules};

/// The rules that a window asks, if any of them acts in it.
pub(super) struct Own<'r> {
    rules: Option<&'r Rules>,
    wants: Wants,
}

impl<'r> Own<'r> {
    pub(super) fn of(rules: &'r Rules, wants: Wants) -> Self {
        Own { rules: Some(rules).filter(|rules| rules.acts_on(wants)), wants }
    }

    /// Whether rules must look at every unit, since nothing tells from outside what they look for.
    pub(super) fn acts(&self) -> bool {
        self.rules.is_some()
    }

    /// Where the unit ends that could end at `end`; `None` while too few words stand behind it to tell. With `at_end` it is
    /// told from what is there.
    pub(super) fn settled(&self, text: &str, end: usize, at_end: bool) -> Option<usize> {
        let Some(rules) = self.rules.filter(|rules| rules.reach() > 0) else { return Some(end) };
        let mut matches: Vec<Range<usize>> = Vec::new();
        // The words that a rule wants near may have been cleared before, so what it would find is not cut without them either.
        rules.each_anywhere(text, self.wants, &mut |_, span| matches.push(span));
        let mut end = end;
        loop {
            if !at_end && runs_of_space(text.get(end..).unwrap_or_default()) < rules.reach() {
                return None;
            }
            match matches.iter().filter(|span| span.start < end && end < span.end).map(|span| span.end).max() {
                None => return Some(end),
                Some(further) => end = behind_word(text, further),
            }
        }
    }
}

/// Runs of white space with a word behind each, or at the end of `text`.
fn runs_of_space(text: &str) -> usize {
    text.split(char::is_whitespace).filter(|word| !word.is_empty()).count().saturating_sub(1)
        + usize::from(text.ends_with(char::is_whitespace) && !text.trim().is_empty())
}

/// The place behind the word that `at` stands in, and behind the space that ends it.
fn behind_word(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.char_indices().find(|(_, c)| c.is_whitespace()).map_or(text.len(), |(n, c)| at + n + c.len_utf8())
}
