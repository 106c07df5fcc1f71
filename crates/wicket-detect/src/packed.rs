//! Words as numbers: how a word of a text is told from a few thousand known ones, without copying a byte.

use std::{
    collections::HashSet,
    hash::{BuildHasherDefault, Hasher},
    ops::Range,
};

/// Fibonacci hashing of packed words (Knuth, "The Art of Computer Programming", 6.4). The keys are our own few hundred words, so
/// nobody can make them collide, and SipHash would cost more than a match.
#[derive(Default)]
pub(crate) struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    fn write_u64(&mut self, mixed: u64) {
        self.0 = mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn write_u128(&mut self, packed: u128) {
        let folded = (packed as u64 ^ ((packed >> 64) as u64).rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = folded ^ folded >> 32;
    }
}

/// A word of up to sixteen ASCII letters, digits and apostrophes in lower case, as one number: its bytes, zeros behind them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Packed(u128);

impl Packed {
    const LONGEST: usize = 16;
    /// This bit makes a capital small, and is set in small letters, digits and the apostrophe anyway.
    const SMALL: u128 = u128::from_ne_bytes([0x20; Self::LONGEST]);

    /// The word at `span`, which holds nothing but such characters.
    pub(crate) fn of(text: &[u8], span: &Range<usize>) -> Option<Self> {
        let rest = text.get(span.start..)?;
        let length = span.len().min(Self::LONGEST + 1);
        let bytes = match rest.first_chunk() {
            Some(sixteen) => *sixteen,
            None => {
                let mut padded = [0; Self::LONGEST];
                padded.get_mut(..rest.len())?.copy_from_slice(rest);
                padded
            }
        };
        let of_word = match length {
            1..Self::LONGEST => (1_u128 << (8 * length)) - 1,
            Self::LONGEST => u128::MAX,
            _ => return None,
        };
        Some(Packed((u128::from_le_bytes(bytes) | Self::SMALL) & of_word))
    }
}

/// A list of ASCII words that a word of a text is looked up in, whatever its case. Longer words than [`Packed`] holds are on
/// no list.
#[derive(Debug, Default)]
pub(crate) struct Words(HashSet<Packed, BuildHasherDefault<Mix>>);

impl Words {
    pub(crate) fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Words(words.into_iter().filter(|word| word.is_ascii()).filter_map(packed).collect())
    }

    /// Whether `word` is on the list.
    pub(crate) fn has(&self, word: impl AsRef<[u8]>) -> bool {
        let word = word.as_ref();
        self.has_at(word, &(0..word.len()))
    }

    /// Whether the word at `span` of `text` is on the list. Quicker where more of the text stands behind it.
    pub(crate) fn has_at(&self, text: &[u8], span: &Range<usize>) -> bool {
        Packed::of(text, span).is_some_and(|word| self.0.contains(&word))
    }
}

fn packed(word: impl AsRef<[u8]>) -> Option<Packed> {
    let word = word.as_ref();
    Packed::of(word, &(0..word.len()))
}
