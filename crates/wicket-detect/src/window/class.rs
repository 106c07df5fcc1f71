//! What characters say about a word, read from a table in one pass.

use crate::scripts::parts_words;

/// A digit.
pub(super) const DIGIT: u8 = 1;
/// A capital letter.
pub(super) const UPPER: u8 = 1 << 1;
/// A sign that assigns or labels: `:` or `=`.
pub(super) const LABEL: u8 = 1 << 2;
/// A sign that only findings and code need: `@`, `%`, `&`, `\`.
pub(super) const SIGN: u8 = 1 << 3;
/// `[` or `<`, the start of a link or an element.
pub(super) const MARKUP: u8 = 1 << 4;
/// A byte of a character outside ASCII.
pub(super) const FOREIGN: u8 = 1 << 5;
/// White space.
pub(super) const SPACE: u8 = 1 << 6;
/// A lower-case letter.
pub(super) const LOWER: u8 = 1 << 7;

const TABLE: [u8; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'A'..=b'Z' => UPPER,
            b'a'..=b'z' => LOWER,
            b':' | b'=' => LABEL,
            b'@' | b'%' | b'&' | b'\\' => SIGN,
            b'[' | b'<' => MARKUP,
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => SPACE,
            0x80.. => FOREIGN,
            _ => 0,
        };
        byte += 1;
    }
    table
};

/// The class of one byte.
pub(super) fn of(byte: u8) -> u8 {
    TABLE.get(usize::from(byte)).copied().unwrap_or(0)
}

/// Whether a word ends at `char` although no white space does: scripts that are written without spaces, and pictures.
///
/// Letters that fold to ASCII (full width, mathematical, enclosed) are no such border: they can spell a finding. Nor are
/// those with which days are written, `1986年3月21日`.
pub(super) fn is_border(char: char) -> bool {
    char.is_whitespace()
        || parts_words(char) && !matches!(char, '年' | '月' | '日' | '년' | '월' | '일')
        || matches!(char,
            '\u{2600}'..='\u{275f}' | '\u{2794}'..='\u{27bf}' // symbols, without circled digits
            | '\u{1f300}'..='\u{1faff}') // pictures
}

/// Whether `char`, outside ASCII, could stand for an ASCII character or hide something.
pub(super) fn is_disguise(char: char) -> bool {
    matches!(char,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        | '\u{2070}'..='\u{209c}' | '\u{2100}'..='\u{218f}' | '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}'
        | '\u{3200}'..='\u{33ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe50}'..='\u{fe6f}'
        | '\u{ff05}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff0e}' | '\u{ff10}'..='\u{ff1a}' | '\u{ff1d}' | '\u{ff20}'..='\u{ff3a}'
        | '\u{ff3f}'..='\u{ff5a}'
        | '\u{1d400}'..='\u{1d7ff}' | '\u{1f100}'..='\u{1f1ff}' | '\u{e0000}'..='\u{e0fff}')
        || char.is_numeric()
}
