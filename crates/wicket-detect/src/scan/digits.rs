//! The pass over tokens that hold digits: numbers in groups, tokens of letters and digits, and what else begins at a digit.
//!
//! A text may hold a token every other byte, so what a token costs is kept small: rules are told apart by the bytes around it
//! ([`Spots`]) and by lengths for which there is a rule at all, and the groups of a long row are read once ([`Chain`]).

use std::net::Ipv4Addr;
use std::ops::Range;

use super::{
    Hit,
    chain::{Chain, Group, MAX_GROUPS, Row},
    sizes::{ByLength, Heads, MAX_DIGITS, start_of, starts},
    spots::Spots,
};
use crate::{
    bits::bits_of,
    rules::{Begins, Context, Find, Groups, Number, Rule, Spot, context::REACH, groups, shared},
};

/// Most letters and digits in a token with separators.
const MAX_MIXED: usize = 63;
/// Most letters and digits in a token without them.
const MAX_WHOLE: usize = 108;
/// Longest run of letters in front of the first digit that still makes one token with it.
const MAX_LEAD: usize = 24;

/// The rules that are asked at digits, by what they are asked about.
#[derive(Debug)]
pub(crate) struct DigitRules {
    /// By how many digits a number has.
    numbers: ByLength<OfNumber>,
    heads: Heads,
    /// By how many characters a token has, for each of its [`starts`].
    mixed: Vec<ByLength<OfToken>>,
    /// By how many characters a token without separators has.
    whole: ByLength<OfToken>,
    spots: Spots,
}

/// What a rule asks of a number. Beside each other in a table these cost less than to look each rule up.
#[derive(Clone, Copy, Debug)]
struct OfNumber {
    rule: usize,
    needs: Context,
    groups: Groups,
    check: fn(&Number<'_>) -> bool,
}

/// What a rule asks of a token.
#[derive(Clone, Copy, Debug)]
struct OfToken {
    rule: usize,
    needs: Context,
    check: fn(&str) -> bool,
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
        for (rule, row) in rules.iter().enumerate() {
            match row.find {
                Find::Number { digits, needs, groups, check } => {
                    this.numbers.add(OfNumber { rule, needs, groups, check }, digits, needs);
                    this.heads.add(groups, digits, needs);
                }
                Find::Mixed { length, needs, begins, check } => {
                    this.add_mixed(OfToken { rule, needs, check }, length, begins);
                }
                Find::Whole { length, check, .. } => {
                    let needs = Context::NONE;
                    this.whole.add(OfToken { rule, needs, check }, length, needs);
                }
                _ => {}
            }
        }
        this
    }

    fn add_mixed(&mut self, row: OfToken, length: (u8, u8), begins: Begins) {
        for ((with, n), of_start) in starts().zip(&mut self.mixed) {
            let (least, most) = begins.count;
            if begins.with.is_none_or(|wanted| wanted == with) && (usize::from(least)..=usize::from(most)).contains(&n)
            {
                of_start.add(row, length, row.needs);
            }
        }
    }

    /// Visits each token with a digit once, left to right. `subjects` are the context words with their ends, in order.
    pub(crate) fn each(&self, text: &str, subjects: &[(usize, Context)], tell: &mut dyn FnMut(Hit)) {
        let bytes = text.as_bytes();
        let (mut done, mut heard) = (0, 0);
        let (mut chain, mut led) = (Chain::new(text), Chain::new(text));
        for (n, block) in bytes.chunks(64).enumerate() {
            let all = bits_of(block, |byte| byte.is_ascii_digit());
            let left = |done: usize| all & u64::MAX.checked_shl(done.saturating_sub(n * 64) as u32).unwrap_or_default();
            let mut digits = left(done);
            while digits != 0 {
                let at = n * 64 + digits.trailing_zeros() as usize;
                let start = start_of_token(bytes, at, done);
                while subjects.get(heard).is_some_and(|(end, _)| end + REACH < start) {
                    heard += 1;
                }
                let context = context_of(&subjects[heard..], start);
                let row = chain.row_at(start);
                let end = row.groups.first().map_or(start, |first| end_of_token(bytes, first.end));
                let spot = Spot { text, start, end, context, in_row: row.is_of_numbers() };
                done = end.max(self.ask(&spot, row, &mut led, tell));
                digits = left(done);
            }
        }
    }

    /// Asks every rule about one token, and gives the end of the longest thing found.
    fn ask(&self, spot: &Spot<'_>, mut row: Row<'_>, led: &mut Chain<'_>, tell: &mut dyn FnMut(Hit)) -> usize {
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
        self.ask_whole(spot, &mut found);
        if begins_number(spot.text.as_bytes(), spot.start) {
            self.ask_numbers(spot, &mut row, &mut found);
        }
        self.ask_mixed(spot, &mut row, &mut found);
        if let Some(start) = lead_of(spot) {
            self.ask_mixed(spot, &mut led.row_at(start), &mut found);
        }
        end
    }

    fn ask_whole(&self, spot: &Spot<'_>, found: &mut dyn FnMut(usize, Range<usize>)) {
        let of_length = self.whole.of(spot.end - spot.start, Context::NONE);
        if of_length.is_empty() {
            return;
        }
        let is_apart = shared::begins_word(spot.text, spot.start) && !shared::is_word_at(spot.text, spot.end);
        let Some(token) = spot.text.get(spot.start..spot.end).filter(|_| is_apart) else { return };
        for row in of_length.iter().filter(|row| (row.check)(token)) {
            found(row.rule, spot.start..spot.end);
        }
    }

    fn ask_numbers(&self, spot: &Spot<'_>, row: &mut Row<'_>, found: &mut dyn FnMut(usize, Range<usize>)) {
        let Some(first) = row.groups.first() else { return };
        let second = row.groups.get(1).map_or(0, |second| second.n_digits);
        let lengths = self.heads.of(first.n_digits, second, spot.context);
        if lengths == 0 {
            return;
        }
        let (groups, reached) = row.of_number();
        let mut left = reached & u64::from(lengths);
        if left == 0 {
            return;
        }
        let mut sizes = [0; MAX_GROUPS];
        sizes.iter_mut().zip(groups).for_each(|(size, group)| *size = group.n_digits as u8);
        // The longest number first: twelve digits in three groups are not the first eight of them.
        for n in (1..=groups.len()).rev() {
            if left == 0 {
                return;
            }
            let last = &groups[n - 1];
            let n_digits = last.digits_from(first);
            let is_wanted = n_digits < 64 && left >> n_digits & 1 == 1;
            left &= !(u64::from(is_wanted) << (n_digits % 64));
            let end = last.start + last.n_digits;
            // The head of a dashed id is no number either.
            let goes_on = n < groups.len();
            if !is_wanted || shared::is_word_at(spot.text, end) || goes_on && last.separator != b' ' {
                continue;
            }
            let of_number = &sizes[..n];
            let fits = |asked: &&OfNumber| spot.context.answers(asked.needs) && asked.groups.fit(of_number);
            let mut fitting = self.numbers.of(n_digits, spot.context).iter().filter(fits).peekable();
            let separator = separator_of(&groups[..n]);
            if fitting.peek().is_none()
                || groups::are_of_else(of_number, separator)
                || is_address(spot.text.get(spot.start..end), separator)
            {
                continue;
            }
            let (span, digits) = (spot.start..end, row.digits(n_digits));
            let number = Number { digits, groups: of_number, separator, goes_on, text: spot.text, span: span.clone() };
            fitting.filter(|asked| (asked.check)(&number)).for_each(|asked| found(asked.rule, span.clone()));
        }
    }

    /// Tokens with separators inside, such as `AB 12 34 56 C`, are tried at every length up to the limit.
    fn ask_mixed(&self, spot: &Spot<'_>, row: &mut Row<'_>, found: &mut dyn FnMut(usize, Range<usize>)) {
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
            // No rule is left for as many.
            let Some(left @ 1..) = lengths.checked_shr(length as u32) else { return };
            if left & 1 == 1 && group.has_letter_since(first) && !shared::is_word_at(spot.text, group.end) {
                let token = row.compact(length);
                let asked = rules_here.of(length, spot.context).iter();
                let fitting = asked.filter(|asked| spot.context.answers(asked.needs) && (asked.check)(token));
                fitting.for_each(|asked| found(asked.rule, first.start..group.end));
            }
            if !matches!(group.separator, b' ' | b'-' | b'.' | b'+') {
                return;
            }
        }
    }
}

/// Whether a number is written as the address of a host is, which numbers of people are not.
fn is_address(number: Option<&str>, separator: Option<u8>) -> bool {
    separator == Some(b'.') && number.is_some_and(|number| number.parse::<Ipv4Addr>().is_ok())
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

/// Where the run of ASCII letters and digits begins that goes on at `at`, not reaching back before `done`.
fn start_of_token(bytes: &[u8], at: usize, done: usize) -> usize {
    at - bytes[done..at].iter().rev().take(MAX_LEAD).take_while(|b| b.is_ascii_alphanumeric()).count()
}

/// Where the run of ASCII letters and digits ends that goes on up to `at` at least.
fn end_of_token(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count()
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

/// The sign between the groups of a number, where it is everywhere the same.
fn separator_of(groups: &[Group]) -> Option<u8> {
    let mut separators = groups.split_last()?.1.iter().map(|group| group.separator);
    separators.next().filter(|first| separators.all(|separator| separator == *first))
}

#[cfg(test)]
mod tests {
    use wicket_types::{Guard, Origin};

    use crate::{Detector, Wants};

    #[test]
    fn numbers_in_a_row_are_all_found_however_long_it_is() {
        let detector = Detector::of_rules_alone();
        for (number, digits) in [("4111111111111111", 16), ("4111 1111 1111 1111", 19), ("536-22-8726", 11)] {
            // The signs between them make one row of groups of them all.
            let text = vec![number; 40].join(" ");
            let found = detector.scan(&text, Origin::User, Wants::of(&[Guard::Pii])).findings;
            let starts: Vec<usize> = found.iter().map(|finding| finding.span.start).collect();
            assert_eq!(starts, (0..40).map(|nth| nth * (digits + 1)).collect::<Vec<_>>(), "{number}");
        }
    }
}
