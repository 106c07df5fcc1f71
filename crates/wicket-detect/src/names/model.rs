//! The weights: a table of features found by fingerprint, scores of one tag after another, and the lists of words.
//!
//! A feature that was not learned is not in the table, so it says nothing; a plain hashed table would answer for it
//! with the weights of some other one. The file is checked as a whole by a digest, and every size in it is bounded
//! before it is used.

use aws_lc_rs::digest::{SHA256, digest};

use super::{
    features::{FEATURES, Known, Marks},
    gazetteer::{Gazetteer, Index},
    viterbi::{NEVER, Scores, TAGS, may_follow},
};

/// Begins every file of weights; the last byte is the version of the features.
pub const MAGIC: &[u8; 8] = b"WGNAME\x00\x03";

/// Features that share one place of the table.
pub const WAYS: usize = 8;

/// Length of the digest at the end.
pub(super) const DIGEST: usize = 32;

/// Most features and most listed words that a file may hold.
const MOST: usize = 1 << 18;

/// Scores of one tag after another.
#[derive(Clone, Debug)]
pub struct Moves {
    /// Of the first tag.
    pub start: Scores,
    /// `between[before][tag]`; [`NEVER`] where the one cannot follow the other.
    pub between: [Scores; TAGS],
}

/// Everything that training learned.
#[derive(Clone, Debug)]
pub struct Model {
    /// Fingerprints, [`WAYS`] to a bucket; 0 is an empty place.
    prints: Vec<u16>,
    weights: Vec<[i8; TAGS]>,
    moves: Moves,
    scale: f32,
    words: Vec<u32>,
    index: Index,
    marks: Vec<Marks>,
    gazetteer: Gazetteer,
}

/// Why a file of weights cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It does not begin as such a file does, or is of another version.
    Foreign,
    /// Its digest does not fit, or it is shorter or longer than it says.
    Damaged,
    /// A number in it is out of bounds.
    OutOfBounds,
}

impl Model {
    /// Reads a file of weights.
    ///
    /// # Errors
    /// The file is of another kind, damaged, or holds a number out of bounds.
    pub fn read(file: &[u8]) -> Result<Self, Unusable> {
        let (content, sum) = file.split_last_chunk::<DIGEST>().ok_or(Unusable::Damaged)?;
        let mut rest = content.strip_prefix(MAGIC).ok_or(Unusable::Foreign)?;
        if digest(&SHA256, content).as_ref() != sum {
            return Err(Unusable::Damaged);
        }
        let from = &mut rest;
        let n_places = take(from, u32::from_le_bytes)? as usize;
        let n_words = take(from, u32::from_le_bytes)? as usize;
        let n_known = take(from, u32::from_le_bytes)? as usize;
        let scale = take(from, f32::from_le_bytes)?;
        let is_sound = n_places.is_power_of_two() && (WAYS..=MOST).contains(&n_places) && n_words <= MOST;
        if !is_sound || !scale.is_finite() || scale <= 0.0 {
            return Err(Unusable::OutOfBounds);
        }
        let mut moves = Moves { start: [0; TAGS], between: [[0; TAGS]; TAGS] };
        for (before, row) in std::iter::once((None, &mut moves.start))
            .chain(moves.between.iter_mut().enumerate().map(|(before, row)| (Some(before), row)))
        {
            for (tag, score) in row.iter_mut().enumerate() {
                let learned = i32::from(take(from, i16::from_le_bytes)?);
                *score = if may_follow(before, tag) { learned } else { NEVER };
            }
        }
        let prints = (0..n_places).map(|_| take(from, u16::from_le_bytes)).collect::<Result<_, _>>()?;
        let weights =
            (0..n_places).map(|_| take(from, |row: [u8; TAGS]| row.map(|w| w as i8))).collect::<Result<_, _>>()?;
        let words: Vec<u32> = (0..n_words).map(|_| take(from, u32::from_le_bytes)).collect::<Result<_, _>>()?;
        let marks = (0..n_words).map(|_| take(from, Marks::from_le_bytes)).collect::<Result<_, _>>()?;
        if !words.is_sorted() {
            return Err(Unusable::OutOfBounds);
        }
        // What is left are the names that are known.
        let known = Gazetteer::read(rest).filter(|known| known.n_names() == n_known);
        let gazetteer = known.ok_or(Unusable::Damaged)?;
        let index = Index::of(&words);
        Ok(Model { prints, weights, moves, scale, words, index, marks, gazetteer })
    }

    /// What the features say for each tag.
    pub fn scores(&self, features: &[u32; FEATURES]) -> Scores {
        let mut scores = [0; TAGS];
        for hash in features {
            let (bucket, print) = place(*hash, self.prints.len());
            let Some(ways) = self.prints.get(bucket..).and_then(|prints| prints.first_chunk::<WAYS>()) else {
                continue;
            };
            // All ways are compared at once: which one it is, if any, is nothing that a processor could guess.
            let hits = (0..WAYS).fold(0_u32, |hits, way| hits | u32::from(ways[way] == print) << way);
            if hits == 0 {
                continue;
            }
            if let Some(row) = self.weights.get(bucket + hits.trailing_zeros() as usize) {
                for (score, weight) in scores.iter_mut().zip(row) {
                    *score += i32::from(*weight);
                }
            }
        }
        scores
    }

    /// The scores between tags.
    pub fn moves(&self) -> &Moves {
        &self.moves
    }

    /// What a score of one is worth in natural log-odds.
    pub fn scale(&self) -> f32 {
        self.scale
    }
}

impl Known for Model {
    fn marks_of(&self, word: u32) -> Marks {
        let near = self.index.near(word);
        let at = self.words.get(near.clone()).and_then(|words| words.iter().position(|known| *known == word));
        at.and_then(|at| self.marks.get(near.start + at)).copied().unwrap_or_default()
    }

    fn kind_of(&self, name: u32) -> Option<u32> {
        self.gazetteer.kind_of(name)
    }
}

/// The first place of a feature's bucket in a table of `n_places`, and its fingerprint, which is never 0.
pub fn place(hash: u32, n_places: usize) -> (usize, u16) {
    let buckets = (n_places / WAYS).max(1);
    let bucket = (hash.wrapping_mul(0x9e37_79b1) >> 8) as usize & (buckets - 1);
    (bucket * WAYS, (hash as u16).max(1))
}

fn take<const N: usize, T>(from: &mut &[u8], as_value: impl Fn([u8; N]) -> T) -> Result<T, Unusable> {
    let (bytes, rest) = from.split_first_chunk::<N>().ok_or(Unusable::Damaged)?;
    *from = rest;
    Ok(as_value(*bytes))
}
