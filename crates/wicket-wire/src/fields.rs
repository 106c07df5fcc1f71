//! Field names: which are known, which pretend to be, and which values are mere protocol words.

use unicode_normalization::UnicodeNormalization;

use crate::{WireError, json::Value};

/// Refuses `key` if another parser could take it for one of `known`: equal after folding case, compatibility
/// characters (full-width letters, ligatures) and characters that are not seen.
pub(crate) fn refuse_twin(key: Value<'_>, known: impl Iterator<Item = &'static str>) -> Result<(), WireError> {
    let Some(text) = key.as_str() else { return Ok(()) };
    // Lower-case ASCII folds to itself, so such a key is either the known one or no twin. Nearly all keys end here.
    if text.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Ok(());
    }
    let folded = fold(&text);
    match known.into_iter().find(|field| folded == *field && text != *field) {
        Some(field) => Err(WireError::TwinKey { at: key.span().start, field }),
        None => Ok(()),
    }
}

/// NFKC, lower case, without default-ignorable characters.
pub(crate) fn fold(key: &str) -> String {
    key.nfkc().flat_map(char::to_lowercase).nfkc().filter(|c| !is_unseen(*c)).collect()
}

/// The characters of Unicode's Default_Ignorable_Code_Point that someone could hide in a key.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{e0000}'..='\u{e0fff}')
}

/// A word that a protocol could have as the value of an enumeration. Anything else in such a field is text.
pub(crate) fn is_protocol_word(word: &[u8]) -> bool {
    word.len() <= 64
        && word.first().is_none_or(u8::is_ascii_lowercase)
        && word.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.' | b'/'))
        && word.iter().filter(|b| b.is_ascii_digit()).count() <= 8
}

/// One run of letters, digits, `_`, `-`, `:`, `.` and `/` up to 96 bytes: what providers and their imitators give as ids.
/// Masking one would break the reference that it is.
pub(crate) fn is_id(word: &[u8]) -> bool {
    let fine = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':' | b'.' | b'/');
    word.len() <= 96 && word.iter().all(fine)
}

/// A key that a programmer would choose; other keys of free-form objects are text.
pub(crate) fn is_plain_key(key: &str) -> bool {
    let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'$' | b'.');
    key.len() <= 40 && key.bytes().all(fine) && key.bytes().filter(u8::is_ascii_digit).count() <= 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_finds_case_width_ligature_kelvin_and_unseen_twins() {
        for (twin, field) in [
            ("Model", "model"),
            ("\u{ff4d}odel", "model"),
            ("\u{fb01}le", "file"),
            ("max_to\u{212a}ens", "max_tokens"),
            ("mo\u{200b}del", "model"),
            ("MESSAGE\u{17f}", "messages"),
        ] {
            assert_eq!(fold(twin), field, "{twin:?}");
        }
        assert_ne!(fold("modèle"), "modele");
    }

    #[test]
    fn a_word_is_short_and_has_few_digits() {
        for word in ["user", "json_schema", "gpt-4o-mini", "image/png", ""] {
            assert!(is_protocol_word(word.as_bytes()), "{word}");
        }
        for text in ["two words", "me@example.com", "4111111111111111", "AKIAABCDEFGHIJKLMNOP", "Ünï"] {
            assert!(!is_protocol_word(text.as_bytes()), "{text}");
        }
        assert!(!is_plain_key("4111111111111111") && is_plain_key("first_name"));
    }
}
