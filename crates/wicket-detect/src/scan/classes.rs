//! Which bytes of a text are digits and which are letters or digits, told for 64 of them at a time.

use crate::bits::bits_of;

/// Bytes whose classes are told together.
const BLOCK: usize = 64;

/// The digits, and the letters and digits, among some bytes: one bit each, the first lowest.
#[derive(Clone, Copy, Default)]
pub(super) struct Class {
    pub digits: u64,
    pub words: u64,
}

impl Class {
    fn of(block: &[u8]) -> Self {
        let words = bits_of(block, |byte| byte.is_ascii_alphanumeric());
        Class { digits: bits_of(block, |byte| byte.is_ascii_digit()), words }
    }
}

/// The classes of the two blocks of a text that were asked about last. Whoever asks from left to right has each read once.
pub(super) struct Classes<'t> {
    bytes: &'t [u8],
    /// The number of the first of the two.
    nth: Option<usize>,
    two: [Class; 2],
}

impl<'t> Classes<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Classes { bytes: text.as_bytes(), nth: None, two: [Class::default(); 2] }
    }

    /// Of the 64 bytes from `at` on; behind the end of the text stands neither letter nor digit.
    pub(super) fn from(&mut self, at: usize) -> Class {
        let nth = at / BLOCK;
        if self.nth != Some(nth) {
            let block = |nth: usize| self.bytes.chunks(BLOCK).nth(nth).map_or(Class::default(), Class::of);
            let first = if nth > 0 && self.nth == Some(nth - 1) { self.two[1] } else { block(nth) };
            self.two = [first, block(nth + 1)];
            self.nth = Some(nth);
        }
        let [first, second] = self.two;
        let shift = at % BLOCK;
        let join = |first: u64, second: u64| first >> shift | second << 1 << (63 - shift);
        Class { digits: join(first.digits, second.digits), words: join(first.words, second.words) }
    }
}
