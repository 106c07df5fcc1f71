//! Values that mean nothing without the label in front of them: passports, licences, birth dates, accounts, log-ins.

use std::ops::Range;

use wicket_types::Kind;

use super::{Context, Find, Rule, Spot, always, shared};

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
        confidence: 0.85,
        find: Find::Labelled { labels, shape, check },
        hits,
        passes,
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
                "reisepass",
                "reisepassnummer",
                "passeport",
                "pasaporte",
                "passaporto",
                "passaporte",
                "paspoort",
                "paszport",
                "护照",
                "旅券",
            ],
            "[A-Z0-9]{6,10}",
            has_digits::<1>,
        ),
        &["Passport no. C01X00T47", "my passport number is 554837291"],
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
                "patente",
                "rijbewijs",
                "prawo jazdy",
                "carta de condução",
                "cnh",
                "körkort",
            ],
            "[A-Za-z0-9](?:[A-Za-z0-9]|[ -][0-9]){4,19}",
            has_digits::<5>,
        ),
        &["Her driver's license D0185700 expires", "driver's license number is M884-400-829-291"],
        &["driver's license expires 2027", "a driving licence for cars"],
    ),
    labelled(
        ("pii.dob", "Date of birth", "ISO 8601 and the usual national orders of day, month and year"),
        "pii.dob",
        (
            &[
                "born",
                "dob",
                "d.o.b",
                "date of birth",
                "birth date",
                "birthdate",
                "birthday",
                "date_of_birth",
                "birth_date",
                "geboren",
                "geburtsdatum",
                "né",
                "née",
                "date de naissance",
                "fecha de nacimiento",
                "nacido",
                "nacida",
                "nato",
                "nata",
                "data di nascita",
                "data de nascimento",
                "nascido",
                "nascida",
                "geboortedatum",
                "urodzony",
                "urodzona",
                "data urodzenia",
                "född",
                "出生日期",
                "생년월일",
            ],
            "(?:[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}|[0-9]{1,2}[-./ ][0-9]{1,2}[-./ ][0-9]{2,4}|[0-9]{1,2}(?:st|nd|rd|th|\\.)? (?:of )?[A-Za-z\\x80-\\xff]{3,12},? [0-9]{4}|[A-Z][a-z]{2,8} [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4})",
            always,
        ),
        &[
            "DOB: 1979-09-12",
            "geboren am 06.05.1994",
            "I was born on 24 September 1987",
            "date of birth is March 3, 1990",
        ],
        &["born in 1979", "born to run", "released on 24 September 1987"],
    ),
    labelled(
        (
            "pii.swift",
            "Business identifier code",
            "ISO 9362:2022: four letters, country, two characters, optional branch",
        ),
        "pii.swift",
        (
            &["bic", "swift", "swift code", "bic/swift", "swift/bic", "swift-bic"],
            "[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?",
            always,
        ),
        &["IBAN and BIC COBADEFFXXX", "SWIFT code: DEUTDEFF"],
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
            ],
            "[0-9](?:[0-9]|[ -][0-9]){6,20}",
            has_digits::<8>,
        ),
        &["account number 000123456789", "Kontonummer: 1234 567 891"],
        &["account 2024-05", "my account is locked", "account balance 1200"],
    ),
    labelled(
        ("pii.vehicle", "Vehicle identification number", "ISO 3779: 17 characters without I, O and Q"),
        "pii.vehicle_id",
        (
            &["vin", "vehicle identification number", "vin number", "chassis", "fahrgestellnummer", "fin"],
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
            ],
            "[A-Z0-9]{1,3}[ -]?[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4})?",
            has_digits::<1>,
        ),
        &["license plate B-MW 1234", "number plate AB12 CDE"],
        &["license plate holder", "a number plate in blue"],
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
            ],
            "[A-Z]{0,4}-?[0-9]{5,12}",
            has_digits::<5>,
        ),
        &["MRN 00412345", "medical record number H72714127"],
        &["the patient id is missing", "MRN format"],
    ),
    Rule {
        id: "pii.medical_record",
        title: "Medical record number with its mark",
        source: "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(H); HL7 v2 PID-3",
        kind: Kind::of("pii.medical_id"),
        confidence: 0.8,
        find: Find::Digit { look: medical_record },
        hits: &["Patient Ann Lee, MRN0536430, DOB 1990-01-02", "patient Jo Roe, H72714127 is in"],
        passes: &["patient 12345678", "part H72714127", "the patient has 120 beats"],
    },
    labelled(
        ("pii.username", "User name", "Common field names of log-ins"),
        "pii.username",
        (
            &[
                "login:",
                "user=",
                "username:",
                "username=",
                "\"user\":",
                "\"username\":",
                "user name:",
                "user_name:",
                "login=",
                "userid:",
                "user id:",
                "benutzername:",
                "utilisateur:",
                "usuario:",
                "nombre de usuario:",
            ],
            "[A-Za-z][A-Za-z0-9._-]{2,31}",
            |value| !shared::is_placeholder(value) && !STAND_INS.contains(&value.to_ascii_lowercase().as_str()),
        ),
        &["Login: karen38 / ok", "INFO login ok user=mwilms ip", "{\"user\": \"jan.novak\"}"],
        &["login: required", "username: string", "the user is here", "user=root"],
    ),
    labelled(
        ("pii.password", "Password", "Common field names of log-ins"),
        "pii.password",
        (
            &[
                "password:",
                "password=",
                "passwort:",
                "contraseña:",
                "mot de passe:",
                "mot de passe :",
                "senha:",
                "pwd:",
                "pwd=",
                "passwd:",
                "passwd=",
                "password is",
                "passcode:",
                "hasło:",
                "wachtwoord:",
                "lösenord:",
                "\"password\":",
                "'password':",
                "kennwort:",
                "пароль:",
            ],
            "[!-\\[\\]-~]{6,64}",
            is_password,
        ),
        &["password: Winter99!", "my password is hunter2-Blue", "{\"password\": \"k9$mQ2vLx\"}"],
        &[
            "password: string",
            "password: ********",
            "password is required",
            "password=process.env.PW",
            "password: <your password>",
        ],
    ),
];

/// Words that stand where a user name would, in code and documentation.
const STAND_INS: &[&str] = &[
    "string",
    "required",
    "none",
    "null",
    "true",
    "false",
    "root",
    "admin",
    "username",
    "user",
    "name",
    "the",
    "your",
    "req",
    "self",
    "this",
    "str",
    "int",
    "text",
    "varchar",
    "optional",
    "postgres",
    "guest",
    "anonymous",
    "input",
    "request",
    "data",
    "current_user",
];

/// `MRN0536430` anywhere, and a letter or three before six digits where a patient is spoken of.
fn medical_record(spot: &Spot<'_>) -> Option<Range<usize>> {
    let token = spot.text.get(spot.start..spot.end)?;
    let digits = token.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let mark = &token[..token.len() - digits.len()];
    let is_number = (5..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let is_marked = mark == "MRN" || (1..=3).contains(&mark.len()) && spot.context.speaks_of(Context::PATIENT);
    (is_number && is_marked && shared::begins_word(spot.text, spot.start)).then_some(spot.start..spot.end)
}

/// At least `N` digits.
fn has_digits<const N: usize>(value: &str) -> bool {
    value.bytes().filter(u8::is_ascii_digit).count() >= N
}

/// Two kinds of characters at least, and neither code nor a stand-in.
pub(crate) fn is_password(value: &str) -> bool {
    let value = value.trim_end_matches(['"', '\'', ',', ';', '.', ')', '}', '`']);
    let has = |what: fn(&u8) -> bool| value.bytes().any(|b| what(&b));
    let is_code = value.contains(['(', '[', '{', '<']) && !has(|b| b.is_ascii_digit())
        || value.contains("env.")
        || value.contains("::")
        || value.starts_with(['$', '%', '<', '{', '/']) && !has(|b| b.is_ascii_digit())
        || value.contains("://");
    let is_mixed = has(|b| b.is_ascii_digit()) && has(|b| b.is_ascii_alphabetic())
        || has(|b| b.is_ascii_alphabetic()) && value.contains(['!', '$', '#', '@', '%', '^', '&', '?', '~'])
        || has(|b| b.is_ascii_lowercase())
            && has(|b| b.is_ascii_uppercase())
            && value.bytes().skip(1).any(|b| b.is_ascii_uppercase())
            && value.len() > 9;
    // `min_length=8` sets an option of a field.
    let is_option = value.contains('=')
        && value.contains('_')
        && value.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'=');
    value.len() >= 6 && is_mixed && !is_option && !is_code && !shared::is_placeholder(value)
}
