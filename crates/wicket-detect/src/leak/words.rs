//! A text as sentences of weighted words: inflection and choice of words folded, so that what is reworded still meets.

use std::{borrow::Cow, collections::HashMap, sync::LazyLock};

use super::concepts::{COMMON, EMPTY, MATTER, ORDERS};
use crate::scripts::is_unspaced;

/// Letters that a stem has at most. Endings differ between the forms of a word and between kindred languages.
const STEM: usize = 6;
/// Endings that are taken off, longest first, where [`LEAST`] letters are left.
const ENDINGS: &[&str] = &[
    "ations", "ation", "ingly", "ments", "ment", "ness", "ings", "ing", "edly", "ied", "ies", "ers", "ed", "er", "es",
    "en", "ly", "s", "e", "y",
];
const LEAST: usize = 3;

/// What a word means, and how telling it is that two texts share it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Word {
    pub key: u32,
    pub weight: f32,
}

/// Meanings by the hash of the stem: a table of strings would have to be asked with one.
static MEANINGS: LazyLock<HashMap<u32, Word>> = LazyLock::new(|| {
    let mut meanings = HashMap::new();
    let mut add = |words: &str, key: Option<u32>, weight: f32| {
        for word in words.split_whitespace() {
            let stem = hash(stem(word));
            meanings.entry(stem).or_insert(Word { key: key.unwrap_or(stem), weight });
        }
    };
    add(EMPTY, None, 0.0);
    let rows = ORDERS.iter().map(|row| (row, 0.5)).chain(MATTER.iter().map(|row| (row, 0.9)));
    for (key, (row, weight)) in (0..).zip(rows) {
        add(row, Some(key), weight);
    }
    add(COMMON, None, 0.4);
    meanings
});

/// Numbers and names: they stay when all else is reworded or translated.
const TELLING: f32 = 1.5;
const ORDINARY: f32 = 1.0;

/// The sentences and lines of `text`.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let all = Some(rest).filter(|rest| !rest.is_empty())?;
        let (sentence, after) = all.split_at(sentence_end(all));
        rest = after;
        Some(sentence)
    })
}

fn sentence_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let mut before = ' ';
    while let Some((at, c)) = chars.next() {
        // A full stop ends a sentence, unless it stands in a number, an address or a name.
        let is_end = match c {
            '\n' | '。' | '！' | '？' | '؟' | '।' => true,
            '.' | '!' | '?' | ';' | ':' => chars.peek().is_none_or(|(_, next)| next.is_whitespace()),
            _ => false,
        };
        // Neither does the one behind the number of an item.
        if is_end && !(c == '.' && before.is_ascii_digit() && chars.peek().is_some()) {
            return at + c.len_utf8();
        }
        before = c;
    }
    text.len()
}

/// Tells each word of `sentence` that says anything, and `None` where a clause ends. O(n).
pub(super) fn each_word(sentence: &str, mut tell: impl FnMut(Option<Word>)) {
    let mut is_first = true;
    for part in sentence.split_inclusive([',', '(', ')', '–', '—', '→', '、', '，']) {
        for raw in part.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')) {
            let raw = raw.trim_matches(['\'', '’']);
            if raw.is_empty() {
                continue;
            }
            if raw.chars().any(is_unspaced) {
                pairs(raw).for_each(|word| tell(Some(word)));
            } else if let Some(word) = word(raw, is_first) {
                tell(Some(word));
            }
            is_first = false;
        }
        tell(None);
    }
}

fn pairs(run: &str) -> impl Iterator<Item = Word> {
    run.chars().zip(run.chars().skip(1)).map(|(a, b)| {
        let mut utf8 = [0; 8];
        let first = a.encode_utf8(&mut utf8).len();
        let both = first + b.encode_utf8(&mut utf8[first..]).len();
        Word { key: hash_of(&utf8[..both]), weight: 0.6 }
    })
}

fn word(raw: &str, is_first: bool) -> Option<Word> {
    let is_plain = !raw.contains('’') && !raw.chars().any(char::is_uppercase);
    let small = if is_plain { Cow::Borrowed(raw) } else { Cow::Owned(raw.to_lowercase().replace('’', "'")) };
    let small = small.strip_suffix("'s").unwrap_or(&small);
    // `l'acteur`, `dell'hotel`: the article is no part of the word. `don't` is one.
    let noun = small.split_once('\'').map(|(_, noun)| noun).filter(|noun| has_letters(noun, LEAST));
    let stem = hash(stem(noun.unwrap_or(small)));
    if let Some(word) = MEANINGS.get(&stem) {
        return (word.weight > 0.0).then_some(*word);
    }
    let has_digit = raw.bytes().any(|byte| byte.is_ascii_digit());
    let is_name = !is_first && raw.starts_with(char::is_uppercase) && raw.contains(char::is_lowercase);
    let weight = if has_digit || is_name { TELLING } else { ORDINARY };
    (has_digit || has_letters(raw, LEAST)).then_some(Word { key: stem, weight })
}

fn has_letters(word: &str, least: usize) -> bool {
    word.chars().nth(least - 1).is_some()
}

/// The part of a word that its forms share, roughly; `word` is in small letters.
///
/// A full stemmer for each language would be right more often and needs to know the language.
fn stem(word: &str) -> &str {
    if word.bytes().any(|byte| byte.is_ascii_digit()) {
        return word;
    }
    let enough = |left: &&str| has_letters(left, LEAST);
    let bare = ENDINGS.iter().filter_map(|ending| word.strip_suffix(ending)).find(enough).unwrap_or(word);
    let bare = bare.strip_suffix(['e', 'i', 'y', 'a', 'o']).filter(enough).unwrap_or(bare);
    if let Some((end, _)) = bare.char_indices().nth(STEM - 1) {
        let last = bare.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        return bare.get(..end + last).unwrap_or(bare);
    }
    // `stopping` and `stop`.
    let mut letters = bare.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    if last == before && has_letters(bare, LEAST + 1) {
        let end = bare.len() - last.map_or(0, char::len_utf8);
        return bare.get(..end).unwrap_or(bare);
    }
    bare
}

/// Keys of words without a meaning of their own stand above all others.
fn hash(stem: &str) -> u32 {
    hash_of(stem.as_bytes())
}

/// FNV-1a: texts are short, and a table that someone fills on purpose costs nothing but a wrong score.
fn hash_of(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    hash | 1 << 31
}
