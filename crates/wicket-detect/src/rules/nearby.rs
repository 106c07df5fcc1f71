//! The words near in front of a value, for rules that ask what a text speaks of only where a value has the right form: such
//! values are rare, so common words cost a text nothing.

use std::sync::OnceLock;

/// How far in front of a value its words are heard, in bytes.
pub(crate) const REACH: usize = 64;

/// The text in front of `at`, as far as words are heard.
pub(crate) fn in_front(text: &str, at: usize) -> &str {
    let from = (at.saturating_sub(REACH)..=at).find(|&from| text.is_char_boundary(from)).unwrap_or(at);
    text.get(from..at).unwrap_or_default()
}

/// The words in front of `at`, the nearest first.
pub(crate) fn words(text: &str, at: usize) -> impl Iterator<Item = &str> {
    in_front(text, at).rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A list of words, sorted and in small letters, that every number of a text may ask for.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) words: &'static [&'static str],
    /// How long words with that first byte are, a bit for each length: it rules out most words.
    lengths: OnceLock<Box<[u64; 256]>>,
}

impl Known {
    pub(crate) const fn of(words: &'static [&'static str]) -> Self {
        Known { words, lengths: OnceLock::new() }
    }

    /// Whether `word` is on the list, in any case.
    pub(crate) fn has(&self, word: &str) -> bool {
        let lengths = self.lengths.get_or_init(|| {
            let mut lengths = Box::new([0; 256]);
            for word in self.words {
                let first = word.as_bytes().first().copied().unwrap_or_default();
                lengths[usize::from(first)] |= 1 << word.len().min(63);
            }
            lengths
        });
        let first = word.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        lengths[usize::from(first)] >> word.len().min(63) & 1 != 0 && is_known(word, self.words)
    }
}

/// Whether one of the words in front of `at`, nearest first and no more than `most`, is in `known`.
pub(crate) fn speaks_of(text: &str, at: usize, most: usize, known: &Known) -> bool {
    words(text, at).take(most).any(|word| known.has(word))
}

/// Whether `word` is in `known`, in any case.
pub(crate) fn is_known(word: &str, known: &[&str]) -> bool {
    /// Longest word of any list, in bytes.
    const LONGEST: usize = 32;
    let mut small = [0_u8; LONGEST];
    let Some(small) = small.get_mut(..word.len()).filter(|_| word.len() > 1) else { return false };
    small.copy_from_slice(word.as_bytes());
    small.make_ascii_lowercase();
    std::str::from_utf8(small).is_ok_and(|small| known.binary_search(&small).is_ok())
}

/// Whether two words with capitals, as a person's names, stand right in front of `at`.
pub(crate) fn is_behind_name(text: &str, at: usize) -> bool {
    const SIGNS: &[char] = &[' ', ',', ';', '-', '–', '—', '|', '/', ':', '(', '\n', '\t', '"'];
    let before = in_front(text, at).trim_end_matches(SIGNS);
    let mut words = before.rsplit([' ', '\t', '\n', '|', '>', '"']);
    let last = words.next().is_some_and(is_name);
    last && words.next().is_some_and(is_name)
}

/// Whether two such words stand right behind `at`. Only signs over which a window waits for a name may stand between.
pub(crate) fn is_before_name(text: &str, at: usize) -> bool {
    const FARTHEST: usize = 40;
    let to = (at..=text.len().min(at + FARTHEST)).rev().find(|&to| text.is_char_boundary(to)).unwrap_or(at);
    let behind = text.get(at..to).unwrap_or_default();
    let behind = behind.trim_start_matches([',', ';', ':', ')']);
    let mut words = behind.split([' ', '\n']).skip_while(|word| matches!(*word, "" | "-" | "–" | "/" | ","));
    let first = words.next().map(|word| word.trim_start_matches('(')).is_some_and(is_name);
    first && words.next().is_some_and(|word| is_name(word.trim_end_matches([',', ';', '.', ')', ':', '"'])))
}

/// A capital and small letters, as `O'Hara` and `Jean-Luc` have them.
fn is_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && word.chars().any(char::is_lowercase)
        && letters.all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_heard_as_far_as_they_reach() {
        let text = "Das Auto (M-AB 1234)";
        assert_eq!(words(text, 10).collect::<Vec<_>>(), ["Auto", "Das"]);
        let (auto, van) = (Known::of(&["auto"]), Known::of(&["van"]));
        assert!(speaks_of(text, 10, 9, &auto) && !speaks_of(text, 10, 9, &van));
        let far = format!("auto {}", "x ".repeat(REACH));
        assert!(!speaks_of(&far, far.len(), 99, &auto));
    }

    #[test]
    fn names_stand_in_front_or_behind() {
        assert!(is_behind_name("Erik Lund (", 11) && is_behind_name("Ann O'Hara, ", 12));
        assert!(!is_behind_name("the Lund (", 10) && !is_behind_name("PUMP UNIT ", 10));
        assert!(is_before_name("1 Ann Lee", 1) && is_before_name("1 - Ann Lee.", 1) && is_before_name("1, Ann Lee", 1));
        assert!(!is_before_name("1 PUMP Unit", 1) && !is_before_name("1 is Ann Lee", 1));
    }
}
