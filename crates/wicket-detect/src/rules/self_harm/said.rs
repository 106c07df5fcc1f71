//! What is said around a telling phrase, and whether it is meant.

use std::ops::Range;

use crate::rules::shared;

/// Furthest that is looked back and ahead, in bytes.
const REACH: usize = 72;

/// What must stand around a phrase. All words are in small letters, without apostrophes, with a space around each; `" ."` is the
/// end of a sentence.
pub(super) struct Saying {
    /// What it must be led by, one word between at most; with none, whatever the speaker says of themselves.
    pub(super) led_by: &'static [&'static str],
    /// What must follow right behind; with none, anything.
    pub(super) followed_by: &'static [&'static str],
    /// What makes another thing of it right behind.
    pub(super) idioms: &'static [&'static str],
    /// What makes another thing of it anywhere behind in the same line.
    pub(super) unless: &'static [&'static str],
    /// The phrase says by itself who speaks, and may be the beginning of a word.
    pub(super) is_whole: bool,
}

/// Words that deny it, or put it into the past, among the last three in front of it.
const DENIED: &[&str] = &[
    " not ",
    " dont ",
    " never ",
    " wont ",
    " wouldnt ",
    " didnt ",
    " doesnt ",
    " isnt ",
    " without ",
    " stop ",
    " stopped ",
    " no ",
    " used to ",
    " makes me ",
    " make me ",
    " made me ",
    " than ",
    " instead ",
    " wanted ",
    " cant ",
    " quit ",
    " forgot ",
    " nicht ",
    " nie ",
    " non ",
    " ne ",
    " não ",
    " niet ",
    " не ",
];

/// Words that put it under a condition, anywhere in the clause.
const CONDITIONS: &[&str] = &[" if ", " unless ", " whether "];

/// Words behind that tell of a jest, of a game, of long ago.
const UNMEANT: &[&str] = &[
    " laughing ",
    " with laughter ",
    " lol ",
    " lmao ",
    " haha",
    " jk ",
    " rofl ",
    " xd ",
    " if ",
    " minecraft ",
    " in the game ",
    " respawn",
    " in your arms ",
    " in game ",
    " joking ",
    " kidding ",
    " years ago ",
    " back then ",
    " when i was ",
];

/// Who laughs does not mean it.
const LAUGHS: [char; 5] = ['😂', '🤣', '💀', '😆', '😅'];

/// Behind a quotation mark somebody else speaks.
const QUOTES: [char; 6] = ['"', '“', '«', '„', '「', '‘'];
const COMMAS: [char; 3] = [',', '，', '、'];
const STOPS: [char; 8] = ['.', '!', '?', '\n', ';', '。', '！', '？'];

impl Saying {
    /// The phrase at `anchor`, where it is meant. Looks at 72 bytes on either side.
    pub(super) fn found(&self, text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
        let phrase = text.get(anchor.clone())?;
        let has_spaces = !phrase.starts_with(|c: char| c >= '\u{3040}');
        let is_cut = !self.is_whole && shared::is_word_at(text, anchor.end);
        if is_cut || has_spaces && !shared::begins_word(text, anchor.start) {
            return None;
        }
        let front = text.get(text.floor_char_boundary(anchor.start.saturating_sub(REACH))..anchor.start)?;
        let clause = front.rfind(STOPS).map_or(front, |stop| &front[stop..]);
        let tail = text.get(anchor.end..text.floor_char_boundary((anchor.end + REACH).min(text.len())))?;
        let line = tail.split('\n').next().unwrap_or_default();
        if clause.contains(QUOTES) || line.contains(LAUGHS) {
            return None;
        }
        let (before, behind) = (words(clause), behind(line));
        let free = self.led(&before)?;
        let is_own = self.is_whole || before == " " || is_own(&before) || is_own(&words(phrase));
        let has = |words: &str, any: &[&str]| any.iter().any(|one| words.contains(one));
        let goes_on = |any: &[&str]| any.iter().any(|one| behind.starts_with(one));
        let is_meant = is_own
            && !has(&before, CONDITIONS)
            && !free.iter().any(|words| has(last_three(words), DENIED))
            && !has(&behind, UNMEANT)
            && !has(&behind, self.unless)
            && !goes_on(self.idioms)
            && (self.followed_by.is_empty() || goes_on(self.followed_by));
        is_meant.then_some(anchor)
    }

    /// What stands before and behind the words that lead to it; `None` where none does.
    fn led(&self, before: &str) -> Option<[String; 2]> {
        if self.led_by.is_empty() {
            return Some([before.to_owned(), String::new()]);
        }
        let end = before.trim_end();
        [end.len(), end.rfind(' ').unwrap_or_default()].into_iter().find_map(|cut| {
            let heads = self.led_by.iter().filter_map(|phrase| before[..cut].strip_suffix(phrase));
            let head = heads.filter(|head| head.ends_with(' ')).min_by_key(|head| head.len())?;
            Some([head.to_owned(), format!("{} ", &end[cut..])])
        })
    }
}

/// Whether words of the speaker's own are among `words`.
fn is_own(words: &str) -> bool {
    [" i ", " im ", " ive ", " id ", " ill ", " ima ", " imma ", " me ", " my ", " myself "]
        .iter()
        .any(|word| words.contains(word))
}

/// The last three words of `words`, or as many as stand behind the last comma.
fn last_three(words: &str) -> &str {
    let part = &words[words.rfind(" , ").map_or(0, |comma| comma + 2)..];
    let third = part.trim_end().rmatch_indices(' ').nth(2).map_or(0, |(at, _)| at);
    &part[third..]
}

/// The words behind, with ` .` where the sentence ends.
fn behind(line: &str) -> String {
    let stop = line.find(STOPS).unwrap_or(line.len());
    format!("{}.{}", words(&line[..stop]), words(&line[stop..]))
}

/// The words and commas of `text` in small letters, apostrophes left out, a space around each.
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    for c in text.chars().filter(|c| !matches!(c, '\'' | '’')) {
        // Signs of vowels are no letters, and part of the word.
        if c.is_alphanumeric() || c >= '\u{300}' && !c.is_whitespace() && !COMMAS.contains(&c) {
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
