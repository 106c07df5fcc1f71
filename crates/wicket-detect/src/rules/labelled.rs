//! Values that mean nothing without the label in front of them: passports, licences, accounts, plates, patients.

use std::ops::Range;

use wicket_types::Kind;

use super::{Bytes, Context, Find, Rule, Sight, Spot, always, shared};

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
        (_, b"pii.passport" | b"pii.driver_license" | b"pii.medical_id" | b"pii.dob" | b"pii.iban") => 0.96,
        _ => 0.85,
    }
}

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        ("pii.passport", "Passport number", "ICAO Doc 9303, part 4: up to nine letters and digits"),
        "pii.passport",
        (
            &[
                "passport",
                "passport_number",
                "passport_no",
                "travel document",
                "reisepass",
                "reisepassnummer",
                "passeport",
                "pasaporte",
                "passaporto",
                "passaporte",
                "paspoort",
                "paszport",
                "paspoortnummer",
                "numer paszportu",
                "passnummer",
                "nr paszportu",
                "ppt no",
                "passport book",
                "passnr",
                "passport id",
                "travel document number",
                "护照",
                "旅券",
            ],
            "(?:[A-Z0-9]{6,10}|[A-Z]{1,2} [0-9]{6,8}|[0-9]{2} [A-Z]{2} [0-9]{5})",
            has_digits::<1>,
        ),
        &[
            "Passport no. C01X00T47",
            "my passport number is 554837291",
            "travel document number K40921X77",
            "numéro de passeport 17 FV 40128",
            "{\"passportNumber\": \"X40921177\"}",
            "Passport number\nK40921177\nExpires",
        ],
        &["passport photo 2024", "PASSPORT RENEWAL", "my passport number is lost", "passport.js 0.6.0"],
    ),
    labelled(
        (
            "pii.driver_license",
            "Driver's licence number",
            "AAMVA DL/ID card design standard; EU directive 2006/126/EC, annex I",
        ),
        "pii.driver_license",
        (
            &[
                "driver's license",
                "drivers license",
                "driver license",
                "driver’s license",
                "driving licence",
                "driving license",
                "driver's licence",
                "drivers licence",
                "führerschein",
                "führerscheinnummer",
                "permis de conduire",
                "carnet de conducir",
                "permiso de conducir",
                "licencia de conducir",
                "patente di guida",
                "patente",
                "rijbewijs",
                "prawo jazdy",
                "carta de condução",
                "cnh",
                "körkort",
                "driver licence",
                "driver’s licence",
                "drivers lic",
                "driver's lic",
                "driver lic",
                "my license",
                "state id",
                "state id number",
                "driver number",
                "cdl",
                "carné de conducir",
                "permis n°",
                "n° de permis",
                "numéro de permis",
                "fs-nr",
                "dl/id",
                "his license",
                "her license",
                "führerscheinnr",
                "führerschein-nr",
                "rijbewijsnummer",
                "número de licencia",
                "carta di guida",
                "carteira de motorista",
                "carta de conducao",
                "körkortsnummer",
            ],
            "(?:[0-9]{5}/[0-9]{2}/[0-9]{4}|[A-Za-z0-9](?:[A-Za-z0-9]|[ -][0-9]){4,19})",
            has_digits::<5>,
        ),
        &[
            "Her driver's license D0185700 expires",
            "driver's license number is M884-400-829-291",
            "prawo jazdy nr 04518/13/2207",
        ],
        &["driver's license expires 2027", "a driving licence for cars", "my license expires in 2027"],
    ),
    labelled(
        (
            "pii.licence_number",
            "Driver's licence number behind a short label",
            "AAMVA DL/ID card design standard; Driver and Vehicle Licensing Agency, driver number",
        ),
        "pii.driver_license",
        (
            &[
                "dl number",
                "dl no",
                "dl#",
                "dl #",
                "dl:",
                "license no",
                "licence no",
                "license number",
                "licence number",
                "license #",
                "licence #",
                "license:",
                "licence:",
            ],
            "[A-Z][A-Z0-9]{1,17}(?:[ -][A-Z0-9]{2,8}){0,4}",
            |value| has_digits::<4>(value) && value.len() > 6,
        ),
        &["DL number KD4T8817QX02", "DL: T40718823", "Licence no. HARKN701304PJ2WX", "License: R2204-71830-55916"],
        &["License: MIT", "License: Apache-2.0", "license number of the plugin", "DL: 40 Mbit/s", "License: GPL-3.0"],
    ),
    labelled(
        (
            "pii.licence_in_digits",
            "Driver's licence number of digits behind a short label",
            "AAMVA DL/ID card design standard, D.12: issued by most jurisdictions as seven to twelve digits",
        ),
        "pii.driver_license",
        (
            &["dl", "dl number", "dl no", "dl#", "dl #", "dl:", "d/l", "oln", "driver license no"],
            "(?:[0-9]{3} [0-9]{3} [0-9]{3}|[A-Z]?[0-9]{7,14}|[A-Z][0-9]{3}(?:-[0-9]{2,5}){2,5})",
            always,
        ),
        &["(DOB 1988-01-04, DL# 417220958)", "DL No: 80 is wrong, OLN 41722095", "DL T4071882"],
        &["DL 40 Mbit/s", "the dl is 2027-04-01", "DL/T 645-2007", "dl 1024 MB"],
    ),
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
    labelled(
        ("pii.vehicle", "Vehicle identification number", "ISO 3779: 17 characters without I, O and Q"),
        "pii.vehicle_id",
        (
            &[
                "vin",
                "vehicle identification number",
                "vehicle identification",
                "vin number",
                "chassis",
                "chassisnummer",
                "châssis",
                "fahrgestellnummer",
                "fahrgestellnr",
                "fin",
                "bastidor",
                "telaio",
                "chassi",
                "numéro de série",
                "n° de série",
            ],
            "[A-HJ-NPR-Z0-9]{17}",
            has_digits::<1>,
        ),
        &["The car with VIN 1HGCM82633A004352"],
        &["VIN diesel", "the wine vin rouge", "VIN 1HGCM82633A00435"],
    ),
    labelled(
        ("pii.licence_plate", "Vehicle registration", "National formats: letters and digits in two or three groups"),
        "pii.vehicle_id",
        (
            &[
                "license plate",
                "licence plate",
                "number plate",
                "plate number",
                "kennzeichen",
                "matrícula",
                "immatriculation",
                "targa",
                "kenteken",
                "plate",
                "plate:",
                "plates",
                "tag number",
                "license tag",
                "reg plate",
                "registration plate",
                "vehicle registration",
                "car registration",
                "vehicle reg",
                "reg no",
                "reg. no",
                "rego",
                "vrm",
                "nummernschild",
                "autokennzeichen",
                "plaque",
                "placa",
                "tablica rejestracyjna",
                "nr rejestracyjny",
                "nr rej",
                "kfz-kennz",
                "immatriculé",
                "immatriculée",
                "targato",
                "targata",
                "numer rejestracyjny",
                "registration mark",
                "vehicle no",
                "vehicle number",
                "matricula",
                "regnr",
                "registreringsnummer",
                "license_plate",
            ],
            "(?:[A-Z]{2}[ -]?[0-9]{1,2}[ -]?[A-Z]{1,3}[ -]?[0-9]{4}|[A-Z0-9]{1,3}[ -]?[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4})?)",
            is_plate,
        ),
        &["license plate B-MW 1234", "number plate AB12 CDE", "vehicle registration KA-05-MJ-2718", "plate 4KRT921"],
        &["license plate holder", "a number plate in blue", "plate 12", "plate HEPA", "reg no 44"],
    ),
    labelled(
        (
            "pii.uk_licence_plate",
            "British vehicle registration",
            "Driver and Vehicle Licensing Agency, INF104: two letters, two digits, three letters",
        ),
        "pii.vehicle_id",
        (
            &["registration", "registration mark", "reg", "vehicle", "car", "keeper of"],
            "[A-Z]{2}[0-9]{2} ?[A-Z]{3}",
            always,
        ),
        &["registration number KV71 RBT", "his car, reg LN18OTR"],
        &["registration number 4471", "part KV71 RBT"],
    ),
    labelled(
        ("pii.medical", "Medical record or insurance number", "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(H)"),
        "pii.medical_id",
        (
            &[
                "mrn",
                "medical record",
                "medical record number",
                "patient id",
                "patient_id",
                "health insurance",
                "patient number",
                "member id",
                "medical_record_number",
                "medical id",
                "medical number",
                "patient identifier",
                "patient no",
                "patient #",
                "hospital number",
                "hospital no",
                "hospital id",
                "chart number",
                "chart no",
                "chart #",
                "health plan",
                "health plan beneficiary",
                "beneficiary number",
                "beneficiary id",
                "health card",
                "health insurance id",
                "health insurance policy",
                "insurance id",
                "insurance member",
                "insurance card",
                "insurance card, id",
                "insured id",
                "insured's id",
                "member number",
                "member no",
                "member #",
                "policy holder id",
                "policyholder id",
                "subscriber id",
                "subscriber number",
                "subscriber no",
                "subscriber #",
                "insurance policy",
                "insurance policy no",
                "pt id",
                "mr#",
                "mr no",
                "med rec",
                "health plan id",
                "medicare id",
                "medicare card",
                "medicare number",
                "medicare beneficiary",
                "medicaid",
                "mbi",
                "versichertennummer",
                "versichertennr",
                "versicherten-nr",
                "krankenversichertennummer",
                "krankenversicherungsnummer",
                "krankenkassennummer",
                "kvnr",
                "mutuelle adhérent",
                "numéro d'adhérent",
                "tarjeta sanitaria",
                "número de afiliado",
                "polisnummer zorgverzekering",
                "zorgpolis",
                "cartão de saúde",
            ],
            MEDICAL,
            is_medical,
        ),
        &[
            "MRN 00412345",
            "medical record number H72714127",
            "MRN# 98-45-221",
            "Health plan beneficiary number: HPB-7782-1190",
            "Insurance ID KXR204817733",
            "Patient ID: PT-204981",
            "Medicare ID 4TV7-QK2-WD81",
            "{\"medicalRecordNumber\": \"T5735906\"}",
            "Medicare card 2353 73893 7",
            "Versichertennr. K204817733",
        ],
        &["the patient id is missing", "MRN format", "patient number 2024-05-17", "health plan for 2025"],
    ),
    labelled(
        ("pii.insurance_number", "Insurance number", "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(I)"),
        "pii.medical_id",
        (&["insurance number", "insurance no", "insurance policy number", "health id"], MEDICAL, is_medical),
        &["insurance number KXR204817733"],
        &["the insurance number is missing", "insurance number 2024-05-17"],
    ),
    Rule {
        id: "pii.medical_record",
        title: "Medical record number with its mark",
        source: "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(H); HL7 v2 PID-3",
        kind: Kind::of("pii.medical_id"),
        confidence: 0.8,
        find: Find::Digit {
            sight: Sight { length: (6, 13), first: Bytes::Capital, ..Sight::ANY },
            look: medical_record,
        },
        hits: &["Patient Ann Lee, MRN0536430, DOB 1990-01-02", "patient Jo Roe, H72714127 is in"],
        passes: &["patient 12345678", "part H72714127", "the patient has 120 beats"],
    },
];

/// Numbers of patients and insured, and the written form of the cards of Australia and Ontario.
const MEDICAL: &str = "(?:[0-9]{4} [0-9]{5} [0-9]|[0-9]{4} [0-9]{3} [0-9]{3}(?: [A-Z]{2})?\
    |[A-Z0-9]{1,14}(?:-[A-Z0-9]{1,8}){0,4})";

fn is_medical(value: &str) -> bool {
    has_digits::<5>(value) && value.len() < 24 && !is_iso_date(value)
}

/// `MRN0536430` anywhere, and a letter or three before six digits where a patient is spoken of.
fn medical_record(spot: &Spot<'_>) -> Option<Range<usize>> {
    let token = spot.text.get(spot.start..spot.end)?;
    let digits = token.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let mark = &token[..token.len() - digits.len()];
    let is_number = (5..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let is_marked = mark == "MRN" || (1..=3).contains(&mark.len()) && spot.context.speaks_of(Context::PATIENT);
    (is_number && is_marked && shared::begins_word(spot.text, spot.start)).then_some(spot.start..spot.end)
}

/// `2024-05-17`, which stands behind many labels and is no number of anything.
pub(crate) fn is_iso_date(value: &str) -> bool {
    let is_sign = |at: usize| value.as_bytes().get(at) == Some(&b'-');
    value.len() == 10 && is_sign(4) && is_sign(7) && (value.starts_with("19") || value.starts_with("20"))
}

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

/// Letters and digits, as nearly all plates have; without them `plate 12` would be one.
fn is_plate(value: &str) -> bool {
    has_digits::<1>(value) && value.bytes().any(|byte| byte.is_ascii_uppercase()) && value.len() > 4
}

/// At least `N` digits.
fn has_digits<const N: usize>(value: &str) -> bool {
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
