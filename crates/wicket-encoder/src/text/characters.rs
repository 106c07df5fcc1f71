//! What a character is to the tokeniser.

use super::classes::CLASSES;

/// What is done with a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Part of a word.
    Letter,
    /// Between words.
    Space,
    /// A word of its own.
    Punctuation,
    /// A word of its own, as scripts without spaces have it.
    Ideograph,
    /// An accent: belongs to the letter before it and is lost.
    Mark,
    /// Invisible: as if it were not there.
    Dropped,
}

pub(super) fn class(character: char) -> Class {
    match character {
        ' ' | '\t' | '\n' | '\r' => Class::Space,
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Letter,
        '!'..='~' => Class::Punctuation,
        '\0'..='\u{7f}' => Class::Dropped,
        _ => {
            let code = u32::from(character);
            let at = CLASSES.partition_point(|(_, last, _)| *last < code);
            CLASSES.get(at).filter(|(first, ..)| *first <= code).map_or(Class::Letter, |(.., class)| *class)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_in_order_and_apart() {
        assert!(CLASSES.iter().all(|(first, last, _)| first <= last && *first > 0x7f));
        assert!(CLASSES.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn classes_of_some_characters() {
        let check = |class_is, characters: &str| {
            for character in characters.chars() {
                assert_eq!(class(character), class_is, "{character:?}");
            }
        };
        check(Class::Letter, "aZ0éßжあ한😀€\u{df0}");
        check(Class::Space, " \n\u{a0}\u{2003}\u{3000}\u{2028}");
        check(Class::Punctuation, "!~_`«…—。「\u{37e}");
        check(Class::Ideograph, "会\u{f900}\u{20000}");
        check(Class::Mark, "\u{301}\u{fe0f}\u{64b}");
        check(Class::Dropped, "\0\u{7f}\u{ad}\u{200b}\u{200d}\u{202e}\u{feff}\u{fffd}\u{e000}\u{e0041}");
    }
}
