//! Field names: which are known, and which only pretend to be.

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
}
