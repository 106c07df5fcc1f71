//! Bytes of a file as text: UTF-8, UTF-16 with its mark, or whatever else has letters in it; or none.

/// Bytes at the beginning of which a zero byte tells that it is no text, as `git` has it.
const HEAD: usize = 8 << 10;

/// Decodes one text that comes in pieces.
#[derive(Debug, Default)]
pub(super) struct Decoder {
    seen: usize,
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
    /// The text of the next bytes; an empty piece ends it. `None` where it is no text.
    ///
    /// Bytes that are not UTF-8 become replacement characters: a credential in a file of an old encoding is ASCII all the
    /// same.
    pub(super) fn text(&mut self, bytes: &[u8]) -> Option<String> {
        let mut piece = std::mem::take(&mut self.left);
        piece.extend_from_slice(bytes);
        if self.seen == 0 {
            self.form = match piece.as_slice() {
                [0xFF, 0xFE, ..] => Form::Utf16 { big: false },
                [0xFE, 0xFF, ..] => Form::Utf16 { big: true },
                _ => Form::Utf8,
            };
        }
        // The mark belongs to the encoding: editors do not count it, so columns and lines do not either.
        if self.seen == 0 {
            let mark = match self.form {
                Form::Utf16 { .. } => 2,
                Form::Utf8 if piece.starts_with(b"\xEF\xBB\xBF") => 3,
                Form::Utf8 => 0,
            };
            piece.drain(..mark);
        }
        let is_head = self.seen < HEAD;
        self.seen += bytes.len();
        match self.form {
            Form::Utf16 { big } => Some(self.utf16(&piece, big, bytes.is_empty())),
            Form::Utf8 if is_head && piece.contains(&0) => None,
            Form::Utf8 => Some(self.utf8(piece, bytes.is_empty())),
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
}
