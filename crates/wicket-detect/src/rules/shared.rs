//! Small questions that many rules ask of the bytes around a place.

/// Whether the byte at `at` belongs to a word: an ASCII letter or digit, `_`, or part of a character outside ASCII.
pub(crate) fn is_word_at(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80)
}

/// Whether a word could begin at `at`: no letter or digit stands right before.
pub(crate) fn begins_word(text: &str, at: usize) -> bool {
    match at.checked_sub(1).and_then(|i| text.as_bytes().get(i)) {
        Some(b) => !b.is_ascii_alphanumeric() && *b < 0x80,
        None => true,
    }
}

/// Whether an ASCII letter stands at `at`, so that a label ending there is part of a longer word.
pub(crate) fn is_letter_at(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic)
}

/// Skips what may stand between a label and its value: spaces, signs, and up to four short words such as `number is`.
pub(crate) fn skip_filler(text: &str, mut at: usize) -> usize {
    const FILLERS: &[&str] = &[
        "number", "numbers", "no", "nr", "num", "nº", "n°", "is", "was", "code", "id", "to", "ist", "lautet", "es",
        "est", "é", "è", "är", "jest", "of", "my", "the", "card", "on", "am", "le", "el", "il", "em", "den", "op",
        "will", "be", "set", "as", "und", "nummer", "numero", "número", "numéro", "für", "date", "holder", "with",
        "value",
    ];
    let bytes = text.as_bytes();
    for _ in 0..5 {
        while bytes.get(at).is_some_and(|b| {
            matches!(b, b' ' | b'\t' | b':' | b'#' | b'=' | b'.' | b'"' | b'\'' | b'(' | b'-' | b'>' | b'*' | b'`')
        }) {
            at += 1;
        }
        let Some(rest) = text.get(at..) else { return at };
        let length = rest.find(|c: char| !c.is_alphabetic() && c != 'º' && c != '°').unwrap_or(rest.len());
        let word = &rest[..length];
        if length == 0
            || length > 8
            || is_word_at(text, at + length)
            || !FILLERS.iter().any(|f| f.eq_ignore_ascii_case(word))
        {
            return at;
        }
        at += length;
    }
    at
}

/// Whether a value is a stand-in that people write in documentation: `your_key`, `xxxx`, `<token>`, `changeme`.
pub(crate) fn is_placeholder(value: &str) -> bool {
    const STAND_INS: &[&str] = &[
        "example",
        "your",
        "xxxx",
        "placeholder",
        "changeme",
        "change_me",
        "change-me",
        "dummy",
        "insert",
        "redacted",
        "todo",
        "sample",
        "123456789",
        "0000000",
        "...",
        "***",
        "####",
        "1234-1234",
        "abcdefgh",
        "replace",
        "<",
        "${",
        "{{",
        "%s",
        "secret_here",
        "foobar",
        "aaaaaaa",
        "1111111",
    ];
    let lower = value.to_ascii_lowercase();
    STAND_INS.iter().any(|stand_in| lower.contains(stand_in)) || counts_up(lower.as_bytes())
}

/// Whether eight letters in a row stand as in the alphabet, from whichever letter on: `klmnopqr`.
fn counts_up(bytes: &[u8]) -> bool {
    let mut rows = bytes.chunk_by(|&a, &b| a.is_ascii_lowercase() && b.is_ascii_lowercase() && b == a + 1);
    rows.any(|row| row.len() >= 8)
}

/// Whether a token that ends at `end` is the name of a picture or a page: `video_ico-7f3a.png`.
pub(crate) fn is_file_at(text: &str, end: usize) -> bool {
    const ENDINGS: &[&str] =
        &[".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".css", ".html", ".xml", ".woff", ".ico"];
    text.get(end..).is_some_and(|rest| ENDINGS.iter().any(|ending| rest.starts_with(ending)))
}
