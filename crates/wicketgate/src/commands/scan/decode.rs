//! Bytes of a file as text: UTF-8, UTF-16 with its mark or mostly of ASCII, or whatever else has letters in it; or none.

/// Bytes at the beginning that tell whether it is text.
const HEAD: usize = 64 << 10;
/// Of so many bytes of text, one at most is a zero or another control character that no editor writes.
const CONTROL: usize = 16;
/// Of so many where many of the others are not UTF-8 either. An old encoding has such bytes, a program or a picture both.
const CONTROL_AMONG_FOREIGN: usize = 100;
/// Those are many that are one of so many.
const FOREIGN: usize = 10;
/// Of UTF-16 without its mark so many in four are ASCII at least. A program has strings of them, but not that many.
const ASCII_OF_FOUR: usize = 3;
/// Bytes that are too few to tell.
const FEW: usize = 8;

/// Decodes one text that comes in pieces.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    /// What has come so far, until there is enough to tell whether it is text.
    head: Vec<u8>,
    has_begun: bool,
    form: Form,
    /// Bytes of a character that is not complete yet.
    left: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Form {
    #[default]
    Utf8,
    Utf16 {
        big: bool,
    },
}

impl Decoder {
    /// The text of the next bytes; an empty piece ends it. `None` where it is no text. Nothing comes out before the first
    /// [`HEAD`] bytes are there.
    ///
    /// Bytes that are not UTF-8 become replacement characters: a credential in a file of an old encoding is ASCII all the
    /// same.
    pub(super) fn text(&mut self, bytes: &[u8]) -> Option<String> {
        if self.has_begun {
            let mut piece = std::mem::take(&mut self.left);
            piece.extend_from_slice(bytes);
            return Some(self.decoded(piece, bytes.is_empty()));
        }
        self.head.extend_from_slice(bytes);
        if self.head.len() < HEAD && !bytes.is_empty() {
            return Some(String::new());
        }
        self.has_begun = true;
        let mut head = std::mem::take(&mut self.head);
        // The mark belongs to the encoding: editors do not count it, so columns and lines do not either.
        let mark = match head.as_slice() {
            [0xFF, 0xFE, ..] => {
                self.form = Form::Utf16 { big: false };
                2
            }
            [0xFE, 0xFF, ..] => {
                self.form = Form::Utf16 { big: true };
                2
            }
            [0xEF, 0xBB, 0xBF, ..] => 3,
            unmarked => {
                self.form = form_of(unmarked);
                0
            }
        };
        head.drain(..mark);
        if self.form == Form::Utf8 && !is_text(&head) {
            return None;
        }
        Some(self.decoded(head, bytes.is_empty()))
    }

    fn decoded(&mut self, piece: Vec<u8>, at_end: bool) -> String {
        match self.form {
            Form::Utf16 { big } => self.utf16(&piece, big, at_end),
            Form::Utf8 => self.utf8(piece, at_end),
        }
    }

    fn utf8(&mut self, mut piece: Vec<u8>, at_end: bool) -> String {
        if !at_end && let Err(error) = std::str::from_utf8(&piece) {
            // Only a character that is cut waits for its rest, and it has three bytes at most.
            let cut = error.valid_up_to();
            if error.error_len().is_none() {
                self.left = piece.split_off(cut);
            }
        }
        String::from_utf8(piece).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    fn utf16(&mut self, piece: &[u8], big: bool, at_end: bool) -> String {
        let whole = piece.len() & !1;
        let units = piece.chunks_exact(2).filter_map(|two| <[u8; 2]>::try_from(two).ok());
        let mut units: Vec<u16> =
            units.map(|two| if big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) }).collect();
        self.left = piece.get(whole..).unwrap_or_default().to_vec();
        if !at_end && units.last().is_some_and(|unit| (0xD800..0xDC00).contains(unit)) {
            units.pop();
            self.left = piece.get(whole - 2..).unwrap_or_default().to_vec();
        }
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }
}

/// What text without a mark is written in. RFC 2781, 4.3, takes such UTF-16 for big endian, but what puts none, mostly
/// programs for Windows, writes the other.
fn form_of(head: &[u8]) -> Form {
    let is_ascii = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    let is_wide = |big: bool| {
        let units = head.chunks_exact(2).filter(|two| match *two {
            [low, 0] if !big => is_ascii(*low),
            [0, low] if big => is_ascii(*low),
            _ => false,
        });
        head.len() >= FEW && units.count() * 4 >= head.len() / 2 * ASCII_OF_FOUR
    };
    match [false, true].into_iter().find(|big| is_wide(*big)) {
        Some(big) => Form::Utf16 { big },
        None => Form::Utf8,
    }
}

/// Whether these bytes are text, if with a few odd ones among them: one zero byte must not hide a page. Of random bytes
/// every tenth is a control character, and of programs every third is zero.
fn is_text(head: &[u8]) -> bool {
    let is_odd = |byte: &&u8| matches!(**byte, 0..=7 | 11 | 14..=26 | 28..=31 | 127);
    let odd = head.iter().filter(is_odd).count();
    let foreign = || head.utf8_chunks().map(|chunk| chunk.invalid().len()).sum::<usize>();
    // A few of them are allowed to the shortest text.
    odd <= 2
        || odd * CONTROL <= head.len()
            && (odd * CONTROL_AMONG_FOREIGN <= head.len() || foreign() * FOREIGN <= head.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], size: usize) -> Option<String> {
        let mut decoder = Decoder::default();
        let mut text = String::new();
        for piece in bytes.chunks(size).chain([&[][..]]) {
            text += &decoder.text(piece)?;
        }
        Some(text)
    }

    #[test]
    fn text_comes_out_the_same_however_it_is_cut() {
        let text = "naïve 🦊 key";
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for size in 2..9 {
            assert_eq!(decoded(text.as_bytes(), size).as_deref(), Some(text), "{size}");
            assert_eq!(decoded(&utf16, size).as_deref(), Some(text), "{size}");
        }
        assert_eq!(decoded(b"caf\xe9 au lait", 64).as_deref(), Some("caf\u{fffd} au lait"));
        assert_eq!(decoded(b"\xEF\xBB\xBFa", 64).as_deref(), Some("a"));
        assert_eq!(decoded(b"\x7fELF\0\0", 64), None);
    }

    #[test]
    fn wide_text_needs_no_mark_where_it_is_mostly_ascii() {
        let text = "password = \"naïve 🦊 key\"\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [&little, &big] {
            assert_eq!(decoded(bytes, 7).as_deref(), Some(text));
            assert_eq!(decoded(&bytes[..6], 7), None, "three letters are too few to tell");
        }
        // Numbers of four bytes, as programs and pictures keep them, have as many zeros and are no text.
        let numbers: Vec<u8> = (b'A'..=b'z').cycle().take(400).flat_map(|n| u32::from(n).to_le_bytes()).collect();
        assert_eq!(decoded(&numbers, 64), None);
    }

    #[test]
    fn a_few_zero_bytes_make_no_program_of_a_text() {
        assert_eq!(decoded(b"hello \0 world", 5).as_deref(), Some("hello \0 world"));
        let page = "a line of text with nothing in it\n".repeat(3000);
        let spoilt = page.replace("of text", "of\0text");
        assert_eq!(decoded(spoilt.as_bytes(), 1000).map(|text| text.len()), Some(page.len()));
        let old: Vec<u8> = page.bytes().map(|byte| if byte == b'e' { 0xE9 } else { byte }).collect();
        assert!(decoded(&old, 4096).is_some(), "an old encoding");
        // What a compressed file looks like, and what a program does.
        let mut state = 1_u32;
        let random: Vec<u8> = (0..20_000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        assert_eq!(decoded(&random, 4096), None);
        let mixed: Vec<u8> = [page.as_bytes().get(..20_000).unwrap_or_default(), &random].concat();
        assert_eq!(decoded(&mixed, 4096), None, "half of it is compressed, as in a document with pictures");
    }
}
