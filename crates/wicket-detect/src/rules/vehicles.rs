//! What tells a vehicle: its identification number and its plate, behind the words that people write for them.

use super::{
    Rule, always,
    labelled::{has_digits, labelled},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
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
];

/// Letters and digits, as nearly all plates have; without them `plate 12` would be one.
fn is_plate(value: &str) -> bool {
    has_digits::<1>(value) && value.bytes().any(|byte| byte.is_ascii_uppercase()) && value.len() > 4
}
