//! What a tagger that learnt from a few languages takes for a name and is a part of a sentence in another.

use super::{ADDRESS, LOCATION, PERSON};

/// Words in small letters inside of names.
const PARTICLES: &[&str] = &[
    "de", "da", "do", "dos", "das", "del", "della", "di", "du", "la", "le", "el", "al", "van", "von", "der", "den",
    "ten", "ter", "zu", "und", "and", "of", "the", "y", "e", "i", "bin", "ibn", "binti", "af", "av", "na", "st",
];
/// What stands behind the names of physicians and scholars.
const DEGREES: &[&str] = &["md", "dds", "dvm", "phd", "jr", "sr", "esq", "rn"];
/// Most Chinese characters of a person's name: two for a family and two of its own, and a title.
const MOST_HAN: usize = 6;
/// Characters of an address that has no number.
const MOST_UNNUMBERED: usize = 100;

/// Whether `name`, of the tagger's `class`, reads like words of a sentence. O(length of it).
pub(super) fn is_phrase(name: &str, class: usize) -> bool {
    match class {
        PERSON => is_sentence(name) || n_han(name) > MOST_HAN,
        // `new york city` is typed so in chats.
        LOCATION => is_sentence(name) && n_small(name) > 3,
        // An address of so many words has a number, or the names of a street and a place.
        ADDRESS => {
            let has_number = || name.chars().any(char::is_numeric);
            is_sentence(name) && !name.chars().any(|c| c.is_numeric() || c.is_uppercase())
                || name.chars().count() > MOST_UNNUMBERED && !has_number()
        }
        _ => false,
    }
}

/// Three words and more in small letters, or two behind one with a capital.
fn is_sentence(name: &str) -> bool {
    let words = || words(name);
    let n_small = n_small(name);
    // Letters by themselves stand in names, but not among four words and more; degrees stand behind them.
    let has_degree = words().any(|word| DEGREES.contains(&word));
    let has_letter = words().any(|word| word.trim_end_matches('.').chars().count() == 1) && n_small < 4;
    !has_degree && !has_letter && (n_small > 2 || n_small > 1 && words().count() > n_small)
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split_whitespace().filter(|word| !PARTICLES.contains(word))
}

/// How many words in small letters `name` has.
fn n_small(name: &str) -> usize {
    let is_small = |word: &&str| word.chars().all(|c| c.is_lowercase() || c == '\'') && word.chars().count() > 1;
    words(name).filter(is_small).count()
}

fn n_han(name: &str) -> usize {
    name.chars().filter(|c| matches!(c, '\u{3400}'..='\u{9fff}')).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_sentences_are_no_names() {
        for (text, class) in [
            ("jutro bedzie padac", PERSON),
            ("Jutro ma padać", PERSON),
            ("比赛结果是三比二", PERSON),
            ("bo pytał o nią dwa razy", PERSON),
            ("espera al lado de la puerta verde", LOCATION),
            ("kal tak aa jayega", ADDRESS),
            (&"เธอคิดว่าทุกอย่างดูเป็นเรื่องธรรมดา ".repeat(4), ADDRESS),
        ] {
            assert!(is_phrase(text, class), "{text}");
        }
    }

    #[test]
    fn names_stay() {
        for (text, class) in [
            ("ana maria", PERSON),
            ("Maria de la Cruz", PERSON),
            ("maria van den berg", PERSON),
            ("maria k. berg", PERSON),
            ("maria clara berg md", PERSON),
            ("new york city", LOCATION),
            ("san juan del sur", LOCATION),
            ("欧阳静怡", PERSON),
            ("Rue du Lac", ADDRESS),
            ("rue du lac 3", ADDRESS),
        ] {
            assert!(!is_phrase(text, class), "{text}");
        }
    }
}
