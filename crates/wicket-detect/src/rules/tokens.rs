//! Tokens of letters and digits that carry a check: bank accounts and identity numbers with letters.

use wicket_types::Kind;

use super::{Begins, Context, Find, Rule};
use crate::checks::{self, national};

/// What a token must pass.
pub(crate) type Check = fn(&str) -> bool;

/// A row for a token of letters and digits.
pub(crate) const fn mixed(
    (id, title, source): (&'static str, &'static str, &'static str),
    kind: &'static str,
    (length, needs, check): ((u8, u8), Context, Check),
    hits: &'static [&'static str],
    passes: &'static [&'static str],
) -> Rule {
    Rule {
        id,
        title,
        source,
        kind: Kind::of(kind),
        confidence: 0.97,
        find: Find::Mixed { length, needs, begins: Begins::ANY, check },
        hits,
        passes,
    }
}

/// A digit, a letter or a digit in turn, as each place of the identifier has it; letters that look like digits are left out.
pub(crate) fn is_mbi(token: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_uppercase() && !b"SLOIBZ".contains(&b);
    let fits = |(byte, place): (u8, u8)| match place {
        b'C' => (b'1'..=b'9').contains(&byte),
        b'A' => is_letter(byte),
        b'X' => is_letter(byte) || byte.is_ascii_digit(),
        _ => byte.is_ascii_digit(),
    };
    token.len() == 11 && token.bytes().zip(*b"CAXNAXNAANN").all(fits)
}

/// Capitals for what is written in small letters alone, as people do in a chat.
fn of_one_case(token: &str) -> std::borrow::Cow<'_, str> {
    match token.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => token.into(),
        false => token.to_ascii_uppercase().into(),
    }
}

/// The rules of this module.
pub static RULES: &[Rule] = &[
    mixed(
        ("pii.iban", "International bank account number", "ISO 13616-1:2020; check digits by ISO 7064, mod 97-10"),
        "pii.iban",
        ((15, 34), Context::NONE, |t| {
            let Some(&[a, b, check @ ..]) = t.as_bytes().first_chunk::<4>() else { return false };
            let country = [a, b].map(|letter| letter.to_ascii_uppercase());
            if !check.iter().all(u8::is_ascii_digit) || checks::digits::iban_length(&country) != Some(t.len()) {
                return false;
            }
            // People write it in small letters too, but not in both.
            let is_small = t.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
            let is_one_case = t.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase() == is_small);
            is_one_case && checks::iban(&t.to_ascii_uppercase())
        }),
        &["pay DE89 3704 0044 0532 0130 00 today", "GB82WEST12345698765432", "gb82west12345698765432"],
        &["pay DE89 3704 0044 0532 0130 01 today", "model DE89 in blue"],
    )
    .led_by_letters((2, 2)),
    mixed(
        ("pii.es_dni", "Spanish DNI", "Real Decreto 1553/2005; letter by mod 23"),
        "pii.national_id.es",
        ((9, 9), Context::NATIONAL, national::es_dni),
        &["DNI 12345678Z", "El DNI de Ana es 12345678-Z"],
        &["DNI 12345678A", "part 12345678Z"],
    )
    .led_by_digits(8),
    mixed(
        ("pii.es_nie", "Spanish NIE", "Ley Orgánica 4/2000; letter by mod 23"),
        "pii.national_id.es",
        ((9, 9), Context::NONE, |t| t.starts_with(['X', 'Y', 'Z']) && national::es_dni(t)),
        &["NIE X1234567L"],
        &["X1234567M"],
    )
    .led_by_letters((1, 1)),
    mixed(
        ("pii.it_fiscale", "Italian fiscal code", "Decreto Ministeriale 12 March 1974, number 2227"),
        "pii.national_id.it",
        ((16, 16), Context::NONE, |t| national::it_fiscale(&of_one_case(t))),
        &["RSSMRA85T10A562S", "cf rssmra85t10a562s"],
        &["RSSMRA85T10A562T"],
    )
    .led_by_letters((6, 8)),
    mixed(
        ("pii.fi_hetu", "Finnish personal identity code", "Digital and Population Data Services Agency"),
        "pii.national_id.fi",
        ((11, 11), Context::NATIONAL, national::fi_hetu),
        &["henkilötunnus 131052A308T"],
        &["henkilötunnus 131052A308U"],
    ),
    mixed(
        ("pii.uk_nino", "United Kingdom national insurance number", "HM Revenue & Customs, NIM39110"),
        "pii.national_id.gb",
        ((9, 9), Context::NATIONAL, national::uk_nino),
        &["NINO AB 12 34 56 C", "national insurance AB123456C"],
        &["NINO GB123456C", "part AB123456C"],
    ),
    mixed(
        ("pii.in_pan", "Indian permanent account number", "Income Tax Department, Rule 114"),
        "pii.national_id.in",
        ((10, 10), Context::NATIONAL, national::in_pan),
        &["PAN ABCPE1234F"],
        &["PAN ABCXE1234F", "sku ABCPE1234F"],
    ),
    mixed(
        ("pii.cn_rid_x", "Chinese resident identity number ending in X", "GB 11643-1999"),
        "pii.national_id.cn",
        ((18, 18), Context::NONE, national::cn_rid),
        &["身份证号 11010519491231002X"],
        &["11010519491231003X"],
    )
    .led_by_digits(8),
    mixed(
        ("pii.sg_nric", "Singapore NRIC or FIN", "Immigration & Checkpoints Authority"),
        "pii.national_id.sg",
        ((9, 9), Context::NATIONAL, national::sg_nric),
        &["NRIC S1234567D"],
        &["NRIC S1234567E", "part S1234567D"],
    ),
    mixed(
        (
            "pii.us_mbi",
            "United States Medicare beneficiary identifier",
            "Centers for Medicare & Medicaid Services, MBI format: which of eleven places hold a letter",
        ),
        "pii.medical_id",
        ((11, 11), Context::NATIONAL, is_mbi),
        &["Medicare 1EG4-TE5-MK73", "the Medicare number of his wife is 1EG4TE5MK73"],
        &["Medicare 1EG4-TE5-MKA3", "part 1EG4-TE5-MK73", "Medicare 1BG4-TE5-MK73"],
    ),
    mixed(
        ("pii.mx_curp", "Mexican CURP", "RENAPO, Instructivo normativo para la asignación de la CURP"),
        "pii.national_id.mx",
        ((18, 18), Context::NONE, national::mx_curp),
        &["CURP HEGG560427MVZRRL04"],
        &["HEGG560427MVZRRL05"],
    )
    .led_by_letters((4, 4)),
];
