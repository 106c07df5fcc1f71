//! What begins in a word and runs over spaces to an end of its own: private keys, links, elements.

use wicket_types::Guard;

use crate::Wants;

/// Markup and keys that begin in a word and run over spaces.
pub(super) enum Opened {
    No,
    Still,
    /// Ends at this byte.
    Until(usize),
}

/// What begins in the word `start..end`, if anything.
pub(super) fn opened(text: &str, start: usize, end: usize, wants: Wants) -> Opened {
    let Some(word) = text.get(start..end) else { return Opened::No };
    if wants.has(Guard::Secrets)
        && let Some(at) = word.as_bytes().windows(BEGIN.len()).position(|w| w.eq_ignore_ascii_case(BEGIN))
        && let Some(rest) = text.get(start + at..)
        && !matches!(key_end(rest), Opened::No)
    {
        return key_end(rest).shifted(start + at);
    }
    if wants.has(Guard::Exfil) {
        for at in memchr::memchr2_iter(b'[', b'<', word.as_bytes()) {
            let Some(rest) = text.get(start + at..) else { continue };
            let markup = if rest.starts_with('[') { link_end(rest) } else { element_end(rest) };
            if !matches!(markup, Opened::No) {
                return markup.shifted(start + at);
            }
        }
    }
    Opened::No
}

impl Opened {
    fn shifted(self, by: usize) -> Self {
        match self {
            Opened::Until(at) => Opened::Until(at + by),
            other => other,
        }
    }
}

/// Bytes of a private key in text form, line breaks and their escapes included.
pub(super) fn in_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\n' | b'\r' | b'\\' | b'-' | b' ')
}

/// How the first line of a key or certificate begins, in any case.
const BEGIN: &[u8] = b"-----BEGIN";

/// The end of a private key whose first line begins `rest`.
fn key_end(rest: &str) -> Opened {
    const TITLE: usize = 48;
    let bytes = rest.as_bytes();
    let n = BEGIN.len();
    let title = bytes.get(n..bytes.len().min(n + TITLE)).unwrap_or_default();
    let Some(title_end) = memchr::memmem::find(title, b"-----") else {
        let could_end = title.len() < TITLE && title.iter().all(|&b| in_key(b));
        return if could_end { Opened::Still } else { Opened::No };
    };
    let title = title.get(..title_end).unwrap_or_default();
    if !title.iter().all(|&b| in_key(b)) || !title.to_ascii_uppercase().windows(11).any(|w| w == b"PRIVATE KEY") {
        return Opened::No;
    }
    match key_tail(bytes, n + title_end + 5) {
        Some(end) => Opened::Until(end),
        None => Opened::Still,
    }
}

/// Where the body of a key that goes on at `from` ends: behind its last line, or before what cannot belong to it.
pub(super) fn key_tail(bytes: &[u8], from: usize) -> Option<usize> {
    let body = bytes.get(from..)?;
    let alien = body.iter().position(|&b| !in_key(b));
    let seen = body.get(..alien.unwrap_or(body.len()))?;
    if let Some(last) = memchr::memmem::find(seen, b"-----END") {
        let close = seen.get(last + 8..).and_then(|rest| memchr::memmem::find(rest, b"-----"));
        if let Some(close) = close {
            return Some(from + last + 13 + close);
        }
    }
    alien.map(|at| from + at)
}

/// The end of `[text](address)`, which begins `rest`.
fn link_end(rest: &str) -> Opened {
    let bytes = rest.as_bytes();
    let Some(close) = memchr::memchr2(b']', b'\n', bytes) else { return Opened::Still };
    match bytes.get(close + 1) {
        _ if bytes.get(close) == Some(&b'\n') => Opened::No,
        None => Opened::Still,
        Some(b'(') => match bytes.iter().skip(close).position(|&b| b == b')' || b == b'\n') {
            Some(at) => Opened::Until(close + at + 1),
            None => Opened::Still,
        },
        Some(_) => Opened::No,
    }
}

/// The end of an HTML element that loads something, which begins `rest`.
fn element_end(rest: &str) -> Opened {
    const NAMES: &[&str] = &["<img", "<iframe", "<script", "<embed", "<object", "<link", "<a"];
    let could_be = |name: &&str| {
        let n = name.len().min(rest.len());
        rest.as_bytes().iter().zip(name.as_bytes()).take(n).all(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    if !NAMES.iter().any(could_be) {
        return Opened::No;
    }
    match memchr::memchr(b'>', rest.as_bytes()) {
        Some(at) => Opened::Until(at + 1),
        None => Opened::Still,
    }
}
