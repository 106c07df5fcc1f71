//! What a linear model sees of a text: which words, word pairs and runs of letters it holds, as places of a hashed table.
//!
//! Hashing instead of a dictionary (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009) keeps the
//! model at one byte a place. Letters are taken as UTF-8 bytes: a run of six bytes is six Latin letters or two Chinese
//! characters, which is about as much meaning, and no table of characters is walked.

use super::seen::Seen;

/// Length of the runs, in bytes. Runs of five and seven beside those of six add nothing to recall and double the time.
const RUN: usize = 6;
/// 2⁶⁴ divided by the golden ratio, odd: spreads neighbouring numbers over the whole range (Knuth, TAOCP 3, 6.4).
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// A text as features are taken from it: small letters, any digit as `0`, white space as one blank, a blank at both ends.
#[derive(Clone, Debug, Default)]
pub struct Normal {
    bytes: Vec<u8>,
    /// Where in the text as given each [`Self::STRIDE`]th byte comes from.
    marks: Vec<usize>,
}

impl Normal {
    /// Bytes between two marks.
    pub const STRIDE: usize = 160;

    /// Takes another text, in the memory of the one before. O(n).
    pub fn set(&mut self, text: &str) {
        self.bytes.clear();
        self.marks.clear();
        self.push(b' ', 0);
        if text.is_ascii() {
            self.extend(text.as_bytes());
        } else {
            self.bytes.reserve(text.len());
            let mut utf8 = [0; 4];
            for (at, c) in text.char_indices() {
                if c.is_ascii() {
                    self.push(c as u8, at);
                    continue;
                }
                if is_small(c) {
                    c.encode_utf8(&mut utf8).bytes().for_each(|byte| self.push(byte, at));
                    continue;
                }
                for small in c.to_lowercase() {
                    small.encode_utf8(&mut utf8).bytes().for_each(|byte| self.push(byte, at));
                }
            }
        }
        self.push(b' ', text.len());
    }

    fn push(&mut self, byte: u8, from: usize) {
        let byte = normal_of_ascii(byte);
        if byte == b' ' && self.bytes.last() == Some(&b' ') {
            return;
        }
        if self.bytes.len().is_multiple_of(Self::STRIDE) {
            self.marks.push(from);
        }
        self.bytes.push(byte);
    }

    /// Takes ASCII, which begins at the beginning of the text as given.
    fn extend(&mut self, ascii: &[u8]) {
        self.bytes.reserve(ascii.len() + 1);
        let mut normal = [0; BLOCK];
        for (nth, block) in ascii.chunks(BLOCK).enumerate() {
            let at = nth * BLOCK;
            let normal = &mut normal[..block.len()];
            normal.iter_mut().zip(block).for_each(|(normal, &byte)| *normal = normal_of_ascii(byte));
            let pairs = normal.iter().zip(normal.get(1..).unwrap_or_default());
            let has_blanks =
                pairs.fold(normal.first() == Some(&b' '), |any, (&a, &b)| any | ((a == b' ') & (b == b' ')));
            if has_blanks {
                normal.iter().enumerate().for_each(|(i, &byte)| self.push(byte, at + i));
                continue;
            }
            // Most blocks of prose are taken as they are, in a few wide steps.
            let before = self.bytes.len();
            if let Some(to_mark) = self.marks.len().checked_mul(Self::STRIDE).and_then(|mark| mark.checked_sub(before))
                && to_mark < block.len()
            {
                self.marks.push(at + to_mark);
            }
            self.bytes.extend_from_slice(normal);
        }
    }

    /// Where in the text as given the `mark`th stride begins; its end for strides that there are not.
    pub(super) fn place(&self, mark: usize) -> Option<usize> {
        self.marks.get(mark).copied()
    }

    /// Calls `tell` with the places of the features that end in each stride, stride by stride. O(n).
    pub(super) fn each_stride(&self, mut tell: impl FnMut(&[u32])) {
        let mut taken = [0; MOST];
        let mut taker = Taker::default();
        for stride in self.bytes.chunks(Self::STRIDE) {
            tell(taker.take(stride, &mut taken));
        }
    }
}

/// Whether `c` is its own small letter, told without a table: most letters that are written in other scripts.
const fn is_small(c: char) -> bool {
    matches!(c as u32, 0xDF..=0xFF | 0x3B1..=0x3C9 | 0x430..=0x45F | 0x590..=0x109F | 0x2E80..=0xA63F | 0xAC00..=0xD7A3)
}

/// Bytes that are normalised in one go, fewer than a stride.
const BLOCK: usize = 64;
/// Most features that end in one stride: a run with each byte, and with each sign the word in front of it and the sign, both
/// by themselves and together with what stands before.
pub(super) const MOST: usize = 5 * Normal::STRIDE;

/// Takes the features of a text in order of their ends, but for runs, which come first in each stride.
#[derive(Default)]
struct Taker {
    /// The last bytes, the last one lowest.
    last_eight: u64,
    n_bytes: usize,
    /// The last word or sign that ended.
    before: u64,
    /// The word so far; nothing in front of its first letter.
    word: u64,
}

impl Taker {
    /// The places of the features that end in `stride`, for which `places` has room.
    fn take<'p>(&mut self, stride: &[u8], places: &'p mut [u32; MOST]) -> &'p [u32] {
        // The first bytes of a text end no run.
        let short = (RUN - 1).saturating_sub(self.n_bytes).min(stride.len());
        self.n_bytes += stride.len();
        let (first, rest) = stride.split_at(short);
        self.last_eight = first.iter().fold(self.last_eight, |last, &byte| last << 8 | u64::from(byte));
        for (place, &byte) in places.iter_mut().zip(rest) {
            self.last_eight = self.last_eight << 8 | u64::from(byte);
            *place = Seen::place(mixed(self.last_eight & (u64::MAX >> (64 - 8 * RUN)), RUN as u64));
        }
        let mut n = rest.len();
        let mut add = |hash: u64| {
            if let Some(place) = places.get_mut(n) {
                *place = Seen::place(hash);
                n += 1;
            }
        };
        for &byte in stride {
            if IS_WORD[usize::from(byte)] {
                self.word = mixed(self.word, u64::from(byte) + 1);
                continue;
            }
            let sign = if byte == b' ' { 0 } else { mixed(0, u64::from(byte) + 1) };
            for token in [self.word, sign] {
                if token != 0 {
                    add(mixed(token, 1));
                    add(mixed(self.before, token));
                    self.before = token;
                }
            }
            self.word = 0;
        }
        places.get(..n).unwrap_or_default()
    }
}

const fn mixed(a: u64, b: u64) -> u64 {
    let x = (a ^ b.wrapping_mul(SPREAD)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    (x ^ (x >> 32)).wrapping_mul(SPREAD)
}

/// What a byte of ASCII is in the normal form; other bytes are themselves. Without a branch, so that many are told at once.
const fn normal_of_ascii(byte: u8) -> u8 {
    let is_capital = byte.wrapping_sub(b'A') < 26;
    let is_digit = byte.wrapping_sub(b'0') < 10;
    let is_blank = byte.wrapping_sub(b'\t') < 5;
    let small = byte | (is_capital as u8) << 5;
    let number = if is_digit { b'0' } else { small };
    if is_blank { b' ' } else { number }
}

/// Which bytes of the normal form words are made of.
static IS_WORD: [bool; 256] = {
    let mut is_word = [false; 256];
    let mut byte = 0;
    while byte < is_word.len() {
        let b = byte as u8;
        is_word[byte] = b.is_ascii_alphanumeric() || b >= 0x80 || matches!(b, b'\'' | b'_');
        byte += 1;
    }
    is_word
};

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
        self.normal.set(text);
        let mut places = Vec::new();
        self.normal.each_stride(|met| places.extend(met.iter().filter(|place| self.seen.is_new(**place))));
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
    fn what_is_taken_for_a_small_letter_is_one() {
        for c in ('\0'..=char::MAX).filter(|c| is_small(*c)) {
            assert!(c.to_lowercase().eq([c]), "{c:?}");
        }
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
    fn marks_lead_back_to_the_text_as_given() {
        let text = format!("{}{}", "é  ".repeat(100), "x".repeat(100));
        let mut normal = Normal::default();
        normal.set(&text);
        let second = normal.place(1).unwrap();
        assert!(text.is_char_boundary(second));
        // 160 bytes of the normal form are a blank and 53 times `é` with a blank.
        assert_eq!(second, 53 * "é  ".len());
    }
}
