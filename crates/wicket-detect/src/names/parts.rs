//! An address that is a block of lines, or nothing but a street and a town, is told part by part.
//!
//! Forms, labels and envelopes give each line a meaning of its own: the street, the flat and the postcode are addresses
//! there, the town and the country are places, and so is the town behind `12 Mill Lane,`. In running text, or with a
//! postcode behind a comma, an address is one thing. Either way all of it is found; only what it is called differs.

use std::ops::Range;

use super::{ADDRESS, LOCATION};

/// Words before the number of a flat, which is no town.
const UNITS: &[&str] = &["apt", "apartment", "suite", "ste", "unit", "flat", "floor", "room", "studio", "building"];
/// Characters before a block in which its line is looked for.
const MARGIN: usize = 64;
/// Fewest digits of a postcode.
const CODE: usize = 4;

/// The parts of the address at `span` of `text`, each with its class; none where it is one thing. O(length of its lines).
pub(super) fn parts(text: &str, span: &Range<usize>) -> Vec<(Range<usize>, usize)> {
    let (Some(address), Some(before)) = (text.get(span.clone()), text.get(..span.start)) else { return Vec::new() };
    match (address.contains('\n'), address.contains(',')) {
        (true, false) if begins_line(before) => {
            lines(address, span.start).flat_map(|(at, line)| of_line(line, at, span)).collect()
        }
        (false, true) => street_and_town(address, span.start),
        _ => Vec::new(),
    }
}

/// Whether nothing but marks of quotes and lists stands before it in its line; the number of a house may, too.
fn begins_line(before: &str) -> bool {
    let is_border = |c: &char| *c == '\n' || !is_quote(*c) && !c.is_ascii_digit();
    matches!(before.chars().rev().take(MARGIN).find(is_border), None | Some('\n'))
}

/// What quoted and listed lines begin with.
fn is_quote(c: char) -> bool {
    c.is_whitespace() || matches!(c, '>' | '|' | '#' | '*' | '?' | '-' | ':' | '/')
}

/// The lines of an address at `start` without what they begin with, and where each begins; empty ones left out.
fn lines(address: &str, mut start: usize) -> impl Iterator<Item = (usize, &str)> {
    address.split_inclusive('\n').filter_map(move |line| {
        let bare = line.trim_start_matches(is_quote);
        let at = start + line.len() - bare.len();
        start += line.len();
        Some((at, bare.trim_end())).filter(|(_, bare)| !bare.is_empty())
    })
}

/// A line at `start` of the block: a street or a flat, a town, or a town and a postcode in either order.
fn of_line(line: &str, start: usize, block: &Range<usize>) -> Vec<(Range<usize>, usize)> {
    let whole = |class| vec![(start..start + line.len(), class)];
    if is_unit(line) {
        return whole(ADDRESS);
    }
    let is_number = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    if !is_number(line) {
        return whole(if start == block.start { ADDRESS } else { LOCATION });
    }
    let is_code = |word: &str| word.len() >= CODE && word.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let two = |at: usize, first: usize, second: usize| {
        let (head, tail) = line.split_at(at);
        vec![
            (start..start + head.trim_end().len(), first),
            (start + line.len() - tail.trim_start().len()..start + line.len(), second),
        ]
    };
    match (line.rsplit_once(' '), line.split_once(' ')) {
        (Some((town, code)), _) if is_code(code) && !is_number(town) => two(town.len(), LOCATION, ADDRESS),
        (_, Some((code, town))) if is_code(code) && !is_number(town) && code.len() > CODE => {
            two(code.len(), ADDRESS, LOCATION)
        }
        _ => whole(ADDRESS),
    }
}

/// `12 Mill Lane, Leeds`: a number in the first part alone, and one part more.
fn street_and_town(address: &str, start: usize) -> Vec<(Range<usize>, usize)> {
    let Some((street, town)) = address.split_once(", ") else { return Vec::new() };
    let is_town =
        !town.contains(|c: char| c.is_ascii_digit() || c == ',') && town.chars().count() > 1 && !is_unit(town);
    if !street.contains(|c: char| c.is_ascii_digit()) || street.contains(',') || !is_town {
        return Vec::new();
    }
    let town_start = start + address.len() - town.len();
    vec![(start..start + street.len(), ADDRESS), (town_start..start + address.len(), LOCATION)]
}

fn is_unit(line: &str) -> bool {
    let word = line.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    UNITS.contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the address `address` in `text` is told as.
    fn told<'t>(text: &'t str, address: &str) -> Vec<(&'t str, usize)> {
        let at = text.find(address).expect("the address is in the text");
        parts(text, &(at..at + address.len())).into_iter().map(|(span, class)| (&text[span], class)).collect()
    }

    #[test]
    fn each_line_of_a_block_is_a_part() {
        let block = "12 Mill Lane\n Flat 3\n Leeds\n United Kingdom 40123";
        let parts = [
            ("12 Mill Lane", ADDRESS),
            ("Flat 3", ADDRESS),
            ("Leeds", LOCATION),
            ("United Kingdom", LOCATION),
            ("40123", ADDRESS),
        ];
        assert_eq!(told(&format!("Ann Lee\n\n{block}\n"), block), parts);
        let quoted = block.replace('\n', "\n>");
        assert_eq!(told(&format!(">Ann Lee\n>{quoted}\n"), &quoted), parts);
        let german = "Am Wall 3\n01067 Dresden";
        assert_eq!(told(german, german), [("Am Wall 3", ADDRESS), ("01067", ADDRESS), ("Dresden", LOCATION)]);
    }

    #[test]
    fn a_street_and_a_town_are_two_parts() {
        for text in ["12 Mill Lane, Leeds", "lives at 12 Mill Lane, Leeds now"] {
            assert_eq!(told(text, "12 Mill Lane, Leeds"), [("12 Mill Lane", ADDRESS), ("Leeds", LOCATION)]);
        }
    }

    #[test]
    fn in_running_text_an_address_is_one_thing() {
        for address in [
            "12 Mill Lane",
            "12 Mill Lane, Leeds, LS1 4DT",
            "12 Mill Lane, Flat 3",
            "12 Mill Lane, Leeds, England",
            "12 Mill Lane\nFlat 3\nLeeds",
        ] {
            assert_eq!(told(&format!("We will send it to {address}."), address), [], "{address}");
        }
        let letter = "12 Mill Lane\nSpringfield, IL 62704";
        assert_eq!(told(letter, letter), []);
    }
}
