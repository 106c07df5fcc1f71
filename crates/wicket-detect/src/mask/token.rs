//! The shape of a pseudonym: a label in capitals, `_`, a digit, nine more characters.

use wicket_types::Kind;

/// Characters after the `_`. A constant, so that no token is the beginning of another.
pub(crate) const BODY: usize = 10;

/// Without 0, 1, i, l and o, which models and people mistake for each other. The first eight are digits: a body begins
/// with one of them, which tells `EMAIL_7f3k9q2xab` from `EMAIL_address` in a program.
const ALPHABET: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";
const DIGITS: u128 = 8;

/// What stands after the `_`.
pub(crate) type Body = [u8; BODY];

/// The body that a digest gives: 8 · 31⁹ ≈ 2⁴⁷·⁶ possible values.
pub(crate) fn body(digest: &[u8]) -> Body {
    // The remainder of a 128-bit number by 2⁴⁷·⁶ is biased by less than 2⁻⁸⁰.
    let mut rest = digest.iter().take(16).fold(0_u128, |number, &byte| number << 8 | u128::from(byte));
    let mut body = [0; BODY];
    for (at, place) in body.iter_mut().enumerate() {
        let choices = if at == 0 { DIGITS } else { ALPHABET.len() as u128 };
        *place = ALPHABET.get((rest % choices) as usize).copied().unwrap_or(b'2');
        rest /= choices;
    }
    body
}

/// The label of a kind: `pii.credit_card` gives `CREDIT_CARD`, `pii.national_id.de` gives `NATIONAL_ID`.
pub(crate) fn label(kind: &Kind) -> String {
    kind.as_str().split('.').nth(1).unwrap_or("DATA").to_ascii_uppercase()
}

/// Whether `byte` can stand in a body.
pub(crate) const fn is_body(byte: u8) -> bool {
    matches!(byte, b'2'..=b'9' | b'a'..=b'h' | b'j' | b'k' | b'm' | b'n' | b'p'..=b'z')
}

/// Places where a body may stand: `(offset of the "_", body)`, in order. Whether a label precedes is not looked at.
pub(crate) fn bodies(text: &str) -> impl Iterator<Item = (usize, Body)> + '_ {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'_', bytes).filter_map(move |at| {
        let body: Body = bytes.get(at + 1..at + 1 + BODY)?.try_into().ok()?;
        (body.first().is_some_and(u8::is_ascii_digit) && body.iter().all(|&byte| is_body(byte))).then_some((at, body))
    })
}

/// Whether the text that begins with `next` would make the token before it a longer word.
pub(crate) fn continues(next: Option<u8>) -> bool {
    next.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_begins_with_a_digit_and_avoids_look_alikes() {
        for seed in 0..=255_u8 {
            let body = body(&[seed; 32]);
            assert!(body[0].is_ascii_digit() && body.iter().all(|&b| is_body(b)), "{body:?}");
        }
        assert!(ALPHABET.iter().all(|&b| is_body(b)) && !b"01ilo_AZ".iter().any(|&b| is_body(b)));
    }

    #[test]
    fn labels_are_the_second_part_in_capitals() {
        assert_eq!(label(&Kind::of("pii.credit_card")), "CREDIT_CARD");
        assert_eq!(label(&Kind::of("pii.national_id.de")), "NATIONAL_ID");
    }

    #[test]
    fn finds_bodies_and_leaves_identifiers_alone() {
        let found: Vec<_> =
            bodies("EMAIL_7f3k9q2xab, email_address_list, x_7f3k9q2xa, _7f3k9q2xaO").map(|(at, _)| at).collect();
        assert_eq!(found, [5]);
    }
}
