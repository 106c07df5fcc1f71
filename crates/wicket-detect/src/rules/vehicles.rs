//! Identification numbers of vehicles, behind the words that people write for them, and registrations that a character marks.

use std::ops::Range;

use wicket_types::Kind;

use super::{
    Find, Rule, Sight, Spot,
    labelled::{has_digits, labelled},
    shared,
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.cn_plate",
        title: "Chinese vehicle registration behind its province",
        source: "GA 36-2018: a character for the province, a letter for the city, five or six letters and digits",
        kind: Kind::of("pii.vehicle_id"),
        confidence: 0.9,
        find: Find::Digit { sights: &[Sight { length: (5, 7), in_row: false, ..Sight::ANY }], look: chinese },
        hits: &["车牌：川A·7K41D", "车牌号粤B41729D，", "沪A D41729"],
        passes: &["川A·7K4", "电A·7K41D", "型号A·7K41D"],
    },
    labelled(
        ("pii.vehicle", "Vehicle identification number", "ISO 3779: 17 characters without I, O and Q"),
        "pii.vehicle_id",
        (IDENTIFICATION, "[A-HJ-NPR-Z0-9]{17}", has_digits::<1>),
        &["The car with VIN 1HGCM82633A004352"],
        &["VIN diesel", "the wine vin rouge", "VIN 1HGCM82633A00435"],
    ),
];

/// The letter of the city and what follows it, behind the character of a province. A stream ends a word behind that character,
/// so it is no part of what is found.
fn chinese(spot: &Spot<'_>) -> Option<Range<usize>> {
    const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    let token = spot.text.get(spot.start..spot.end)?;
    let is_written = token.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    let head = spot.text.get(..spot.start)?;
    let head = head.strip_suffix(['·', '•', ' ', '-']).unwrap_or(head);
    let is_city = |c: char| c.is_ascii_uppercase();
    let is_of_province = |head: &str| head.chars().next_back().is_some_and(|last| PROVINCES.contains(last));
    let start = match head.strip_suffix(is_city).filter(|front| is_of_province(front)) {
        Some(front) if (5..=6).contains(&token.len()) => front.len(),
        _ => spot.start,
    };
    let is_whole = start < spot.start || token.starts_with(is_city) && token.len() > 5 && is_of_province(head);
    (is_written && is_whole && !shared::is_word_at(spot.text, spot.end)).then_some(start..spot.end)
}

/// What people write in front of the number, in the languages of Europe and some of Asia.
#[rustfmt::skip]
const IDENTIFICATION: &[&str] = &[
    "vin", "vehicle identification", "chassis", "chassisnummer", "châssis", "fahrgestellnummer", "fahrgestellnr",
    "fin", "bastidor", "telaio", "chassi", "numéro de série", "n° de série", "frame number", "fahrgestell-nr",
    "fahrzeug-ident", "fin-nr", "numéro de châssis", "número de chasis", "chasis", "número de bastidor",
    "número do chassi", "numero di telaio", "chassisnr", "chassinummer", "nr vin", "numer vin", "numer nadwozia",
    "podwozia", "vin kód", "alvázszám", "serie şasiu", "șasiu", "şasi no", "runkonumero", "stelnummer",
    "understellsnummer", "chassinr", "vin-код", "αριθμός πλαισίου", "vins", "vehicle id", "vehicle identity number",
    "chassis-nr", "ch. no", "ch no", "ch. nr", "frame no", "frame nr", "serial (vin)", "fahrgestell",
    "fahrgestellnummer (fin)", "fahrzeug-identifizierungsnummer", "fahrzeugidentifikationsnummer",
    "fahrzeugidentnummer", "fahrzeug-ident-nr", "fahrzeug-identnr", "fz-ident-nr", "fz.-ident.-nr", "fgst-nr",
    "fgst.-nr", "fgstnr", "fg-nr", "fgnr", "numéro d'identification du véhicule", "n° d'identification du véhicule",
    "no. de serie", "número de serie", "quadro nº", "nr nadwozia", "nr vin pojazdu", "voertuigidentificatienummer",
    "vin-nummer", "vin-nr", "vin-numero", "ramnummer", "rammenummer", "valmistenumero", "alustanumero",
    "číslo karoserie", "č. karoserie", "číslo podvozku", "serie sasiu", "şase no", "şasi numarası", "sasi no", "вин",
    "вин-код", "вин номер", "vin номер", "номер кузова", "номер шасси", "кузов №", "αρ. πλαισίου", "車台番号", "车架号",
    "车辆识别代号", "차대번호",
];
