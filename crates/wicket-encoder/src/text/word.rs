//! One word on its way to the vocabulary: its letters as they will be looked up, and where each came from.

use std::ops::Range;

/// Letters of a word; one that has more is looked up as a whole and never found.
const MOST_LETTERS: usize = 100;
const MOST_BYTES: usize = MOST_LETTERS * 4;

/// Letters in lower case and without accents, in a room that is used for each word again.
pub(super) struct Word {
    bytes: [u8; MOST_BYTES],
    /// For each byte, where the character that it comes from begins and ends in the text.
    places: [(usize, usize); MOST_BYTES],
    length: usize,
    letters: usize,
    whole: Range<usize>,
    /// Whether the bytes lie in the text as they lie here, so that no places were written.
    plain: bool,
}

impl Default for Word {
    fn default() -> Self {
        let (bytes, places) = ([0; MOST_BYTES], [(0, 0); MOST_BYTES]);
        Self { bytes, places, length: 0, letters: 0, whole: 0..0, plain: false }
    }
}

impl Word {
    pub(super) fn is_empty(&self) -> bool {
        self.letters == 0
    }

    /// Becomes a word of ASCII letters and digits that begins at `start`; refuses one that is too long.
    pub(super) fn set_plain(&mut self, letters: &[u8], start: usize) -> bool {
        if letters.len() > MOST_LETTERS {
            return false;
        }
        for (byte, letter) in self.bytes.iter_mut().zip(letters) {
            *byte = letter.to_ascii_lowercase();
        }
        (self.length, self.letters, self.plain) = (letters.len(), letters.len(), true);
        self.whole = start..start + letters.len();
        true
    }

    /// Adds a letter that the characters from `start` to `end` of the text gave.
    pub(super) fn push(&mut self, letter: char, start: usize, end: usize) {
        if self.letters == 0 {
            self.whole.start = start;
        }
        self.whole.end = end;
        // Beyond the limit letters are only counted, so that the word is known to be too long.
        self.letters += 1;
        if self.letters <= MOST_LETTERS {
            let to = self.length + letter.len_utf8();
            letter.encode_utf8(&mut self.bytes[self.length..to]);
            self.places[self.length..to].fill((start, end));
            self.length = to;
        }
    }

    /// Counts what follows the last letter up to `end` as part of it.
    pub(super) fn stretch(&mut self, end: usize) {
        if self.letters == 0 {
            return;
        }
        self.whole.end = end;
        if let Some(place) = self.length.checked_sub(1).and_then(|last| self.places.get_mut(last)) {
            place.1 = end;
        }
    }

    /// The letters, none when there are too many, and the place of the whole; `None` while there is no word.
    pub(super) fn known(&self) -> Option<(&[u8], Range<usize>)> {
        let length = if self.letters > MOST_LETTERS { 0 } else { self.length };
        (self.letters > 0).then(|| (&self.bytes[..length], self.whole.clone()))
    }

    pub(super) fn start_of(&self, byte: usize) -> usize {
        if self.plain { self.whole.start + byte } else { self.places[byte].0 }
    }

    pub(super) fn end_of(&self, byte: usize) -> usize {
        if self.plain { self.whole.start + byte + 1 } else { self.places[byte].1 }
    }

    pub(super) fn clear(&mut self) {
        (self.length, self.letters, self.plain) = (0, 0, false);
    }
}
