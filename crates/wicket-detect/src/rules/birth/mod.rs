//! Dates of birth: a date is personal where words say that somebody was born on it, or where it stands beside a name.

mod beside;
mod days;
mod places;

use std::ops::Range;

use crate::rules::{Rule, labelled::labelled};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    places::BORN_AT,
    places::BORN_STAR,
    beside::BESIDE_NAME,
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
                "birth",
                "b-day",
                "b'day",
                "d/o/b",
                "birth dt",
                "naissance",
                "nacim",
                "nació el",
                "nacidos",
                "nasc",
                "nasceu em",
                "nascita",
                "geboren bin ich am",
                "geb.datum",
                "geb.-datum",
                "geb.dat",
                "gebdat",
                "geb.-dat",
                "geburt",
                "geb",
                "geb.dat.",
                "geboortedat",
                "urodzenia",
                "urodzony dnia",
                "narozen",
                "narozena",
                "nar.",
                "dat. nar",
                "dátum narodenia",
                "született",
                "születési idő",
                "születési dátum",
                "szül.",
                "født",
                "fødselsdag",
                "fødd",
                "syntynyt",
                "synt.",
                "doğum",
                "d.tarihi",
                "doğum günü",
                "data naşterii",
                "născut",
                "născută",
                "народився",
                "родился",
                "родилась",
                "дата народження",
                "ημερομηνία γέννησης",
                "γεννήθηκε",
                "roj. datum",
                "rođen",
                "rođena",
                "datum rođenja",
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
            "ur. 6 października 1982",
            "Birth: 1951-09-08; Tel",
            "b-day: 08/24/93",
            "Please enter your date of birth.\n[21:35] Visitor: 12-17-1958",
        ],
        &[
            "born in 1979",
            "born to run",
            "released on 24 September 1987",
            "dob=12345678",
            "dob: 20249931",
            "birth of a nation 12",
            "geb. 2 B 14",
        ],
    ),
];

/// A date as people write it: in digits, with the month in words, or with a time behind it as programs have it.
const BIRTH_DATE: &str = "(?:[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}(?:T[0-9:.]{5,12}Z?)?\
    |[0-9]{1,2}[-./ ][0-9]{1,2}[-./ ][0-9]{2,4}\
    |[0-9]{1,2}(?:st|nd|rd|th|\\.)? (?:of |de )?[A-Za-z\\x80-\\xff]{3,16}\\.?,? (?:de |del )?[0-9]{4}\
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
