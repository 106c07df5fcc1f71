//! Values that mean nothing without the label in front of them: how their rows are made, and what they are asked.

use wicket_types::Kind;

use super::{Find, Rule, shared};

/// A row for a labelled value.
pub(crate) const fn labelled(
    (id, title, source): (&'static str, &'static str, &'static str),
    kind: &'static str,
    (labels, shape, check): (&'static [&'static str], &'static str, fn(&str) -> bool),
    hits: &'static [&'static str],
    passes: &'static [&'static str],
) -> Rule {
    Rule {
        id,
        title,
        source,
        kind: Kind::of(kind),
        confidence: confidence_of(id, kind),
        find: Find::Labelled { labels, shape, check },
        hits,
        passes,
    }
}

/// What a label says by itself is surer than the check digit of some country, which one number in ten has; but anything may
/// be the number of an account, and words behind `password` may be of the same sentence.
const fn confidence_of(id: &str, kind: &str) -> f32 {
    match (id.as_bytes(), kind.as_bytes()) {
        (b"pii.insurance_number", _) => 0.85,
        // Above addresses of networks, which have four numbers with dots too.
        (b"pii.bank_account_in_groups", _) => 0.92,
        (_, b"pii.passport" | b"pii.driver_license" | b"pii.medical_id" | b"pii.dob" | b"pii.iban") => 0.96,
        _ => 0.85,
    }
}
/// `2024-05-17`, which stands behind many labels and is no number of anything.
pub(crate) fn is_iso_date(value: &str) -> bool {
    let is_sign = |at: usize| value.as_bytes().get(at) == Some(&b'-');
    value.len() == 10 && is_sign(4) && is_sign(7) && (value.starts_with("19") || value.starts_with("20"))
}

/// At least `N` digits.
pub(crate) fn has_digits<const N: usize>(value: &str) -> bool {
    value.bytes().filter(u8::is_ascii_digit).count() >= N
}

/// Two kinds of characters at least, and neither code nor a stand-in.
pub(crate) fn is_password(value: &str) -> bool {
    let value = value.trim_end_matches(['"', '\'', ',', ';', '.', ')', '}', '`']);
    // A value is read once for all that is asked of its bytes: long ones are asked about often, and few are passwords.
    let (mut has_digit, mut has_small, mut has_capital, mut has_sign) = (false, false, false, false);
    for byte in value.bytes() {
        has_digit |= byte.is_ascii_digit();
        has_small |= byte.is_ascii_lowercase();
        has_capital |= byte.is_ascii_uppercase();
        has_sign |= matches!(byte, b'!' | b'#' | b'$' | b'%' | b'&' | b'?' | b'@' | b'^' | b'~');
    }
    let has_letter = has_small || has_capital;
    let is_mixed = has_letter && (has_digit || has_sign)
        || has_small && has_capital && value.bytes().skip(1).any(|b| b.is_ascii_uppercase()) && value.len() > 9;
    if value.len() < 6 || !is_mixed {
        return false;
    }
    let is_code = value.contains(['(', '[', '{', '<']) && !has_digit
        || value.contains("env.")
        || value.contains("::")
        || value.starts_with(['$', '%', '<', '{', '/']) && !has_digit
        || value.contains("://");
    // `min_length=8` sets an option of a field.
    let is_option = value.contains('=')
        && value.contains('_')
        && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'=');
    !is_option && !is_code && !shared::is_placeholder(value)
}
