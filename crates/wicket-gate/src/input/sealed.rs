//! Texts that cannot be rewritten: signed thinking, files and `data:` URLs in base64. What can be read of them is judged
//! all the same; a finding that would be masked elsewhere refuses the call here (`docs/decisions/0006`).

use std::borrow::Cow;

use base64::{
    Engine as _,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};

/// Longest value in the alphabet of base64 that is also read as it stands, in bytes: it may be a key instead of a file.
const SHORT: usize = 256;
/// How much of a file is decoded to see whether it is text, in characters of base64; whole groups of four.
const PROBE: usize = 1024;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// What a person could read in a sealed value; `None` where it is encrypted, or media.
pub(super) fn readable(value: &str) -> Option<Cow<'_, str>> {
    let body = match value.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("data:") => {
            let (head, body) = value.split_once(',')?;
            if !head.to_ascii_lowercase().ends_with(";base64") {
                // Percent signs are the detectors' to undo.
                return Some(Cow::Borrowed(value));
            }
            body
        }
        _ => value,
    };
    if !body.bytes().all(is_base64) {
        return Some(Cow::Borrowed(value));
    }
    if let Some(text) = decoded(body) {
        return Some(Cow::Owned(text));
    }
    (value.len() <= SHORT).then_some(Cow::Borrowed(value))
}

fn decoded(body: &str) -> Option<String> {
    let standard: Vec<u8> = body
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => other,
        })
        .collect();
    // Most files are media, which shows at once.
    let probe = LENIENT.decode(standard.get(..PROBE).unwrap_or(&standard)).ok()?;
    let readable = match std::str::from_utf8(&probe) {
        Ok(text) => text,
        // The probe may end within a character.
        Err(error) if error.error_len().is_none() => std::str::from_utf8(probe.get(..error.valid_up_to())?).ok()?,
        Err(_) => return None,
    };
    if readable.is_empty() || readable.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return None;
    }
    let whole = if standard.len() <= PROBE { probe } else { LENIENT.decode(&standard).ok()? };
    // Text that turns into something else later on is still text up to there.
    Some(String::from_utf8_lossy(&whole).into_owned())
}

const fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::{STANDARD as PADDED, URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn text_is_read_in_every_spelling_of_base64() {
        let text = "Ada Lovelace, ada@lovelace.example, ≥ 9 letters ".repeat(60);
        for file in [PADDED.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
            assert_eq!(readable(&file).as_deref(), Some(text.as_str()));
            assert_eq!(readable(&format!("data:text/csv;Base64,{file}")).as_deref(), Some(text.as_str()));
            let lines: Vec<&str> = file.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
            assert_eq!(readable(&lines.join("\r\n")).as_deref(), Some(text.as_str()));
        }
    }

    #[test]
    fn media_and_cipher_text_are_not_read() {
        let noise: Vec<u8> = (0..3000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert_eq!(readable(&PADDED.encode(&noise)), None);
        assert_eq!(readable(&format!("data:image/png;base64,{}", PADDED.encode(&noise))), None);
    }

    #[test]
    fn prose_and_short_values_are_read_as_they_stand() {
        for value in ["I think, therefore", "4111111111111111", "data:text/plain,ada%40lovelace.example", "data:", ""] {
            assert_eq!(readable(value).as_deref().is_some(), value != "data:", "{value}");
        }
    }
}
