//! What is said around a telling phrase, and whether it is meant.
//!
//! A text may be nothing but such phrases, so what costs little is asked first: who is led by nothing, or speaks of nobody, is
//! left at the bytes; words are made of what remains.

use std::ops::Range;

use crate::rules::shared;

/// Furthest that is looked back and ahead, in bytes.
const REACH: usize = 72;

/// What must stand around a phrase. All words are in small letters, without apostrophes, with a space around each; `" ."` is the
/// end of a sentence.
pub(super) struct Saying {
    /// What it must be led by, one word between at most; with none, whatever the speaker says of themselves.
    led_by: &'static [&'static str],
    /// The last words of those, a bit for each, see [`mark`].
    leads: u128,
    /// What must follow right behind; with none, anything.
    followed_by: &'static [&'static str],
    /// What makes another thing of it right behind.
    idioms: &'static [&'static str],
    /// What makes another thing of it anywhere behind in the same line.
    unless: &'static [&'static str],
    /// The phrase says by itself who speaks, and may be the beginning of a word.
    is_whole: bool,
}

/// Who laughs does not mean it.
const LAUGHS: [char; 5] = ['😂', '🤣', '💀', '😆', '😅'];
/// Behind a quotation mark somebody else speaks.
const QUOTES: [char; 6] = ['"', '“', '«', '„', '「', '‘'];
const STOPS: [char; 8] = ['.', '!', '?', '\n', ';', '。', '！', '？'];
const COMMAS: [char; 3] = [',', '，', '、'];

/// Words behind, in the same sentence, that put it under a condition or into the past.
const ELSEWHEN: &[&str] = &[" if ", " years ago ", " back then ", " when i was "];

/// Words behind, in the same line, that tell of a jest or a game.
const JEST: &[&str] = &[
    " laughing ",
    " with laughter ",
    " lol ",
    " lmao ",
    " haha",
    " jk ",
    " rofl ",
    " xd ",
    " minecraft ",
    " in the game ",
    " respawn",
    " in game ",
    " joking ",
    " kidding ",
];

/// Whether `word`, behind `former`, denies what follows or puts it into the past.
fn denies(former: &str, word: &str) -> bool {
    match word {
        "not" | "dont" | "never" | "wont" | "wouldnt" | "didnt" | "doesnt" | "isnt" | "without" | "stop"
        | "stopped" => true,
        "no" | "than" | "instead" | "wanted" | "cant" | "quit" | "forgot" => true,
        "nicht" | "nie" | "non" | "ne" | "não" | "niet" | "не" => true,
        "to" => former == "used",
        "me" => matches!(former, "make" | "makes" | "made"),
        _ => false,
    }
}

/// Whether `word` says that somebody speaks of themselves.
fn is_own(word: &str) -> bool {
    matches!(word, "i" | "im" | "ive" | "id" | "ill" | "ima" | "imma" | "me" | "my" | "myself")
}

impl Saying {
    pub(super) const ANY: Saying =
        Saying { led_by: &[], leads: 0, followed_by: &[], idioms: &[], unless: &[], is_whole: false };

    pub(super) const fn led_by(mut self, phrases: &'static [&'static str]) -> Self {
        self.led_by = phrases;
        let mut nth = 0;
        while nth < phrases.len() {
            let bytes = phrases[nth].as_bytes();
            let mut start = bytes.len();
            while start > 0 && bytes[start - 1] != b' ' {
                start -= 1;
            }
            self.leads |= mark(bytes[start], bytes[bytes.len() - 1], bytes.len() - start);
            nth += 1;
        }
        self
    }

    pub(super) const fn followed_by(mut self, words: &'static [&'static str]) -> Self {
        self.followed_by = words;
        self
    }

    pub(super) const fn but_not(mut self, idioms: &'static [&'static str]) -> Self {
        self.idioms = idioms;
        self
    }

    pub(super) const fn unless(mut self, words: &'static [&'static str]) -> Self {
        self.unless = words;
        self
    }

    pub(super) const fn whole(mut self) -> Self {
        self.is_whole = true;
        self
    }

    /// The phrase at `anchor`, where it is meant. Looks at 72 bytes on either side.
    pub(super) fn found(&self, text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
        let phrase = text.get(anchor.clone())?;
        let has_spaces = !phrase.starts_with(|c: char| c >= '\u{3040}');
        let is_cut = !self.is_whole && shared::is_word_at(text, anchor.end);
        if is_cut || has_spaces && !shared::begins_word(text, anchor.start) {
            return None;
        }
        let front = text.get(text.floor_char_boundary(anchor.start.saturating_sub(REACH))..anchor.start)?;
        let tail = text.get(anchor.end..text.floor_char_boundary((anchor.end + REACH).min(text.len())))?;
        (self.may_be_meant(front, phrase, tail) && self.is_meant(front, phrase, tail)).then_some(anchor)
    }

    /// Whether the bytes around `phrase` let it be meant. Says yes wherever [`Self::is_meant`] does.
    fn may_be_meant(&self, front: &str, phrase: &str, tail: &str) -> bool {
        let may_be_own = || self.is_whole || begins_clause(front) || may_be_own(front) || may_be_own(phrase);
        self.may_be_led(front) && self.may_go_on(tail) && may_be_own()
    }

    fn is_meant(&self, front: &str, phrase: &str, tail: &str) -> bool {
        let Some(before) = clause(front) else { return false };
        let Some(free) = self.led(&before) else { return false };
        let has_own = |words: &str| words.split(' ').any(is_own);
        let is_conditional = before.split(' ').any(|word| matches!(word, "if" | "unless" | "whether"));
        !is_conditional
            && !free.into_iter().any(is_denied)
            && (self.is_whole || before == " " || has_own(&before) || has_own(&words(phrase)))
            && self.goes_on_as_meant(tail)
    }

    /// Whether a word that may lead is one of the last two of `front`, or there is no need of one.
    fn may_be_led(&self, front: &str) -> bool {
        let leads = |word: &[u8]| matches!(word, [first, .., last] | [first @ last] if self.leads & mark(*first, *last, word.len()) != 0);
        // Words with signs in them, and those outside ASCII, are not told apart here.
        let is_plain = |word: &[u8]| word.iter().all(u8::is_ascii_alphanumeric);
        let words = front.as_bytes().rsplit(|byte| *byte == b' ').filter(|word| !word.is_empty());
        self.led_by.is_empty() || words.take(2).any(|word| leads(word) || !is_plain(word))
    }

    /// Whether what must follow may follow, told by its first letter.
    fn may_go_on(&self, tail: &str) -> bool {
        let next = tail.bytes().find(|byte| *byte != b' ').unwrap_or_default().to_ascii_lowercase();
        let follows = |words: &&str| words.as_bytes().get(1) == Some(&next);
        self.followed_by.is_empty() || !next.is_ascii_lowercase() || self.followed_by.iter().any(follows)
    }

    /// What stands before and behind the words that lead to it; `None` where none does.
    fn led<'b>(&self, before: &'b str) -> Option<[&'b str; 2]> {
        if self.led_by.is_empty() {
            return Some([before, ""]);
        }
        let end = before.trim_end();
        [end.len(), end.rfind(' ').unwrap_or_default()].into_iter().find_map(|cut| {
            let heads = self.led_by.iter().filter_map(|phrase| before[..cut].strip_suffix(phrase));
            let head = heads.filter(|head| head.ends_with(' ')).min_by_key(|head| head.len())?;
            Some([head, &end[cut..]])
        })
    }

    fn goes_on_as_meant(&self, tail: &str) -> bool {
        let line = tail.split('\n').next().unwrap_or_default();
        let stop = line.find(STOPS).unwrap_or(line.len());
        let sentence = words(&line[..stop]);
        let behind = format!("{sentence}.{}", words(&line[stop..]));
        let has = |any: &[&str]| any.iter().any(|one| behind.contains(one));
        let goes_on = |any: &[&str]| any.iter().any(|one| behind.starts_with(one));
        !goes_on(self.idioms)
            && (self.followed_by.is_empty() || goes_on(self.followed_by))
            && !ELSEWHEN.iter().any(|one| sentence.contains(one))
            && !has(JEST)
            && !has(self.unless)
            && !line.contains(LAUGHS)
    }
}

/// One bit for words that begin and end alike and are as long, in letters.
const fn mark(first: u8, last: u8, length: usize) -> u128 {
    let (first, last) = (first.to_ascii_lowercase() as usize, last.to_ascii_lowercase() as usize);
    1 << ((first + last * 5 + length * 35) & 127)
}

/// Whether a word of the speaker's own may be in `text`.
fn may_be_own(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_own = |at: usize| match bytes[at] | 0x20 {
        b'i' => bytes
            .get(at + 1)
            .is_none_or(|next| !next.is_ascii_alphanumeric() || matches!(next | 0x20, b'm' | b'v' | b'd' | b'l')),
        b'm' => bytes.get(at + 1).is_some_and(|next| matches!(next | 0x20, b'e' | b'y' | b'\'') || *next >= 0x80),
        _ => false,
    };
    let begins = |at: usize| at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
    (0..bytes.len()).any(|at| is_own(at) && begins(at))
}

/// Whether no word stands between the end of `front` and the last sentence in it; of signs outside ASCII it is not told.
fn begins_clause(front: &str) -> bool {
    let last =
        front.bytes().rev().find(|byte| byte.is_ascii_alphanumeric() || *byte >= 0x80 || b".!?\n;".contains(byte));
    last.is_none_or(|byte| !byte.is_ascii_alphanumeric())
}

/// The words of the clause that ends with `front`; `None` where somebody else speaks.
fn clause(front: &str) -> Option<String> {
    let clause = front.rfind(STOPS).map_or(front, |stop| &front[stop..]);
    (!clause.contains(QUOTES)).then(|| words(clause))
}

/// Whether one of the last three of `words`, or of as many as stand behind the last comma, denies what follows.
fn is_denied(words: &str) -> bool {
    let mut last = words.rsplit(' ').filter(|word| !word.is_empty()).take_while(|word| *word != ",");
    let [word, former, first] = std::array::from_fn(|_| last.next().unwrap_or_default());
    denies(former, word) || denies(first, former) || denies("", first)
}

/// The words and commas of `text` in small letters, apostrophes left out, a space around each.
fn words(text: &str) -> String {
    let mut words = String::with_capacity(2 * text.len() + 2);
    words.push(' ');
    for c in text.chars().filter(|c| !matches!(c, '\'' | '’')) {
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        // Signs of vowels are no letters, and part of the word.
        } else if c.is_alphanumeric() || c >= '\u{300}' && !c.is_whitespace() && !COMMAS.contains(&c) {
            words.extend(c.to_lowercase());
        } else if COMMAS.contains(&c) {
            words.push_str(if words.ends_with(' ') { ", " } else { " , " });
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::sayings;

    /// What may stand around a phrase, signs and their absence among it.
    const FRONTS: &[&str] = &[
        "",
        "i ",
        "I, Ann, ",
        "- ",
        "* (",
        "x. ",
        "ok… ",
        "im gonna ",
        "'wanna ",
        "I\u{2019}m going to ",
        "gonna, ",
        "gonna - ",
        "I\twant to ",
        "thinking about ",
        "i dont ",
        "I don't really ",
        "my ",
        "m'y ",
        "i/",
        "。",
        "to be fair i ",
        "we ",
        "not ",
        "she ",
        "wanna\n",
        "Ima ",
        "(me) ",
        "\u{e9} ",
    ];
    const TAILS: &[&str] =
        &["", " again", " (again)", ", again", ". if so", "\non purpose", " Anymore", " at six", " \u{2026} "];

    #[test]
    fn what_is_told_from_bytes_passes_over_nothing_that_is_meant() {
        let phrases =
            ["want to die", "kill myself", "end it all", "suicidal", "hurt myself", "want to live", "never wake up"];
        let (mut meant, mut passed_over) = (0, 0);
        for (front, phrase, tail) in FRONTS
            .iter()
            .flat_map(|front| phrases.map(|phrase| (front, phrase)))
            .flat_map(|(front, phrase)| TAILS.iter().map(move |tail| (*front, phrase, *tail)))
        {
            for saying in sayings::ALL {
                let is_meant = saying.is_meant(front, phrase, tail);
                assert!(!is_meant || saying.may_be_meant(front, phrase, tail), "{front:?} {phrase:?} {tail:?}");
                meant += usize::from(is_meant);
                passed_over += usize::from(!saying.may_be_meant(front, phrase, tail));
            }
        }
        assert!(meant > 100 && passed_over > 100, "{meant} meant, {passed_over} passed over");
    }

    #[test]
    fn a_condition_of_another_sentence_changes_nothing() {
        let said = |text: &str| {
            let at = text.find("want to die").unwrap();
            sayings::WISHED.found(text, at..at + "want to die".len()).is_some()
        };
        assert!(said("i want to die. if you care, call me"));
        assert!(said("I want to die. My mother left two years ago."));
        assert!(said("- want to die, nothing else") && said("I, of all people, want to die"));
        assert!(!said("i want to die if he sings again") && !said("I want to die. lol"));
    }
}
