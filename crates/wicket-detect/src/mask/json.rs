//! Reading text that is JSON source: the same value may be spelled `O'Brien` and `O\u0027Brien`.
//!
//! Tool arguments reach the gate as text which is itself JSON. Only its escapes are undone here, not its structure,
//! so a piece of a document (a streamed fragment) can be read as well as a whole one.

use std::{borrow::Cow, ops::Range};

/// JSON source with its escapes undone, and the way back to the source.
#[derive(Debug)]
pub struct Unescaped<'t> {
    text: Cow<'t, str>,
    /// Per escape: where it stands in `text`, and where in the source; both end exclusive. In order.
    escapes: Vec<(Range<usize>, Range<usize>)>,
}

impl<'t> Unescaped<'t> {
    /// Undoes the escapes of `source`. What is not a valid escape stays as it is; nothing is refused. O(n).
    pub fn of(source: &'t str) -> Self {
        let mut escapes = Vec::new();
        let mut text = String::new();
        let mut copied = 0;
        let mut from = 0;
        while let Some(at) =
            source.get(from..).and_then(|rest| memchr::memchr(b'\\', rest.as_bytes())).map(|n| n + from)
        {
            match escape(source.as_bytes().get(at..).unwrap_or_default()) {
                Some((char, len)) => {
                    text.push_str(source.get(copied..at).unwrap_or_default());
                    let start = text.len();
                    text.push(char);
                    escapes.push((start..text.len(), at..at + len));
                    copied = at + len;
                    from = copied;
                }
                None => from = at + 1,
            }
        }
        if escapes.is_empty() {
            return Unescaped { text: Cow::Borrowed(source), escapes };
        }
        text.push_str(source.get(copied..).unwrap_or_default());
        Unescaped { text: Cow::Owned(text), escapes }
    }

    /// Text that is not JSON source, read as it stands.
    pub(crate) fn plain(text: &'t str) -> Self {
        Unescaped { text: Cow::Borrowed(text), escapes: Vec::new() }
    }

    /// The text that a JSON parser would see inside the strings.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The source of `span`, a byte range of [`Self::text`]; an escape that the range touches is taken whole.
    pub fn source(&self, span: Range<usize>) -> Range<usize> {
        self.back(span.start, |escape| escape.start)..self.back(span.end, |escape| escape.end)
    }

    /// The text of `span`, a byte range of the source: the inverse of [`Self::source`].
    ///
    /// A scan of the source takes `\nalice@example.org` for `nalice@example.org`. So a letter escape that the range
    /// cuts is left out, while `\u0061` is taken whole: it is a character of the value.
    pub(crate) fn span(&self, span: Range<usize>) -> Range<usize> {
        let is_character = |source: &Range<usize>| source.len() > 2;
        let start = self.forth(span.start, |text, source| if is_character(source) { text.start } else { text.end });
        let end = self.forth(span.end, |text, source| if is_character(source) { text.end } else { text.start });
        start..end.max(start)
    }

    /// Where byte `at` of the source stands in the text; `inside` decides within an escape. By halves, for a document of
    /// many values has as many escapes.
    fn forth(&self, at: usize, inside: impl Fn(&Range<usize>, &Range<usize>) -> usize) -> usize {
        let n_before = self.escapes.partition_point(|(_, source)| source.start < at);
        let Some((text, source)) = n_before.checked_sub(1).and_then(|last| self.escapes.get(last)) else { return at };
        if at < source.end { inside(text, source) } else { at - source.end + text.end }
    }

    fn back(&self, at: usize, edge: impl Fn(&Range<usize>) -> usize) -> usize {
        // The last escape that begins before `at` decides how far source and text have drifted apart.
        let n_before = self.escapes.partition_point(|(text, _)| text.start < at);
        let Some((text, source)) = n_before.checked_sub(1).and_then(|last| self.escapes.get(last)) else { return at };
        if at < text.end { edge(source) } else { at - text.end + source.end }
    }
}

/// The character that the escape at the start of `bytes` stands for, and the length of the escape.
fn escape(bytes: &[u8]) -> Option<(char, usize)> {
    let char = match bytes.get(1)? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        plain @ (b'"' | b'\\' | b'/') => char::from(*plain),
        b'u' => return unicode_escape(bytes),
        _ => return None,
    };
    Some((char, 2))
}

fn unicode_escape(bytes: &[u8]) -> Option<(char, usize)> {
    let unit = hex4(bytes.get(2..6)?)?;
    if let Some(char) = char::from_u32(unit) {
        return Some((char, 6));
    }
    // Beyond the first plane JSON writes a surrogate pair.
    let low = (bytes.get(6..8)? == b"\\u").then(|| hex4(bytes.get(8..12)?))??;
    let pair = (0xD800..0xDC00).contains(&unit) && (0xDC00..0xE000).contains(&low);
    pair.then(|| char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)))?.map(|char| (char, 12))
}

fn hex4(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, &byte| Some(number << 4 | char::from(byte).to_digit(16)?))
}

/// Appends `value` as the inside of a JSON string (RFC 8259, section 7), without quotes.
pub(crate) fn escape_into(value: &str, out: &mut String) {
    for char in value.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{0}'..='\u{1f}' => {
                let code = char as u32;
                out.push_str("\\u00");
                out.extend([code >> 4, code & 15].iter().filter_map(|&digit| char::from_digit(digit, 16)));
            }
            _ => out.push(char),
        }
    }
}

/// Whether `source` leaves a string that it began, or ends one that was open: an odd number of quotes.
pub(crate) fn ends_string(source: &str) -> bool {
    quotes(source).count() % 2 == 1
}

/// The part of `span` that lies within one string, or within one number: what replaces it then leaves the document
/// whole.
pub(crate) fn within_string(source: &str, span: Range<usize>) -> Range<usize> {
    let mut start = span.start;
    for quote in quotes(source.get(span.clone()).unwrap_or_default()) {
        let at = span.start + quote;
        if at > start {
            return start..at;
        }
        start = at + 1;
    }
    start..span.end.max(start)
}

/// Quotes that no backslash escapes.
fn quotes(source: &str) -> impl Iterator<Item = usize> {
    let mut escaped = false;
    source.bytes().enumerate().filter_map(move |(at, byte)| {
        let is_quote = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        is_quote.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_every_escape_and_maps_back() {
        let source = r#"{"who":"O\u0027Brien \ud83d\ude00\n\"x\" \q \u12"}"#;
        let read = Unescaped::of(source);
        assert_eq!(read.text(), "{\"who\":\"O'Brien 😀\n\"x\" \\q \\u12\"}");
        let name = read.text().find("O'Brien").unwrap();
        assert_eq!(&source[read.source(name..name + 7)], r"O\u0027Brien");
        let x = read.text().find("x\"").unwrap();
        assert_eq!(&source[read.source(x..x + 1)], "x");
        assert_eq!(&source[read.source(x - 1..x + 2)], r#"\"x\""#);
    }

    #[test]
    fn a_span_of_the_source_that_cuts_an_escape_is_mended() {
        let source = r"a\nbob@example.org \u0061nn@example.org\n";
        let read = Unescaped::of(source);
        let bob = source.find("nbob").unwrap();
        assert_eq!(&read.text()[read.span(bob..bob + 16)], "bob@example.org");
        let ann = source.find("u0061").unwrap();
        assert_eq!(&read.text()[read.span(ann..source.len() - 1)], "ann@example.org");
    }

    #[test]
    fn what_is_escaped_parses_back() {
        let value = "a\"b\\c\n\r\t\u{1}\u{1f}é😀/";
        let mut out = String::from("\"");
        escape_into(value, &mut out);
        out.push('"');
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), value);
    }

    proptest::proptest! {
        #[test]
        fn any_span_of_the_text_has_a_source_on_character_borders(source in "[a\\\\nu0-9é😀\"]{0,40}", at in 0..40_usize, len in 0..9_usize) {
            let read = Unescaped::of(&source);
            let start = (0..=at.min(read.text().len())).rev().find(|&n| read.text().is_char_boundary(n)).unwrap();
            let end = (start..=(start + len).min(read.text().len())).rev().find(|&n| read.text().is_char_boundary(n)).unwrap();
            let span = read.source(start..end);
            proptest::prop_assert!(source.get(span.clone()).is_some());
            proptest::prop_assert_eq!(read.span(span.clone()), start..end);
        }
    }
}
