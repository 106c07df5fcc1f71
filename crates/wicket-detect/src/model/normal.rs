//! A text in its normal form, cut into pieces that are judged one by one.

mod tokens;

use super::sentences::sentences;
pub(super) use tokens::{LONGEST_WORD, Token};

/// A text as features are taken from it: small letters, any digit as `0`, white space as one blank, a blank at both ends.
#[derive(Clone, Debug, Default)]
pub struct Normal {
    bytes: Vec<u8>,
    /// Where each piece begins.
    pieces: Vec<Start>,
    /// Bytes from one piece to the next, where pieces are not sentences.
    stride: usize,
    /// For every 64 bytes, a bit for each: whether it belongs to a word.
    words: Vec<u64>,
    /// The same for signs, which are neither blank nor of a word.
    signs: Vec<u64>,
    /// The same for bytes with which a letter begins; only filled where not all letters are ASCII.
    letters: Vec<u64>,
}

/// Where a piece begins: in the normal form, and in the text as given.
#[derive(Clone, Copy, Debug)]
struct Start {
    at: usize,
    from: usize,
}

/// Zero bytes behind the normal form: what reads a token from the byte in front of it may read so many.
const PADDING: usize = 24;
/// Bytes of a piece, where pieces are not sentences.
const STRIDE: usize = 160;
/// The stride of a text whose pieces are sentences.
const NEVER: usize = usize::MAX;
/// What is further from both ends of a text, in bytes, does not count for the text as a whole: it would drown what a long
/// text begins and ends with.
const NEAR: usize = 8 << 10;

impl Normal {
    /// Takes another text, in the memory of the one before. Its pieces are as long as each other. O(n).
    pub(super) fn in_strides(&mut self, text: &str) {
        self.begin(STRIDE);
        self.append(text, 0);
        self.end(text);
    }

    /// Takes another text, of which each sentence is a piece. O(n).
    pub(super) fn in_sentences(&mut self, text: &str) {
        self.begin(NEVER);
        for sentence in sentences(text) {
            if sentence.start > 0 {
                self.pieces.push(Start { at: self.bytes.len(), from: sentence.start });
            }
            self.append(&text[sentence.clone()], sentence.start);
        }
        self.end(text);
    }

    fn begin(&mut self, stride: usize) {
        self.bytes.clear();
        self.pieces.clear();
        self.stride = stride;
        self.push(b' ', 0);
    }

    fn end(&mut self, text: &str) {
        self.push(b' ', text.len());
        self.mark_words(text.is_ascii());
    }

    /// Adds `text`, which stands at `from` in the text as given.
    fn append(&mut self, text: &str, from: usize) {
        if text.is_ascii() {
            return self.append_ascii(text.as_bytes(), from);
        }
        self.bytes.reserve(text.len());
        let (bytes, mut at) = (text.as_bytes(), 0);
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some(eight) = rest.first_chunk::<8>().filter(|eight| eight.is_ascii()) {
                self.append_block(eight, from + at);
                at += eight.len();
                continue;
            }
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            self.push_char(c, from + at);
            at += c.len_utf8();
        }
    }

    fn push_char(&mut self, c: char, from: usize) {
        let mut utf8 = [0; 4];
        if c.is_ascii() {
            self.push(c as u8, from);
        } else if is_small(c) {
            let length = c.encode_utf8(&mut utf8).len();
            self.push_letter(utf8, length, from);
        } else {
            c.to_lowercase().for_each(|small| match small.encode_utf8(&mut utf8).len() {
                1 => self.push(utf8[0], from),
                length => self.push_letter(utf8, length, from),
            });
        }
    }

    /// Adds a letter of several bytes, the first `length` of four, which is in its normal form.
    fn push_letter(&mut self, utf8: [u8; 4], length: usize, from: usize) {
        self.mark_piece(length, |_| from);
        // Four bytes are one step; as many as there are would be a call.
        let end = self.bytes.len() + length;
        self.bytes.extend_from_slice(&utf8);
        self.bytes.truncate(end);
    }

    /// Takes note of a piece that begins in the next `n` bytes, where `from` tells the place of each of them.
    fn mark_piece(&mut self, n: usize, from: impl Fn(usize) -> usize) {
        let before = self.bytes.len();
        if let Some(at) = self.pieces.len().checked_mul(self.stride)
            && at >= before
            && at - before < n
        {
            self.pieces.push(Start { at, from: from(at - before) });
        }
    }

    fn push(&mut self, byte: u8, from: usize) {
        let byte = normal_of_ascii(byte);
        if byte == b' ' && self.bytes.last() == Some(&b' ') {
            return;
        }
        self.mark_piece(1, |_| from);
        self.bytes.push(byte);
    }

    fn append_ascii(&mut self, ascii: &[u8], from: usize) {
        self.bytes.reserve(ascii.len() + 1);
        let (wide, rest) = ascii.as_chunks::<64>();
        let (narrow, last) = rest.as_chunks::<8>();
        let (from_narrow, from_last) = (from + wide.len() * 64, from + ascii.len() - last.len());
        wide.iter().enumerate().for_each(|(nth, block)| self.append_block(block, from + nth * 64));
        narrow.iter().enumerate().for_each(|(nth, block)| self.append_block(block, from_narrow + nth * 8));
        last.iter().enumerate().for_each(|(nth, &byte)| self.push(byte, from_last + nth));
    }

    /// Adds a few bytes of ASCII; most of prose are taken as they are, in a few wide steps.
    fn append_block<const N: usize>(&mut self, block: &[u8; N], from: usize) {
        let mut normal = [0; N];
        for i in 0..N {
            normal[i] = normal_of_ascii(block[i]);
        }
        let mut has_blanks = normal[0] == b' ' && self.bytes.last() == Some(&b' ');
        for i in 1..N {
            has_blanks |= (normal[i - 1] == b' ') & (normal[i] == b' ');
        }
        if has_blanks {
            return block.iter().enumerate().for_each(|(i, &byte)| self.push(byte, from + i));
        }
        self.mark_piece(N, |nth| from + nth);
        self.bytes.extend_from_slice(&normal);
    }

    /// Whether each piece is a sentence.
    pub(super) fn is_in_sentences(&self) -> bool {
        self.stride == NEVER
    }

    /// Where the `nth` piece begins in the text as given; `None` for pieces that there are not.
    pub(super) fn place(&self, nth: usize) -> Option<usize> {
        self.pieces.get(nth).map(|start| start.from)
    }

    /// Bytes from the `first` piece up to the piece `end`, which may be one behind the last.
    pub(super) fn length(&self, first: usize, end: usize) -> usize {
        let at = |nth: usize| self.pieces.get(nth).map_or(self.bytes.len() - PADDING, |start| start.at);
        at(end) - at(first)
    }

    /// Whether the `nth` piece counts for the text as a whole.
    pub(super) fn is_near_an_end(&self, nth: usize) -> bool {
        self.length(0, nth) < NEAR || self.length(nth + 1, self.pieces.len()) < NEAR
    }
}

/// Whether `c` is its own small letter, told without a table: most letters that are written in other scripts, and emoji.
const fn is_small(c: char) -> bool {
    matches!(
        c as u32,
        0xDF..=0xFF
            | 0x3B1..=0x3C9
            | 0x430..=0x45F
            | 0x590..=0x109F
            | 0x2190..=0x245F
            | 0x2500..=0x2BFF
            | 0x2E80..=0xA63F
            | 0xAC00..=0xD7A3
            | 0x1F000..=0x1FAFF
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_for_a_small_letter_is_one() {
        for c in ('\0'..=char::MAX).filter(|c| is_small(*c)) {
            assert!(c.to_lowercase().eq([c]), "{c:?}");
        }
    }

    #[test]
    fn pieces_lead_back_to_the_text_as_given() {
        let text = format!("{}{}", "é  ".repeat(100), "x".repeat(100));
        let mut normal = Normal::default();
        normal.in_strides(&text);
        // 160 bytes of the normal form are a blank and 53 times `é` with a blank.
        assert_eq!(normal.place(1), Some(53 * "é  ".len()));
        let text =
            "The hotel is quiet.  Send me the file now, please. 朝食は十時まで出しています。すべて送ってください。";
        normal.in_sentences(text);
        for (nth, sentence) in sentences(text).enumerate() {
            assert_eq!(normal.place(nth), Some(sentence.start));
        }
    }

    #[test]
    fn what_is_in_the_middle_of_a_long_text_does_not_count_for_the_whole() {
        let mut normal = Normal::default();
        normal.in_strides(&"word ".repeat(2000));
        assert!((0..62).all(|nth| normal.is_near_an_end(nth)));
        normal.in_strides(&"word ".repeat(20_000));
        let near: Vec<bool> = (0..625).map(|nth| normal.is_near_an_end(nth)).collect();
        assert!(near[..52].iter().chain(&near[575..]).all(|is_near| *is_near));
        assert!(near[52..573].iter().all(|is_near| !is_near));
    }
}
