//! Many literals looked for at once, in several places of a text at a time.
//!
//! An automaton takes one step for each byte, and each step waits for the memory that the one before it named. So a long text
//! is walked by [`LANES`] walkers side by side, each in a stretch of its own, and their waits overlap: three times the bytes
//! a second of one walker. A walker begins as far in front of its stretch as the longest literal reaches, so that it meets the
//! stretch in the state in which a single walker would.

use std::ops::Range;

use super::automaton::{Automaton, Literal, START, State};

/// Walkers side by side.
const LANES: usize = 4;
/// Longest stretch of one walker, in bytes. What the walkers find is kept until it can be told in order.
const STRETCH: usize = 4 << 10;
/// Shortest stretch that is worth the way in front of it.
const WORTH: usize = 64;

/// Literals, compiled. `Row` is the number that has room for the states.
#[derive(Debug)]
pub(super) struct Literals<Row> {
    automaton: Automaton<Row>,
    /// Bytes in front of a place that decide the state there.
    reach: usize,
}

/// Where a walker met the end of a literal: the byte behind it, and the state that tells which.
type Met = (usize, State);

impl<Row: Copy + Into<State> + TryFrom<State>> Literals<Row> {
    /// Compiles `literals`, which are in small letters and numbered in their order; an error if they have too many
    /// states.
    pub(super) fn new<'l>(literals: impl Iterator<Item = Literal<'l>> + Clone) -> Result<Self, Row::Error> {
        let reach = literals.clone().map(|literal| literal.text.len()).max().unwrap_or_default().saturating_sub(1);
        Ok(Literals { automaton: Automaton::new(literals)?, reach })
    }

    /// Calls `tell` with each literal in `text`, by its number, and where it stands: all that overlap, in order of their ends.
    pub(super) fn each(&self, text: &[u8], mut tell: impl FnMut(usize, Range<usize>)) {
        let mut met: [Vec<Met>; LANES] = Default::default();
        let mut at = 0;
        while at < text.len() {
            let rest = text.len() - at;
            let stretch = (rest / LANES).min(STRETCH);
            if stretch < WORTH {
                self.walk([(at, text.get(at..).unwrap_or_default())], text, &mut met);
                at = text.len();
            } else {
                let lanes: [_; LANES] = std::array::from_fn(|lane| {
                    let from = at + lane * stretch;
                    (from, text.get(from..from + stretch).unwrap_or_default())
                });
                self.walk(lanes, text, &mut met);
                at += LANES * stretch;
            }
            for (end, state) in met.iter_mut().flat_map(|lane| lane.drain(..)) {
                for met in self.automaton.ends(state) {
                    tell(met.literal as usize, end.saturating_sub(met.length as usize)..end);
                }
            }
        }
    }

    /// Walks stretches of equal length, each given with the place where it begins.
    #[allow(clippy::needless_range_loop, reason = "all walkers take the same step in their own stretches")]
    fn walk<const N: usize>(&self, lanes: [(usize, &[u8]); N], text: &[u8], met: &mut [Vec<Met>; LANES]) {
        let mut states = self.states_at(lanes.map(|(from, _)| from), text);
        let length = lanes.iter().map(|(_, stretch)| stretch.len()).min().unwrap_or_default();
        let stretches = lanes.map(|(_, stretch)| stretch.get(..length).unwrap_or_default());
        for step in 0..length {
            for lane in 0..N {
                states[lane] = self.automaton.next(states[lane], stretches[lane][step]);
                if self.automaton.is_end(states[lane]) {
                    met[lane].push((lanes[lane].0 + step + 1, states[lane]));
                }
            }
        }
    }

    /// The states in which one walker from the beginning would come to each of the `places`, but for what no longer matters.
    fn states_at<const N: usize>(&self, places: [usize; N], text: &[u8]) -> [State; N] {
        let ways = places.map(|at| text.get(at.saturating_sub(self.reach)..at).unwrap_or_default());
        let mut states = [START; N];
        // Those at the beginning of a text have a shorter way.
        for step in (0..self.reach).rev() {
            for (state, way) in states.iter_mut().zip(ways) {
                let byte = way.len().checked_sub(step + 1).and_then(|at| way.get(at));
                *state = byte.map_or(*state, |byte| self.automaton.next(*state, *byte));
            }
        }
        states
    }
}

#[cfg(test)]
mod tests {
    use aho_corasick::AhoCorasick;
    use proptest::prelude::*;

    use super::*;

    const WORDS: [&str; 7] = ["a", "ab", "abc", "bca", "caab", "aaaa", "cabcabcabcabcabcabc"];

    proptest! {
        #[test]
        fn many_walkers_find_what_one_finds(text in "[abc]{0,700}|(cabc|aaaa|x){0,400}", more in 0_usize..40_000) {
            let long = text.repeat(1 + more / (text.len() + 1));
            let mut found = Vec::new();
            let words = WORDS.into_iter().map(|text| Literal { text, begins_word: false });
            let literals = Literals::<u16>::new(words).unwrap();
            literals.each(long.as_bytes(), |literal, span| found.push((literal, span)));
            let one = AhoCorasick::new(WORDS).unwrap();
            let expected: Vec<_> =
                one.find_overlapping_iter(&long).map(|m| (m.pattern().as_usize(), m.range())).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
