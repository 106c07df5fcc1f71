//! Readings behind codes that write a text with few signs: base32, base85, character codes as numbers, Morse.
//!
//! A run of the signs of a code is tried as a whole and counts where it decodes to words; a finding in it stands for the
//! whole run.
//!
//! # Source
//! RFC 4648 (base32), RFC 1924 and the PostScript Language Reference, 3.13.3 (base85), ITU-R M.1677-1 (Morse).

use std::ops::{Range, RangeInclusive};

use super::{Reading, Way, decode::whole};
use crate::bits::each_run;

/// Shortest run that is tried, in bytes: twelve letters in the densest of these codes.
const SHORTEST: usize = 15;
/// Fewest letters that a run of numbers or of Morse spells: fewer are a version, a date, a line of dots.
const FEWEST: usize = 12;

/// Adds what numbers and Morse in `text` say, left to right. O(n).
pub(super) fn each(text: &str, readings: &mut Vec<Reading<'static>>) {
    let bytes = text.as_bytes();
    // One pass for both: their signs are alike.
    let is_either = |byte| is_number(byte) | is_morse(byte);
    each_run(bytes, 2 * FEWEST, is_either, |run| {
        let inside = |part: Range<usize>| run.start + part.start..run.start + part.end;
        each_run(&bytes[run.clone()], 3 * FEWEST - 1, is_number, |part| numbers(text, &inside(part), readings));
        each_run(&bytes[run.clone()], 2 * FEWEST, is_morse, |part| readings.extend(morse(text, inside(part))));
    });
}

/// The runs of signs that are no blanks which may hold a code, left to right. O(n).
pub(super) fn dense_runs(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    each_run(bytes, SHORTEST, |byte| byte.is_ascii_graphic(), |run| found.push(run));
    found
}

const fn is_number(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || matches!(byte, b'x' | b'X') || is_gap(byte)
}

const fn is_morse(byte: u8) -> bool {
    matches!(byte, b'.' | b'-' | b'_' | b'/' | b'|' | b' ' | b'\n')
}

const fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b',' | b';' | b':' | b'-' | b'\n' | b'\t' | b'\r')
}

/// A run of base32, in capitals or in small letters, with what pads it left out.
pub(super) fn base32(text: &str, run: &Range<usize>) -> Option<Reading<'static>> {
    let digits = text.get(run.clone())?.as_bytes();
    let first = if digits.iter().any(u8::is_ascii_lowercase) { b'a' } else { b'A' };
    let (mut bytes, mut bits, mut n_bits) = (Vec::new(), 0_u32, 0);
    for &digit in digits {
        let value = match digit {
            b'2'..=b'7' => digit - b'2' + 26,
            _ => Some(digit.wrapping_sub(first)).filter(|value| *value < 26)?,
        };
        bits = bits << 5 | u32::from(value);
        n_bits += 5;
        if n_bits >= 8 {
            n_bits -= 8;
            bytes.push(printed((bits >> n_bits & 0xFF) as u8)?);
        }
    }
    whole(run, &bytes, Way::Base32)
}

/// A run of base85 that follows a blank, a quote or the mark `<~`, in either of its two alphabets.
pub(super) fn base85(text: &str, run: &Range<usize>) -> Option<Reading<'static>> {
    const RFC_1924: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";
    let given = text.get(run.clone())?;
    let inner = given.trim_matches(['"', '\'', '`']);
    let marked = inner.strip_prefix("<~").map(|rest| rest.strip_suffix("~>").unwrap_or(rest));
    let ascii85 = |digit: u8| digit.checked_sub(b'!').filter(|value| *value < 85);
    let rfc_1924 = |digit: u8| RFC_1924.iter().position(|known| *known == digit).and_then(|at| u8::try_from(at).ok());
    let bytes = match marked {
        Some(inner) => of_base85(inner, ascii85)?,
        None => of_base85(inner, rfc_1924).or_else(|| of_base85(inner, ascii85))?,
    };
    says_words(&bytes).then(|| whole(run, &bytes, Way::Base85))?
}

/// Five digits are four bytes; the last group may be shorter by as many digits as bytes. Text shows itself at once.
fn of_base85(digits: &str, value: impl Fn(u8) -> Option<u8>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for group in digits.as_bytes().chunks(5) {
        let mut number = 0_u64;
        for at in 0..5 {
            number = number * 85 + u64::from(group.get(at).map_or(Some(84), |digit| value(*digit))?);
        }
        let four = u32::try_from(number).ok()?.to_be_bytes();
        for byte in four.get(..group.len() - 1)? {
            bytes.push(printed(*byte)?);
        }
    }
    Some(bytes)
}

/// Ways to write character codes as numbers: the base and the digits of a code. A row of bits is cut into eights.
const BASES: [(u32, RangeInclusive<usize>); 4] = [(2, 7..=usize::MAX), (10, 2..=3), (16, 2..=2), (8, 2..=3)];

/// Adds what the stretches of a run say whose numbers are character codes, in the first base in which any does.
fn numbers(text: &str, run: &Range<usize>, readings: &mut Vec<Reading<'static>>) {
    let n_letters = codes(text, run).fold([0; BASES.len()], |mut n_letters, (_, code)| {
        let letters = may_be_letters(without_mark(code));
        n_letters.iter_mut().zip(letters).for_each(|(all, here)| *all += here);
        n_letters
    });
    let found = readings.len();
    for ((base, digits), n_letters) in BASES.into_iter().zip(n_letters) {
        if n_letters * 2 >= FEWEST && readings.len() == found {
            numbers_in(base, &digits, text, run, readings);
        }
    }
}

/// How many letters a code may stand for in each of [`BASES`], by its length and first digit: those of ASCII are 65 to 122.
fn may_be_letters(code: &[u8]) -> [usize; BASES.len()] {
    match *code {
        [b'4'..=b'7', _] => [0, 1, 1, 0],
        [b'8' | b'9', _] => [0, 1, 0, 0],
        [b'1', _, _] => [0, 1, 0, 1],
        [b'0' | b'1', ..] if code.len() > 6 => [code.len() / 7, 0, 0, 0],
        _ => [0; BASES.len()],
    }
}

/// The codes of a run, each with its place.
fn codes<'t>(text: &'t str, run: &Range<usize>) -> impl Iterator<Item = (usize, &'t [u8])> {
    let mut at = run.start;
    let run = text.as_bytes().get(run.clone()).unwrap_or_default();
    run.split(|byte| is_gap(*byte)).filter_map(move |code| {
        let start = at;
        at += code.len() + 1;
        (!code.is_empty()).then_some((start, code))
    })
}

/// The same in one base. A number that stands before the codes by chance ends no more than a stretch.
fn numbers_in(
    base: u32,
    digits: &RangeInclusive<usize>,
    text: &str,
    run: &Range<usize>,
    readings: &mut Vec<Reading<'static>>,
) {
    let mut bytes = Vec::new();
    let mut stretch = run.start..run.start;
    for (at, code) in codes(text, run).chain([(run.end, &b""[..])]) {
        let before = bytes.len();
        if digits.contains(&without_mark(code).len()) && decode(code, base, &mut bytes).is_some() {
            stretch = if before == 0 { at } else { stretch.start }..at + code.len();
            continue;
        }
        bytes.truncate(before);
        if says_words(&bytes) {
            readings.extend(whole(&stretch, &bytes, Way::Numbers));
        }
        bytes.clear();
    }
}

/// A code without the `0x` in front of it.
fn without_mark(code: &[u8]) -> &[u8] {
    match code {
        [b'0', b'x', digits @ ..] => digits,
        _ => code,
    }
}

/// Appends the characters of one code to `bytes`; more than one where it is a row of bits.
fn decode(code: &[u8], base: u32, bytes: &mut Vec<u8>) -> Option<()> {
    let single = |digits: &[u8]| {
        let with_digit = |number: u32, digit: &u8| Some(number * base + char::from(*digit).to_digit(base)?);
        let number = digits.iter().try_fold(0, with_digit)?;
        u8::try_from(number).ok().and_then(printed)
    };
    match base {
        2 if code.len().is_multiple_of(8) => {
            for eight in code.chunks(8) {
                bytes.push(single(eight)?);
            }
        }
        2 if code.len() != 7 => return None,
        16 => bytes.push(single(without_mark(code))?),
        _ => bytes.push(single(code)?),
    }
    Some(())
}

/// A run of Morse: dots and dashes, letters apart by a blank, words by a stroke, a line or two blanks.
fn morse(text: &str, run: Range<usize>) -> Option<Reading<'static>> {
    let mut spelled = String::new();
    for word in text.get(run.clone())?.split(['/', '|', '\n']).flat_map(|line| line.split("  ")) {
        let letters = word.split(' ').filter(|sign| !sign.is_empty());
        let before = spelled.len();
        for sign in letters {
            spelled.push(letter_of(sign)?);
        }
        if spelled.len() > before {
            spelled.push(' ');
        }
    }
    // A line of dashes and a table of contents spell letters too, but few kinds.
    let kinds: u32 =
        spelled.bytes().filter(u8::is_ascii_lowercase).fold(0, |kinds, letter| kinds | 1 << (letter - b'a'));
    let is_text = spelled.len() >= FEWEST && kinds.count_ones() >= 5;
    is_text.then(|| whole(&run, spelled.trim_end().as_bytes(), Way::Morse))?
}

/// The letter or digit that a sign of Morse stands for.
fn letter_of(sign: &str) -> Option<char> {
    const SIGNS: [&str; 36] = [
        ".-", "-...", "-.-.", "-..", ".", "..-.", "--.", "....", "..", ".---", "-.-", ".-..", "--", "-.", "---",
        ".--.", "--.-", ".-.", "...", "-", "..-", "...-", ".--", "-..-", "-.--", "--..", "-----", ".----", "..---",
        "...--", "....-", ".....", "-....", "--...", "---..", "----.",
    ];
    if let ".-.-.-" | "--..--" | "..--.." | "-.-.--" = sign {
        return Some('.');
    }
    let is_same = |known: &&str| known.bytes().eq(sign.bytes().map(|byte| if byte == b'_' { b'-' } else { byte }));
    let at = u32::try_from(SIGNS.iter().position(is_same)?).ok()?;
    char::from_digit(if at < 26 { at + 10 } else { at - 26 }, 36)
}

/// `byte` where text in these codes may have it: no control character, and nothing outside ASCII.
fn printed(byte: u8) -> Option<u8> {
    (byte.is_ascii_graphic() || byte.is_ascii_whitespace()).then_some(byte)
}

/// Whether `bytes` read like words: enough of them, nearly all letters, digits and blanks, with letters among them.
fn says_words(bytes: &[u8]) -> bool {
    if bytes.len() < FEWEST {
        return false;
    }
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let plain = bytes.iter().filter(|byte| byte.is_ascii_alphanumeric() || **byte == b' ').count();
    plain * 20 >= bytes.len() * 17 && letters * 2 >= bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        let mut readings = Vec::new();
        each(text, &mut readings);
        readings.extend(dense_runs(text.as_bytes()).iter().filter_map(|run| base85(text, run)));
        readings.iter().map(|reading| reading.text().to_owned()).collect()
    }

    #[test]
    fn codes_are_read() {
        for encoded in [
            "run 'NoQ_va%CWNXlZjGZf|!iAYpD~AarP9bN' now",
            "run BkM=%Eb-A8BPDN1DJs_A@;]TuFD,*) now",
            "run <~BkM=%Eb-A8BPDN1DJs_A@;]TuFD,*)~> now",
            "order 4471: 73 103 110 111 114 101 32 116 104 105 115 33",
            "[73,103,110,111,114,101,32,116,104,105,115,33]",
            "49 67 6e 6f 72 65 20 74 68 69 73 21",
            "0x49 0x67 0x6e 0x6f 0x72 0x65 0x20 0x74 0x68 0x69 0x73 0x21",
            "111 147 156 157 162 145 040 164 150 151 163 041",
            "01101001 01100111 01101110 01101111 01110010 01100101 00100000 01110100 01101000 01101001 01110011 00100001",
            "011010010110011101101110011011110111001001100101001000000111010001101000011010010111001100100001",
            ".. --. -. --- .-. . / - .... .. ... / -. --- - .",
        ] {
            let all = texts(encoded);
            assert!(all.iter().any(|text| text.to_lowercase().contains("ignore this")), "{encoded:?} gives {all:?}");
        }
    }

    #[test]
    fn ordinary_text_gives_no_reading() {
        for ordinary in [
            "Chapter 1 .......... 12\nChapter 2 .......... 19\n- - - - - - - - - - - -",
            "| --- | --- | --- |\n| ... | --- | ... |",
            "120, 119, 118, 64, 32, 12, 99, 87, 55, 41, 33, 90, 91, 92",
            "https://example.org/a/b/c?d=e&f=g#h-i_j(k)[l]{m}|n~o!p$q",
            "2024-11-21 22:20:15 10.0.0.1 443 200 1532 0.012 7",
            "if (a==b){return c[d]+e;}else{f(g,h);}while(i<j){k+=l;}",
        ] {
            assert!(texts(ordinary).is_empty(), "{ordinary:?} gives {:?}", texts(ordinary));
        }
    }
}
