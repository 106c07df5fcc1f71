//! The places of a phrase as its row writes them, and the words that it may begin with.

/// One place of a phrase: the words that fill it (none: any word), and whether it may stay empty.
pub(super) struct Slot {
    pub(super) words: Vec<String>,
    pub(super) is_optional: bool,
}

impl Slot {
    /// Reads `a|b`, `{set}`, `{set}|c`, a trailing `?`, or `..3` for up to three words of any kind.
    pub(super) fn parse(written: &str, sets: &[(&str, &str)]) -> Vec<Slot> {
        if let Some(most) = written.strip_prefix("..") {
            let n = most.parse().unwrap_or(0);
            return (0..n).map(|_| Slot { words: Vec::new(), is_optional: true }).collect();
        }
        let (alternatives, is_optional) = match written.strip_suffix('?') {
            Some(alternatives) => (alternatives, true),
            None => (written, false),
        };
        let of_set = |name: &str| sets.iter().find(|(known, _)| *known == name).map_or("", |(_, words)| words);
        let words = alternatives
            .split('|')
            .flat_map(|one| match one.strip_prefix('{').and_then(|one| one.strip_suffix('}')) {
                Some(name) => of_set(name).split('|').map(str::to_owned).collect::<Vec<_>>(),
                None => vec![one.to_owned()],
            })
            .collect();
        vec![Slot { words, is_optional }]
    }
}

/// The letters of ASCII with which the word behind one may begin, as bits from `a` on; all bits for any word or none.
///
/// Of the words that begin phrases, some, such as `after`, stand in every other sentence. The letter behind them tells at
/// once that nearly none of them begins one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Next(u32);

impl Next {
    const ANY: Next = Next(u32::MAX);

    fn of(slot: &Slot) -> Self {
        let letters = slot.words.iter().map(|word| word.bytes().next().and_then(letter).unwrap_or(u32::MAX));
        letters.reduce(|all, letter| all | letter).map_or(Next::ANY, Next)
    }

    pub(crate) fn or(self, other: Next) -> Next {
        Next(self.0 | other.0)
    }

    /// Whether a phrase may go on in `text` behind its first word, which ends at `end`.
    pub(crate) fn may_follow(self, text: &str, end: usize) -> bool {
        match text.as_bytes().get(end..) {
            Some([b' ', next, ..]) => letter(*next).is_none_or(|letter| self.0 & letter != 0),
            _ => true,
        }
    }
}

/// The bit of a letter of either case.
fn letter(byte: u8) -> Option<u32> {
    byte.is_ascii_alphabetic().then(|| 1 << (byte.to_ascii_lowercase() - b'a'))
}

/// The words that may begin `phrase`, those of its slots up to the first that must be filled, and what may follow each.
pub(crate) fn first_words(phrase: &str, sets: &[(&str, &str)]) -> Vec<(String, Next)> {
    let slots: Vec<Slot> = phrase.split_ascii_whitespace().flat_map(|slot| Slot::parse(slot, sets)).collect();
    // Up to the slot that must be filled, that one too.
    let to_first = |from: usize| {
        let rest = slots.get(from..).unwrap_or_default();
        let length = rest.iter().position(|slot| !slot.is_optional).map_or(rest.len(), |at| at + 1);
        from..from + length
    };
    let first = slots.get(to_first(0)).unwrap_or_default().iter().enumerate();
    first
        .flat_map(|(at, slot)| {
            let following = slots.get(to_first(at + 1)).unwrap_or_default();
            let next = following.iter().map(Next::of).reduce(Next::or).unwrap_or(Next::ANY);
            slot.words.iter().map(move |word| (word.clone(), next))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether `phrase` may go on in `text` behind its first word.
    fn goes_on(phrase: &str, text: &str) -> bool {
        let first = first_words(phrase, &[("prior", "previous|above")]);
        let of_word = |(word, next): &(String, Next)| text.starts_with(word) && next.may_follow(text, word.len());
        first.iter().any(of_word)
    }

    #[test]
    fn the_letter_behind_a_first_word_tells_whether_a_phrase_goes_on() {
        assert!(goes_on("after reading this", "after Reading this"));
        assert!(!goes_on("after reading this", "after the game"));
        assert!(goes_on("after the? game", "after game"), "what is optional may be left out");
        assert!(goes_on("please? stop now", "stop now"), "and at the beginning, too");
        assert!(!goes_on("please? stop now", "please go"));
        assert!(goes_on("ignore {prior} orders", "ignore above orders"));
        assert!(goes_on("reveal ..3 prompt", "reveal xylophone prompt"), "a gap is any word");
        assert!(goes_on("jailbreak", "jailbreak time"), "nothing has to follow the last word");
        assert!(goes_on("after élan", "after xenon"), "letters outside ASCII are not told apart");
        assert!(goes_on("after reading", "after\treading") && goes_on("after reading", "after 'reading'"));
    }
}
