//! The pass over tokens that hold digits: numbers in groups, tokens of letters and digits, and what else begins at a digit.

use std::ops::Range;

use super::Hit;
use crate::rules::{Context, Find, Number, Rule, Spot, context::REACH, shared};

/// Most digits that a number may have.
const MAX_DIGITS: usize = 24;
/// Most groups that a number may have.
const MAX_GROUPS: usize = 10;
/// Most letters and digits in a token with separators.
const MAX_MIXED: usize = 64;
/// Most letters and digits in a token without them.
const MAX_WHOLE: usize = 108;
/// Longest run of letters in front of the first digit that still makes one token with it.
const MAX_LEAD: usize = 24;

/// The rules that are asked at digits, by what they are asked about.
#[derive(Debug)]
pub(crate) struct DigitRules {
    /// By how many digits a number has.
    numbers: Vec<Vec<usize>>,
    /// By how many characters a token has.
    mixed: Vec<Vec<usize>>,
    /// By how many characters a token without separators has.
    whole: Vec<Vec<usize>>,
    spots: Vec<usize>,
}

impl DigitRules {
    pub(crate) fn new(rules: &[&'static Rule]) -> Self {
        let mut this = DigitRules {
            numbers: vec![Vec::new(); MAX_DIGITS + 1],
            mixed: vec![Vec::new(); MAX_MIXED + 1],
            whole: vec![Vec::new(); MAX_WHOLE + 1],
            spots: Vec::new(),
        };
        for (index, rule) in rules.iter().enumerate() {
            match rule.find {
                Find::Number { digits: (least, most), .. } => {
                    (least..=most)
                        .filter_map(|n| this.numbers.get_mut(usize::from(n)).map(|at| at.push(index)))
                        .count();
                }
                Find::Mixed { length: (least, most), .. } => {
                    (least..=most).filter_map(|n| this.mixed.get_mut(usize::from(n)).map(|at| at.push(index))).count();
                }
                Find::Whole { length: (least, most), .. } => {
                    (least..=most).filter_map(|n| this.whole.get_mut(usize::from(n)).map(|at| at.push(index))).count();
                }
                Find::Digit { .. } => this.spots.push(index),
                _ => {}
            }
        }
        this
    }

    /// Visits each token with a digit once, left to right. `subjects` are the context words with their ends, in order.
    pub(crate) fn each(
        &self,
        rules: &[&'static Rule],
        text: &str,
        subjects: &[(usize, Context)],
        tell: &mut dyn FnMut(Hit),
    ) {
        let bytes = text.as_bytes();
        let (mut done, mut heard) = (0, 0);
        for (n, block) in bytes.chunks(64).enumerate() {
            // Most blocks of prose hold no digit; this test compiles to a few wide instructions.
            if !block.iter().fold(false, |any, byte| any | byte.is_ascii_digit()) {
                continue;
            }
            for (i, _) in block.iter().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
                let at = n * 64 + i;
                if at < done {
                    continue;
                }
                let token = token_around(bytes, at, done);
                done = token.end;
                while subjects.get(heard).is_some_and(|(end, _)| end + REACH < token.start) {
                    heard += 1;
                }
                let near = &subjects[heard..];
                let near = &near[..near.partition_point(|(end, _)| *end <= token.start)];
                let context =
                    near.iter().rev().take(MAX_SUBJECTS).fold(Context::NONE, |all, (_, subject)| all | *subject);
                let spot = Spot { text, start: token.start, end: token.end, context };
                done = done.max(self.ask(rules, &spot, at, tell));
            }
        }
    }

    /// Asks every rule about one token, and gives the end of the longest thing found.
    fn ask(&self, rules: &[&'static Rule], spot: &Spot<'_>, first_digit: usize, tell: &mut dyn FnMut(Hit)) -> usize {
        let mut end = 0;
        let mut found = |rule: usize, span: Range<usize>| {
            end = end.max(span.end);
            tell(Hit { rule, span });
        };
        for &rule in &self.spots {
            if let Find::Digit { look } = rules[rule].find
                && let Some(span) = look(spot)
            {
                found(rule, span);
            }
        }
        self.ask_whole(rules, spot, &mut found);
        if spot.start == first_digit && begins_number(spot.text.as_bytes(), spot.start) {
            self.ask_numbers(rules, spot, &mut found);
        }
        self.ask_mixed(rules, spot, &mut found);
        end
    }

    fn ask_whole(&self, rules: &[&'static Rule], spot: &Spot<'_>, found: &mut dyn FnMut(usize, Range<usize>)) {
        let Some(of_length) = self.whole.get(spot.end - spot.start).filter(|of_length| !of_length.is_empty()) else {
            return;
        };
        let is_apart = shared::begins_word(spot.text, spot.start) && !shared::is_word_at(spot.text, spot.end);
        let Some(token) = spot.text.get(spot.start..spot.end).filter(|_| is_apart) else { return };
        for &rule in of_length {
            if let Find::Whole { check, .. } = rules[rule].find
                && check(token)
            {
                found(rule, spot.start..spot.end);
            }
        }
    }

    fn ask_numbers(&self, rules: &[&'static Rule], spot: &Spot<'_>, found: &mut dyn FnMut(usize, Range<usize>)) {
        let run = Run::read(spot.text.as_bytes(), spot.start);
        // The longest number first: twelve digits in three groups are not the first eight of them.
        for n_groups in (1..=run.n_groups).rev() {
            let (n_digits, end) = run.ends[n_groups - 1];
            // The head of a dashed id is no number either.
            let goes_on = n_groups < run.n_groups;
            if shared::is_word_at(spot.text, end) || goes_on && run.separators[n_groups - 1] != b' ' {
                continue;
            }
            let separators = &run.separators[..n_groups - 1];
            let separator = separators.first().copied().filter(|first| separators.iter().all(|s| s == first));
            let number = Number { digits: &run.digits[..n_digits], groups: &run.sizes[..n_groups], separator, goes_on };
            for &rule in self.numbers.get(n_digits).into_iter().flatten() {
                if let Find::Number { needs, check, .. } = rules[rule].find
                    && spot.context.answers(needs)
                    && check(&number)
                {
                    found(rule, spot.start..end);
                }
            }
        }
    }

    fn ask_mixed(&self, rules: &[&'static Rule], spot: &Spot<'_>, found: &mut dyn FnMut(usize, Range<usize>)) {
        let bytes = spot.text.as_bytes();
        self.ask_mixed_from(rules, spot, spot.start, found);
        // `AB 12 34 56 C` begins with two letters of its own.
        if let [.., a, b, b' '] = bytes[..spot.start]
            && a.is_ascii_uppercase()
            && b.is_ascii_uppercase()
            && shared::begins_word(spot.text, spot.start - 3)
        {
            self.ask_mixed_from(rules, spot, spot.start - 3, found);
        }
        // `V-12345678-9` begins with one.
        if let [.., a, b'-'] = bytes[..spot.start]
            && a.is_ascii_uppercase()
            && shared::begins_word(spot.text, spot.start - 2)
        {
            self.ask_mixed_from(rules, spot, spot.start - 2, found);
        }
    }

    fn ask_mixed_from(
        &self,
        rules: &[&'static Rule],
        spot: &Spot<'_>,
        start: usize,
        found: &mut dyn FnMut(usize, Range<usize>),
    ) {
        let mut compact = [0; MAX_MIXED];
        let (mut length, mut has_letter) = (0, false);
        let bytes = spot.text.as_bytes();
        let mut at = start;
        // Tokens with separators inside, such as `AB 12 34 56 C`, are tried at every length up to the limit.
        for _ in 0..MAX_GROUPS {
            let group = bytes[at..].iter().take(MAX_MIXED + 1).take_while(|b| b.is_ascii_alphanumeric()).count();
            let Some(place) = compact.get_mut(length..length + group).filter(|place| !place.is_empty()) else { return };
            place.copy_from_slice(&bytes[at..at + group]);
            has_letter |= place.iter().any(u8::is_ascii_alphabetic);
            length += group;
            at += group;
            if has_letter && !shared::is_word_at(spot.text, at) {
                for &rule in self.mixed.get(length).into_iter().flatten() {
                    if let Find::Mixed { needs, check, .. } = rules[rule].find
                        && spot.context.answers(needs)
                        && std::str::from_utf8(&compact[..length]).is_ok_and(check)
                    {
                        found(rule, start..at);
                    }
                }
            }
            match bytes.get(at..at + 2) {
                Some([b' ' | b'-' | b'.' | b'+', next]) if next.is_ascii_alphanumeric() => at += 1,
                _ => return,
            }
        }
    }
}

/// Most context words heard in front of one number; a text of nothing but such words must not make each number slow.
const MAX_SUBJECTS: usize = 16;

/// The run of ASCII letters and digits around `at`, not reaching back before `done`.
fn token_around(bytes: &[u8], at: usize, done: usize) -> Range<usize> {
    let before = bytes[done..at].iter().rev().take(MAX_LEAD).take_while(|b| b.is_ascii_alphanumeric()).count();
    let behind = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    at - before..at + behind
}

/// Whether a number can begin at `start`: it is not the tail of a word, of a longer number, or of a dotted or dashed id.
fn begins_number(bytes: &[u8], start: usize) -> bool {
    match bytes[..start] {
        [.., before, b'-' | b'.' | b'/' | b'_'] => !before.is_ascii_alphanumeric(),
        // What begins with a plus is a telephone number.
        [.., before] => !before.is_ascii_alphanumeric() && before != b'+',
        [] => true,
    }
}

/// Digits in groups with one separator between them.
struct Run {
    digits: [u8; MAX_DIGITS],
    sizes: [u8; MAX_GROUPS],
    /// Digits up to the end of each group, and the byte where it ends.
    ends: [(usize, usize); MAX_GROUPS],
    separators: [u8; MAX_GROUPS],
    n_groups: usize,
}

impl Run {
    fn read(bytes: &[u8], start: usize) -> Self {
        let mut run = Run {
            digits: [0; MAX_DIGITS],
            sizes: [0; MAX_GROUPS],
            ends: [(0, 0); MAX_GROUPS],
            separators: [0; MAX_GROUPS],
            n_groups: 0,
        };
        let (mut at, mut n_digits) = (start, 0);
        while run.n_groups < MAX_GROUPS {
            let size = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
            if size == 0 || n_digits + size > MAX_DIGITS {
                break;
            }
            for (place, byte) in run.digits[n_digits..].iter_mut().zip(&bytes[at..at + size]) {
                *place = byte - b'0';
            }
            at += size;
            n_digits += size;
            run.sizes[run.n_groups] = size as u8;
            run.ends[run.n_groups] = (n_digits, at);
            run.n_groups += 1;
            match bytes.get(at..at + 2) {
                Some([separator @ (b' ' | b'-' | b'.' | b'/'), next])
                    if next.is_ascii_digit() && run.n_groups < MAX_GROUPS =>
                {
                    run.separators[run.n_groups - 1] = *separator;
                    at += 1;
                }
                _ => break,
            }
        }
        run
    }
}
