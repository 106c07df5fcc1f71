//! Numbers as RFC 8259 writes them, within what a double can hold.

use super::{JsonError, JsonErrorKind};

/// Checks the number that starts at `start` and returns its end.
///
/// Bounded in length, and finite as a double: `1e400` is infinity to one parser, an error to another and a big decimal
/// to a third.
pub(super) fn scan(bytes: &[u8], start: usize, longest: u16) -> Result<usize, JsonError> {
    let wrong = |at| Err(JsonError { kind: JsonErrorKind::Number, at });
    let mut at = start;
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    let whole = digits(bytes, at);
    match whole - at {
        0 => return wrong(at),
        1 => {}
        _ if bytes.get(at) == Some(&b'0') => return wrong(at),
        _ => {}
    }
    at = whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(bytes, at + 1);
        if fraction == at + 1 {
            return wrong(at);
        }
        at = fraction;
    }
    let has_exponent = matches!(bytes.get(at), Some(b'e' | b'E'));
    if has_exponent {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(bytes, at + 1 + sign);
        if exponent == at + 1 + sign {
            return wrong(at);
        }
        at = exponent;
    }
    if at - start > usize::from(longest) || (has_exponent && !is_finite(bytes, start, at)) {
        return wrong(start);
    }
    Ok(at)
}

fn digits(bytes: &[u8], mut at: usize) -> usize {
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

fn is_finite(bytes: &[u8], start: usize, end: usize) -> bool {
    let text = bytes.get(start..end).and_then(|raw| std::str::from_utf8(raw).ok());
    text.and_then(|text| text.parse::<f64>().ok()).is_some_and(f64::is_finite)
}
