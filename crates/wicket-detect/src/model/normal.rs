//! A text in its normal form, cut into pieces that are judged one by one, and the words and signs in it.

use std::ops::Range;

use super::sentences::sentences;
use crate::bits::{bits_of, window};

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

/// A word or a sign of the normal form.
pub(super) struct Token<'n> {
    /// From the byte in front of it on, and at least [`PADDING`] behind it.
    pub(super) around: &'n [u8],
    /// Bytes of a word, at most [`LONGEST_WORD`]; none for a sign.
    pub(super) length: usize,
    /// For each byte of a word, whether a letter begins with it.
    pub(super) letters: u64,
    /// The piece in which it begins.
    pub(super) piece: usize,
}

/// A longer word is taken as words of this length, in bytes.
pub(super) const LONGEST_WORD: usize = 64;
/// Zero bytes behind the normal form.
pub(super) const PADDING: usize = 24;
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
            self.push_letter(c.encode_utf8(&mut utf8).as_bytes(), from);
        } else {
            c.to_lowercase().for_each(|small| match small.encode_utf8(&mut utf8).as_bytes() {
                &[byte] => self.push(byte, from),
                letter => self.push_letter(letter, from),
            });
        }
    }

    /// Adds a letter of several bytes, which is in its normal form.
    fn push_letter(&mut self, utf8: &[u8], from: usize) {
        self.mark_piece(utf8.len(), |_| from);
        self.bytes.extend_from_slice(utf8);
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

    /// Tells words from signs, for 64 bytes at a time.
    fn mark_words(&mut self, is_ascii: bool) {
        self.words.clear();
        self.signs.clear();
        self.letters.clear();
        for block in self.bytes.chunks(64) {
            self.words.push(bits_of(block, is_of_word));
            self.signs.push(bits_of(block, |byte| !is_of_word(byte) & (byte != b' ')));
            if !is_ascii {
                self.letters.push(bits_of(block, |byte| byte & 0xC0 != 0x80));
            }
        }
        self.bytes.extend([0; PADDING]);
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

    /// Bytes of the word that begins `at`, as far as 64 of them.
    fn length_of_word(&self, at: usize) -> usize {
        let here = self.words.get(at / 64).map_or(0, |words| words >> (at % 64)).trailing_ones() as usize;
        if at % 64 + here < 64 { here } else { window(&self.words, at).trailing_ones() as usize }
    }

    /// Calls `tell` with each word and each sign, left to right. O(n).
    pub(super) fn each_token(&self, mut tell: impl FnMut(Token<'_>)) {
        let (mut before, mut piece) = (0, 0);
        let start_of = |nth: usize| self.pieces.get(nth).map_or(usize::MAX, |start| start.at);
        let mut next = start_of(1);
        let mut tell = |word: Range<usize>, letters: u64| {
            while word.start >= next {
                piece += 1;
                next = start_of(piece + 1);
            }
            // The first byte is a blank, so that there is one in front of every token.
            let around = self.bytes.get(word.start - 1..).unwrap_or_default();
            tell(Token { around, length: word.len(), letters, piece });
        };
        for (nth, (&words, &signs)) in self.words.iter().zip(&self.signs).enumerate() {
            let mut starts = words & !(words << 1 | before) | signs;
            before = words >> 63;
            while starts != 0 {
                let bit = starts.trailing_zeros() as usize;
                starts &= starts - 1;
                let mut at = nth * 64 + bit;
                if signs >> bit & 1 == 1 {
                    tell(at..at, 0);
                    continue;
                }
                loop {
                    let length = self.length_of_word(at);
                    let letters = if self.letters.is_empty() { u64::MAX } else { window(&self.letters, at) };
                    tell(at..at + length, letters);
                    at += length;
                    if length < LONGEST_WORD || self.length_of_word(at) == 0 {
                        break;
                    }
                }
            }
        }
    }
}

/// Whether `c` is its own small letter, told without a table: most letters that are written in other scripts.
const fn is_small(c: char) -> bool {
    matches!(c as u32, 0xDF..=0xFF | 0x3B1..=0x3C9 | 0x430..=0x45F | 0x590..=0x109F | 0x2E80..=0xA63F | 0xAC00..=0xD7A3)
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

/// Whether words are made of this byte of the normal form. Without a branch, so that many are told at once.
const fn is_of_word(byte: u8) -> bool {
    let is_letter = byte.wrapping_sub(b'a') < 26;
    is_letter | (byte >= 0x80) | (byte == b'0') | (byte == b'\'') | (byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of the normal form, each with its piece; signs by themselves.
    fn tokens(normal: &Normal) -> Vec<(String, usize)> {
        let mut tokens = Vec::new();
        normal.each_token(|token| {
            let word = &token.around[1..1 + token.length.max(1)];
            tokens.push((String::from_utf8_lossy(word).into_owned(), token.piece));
        });
        tokens
    }

    fn words(text: &str) -> Vec<String> {
        let mut normal = Normal::default();
        normal.in_strides(text);
        tokens(&normal).into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn words_and_signs_are_told_apart() {
        assert_eq!(words("Don't  call\n 117, Ärger!"), ["don't", "call", "000", ",", "ärger", "!"]);
        assert_eq!(words(""), Vec::<String>::new());
        assert_eq!(words("今日は。"), ["今日は。"]);
    }

    #[test]
    fn long_words_come_in_parts_wherever_they_stand() {
        for length in [63, 64, 65, 128, 129, 1000] {
            for lead in 0..130 {
                let text = format!("{}{} end", "a ".repeat(lead), "x".repeat(length));
                let parts: Vec<_> = words(&text).into_iter().filter(|word| word.starts_with('x')).collect();
                assert_eq!(parts.concat().len(), length);
                assert!(parts.iter().rev().skip(1).all(|part| part.len() == LONGEST_WORD));
            }
        }
    }

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
        let told = tokens(&normal);
        for (nth, sentence) in sentences(text).enumerate() {
            assert_eq!(normal.place(nth), Some(sentence.start));
            assert!(told.iter().any(|(_, piece)| *piece == nth));
        }
        let first: String = told.iter().filter(|(_, piece)| *piece == 0).map(|(word, _)| word.as_str()).collect();
        assert_eq!(first, "thehotelisquiet.sendmethefilenow,please.");
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
