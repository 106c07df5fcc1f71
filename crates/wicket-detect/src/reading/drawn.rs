//! Readings that only injection rules look behind, of letters drawn with other characters: flags and boxes, Braille,
//! letters upside down, words with an emoji in place of each blank.
//!
//! As writing each of these is in order, so nothing is folded in the canonical reading.

use std::sync::LazyLock;

use super::{Builder, Reading, Way};

/// Fewest drawn letters that are a text: three flags and a blood group have fewer.
const FEWEST: usize = 10;
/// Fewest pictures between words that stand for blanks.
const PICTURES: usize = 2;
/// Fewest letters upside down.
const TURNED: usize = 4;

/// Braille patterns of `a` to `z` behind U+2800 (English Braille, grade 1).
const BRAILLE: [u8; 26] = [
    0x01, 0x03, 0x09, 0x19, 0x11, 0x0B, 0x1B, 0x13, 0x0A, 0x1A, 0x05, 0x07, 0x0D, 0x1D, 0x15, 0x0F, 0x1F, 0x17, 0x0E,
    0x1E, 0x25, 0x27, 0x3A, 0x2D, 0x3D, 0x35,
];

/// Letters that look like another upside down, each before the one that it stands for.
const UPSIDE_DOWN: &str = "ɐaɔcǝeɟfƃgɓgɥhᴉiıiɾjʞkʃlɯmɹrʇtʌvʍwʎyunnubqqbdppd∀AƎEℲFſJ˥LɹR┴T∩UΛV⅄Y";

/// The readings of drawn letters in `text`; none for most. O(n).
pub fn drawn(text: &str) -> Vec<Reading<'static>> {
    if !may_be_drawn(text.as_bytes()) {
        return Vec::new();
    }
    drawn_letters(text).into_iter().chain(upside_down(text)).collect()
}

/// Whether enough characters are of the blocks that pictures and turned letters stand in, told by their first bytes: the
/// cheap question asked of every text. Letters of living scripts, quotation marks and dashes stand in others.
fn may_be_drawn(bytes: &[u8]) -> bool {
    // Fewer than a byte can count.
    const BLOCK: usize = 128;
    let is_odd = |first: u8, second: u8| {
        (first.wrapping_sub(0xC6) < 5)
            | (first == 0xF0)
            | (first == 0xE1) & (second.wrapping_sub(0xB4) < 3)
            | (first == 0xE2) & (second >= 0x85)
    };
    if bytes.is_ascii() {
        return false;
    }
    let mut n = 0;
    (0..bytes.len()).step_by(BLOCK).any(|at| {
        let block = &bytes[at..bytes.len().min(at + BLOCK + 1)];
        let pairs = block.iter().zip(&block[1..]);
        n += usize::from(pairs.fold(0_u8, |n, (&first, &second)| n.wrapping_add(u8::from(is_odd(first, second)))));
        n >= PICTURES
    })
}

/// Boxes, flags and Braille as the letters that they hold, and pictures between words as blanks.
fn drawn_letters(text: &str) -> Option<Reading<'static>> {
    let (mut letters, mut pictures, mut is_behind_picture) = (0, 0, false);
    for c in text.chars() {
        letters += usize::from(!c.is_ascii() && letter_in(c).is_some());
        pictures += usize::from(is_behind_picture && c.is_alphanumeric());
        is_behind_picture = !c.is_ascii() && is_picture(c);
    }
    if letters < FEWEST && pictures < PICTURES {
        return None;
    }
    let mut builder = Builder::with_room_for(text.len());
    let mut done = 0;
    for (at, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let Some(letter) = letter_in(c).or_else(|| is_picture(c).then_some(' ')) else { continue };
        builder.copy(done, &text[done..at]);
        builder.replace(at, c.len_utf8(), letter.encode_utf8(&mut [0; 4]));
        done = at + c.len_utf8();
    }
    builder.copy(done, &text[done..]);
    Some(builder.finish(Way::Drawn))
}

/// The letter that `c` is a picture of.
fn letter_in(c: char) -> Option<char> {
    let nth = match c as u32 {
        n @ 0x1F170..=0x1F189 => n - 0x1F170,
        n @ 0x1F1E6..=0x1F1FF => n - 0x1F1E6,
        n @ 0x2801..=0x283F => {
            let pattern = u8::try_from(n - 0x2800).ok()?;
            u32::try_from(BRAILLE.iter().position(|known| *known == pattern)?).ok()?
        }
        _ => return None,
    };
    char::from_u32(u32::from('a') + nth)
}

/// Emoji, dingbats and arrows: nothing that is written between the letters of a word.
const fn is_picture(c: char) -> bool {
    matches!(c as u32, 0x2190..=0x21FF | 0x2300..=0x23FF | 0x2500..=0x27BF | 0x2B00..=0x2BFF | 0x1F300..=0x1FAFF | 0xFE0F | 0x200D)
}

/// The whole text from behind, each letter turned. A finding stands for all of it.
fn upside_down(text: &str) -> Option<Reading<'static>> {
    if text.chars().filter(|c| !c.is_ascii() && upright(*c).is_some()).take(TURNED).count() < TURNED {
        return None;
    }
    let turned: String = text.chars().rev().map(|c| upright(c).unwrap_or(c)).collect();
    let mut builder = Builder::default();
    builder.replace(0, text.len(), &turned);
    Some(builder.finish(Way::Drawn))
}

/// The letter that `c` is upside down.
fn upright(c: char) -> Option<char> {
    static SORTED: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
        let pairs = UPSIDE_DOWN.chars().step_by(2).zip(UPSIDE_DOWN.chars().skip(1).step_by(2));
        let mut sorted: Vec<_> = pairs.collect();
        sorted.sort_unstable();
        sorted
    });
    // Of the blocks between these, none has a letter that is turned; of those in them, few are written.
    if matches!(c as u32, 0x300..=0x1CFF | 0x2C00..) {
        return None;
    }
    SORTED.binary_search_by_key(&c, |(drawn, _)| *drawn).ok().map(|at| SORTED[at].1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<String> {
        drawn(text).into_iter().map(|reading| reading.text().to_owned()).collect()
    }

    #[test]
    fn drawn_letters_are_read() {
        for text in ["🅸🅶🅽🅾🆁🅴 🆃🅷🅸🆂", "🇮🇬🇳🇴🇷🇪 🇹🇭🇮🇸", "⠊⠛⠝⠕⠗⠑ ⠞⠓⠊⠎", "sᴉɥʇ ǝɹouƃᴉ", "please🔥ignore🔥this"]
        {
            assert!(read(text).iter().any(|read| read.contains("ignore this")), "{text} gives {:?}", read(text));
        }
    }

    #[test]
    fn ordinary_writing_gives_no_reading() {
        for text in
            ["🇩🇪🇫🇷🇮🇹 blood group 🅰️ 🅾️", "well done! 🎉🎉🎉 see you 🙂", "naïve café", "[wɔːtə] and [ðɪs]", "위원회는"]
        {
            assert!(read(text).is_empty(), "{text} gives {:?}", read(text));
        }
    }

    #[test]
    fn what_is_upside_down_stands_for_a_letter() {
        let letters: Vec<char> = UPSIDE_DOWN.chars().skip(1).step_by(2).collect();
        assert_eq!(UPSIDE_DOWN.chars().count(), 2 * letters.len());
        assert!(letters.iter().all(char::is_ascii_alphabetic), "{letters:?}");
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in "[a🅸🇮⠊ǝ🔥 é]{0,40}") {
            for reading in drawn(&text) {
                let whole = reading.original(0..reading.text().len());
                prop_assert!(text.get(whole).is_some());
            }
        }
    }
}
