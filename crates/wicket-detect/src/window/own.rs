//! An operator's own rules in a stream: a unit ends where no match of theirs can go on.
//!
//! A place waits while a match that begins before it may go on behind the text ([`Rules::may_go_on`]). Once none can, every
//! match that spans the place is there as a whole, and the place moves behind it. How much was pushed at once plays no part.

use std::ops::Range;

use super::class;
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

    /// Where the unit ends that could end at `end`; `None` while too little stands behind it to tell. With `at_end` it is told
    /// from what is there.
    pub(super) fn settled(&self, text: &str, end: usize, at_end: bool) -> Option<usize> {
        let Some(rules) = self.rules else { return Some(end) };
        let mut matches: Vec<Range<usize>> = Vec::new();
        // The words that a rule wants near may have been cleared before, so what it would find is not cut without them either.
        rules.each_anywhere(text, self.wants, &mut |_, span| matches.push(span));
        let mut end = end;
        loop {
            if !at_end && rules.may_go_on(text, end) {
                return None;
            }
            match matches.iter().filter(|span| span.start < end && end < span.end).map(|span| span.end).max() {
                None => return Some(end),
                Some(further) => end = behind_word(text, further).or(at_end.then_some(text.len()))?,
            }
        }
    }
}

/// The place behind the word that ends at `at` or goes on there, and behind the border that ends it; `None` while no border
/// does.
fn behind_word(text: &str, at: usize) -> Option<usize> {
    let (word, rest) = text.split_at_checked(at)?;
    if word.chars().next_back().is_some_and(class::is_border) {
        return Some(at);
    }
    rest.char_indices().find(|(_, c)| class::is_border(*c)).map(|(n, c)| at + n + c.len_utf8())
}
