//! Where a text may be cut: the first place that no finding, pseudonym or canary can span.
//!
//! A word (what stands between spaces) is never cut. Most words end a unit. Some leave it open until the next word
//! shows how it goes on: numbers in groups, a street and its number, a day and its month, the head of a private key,
//! the text of a link. Each decision looks at whole words and at most the first character of the next one, so it
//! comes out the same however much text is there already.

use wicket_types::Guard;

use super::{
    chain::Chain,
    class::{self, DIGIT, FOREIGN, LABEL, LOWER, MARKUP, SIGN, SPACE, UPPER},
    opened::{Opened, opened},
};
use crate::Wants;

/// Where the first unit ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cut {
    /// At byte `end`; whether rules must look at it.
    At { end: usize, scan: bool },
    /// More text is needed to tell.
    Wait,
}

/// What borders depend on besides the text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aims<'a> {
    pub(super) wants: Wants,
    pub(super) canary: Option<&'a str>,
    pub(super) json: bool,
}

/// Words that are scanned behind a label, whatever they look like: a few fillers and the value.
pub(super) const ALERT: u8 = 6;
/// A run this long can be an encoded or random token.
const LONG_RUN: usize = 16;

/// Finds the first cut of `text`, which begins at a border. `alert` is carried from unit to unit; it is changed only
/// when a cut is returned. With `at_end` nothing follows the text.
pub(super) fn first_cut(text: &str, aims: &Aims<'_>, alert: &mut u8, at_end: bool) -> Cut {
    let wants_pii = aims.wants.has(Guard::Pii);
    let mut chain = Chain::default();
    let mut chain_start = 0;
    let mut words_left = *alert;
    let mut at = 0;
    let mut scan = false;
    loop {
        let word = Word::read(text, at, aims.json);
        let Some(border) = text.get(word.end..).and_then(|rest| rest.chars().next()) else {
            if !at_end {
                return Cut::Wait;
            }
            let is_odd = scan || word.is_suspicious(aims.wants, words_left) || spells_canary(text, aims.canary);
            return Cut::At { end: text.len(), scan: is_odd };
        };
        scan |= word.is_suspicious(aims.wants, words_left);
        words_left =
            if word.is_label(aims.wants) { ALERT } else { words_left.saturating_sub(u8::from(!word.is_empty())) };
        let end = word.end + border.len_utf8();
        if wants_pii {
            chain.add(&word);
        }
        let next = text.get(end..).unwrap_or_default();
        match opened(text, at, word.end, aims.wants) {
            Opened::Still if at_end => return Cut::At { end: text.len(), scan: true },
            Opened::Still => return Cut::Wait,
            Opened::Until(place) => {
                scan = true;
                if place > end {
                    // The words up to there belong to this unit, and what follows them starts anew.
                    (at, chain, chain_start) = (place, Chain::default(), place);
                    continue;
                }
            }
            Opened::No => {}
        }
        let goes_on = match border.is_whitespace() && wants_pii {
            true => chain.follows(next, at_end),
            false => Some(false),
        };
        let end_of_unit = match goes_on {
            None => return Cut::Wait,
            Some(false) => end,
            // A heading in capitals is not a street: its first word goes, the rest is read again.
            Some(true) if chain.is_heading() && chain_start > 0 => chain_start,
            Some(true) if chain.is_heading() => end_of_first_word(text, aims.json),
            Some(true) => {
                at = end;
                continue;
            }
        };
        match canary_spans(text, end_of_unit, aims.canary, at_end) {
            Spans::No => {}
            Spans::Unclear => return Cut::Wait,
            Spans::Yes => {
                scan = true;
                at = end;
                continue;
            }
        }
        // Behind a heading words are counted twice, so its label counts in full.
        *alert = if end_of_unit < end { words_left.max(*alert) } else { words_left };
        let is_canary = spells_canary(text.get(..end_of_unit).unwrap_or_default(), aims.canary);
        return Cut::At { end: end_of_unit, scan: scan || is_canary };
    }
}

fn end_of_first_word(text: &str, json: bool) -> usize {
    let end = Word::read(text, 0, json).end;
    end + text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

/// A word and the classes of its bytes.
#[derive(Debug)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    end: usize,
    classes: u8,
}

impl<'t> Word<'t> {
    fn read(text: &'t str, start: usize, json: bool) -> Self {
        let bytes = text.as_bytes();
        let mut classes = 0;
        let mut end = start;
        while let Some(&byte) = bytes.get(end) {
            let class = class::of(byte);
            if class & SPACE != 0 || json && byte == b'"' {
                break;
            }
            if class & FOREIGN != 0 {
                let Some(char) = text.get(end..).and_then(|rest| rest.chars().next()) else { break };
                if class::is_border(char) {
                    break;
                }
                end += char.len_utf8();
            } else {
                end += 1;
            }
            classes |= class;
        }
        Word { text: text.get(start..end).unwrap_or_default(), end, classes }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether a byte of these classes is in it.
    pub(super) fn has(&self, classes: u8) -> bool {
        self.classes & classes != 0
    }

    /// Whether rules must look at the word.
    fn is_suspicious(&self, wants: Wants, alert: u8) -> bool {
        if self.is_empty() || wants.is_empty() {
            return false;
        }
        let is_data = wants.has(Guard::Pii) || wants.has(Guard::Secrets);
        let is_long = self.text.len() >= LONG_RUN;
        let is_code = self.text.len() >= 8 && self.classes & (LOWER | FOREIGN | DIGIT) == 0 && self.has(UPPER);
        let is_page = || self.has(LABEL) && self.text.contains("://") || self.text.starts_with("www.");
        let disguise = || self.text.chars().any(|char| !char.is_ascii() && class::is_disguise(char));
        is_data
            && (alert > 0
                || self.has(DIGIT | SIGN)
                || is_long
                || is_code
                || is_page()
                || self.has(FOREIGN) && disguise())
            || wants.has(Guard::Exfil) && self.has(MARKUP | LABEL)
    }

    /// Whether the words behind it may be the value of something: `password:`, `"user"=`, `passwort`, `pwd is`.
    fn is_label(&self, wants: Wants) -> bool {
        let names_one = |stem: &str| {
            let at = self.text.as_bytes().windows(stem.len()).position(|w| w.eq_ignore_ascii_case(stem.as_bytes()));
            at.is_some_and(|at| !is_of_passing(&self.text.as_bytes()[at + stem.len()..]))
        };
        let is_pass = || names_one("pass") || names_one("pwd");
        (wants.has(Guard::Pii) || wants.has(Guard::Secrets)) && (self.has(LABEL) || is_pass())
    }
}

/// Whether what follows `pass` makes a word of going by, as in `passes`: prose is full of them, and they label nothing.
fn is_of_passing(ending: &[u8]) -> bool {
    let letters = ending.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (letters, rest) = ending.split_at(letters);
    let is_one = [&b"es"[..], b"ed", b"ing", b"age", b"ages", b"ion", b"ive", b"enger", b"engers"].contains(&letters);
    is_one && rest.iter().all(|sign| matches!(sign, b'.' | b',' | b';' | b'!' | b'?' | b')'))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spans {
    No,
    Unclear,
    Yes,
}

/// Whether the canary lies across `end`.
fn canary_spans(text: &str, end: usize, canary: Option<&str>, at_end: bool) -> Spans {
    let Some(canary) = canary.filter(|canary| !canary.is_empty()) else { return Spans::No };
    let earliest = end.saturating_sub(canary.len() - 1);
    let mut spans = Spans::No;
    for start in (earliest..end).filter(|&at| text.is_char_boundary(at)) {
        let rest = text.get(start..).unwrap_or_default();
        if rest.starts_with(canary) && start + canary.len() > end {
            return Spans::Yes;
        }
        if rest.len() < canary.len() && canary.starts_with(rest) && !at_end {
            spans = Spans::Unclear;
        }
    }
    spans
}

fn spells_canary(text: &str, canary: Option<&str>) -> bool {
    canary.is_some_and(|canary| !canary.is_empty() && text.contains(canary))
}
