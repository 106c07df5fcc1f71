//! Rows of integers in programs: powers, hashes and states of generators, of which one in fifty passes for a card.
//!
//! A card of nineteen digits is rare and an integer of 64 bits has nineteen digits more often than not. Both carry a check
//! digit now and then, so the neighbours tell: a list of cards holds cards, a table of integers holds what is none.

use std::ops::Range;

use super::nearby::{self, Known};
use crate::checks;

/// How far the list is looked along on both sides, in bytes: three or four integers of 64 bits.
const REACH: usize = 96;
/// Fewest digits of an integer that no year, month or amount beside a card has.
const LONG: usize = 17;

/// Words in front of a number that say that it is the number of a card, sorted.
static CARDS: Known = Known::of(&[
    "amex",
    "card",
    "cardnumber",
    "cards",
    "carta",
    "carte",
    "cb",
    "charge",
    "credit",
    "debit",
    "discover",
    "jcb",
    "karte",
    "kort",
    "kreditkarte",
    "maestro",
    "mastercard",
    "pan",
    "pay",
    "payment",
    "tarjeta",
    "unionpay",
    "visa",
]);

/// Whether the number at `span` of `text`, in one piece, is one of a row of integers or is given to a function, and no word
/// speaks of cards. A shorter one must be both: rows of customers have long ids beside their cards.
pub(super) fn is_in_table(text: &str, span: Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let front = &bytes[span.start.saturating_sub(REACH)..span.start];
    let tail = &bytes[span.end..bytes.len().min(span.end + REACH)];
    let is_row = neighbours(front, true).chain(neighbours(tail, false)).any(is_foreign);
    let is_argument = || is_given_to_function(front, tail);
    let is_of_program = if span.len() >= LONG { is_row || is_argument() } else { is_row && is_argument() };
    is_of_program && !nearby::speaks_of(text, span.start, 8, &CARDS)
}

/// The parts of the list that goes on from a number, over commas and white space alone. The last may be cut.
fn neighbours(side: &[u8], is_front: bool) -> impl Iterator<Item = &[u8]> {
    let in_list = |byte: &&u8| byte.is_ascii_alphanumeric() || b", \t\r\n_".contains(byte);
    let length = match is_front {
        true => side.iter().rev().take_while(in_list).count(),
        false => side.iter().take_while(in_list).count(),
    };
    let list = if is_front { &side[side.len() - length..] } else { &side[..length] };
    // A list has commas: numbers in prose and in columns are parted by white space, and may be anything.
    let is_list = list.trim_ascii().starts_with(b",") && !is_front || list.trim_ascii().ends_with(b",") && is_front;
    list.split(|byte| *byte == b',').map(<[u8]>::trim_ascii).filter(move |_| is_list)
}

/// Whether a part of a list is an integer as programs write it and no card: too long, with a suffix or a base, or without a
/// check digit.
fn is_foreign(part: &[u8]) -> bool {
    if part.starts_with(b"0x") {
        return part.len() > 9 && part[2..].iter().all(|b| b.is_ascii_hexdigit() || *b == b'_');
    }
    let n_digits = part.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let suffix = part.get(n_digits..).unwrap_or_default();
    let suffix = suffix.strip_prefix(b"_").unwrap_or(suffix);
    let has_suffix = matches!(suffix, b"u64" | b"i64" | b"u128" | b"i128" | b"usize" | b"L" | b"UL" | b"ULL" | b"n");
    let digits = || part[..n_digits].iter().map(|byte| byte - b'0').collect::<Vec<u8>>();
    // Cards so long begin with 3 to 6.
    let is_issued = matches!(part.first(), Some(b'3'..=b'6'));
    n_digits >= LONG && (has_suffix || suffix.is_empty() && (n_digits > 19 || !is_issued || !checks::luhn(&digits())))
}

/// Whether a number is an argument: a name and an open bracket in front on its line, a bracket or a comma right behind.
fn is_given_to_function(front: &[u8], tail: &[u8]) -> bool {
    let line = front.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let mut depth = 0_usize;
    let open = line.iter().rposition(|byte| {
        match byte {
            b')' => depth += 1,
            b'(' if depth == 0 => return true,
            b'(' => depth -= 1,
            _ => {}
        }
        false
    });
    let name = open.and_then(|open| open.checked_sub(1)).and_then(|at| line.get(at));
    name.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'!'))
        && matches!(tail.first(), Some(b')' | b','))
        && !line.ends_with(b"\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_told_from_lists_of_cards() {
        let at = |text: &str, number: &str| {
            let start = text.find(number).unwrap_or_default();
            is_in_table(text, start..start + number.len())
        };
        let card = "4000000000000000006";
        for table in [
            "\n    7000000000000000003,\n    4000000000000000006,\n",
            "[4000000000000000006, 18446744073709551557]",
            "[4000000000000000006, 0x9e3779b97f4a7c15]",
            "4000000000000000006, 6011000000000000000_u64",
            "assert_eq!(next(), 4000000000000000006);",
        ] {
            assert!(at(table, card), "{table}");
        }
        for list in [
            "4000000000000000006",
            "4000000000000000006, 6011000990139424",
            "Ann,4000000000000000006,12,2027",
            "he has 4000000000000000006 and 7000000000000000003",
            "pay(4000000000000000006)",
            "the card (4000000000000000006)",
        ] {
            assert!(!at(list, card), "{list}");
        }
    }
}
