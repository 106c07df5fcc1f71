//! Identity numbers behind words that name no country, or whose check digits are wrong: people mistype them, and most
//! countries publish no check.

use wicket_types::Kind;

use crate::rules::{
    Find, Rule,
    labelled::{is_iso_date, labelled},
    shared,
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        (
            "pii.id_card",
            "Number of an identity card behind its name",
            "Bundesamt für Sicherheit in der Informationstechnik, TR-03110: nine characters and a check digit; Italian cards",
        ),
        "pii.national_id",
        (
            &[
                "personalausweis",
                "personalausweisnummer",
                "personalausweisnr",
                "ausweisnummer",
                "ausweisnr",
                "ausweis-nr",
                "ausweis nr",
                "carta d'identità",
                "carta di identità",
                "carte d'identité",
                "identity card",
                "id card number",
            ],
            "[A-Z0-9]{9,10}",
            |value| {
                let n_digits = value.bytes().filter(u8::is_ascii_digit).count();
                (2..9).contains(&n_digits) && value.bytes().any(|byte| byte.is_ascii_uppercase())
            },
        ),
        &["Personalausweisnr.: L01X00T47", "carta d'identità n. CA40128UX"],
        &["Personalausweis 2024", "carta d'identità ELETTRONICA", "identity card of ISO 7810"],
    ),
    Rule {
        id: "pii.national_id",
        title: "Identity, tax or insurance number behind its name",
        source: "ISO/IEC 7501-1 and national formats: six to sixteen digits, letters in front or behind",
        kind: Kind::of("pii.national_id"),
        // Below those of countries, which say more.
        confidence: 0.7,
        find: Find::Labelled {
            labels: &[
                "national id",
                "national_id",
                "national identity",
                "national identification",
                "identity card",
                "identity number",
                "identity document",
                "id card",
                "my id number",
                "his id number",
                "her id number",
                "citizen id",
                "personal id number",
                "personal identification number",
                "tax id",
                "tax_id",
                "tax identification",
                "tax number",
                "taxpayer id",
                "taxpayer identification",
                "employer identification",
                "ein:",
                "national insurance",
                "ni number",
                "social insurance",
                "social security",
                "ni no",
                "nino",
                "nhs number",
                "nhs no",
                "aadhaar",
                "aadhar",
                "bsn",
                "burgerservicenummer",
                "pesel",
                "curp",
                "personnummer",
                "cpf",
                "tax file number",
                "rijksregisternummer",
                "steueridentifikationsnummer",
                "rodné číslo",
                "fødselsnummer",
                "cpr-nummer",
                "personalausweis",
                "personalausweisnummer",
                "ausweisnr",
                "ausweisnummer",
                "steuernummer",
                "steuer-id",
                "sozialversicherungsnummer",
                "numéro de sécurité sociale",
                "carte d'identité",
                "documento de identidad",
                "carta d'identità",
                "bilhete de identidade",
                "cédula",
                "dowód osobisty",
                "numer dowodu",
                "nr dowodu",
            ],
            shape: "[A-Z]{0,5}[ -]?[0-9][A-Z0-9]*(?:[ ./-][A-Z0-9]*[0-9][A-Z0-9]*){0,5}(?:-[A-Z]{1,2})?",
            check: is_number,
        },
        hits: &[
            "National Insurance number QK 40 71 83 B",
            "ID card number: KT7204418",
            "EIN: 48-2071946",
            "her national ID number is 784-1991-2048817-4",
            "Tax ID 72-4018835",
        ],
        passes: &[
            "national ID card",
            "the tax number is missing",
            "social security since 1935",
            "tax ID 2024-05-17",
            "ID card 12",
            "national insurance 2019/2020 rates",
        ],
    },
];

/// Enough digits for a register of people, and neither a date nor a dummy.
fn is_number(value: &str) -> bool {
    let digits = || value.bytes().filter(u8::is_ascii_digit);
    let first = digits().next();
    // Two years, as of a report.
    let is_years = value.len() == 9 && value.as_bytes().get(4) == Some(&b'/');
    (6..=16).contains(&digits().count())
        && digits().any(|digit| Some(digit) != first)
        && !is_iso_date(value)
        && !is_years
        && !shared::is_placeholder(value)
}
