//! The digits of a telephone number as they are written, and what else is written so.

use std::ops::Range;

/// What may stand between the digits of a telephone number.
pub(super) fn is_sign(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.' | b'/' | b'(' | b')' | b'+')
}

/// Digits and the signs between them, as far as they can belong to one telephone number.
pub(super) struct Written {
    pub(super) end: usize,
    pub(super) n_digits: usize,
    pub(super) n_groups: usize,
    pub(super) sizes: [usize; 8],
}

impl Written {
    pub(super) fn read(bytes: &[u8], start: usize) -> Option<Self> {
        let mut this = Written { end: start, n_digits: 0, n_groups: 0, sizes: [0; 8] };
        let mut at = start;
        while this.n_groups < 8 {
            let signs = bytes[at..].iter().take(3).take_while(|b| is_sign(**b)).count();
            // `03643 / 55 01 82`: the area stands in front of the stroke, where two numbers would be whole.
            let is_behind_area =
                this.n_groups == 1 && bytes[start] == b'0' && this.n_digits <= 5 && bytes[at..].starts_with(b" / ");
            if this.n_groups > 0
                && !is_behind_area
                && (signs == 0
                    || bytes[at..at + signs].contains(&b'+')
                    || [b"  ".as_slice(), b". ", b"- ", b" / "]
                        .iter()
                        .any(|gap| bytes[at..at + signs].starts_with(gap)))
            {
                break;
            }
            let digits = bytes[at + signs..].iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 || this.n_digits + digits > 15 {
                break;
            }
            this.sizes[this.n_groups] = digits;
            this.n_groups += 1;
            this.n_digits += digits;
            at += signs + digits;
            this.end = at;
        }
        // An extension: `x33`, `ext. 33`.
        let rest = &bytes[this.end..];
        for mark in [b"x".as_slice(), b" x", b" ext. ", b" ext "] {
            let digits = rest
                .strip_prefix(mark)
                .map_or(0, |tail| tail.iter().take(6).take_while(|b| b.is_ascii_digit()).count());
            let end = this.end + mark.len() + digits;
            // `x33hvs` is a word of its own, and spoils nothing in front of it.
            let ends = !bytes.get(end).is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'_');
            if (1..=5).contains(&digits) && ends {
                this.end = end;
                break;
            }
        }
        (this.n_digits >= 7).then_some(this)
    }
}

/// `(212) 555-0142`, `212-555-0142`, `212.555.0142`, `1-212-555-0142`: area and exchange begin with 2 to 9. Made-up ones
/// do not keep to that for the exchange, and an area in parentheses or two hyphens are telephone number enough.
pub(super) fn is_north_american(written: &Written, text: &str) -> bool {
    let groups = match written.sizes[..written.n_groups] {
        [3, 3, 4] => 0,
        [1, 3, 3, 4] if text.starts_with('1') => 1,
        _ => return false,
    };
    let mut digits = text.bytes().filter(u8::is_ascii_digit).skip(groups);
    let (area, exchange) = (digits.next(), digits.nth(2));
    let is_open = |digit: Option<u8>| digit.is_some_and(|d| d >= b'2');
    // `pp. 821-823 (2012)` are pages of a year.
    if groups == 0 && text.trim_start_matches('(').contains('(') {
        return false;
    }
    let is_bracketed = groups == 0 && text.starts_with('(') && text.get(4..5) == Some(")");
    let is_hyphened = text.bytes().filter(|&byte| byte == b'-').count() > 1 && !text.contains('.');
    is_bracketed || is_open(area) && (is_open(exchange) || is_hyphened) && text.contains(['-', '.', '('])
}

/// A number of a country whose form says so by itself: `(91) 98555-0144` of Brazil, `8 916 555 01 42` of Russia,
/// `02.98.55.50.14` of France.
pub(super) fn is_national(written: &Written, text: &str) -> bool {
    let nth = |nth: usize| text.bytes().filter(u8::is_ascii_digit).nth(nth);
    match written.sizes[..written.n_groups] {
        [2, 5, 4] => text.starts_with('(') && text.get(3..4) == Some(")") && nth(2) == Some(b'9'),
        [1, 3, 3, 2, 2] => text.starts_with("8 9") || text.starts_with("8 (9") || text.starts_with("8-9"),
        [2, 2, 2, 2, 2] => {
            text.starts_with('0') && nth(1) != Some(b'0') && text.bytes().filter(|&byte| byte == b'.').count() == 4
        }
        _ => false,
    }
}

/// `2024-05-01` and `01.05.2024`, with or without a time behind.
pub(super) fn is_date(written: &Written, text: &str) -> bool {
    match written.sizes[..written.n_groups] {
        [4, 2, 2, ..] => is_year(text.get(..4)),
        // `jawiki-20220501`
        [8] => {
            let number =
                |at: Range<usize>| text.get(at).and_then(|digits| digits.parse::<u8>().ok()).unwrap_or_default();
            is_year(text.get(..4)) && (1..=12).contains(&number(4..6)) && (1..=31).contains(&number(6..8))
        }
        [2, 2, 4] | [2, 2, 4, 2] | [1, 1, 4] | [1, 2, 4] | [2, 1, 4] => true,
        _ => false,
    }
}

/// Years in a row, `1998 2004 2010`, or a year in front of the number of a paper.
pub(super) fn has_year_groups(written: &Written, text: &str) -> bool {
    let mut groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    // `2020.50.106`
    let is_paper = text.as_bytes().get(4) == Some(&b'.') && is_year(text.get(..4));
    written.n_groups > 1 && (is_paper || groups.all(|group| is_year(Some(group))))
}

fn is_year(digits: Option<&str>) -> bool {
    digits.is_some_and(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")))
}

/// Digits that somebody dials: a zero for the trunk and an area, or ten as North America has them. A time in seconds begins
/// with one.
pub(super) fn is_dialled(text: &str) -> bool {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    match digits[..] {
        [b'0', first, ..] => first != b'0' && digits.len() > 8,
        [area, _, _, exchange, ..] => digits.len() == 10 && area > b'1' && exchange > b'1',
        _ => false,
    }
}

/// Whether digits in groups are written as nobody writes a number to call: counted up one by one, as bytes among bytes, as the
/// number of a book, or as the day at the end of a name.
pub(super) fn is_no_number(written: &Written, text: &str, span: Range<usize>) -> bool {
    let sizes = &written.sizes[..written.n_groups];
    let Some(number) = text.get(span.clone()) else { return false };
    let digits = || number.bytes().filter(u8::is_ascii_digit);
    // `1.3.6.1.5.5.7.3` names an object in a tree (ITU-T X.660).
    if let [1, 1, _, ..] = sizes {
        return true;
    }
    let counts_up = || digits().zip(digits().skip(1)).all(|(one, next)| next == one + 1);
    let tail = &text.as_bytes()[span.end..];
    // What goes on behind the fifteenth digit is longer than any number, and so is a UUID.
    let goes_on = tail.first() == Some(&b'-')
        && tail.len() > 4
        && tail[1..5].iter().all(u8::is_ascii_hexdigit)
        && sizes.len() > 1;
    let is_named = || ["issuecomment-", "CVE-"].iter().any(|lead| text[..span.start].ends_with(lead));
    // Nothing is dialled with three zeros first; `(00)` is how a label of freight begins, GS1 General Specifications, 3.3.1.
    let is_no_lead = number.starts_with("000") || number.starts_with("(00)") || text[..span.start].ends_with("(00) ");
    if goes_on || is_no_lead || is_named() || is_moment(sizes, number, tail) {
        return true;
    }
    match sizes {
        [1, 1, 1, ..] => sizes.iter().all(|size| *size == 1) && counts_up(),
        // Arcs of object identifiers, ITU-T X.660: members of ISO and the joint arc of countries.
        [1, 1 | 2, 3, _, _, ..] => ["1.2.840.", "2.16.840."].iter().any(|arc| number.starts_with(arc)),
        [10] => matches!(number, "+2147483647" | "+4294967295"),
        [8] if counts_up() => true,
        [2, 2, 2, ..] if sizes.iter().all(|size| *size == 2) => is_among_bytes(text, span),
        [1, _, _, 1] => number.bytes().all(|b| b.is_ascii_digit() || b == b'-') && is_book(digits()),
        [8] => text.as_bytes()[..span.start].ends_with(b"_") && is_year(number.get(..4)),
        _ => false,
    }
}

/// Whether digits are a day and an hour, or a day of a year that has a sign and six digits, ISO 8601: `+9999-12-31 23:59`.
fn is_moment(sizes: &[usize], number: &str, tail: &[u8]) -> bool {
    let has_hour = tail.first() == Some(&b':') && tail.get(1).is_some_and(u8::is_ascii_digit);
    let is_parted = number.matches('-').count() > 1;
    is_parted
        && match sizes {
            [4 | 6, 2, 2, 1 | 2] => has_hour,
            [6, 2, 2] => number.starts_with('+'),
            _ => false,
        }
}

/// Whether ten digits are the number of a book, ISO 2108 as of 1970: weighed from ten down they leave nothing over by eleven.
fn is_book(digits: impl Iterator<Item = u8>) -> bool {
    let (n_digits, sum) =
        digits.fold((0_u32, 0), |(n, sum), digit| (n + 1, sum + 10_u32.saturating_sub(n) * u32::from(digit - b'0')));
    n_digits == 10 && sum % 11 == 0
}

/// Whether pairs of digits stand in a row with other bytes in hexadecimal, or behind the word that says so: `hex!("02 03 …`.
fn is_among_bytes(text: &str, span: Range<usize>) -> bool {
    /// How far the row is looked along on both sides, in bytes.
    const REACH: usize = 24;
    let bytes = text.as_bytes();
    let in_row = |byte: &&u8| byte.is_ascii_hexdigit() || **byte == b' ';
    let front = &bytes[..span.start];
    let head = front.iter().rev().take(REACH).take_while(in_row).count();
    let tail = bytes[span.end..].iter().take(REACH).take_while(in_row).count();
    let (head, tail) = (&front[span.start - head..], &bytes[span.end..span.end + tail]);
    let is_lettered = |pair: &[u8]| pair.len() == 2 && !pair.iter().all(u8::is_ascii_digit);
    let is_said = || {
        let word = front[front.len().saturating_sub(8)..].to_ascii_lowercase();
        word.windows(4).any(|part| part == b"hex!" || part == b"hex(" || part == b"hex:")
    };
    // What touches the number, or is cut off by the reach, is no pair.
    let stands_apart = head.last().is_none_or(|byte| *byte == b' ') && tail.first().is_none_or(|byte| *byte == b' ');
    stands_apart && head.split(|b| *b == b' ').chain(tail.split(|b| *b == b' ')).any(is_lettered) || is_said()
}
