//! Registrations of vehicles: behind the words that people write for them, and in the form of some country where a vehicle is
//! spoken of.

use std::{
    ops::{Range, RangeInclusive},
    sync::LazyLock,
};

use wicket_types::Kind;

use super::{
    Bytes, Find, Rule, Sight, Spot,
    labelled::{has_digits, labelled},
    nearby::{self, Known},
    shared,
};
use crate::packed::Words;

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        ("pii.licence_plate", "Vehicle registration", "National formats: letters and digits in two or three groups"),
        "pii.vehicle_id",
        (
            PLATES,
            "(?:[A-Z]{2}[ -]?[0-9]{1,2}[ -]?[A-Z]{1,3}[ -]?[0-9]{4}|(?:А|В|Е|К|М|Н|О|Р|С|Т|У|Х)[0-9]{3}(?:А|В|Е|К|М|Н|О|Р|С|Т|У|Х){2} ?[0-9]{2,3}|(?:[A-Z]|\\xC3[\\x84\\x96\\x9C]){1,3}[ -][A-Z]{1,2}[ -]?[0-9]{1,4}[EH]?\
            |[A-Z0-9]{1,3}[ -]?[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4})?)",
            is_plate,
        ),
        &[
            "license plate B-MW 1234",
            "number plate AB12 CDE",
            "vehicle registration KA-05-MJ-2718",
            "plate 4KRT921",
            "plate: ER 62066",
            "Kennzeichen: LÖ-HN 115",
            "plates 7ABC123 and 8XYZ456",
            "{\"госномер\":\"А417КХ 77\"}",
            "gaadi number UP 15 BX 4417",
        ],
        &["license plate holder", "a number plate in blue", "plate 12", "plate HEPA", "reg no 44"],
    ),
    beside_vehicle(
        "pii.plate_of_vehicle",
        (&[Sight { length: (2, 10), first: Bytes::Capital, ..ALONE }], led_by_letter),
        &[
            "registration number KV71 RBT",
            "his car, reg LN18OTR",
            "she drives a KV71RBT",
            "Registration of the vehicle?\nCaller: KV71RBT.",
            "the PCN for LK10 KEC issued to Ann",
            "RC of my two-wheeler KA44GD5911.",
        ],
        &["part KV71 RBT", "car kv71rbt", "car K71-RBT-9"],
    ),
    beside_vehicle(
        "pii.plate_of_vehicle_behind_letters",
        (
            &[Sight { length: (1, 6), first: Bytes::Digit, before: Bytes::Of(b" -"), lead: Bytes::Capital, ..ALONE }],
            behind_letters,
        ),
        &[
            "the white Hilux TRB 17K",
            "car KRT 6271; passenger",
            "Halter des Fahrzeugs HH WM 362 (FIN",
            "mein Auto (M-AB 1234)",
            "voiture AB-123-CD",
            "Pojazd WA 59741 (VIN",
            "furtul autoturismului IS-07-LTR, azi",
            "placas del vehículo KRT-41-72",
            "my vehicle, registration CA 417-295",
        ],
        &[
            "registration number 4471",
            "car BMW 320",
            "vehicle ISO 3779",
            "tag ABC-1234",
            "driving AMG 63",
            "drove to Los Angeles, CA 90210",
            "vehicle AB-123-CD-9",
        ],
    ),
    beside_vehicle(
        "pii.plate_of_vehicle_in_front_of_letters",
        (&[Sight { length: (1, 5), first: Bytes::Digit, behind: Bytes::Of(b" -"), ..ALONE }], before_letters),
        &["coche 9910 XFG", "kenteken 12-AB-34", "Reg of the van is 191-KY-4172. He"],
        &["car 54", "part 9910 XFG", "vehicle 12-34-56"],
    ),
    beside_vehicle(
        "pii.plate_of_vehicle_led_by_digit",
        (&[Sight { length: (5, 7), first: Bytes::Digit, ..ALONE }], led_by_digit),
        &["pick up car 7VRT418", "vehicle 4RT8KV."],
        &["part 7VRT418", "car 7VRT4181"],
    ),
];

/// No row of numbers.
const ALONE: Sight = Sight { in_row: false, ..Sight::ANY };

/// What is asked at a token.
type Look = fn(&Spot<'_>) -> Option<Range<usize>>;

/// A row for registrations in the form of a country near a word for a vehicle, one for each way in which they begin: told apart so
/// that most numbers cost nothing.
const fn beside_vehicle(
    id: &'static str,
    (sights, look): (&'static [Sight], Look),
    hits: &'static [&'static str],
    passes: &'static [&'static str],
) -> Rule {
    Rule {
        id,
        title: "Vehicle registration in the form of a country, near a word for a vehicle",
        source: "National formats; Driver and Vehicle Licensing Agency, INF104; Fahrzeug-Zulassungsverordnung, annex 1",
        kind: Kind::of("pii.vehicle_id"),
        confidence: 0.85,
        find: Find::Digit { sights, look },
        hits,
        passes,
    }
}

/// Letters and digits, as nearly all plates have; without them `plate 12` would be one.
fn is_plate(value: &str) -> bool {
    has_digits::<1>(value) && value.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) && value.len() > 4
}

fn led_by_letter(spot: &Spot<'_>) -> Option<Range<usize>> {
    registration(spot, 2..=10).filter(|_| !is_led_by_digit(spot))
}

fn behind_letters(spot: &Spot<'_>) -> Option<Range<usize>> {
    let is_behind =
        matches!(spot.text.as_bytes()[..spot.start], [.., letter, b' ' | b'-'] if letter.is_ascii_uppercase());
    registration(spot, 1..=6).filter(|_| is_behind && is_led_by_digit(spot))
}

fn before_letters(spot: &Spot<'_>) -> Option<Range<usize>> {
    let is_in_front = matches!(spot.text.as_bytes().get(spot.end), Some(b' ' | b'-'));
    registration(spot, 1..=5).filter(|_| is_in_front && is_led_by_digit(spot))
}

fn led_by_digit(spot: &Spot<'_>) -> Option<Range<usize>> {
    registration(spot, 5..=7).filter(|_| is_led_by_digit(spot))
}

fn is_led_by_digit(spot: &Spot<'_>) -> bool {
    spot.text.as_bytes().get(spot.start).is_some_and(u8::is_ascii_digit)
}

/// A registration around the token at a spot, which is so long, where the words in front speak of a vehicle.
fn registration(spot: &Spot<'_>, length: RangeInclusive<usize>) -> Option<Range<usize>> {
    let token = spot.text.as_bytes().get(spot.start..spot.end).filter(|token| length.contains(&token.len()))?;
    let is_written = token.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if !is_written || !has_letter_near(spot) {
        return None;
    }
    let (starts, ends) = (starts(spot), ends(spot));
    let spans =
        starts.into_iter().flatten().flat_map(|start| ends.into_iter().rev().flatten().map(move |end| start..end));
    let (span, most) = spans
        .filter(|span| stands_apart(spot.text, span))
        .map(|span| (span.clone(), most_words(spot.text, &span)))
        .find(|(_, most)| *most > 0)?;
    nearby::speaks_of(spot.text, span.start, most, &VEHICLES).then_some(span)
}

/// Whether a capital stands in the token or in a group beside it: most numbers have none and cost no more than this.
fn has_letter_near(spot: &Spot<'_>) -> bool {
    let bytes = spot.text.as_bytes();
    let is_in_front = matches!(bytes[..spot.start], [.., letter, b' ' | b'-'] if letter.is_ascii_uppercase());
    let behind = bytes.get(spot.end..).unwrap_or_default();
    let is_behind = || match behind {
        [b' ' | b'-', letter, small, ..] if letter.is_ascii_uppercase() && small.is_ascii_lowercase() => false,
        [b' ' | b'-', letter, ..] if letter.is_ascii_uppercase() => true,
        [b' ' | b'-', one, two, b' ' | b'-', letter, ..] => {
            one.is_ascii_digit() && two.is_ascii_digit() && letter.is_ascii_uppercase()
        }
        _ => false,
    };
    bytes[spot.start..spot.end].iter().any(u8::is_ascii_uppercase) || is_in_front || is_behind()
}

/// Where a registration may begin whose first part with a digit is that of a spot: up to two groups of letters farther in
/// front, the farthest first.
fn starts(spot: &Spot<'_>) -> [Option<usize>; 3] {
    let bytes = spot.text.as_bytes();
    let mut all = [None, None, Some(spot.start)];
    let mut at = spot.start;
    for place in [1, 0] {
        let Some(border) = at.checked_sub(1).filter(|&border| matches!(bytes[border], b' ' | b'-')) else { break };
        let n_letters = bytes[..border].iter().rev().take(4).take_while(|byte| byte.is_ascii_uppercase()).count();
        if !(1..=3).contains(&n_letters) || !shared::begins_word(spot.text, border - n_letters) {
            break;
        }
        at = border - n_letters;
        all[place] = Some(at);
    }
    all
}

/// Where it may end: at the end of the token, or of up to three groups behind it, the nearest first.
fn ends(spot: &Spot<'_>) -> [Option<usize>; 4] {
    let bytes = spot.text.as_bytes();
    let is_part = |byte: &&u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let mut all = [Some(spot.end), None, None, None];
    let mut at = spot.end;
    for place in all.iter_mut().skip(1) {
        let rest = bytes.get(at..).unwrap_or_default();
        let [b' ' | b'-', rest @ ..] = rest else { break };
        let length = rest.iter().take(7).take_while(is_part).count();
        if !(1..=6).contains(&length) {
            break;
        }
        at += 1 + length;
        *place = Some(at);
    }
    all
}

/// Whether a span is no part of a longer word or of a dashed or dotted id.
fn stands_apart(text: &str, span: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let is_time = matches!(bytes[..span.start], [.., digit, b':'] if digit.is_ascii_digit());
    let begins = shared::begins_word(text, span.start)
        && !is_time
        && !span.start.checked_sub(1).is_some_and(|at| matches!(bytes[at], b'_' | b'-' | b'.' | b'$' | b'@'));
    let goes_on = match bytes.get(span.end) {
        Some(b'-' | b'.' | b'/' | b'@') => bytes.get(span.end + 1).is_some_and(u8::is_ascii_alphanumeric),
        _ => false,
    };
    begins && !goes_on && !shared::is_word_at(text, span.end)
}

/// In how many words in front of a span a vehicle must be spoken of for it to be a registration: more of them for forms that
/// little else has, none for what has no form of a registration.
fn most_words(text: &str, span: &Range<usize>) -> usize {
    const LONGEST: usize = 16;
    let mut form = [0_u8; LONGEST];
    let Some(value) = text.as_bytes().get(span.clone()).filter(|value| value.len() <= LONGEST) else { return 0 };
    for (place, byte) in form.iter_mut().zip(value) {
        *place = match byte {
            b'0'..=b'9' => b'9',
            b'A'..=b'Z' => b'A',
            _ => b'-',
        };
    }
    static FORMS: LazyLock<[Words; 2]> =
        LazyLock::new(|| [Words::of(STRONG.iter().chain(WEAK).copied()), Words::of(STRONG.iter().copied())]);
    let form = &form[..value.len()];
    let [all, strong] = &*FORMS;
    if !all.has(form) {
        return 0;
    }
    let letters = value.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    let has_head =
        |known: &[&str]| value.get(..letters).is_some_and(|head| known.iter().any(|one| one.as_bytes() == head));
    match () {
        () if strong.has(form) => 10,
        () if has_head(OTHERS) => 0,
        () if has_head(STATES) => 1,
        () => 3,
    }
}

/// Forms that little else has: `A` for a letter, `9` for a digit, `-` for a space or a dash. Sorted.
#[rustfmt::skip]
const STRONG: &[&str] = &[
    "9-AA-999", "9-AAA-99", "9-AAA-999", "99-99-AA", "99-A-9999", "99-AA-99", "99-AA-999", "99-AA-9999", "99-AA-AA",
    "99-AAA-9", "99-AAA-99", "99-AAA-999", "999-A-999", "999-A-9999", "999-A-99999", "999-AA-999", "999-AA-9999",
    "999-AA-99999", "9999-AAA", "9999AAA", "9A9-9999", "9AA-9999", "9AA-9AA", "9AA9AA", "9AAA999", "A-999-AA",
    "A-999-AAA", "A-A-999", "A-A-9999", "A-AA-99", "A-AA-999", "A-AA-9999", "A-AA999", "A-AA9999", "A99-AAA",
    "A999-AAA", "A999AAA", "A99AAA", "AA-99-99", "AA-99-A-9999", "AA-99-AA", "AA-99-AA-9999", "AA-99-AA9999",
    "AA-99-AAA", "AA-999-A", "AA-999-AA", "AA-9999-AA", "AA-9999A", "AA-999AA", "AA-99AA9999", "AA-9A999", "AA-9AA99",
    "AA-A-999", "AA-A-9999", "AA-A999", "AA-AA-99", "AA-AA-999", "AA-AA-9999", "AA-AA999", "AA99-AA-9999",
    "AA99-AA9999", "AA99-AAA", "AA999AA", "AA99A9999", "AA99AA9999", "AA99AAA", "AAA-99-A", "AAA-999A", "AAA-99A",
    "AAA-99AA", "AAA-9A99", "AAA-9AA9", "AAA-A-999", "AAA-A-9999", "AAA-A999", "AAA-AA-99", "AAA-AA-999", "AAA-AA999",
    "AAA999A", "AAA99A", "AAA9A99",
];

/// Forms that other numbers have, too. Sorted.
#[rustfmt::skip]
const WEAK: &[&str] = &[
    "9A99999", "A-99999A", "A-999AA", "AA-999-999", "AA-9999", "AA-99999", "AA-999999", "AA99AA", "AAA-99-99",
    "AAA-999", "AAA-9999", "AAA-99999", "AAA999", "AAA9999",
];

/// Letters in front of models, standards and tickets.
#[rustfmt::skip]
const OTHERS: &[&str] = &[
    "BMW", "ISO", "SAE", "DIN", "GTI", "GLC", "GLE", "GLA", "GLS", "CLA", "CLS", "CLK", "SLK", "AMG", "RAV", "USB",
    "ECE", "CAN", "CVE", "RFC", "IEC", "ABC", "SUV", "RAM", "MAN", "DAF", "HRB", "HRA", "KRS", "RCS", "FAQ", "REV",
    "PHP", "SQL", "TDI", "TSI", "CDI", "HDI", "ANSI", "VIN", "MOT", "EN", "EU", "UN", "PCN",
];

/// Letters in front of the postal codes of the United States.
#[rustfmt::skip]
const STATES: &[&str] = &[
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME",
    "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA",
    "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "DC",
];

/// Words that speak of a vehicle, in small letters. Sorted.
#[rustfmt::skip]
static VEHICLES: Known = Known::of(&[
    "ajoneuvo", "ajoneuvon", "ajoneuvot", "anhänger", "araç", "audi", "autem", "auto", "autoa", "autobus", "autocarro",
    "automobil", "automobila", "automobile", "automobilem", "auton", "autos", "autoturism", "autoturismul",
    "autoturismului", "autovehicul", "autovehiculul", "autovehiculului", "autovettura", "autó", "bestelbus", "bike",
    "bil", "bilar", "bilen", "bilens", "bilnummer", "bilregister", "bmw", "cab", "caminhão", "caminhões", "camion",
    "camioneta", "camionnette", "camión", "car", "caravan", "carreg", "carrinha", "carro", "carros", "cars", "cayenne",
    "chassis", "chauffeur", "chauffør", "chevrolet", "chevy", "chofer", "chrysler", "citroen", "citroën", "civic",
    "clio", "coche", "coches", "conducteur", "corolla", "corsa", "coupe", "dacia", "daihatsu", "dodge", "driven",
    "driver", "drivers", "drives", "driving", "drove", "fahrer", "fahrerin", "fahrzeug", "fahrzeuge", "fahrzeugen",
    "fahrzeugs", "fiat", "fiesta", "focus", "ford", "fordon", "fordonet", "furgon", "furgone", "furgoneta", "furgón",
    "förare", "garage", "golf", "gépjármű", "gépkocsi", "halter", "hatchback", "hgv", "hilux", "honda", "hyundai",
    "immat", "immatriculation", "immatriculé", "immatriculée", "index", "insured", "jaguar", "jeep", "keeper",
    "kennzeichen", "kenteken", "kfz", "kia", "kierowca", "kjennemerke", "kjøretøy", "kjøretøyet", "kombi", "køretøj",
    "køretøjet", "lastbil", "lastwagen", "lenker", "lexus", "licenceplate", "lieferwagen", "limousine", "lkw", "lorry",
    "lp", "macchina", "matricula", "matrícula", "matrículas", "mazda", "mașina", "mașinii", "mercedes", "mietwagen",
    "mileage", "minibus", "minivan", "mitsubishi", "moped", "mot", "mota", "moto", "motocicleta", "motocicletta",
    "motociclo", "motocykl", "motorbike", "motorcycle", "motorino", "motorist", "motorrad", "nissan", "numberplate",
    "nummerplade", "odometer", "onibus", "opel", "parked", "parking", "parkschein", "patinete", "pcn", "personbil",
    "peugeot", "pickup", "pkw", "placa", "placas", "plaka", "plakalı", "plaque", "plate", "plates", "pojazd",
    "pojazdu", "polo", "porsche", "prius", "qashqai", "ranger", "rc", "reg", "registration", "registrationnumber",
    "registrations", "registrerad", "regnr", "regnummer", "rego", "rekisteri", "rekkari", "renault", "rendszám",
    "rental", "rover", "rto", "saab", "saloon", "samochodem", "samochodu", "samochód", "scooter", "scooty", "seat",
    "sedan", "sjåfør", "skoda", "skuter", "speeding", "spz", "subaru", "suv", "suzuki", "tablica", "tablice", "tag",
    "tags", "targa", "targata", "targato", "taxi", "tesla", "tiguan", "touran", "tow", "towed", "towing", "toyota",
    "trailer", "transit", "transporter", "truck", "trucks", "turismo", "twowheeler", "tyre", "uber", "ute", "v5c",
    "van", "vans", "varebil", "vauxhall", "vehicle", "vehiclereg", "vehicles", "vehiculo", "vehiculul", "vehiculului",
    "vehículo", "vehículos", "veicoli", "veicolo", "veiculo", "veículo", "veículos", "viatura", "vin", "voertuig",
    "voiture", "volkswagen", "volvo", "vozidla", "vozidlem", "vozidlo", "vozila", "vozilo", "vozu", "vrm", "vrn", "vw",
    "véhicule", "véhicules", "wagen", "wagon", "wheeler", "yamaha", "înmatriculare", "ônibus", "škoda",
]);

/// What people write in front of a plate, in the languages of Europe and some of Asia.
#[rustfmt::skip]
const PLATES: &[&str] = &[
    "gaadi number", "gadi number", "gaadi no", "गाड़ी नंबर", "बाइक नंबर",
    "license plate", "licence plate", "number plate", "kennzeichen", "matrícula", "immatriculation", "targa",
    "kenteken", "plate", "plates", "tag number", "license tag", "reg plate", "registration plate",
    "vehicle registration", "car registration", "vehicle reg", "reg no", "reg. no", "rego", "vrm", "nummernschild",
    "autokennzeichen", "plaque", "placa", "tablica rejestracyjna", "nr rejestracyjny", "nr rej", "kfz-kennz",
    "immatriculé", "immatriculée", "targato", "targata", "numer rejestracyjny", "registration mark", "vehicle no",
    "vehicle number", "matricula", "regnr", "registreringsnummer", "license_plate", "kfz-kz", "kfz-kennzeichen",
    "kfz kennzeichen", "amtl. kennzeichen", "kennz", "nummerplade", "nummerpladen", "nummerplaten", "nummerplaat",
    "reg.nr", "reg nr", "registreringsnr", "reg.no", "reg-no", "reg number", "reg num", "tablica", "tablice",
    "tablicy", "nr tablicy", "vehicle rc", "rc no", "rc number", "numberplate", "lic plate", "lic. plate",
    "kentekennummer", "numéro de plaque", "plaque d'immatriculation", "n° d'immatriculation", "numero di targa",
    "número de placa", "placa do veículo", "placas", "chapa", "rendszám", "rekisterinumero", "rekisteritunnus",
    "rekkari", "spz", "špz", "poznávací značka", "plaka", "înmatriculare", "număr de înmatriculare", "госномер",
    "гос. номер", "номерной знак", "αριθμός κυκλοφορίας", "πινακίδα", "kjennemerke", "skiltnummer", "bilnummer", "车牌",
    "车牌号", "vehicle plate", "car plate", "vehicle rego", "tag no", "rego serviced", "reg:", "reg #", "reg#",
    "reg mark", "reg.-nr", "reg. nr", "reg. nummer", "regnummer", "reg.nummer", "regnumret", "regn no", "regn. no",
    "regn number", "veh reg", "veh. reg", "car reg", "van reg", "bike reg", "truck reg", "trailer reg", "tractor reg",
    "vrn", "licenceplate", "lp:", "lp no", "lp#", "lp number", "lpn", "lp num", "lic plt", "plt no", "plt #",
    "license plate for parking", "tag #", "tag#", "tag nr", "temp tag", "rc book", "veh no", "veh. no", "vehicle num",
    "vehicle nr", "car no", "car number", "cab no", "taxi no", "bus no", "pol. kz", "kz:", "kennzeichen-nr",
    "wunschkennzeichen", "autonummer", "kontrollschild", "immat", "numéro d'immatriculation", "immatriculés",
    "immatriculées", "plaques", "minéralogique", "matrículas", "patente del vehículo", "targhe", "targati",
    "placa do carro", "nr rejestracyjne", "numery rejestracyjne", "rejestracja", "rej.", "o numerze rejestracyjnym",
    "tablica rej", "tablice rejestracyjne", "kentekens", "kentekenplaat", "wagen nr", "nummerskylt", "nummerskyltar",
    "registreringsskylt", "kjennetegn", "rekisterinro", "rek.nro", "rek. tunnus", "bílnúmer", "rz:", "reg. značka",
    "registrační značka", "evidenčné číslo vozidla", "evč", "plakası", "plakalı", "госзнак", "гос номер", "гос.номер",
    "гос. знак", "рег. знак", "регистрационный знак", "номер машины", "номер автомобиля", "номер авто",
    "номерний знак", "держ. номер", "αρ. κυκλοφορίας", "αριθμός πινακίδας", "рег. номер", "регистрационен номер",
    "registarska oznaka", "tablice vozila", "registrska številka", "ナンバープレート", "车牌号码", "번호판", "차량번호", "رقم اللوحة",
    "לוחית רישוי",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_up_is_sorted() {
        assert!([STRONG, WEAK, VEHICLES.words].iter().all(|table| table.is_sorted()));
    }
}
