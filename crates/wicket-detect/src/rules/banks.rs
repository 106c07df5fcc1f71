//! Bank accounts and the codes of banks, behind the words that people write for them.

use super::{
    Rule, always,
    labelled::{has_digits, is_iso_date, labelled},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        (
            "pii.swift",
            "Business identifier code",
            "ISO 9362:2022: four letters, country, two characters, optional branch",
        ),
        "pii.swift",
        (
            &[
                "bic",
                "swift",
                "swift code",
                "bic/swift",
                "swift/bic",
                "swift-bic",
                "bic code",
                "código swift",
                "codice bic",
                ":52a:",
                ":53a:",
                ":54a:",
                ":56a:",
                ":57a:",
                ":58a:",
            ],
            "[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?",
            always,
        ),
        &["IBAN and BIC COBADEFFXXX", "SWIFT code: DEUTDEFF", ":57A:DEUTDEFF500\n:59:/1"],
        &["a Bic pen", "swift delivery is promised", "the BIC code of the bank"],
    ),
    labelled(
        ("pii.bank_account", "Bank account number", "Nacha operating rules (up to 17 digits); national formats"),
        "pii.bank_account",
        (
            &[
                "account",
                "account number",
                "account no",
                "bank account",
                "acct",
                "account_number",
                "kontonummer",
                "número de cuenta",
                "numéro de compte",
                "konto",
                "rekeningnummer",
                "a/c no",
                "a/c number",
                "a/c:",
                "a/c #",
                "acc no",
                "acc. no",
                "acc number",
                "acc:",
                "accountnumber",
                "conto corrente",
                "numero di conto",
                "numer konta",
                "numer rachunku",
                "bankkonto",
                "rekening",
                "compte n°",
                "nº de cuenta",
                "número da conta",
                "conta corrente",
                "conta:",
                "\"conta\":",
                "číslo účtu",
                "tilinumero",
            ],
            "[0-9](?:[0-9]|[ -][0-9]){6,27}(?:/[0-9]{4})?",
            |value| (has_digits::<8>(value) || is_account_number(value)) && !is_iso_date(value),
        ),
        &[
            "payable to account 5042559, thanks",
            "account number 000123456789",
            "Kontonummer: 1234 567 891",
            "A/C no 40817203911",
            "into acc. no. 31926819",
        ],
        &["account 2024-05", "my account is locked", "account balance 1200", "account 2024-05-17", "acc: 0.98123456"],
    ),
    labelled(
        (
            "pii.iban_named",
            "International bank account number behind its name",
            "ISO 13616-1:2020: length by country; check digits may be mistyped or made up",
        ),
        "pii.iban",
        (
            &[
                "iban",
                "konto",
                "kontonummer",
                "compte",
                "cuenta",
                "conta",
                "conto",
                "rekening",
                "rekeningnummer",
                "account",
                "account number",
                "account no",
                "rachunek",
                "tili",
            ],
            "[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?",
            is_iban_by_length,
        ),
        &["IBAN: DE89 3704 0044 0532 0130 01", "konto NO1079329215431", "{\"iban\":\"IE10LKUL71839488563578\"}"],
        &["pay DE89 3704 0044 0532 0130 01 today", "IBAN DE89 3704 0044", "account AB12CDEFGHIJ", "IBAN format"],
    ),
    labelled(
        (
            "pii.bank_account_named",
            "Bank account number behind its full name",
            "Nacha operating rules (up to 17 digits); national formats",
        ),
        "pii.bank_account",
        (
            &[
                "account number",
                "account no",
                "account #",
                "acct",
                "acct number",
                "acct no",
                "acct #",
                "a/c",
                "a/c no",
                "a/c number",
                "bank account",
                "checking account",
                "savings account",
                "kontonummer",
                "konto-nr",
                "kontonr",
                "bank acc",
                "c/c",
                "n° de compte",
                "cuenta bancaria",
                "rekeningnr",
                "kto.-nr",
                "kto",
                "ktonr",
                "numéro de compte",
                "número de cuenta",
                "número de conta",
            ],
            "[0-9]{6,17}",
            is_account_number,
        ),
        &["ACCOUNT #: 5315282", "checking a/c 114062397", "{\"accountNumber\":\"7180671\"}", "Kto. 418077"],
        &["account number 12345", "acct of 2024", "a/c 4111111111111111"],
    ),
];

/// As many letters and digits as the country's numbers have.
fn is_iban_by_length(value: &str) -> bool {
    let compact: Vec<u8> = value.bytes().filter(|byte| *byte != b' ').collect();
    let country = compact.get(..2).unwrap_or_default();
    crate::checks::digits::iban_length(country) == Some(compact.len())
}

/// Neither a payment card's number, which stands behind `account` too, nor a day.
fn is_account_number(value: &str) -> bool {
    if !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digits: Vec<u8> = value.bytes().map(|byte| byte - b'0').collect();
    let is_day = digits.len() == 8 && (value.starts_with("19") || value.starts_with("20"));
    let is_card = digits.len() > 12 && crate::checks::luhn(&digits);
    !is_day && !is_card && digits.iter().any(|digit| *digit != digits[0])
}
