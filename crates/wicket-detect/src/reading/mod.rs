//! One canonical reading of a text, with the way back to the bytes as given.
//!
//! Rules would miss `ignore` written with a zero-width space, full-width letters or a Cyrillic `о`. So they read a text in
//! which invisible characters next to Latin letters are gone, compatibility forms are folded (NFKC) and look-alikes inside a
//! Latin word are Latin. Emoji, and scripts that need joiners (Persian, Hindi …), are left as they are. Plain ASCII, and any
//! text with nothing to fold, is borrowed. Encoded runs give further readings, see [`decode`]; disguises that only injection
//! rules look behind are in [`leet`] and [`loose`].

pub mod chars;
mod codes;
pub mod decode;
pub mod drawn;
pub mod leet;
pub mod loose;
mod respelled;
pub mod scrambled;
pub mod turned;
pub mod words;

use std::{borrow::Cow, num::NonZeroU32, ops::Range};

use chars::Fate;

/// How a reading was come by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// The text as given.
    #[default]
    Plain,
    /// Compatibility forms and look-alikes folded, invisible characters left out.
    Folded,
    /// Behind base64.
    Base64,
    /// Behind hexadecimal digits.
    Hexadecimal,
    /// Behind base32.
    Base32,
    /// Behind base85.
    Base85,
    /// Behind character codes that are written as numbers.
    Numbers,
    /// Behind Morse.
    Morse,
    /// Behind percent signs, character references, backslashes or the equals signs of quoted-printable mail.
    Escapes,
    /// Each letter exchanged for another of the alphabet, as in ROT13.
    Exchanged,
    /// Words or the whole text from behind.
    Backwards,
    /// Letters that stood twice, once.
    Doubled,
    /// Words out of Pig Latin.
    PigLatin,
    /// Inner letters of words put in order.
    Unscrambled,
    /// Boxes, flags, Braille or letters upside down, read as letters.
    Drawn,
    /// Spelled by invisible characters.
    Hidden,
    /// Letters that stood apart, joined.
    SpelledOut,
    /// Digits and signs read as the letters that they look like.
    Leet,
}

impl Way {
    /// What a report says.
    pub const fn as_str(self) -> &'static str {
        match self {
            Way::Plain => "plain",
            Way::Folded => "folded look-alikes",
            Way::Base64 => "decoded base64",
            Way::Hexadecimal => "decoded hexadecimal",
            Way::Base32 => "decoded base32",
            Way::Base85 => "decoded base85",
            Way::Numbers => "decoded numbers",
            Way::Morse => "decoded Morse",
            Way::Escapes => "decoded escapes",
            Way::Exchanged => "exchanged letters",
            Way::Backwards => "backwards",
            Way::Doubled => "doubled letters",
            Way::PigLatin => "Pig Latin",
            Way::Unscrambled => "letters put in order",
            Way::Drawn => "drawn letters",
            Way::Hidden => "invisible characters",
            Way::SpelledOut => "spelled out",
            Way::Leet => "leet letters",
        }
    }
}

/// A text as rules read it, and the map back. Offsets are bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading<'t> {
    text: Cow<'t, str>,
    way: Way,
    // INVARIANT: sorted by `at`; empty means that the text is the original.
    pieces: Vec<Piece>,
}

/// A stretch of a reading, up to the next piece.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Piece {
    /// Where it begins in the reading.
    at: usize,
    /// Where it begins in the original.
    from: usize,
    /// A row of things that were replaced or left alone, all alike; `None` for a stretch copied byte by byte.
    row: Option<Row>,
}

/// Things in a row, each of `length` bytes of the original that read as `width`, with a gap of bytes between them that read as
/// nothing. A row of a thousand escapes of one kind is one piece, and so are the letters of `i g n o r e`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    length: u32,
    width: NonZeroU32,
    gap: u32,
}

impl Row {
    fn new(length: usize, width: usize) -> Option<Self> {
        let width = NonZeroU32::new(u32::try_from(width).ok()?)?;
        // What is longer than four gigabytes is covered as far as that.
        Some(Row { length: u32::try_from(length).unwrap_or(u32::MAX), width, gap: 0 })
    }

    fn width(self) -> usize {
        self.width.get() as usize
    }

    /// From one to the next in the original.
    fn step(self) -> usize {
        self.length as usize + self.gap as usize
    }
}

impl Piece {
    /// The original bytes that byte `at` of the reading stands for.
    fn original(&self, at: usize) -> Range<usize> {
        match self.row {
            None => {
                let from = self.from + (at - self.at);
                from..from + 1
            }
            Some(row) => {
                let from = self.from + (at - self.at) / row.width() * row.step();
                from..from + row.length as usize
            }
        }
    }

    /// Whether one more thing such as `one`, at `from` of the original and `at` of the reading, goes on with the row of this.
    /// How far things are apart, the second tells.
    fn takes(&mut self, one: Row, from: usize, at: usize) -> bool {
        let Some(row) = self.row.as_mut().filter(|row| (row.length, row.width) == (one.length, one.width)) else {
            return false;
        };
        let read = at - self.at;
        if read == row.width()
            && let Some(gap) = from.checked_sub(self.from + row.length as usize)
            && let Ok(gap) = u32::try_from(gap)
        {
            row.gap = gap;
        }
        // As many steps as widths were read: a division would take longer than all else.
        (from - self.from) * row.width() == read * row.step()
    }
}

impl<'t> Reading<'t> {
    /// A reading that is the text itself.
    pub fn plain(text: &'t str) -> Self {
        Reading { text: Cow::Borrowed(text), way: Way::Plain, pieces: Vec::new() }
    }

    /// The text to look at.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How it was come by.
    pub fn way(&self) -> Way {
        self.way
    }

    /// Whether the reading is the text as given.
    pub fn is_plain(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The bytes of the original that `span` of this reading stands for; characters replaced as one are taken whole.
    pub fn original(&self, span: Range<usize>) -> Range<usize> {
        if self.is_plain() {
            return span;
        }
        let start = self.piece_at(span.start).map_or(0, |piece| piece.original(span.start).start);
        if span.is_empty() {
            return start..start;
        }
        let end = self.piece_at(span.end - 1).map_or(0, |piece| piece.original(span.end - 1).end);
        start..end.max(start)
    }

    fn piece_at(&self, at: usize) -> Option<&Piece> {
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        self.pieces.get(after.checked_sub(1)?)
    }
}

/// Whether `text` is one character.
fn is_one(text: &str) -> bool {
    text.chars().next().is_some_and(|c| c.len_utf8() == text.len())
}

/// Builds a reading from left to right.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    text: String,
    pieces: Vec<Piece>,
}

impl Builder {
    pub(crate) fn with_room_for(bytes: usize) -> Self {
        Builder { text: String::with_capacity(bytes), pieces: Vec::new() }
    }

    /// Copies `original`, which stands at byte `from`, or writes what is to be read for it byte by byte.
    pub(crate) fn copy(&mut self, from: usize, original: &str) {
        let Some(first) = original.chars().next() else { return };
        let at = self.text.len();
        let continues = match self.pieces.last_mut() {
            Some(piece) if piece.row.is_none() && from - piece.from == at - piece.at => true,
            // Letters with something between them that reads as nothing.
            Some(piece) if first.len_utf8() == original.len() => {
                if piece.row.is_none() && at - piece.at == original.len() && is_one(&self.text[piece.at..]) {
                    piece.row = Row::new(original.len(), original.len());
                }
                Row::new(original.len(), original.len()).is_some_and(|one| piece.takes(one, from, at))
            }
            _ => false,
        };
        if !continues {
            self.pieces.push(Piece { at, from, row: None });
        }
        self.text.push_str(original);
    }

    /// Writes `reads_as` for the `length` original bytes at `from`.
    pub(crate) fn replace(&mut self, from: usize, length: usize, reads_as: &str) {
        if length == 1 && reads_as.len() == 1 {
            // The way back is that of a copy, and so no piece of its own.
            return self.copy(from, reads_as);
        }
        let Some(row) = Row::new(length, reads_as.len()) else { return };
        let at = self.text.len();
        if !self.pieces.last_mut().is_some_and(|piece| piece.takes(row, from, at)) {
            self.pieces.push(Piece { at, from, row: Some(row) });
        }
        self.text.push_str(reads_as);
    }

    pub(crate) fn finish(self, way: Way) -> Reading<'static> {
        Reading { text: Cow::Owned(self.text), way, pieces: self.pieces }
    }
}

/// Invisible characters in a row behind which the next letter is looked for; each is looked past once for each before it.
const UNSEEN: usize = 8;

/// The canonical reading of `text`: borrowed where nothing is to fold. O(n).
///
/// ```
/// use wicket_detect::reading::canonical;
/// let reading = canonical("ｉｇn\u{200b}ore");
/// assert_eq!(reading.text(), "ignore");
/// assert_eq!(reading.original(0..2), 0..6);
/// assert!(canonical("می‌خواهم 👨‍👩‍👧").is_plain());
/// ```
pub fn canonical(text: &str) -> Reading<'_> {
    if text.is_ascii() || !needs_folding(text) {
        return Reading::plain(text);
    }
    let mut builder = Builder::with_room_for(text.len());
    // Up to where the text was copied: what stays is copied together, where something comes that does not.
    let mut done = 0;
    let mut before = '\0';
    let mut word_end = 0;
    let mut word_is_latin = false;
    let mut folded = String::new();
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        let next = || rest.clone().map(|(_, c)| c).take(UNSEEN).find(|c| !chars::is_unseen(*c)).unwrap_or('\0');
        if at >= word_end && (c.is_ascii_alphabetic() || chars::is_letter(c)) {
            (word_end, word_is_latin) = word_from(text, at);
        }
        folded.clear();
        let is_dropped = match chars::fate(c) {
            Fate::Keep => false,
            Fate::Joiner => chars::is_hidden_between(before, c, next()),
            Fate::Tag => !chars::is_part_of_flag(before),
            Fate::Mark => before.is_ascii(),
            Fate::Lookalike(latin) => {
                folded.extend(Some(latin).filter(|_| word_is_latin));
                false
            }
            Fate::Always(latin) => {
                folded.push(latin);
                false
            }
            Fate::Fold => {
                unicode_normalization::char::decompose_compatible(c, |part| folded.push(part));
                false
            }
        };
        // What is folded stands as what it reads as beside an invisible character, and what is dropped does not stand there.
        let Some(read) = folded.chars().next_back().or((!is_dropped).then_some(c)) else {
            builder.copy(done, &text[done..at]);
            done = at + c.len_utf8();
            continue;
        };
        before = read;
        if !folded.is_empty() {
            builder.copy(done, &text[done..at]);
            builder.replace(at, c.len_utf8(), &folded);
            done = at + c.len_utf8();
        }
    }
    builder.copy(done, &text[done..]);
    builder.finish(Way::Folded)
}

/// Whether any character of `text` would be folded: the cheap question asked of every text that is not ASCII.
fn needs_folding(text: &str) -> bool {
    let mut before = '\0';
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let hit = if c.is_ascii() {
            c.is_ascii_alphabetic() && !before.is_ascii() && matches!(chars::fate(before), Fate::Lookalike(_))
        } else {
            match chars::fate(c) {
                Fate::Keep => false,
                Fate::Tag => !chars::is_part_of_flag(before),
                Fate::Fold | Fate::Always(_) => true,
                Fate::Mark | Fate::Lookalike(_) => before.is_ascii_alphabetic(),
                Fate::Joiner => chars::is_hidden_between(before, c, rest.clone().next().unwrap_or('\0')),
            }
        };
        if hit {
            return true;
        }
        before = c;
        // Between characters of ASCII nothing is folded, and of many together only the last matters to what comes.
        while before.is_ascii()
            && let Some((eight, behind)) = rest.as_str().split_at_checked(8)
            && eight.is_ascii()
        {
            before = eight.as_bytes()[7] as char;
            rest = behind.chars();
        }
    }
    false
}

/// Where the word at `at` ends, and whether it holds a Latin letter.
fn word_from(text: &str, at: usize) -> (usize, bool) {
    let mut is_latin = false;
    let mut end = text.len();
    for (i, c) in text[at..].char_indices() {
        let folds_to_latin = matches!(chars::fate(c), Fate::Always(_));
        is_latin |= c.is_ascii_alphabetic() || folds_to_latin;
        if !(c.is_ascii_alphanumeric()
            || folds_to_latin
            || chars::is_letter(c)
            || matches!(chars::fate(c), Fate::Joiner | Fate::Mark))
        {
            end = at + i;
            break;
        }
    }
    (end, is_latin)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn disguised_words_read_as_they_look() {
        for disguised in [
            "ignore",
            "ig\u{200b}nore",
            "i\u{200d}g\u{2060}n\u{feff}o\u{ad}re",
            "ign\u{202e}ore",
            "ignоrе", // Cyrillic о and е
            "іgnοre", // Cyrillic і, Greek ο
            "ｉｇｎｏｒｅ",
            "ｉｇｎ\u{200b}ｏ\u{2060}ｒｅ",
            "𝐢\u{200d}𝐠\u{ad}𝐧𝐨𝐫𝐞",
            "𝐢𝐠𝐧𝐨𝐫𝐞",
            "ⓘⓖⓝⓞⓡⓔ",
            "i\u{fe0f}g\u{fe0f}nore",
            "i\u{336}g\u{336}n\u{336}o\u{336}r\u{336}e\u{336}",
            "ɪɢɴᴏʀᴇ",
            "ig\u{e0041}\u{e0042}nore",
        ] {
            assert_eq!(canonical(disguised).text().to_ascii_lowercase(), "ignore", "{disguised:?}");
        }
    }

    #[test]
    fn a_row_of_what_is_replaced_alike_is_one_piece_with_the_way_back() {
        let reading = canonical("say ｉｇｎ\u{200b}ｏｒｅ ﬁﬁ");
        assert_eq!(reading.text(), "say ignore fifi");
        assert_eq!(reading.original(4..7), 4..13);
        assert_eq!(reading.original(5..6), 7..10);
        assert_eq!(reading.original(6..8), 10..19);
        assert_eq!(reading.original(8..9), 19..22);
        assert_eq!(reading.original(12..14), 26..32);
        assert_eq!(reading.pieces.len(), 5);
    }

    #[test]
    fn letters_that_stand_apart_alike_are_one_piece_with_the_way_back() {
        let text = "so i\u{200b}g\u{200b}n\u{200b}o\u{200b}r\u{200b}e this";
        let reading = canonical(text);
        assert_eq!(reading.text(), "so ignore this");
        assert_eq!(reading.pieces.len(), 3);
        for (at, c) in "ignore".char_indices() {
            assert_eq!(&text[reading.original(3 + at..4 + at)], c.encode_utf8(&mut [0; 4]));
        }
        assert_eq!(&text[reading.original(10..14)], "this");
        let reading = canonical("é\u{200b}a\u{200b}\u{200b}b\u{200b}c");
        assert_eq!(reading.text(), "éabc");
        assert_eq!((reading.original(2..3), reading.original(3..4), reading.original(4..5)), (5..6, 12..13, 16..17));
    }

    #[test]
    fn grd_06_ordinary_writing_is_left_alone() {
        for ordinary in [
            "👨‍👩‍👧‍👦 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪",
            "می‌خواهم بروم",
            "क्‍ष हिन्दी भाषा",
            "العربية نص عادي",
            "한국어 문장입니다",
            "日本語の文章と漢字",
            "Привет, как дела?",
            "Καλημέρα κόσμε",
            "naïve café, Straße, łódź",
        ] {
            assert!(canonical(ordinary).is_plain(), "{ordinary:?} reads as {:?}", canonical(ordinary).text());
        }
    }

    #[test]
    fn a_span_of_the_reading_finds_its_original_bytes() {
        let text = "see ｊｏｅ@ex\u{200b}ample.org now";
        let reading = canonical(text);
        let at = reading.text().find("joe@example.org").unwrap();
        assert_eq!(&text[reading.original(at..at + 15)], "ｊｏｅ@ex\u{200b}ample.org");
    }

    proptest! {
        #[test]
        fn spans_stay_on_character_borders_and_in_order(text in "\\PC{0,40}|[ig\u{200b}\u{430}\u{301}\u{ff21}\u{e0041}é漢 ]{0,40}") {
            let reading = canonical(&text);
            let borders: Vec<usize> = reading.text().char_indices().map(|(at, _)| at).chain([reading.text().len()]).collect();
            for pair in borders.windows(2) {
                let span = reading.original(pair[0]..pair[1]);
                prop_assert!(text.get(span.clone()).is_some(), "{span:?} of {text:?}");
            }
            let whole = reading.original(0..reading.text().len());
            prop_assert!(text.get(whole).is_some());
        }
    }
}
