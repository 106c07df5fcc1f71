//! Addresses as Russia, Ukraine and Bulgaria write them: the town, the street behind its word, the house and the flat.

use std::ops::Range;

use wicket_types::Kind;

use crate::rules::{Find, Rule};

/// The rules of this module.
pub static RULES: &[Rule] = &[Rule {
    id: "pii.address.cyrillic",
    title: "Street address in Cyrillic letters",
    source: "Rules of postal services (Russia, order 382 of 2023, section on addresses); UPU S42 address templates for RU, UA, BG",
    kind: Kind::of("pii.address"),
    confidence: 0.85,
    find: Find::Near { anchors: STREETS, look: street },
    hits: &[
        "Проживаю по адресу: г. Казань, ул. Мельничная, д. 17, кв. 42. Прошу",
        "адрес: 420015, г. Казань, проспект Победы, д. 5",
        "м. Львів, вул. Зелена, 18, кв. 4",
        "живу на ул. 50 лет Октября, дом 3а",
        "гр. София, ул. Шипка 34, ет. 2",
    ],
    passes: &["ул. Мельничная закрыта", "на улице 17 градусов", "проспект 2024 года", "переулок, 5 минут пешком"],
}];

/// Words of streets, short and long.
#[rustfmt::skip]
const STREETS: &[&str] = &[
    "ул.", "Ул.", "улица ", "вул.", "вулиця ", "просп.", "проспект ", "пр-т ", "пр-кт ", "пер.", "переулок ", "пров.", "провулок ", "бул.",
    "бульвар ", "шоссе ", "наб.", "набережная ", "пл.", "площадь ",
];

/// Street, house and flat behind the word for a street, and the town in front of it.
fn street(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    /// Most words of a name.
    const WORDS: usize = 4;
    let begins = !text.get(..anchor.start)?.ends_with(|c: char| c.is_alphanumeric());
    let mut at = anchor.end + spaces(text, anchor.end);
    let mut has_name = false;
    for nth in 0..WORDS {
        let word = word_at(text.get(at..)?);
        // A name has a capital, or a number in front of small letters: `50 лет Октября`.
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        if word.is_empty() || is_number && nth > 0 || nth == 0 && !is_number && !begins_name(word) {
            break;
        }
        has_name |= begins_name(word);
        at += word.len();
        let space = spaces(text, at);
        at += space;
        if space == 0 {
            break;
        }
    }
    let named = text.get(..at)?.trim_end_matches(' ').len();
    let end = house(text, named).filter(|_| has_name && begins)?;
    Some(with_town(text, anchor.start)..with_flat(text, end))
}

fn begins_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// How many spaces stand at `at`, two at most.
fn spaces(text: &str, at: usize) -> usize {
    text.as_bytes().get(at..).map_or(0, |rest| rest.iter().take(2).take_while(|byte| **byte == b' ').count())
}

/// The letters, digits and hyphens that `text` begins with.
fn word_at(text: &str) -> &str {
    let is_part = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’');
    let length: usize = text.chars().take(24).take_while(is_part).map(char::len_utf8).sum();
    text.get(..length).unwrap_or_default()
}

/// Where the number of a house ends that stands at `at`: `, д. 17`, ` 34`, `, дом 3а`.
fn house(text: &str, at: usize) -> Option<usize> {
    const HOUSES: &[&str] = &["д.", "дом", "буд.", "будинок", "№", "д"];
    let rest = text.get(at..)?;
    let bare = rest.trim_start_matches([',', ' ']);
    let word = HOUSES.iter().find(|word| bare.starts_with(**word)).map_or(0, |word| word.len());
    let number = bare.get(word..)?.trim_start_matches(' ');
    let digits = number.bytes().take(5).take_while(u8::is_ascii_digit).count();
    let behind = number.get(digits..)?;
    // `17а`, `17/2`; a word behind the number is what it counts.
    let letter = behind.chars().next().filter(|c| c.is_alphabetic()).map_or(0, char::len_utf8);
    let part = behind.strip_prefix('/').map_or(0, |rest| rest.bytes().take(3).take_while(u8::is_ascii_digit).count());
    let length = digits + if part > 0 { part + 1 } else { letter };
    let is_whole = !number.get(length..)?.starts_with(char::is_alphanumeric);
    let counts = word == 0 && number.get(length..)?.trim_start_matches(' ').starts_with(char::is_lowercase);
    let skipped = rest.len() - number.len();
    ((1..5).contains(&digits) && is_whole && !counts && (1..24).contains(&skipped)).then_some(at + skipped + length)
}

/// Where block, entrance, floor and flat end that stand at `at`: `, корп. 2, кв. 42`.
fn with_flat(text: &str, mut at: usize) -> usize {
    const UNITS: &[&str] = &[
        "кв.",
        "квартира",
        "корп.",
        "корпус",
        "к.",
        "стр.",
        "строение",
        "оф.",
        "офис",
        "под.",
        "подъезд",
        "эт.",
        "этаж",
        "ет.",
        "вх.",
        "ап.",
        "п.",
    ];
    for _ in 0..4 {
        let Some(rest) = text.get(at..) else { break };
        let bare = rest.trim_start_matches([',', ' ']);
        let Some(unit) = UNITS.iter().find(|unit| bare.starts_with(**unit)) else { break };
        let number = bare.get(unit.len()..).unwrap_or_default().trim_start_matches(' ');
        let digits = number.bytes().take(5).take_while(u8::is_ascii_digit).count();
        if digits == 0 || rest.len() == bare.len() {
            break;
        }
        at += rest.len() - number.len() + digits;
    }
    at
}

/// Where a town begins that stands in front of a street, with its postal code: `420015, г. Казань, `.
fn with_town(text: &str, start: usize) -> usize {
    const TOWNS: &[&str] = &["г.", "гр.", "м.", "город", "місто", "с.", "пос."];
    /// Longest town and its words, in bytes.
    const REACH: usize = 64;
    let from = text.floor_char_boundary(start.saturating_sub(REACH));
    let Some(head) = text.get(from..start).and_then(|head| head.strip_suffix(", ")) else { return start };
    let at = head.rfind([',', ':', ';', '\n']).map_or(0, |at| at + 1);
    let town = head.get(at..).unwrap_or_default();
    let bare = town.trim_start_matches(' ');
    let is_town = TOWNS.iter().any(|word| {
        bare.strip_prefix(word).is_some_and(|name| name.trim_start_matches(' ').starts_with(char::is_uppercase))
    });
    if !is_town {
        return start;
    }
    let begins = from + at + town.len() - bare.len();
    let before = text.get(from..begins).unwrap_or_default();
    let code = before.strip_suffix(", ").filter(|head| head.len() >= 5);
    let digits = code.map_or(0, |head| head.bytes().rev().take(7).take_while(u8::is_ascii_digit).count());
    if matches!(digits, 5 | 6) { begins - 2 - digits } else { begins }
}
