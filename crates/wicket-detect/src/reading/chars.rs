//! What happens to each character in a canonical reading.
//!
//! # Source
//! Unicode 16: UAX #15 (normalization forms), UTS #39 (confusables; here only those that stand for ASCII letters),
//! UTS #51 (emoji tag sequences and variation selectors).

use std::{ops::Range, sync::LazyLock};

/// What a canonical reading does with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Stays.
    Keep,
    /// Invisible: joiner, direction mark, selector. Dropped next to Latin letters, kept where a script or an emoji needs it.
    Joiner,
    /// A tag character: invisible everywhere, kept only in the flags that are made of them.
    Tag,
    /// A combining mark: dropped behind an ASCII letter, and behind the signs and spaces between them.
    Mark,
    /// Looks like an ASCII letter, and reads as one inside a Latin word.
    Lookalike(char),
    /// Is a styled ASCII letter wherever it stands.
    Always(char),
    /// A compatibility form: folded by NFKC's own decomposition.
    Fold,
}

/// What [`decide`] says of every character of the basic plane, by a look into a table: every character outside ASCII asks.
struct Fates {
    /// One bit for each character that stays.
    kept: [u64; 0x1_0000 / 64],
    /// The ASCII letter that a Greek or Cyrillic character looks like, or 0.
    looks: [u8; LOOKALIKES.end - LOOKALIKES.start],
}

const LOOKALIKES: Range<usize> = 0x370..0x530;

static FATES: LazyLock<Box<Fates>> = LazyLock::new(|| {
    let mut fates = Box::new(Fates { kept: [0; 0x1_0000 / 64], looks: [0; LOOKALIKES.end - LOOKALIKES.start] });
    for c in '\0'..='\u{ffff}' {
        let at = c as usize;
        match decide(c) {
            Fate::Keep => fates.kept[at / 64] |= 1 << (at % 64),
            Fate::Lookalike(latin) if LOOKALIKES.contains(&at) => fates.looks[at - LOOKALIKES.start] = latin as u8,
            _ => {}
        }
    }
    fates
});

/// Emoji behind the squared and circled letters, which stay as they are.
const PICTURES: Range<usize> = 0x1F16A..0x1FB00;

/// Whether `c` stays, wherever it stands: of other planes than the basic one, emoji alone are told.
pub(crate) fn is_kept(c: char) -> bool {
    let at = c as usize;
    PICTURES.contains(&at) || FATES.kept.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 == 1)
}

/// The fate of `c`.
pub(crate) fn fate(c: char) -> Fate {
    if is_kept(c) {
        return Fate::Keep;
    }
    match (c as usize).checked_sub(LOOKALIKES.start).and_then(|at| FATES.looks.get(at)) {
        Some(&latin) if latin != 0 => Fate::Lookalike(latin.into()),
        _ => decide(c),
    }
}

fn decide(c: char) -> Fate {
    match c as u32 {
        0..=0xA8 | 0xAB..=0xAC | 0xC0..=0x24F => match c {
            '\u{a0}' => Fate::Always(' '),
            _ => Fate::Keep,
        },
        // The Hangul filler is a letter by class and looks like nothing.
        0x3164 => Fate::Joiner,
        0x4E00..=0x9FFF | 0xAC00..=0xD7A3 | 0x3001..=0x318F => Fate::Keep,
        0x370..=0x52F => lookalike(c),
        0x61C => Fate::Joiner,
        0x530..=0x180D | 0x1E00..=0x1FFF => Fate::Keep,
        0x2010 | 0x2012..=0x2023 | 0x2027 | 0x2030..=0x205E | 0x20A0..=0x20FF => Fate::Keep,
        0xAD
        | 0x180E
        | 0x200B..=0x200F
        | 0x202A..=0x202E
        | 0x2060..=0x206F
        | 0xFE00..=0xFE0F
        | 0xFEFF
        | 0xFFF9..=0xFFFB => Fate::Joiner,
        0xE0100..=0xE01EF => Fate::Joiner,
        0xE0000..=0xE007F => Fate::Tag,
        0x300..=0x36F => Fate::Mark,
        0xAA | 0xAF..=0xB0 | 0xB2..=0xB5 | 0xB8..=0xBA => Fate::Keep,
        // Raised letters of phonetic writing, used as a font.
        0x2B0..=0x2B8 | 0x2E0..=0x2E3 | 0x1D2C..=0x1D6A | 0x1D9C..=0x1DBF => Fate::Fold,
        0x250..=0x2AF | 0x1D00..=0x1D7F => small_capital(c).map_or(Fate::Keep, Fate::Always),
        0x2000..=0x200A | 0x202F | 0x205F | 0x3000 => Fate::Always(' '),
        0x2011 => Fate::Always('-'),
        0x2024 => Fate::Always('.'),
        0x2070..=0x209C | 0x2102..=0x214E | 0x2160..=0x217F | 0x2460..=0x24EA => Fate::Fold,
        0xFB00..=0xFB06 | 0xFF01..=0xFF5E | 0xFFE0..=0xFFE6 | 0x1D400..=0x1D7FF => Fate::Fold,
        // Squared and circled letters of the emoji blocks have no decomposition; 🅰 and its kin stay, as emoji.
        n @ 0x1F130..=0x1F149 => letter_after(n - 0x1F130),
        n @ 0x1F150..=0x1F169 => letter_after(n - 0x1F150),
        _ => Fate::Keep,
    }
}

/// The capital letter `nth` places after `A`.
fn letter_after(nth: u32) -> Fate {
    char::from_u32('A' as u32 + nth).map_or(Fate::Keep, Fate::Always)
}

/// Cyrillic and Greek letters that look like ASCII ones.
fn lookalike(c: char) -> Fate {
    const CYRILLIC_AND_GREEK: &str = "аaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝwѵvӏlгrпnкkмmтtвbнhиuАAВBЕEКKМMНHОOРPСCТTХXІIЈJЅSУYԌGԜWҮYΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXαaοoνvρpιiκkυuτtεeηnωwγyσoѡw";
    let mut pairs = CYRILLIC_AND_GREEK.chars();
    while let (Some(look), Some(latin)) = (pairs.next(), pairs.next()) {
        if look == c {
            return Fate::Lookalike(latin);
        }
    }
    Fate::Keep
}

/// Phonetic small capitals, used as a font.
fn small_capital(c: char) -> Option<char> {
    const PAIRS: &str = "ᴀaʙbᴄcᴅdᴇeɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrᴛtᴜuᴠvᴡwʏyᴢzɑaɡgɩi";
    let mut pairs = PAIRS.chars();
    std::iter::from_fn(|| Some((pairs.next()?, pairs.next()?))).find(|(look, _)| *look == c).map(|(_, latin)| latin)
}

/// Whether `c`, an invisible character, stands between letters that need none: next to ASCII, but not in a keycap emoji.
pub(crate) fn is_hidden_between(before: char, c: char, after: char) -> bool {
    let is_keycap = c == '\u{fe0f}' && after == '\u{20e3}';
    let latin = |c: char| (c.is_ascii_graphic() || ('\u{c0}'..='\u{24f}').contains(&c)) && c != '#' && c != '*';
    !is_keycap && (latin(before) || latin(after) || (before == '\0' && c == '\u{feff}'))
}

/// Whether `c` is one of the invisible characters of which several may stand in a row.
pub(crate) fn is_unseen(c: char) -> bool {
    !c.is_ascii() && fate(c) == Fate::Joiner
}

/// Whether a tag character behind `before` belongs to a flag: the black flag, or a tag that was kept for that reason.
pub(crate) fn is_part_of_flag(before: char) -> bool {
    before == '\u{1f3f4}' || matches!(fate(before), Fate::Tag)
}

/// Whether `c` is a letter outside ASCII that could take part in a mixed-script word.
pub(crate) fn is_letter(c: char) -> bool {
    matches!(c as u32, 0xC0..=0x24F | 0x370..=0x52F)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_told_without_asking_for_its_fate() {
        for c in '\0'..=char::MAX {
            let is_told = (c as usize) < 0x1_0000 || PICTURES.contains(&(c as usize));
            assert_eq!(is_kept(c), is_told && decide(c) == Fate::Keep, "{c:?}");
        }
    }

    #[test]
    fn every_lookalike_stands_for_one_ascii_letter() {
        for c in '\u{370}'..='\u{52f}' {
            if let Fate::Lookalike(latin) = fate(c) {
                assert!(latin.is_ascii_alphabetic(), "{c} reads as {latin}");
            }
        }
    }
}
