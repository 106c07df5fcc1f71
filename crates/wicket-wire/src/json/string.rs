//! Strings: find their end, undo their escapes, escape again.

use std::borrow::Cow;

use super::{JsonError, JsonErrorKind as Fault, Kind};

/// Finds the end (after the closing quote) of the string whose opening quote is at `start`, and checks its escapes.
pub(super) fn scan(bytes: &[u8], start: usize, nul_is_fine: bool) -> Result<(usize, Kind), JsonError> {
    let mut at = start + 1;
    let mut kind = Kind::String;
    loop {
        at = skip_plain(bytes, at);
        match bytes.get(at) {
            Some(b'"') => return Ok((at + 1, kind)),
            Some(b'\\') => {
                kind = Kind::Escaped;
                at = match escape(bytes, at) {
                    Ok((end, '\0')) if !nul_is_fine => return Err(JsonError { kind: Fault::Control, at: end - 6 }),
                    Ok((end, _)) => end,
                    Err(kind) => return Err(JsonError { kind, at }),
                };
            }
            Some(_) => return Err(JsonError { kind: Fault::Control, at }),
            None => return Err(JsonError { kind: Fault::Ended, at }),
        }
    }
}

/// Skips to the next quote, backslash or control character, eight bytes at a time.
fn skip_plain(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    // "Determine if a word has a zero byte", S. E. Anderson, Bit Twiddling Hacks: a byte's high bit is set if the byte
    // is below `n`. Bytes after the first hit may be marked wrongly, and only the first is used.
    let below = |word: u64, n: u8| word.wrapping_sub(ONES * u64::from(n)) & !word & HIGH;
    while let Some(Ok(chunk)) = bytes.get(at..at + 8).map(<[u8; 8]>::try_from) {
        let word = u64::from_le_bytes(chunk);
        let quote = below(word ^ (ONES * u64::from(b'"')), 1);
        let backslash = below(word ^ (ONES * u64::from(b'\\')), 1);
        let marks = below(word, 0x20) | quote | backslash;
        if marks != 0 {
            return at + (marks.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while bytes.get(at).is_some_and(|&b| b >= 0x20 && b != b'"' && b != b'\\') {
        at += 1;
    }
    at
}

/// Reads the escape whose backslash is at `at`: where it ends and what it stands for.
fn escape(bytes: &[u8], at: usize) -> Result<(usize, char), Fault> {
    let plain = match bytes.get(at + 1) {
        Some(b'u') => return escaped_unit(bytes, at),
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'n') => '\n',
        Some(b't') => '\t',
        Some(b'r') => '\r',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(_) => return Err(Fault::Escape),
        None => return Err(Fault::Ended),
    };
    Ok((at + 2, plain))
}

/// Reads `\uXXXX`, or two of them that make a surrogate pair.
fn escaped_unit(bytes: &[u8], at: usize) -> Result<(usize, char), Fault> {
    let first = unit(bytes, at).ok_or(Fault::Escape)?;
    match first {
        0xd800..=0xdbff => {
            let second = unit(bytes, at + 6).filter(|low| (0xdc00..=0xdfff).contains(low)).ok_or(Fault::Surrogate)?;
            let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            char::from_u32(code).map(|c| (at + 12, c)).ok_or(Fault::Surrogate)
        }
        _ => char::from_u32(first).map(|c| (at + 6, c)).ok_or(Fault::Surrogate),
    }
}

fn unit(bytes: &[u8], at: usize) -> Option<u32> {
    let hex = bytes.get(at..at + 6)?.strip_prefix(b"\\u")?;
    hex.iter().try_fold(0, |sum, &digit| Some(sum * 16 + char::from(digit).to_digit(16)?))
}

/// Undoes the escapes of a string body (no quotes). `None` if it has an escape that JSON does not have.
pub(super) fn unescape(body: &[u8]) -> Option<String> {
    let mut text = String::with_capacity(body.len());
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        text.push_str(std::str::from_utf8(body.get(at..at + found)?).ok()?);
        let (end, c) = escape(body, at + found).ok()?;
        text.push(c);
        at = end;
    }
    text.push_str(std::str::from_utf8(body.get(at..)?).ok()?);
    Some(text)
}

/// The text of a JSON string with its quotes. `None` if it is no string.
pub(crate) fn unquote(raw: &[u8]) -> Option<Cow<'_, str>> {
    let body = raw.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    match memchr::memchr(b'\\', body) {
        None => std::str::from_utf8(body).ok().map(Cow::Borrowed),
        Some(_) => unescape(body).map(Cow::Owned),
    }
}

/// Appends `text` as the body of a JSON string, without quotes. Only what must be escaped is, by the short forms where
/// JSON has them, so that text which had no need of escapes stays byte for byte as it was.
pub fn escape_into(text: &str, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        let end = skip_plain(bytes, at);
        out.extend_from_slice(bytes.get(at..end).unwrap_or_default());
        let Some(&byte) = bytes.get(end) else { return };
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            8 => out.extend_from_slice(b"\\b"),
            12 => out.extend_from_slice(b"\\f"),
            // A control character: below 0x20, so two hex digits say it.
            _ => {
                out.extend_from_slice(b"\\u00");
                out.extend([HEX[usize::from(byte >> 4 & 15)], HEX[usize::from(byte & 15)]]);
            }
        }
        at = end + 1;
    }
}

/// `text` as a JSON string, quotes included: what replaces a string leaf.
pub fn quote(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    out.push(b'"');
    escape_into(text, &mut out);
    out.push(b'"');
    out
}
