//! What a linear model sees of a text: which words, word pairs and runs of letters it holds, as places of a hashed table.
//!
//! Hashing instead of a dictionary (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009) keeps the
//! model at one byte a place. Letters are taken as UTF-8 bytes: a run of six bytes is six Latin letters or two Chinese
//! characters, which is about as much meaning, and no table of characters is walked.

/// Lengths of the runs, in bytes. Runs of five and seven beside those of six add nothing to recall and double the time.
const RUNS: std::ops::RangeInclusive<usize> = 6..=6;
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
            for (at, byte) in text.bytes().enumerate() {
                self.push(byte, at);
            }
        } else {
            let mut utf8 = [0; 4];
            for (at, c) in text.char_indices() {
                for small in c.to_lowercase() {
                    for &byte in small.encode_utf8(&mut utf8).as_bytes() {
                        self.push(byte, at);
                    }
                }
            }
        }
        self.push(b' ', text.len());
    }

    fn push(&mut self, byte: u8, from: usize) {
        let byte = match byte {
            b'\t'..=b'\r' | b' ' => b' ',
            b'0'..=b'9' => b'0',
            _ => byte.to_ascii_lowercase(),
        };
        if byte == b' ' && self.bytes.last() == Some(&b' ') {
            return;
        }
        if self.bytes.len().is_multiple_of(Self::STRIDE) {
            self.marks.push(from);
        }
        self.bytes.push(byte);
    }

    /// Where in the text as given the `mark`th stride begins; its end for strides that there are not.
    pub(super) fn place(&self, mark: usize) -> Option<usize> {
        self.marks.get(mark).copied()
    }

    /// Tells the hash of every feature and the byte at which it ends. O(n), a few calls a byte.
    pub(super) fn each(&self, mut tell: impl FnMut(usize, u64)) {
        let mut last_eight = 0_u64;
        let (mut before, mut word) = (0, 0);
        for (at, &byte) in self.bytes.iter().enumerate() {
            last_eight = last_eight << 8 | u64::from(byte);
            for length in RUNS {
                if at + 1 >= length {
                    tell(at, mixed(last_eight & (u64::MAX >> (64 - 8 * length)), length as u64));
                }
            }
            if is_word(byte) {
                word = mixed(word, u64::from(byte) + 1);
                continue;
            }
            let sign = if byte == b' ' { 0 } else { mixed(0, u64::from(byte) + 1) };
            for token in [word, sign] {
                if token != 0 {
                    tell(at, mixed(token, 1));
                    tell(at, mixed(before, token));
                    before = token;
                }
            }
            word = 0;
        }
    }
}

fn mixed(a: u64, b: u64) -> u64 {
    let x = (a ^ b.wrapping_mul(SPREAD)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    (x ^ (x >> 32)).wrapping_mul(SPREAD)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'\'' | b'_')
}

/// Tells which places of a table of 2^[`Seen::BITS`] were met before in the same text.
#[derive(Clone, Debug)]
pub struct Seen {
    bits: Vec<u64>,
    /// Words of `bits` that are not zero, so that a short text need not clear them all.
    touched: Vec<u32>,
}

impl Default for Seen {
    fn default() -> Self {
        Seen { bits: vec![0; 1 << (Self::BITS - 6)], touched: Vec::new() }
    }
}

impl Seen {
    /// Places are numbers of so many bits.
    pub const BITS: u32 = 20;

    /// The place of a hash.
    pub(super) const fn place(hash: u64) -> usize {
        (hash >> (64 - Self::BITS)) as usize
    }

    /// Forgets the text before.
    pub(super) fn clear(&mut self) {
        for word in self.touched.drain(..) {
            if let Some(word) = self.bits.get_mut(word as usize) {
                *word = 0;
            }
        }
    }

    /// Whether `place` is new in this text.
    pub(super) fn is_new(&mut self, place: usize) -> bool {
        let Some(word) = self.bits.get_mut(place >> 6) else { return false };
        let bit = 1 << (place & 63);
        if *word & bit != 0 {
            return false;
        }
        if *word == 0 {
            self.touched.push((place >> 6) as u32);
        }
        *word |= bit;
        true
    }
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
        self.normal.set(text);
        let mut places = Vec::new();
        self.normal.each(|_, hash| {
            let place = Seen::place(hash);
            if self.seen.is_new(place) {
                places.push(place as u32);
            }
        });
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
