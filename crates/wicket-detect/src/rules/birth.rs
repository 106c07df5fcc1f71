//! Dates of birth: a date is personal where words say that somebody was born on it.

use std::ops::Range;

use wicket_types::Kind;

use super::{Bytes, Find, Rule, Sight, Spot, labelled::labelled, shared};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    BORN_AT,
    BORN_STAR,
    labelled(
        ("pii.dob", "Date of birth", "ISO 8601 and the usual national orders of day, month and year"),
        "pii.dob",
        (
            &[
                "born",
                "dob",
                "d.o.b",
                "date of birth",
                "birth date",
                "birthdate",
                "birthday",
                "date_of_birth",
                "birth_date",
                "geboren",
                "geburtsdatum",
                "né",
                "née",
                "date de naissance",
                "fecha de nacimiento",
                "nacido",
                "nacida",
                "nato",
                "nata",
                "data di nascita",
                "data de nascimento",
                "nascido",
                "nascida",
                "geboortedatum",
                "urodzony",
                "urodzona",
                "data urodzenia",
                "född",
                "出生日期",
                "생년월일",
                "dateofbirth",
                "birth_day",
                "geb.",
                "geb:",
                "nací",
                "nasci",
                "nascida a",
                "nascido a",
                "nascimento",
                "data nasc",
                "nata il",
                "geburtstag",
                "geboren wurde ich",
                "dob/sex",
                "dob/age",
                "data ur",
                "nacimiento",
                "fecha nac",
                "f. nac",
                "född den",
                "födelsedatum",
                "bday",
                "datum narození",
                "data nașterii",
                "ddn",
                "dt nasc",
                "ur.",
                "fødselsdato",
                "syntymäaika",
                "doğum tarihi",
                "дата рождения",
                "生年月日",
            ],
            BIRTH_DATE,
            is_date_of_life,
        ),
        &[
            "DOB: 1979-09-12",
            "geboren am 06.05.1994",
            "I was born on 24 September 1987",
            "date of birth is March 3, 1990",
            "D.O.B. 07-Nov-1968",
            "Born: 12 Sept. 1964",
            "dob=19831122",
            "nacida el 9 de abril de 1971",
            "\"date_of_birth\": \"1992-02-17T00:00:00Z\"",
            "patientDOB: 1966-04-12",
            "Date of Birth\n04/12/1966\nSex",
            "<tr><td>Date of birth</td><td>12.04.1966</td></tr>",
            "nací el 11 de febrero de 1940",
            "Födelsedatum: 19500518",
            "Date of birth (MM/DD/YYYY): 04/12/66",
            "né(e) le 12/04/1966",
        ],
        &["born in 1979", "born to run", "released on 24 September 1987", "dob=12345678", "dob: 20249931"],
    ),
];

/// `geboren in Ulm am 06.05.1994`: the place stands between the word and the day.
const BORN_AT: Rule = Rule {
    id: "pii.dob_behind_place",
    title: "Date of birth behind the place of birth",
    source: "Common wording of contracts and forms of civil status",
    kind: Kind::of("pii.dob"),
    confidence: 0.9,
    find: Find::Near {
        anchors: &[
            "nato a",
            "nata a",
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
        "née à Nantes le 9 avril 1971",
        "nacido en Lugo el 9 de abril de 1971",
        "geboren in Ulm am 06.05.1994",
        "born in Leeds on 14-02-1983",
    ],
    passes: &["born in Leeds, opened on 14-02-1983", "nato a Roma nel 1983", "born in 1983 on a farm"],
};

/// The day behind a place of birth and a word such as `on`.
fn behind_place(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    const ON: &[&str] = &[" il ", " am ", " le ", " el ", " on ", " op "];
    let rest = text.get(anchor.end..text.floor_char_boundary(anchor.end + 48))?;
    let (place, on) = ON.iter().filter_map(|on| Some((rest.find(on)?, on))).min()?;
    let is_place = rest[..place].chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '(' | ')'));
    let start = anchor.end + place + on.len();
    let end = start + day_at(text.get(start..)?)?;
    (is_place && shared::begins_word(text, anchor.start)).then_some(start..end)
}

/// `*17.5.1974`, as registers of births and records of patients have it.
const BORN_STAR: Rule = Rule {
    id: "pii.dob_starred",
    title: "Date of birth behind a star",
    source: "DIN 5008 and genealogical signs: a star for a birth",
    kind: Kind::of("pii.dob"),
    confidence: 0.9,
    find: Find::Digit {
        sight: Sight { length: (1, 2), first: Bytes::Digit, before: Bytes::Of(b"*"), behind: Bytes::Of(b".") },
        look: starred,
    },
    hits: &["Patient: Eva Koch, *17.5.1974, Station 3"],
    passes: &["x *17.5.19745", "**17.5.1974** was the day", "a*17.5.1974"],
};

fn starred(spot: &Spot<'_>) -> Option<Range<usize>> {
    let is_star = matches!(spot.text.as_bytes().get(..spot.start)?, [.., b' ' | b'(' | b'\n' | b',', b'*'] | [b'*']);
    let end = spot.start + day_at(spot.text.get(spot.start..)?)?;
    (is_star && spot.text.as_bytes().get(end) != Some(&b'*')).then_some(spot.start..end)
}

/// How long the day is that `text` begins with: one or two digits, a month in digits or a word, and a year.
fn day_at(text: &str) -> Option<usize> {
    let digits_at = |at: usize| text.as_bytes().get(at..).map_or(0, n_digits);
    let mut at = digits_at(0);
    (1..=2).contains(&at).then_some(())?;
    at = match text.as_bytes().get(at)? {
        b'.' | b'/' | b'-' if (1..=2).contains(&digits_at(at + 1)) => at + 1 + digits_at(at + 1) + 1,
        b'.' | b' ' => {
            let rest = text.get(at..)?.trim_start_matches(['.', ' ']);
            let rest = rest.strip_prefix("de ").unwrap_or(rest);
            let month = rest.chars().take(13).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
            let behind = rest.get(month..).filter(|_| month > 2)?;
            text.len() - behind.strip_prefix(" de ").or(behind.strip_prefix(' '))?.len()
        }
        _ => return None,
    };
    let is_year = digits_at(at) == 4 && b"./- ".contains(text.as_bytes().get(at.checked_sub(1)?)?);
    (is_year && !shared::is_word_at(text, at + 4)).then_some(at + 4)
}

/// Digits at the beginning, up to five.
fn n_digits(bytes: &[u8]) -> usize {
    bytes.iter().take(5).take_while(|byte| byte.is_ascii_digit()).count()
}

/// A date as people write it: in digits, with the month in words, or with a time behind it as programs have it.
const BIRTH_DATE: &str = "(?:[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}(?:T[0-9:.]{5,12}Z?)?\
    |[0-9]{1,2}[-./ ][0-9]{1,2}[-./ ][0-9]{2,4}\
    |[0-9]{1,2}(?:st|nd|rd|th|\\.)? (?:of |de )?[A-Za-z\\x80-\\xff]{3,12}\\.?,? (?:de |del )?[0-9]{4}\
    |[0-9]{1,2}[-/][A-Za-z]{3,9}[-/][0-9]{2,4}\
    |[A-Z][a-z]{2,8}\\.? [0-9]{1,2}(?:st|nd|rd|th)?,? [0-9]{4}\
    |[0-9]{8})";

/// Eight digits in a row must be a day of the last hundred years or so; what has signs or words in it is one by its shape.
fn is_date_of_life(value: &str) -> bool {
    let number = |at: Range<usize>| value.get(at).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or_default();
    let is_day = |year: u32, month: u32, day: u32| {
        (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    !value.bytes().all(|byte| byte.is_ascii_digit())
        || is_day(number(0..4), number(4..6), number(6..8))
        || is_day(number(4..8), number(2..4), number(0..2))
        || is_day(number(4..8), number(0..2), number(2..4))
}
