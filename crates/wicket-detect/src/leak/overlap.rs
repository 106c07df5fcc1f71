//! Repetition word by word: the runs of words that an answer shares with the instructions.

use std::{
    collections::{HashSet, hash_map::DefaultHasher},
    hash::{Hash, Hasher},
};

/// Words in one run.
const RUN: usize = 4;
/// Runs in a row (so `RUN - 1` words more) that are a leak by themselves.
const LONG_ROW: usize = 9;

/// The word runs of the hidden instructions, each as its hash: eight bytes a word.
#[derive(Debug)]
pub(super) struct Runs {
    // INVARIANT: sorted, each once.
    known: Vec<u64>,
}

impl Runs {
    pub fn of(text: &str) -> Self {
        let mut known: Vec<u64> = runs(words(text)).collect();
        known.sort_unstable();
        known.dedup();
        known.shrink_to_fit();
        Runs { known }
    }

    /// Whether the instructions are too short to have any.
    pub fn are_none(&self) -> bool {
        self.known.is_empty()
    }

    /// The share of these runs that `text` holds, or how near the longest row comes to a long one.
    pub fn share_in(&self, text: &str) -> f32 {
        self.share(runs(words(text)))
    }

    /// The same where the words of `text` stand last first.
    pub fn share_from_behind(&self, text: &str) -> f32 {
        self.share(runs(words(text).rev()))
    }

    fn share(&self, runs: impl Iterator<Item = u64>) -> f32 {
        let mut seen = HashSet::new();
        let (mut row, mut longest) = (0_usize, 0_usize);
        for run in runs {
            if self.known.binary_search(&run).is_ok() {
                seen.insert(run);
                row += 1;
                longest = longest.max(row);
            } else {
                row = 0;
            }
        }
        let share = seen.len() as f32 / self.known.len() as f32;
        let in_a_row = longest as f32 / LONG_ROW.min(self.known.len()) as f32;
        share.max(in_a_row * 0.9).min(1.0)
    }
}

fn words(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The runs of `words`, in order. O(n).
fn runs<'t>(words: impl Iterator<Item = &'t str>) -> impl Iterator<Item = u64> {
    let mut last = [0; RUN];
    let runs = words.map(word).map(move |word| {
        last.rotate_left(1);
        last[RUN - 1] = word;
        hash(last)
    });
    runs.skip(RUN - 1)
}

/// A word in small letters; the second person reads as the first, for a model tells its orders of itself.
fn word(word: &str) -> u64 {
    let small = word.to_lowercase();
    hash(match small.as_str() {
        "you" | "me" => "i",
        "your" => "my",
        "yours" => "mine",
        "are" => "am",
        other => other,
    })
}

fn hash(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}
