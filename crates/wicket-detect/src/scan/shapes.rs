//! The shape of one token, compiled to a small automaton without a cache: nothing to lock, nothing to fill, one step a byte.

use regex_automata::{
    Anchored, Input, MatchKind,
    dfa::{Automaton, StartKind, dense},
    nfa::thompson,
    util::syntax,
};

use crate::rules::Find;

/// Longest token that any shape takes, in bytes; longer ones are cut there, so a scan of a text of starts stays linear.
const LONGEST: usize = 4096;

/// A compiled shape.
#[derive(Debug)]
pub(crate) struct Shape(dense::DFA<Vec<u32>>);

impl Shape {
    /// The shape of a rule that has one.
    pub(crate) fn of(find: &Find) -> Option<Self> {
        let (Find::Token { shape, .. } | Find::Labelled { shape, .. } | Find::Named { shape, .. }) = find else {
            return None;
        };
        Self::compile(shape)
    }

    /// Compiles a regular expression without Unicode tables, for matches that begin at a given place.
    fn compile(shape: &str) -> Option<Self> {
        let dfa = dense::Builder::new()
            .configure(
                dense::Config::new()
                    .start_kind(StartKind::Anchored)
                    .match_kind(MatchKind::LeftmostFirst)
                    .minimize(false),
            )
            .thompson(thompson::Config::new().utf8(false))
            .syntax(syntax::Config::new().unicode(false).utf8(false))
            .build(shape);
        dfa.ok().map(Shape)
    }

    /// Where the match that begins at `start` ends: `None` where there is none, or where it would cut a character.
    pub(crate) fn end_of_match(&self, text: &str, start: usize) -> Option<usize> {
        let end = text.len().min(start.checked_add(LONGEST)?);
        let input = Input::new(text).range(start.min(end)..end).anchored(Anchored::Yes);
        let found = self.0.try_search_fwd(&input).ok()??;
        Some(found.offset()).filter(|&end| text.is_char_boundary(end))
    }

    /// Whether a match that begins at `start` may go on behind the end of `text`.
    pub(crate) fn is_open(&self, text: &str, start: usize) -> bool {
        let input = Input::new(text).range(start.min(text.len())..).anchored(Anchored::Yes);
        let Ok(first) = self.0.start_state_forward(&input) else { return false };
        let mut state = first;
        for &byte in text.as_bytes().get(start..).unwrap_or_default() {
            state = self.0.next_state(state, byte);
            if self.0.is_dead_state(state) || self.0.is_quit_state(state) {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn every_shape_compiles_and_stays_small() {
        for rule in rules::all() {
            if let Find::Token { shape, .. } | Find::Labelled { shape, .. } | Find::Named { shape, .. } = rule.find {
                let compiled = Shape::compile(shape);
                assert!(
                    compiled.is_some_and(|shape| shape.0.memory_usage() < 100_000),
                    "{} has a bad or large shape",
                    rule.id
                );
            }
        }
    }
}
