//! The words and signs of a normal form.

use std::ops::Range;

use super::{Normal, PADDING};
use crate::bits::{bits_of, window};

/// A word or a sign of the normal form.
pub(in crate::model) struct Token<'n> {
    /// From the byte in front of it on, and at least [`PADDING`] behind it.
    pub(in crate::model) around: &'n [u8],
    /// Bytes of a word, at most [`LONGEST_WORD`]; none for a sign.
    pub(in crate::model) length: usize,
    /// For each byte of a word, whether a letter begins with it.
    pub(in crate::model) letters: u64,
    /// The piece in which it begins.
    pub(in crate::model) piece: usize,
}

/// A longer word is taken as words of this length, in bytes.
pub(in crate::model) const LONGEST_WORD: usize = 64;

impl Normal {
    /// Tells words from signs, for 64 bytes at a time.
    pub(super) fn mark_words(&mut self, is_ascii: bool) {
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

    /// Bytes of the word that begins `at`, as far as 64 of them.
    fn length_of_word(&self, at: usize) -> usize {
        let here = self.words.get(at / 64).map_or(0, |words| words >> (at % 64)).trailing_ones() as usize;
        if at % 64 + here < 64 { here } else { window(&self.words, at).trailing_ones() as usize }
    }

    /// Calls `tell` with each word and each sign, left to right. O(n).
    pub(in crate::model) fn each_token(&self, mut tell: impl FnMut(Token<'_>)) {
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

/// Whether words are made of this byte of the normal form. Without a branch, so that many are told at once.
const fn is_of_word(byte: u8) -> bool {
    let is_letter = byte.wrapping_sub(b'a') < 26;
    is_letter | (byte >= 0x80) | (byte == b'0') | (byte == b'\'') | (byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::sentences;

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
    fn each_token_belongs_to_the_piece_in_which_it_begins() {
        let text =
            "The hotel is quiet.  Send me the file now, please. 朝食は十時まで出しています。すべて送ってください。";
        let mut normal = Normal::default();
        normal.in_sentences(text);
        let told = tokens(&normal);
        assert_eq!(told.last().map(|(_, piece)| piece + 1), Some(sentences(text).count()));
        let first: String = told.iter().filter(|(_, piece)| *piece == 0).map(|(word, _)| word.as_str()).collect();
        assert_eq!(first, "thehotelisquiet.sendmethefilenow,please.");
    }
}
