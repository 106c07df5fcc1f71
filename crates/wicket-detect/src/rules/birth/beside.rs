//! Dates of birth without a label: a day beside the name of a person, as lists and records have it, and behind `b.`.

use std::ops::Range;

use wicket_types::Kind;

use super::days::{day_at, is_month, is_of_grown_up, iso_at};
use crate::rules::{Bytes, Find, Rule, Sight, Spot, given::before_person, shared};

/// `Nicole Jacobs, 2004-02-20`.
pub(super) const BESIDE_NAME: Rule = Rule {
    id: "pii.dob_beside_name",
    title: "Date of birth behind the name of a person",
    source: "Common lists of patients, passengers and customers: name and date of birth",
    kind: Kind::of("pii.dob"),
    confidence: 0.96,
    find: Find::Digit {
        sights: &[
            Sight {
                length: (1, 4),
                first: Bytes::Digit,
                before: Bytes::Of(b" ,;|\t\"'(^"),
                behind: Bytes::Of(b"-/., "),
                // A number behind a number stands beside no name.
                lead: Bytes::NoDigit,
                ..Sight::ANY
            },
            // The name of a tag may end with a digit: `</h2>`.
            Sight {
                length: (1, 4),
                first: Bytes::Digit,
                before: Bytes::Of(b">"),
                behind: Bytes::Of(b"-/., "),
                ..Sight::ANY
            },
        ],
        look: beside_name,
    },
    hits: &[
        "Customer: Nicole Jacobs, 04/04/1983",
        "Nicole M. Jacobs 1984-02-20 and others",
        "(\"Nicole Jacobs\", \"1988-06-15\", 4)",
        "Jacobs;Nicole;04/04/1977;x",
        "pt | Jacobs^Nicole | 12-03-1991 | CT chest",
        "PID|1||4003||Jacobs^Nicole||1962-02-06|F",
        "for NICOLE JACOBS (20 November 1972) today",
        "Traveller: Jacobs (b. 16.10.1959)!",
        "she turns ninety (b. 6-Jul-1968)!",
        "Nicole Jacobs 18th November 1966",
        "<tr><td>Nicole Jacobs</td><td>3/7/1948</td>",
        "<h2>Nicole Jacobs</h2>1984-02-20 and others",
        "Nicole Jacobs, Oct 8, 1955, of Ely",
        "identified by a card as Nicole Jacobs, 01/21/1991, of Ely",
        "Jacobs, Laura | b. February 13, 1961",
        "patient Johanna Ek, f. 4 december 1973, remiss",
        "Pathology request: Nicole Jacobs, F, 24 December 1947",
    ],
    passes: &[
        "Annual Report, 12/31/1999",
        "San Francisco, 04/18/1996",
        "Nicole Jacobs, 2024-02-20",
        "// Nicole Jacobs, 2004-02-20: mended",
        "by Nicole Jacobs, 2004-02-20",
        "by Nicole Jacobs, 3 March 2004",
        "Author: Nicole Jacobs 2004-02-20",
        "Jacobs, Nicole (12 March 2004). \"Otters\"",
        "Nicole called 2 - 3 times, 12.5 in 2004",
        "plan b. 2004-02-20x",
    ],
};

/// How far in front of a day its name begins, in bytes.
const REACH: usize = 64;

fn beside_name(spot: &Spot<'_>) -> Option<Range<usize>> {
    may_be_day(spot).then_some(())?;
    let span = day_around(spot)?;
    let day = spot.text.get(span.clone())?;
    let head = spot.text.get(spot.text.floor_char_boundary(span.start.saturating_sub(REACH))..span.start)?;
    if follows_born(head) {
        return Some(span);
    }
    if !is_of_grown_up(day) {
        return None;
    }
    let is_worded = day.contains(char::is_alphabetic);
    let head = out_of_cell(head);
    let name = without_sex(head.trim_end_matches([' ', ',', ';', '|', '\t', '"', '\'', '(', '^']));
    let front = before_person(name, is_worded).filter(|_| head.len() - name.len() <= 8)?;
    (!is_signed(spot.text, span.start, front)).then_some(span)
}

/// `head` without the letter at its end for the sex of a person: `Lee, F`.
fn without_sex(head: &str) -> &str {
    let front = head.strip_suffix(['F', 'M', 'W', 'X']).map(|front| front.trim_end_matches(' '));
    front.and_then(|front| front.strip_suffix([',', ';', '|'])).map_or(head, |front| front.trim_end_matches(' '))
}

/// What two bytes around a token tell: most numbers stand in lists and sums.
fn may_be_day(spot: &Spot<'_>) -> bool {
    let byte = |at: usize| spot.text.as_bytes().get(at).copied().unwrap_or_default();
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
    // `18th` and `2nd` are the only ones with letters.
    let last = byte(spot.end.saturating_sub(1));
    if !(last.is_ascii_digit() || b"thd".contains(&last)) {
        return false;
    }
    let (sign, next) = (byte(spot.end), byte(spot.end + 1));
    let follows_word = || is_letter(byte(spot.start.saturating_sub(2)));
    match sign {
        b' ' => is_letter(next) || next.is_ascii_digit() && follows_word(),
        b',' => next == b' ' && follows_word(),
        b'.' => next.is_ascii_digit() || next == b' ',
        _ => next.is_ascii_alphanumeric(),
    }
}

/// `head` without the tags at its end: `</td><td>`.
fn out_of_cell(mut head: &str) -> &str {
    while let Some((front, _)) = head.strip_suffix('>').and_then(|inside| inside.rsplit_once('<')) {
        head = front;
    }
    head
}

/// The day that begins at a token, or in front of it with the name of a month.
fn day_around(spot: &Spot<'_>) -> Option<Range<usize>> {
    let rest = spot.text.get(spot.start..)?;
    if let Some(length) = day_at(rest).or_else(|| iso_at(rest)) {
        let day = rest.get(..length)?;
        let month = day.split(|c: char| !c.is_alphabetic()).rfind(|word| word.len() > 2);
        return month.is_none_or(is_month).then_some(spot.start..spot.start + length);
    }
    // `February 13, 1961`
    let year = rest.get(spot.end - spot.start..)?.trim_start_matches([',', ' ']);
    let length = year.bytes().take(5).take_while(u8::is_ascii_digit).count();
    let end = spot.text.len() - year.len() + length;
    let is_day = spot.end - spot.start < 3 && length == 4 && end - spot.end < 8 && !shared::is_word_at(spot.text, end);
    let head = spot.text.get(..spot.start).filter(|_| is_day)?.strip_suffix(' ')?;
    let month: usize = head.chars().rev().take(12).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let start = head.len() - month;
    is_month(head.get(start..)?).then_some(start..end)
}

/// Whether a short word for `born` ends `head`: `b.`, `(b`.
fn follows_born(head: &str) -> bool {
    let head = head.trim_end_matches(' ');
    let dotted = head.strip_suffix('.');
    let is_one = |head: &str, before: &[char]| {
        head.strip_suffix(['b', 'B', 'f']).is_some_and(|front| front.ends_with(before) || front.is_empty())
    };
    dotted.is_some_and(|head| is_one(head, &[' ', '(', ',', '|', ';', '\n']))
        || is_one(head, &['(', ',', '|'])
        || head.ends_with(", b")
}

/// Whether the words in front of a name, or the sign at the beginning of its line, say that somebody wrote something that day.
fn is_signed(text: &str, at: usize, front: &str) -> bool {
    const WORDS: &[&str] = &["by", "author", "authors", "copyright", "c", "signed", "von", "par", "por", "di"];
    const SIGNS: &[&str] = &["//", "#", "/*", "*", "--", ";"];
    let word = front.trim_end_matches([' ', ':', ')']).rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let head = text.get(text.floor_char_boundary(at.saturating_sub(96))..at).unwrap_or_default();
    let line = head.rsplit('\n').next().unwrap_or_default().trim_start();
    WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)) || SIGNS.iter().any(|sign| line.starts_with(sign))
}
