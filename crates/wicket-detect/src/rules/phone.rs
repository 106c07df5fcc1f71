//! Telephone numbers.

use std::ops::Range;

use wicket_types::Kind;

use super::{Bytes, Context, Find, Rule, Sight, Spot, shared};

/// The rules of this module.
pub static RULES: &[Rule] = &[Rule {
    id: "pii.phone",
    title: "Telephone number",
    source: "ITU-T E.164 (international numbers, at most 15 digits); North American Numbering Plan",
    kind: Kind::of("pii.phone"),
    confidence: 0.85,
    find: Find::Digit { sight: Sight { first: Bytes::Digit, ..Sight::ANY }, look: phone },
    hits: &[
        "+49 30 901820",
        "call me at 030 901820",
        "(212) 555-0142",
        "212-555-0142",
        "tel: 01 42 68 53 00",
        "+1 (212) 555-0142 x33",
        "my number is 0151 23456789",
        "ring +44(0)20 7946 0018",
        "+1 212-555-0142 x33hvs",
        "call me at 572 861 704. 2025-08-04",
        "call 9472 7914 today",
        "Kind regards,\nAnn Lee\n2125550142",
        "2,Ann,ann@example.org,01632960714,x",
        "nobody is answering at 449 7718",
        "Dial 011 44 20 7946 0417 from there",
        "phone 044.731.20.18.",
        "205-044-7312 in the office",
        "Ann Lee\n781 1704 office\n2546712361 fax",
        "0413 220 981 (mobile)",
    ],
    passes: &[
        "on 2024-05-01 at 10:30",
        "order 20240501-1234",
        "ISBN 978-3-16-148410-0",
        "1,234,567 people",
        "call me at 10 30",
        "call in 15 minutes",
        "commit 1234567",
        "192.168.10.20 is a host",
        "fax from 1998 2004 2010",
        "2^10 = 1024 and 1 000 000 000",
        "Kind regards, order 20240501",
        "ann@example.org,20240501,1",
        "part 105-044-7312",
        "part 212-555-0142-YH",
        "Fifth Floor, Boston, MA 02110-1301, USA",
        "sold 1450000 mobile phones",
        "with 12 450 000 mobile users",
    ],
}];

fn phone(spot: &Spot<'_>) -> Option<Range<usize>> {
    let bytes = spot.text.as_bytes();
    if spot.text.get(spot.start..spot.end)?.contains(|c: char| c.is_ascii_alphabetic())
        && !bytes.get(spot.start)?.is_ascii_digit()
    {
        return None;
    }
    if !goes_on(&bytes[spot.start..]) {
        return None;
    }
    // A parenthesis or a plus right before the first digit belongs to the number.
    let mut start = spot.start;
    while let Some(before @ (b'(' | b'+')) = start.checked_sub(1).map(|i| bytes[i]) {
        start -= 1;
        if before == b'+' {
            break;
        }
    }
    let is_international = bytes[start] == b'+' || spot.text[start..].starts_with("(+");
    let follows_number =
        matches!(bytes[..start], [.., before, b' '] if before.is_ascii_digit()) && bytes[start].is_ascii_digit();
    if follows_number
        || !shared::begins_word(spot.text, start)
        || matches!(bytes[..start], [.., before, b'-' | b'.' | b'/' | b'_' | b'=' | b','] if before.is_ascii_digit())
    {
        return None;
    }
    let written = Written::read(bytes, start)?;
    let span = start..written.end;
    // `905-480-4870-YH` is the number of a part.
    let has_tail = bytes.get(span.end) == Some(&b'-') && bytes.get(span.end + 1).is_some_and(u8::is_ascii_uppercase);
    if has_tail || shared::is_word_at(spot.text, span.end) || spot.text[span.end..].starts_with(['%', '€', '$', '£'])
    {
        return None;
    }
    let text = spot.text.get(span.clone())?;
    // A book number has thirteen digits too, and begins with 978 or 979.
    if written.n_digits == 13 && (text.starts_with("978") || text.starts_with("979")) {
        return None;
    }
    let plausible = match written.n_digits {
        8..=15 if is_international => true,
        11..=15 if text.starts_with("00") && bytes.get(start + 2).is_some_and(|b| b.is_ascii_digit()) => {
            written.n_groups > 1 || spot.context.speaks_of(Context::PHONE)
        }
        10 | 11 if is_north_american(&written, text) => true,
        7..=15
            if spot.context.speaks_of(Context::PHONE)
                || closes_a_letter(spot.text, start)
                || is_named_behind(spot.text, &written) =>
        {
            !is_date(&written, text) && !has_year_groups(&written, text)
        }
        // Between commas behind a mail address: the contacts of a table.
        9..=12 if text.starts_with('0') && follows_mail(spot.text, start) => true,
        9..=12 if text.starts_with('0') || text.starts_with("(0") => {
            // Five digits and four are the ZIP code of a building in the United States.
            let is_zip = written.sizes[..written.n_groups] == [5, 4];
            written.n_groups > 1 && !is_zip && !is_date(&written, text) && !text.contains('.')
        }
        8 if text.starts_with('0') && text.contains('-') => {
            matches!(written.sizes[..written.n_groups], [2 | 3, 2 | 3, 2, 2]) && !is_date(&written, text)
        }
        _ => false,
    };
    plausible.then_some(span)
}

/// Whether seven digits stand at the beginning, or fewer and up to three signs with another digit behind them: what most
/// tokens with digits lack.
fn goes_on(bytes: &[u8]) -> bool {
    let n_digits = bytes.iter().take(7).take_while(|b| b.is_ascii_digit()).count();
    let behind = &bytes[n_digits..];
    let n_signs = behind.iter().take(3).take_while(|b| is_sign(**b)).count();
    n_digits == 7 || n_signs > 0 && behind.get(n_signs).is_some_and(u8::is_ascii_digit)
}

/// What may stand between the digits of a telephone number.
fn is_sign(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.' | b'/' | b'(' | b')' | b'+')
}

/// Digits and the signs between them, as far as they can belong to one telephone number.
struct Written {
    end: usize,
    n_digits: usize,
    n_groups: usize,
    sizes: [usize; 8],
}

impl Written {
    fn read(bytes: &[u8], start: usize) -> Option<Self> {
        let mut this = Written { end: start, n_digits: 0, n_groups: 0, sizes: [0; 8] };
        let mut at = start;
        while this.n_groups < 8 {
            let signs = bytes[at..].iter().take(3).take_while(|b| is_sign(**b)).count();
            if this.n_groups > 0
                && (signs == 0
                    || bytes[at..at + signs].contains(&b'+')
                    || [b"  ".as_slice(), b". ", b"- "].iter().any(|gap| bytes[at..at + signs].starts_with(gap)))
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
            let ends = !bytes.get(end).is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80);
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
fn is_north_american(written: &Written, text: &str) -> bool {
    let groups = match written.sizes[..written.n_groups] {
        [3, 3, 4] => 0,
        [1, 3, 3, 4] if text.starts_with('1') => 1,
        _ => return false,
    };
    let mut digits = text.bytes().filter(u8::is_ascii_digit).skip(groups);
    let (area, exchange) = (digits.next(), digits.nth(2));
    let is_open = |digit: Option<u8>| digit.is_some_and(|d| d >= b'2');
    let is_bracketed = groups == 0 && text.starts_with('(') && text.get(4..5) == Some(")");
    let is_hyphened = text.bytes().filter(|&byte| byte == b'-').count() > 1 && !text.contains('.');
    is_bracketed || is_open(area) && (is_open(exchange) || is_hyphened) && text.contains(['-', '.', '('])
}

/// `2024-05-01` and `01.05.2024`, with or without a time behind.
fn is_date(written: &Written, text: &str) -> bool {
    match written.sizes[..written.n_groups] {
        [4, 2, 2, ..] => is_year(text.get(..4)),
        [2, 2, 4] | [1, 1, 4] | [1, 2, 4] | [2, 1, 4] => true,
        _ => false,
    }
}

/// Years in a row: `1998 2004 2010`.
fn has_year_groups(written: &Written, text: &str) -> bool {
    let mut groups = text.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty());
    written.n_groups > 1 && groups.all(|group| is_year(Some(group)))
}

fn is_year(digits: Option<&str>) -> bool {
    digits.is_some_and(|digits| digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20")))
}

/// Whether a line begins at `at` that stands in the signature of a letter: at most three lines under its greeting.
fn closes_a_letter(text: &str, at: usize) -> bool {
    const GREETINGS: &[&str] =
        &["regards", "sincerely", "best", "cheers", "grüßen", "grüße", "cordialement", "saludos", "saluti", "mvh"];
    let Some(head) = text.get(..at).filter(|head| head.ends_with('\n')) else { return false };
    head.trim_end().rsplit('\n').take(4).any(|line| {
        let Some(line) = line.trim().strip_suffix(',') else { return false };
        let last = line.rsplit(' ').next().unwrap_or_default();
        line.len() < 40 && GREETINGS.iter().any(|greeting| greeting.eq_ignore_ascii_case(last))
    })
}

/// Whether a word behind the number says which of somebody's it is: `781 1704 office`. A count has groups of three, and a
/// short number in one piece may be anything.
fn is_named_behind(text: &str, written: &Written) -> bool {
    let sizes = &written.sizes[..written.n_groups];
    let is_count = sizes.len() > 1 && sizes[1..].iter().all(|size| *size == 3);
    let rest = text.get(written.end..).unwrap_or_default().trim_start_matches([' ', '-', '(']);
    let length = rest.bytes().take(LONGEST_NAME + 1).take_while(u8::is_ascii_alphabetic).count();
    !is_count && (sizes.len() > 1 || written.n_digits > 8) && rest.get(..length).is_some_and(is_name_behind)
}

/// Letters of the longest word that [`is_name_behind`] knows.
const LONGEST_NAME: usize = 6;

/// A word behind a telephone number that says which of somebody's it is.
pub(crate) fn is_name_behind(word: &str) -> bool {
    const NAMES: &[&str] = &["office", "fax", "mobile", "cell", "desk", "mobil"];
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// Whether the field before the one that begins at `at` is a mail address: `ann@example.org,`.
fn follows_mail(text: &str, at: usize) -> bool {
    let head = text.get(..at).unwrap_or_default();
    let Some(field) = head.strip_suffix([',', ';', '\t', '|']) else { return false };
    let bytes = field.as_bytes();
    let tail = bytes.iter().rev().take(80).take_while(|b| !b" ,;\t|\n".contains(b));
    tail.filter(|&&b| b == b'@').count() == 1
}
