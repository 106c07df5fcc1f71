//! Social security numbers of the United States behind the many ways to name them, and behind the name of their person.

use std::ops::Range;

use wicket_types::Kind;

use crate::{
    checks::national,
    rules::{Bytes, Find, Rule, Sight, Spot, labelled::labelled, nearby, shared},
};

const SOURCE: &str = "Social Security Administration, SSN randomization (2011)";

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        ("pii.us_ssn_named", "United States social security number behind a short name", SOURCE),
        "pii.ssn",
        (LABELS, "[0-9]{3}[ .-]?[0-9]{2}[ .-]?[0-9]{4}", is_ssn),
        &[
            "social 089 33 6550, prior address",
            "your social?\n[00:34] Visitor: 501 10 1808",
            "soc: 080461309; b-day",
            "SS no. 080461309",
            "S.S.N. 080-46-1309",
            "seguro social: 080461309",
        ],
        &["social 666336550", "social media since 2004", "soc 1234", "social 2024-05-17"],
    ),
    Rule {
        id: "pii.us_ssn_of_name",
        title: "United States social security number behind the name of its person or another number of its kind",
        source: SOURCE,
        kind: Kind::of("pii.ssn"),
        confidence: 0.96,
        find: Find::Digit {
            sights: &[Sight { length: (3, 3), first: Bytes::Digit, behind: Bytes::Of(b" "), ..Sight::ANY }],
            look: behind_name,
        },
        hits: &[
            "taxpayer Thomas Perez 398 82 7413, spouse",
            "row 3 shows 198-05-9137 and row 9 302 86 6092, mask both",
        ],
        passes: &[
            "the table 398 82 7413",
            "Ann Lee Suite 398 82 7413 Oak Lane",
            "Thomas Perez 398 82 74135",
            "Thomas Perez 398 82 7413 18",
        ],
    },
];

/// Digits that could be given out, and the same sign between the groups.
fn is_ssn(value: &str) -> bool {
    let digits: Vec<u8> = value.bytes().filter(u8::is_ascii_digit).map(|byte| byte - b'0').collect();
    let signs: Vec<u8> = value.bytes().filter(|byte| !byte.is_ascii_digit()).collect();
    national::us_ssn(&digits) && (signs.is_empty() || signs.len() == 2 && signs[0] == signs[1])
}

/// Three groups with spaces between them.
fn behind_name(spot: &Spot<'_>) -> Option<Range<usize>> {
    let span = spot.start..spot.start + 11;
    let written = spot.text.get(span.clone())?;
    let is_written = written.bytes().enumerate().all(|(at, byte)| match at {
        3 | 6 => byte == b' ',
        _ => byte.is_ascii_digit(),
    });
    let behind = spot.text.as_bytes().get(span.end..).unwrap_or_default();
    let goes_on = shared::is_word_at(spot.text, span.end)
        || matches!(behind, [b' ' | b'-' | b'.' | b'/', next, ..] if next.is_ascii_digit());
    if !is_written || goes_on || !shared::begins_word(spot.text, spot.start) || !is_ssn(written) {
        return None;
    }
    let is_told = is_behind_person(spot.text, span.start) || is_behind_another(nearby::in_front(spot.text, span.start));
    is_told.then_some(span)
}

/// Whether the names of a person stand in front, and no part of an address: `Ann Lee Suite 680 36 4022 Oak Lane`.
fn is_behind_person(text: &str, at: usize) -> bool {
    const PLACES: &[&str] = &["apartment", "apt", "box", "building", "flat", "floor", "lot", "room", "suite", "unit"];
    let is_place = nearby::words(text, at).next().is_some_and(|word| nearby::is_known(word, PLACES));
    !is_place && nearby::is_behind_name(text, at)
}

/// Whether a number with dashes in the groups of social security stands in front.
fn is_behind_another(before: &str) -> bool {
    before.as_bytes().windows(11).any(|written| {
        written.iter().enumerate().all(|(at, byte)| match at {
            3 | 6 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    })
}

/// What people write in front of the number.
#[rustfmt::skip]
const LABELS: &[&str] = &[
    "social", "socials", "soc", "soc sec", "soc. sec", "soc-sec", "social sec", "social security", "ss no", "ss #",
    "ss#", "ss num", "ss number", "ssno", "ss:", "s.s.", "s.s. #", "s.s. no", "s.s.#", "s.s.n", "ssns", "ssn",
    "ssn/itin", "ssn or tin", "социальный номер", "numéro de sécurité sociale américain",
    "us-sozialversicherungsnummer",
];
