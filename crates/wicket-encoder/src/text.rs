//! Text into the pieces of words that the model knows, each with its place in the text.

mod characters;
mod classes;
mod vocabulary;
mod word;

pub(crate) use vocabulary::Vocabulary;

use characters::{Class, class};
use word::Word;

/// A word of the vocabulary, or a part of one, and the bytes of the text that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its row in the table of word embeddings.
    pub id: u32,
    /// Where it begins in the text.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// Cuts `text` into pieces as BERT's uncased tokeniser does: spaces part words, punctuation and ideographs stand alone,
/// capitals and accents are lost, and of a word always the longest known beginning is taken.
///
/// What looks like a marker of the model, `[SEP]` for one, is text like any other: a visitor cannot write one. A piece
/// covers all characters it was made of, and invisible ones between them. Linear in the text.
pub(crate) fn pieces(vocabulary: &Vocabulary, text: &str) -> Vec<Piece> {
    // English has a piece in every four or five bytes.
    let mut cutter = Cutter { vocabulary, word: Word::default(), pieces: Vec::with_capacity(text.len() / 4 + 1) };
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        at += match cutter.plain_word(rest.as_bytes(), at) {
            0 => cutter.character(rest, at),
            taken => taken,
        };
    }
    cutter.finish_word();
    cutter.pieces
}

struct Cutter<'v> {
    vocabulary: &'v Vocabulary,
    word: Word,
    pieces: Vec<Piece>,
}

impl Cutter<'_> {
    /// Takes a whole word of ASCII letters and digits, if one begins here; most words are such. Gives its length.
    fn plain_word(&mut self, rest: &[u8], at: usize) -> usize {
        if !self.word.is_empty() {
            return 0;
        }
        let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        // What is invisible may be followed by more of the word.
        let ends = rest.get(length).is_none_or(|next| next.is_ascii_punctuation() || b" \t\n\r".contains(next));
        if !ends || length == 0 || !self.word.set_plain(&rest[..length], at) {
            return 0;
        }
        self.finish_word();
        length
    }

    /// Takes the next character and gives its length.
    fn character(&mut self, rest: &str, at: usize) -> usize {
        let Some(character) = rest.chars().next() else { return 1 };
        let (length, class) = (character.len_utf8(), class(character));
        match class {
            Class::Dropped => {}
            Class::Space => self.finish_word(),
            Class::Mark => self.word.stretch(at + length),
            Class::Letter if character.is_ascii() => self.word.push(character.to_ascii_lowercase(), at, at + length),
            Class::Letter => self.parts(character, at, at + length),
            Class::Punctuation | Class::Ideograph => {
                self.finish_word();
                self.parts(character, at, at + length);
                self.finish_word();
            }
        }
        length
    }

    /// Takes what a character is made of: its base without accents, in lower case.
    fn parts(&mut self, character: char, start: usize, end: usize) {
        unicode_normalization::char::decompose_canonical(character, |part| match class(part) {
            Class::Dropped | Class::Mark => {}
            Class::Space => self.finish_word(),
            Class::Letter | Class::Ideograph => part.to_lowercase().for_each(|low| self.word.push(low, start, end)),
            Class::Punctuation => {
                self.finish_word();
                self.word.push(part, start, end);
                self.finish_word();
            }
        });
    }

    /// Cuts the word that was gathered, if any, into pieces.
    fn finish_word(&mut self) {
        let before = self.pieces.len();
        let Some((letters, whole)) = self.word.known() else { return };
        let mut from = 0;
        while from < letters.len() {
            let Some((id, length)) = self.vocabulary.longest(&letters[from..], from > 0) else { break };
            let (start, end) = (self.word.start_of(from), self.word.end_of(from + length - 1));
            self.pieces.push(Piece { id, start, end });
            from += length;
        }
        // A word that cannot be cut to its end is unknown as a whole, and so is one of more than a hundred letters.
        if from < letters.len() || letters.is_empty() {
            self.pieces.truncate(before);
            self.pieces.push(Piece { id: self.vocabulary.unknown(), start: whole.start, end: whole.end });
        }
        self.word.clear();
    }
}

#[cfg(test)]
mod tests;
