//! Numbers of passports, behind the words that people write for them.

use std::ops::Range;

use wicket_types::Kind;

use super::{
    Find, Rule,
    labelled::{has_digits, labelled},
    shared,
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        ("pii.passport", "Passport number", "ICAO Doc 9303, part 4: up to nine letters and digits"),
        "pii.passport",
        (
            LABELS,
            "(?:[A-Z0-9]{6,10}|[A-Z]{1,3} [0-9]{6,8}|[0-9]{2} [A-Z]{2} [0-9]{5}|[0-9]{2} ?[0-9]{2} [0-9]{6}|[0-9]{2} [0-9]{7}|[A-Z]{2} [0-9]{3} [0-9]{4}|[0-9]{3} [0-9]{3} [0-9]{3})",
            is_number,
        ),
        &[
            "Passport no. C01X00T47",
            "my passport number is 554837291",
            "travel document number K40921X77",
            "numéro de passeport 17 FV 40128",
            "{\"passportNumber\": \"X40921177\"}",
            "Passport number\nK40921177\nExpires",
            "passports K40921177, R98860804 and L40921178",
            "my passport scan (554837291)",
            "PP#: 554837291",
            "паспорт 4509 123456",
            "passport 71 4409218, born",
            "{\"旅券番号\":\"C4417729\"}",
            "on my passport, TR4417092",
            "Pasaporte del comprador: C917344.",
            "Passport of the buyer: C917344",
            "el pasaporte mexicano G41729500 de",
            "her British passport 417 295 001",
        ],
        &["passport photo 2024", "PASSPORT RENEWAL", "my passport number is lost", "passport.js 0.6.0"],
    ),
    labelled(
        ("pii.passport_short", "Passport number behind a short label", "ICAO Doc 9303, part 4; national formats"),
        "pii.passport",
        (SHORT, "(?:[A-Z]{1,2}[0-9]{6,7}|[A-Z][0-9]{2}[A-Z0-9]{6}|[0-9]{8,9})", is_number),
        &["Pass U0169677", "pass 91165058, resenär", "PP# 458995089"],
        &["pass 20240517", "pp 123-129", "tests pass 104882", "pass KLRT0471", "pass: 12345678901"],
    ),
    labelled(
        (
            "pii.travel_document",
            "Number of a document of travel or identity",
            "ICAO Doc 9303, part 4: one or two letters and six or seven digits in most countries",
        ),
        "pii.passport",
        (DOCUMENTS, "(?:[A-Z]{1,2}[0-9]{7,8}|[A-Z]{2}[0-9]{6})", is_number),
        &["doc_type: P\ndoc_no: W84010372", "{\"document_number\": \"K4092117\"}"],
        &["document no. 4500012345", "doc no DE-2024-17", "document number 554837291"],
    ),
    Rule {
        id: "pii.passport_of_type",
        title: "Number of a passport behind the letter for its type",
        source: "ICAO Doc 9303, part 4: P for a passport; advance passenger information of airlines",
        kind: Kind::of("pii.passport"),
        confidence: 0.9,
        find: Find::Near { anchors: &["type\":\"p\"", "type\": \"p\"", "type=\"p\""], look: of_type },
        hits: &[
            "\"doc\":{\"type\":\"P\",\"no\":\"K40921177\"}",
            "{\"type\": \"P\", \"number\": \"K40921177\"}",
            "<doc type=\"P\">417295013</doc>",
        ],
        passes: &[
            "{\"type\":\"P\",\"name\":\"K40921177\"}",
            "<doc type=\"P\">text</doc>",
            "{\"type\":\"p\",\"no\":\"4\"}",
        ],
    },
];

/// The number behind the type: that of the next key, or what the element holds.
fn of_type(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    const KEYS: &[&str] =
        &["\"no\"", "\"num\"", "\"nr\"", "\"number\"", "\"doc_no\"", "\"docno\"", "\"documentnumber\"", "\"id\""];
    let rest = text.get(anchor.end..)?;
    let value = match rest.strip_prefix('>') {
        Some(value) => value,
        None => {
            let key = rest.strip_prefix(',')?.trim_start_matches(' ');
            let is_same = |known: &&str| key.get(..known.len()).is_some_and(|key| key.eq_ignore_ascii_case(known));
            let value = key.get(KEYS.iter().find(|known| is_same(known))?.len()..)?.strip_prefix(':')?;
            value.trim_start_matches(' ').strip_prefix('"')?
        }
    };
    let is_mark = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let length = value.bytes().take(11).take_while(is_mark).count();
    let start = text.len() - value.len();
    let is_letter = text.get(anchor.clone())?.contains('P');
    let is_whole = (6..=10).contains(&length) && !shared::is_word_at(text, start + length);
    (is_letter && is_whole && has_digits::<3>(value.get(..length)?)).then_some(start..start + length)
}

/// A digit at least, and no day: `pass` and `document no` stand in front of those too.
fn is_number(value: &str) -> bool {
    let is_day =
        value.len() == 8 && matches!(value.get(..2), Some("19" | "20")) && value.bytes().all(|b| b.is_ascii_digit());
    has_digits::<1>(value) && !is_day
}

/// What people write in front of the number, in the languages of Europe and some of Asia.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "pasaporte mexicano", "pasaporte chileno", "pasaporte argentino", "pasaporte colombiano", "pasaporte peruano",
    "pasaporte venezolano", "pasaporte ecuatoriano", "pasaporte boliviano", "pasaporte uruguayo",
    "pasaporte paraguayo", "pasaporte cubano", "pasaporte dominicano", "pasaporte español", "pasaporte italiano",
    "pasaporte francés", "pasaporte alemán", "pasaporte británico", "pasaporte estadounidense", "pasaporte brasileño",
    "pasaporte portugués", "pasaporte chino", "pasaporte marroquí", "pasaporte rumano", "pasaporte ordinario",
    "pasaporte diplomático", "passaporto svizzero", "passaporto francese", "passaporto tedesco",
    "passaporto spagnolo", "passaporto britannico", "passaporto americano", "passaporto rumeno",
    "passaporto albanese", "passaporto ucraino", "passaporto ordinario", "passaporte brasileiro",
    "passaporte português", "passaporte italiano", "passaporte espanhol", "passaporte americano",
    "passaporte francês", "passaporte alemão", "passaporte angolano", "passaporte moçambicano", "passeport belge",
    "passeport suisse", "passeport canadien", "passeport marocain", "passeport algérien", "passeport tunisien",
    "passeport sénégalais", "passeport ivoirien", "passeport camerounais", "passeport britannique",
    "passeport italien", "passeport espagnol", "passeport allemand", "passeport américain", "passeport biométrique",
    "paszport polski", "paszport ukraiński", "paszport białoruski", "paszport niemiecki",
    "passport mrz", "pasport no",
    "passport", "passport_number", "passport_no", "travel document", "reisepass", "reisepassnummer", "passeport",
    "pasaporte", "passaporto", "passaporte", "paspoort", "paszport", "paspoortnummer", "numer paszportu",
    "passnummer", "nr paszportu", "passport book", "passnr", "护照", "旅券", "passnummern", "paspoortnr", "pasnummer",
    "pasnr", "pas nr", "pas č", "číslo pasu", "cestovní pas", "čís. pasu", "passinumero", "passin numero",
    "passnúmer", "pasaport", "pașaport", "útlevél", "útlevélszám", "паспорт", "загранпаспорт", "διαβατήριο",
    "διαβατηρίου", "n° passeport", "no de passeport", "nº de pasaporte", "n.º de passaporte", "numero di passaporto",
    "n. passaporto", "ppt", "passport_num", "여권번호", "여권", "جواز السفر", "reisedokument", "vegabréf", "passports",
    "pspt", "psprt", "passpt", "passport scan", "passport copy", "passport photo page", "passport, its number",
    "passport, number", "reisepassnr", "reisepass-nr", "rp-nr", "reisepass mit der nummer", "reisepass hat die nr",
    "passeports", "passeport français", "pasaportes", "pasaporte español", "passaporti", "passaporto italiano",
    "passaportes", "paszportu", "paszporty", "nr paszp", "paspoorten", "passet", "passets nummer", "pasport",
    "паспорта", "paszportem", "paszporcie", "旅券番号", "passnumret", "passport,", "паспорт №", "паспорт серия", "номер загранпаспорта", "номер паспорту", "pasaport numarası",
    "pas. no", "numărul pașaportului", "pasos", "cestovného pasu", "cestovního pasu", "护照号", "护照号码", "護照", "パスポート",
    "パスポート番号", "여권 번호", "رقم الجواز", "travel documents", "mrz number", "pass-nr", "pass nr", "pass no", "pass-no",
    "travel doc", "travel docs", "titre de voyage", "paszport seria i nr", "passport number has changed to",
];

/// Labels that say something else too.
#[rustfmt::skip]
const SHORT: &[&str] = &[
    "pp", "pp-no", "ppn", "pass", "pass-no", "pass-nr",
];

/// Labels of documents of any kind.
#[rustfmt::skip]
const DOCUMENTS: &[&str] = &[
    "document no", "document #", "doc no", "doc_no", "doc nr", "docno", "doc number", "document number",
    "documento n", "n° de document", "dokument nr", "dokumentnummer", "dokument-nr", "numer dokumentu",
    "nº documento", "número de documento", "numero documento", "documentnummer", "document id",
];
