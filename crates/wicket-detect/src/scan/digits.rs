//! The pass over tokens that hold digits: numbers in groups, tokens of letters and digits, and what else begins at a digit.
//!
//! A text may hold a token every other byte, so what a token costs is kept small: rules are told apart by the bytes around it
//! ([`Spots`]) and by lengths for which there is a rule at all, and the groups of a long row are read once ([`Chain`]).

use std::ops::Range;

use super::{
    Hit,
    chain::{self, Chain, Group, MAX_GROUPS, Row},
    sizes::{ByLength, Heads, MAX_DIGITS, start_of, starts},
    spots::Spots,
};
use crate::rules::{Begins, Context, Find, Number, Rule, Spot, context::REACH, groups, shared};

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
    numbers: ByLength,
    heads: Heads,
    /// By how many characters a token has, for each of its [`starts`].
    mixed: Vec<ByLength>,
    /// By how many characters a token without separators has.
    whole: ByLength,
    spots: Spots,
}

impl DigitRules {
    pub(crate) fn new(rules: &[&'static Rule]) -> Self {
        let mut this = DigitRules {
            numbers: ByLength::new(MAX_DIGITS),
            heads: Heads::new(),
            mixed: starts().map(|_| ByLength::new(MAX_MIXED)).collect(),
            whole: ByLength::new(MAX_WHOLE),
            spots: Spots::new(rules),
        };
        for (index, rule) in rules.iter().enumerate() {
            match rule.find {
                Find::Number { digits, needs, groups, .. } => {
                    this.numbers.add(index, digits, needs);
                    this.heads.add(groups, digits, needs);
                }
                Find::Mixed { length, needs, begins, .. } => this.add_mixed(index, length, needs, begins),
                Find::Whole { length, .. } => this.whole.add(index, length, Context::NONE),
                _ => {}
            }
        }
        this
    }

    fn add_mixed(&mut self, rule: usize, length: (u8, u8), needs: Context, begins: Begins) {
        for ((with, n), of_start) in starts().zip(&mut self.mixed) {
            if begins.with.is_none_or(|wanted| wanted == with) && n >= usize::from(begins.least) {
                of_start.add(rule, length, needs);
            }
        }
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
        let (mut chain, mut led) = (Chain::new(text), Chain::new(text));
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
                let context = context_of(&subjects[heard..], token.start);
                let row = chain.row_at(token.start);
                let in_row = chain::is_row(row.groups);
                let spot = Spot { text, start: token.start, end: token.end, context, in_row };
                done = done.max(self.ask(rules, &spot, row, &mut led, tell));
            }
        }
    }

    /// Asks every rule about one token, and gives the end of the longest thing found.
    fn ask(
        &self,
        rules: &[&'static Rule],
        spot: &Spot<'_>,
        mut row: Row<'_>,
        led: &mut Chain<'_>,
        tell: &mut dyn FnMut(Hit),
    ) -> usize {
        let mut end = 0;
        let mut found = |rule: usize, span: Range<usize>| {
            end = end.max(span.end);
            tell(Hit { rule, span });
        };
        for (rule, look) in self.spots.at(spot) {
            if let Some(span) = look(spot) {
                found(rule, span);
            }
        }
        self.ask_whole(rules, spot, &mut found);
        if begins_number(spot.text.as_bytes(), spot.start) {
            self.ask_numbers(rules, spot, &mut row, &mut found);
        }
        self.ask_mixed(rules, spot, &mut row, &mut found);
        if let Some(start) = lead_of(spot) {
            self.ask_mixed(rules, spot, &mut led.row_at(start), &mut found);
        }
        end
    }

    fn ask_whole(&self, rules: &[&'static Rule], spot: &Spot<'_>, found: &mut dyn FnMut(usize, Range<usize>)) {
        let of_length = self.whole.of(spot.end - spot.start, Context::NONE);
        if of_length.is_empty() {
            return;
        }
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

    fn ask_numbers(
        &self,
        rules: &[&'static Rule],
        spot: &Spot<'_>,
        row: &mut Row<'_>,
        found: &mut dyn FnMut(usize, Range<usize>),
    ) {
        let groups = row.groups;
        let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return };
        let second = groups.get(1).map_or(0, |second| second.n_digits);
        let lengths = self.heads.of(first.n_digits, second, spot.context);
        if lengths == 0 || last.length_from(first) < lengths.trailing_zeros() as usize {
            return;
        }
        let NumberGroups { n_groups, sizes, lengths: reached } = NumberGroups::of(groups);
        let mut left = reached & lengths;
        // The longest number first: twelve digits in three groups are not the first eight of them.
        for n in (1..=n_groups).rev() {
            if left == 0 {
                return;
            }
            let last = &groups[n - 1];
            let n_digits = last.length_from(&groups[0]) - (last.size() - last.n_digits);
            let is_wanted = left >> n_digits & 1 == 1;
            left &= !(1 << n_digits);
            // The head of a dashed id is no number either.
            let goes_on = n < n_groups;
            if !is_wanted
                || shared::is_word_at(spot.text, last.start + last.n_digits)
                || goes_on && last.separator != b' '
            {
                continue;
            }
            let of_number = &sizes[..n];
            for &rule in self.numbers.of(n_digits, spot.context) {
                let Find::Number { needs, groups: fitting, check, .. } = rules[rule].find else { continue };
                if !spot.context.answers(needs) || !fitting.fit(of_number) {
                    continue;
                }
                let separator = separator_of(&groups[..n]);
                if groups::are_of_else(of_number, separator) {
                    break;
                }
                let span = spot.start..last.start + last.n_digits;
                let digits = row.digits(n_digits);
                let number =
                    Number { digits, groups: of_number, separator, goes_on, text: spot.text, span: span.clone() };
                if check(&number) {
                    found(rule, span);
                }
            }
        }
    }

    /// Tokens with separators inside, such as `AB 12 34 56 C`, are tried at every length up to the limit.
    fn ask_mixed(
        &self,
        rules: &[&'static Rule],
        spot: &Spot<'_>,
        row: &mut Row<'_>,
        found: &mut dyn FnMut(usize, Range<usize>),
    ) {
        let groups = row.groups;
        let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return };
        if !last.has_letter_since(first) {
            return;
        }
        let Some(rules_here) = self.mixed.get(start_of(spot.text.as_bytes(), groups)) else { return };
        let lengths = rules_here.lengths(spot.context);
        if lengths == 0 || last.length_from(first) < lengths.trailing_zeros() as usize {
            return;
        }
        for group in groups {
            let length = group.length_from(first);
            if length > MAX_MIXED {
                return;
            }
            if lengths >> length & 1 == 1 && group.has_letter_since(first) && !shared::is_word_at(spot.text, group.end)
            {
                let token = row.compact(length);
                for &rule in rules_here.of(length, spot.context) {
                    if let Find::Mixed { needs, check, .. } = rules[rule].find
                        && spot.context.answers(needs)
                        && check(token)
                    {
                        found(rule, first.start..group.end);
                    }
                }
            }
            if !matches!(group.separator, b' ' | b'-' | b'.' | b'+') {
                return;
            }
        }
    }
}

/// Where a token begins together with one or two letters in front of it that stand by themselves.
fn lead_of(spot: &Spot<'_>) -> Option<usize> {
    let start = match spot.text.as_bytes()[..spot.start] {
        // `AB 12 34 56 C` begins with two.
        [.., a, b, b' '] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => spot.start - 3,
        // `V-12345678-9` begins with one.
        [.., a, b'-'] if a.is_ascii_uppercase() => spot.start - 2,
        _ => return None,
    };
    shared::begins_word(spot.text, start).then_some(start)
}

/// Most context words heard in front of one number; a text of nothing but such words must not make each number slow.
const MAX_SUBJECTS: usize = 16;

/// What the words speak of that end in front of `start`, of those that are near.
fn context_of(near: &[(usize, Context)], start: usize) -> Context {
    let near = &near[..near.partition_point(|(end, _)| *end <= start)];
    near.iter().rev().take(MAX_SUBJECTS).fold(Context::NONE, |all, (_, subject)| all.behind(*subject))
}

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

/// The groups that one number may have, from the first on.
struct NumberGroups {
    n_groups: usize,
    /// How many digits each has.
    sizes: [u8; MAX_GROUPS],
    /// How many digits the first of them have together, the first two and so on: one bit each.
    lengths: u32,
}

impl NumberGroups {
    fn of(groups: &[Group]) -> Self {
        let mut this = NumberGroups { n_groups: 0, sizes: [0; MAX_GROUPS], lengths: 0 };
        let mut n_digits = 0;
        for (group, size) in groups.iter().zip(&mut this.sizes) {
            n_digits += group.n_digits;
            if group.n_digits == 0 || n_digits > MAX_DIGITS {
                break;
            }
            *size = group.n_digits as u8;
            this.n_groups += 1;
            this.lengths |= 1 << n_digits;
            if group.n_digits < group.size() || !matches!(group.separator, b' ' | b'-' | b'.' | b'/') {
                break;
            }
        }
        this
    }
}

/// The sign between the groups of a number, where it is everywhere the same.
fn separator_of(groups: &[Group]) -> Option<u8> {
    let mut separators = groups.split_last()?.1.iter().map(|group| group.separator);
    separators.next().filter(|first| separators.all(|separator| separator == *first))
}
