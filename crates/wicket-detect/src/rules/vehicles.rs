//! Identification numbers of vehicles, behind the words that people write for them.

use super::{
    Rule,
    labelled::{has_digits, labelled},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[labelled(
    ("pii.vehicle", "Vehicle identification number", "ISO 3779: 17 characters without I, O and Q"),
    "pii.vehicle_id",
    (IDENTIFICATION, "[A-HJ-NPR-Z0-9]{17}", has_digits::<1>),
    &["The car with VIN 1HGCM82633A004352"],
    &["VIN diesel", "the wine vin rouge", "VIN 1HGCM82633A00435"],
)];

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
