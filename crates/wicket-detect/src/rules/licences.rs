//! Numbers of driving licences, behind the words that people write for them.

use wicket_types::Kind;

use super::{
    Find, Rule,
    labelled::{has_digits, labelled},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        (
            "pii.driver_license",
            "Driver's licence number",
            "AAMVA DL/ID card design standard; EU directive 2006/126/EC, annex I",
        ),
        "pii.driver_license",
        (LABELS, "(?:[0-9]{5}/[0-9]{2}/[0-9]{4}|[A-Za-z0-9](?:[A-Za-z0-9]|[ -][0-9]){4,19})", has_digits::<5>),
        &[
            "Her driver's license D0185700 expires",
            "driver's license number is M884-400-829-291",
            "permiso de conducción 88433006X",
            "prawo jazdy nr 04518/13/2207",
            "patente cat. B n. U1K417295B",
            "licencia de conducir tipo A No. R0417295",
            "Führerschein Klasse B Nr. B072RRE2I55",
            "driving licence (category B) no: 04172950",
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
        (SHORT, "[A-Z][A-Z0-9]{1,17}(?:[ -][A-Z0-9]{2,8}){0,4}", |value| has_digits::<4>(value) && value.len() > 6),
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
            SHORT_OF_DIGITS,
            "(?:[0-9]{3} [0-9]{3} [0-9]{3}|[0-9]{6}-[0-9]{3}|[A-Z]{2}[ -]?[0-9]{2}[ -]?(?:19|20)[0-9]{9}|[A-Z]{2}[0-9]{2} [0-9]{11}\
            |WDL[A-Z0-9]{9}|[A-Z]{0,2}[0-9]{7,14}[A-Z]?|[A-Z]{2}[0-9]{6}[A-Z]?|[A-Z][0-9]{3,4}(?:-[0-9]{2,5}){2,5})",
            |value| !is_day(value),
        ),
        &[
            "(DOB 1988-01-04, DL# 417220958)",
            "DL No: 80 is wrong, OLN 41722095",
            "DL T4071882",
            "licence 417 220 958",
            "DL KV07 20140072215",
            "lic#: T05072218",
            "my licence no is 225680-803",
            "My licence V3093-32171-64907 expires",
            "OLN ZD123210R",
            "a copy of my licence, 4172950138, and",
            "And your licence?\nCaller: 07204418.",
            "| License | WDL4172QK50B |",
        ],
        &["DL 40 Mbit/s", "the dl is 2027-04-01", "DL/T 645-2007", "dl 1024 MB", "license 20240517", "licence of 1988"],
    ),
    Rule {
        id: "pii.uk_driver_number",
        title: "British driver number",
        source: "Driver and Vehicle Licensing Agency, INF45: surname, birth date with the sexes apart, initials, check",
        kind: Kind::of("pii.driver_license"),
        confidence: 0.95,
        find: Find::Whole { length: (16, 18), check: is_uk_driver },
        hits: &["HARKN701304PJ2WX was stopped", "no. HARKN701304PJ42WX", "HARKN701304PJ2WX35"],
        passes: &["HARKN731304PJ2WX was stopped", "harkn701304pj2wx", "HARKN701340PJ2WX", "HARKN701304PJ2WX3"],
    },
];

/// Eight digits that a day has: `20240517`.
fn is_day(value: &str) -> bool {
    value.len() == 8
        && (value.starts_with("19") || value.starts_with("20"))
        && value.bytes().all(|b| b.is_ascii_digit())
}

/// Five letters of the surname, filled with nines, six digits of the birth date, two initials, a digit and two letters.
/// Women have five added to the tens of the month.
fn is_uk_driver(token: &str) -> bool {
    let Some((name, rest)) = token.split_at_checked(5) else { return false };
    let Some((date, tail)) = rest.split_at_checked(6) else { return false };
    let number = |at: std::ops::Range<usize>| date.get(at).and_then(|two| two.parse::<u8>().ok()).unwrap_or_default();
    let is_letter = |byte: &u8| byte.is_ascii_uppercase();
    let is_name = name.trim_end_matches('9').bytes().all(|byte| is_letter(&byte))
        && name.starts_with(|c: char| c.is_ascii_uppercase());
    let is_date = date.bytes().all(|byte| byte.is_ascii_digit())
        && matches!(number(1..3), 1..=12 | 51..=62)
        && (1..=31).contains(&number(3..5));
    // Some are given with two digits in the middle, and the number of the card's issue may stand behind.
    let (tail, issue) = tail.split_at_checked(5).filter(|_| tail.len() == 7).unwrap_or((tail, ""));
    let is_tail = match tail.as_bytes() {
        [a, b, c @ .., d, e] => {
            let is_middle = matches!(c, [one] if one.is_ascii_alphanumeric())
                || matches!(c, [one, two] if one.is_ascii_digit() && two.is_ascii_digit());
            is_letter(a) && (is_letter(b) || *b == b'9') && is_middle && is_letter(d) && is_letter(e)
        }
        _ => false,
    } && issue.bytes().all(|byte| byte.is_ascii_digit());
    is_name && is_date && is_tail
}

/// The full words, in the languages of Europe and some of Asia.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "driver's license", "drivers license", "driver license", "driver’s license", "driving licence", "driving license",
    "driver's licence", "drivers licence", "führerschein", "führerscheinnummer", "permis de conduire",
    "carnet de conducir", "permiso de conducir", "licencia de conducir", "patente di guida", "patente", "rijbewijs",
    "prawo jazdy", "carta de condução", "cnh", "körkort", "driver licence", "driver’s licence", "drivers lic",
    "driver's lic", "driver lic", "my license", "state id", "driver number", "cdl", "carné de conducir", "permis n°",
    "n° de permis", "numéro de permis", "fs-nr", "dl/id", "his license", "her license", "führerscheinnr",
    "führerschein-nr", "rijbewijsnummer", "número de licencia", "carta di guida", "carteira de motorista",
    "carta de conducao", "körkortsnummer", "permis ", "n. patente", "nr prawa jazdy", "numer prawa jazdy",
    "prawa jazdy", "ajokortti", "førerkort", "førerkortnummer", "kørekort", "kørekortnummer", "kørekortnr",
    "körkortsnr", "řidičský průkaz", "řidičského průkazu", "vodičský preukaz", "vezetői engedély", "jogosítvány",
    "permis de conducere", "ehliyet", "sürücü belgesi", "водительское удостоверение", "водительского удостоверения",
    "посвідчення водія", "άδεια οδήγησης", "licença de condução", "habilitação", "carnet de conduir", "rijbewijsnr",
    "fahrerlaubnis", "fs-nummer", "driver id no", "driving lic", "driving permit", "driver permit", "運転免許証", "驾驶证",
    "운전면허", "driver's licenses", "drivers' licence", "drivers' license", "permiso de conducción", "permiso conducir",
    "permiso de conduccion", "carnet conducir", "carné conducir", "licencia conducir", "licencia de conducción",
    "licencia de manejo", "licencia para conducir", "brevete", "registro de conducir", "licencia",
    "permis de conduite", "permis b", "permis conduire", "permis de c", "n° du permis", "numéro du permis",
    "fuehrerschein", "fuehrerscheinnummer", "fuehrerscheinnr", "fs nr", "führerschein mit der nummer",
    "führerausweis", "führerausweis-nr", "lenkberechtigung", "patente guida", "patente b", "carta cond",
    "nº da carta", "prawko", "körkortet", "førerkortet", "ajokortin", "řidičák", "číslo ŘP", "vodičák", "jogsi",
    "jogosítvány száma", "vezetői engedély száma", "permis auto", "permis auto seria", "ehliyet numarası",
    "sürücü belge no", "водительские права", "права серия", "водительское", "вод. удостоверение", "шофьорска книжка",
    "δίπλωμα οδήγησης", "αριθμός διπλώματος", "δίπλωμα", "vozačka dozvola", "vozniško dovoljenje", "vodičská",
    "driver's permit", "learner permit", "learner's permit", "learners permit", "learner licence", "learner license",
    "provisional licence", "provisional license", "photocard licence", "photocard", "driver's license/id",
    "driver license/id", "dmv number", "dmv id", "motorist id", "driver card number", "driver card no",
    "drivers licence/id",
];

/// Short labels, which other licences have too: the number must hold letters and digits.
#[rustfmt::skip]
const SHORT: &[&str] = &[
    "license no", "licence no", "license number", "licence number", "license #", "licence #", "license:", "licence:",
    "licence num", "license num", "dl", "dl_num", "dlnum", "dl/id", "dln", "dlno", "d.l", "d/l", "oln", "ol#", "odl",
    "drv lic", "dr lic", "dr. lic", "drivers lic no", "driver lic no", "license nr", "licence nr", "license id",
    "licence id", "licenses", "licences", "licence numbers", "license numbers", "licence/id", "cdl no", "cdl#",
    "cdl number", "cdl:", "op lic", "oper lic", "operator license", "operator's license", "operators license",
    "operator licence", "new licence", "new license", "old licence", "old license", "my licence", "full licence",
    "uk licence", "us license", "state license", "licence card", "license card",
    "lic#", "lic #", "lic:", "lic.", "lic no", "lic num", "lic nr", "lic number", "lic ",
];

/// Short labels of numbers that may be of digits alone.
#[rustfmt::skip]
const SHORT_OF_DIGITS: &[&str] = &[
    "licence,", "license,", "dl", "d/l", "oln", "driver license no", "licence", "license", "d.l", "drv lic", "dl_num", "dlnum", "dl/id",
    "dln", "dlno", "ol#", "odl", "dr lic", "dr. lic", "drivers lic no", "driver lic no", "licenses", "licences",
    "licence/id", "cdl no", "cdl#", "cdl number", "cdl:", "op lic", "oper lic",
    "lic#", "lic #", "lic:", "lic.", "lic no", "lic num", "lic nr", "lic number", "lic ",
];
