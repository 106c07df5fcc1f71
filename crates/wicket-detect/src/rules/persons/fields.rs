//! Names of persons where forms and records ask for a part of one: a name alone in its field is told by nothing else.

use std::ops::Range;

use wicket_types::Kind;

use crate::rules::{Find, Rule, columns};

/// The rules of this module.
pub static RULES: &[Rule] = &[Rule {
    id: "pii.person_of_field",
    title: "Name of a person behind a field for a part of one",
    source: "Forms and records; HL7 FHIR R4, HumanName; ISO/IEC 7813, name of a cardholder; RFC 4519, sn",
    kind: Kind::of("pii.person"),
    confidence: 0.85,
    find: Find::Near { anchors: PARTS, look: of_field },
    hits: &[
        "1. Surname: HARBOUR\n2. Given names: Ortrun Ann\n",
        "Nachname: Grünhag      Vorname: Ortrun",
        "{\"family\": \"Harbour-Reyes\", \"given\": [\"Ortrun\"]}",
        "declined: holder=O HARBOUR amount",
        "titular=\"ORTRUN HARBOUR ME\"",
        "<given>Ortrun</given><family>Harbour</family>",
    ],
    passes: &[
        "Surname: required",
        "Last name: String,",
        "{\"family\": \"serif\"}",
        "{\"family\": \"IPv4\"}",
        "first_name: FirstName,",
        "lastName: Person::last(",
        "surname = Field(",
        "holder=ViewHolder(",
        "Vorname: {{vorname}}",
        "First name: Please enter your first name",
        "\"family\": \"Roboto\"",
        "<accept><family>DejaVu Sans Mono</family></accept>",
    ],
}];

/// Fields for a part of a name, with their signs.
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "surname:", "surname :", "last name:", "last name :", "first name:", "given name:", "given names:", "given name(s):", "family name:",
    "maiden name:", "nachname:", "vorname:", "familienname:", "geburtsname:", "cognome:", "apellido:", "apellidos:", "prénom:", "prénom :",
    "nom de famille :", "nom de famille:", "voornaam:", "achternaam:", "nazwisko:", "imię:", "efternamn:", "förnamn:", "etternavn:",
    "fornavn:", "efternavn:", "sobrenome:", "apelido:", "příjmení:", "soyadı:", "фамилия:", "прізвище:", "επώνυμο:", "\"last_name\":",
    "\"first_name\":", "\"lastname\":", "\"firstname\":", "\"surname\":", "\"family\":", "<family>", "cardholder:",
    "cardholder name:", "name on card:", "holder=", "titular=", "titular:", "titulaire :", "karteninhaber:", "kontoinhaber:",
    "account holder:",
];

/// Words of one to four parts behind a field, up to the end of its line, its quote or the next column.
fn of_field(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    /// Longest names, in bytes.
    const MOST: usize = 48;
    let field = text.get(anchor.clone())?;
    let begins = !text.get(..anchor.start)?.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-');
    let rest = text.get(anchor.end..).filter(|_| begins)?;
    let bare = rest.trim_start_matches([' ', '"', '\'', '\t']);
    let start = text.len() - bare.len();
    let line = bare.get(..bare.floor_char_boundary(MOST))?;
    let ends = |c: char| {
        matches!(c, '\n' | '\r' | '"' | '<' | ',' | ';' | '|' | '\t' | ')' | '}' | '=' | ':' | '(' | '{' | '&')
    };
    let cell = line.split(ends).next()?.split("  ").next()?;
    // A field of a log ends with its word, but a name may have two: `holder=O HARBOUR amount`.
    let cell = if field.ends_with('=') { capitals_of(cell) } else { cell.trim_end_matches([' ', '.']) };
    let behind = text.get(start + cell.len()..)?.trim_start_matches(' ');
    let is_code = behind.starts_with(['(', '{', ':', '=', '&']);
    // `"family": "Roboto"` is a font: the record of a person has given names beside it.
    let is_record = field.starts_with('"') || field.starts_with('<');
    let is_family = !field.contains("\"family") && !field.starts_with("<family") || has_given_beside(text, start);
    let is_known = is_record || !is_mixed(cell);
    (is_family && is_known && !is_code && columns::is_name(cell)).then_some(start..start + cell.len())
}

/// Whether given names stand within the bytes around `at`, as in a record of a name.
fn has_given_beside(text: &str, at: usize) -> bool {
    const REACH: usize = 96;
    let (from, to) = (text.floor_char_boundary(at.saturating_sub(REACH)), text.floor_char_boundary(at + REACH));
    text.get(from..to).is_some_and(|around| around.contains("given"))
}

/// The words that `text` begins with, as long as all their letters are capitals.
fn capitals_of(text: &str) -> &str {
    let words = text.split(' ').take_while(|word| !word.is_empty() && !word.contains(char::is_lowercase));
    let length: usize = words.map(|word| word.len() + 1).sum();
    text.get(..length.saturating_sub(1)).unwrap_or_default()
}

/// Whether a word is written as the names of types are: `FirstName`.
fn is_mixed(cell: &str) -> bool {
    let humps = |word: &str| {
        word.as_bytes().windows(2).filter(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase()).count()
    };
    cell.split([' ', '-'])
        .any(|word| humps(word) > 0 && !word.starts_with("Mc") && !word.starts_with("Mac") && !word.starts_with("De"))
}
