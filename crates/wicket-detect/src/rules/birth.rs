//! Dates of birth: a date is personal where words say that somebody was born on it.

use std::ops::Range;

use super::{Rule, labelled::labelled};

/// The rules of this module.
pub static RULES: &[Rule] = &[labelled(
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
    ],
    &["born in 1979", "born to run", "released on 24 September 1987", "dob=12345678", "dob: 20249931"],
)];

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
