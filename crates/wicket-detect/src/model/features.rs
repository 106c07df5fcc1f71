//! What a linear model sees of a text: which words, word pairs and runs of letters it holds, as places of a hashed table.
//!
//! Hashing instead of a dictionary (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009) keeps the
//! model at one byte a place. Letters are taken as UTF-8 bytes: a run of six bytes is six Latin letters or two Chinese
//! characters, which is about as much meaning, and no table of characters is walked.

use super::{
    normal::{LONGEST_WORD, Normal, Token},
    seen::Seen,
};

/// Length of the runs, in bytes.
const RUN: usize = 6;
/// Bytes from one run of a word to the next, where the word is of ASCII letters; in others a run begins with each letter. Runs
/// at every byte tell no more of sources that were left out, and there are four times as many.
const STEP: usize = 4;
/// Words of fewer ASCII letters have no runs, in bytes.
const SHORTEST: usize = 4;
/// Runs of a word of ASCII letters that are taken in one go, whether it is that long or not.
const FIRST_RUNS: usize = 3;
/// Most features of one token: of a word, itself, the pair that it ends, and a run with each byte and in front of them.
const MOST_OF_TOKEN: usize = LONGEST_WORD + 3;
/// Most features that are told together.
pub(super) const MOST: usize = 512;
/// 2⁶⁴ divided by the golden ratio, odd: spreads neighbouring numbers over the whole range (Knuth, TAOCP 3, 6.4).
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// Calls `tell` with the places of the features of each piece of `normal`, piece by piece, at most [`MOST`] at once, and with
/// whether these are its last. O(n).
pub(super) fn each_piece(normal: &Normal, mut tell: impl FnMut(&[u32], bool)) {
    let mut taker = Taker::default();
    let mut piece = 0;
    normal.each_token(|token| {
        while piece < token.piece {
            tell(taker.given(), true);
            piece += 1;
            // The first word of a sentence makes no pair with the one in front of it.
            taker.before = if normal.is_in_sentences() { 0 } else { taker.before };
        }
        if taker.n + MOST_OF_TOKEN > MOST {
            tell(taker.given(), false);
        }
        match token.length {
            0 => taker.take_sign(&token),
            _ => taker.take_word(&token),
        }
    });
    tell(taker.given(), true);
}

/// Takes the features of a text, token by token.
struct Taker {
    places: [u32; MOST],
    n: usize,
    /// The last word or sign.
    before: u64,
}

impl Default for Taker {
    fn default() -> Self {
        Taker { places: [0; MOST], n: 0, before: 0 }
    }
}

impl Taker {
    /// What was taken since this was asked last.
    fn given(&mut self) -> &[u32] {
        let n = std::mem::take(&mut self.n).min(MOST);
        &self.places[..n]
    }

    fn add(&mut self, place: u32) {
        if let Some(free) = self.places.get_mut(self.n) {
            *free = place;
            self.n = self.n.wrapping_add(1);
        }
    }

    fn add_token(&mut self, token: u64) {
        self.add(Seen::place(token));
        self.add(Seen::place(mixed(self.before, token)));
        self.before = token;
    }

    fn take_sign(&mut self, sign: &Token<'_>) {
        self.add_token(mixed(1, eight(sign.around, 1) & 0xFF));
    }

    fn take_word(&mut self, word: &Token<'_>) {
        let &Token { around, length, letters, .. } = word;
        let front = sixteen(around, 0);
        let inside = sixteen(around, 1) & (u128::MAX >> (128 - 8 * length.clamp(1, 16)));
        let mut token = mixed(inside as u64, (inside >> 64) as u64);
        for from in (16..length).step_by(8) {
            token = mixed(token, eight(around, 1 + from) & lowest(length - from));
        }
        self.add_token(token);
        let all = u64::MAX >> (64 - length.clamp(1, 64));
        if letters & all != all {
            self.add(run(front as u64));
            let mut left = letters & all;
            while left != 0 {
                self.add(run(eight(around, 1 + left.trailing_zeros() as usize)));
                left &= left - 1;
            }
            return;
        }
        // The first begins with what stands in front of the word.
        let n_runs = if length < SHORTEST { 0 } else { length / STEP + 1 };
        let first: [u32; FIRST_RUNS] = std::array::from_fn(|nth| run((front >> (8 * nth * STEP)) as u64));
        if let Some(free) = self.places.get_mut(self.n..).and_then(|free| free.first_chunk_mut()) {
            *free = first;
            self.n = self.n.wrapping_add(n_runs.min(FIRST_RUNS));
        }
        for nth in FIRST_RUNS..n_runs {
            self.add(run(eight(around, nth * STEP)));
        }
    }
}

/// The place of the run that `eight` bytes begin with.
const fn run(eight: u64) -> u32 {
    Seen::place((eight & lowest(RUN)).wrapping_mul(SPREAD))
}

const fn mixed(a: u64, b: u64) -> u64 {
    let x = (a ^ b.wrapping_mul(SPREAD)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    (x ^ (x >> 32)).wrapping_mul(SPREAD)
}

/// Sixteen bytes from the `at`th on, the first lowest.
fn sixteen(bytes: &[u8], at: usize) -> u128 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |sixteen| u128::from_le_bytes(*sixteen))
}

/// Eight bytes from the `at`th on, the first lowest.
fn eight(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |eight| u64::from_le_bytes(*eight))
}

/// A number whose lowest `n` bytes are ones, the others nothing.
const fn lowest(n: usize) -> u64 {
    if n >= 8 { u64::MAX } else { (1 << (8 * n)) - 1 }
}

/// The places of the features of a text, each once: what a trainer learns from.
#[derive(Clone, Debug, Default)]
pub struct Features {
    normal: Normal,
    seen: Seen,
}

impl Features {
    /// Places in the order in which they come, none twice, each under 2^[`Seen::BITS`]. O(n).
    pub fn of(&mut self, text: &str) -> Vec<u32> {
        self.seen.clear();
        self.normal.in_strides(text);
        let mut places = Vec::new();
        each_piece(&self.normal, |told, _| places.extend(told.iter().filter(|place| self.seen.is_new(**place))));
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<u32> {
        let mut all = Features::default().of(text);
        all.sort_unstable();
        all
    }

    #[test]
    fn case_digits_and_white_space_do_not_count() {
        assert_eq!(places("Call 117  now"), places("call\n942 NOW"));
        assert_eq!(places("ÄRGER"), places("ärger"));
        assert_ne!(places("call now"), places("calm now"));
    }

    #[test]
    fn each_place_is_told_once_and_nothing_is_left_from_the_text_before() {
        let mut features = Features::default();
        let first = features.of("tell me, tell me, tell me");
        let distinct: std::collections::HashSet<_> = first.iter().collect();
        assert_eq!(distinct.len(), first.len());
        features.of("something else");
        assert_eq!(features.of("tell me, tell me, tell me"), first);
    }

    #[test]
    fn the_last_word_counts_and_nothing_at_all_is_fine() {
        assert_ne!(places("go there"), places("go the"));
        assert!(places("").is_empty());
    }

    #[test]
    fn a_long_word_is_known_by_its_parts() {
        let common = |a: &str, b: &str| {
            let b = places(b);
            places(a).iter().filter(|place| b.contains(place)).count()
        };
        assert!(common("instruction", "instructions") > 1);
        assert!(common("инструкция", "инструкции") > 4);
        assert_eq!(common("cat", "car"), 0);
    }

    #[test]
    fn texts_of_any_bytes_fit() {
        let mut features = Features::default();
        for unit in ["a", ".", "a.", "é", "éa", "字", "a ", "é.", "0", "'", " ", "\0", "😀"] {
            for length in [1, 63, 64, 65, 500] {
                let text = unit.repeat(length);
                assert!(features.of(&text).iter().all(|place| *place < 1 << Seen::BITS));
                let mut normal = Normal::default();
                normal.in_sentences(&text);
                let mut n = 0;
                each_piece(&normal, |places, _| n += places.len());
                assert_eq!(n == 0, unit == " ");
            }
        }
    }
}
