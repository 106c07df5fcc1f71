//! How long a day is that a text begins with, and how old who was born on it.

use crate::rules::shared;

/// How long the day is that `text` begins with: one or two digits, a month in digits or a word, and a year.
pub(super) fn day_at(text: &str) -> Option<usize> {
    let digits_at = |at: usize| text.as_bytes().get(at..).map_or(0, n_digits);
    let mut at = digits_at(0);
    (1..=2).contains(&at).then_some(())?;
    let is_ordinal = matches!(
        text.as_bytes()[at..],
        [b's', b't', b' ', ..] | [b'n' | b'r', b'd', b' ', ..] | [b't', b'h', b' ', ..]
    );
    at += if is_ordinal { 2 } else { 0 };
    at = match text.as_bytes().get(at)? {
        b'.' | b'/' | b'-' if (1..=2).contains(&digits_at(at + 1)) => at + 1 + digits_at(at + 1) + 1,
        b'.' | b' ' | b'-' | b'/' => {
            let rest = text.get(at..)?.trim_start_matches(['.', ' ', '-', '/']);
            let rest = rest.strip_prefix("de ").or(rest.strip_prefix("of ")).unwrap_or(rest);
            let month = rest.chars().take(13).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
            let behind = rest.get(month..).filter(|_| month > 2)?;
            let gaps = [" de ", " del ", ", ", ". ", " ", "-", "/"];
            text.len() - gaps.iter().find_map(|gap| behind.strip_prefix(gap))?.len()
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

/// How long the day is that `text` begins with: a year, a month and a day in digits.
pub(super) fn iso_at(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let digits_at = |at: usize| bytes.get(at..).map_or(0, n_digits);
    let sign = *bytes.get(4).filter(|sign| b"-/.".contains(sign))?;
    let month = (digits_at(0) == 4).then(|| digits_at(5)).filter(|n| (1..=2).contains(n))?;
    let day = (bytes.get(5 + month) == Some(&sign)).then(|| digits_at(6 + month)).filter(|n| (1..=2).contains(n))?;
    let end = 6 + month + day;
    (!shared::is_word_at(text, end)).then_some(end)
}

/// Whether a month is named at the beginning of `word`, in one of the large languages of Europe.
pub(super) fn is_month(word: &str) -> bool {
    const MONTHS: &[&str] = &[
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "jän", "mär", "mai", "okt",
        "dez", "janv", "fév", "fev", "avr", "juin", "juil", "aoû", "déc", "ene", "abr", "ago", "set", "dic", "gen",
        "mag", "giu", "lug", "ott", "mrt", "maa", "mei", "maj", "fev", "mai", "out", "sty", "lut", "kwi", "cze", "lip",
        "sie", "wrz", "paź", "lis", "gru",
    ];
    let lower = word.to_lowercase();
    MONTHS.iter().any(|month| lower.starts_with(month))
}

/// Whether a grown-up of today may have been born in the year that `day` holds, as its only group of four digits.
pub(super) fn is_of_grown_up(day: &str) -> bool {
    let year = day.split(|c: char| !c.is_ascii_digit()).rfind(|group| group.len() == 4);
    year.and_then(|year| year.parse::<u16>().ok()).is_some_and(|year| (1915..=2012).contains(&year))
}
