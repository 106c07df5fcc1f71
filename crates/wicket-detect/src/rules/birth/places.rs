//! Dates of birth behind a place of birth, and behind the sign of one.

use std::ops::Range;

use wicket_types::Kind;

use super::days::{day_at, iso_at};
use crate::rules::{Bytes, Find, Rule, Sight, Spot, shared};

/// `geboren in Ulm am 06.05.1994`: the place stands between the word and the day.
pub(super) const BORN_AT: Rule = Rule {
    id: "pii.dob_behind_place",
    title: "Date of birth behind the place of birth",
    source: "Common wording of contracts and forms of civil status",
    kind: Kind::of("pii.dob"),
    confidence: 0.9,
    find: Find::Near {
        anchors: &[
            "nato a",
            "nata a",
            "nato/a a",
            "né à",
            "née à",
            "nacido en",
            "nacida en",
            "geboren in",
            "geboren te",
            "geb. in",
            "born in",
        ],
        look: behind_place,
    },
    hits: &[
        "nata a Reggio Emilia il 14/02/1983, residente",
        "il sottoscritto nato/a a Pisa il 9 aprile 1971",
        "née à Nantes le 9 avril 1971",
        "nacido en Lugo el 9 de abril de 1971",
        "geboren in Ulm am 06.05.1994",
        "born in Leeds on 14-02-1983",
        "born in Port Hardy, British Columbia, on 1 October 1995",
        "Nata a: Reggio Emilia il 29/11/2000",
        "nato/a a\nReggio Emilia\nil\n14/02/1983\ncodice",
    ],
    passes: &["born in Leeds, opened on 14-02-1983", "nato a Roma nel 1983", "born in 1983 on a farm"],
};

/// The day behind a place of birth and a word such as `on`.
fn behind_place(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    const ON: &[&str] =
        &[" il ", " am ", " le ", " el ", " on ", " op ", "\nil\n", "\nil ", "\nle\n", "\nle ", "\nam "];
    let rest = text.get(anchor.end..text.floor_char_boundary(anchor.end + 48))?;
    let (length, on) = ON.iter().filter_map(|on| Some((rest.find(on)?, on))).min()?;
    // In a form each field may have a line of its own.
    let place = rest[..length].trim_start_matches([':', '\n']);
    let is_named = place.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '(' | ')' | ','));
    // Behind a comma stands the country, or what else the sentence tells: `born in Leeds, opened on …`.
    let is_name = |part: &str| part.is_empty() || part.trim_start().starts_with(char::is_uppercase);
    let is_place = is_named && place.split(',').skip(1).all(is_name);
    let start = anchor.end + length + on.len();
    let end = start + day_at(text.get(start..)?)?;
    (is_place && shared::begins_word(text, anchor.start)).then_some(start..end)
}

/// `*17.5.1974`, as registers of births and records of patients have it.
pub(super) const BORN_STAR: Rule = Rule {
    id: "pii.dob_starred",
    title: "Date of birth behind a star",
    source: "DIN 5008 and genealogical signs: a star for a birth",
    kind: Kind::of("pii.dob"),
    confidence: 0.9,
    find: Find::Digit {
        sights: &[Sight {
            length: (1, 4),
            first: Bytes::Digit,
            before: Bytes::Of(b"* "),
            behind: Bytes::Of(b".-/ "),
            lead: Bytes::NoDigit,
            ..Sight::ANY
        }],
        look: starred,
    },
    hits: &[
        "Patient: Eva Koch, *17.5.1974, Station 3",
        "Kraus, Nancy, *1952-05-05, Pat.-Nr. 4844",
        "Eva Koch (* 21. Januar 1948 in Augsburg)",
        "Pat. Eva Koch, *17.5.74, Station 3",
    ],
    passes: &[
        "x *17.5.19745",
        "**17.5.1974** was the day",
        "a*17.5.1974",
        "* 17.5.1974 was the day",
        "(3 * 17.5.1974)",
        "boats *1.2.34 and *17.5.74",
        "Eva Koch, *17.15.74,",
    ],
};

fn starred(spot: &Spot<'_>) -> Option<Range<usize>> {
    let is_star = matches!(
        spot.text.as_bytes().get(..spot.start)?,
        [.., b' ' | b'(' | b'\n' | b',', b'*'] | [b'*'] | [.., b'(', b'*', b' ']
    );
    let rest = spot.text.get(spot.start..).filter(|_| is_star)?;
    let end = spot.start + day_at(rest).or_else(|| iso_at(rest)).or_else(|| short_day_at(spot))?;
    (spot.text.as_bytes().get(end) != Some(&b'*')).then_some(spot.start..end)
}

/// How long a day with two digits for its year is that touches a star behind the comma or bracket of a name: `Koch, *17.5.61`.
fn short_day_at(spot: &Spot<'_>) -> Option<usize> {
    let follows_name = matches!(spot.text.as_bytes().get(..spot.start)?, [.., b',', b' ', b'*'] | [.., b'(', b'*']);
    let rest = spot.text.get(spot.start..).filter(|_| follows_name)?;
    let length = rest.bytes().take(9).take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let mut parts = rest.get(..length)?.trim_end_matches('.').split('.');
    let mut number = |size: Range<usize>| parts.next().filter(|part| size.contains(&part.len()))?.parse::<u8>().ok();
    let (day, month, _year) = (number(1..3)?, number(1..3)?, number(2..3)?);
    let is_day = (1..=31).contains(&day) && (1..=12).contains(&month) && parts.next().is_none();
    let end = rest.get(..length)?.trim_end_matches('.').len();
    (is_day && !shared::is_word_at(rest, end)).then_some(end)
}
