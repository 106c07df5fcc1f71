//! The shape of one token, compiled to a small automaton without a cache: nothing to lock, nothing to fill, one step a byte.
//!
//! A text may begin a token every few bytes and end none, and each would be read as far as the longest token goes. But two
//! readings that are in the same state at the same byte go on alike, so a reading stops where it meets the [`Trail`] of one
//! before it, and takes over what that one came to.

use std::collections::HashMap;

use regex_automata::{
    Anchored, Input, MatchKind,
    dfa::{Automaton, StartKind, dense},
    nfa::thompson,
    util::{primitives::StateID, syntax},
};

use crate::rules::Find;

/// Longest token that any shape takes, in bytes; longer ones are cut there, so a scan of a text of starts stays linear.
const LONGEST: usize = 4096;

/// Bytes that a reading goes before it leaves a trail: most end there.
const SHORT: usize = 32;
/// A trail has a mark at every so many bytes.
const STEP: usize = 16;

/// Where readings of one shape came by, and what they came to.
#[derive(Debug, Default)]
pub(crate) struct Trail {
    /// The place of the first mark.
    from: usize,
    /// The state in front of every [`STEP`]th byte.
    marks: Vec<StateID>,
    /// Where it ends, and in which state.
    end: (usize, StateID),
    /// The end of the last match on the way.
    matched: Option<usize>,
}

impl Trail {
    /// Whether a reading that is in `state` in front of byte `at` goes on as this one did.
    fn is_met(&self, at: usize, state: StateID) -> bool {
        let nth = at.checked_sub(self.from).map(|way| way / STEP);
        at <= self.end.0 && nth.and_then(|nth| self.marks.get(nth)) == Some(&state)
    }
}

/// The trail of each rule's shape in one text, by the rule's index.
pub(crate) type Trails = HashMap<usize, Trail>;

/// How far one reading has come.
struct Reading {
    at: usize,
    state: StateID,
    /// The end of the last match on the way.
    matched: Option<usize>,
}

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

    /// Where the match that begins at `start` ends: `None` where there is none, or where it would cut a character. `trails`
    /// are those of this text, among which this shape's is found under the number of its rule.
    pub(crate) fn end_of_match(&self, text: &str, start: usize, (trails, rule): (&mut Trails, usize)) -> Option<usize> {
        let bytes = text.as_bytes();
        let limit = bytes.len().min(start.checked_add(LONGEST)?);
        let input = Input::new(text).range(start.min(limit)..limit).anchored(Anchored::Yes);
        let mut reading = Reading { at: start, state: self.0.start_state_forward(&input).ok()?, matched: None };
        self.read_to(&mut reading, bytes, (start + SHORT).next_multiple_of(STEP).min(limit));
        if !self.is_over(reading.state) && reading.at < limit {
            self.read_along(&mut reading, bytes, limit, trails.entry(rule).or_default());
        }
        if !self.is_over(reading.state) {
            let behind = match bytes.get(limit) {
                Some(&byte) => self.0.next_state(reading.state, byte),
                None => self.0.next_eoi_state(reading.state),
            };
            reading.matched = if self.0.is_match_state(behind) { Some(limit) } else { reading.matched };
        }
        reading.matched.filter(|&end| text.is_char_boundary(end))
    }

    /// Reads on to byte `to`, or to where no match goes on.
    fn read_to(&self, reading: &mut Reading, bytes: &[u8], to: usize) {
        while let Some(&byte) = bytes.get(reading.at).filter(|_| reading.at < to) {
            reading.state = self.0.next_state(reading.state, byte);
            if self.0.is_special_state(reading.state) {
                if self.is_over(reading.state) {
                    return;
                }
                // The automaton tells a match one byte late.
                reading.matched = if self.0.is_match_state(reading.state) { Some(reading.at) } else { reading.matched };
            }
            reading.at += 1;
        }
    }

    /// Reads on to byte `limit` and leaves a trail, or follows `trail` where it comes upon it.
    fn read_along(&self, reading: &mut Reading, bytes: &[u8], limit: usize, trail: &mut Trail) {
        let mut own = Trail { from: reading.at, ..Trail::default() };
        // Matches in front of this place are not those of the way that the trail marks.
        let mut met = reading.at;
        while !self.is_over(reading.state) && reading.at < limit {
            if reading.at.is_multiple_of(STEP) {
                if trail.end.0 <= limit && trail.is_met(reading.at, reading.state) {
                    met = reading.at;
                    reading.matched = trail.matched.filter(|&end| end >= met).or(reading.matched);
                    (reading.at, reading.state) = trail.end;
                    own = std::mem::take(trail);
                    continue;
                }
                own.marks.push(reading.state);
            }
            let to = (reading.at + 1).next_multiple_of(STEP).min(limit);
            self.read_to(reading, bytes, to);
        }
        own.end = (reading.at, reading.state);
        own.matched = reading.matched.filter(|&end| end >= met).or(own.matched);
        *trail = own;
    }

    /// Whether no match goes on from `state`.
    fn is_over(&self, state: StateID) -> bool {
        self.0.is_dead_state(state) || self.0.is_quit_state(state)
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
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn readings_that_follow_a_trail_end_where_they_would_alone(text in "((ey[Ja]|[a-c]{1,9}|[._-]|\\.b)){0,400}( )?[a-c.]{0,9}", more in 1..12_usize) {
            let text = text.repeat(more);
            for shape in ["ey[A-Za-z0-9_-]{3,}", "ey[A-Za-z0-9_-]{9}[A-Za-z0-9_-]*\\.[a-c]+", "(?:a[a-c_.-]*b|[a-c]+)"] {
                let compiled = Shape::compile(shape).unwrap();
                let mut trails = Trails::new();
                for start in 0..text.len() {
                    let end = text.len().min(start + LONGEST);
                    let input = Input::new(&text).range(start..end).anchored(Anchored::Yes);
                    let alone = compiled.0.try_search_fwd(&input).unwrap().map(|found| found.offset());
                    prop_assert_eq!(compiled.end_of_match(&text, start, (&mut trails, 0)), alone, "{} at {}", shape, start);
                }
            }
        }
    }
}
