//! Rows of groups of letters and digits, such as `12 34-56`, read once however many tokens of a row are asked about.

use super::classes::Classes;

/// Most groups that one thing may have.
pub(super) const MAX_GROUPS: usize = 10;
/// No group of a longer thing matters, so a longer one ends a row.
const MOST: usize = 64;
/// Groups that are kept before those that were asked about are forgotten.
const KEPT: usize = 256;

/// Letters and digits without a sign between them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub start: usize,
    pub end: usize,
    /// Letters and digits of the row in front of it, and digits that groups begin with.
    before: usize,
    digits_before: usize,
    /// Groups with letters in front of it.
    lettered: usize,
    /// How many digits it begins with.
    pub n_digits: usize,
    /// The sign behind it where another group follows, else zero.
    pub separator: u8,
}

impl Group {
    pub(super) fn size(&self) -> usize {
        self.end - self.start
    }

    /// Letters and digits from the beginning of `first` on, a group of the same row, to the end of this one.
    pub(super) fn length_from(&self, first: &Group) -> usize {
        self.before + self.size() - first.before
    }

    /// Digits that the groups from `first` on, a group of the same row, to this one begin with.
    pub(super) fn digits_from(&self, first: &Group) -> usize {
        self.digits_before + self.n_digits - first.digits_before
    }

    /// Whether a letter stands between the beginning of `first`, a group of the same row, and the end of this one.
    pub(super) fn has_letter_since(&self, first: &Group) -> bool {
        self.lettered + usize::from(self.has_letter()) > first.lettered
    }

    fn has_letter(&self) -> bool {
        self.n_digits < self.size()
    }

    /// Whether the number that it is a part of may go on behind it.
    fn goes_on(&self) -> bool {
        !self.has_letter() && matches!(self.separator, b' ' | b'-' | b'.' | b'/')
    }
}

/// Groups behind a token that all hold a digit where it stands in a row of numbers: so many that no name stands near.
const ROW: u32 = 6;

/// The row of groups that was read last.
pub(super) struct Chain<'t> {
    text: &'t str,
    classes: Classes<'t>,
    groups: Vec<Group>,
    /// The group that was asked about last.
    nth: usize,
    ahead: Ahead,
    written: Written,
}

/// What the groups from one on are and what numbers they can make, a bit each: kept from group to group, for to count it anew at each took most
/// of the time in rows of numbers.
#[derive(Clone, Copy, Default)]
struct Ahead {
    /// Bit `n`: the `n`th group of them goes on as a number does.
    going_on: u32,
    /// Bit `n`: the `n`th group holds a digit.
    with_digit: u32,
    /// Bit `n`: some of them, from the first on, begin with `n` digits together.
    sums: u64,
    /// How many of them are in `sums`, which has no place for more than 63 digits.
    n_summed: usize,
}

impl Ahead {
    /// Leaves the first group behind.
    fn pass(&mut self, first: &Group) {
        self.going_on >>= 1;
        self.with_digit >>= 1;
        self.sums = self.sums.checked_shr(first.n_digits as u32).unwrap_or_default();
        self.n_summed = self.n_summed.saturating_sub(1);
    }

    /// Takes in the `nth` group.
    fn add(&mut self, nth: usize, group: &Group, has_digit: bool) {
        self.going_on |= u32::from(group.goes_on()) << nth;
        self.with_digit |= u32::from(has_digit) << nth;
    }

    /// Adds up those of `groups` for which there is a place by now.
    fn sum_up(&mut self, groups: &[Group]) {
        let Some(first) = groups.first() else { return };
        while let Some(group) = groups.get(self.n_summed)
            && let Some(bit) = 1_u64.checked_shl(group.digits_from(first) as u32)
        {
            self.sums |= bit;
            self.n_summed += 1;
        }
    }
}

/// The letters and digits of a row without what stands between them, of as many groups as were asked for.
#[derive(Default)]
struct Written {
    n_groups: usize,
    compact: String,
    /// The same as values of digits; of letters they mean nothing.
    digits: Vec<u8>,
}

impl Written {
    fn clear(&mut self) {
        self.n_groups = 0;
        self.compact.clear();
        self.digits.clear();
    }

    fn read(&mut self, text: &str, groups: &[Group]) {
        for group in groups.get(self.n_groups..).unwrap_or_default() {
            let written = text.get(group.start..group.end).unwrap_or_default();
            self.compact.push_str(written);
            self.digits.extend(written.bytes().map(|byte| byte.wrapping_sub(b'0')));
        }
        self.n_groups = groups.len();
    }
}

/// Groups of a row from one of them on, as many as matter.
pub(super) struct Row<'c> {
    pub groups: &'c [Group],
    ahead: Ahead,
    text: &'c str,
    all: &'c [Group],
    written: &'c mut Written,
}

impl<'c> Row<'c> {
    /// Whether the groups behind the first all hold digits, and are as many as a row of numbers has.
    pub(super) fn is_of_numbers(&self) -> bool {
        let behind = ((1 << ROW) - 1) << 1;
        self.ahead.with_digit & behind == behind
    }

    /// The groups that one number may have, from the first on, and how many digits the first of them have together, the first
    /// two and so on: one bit each.
    pub(super) fn of_number(&self) -> (&'c [Group], u64) {
        let n_groups = (self.ahead.going_on.trailing_ones() as usize + 1).min(self.groups.len());
        let of_number = &self.groups[..n_groups];
        let of_number = match of_number.split_last() {
            Some((last, before)) if last.n_digits == 0 => before,
            _ => of_number,
        };
        let (Some(first), Some(last)) = (of_number.first(), of_number.last()) else { return (&[], 0) };
        let most = (last.digits_from(first) as u32).min(63);
        (of_number, self.ahead.sums & (u64::MAX >> (63 - most)) & !1)
    }

    /// The first letters and digits of the groups, `length` of them, without what stands between them.
    pub(super) fn compact(&mut self, length: usize) -> &str {
        let from = self.read();
        self.written.compact.get(from..from + length).unwrap_or_default()
    }

    /// The values of the first `length` digits of groups that are digits.
    pub(super) fn digits(&mut self, length: usize) -> &[u8] {
        let from = self.read();
        self.written.digits.get(from..from + length).unwrap_or_default()
    }

    /// Where in what is written the first group begins.
    fn read(&mut self) -> usize {
        self.written.read(self.text, self.all);
        self.groups.first().map_or(0, |first| first.before)
    }
}

impl<'t> Chain<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let (ahead, written) = (Ahead::default(), Written::default());
        Chain { text, classes: Classes::new(text), groups: Vec::new(), nth: 0, ahead, written }
    }

    /// The group at `start`, where a letter or digit stands, and those behind it.
    pub(super) fn row_at(&mut self, start: usize) -> Row<'_> {
        while let Some(group) = self.groups.get(self.nth).filter(|group| group.start < start) {
            self.ahead.pass(group);
            self.nth += 1;
        }
        if self.nth >= KEPT || self.groups.get(self.nth).is_none_or(|group| group.start != start) {
            self.groups.clear();
            self.written.clear();
            (self.nth, self.ahead) = (0, Ahead::default());
            self.read(start);
        }
        while self.groups.len() < self.nth + MAX_GROUPS {
            let Some(last) = self.groups.last().filter(|last| last.separator != 0) else { break };
            self.read(last.end + 1);
        }
        let groups = &self.groups[self.nth..self.groups.len().min(self.nth + MAX_GROUPS)];
        self.ahead.sum_up(groups);
        Row { groups, ahead: self.ahead, text: self.text, all: &self.groups, written: &mut self.written }
    }

    /// Reads the group at `start`, behind those that were read of its row.
    fn read(&mut self, start: usize) {
        let class = self.classes.from(start);
        let length = (class.words.trailing_ones() as usize).min(MOST);
        let n_digits = class.digits.trailing_ones() as usize;
        let end = start + length;
        let goes_on = self.text.as_bytes().get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
        let separator = match self.text.as_bytes().get(end) {
            Some(sign @ (b' ' | b'-' | b'.' | b'/' | b'+')) if goes_on => *sign,
            _ => 0,
        };
        let has_digit = length > 0 && class.digits << (64 - length) != 0;
        let before = self.groups.last();
        self.groups.push(Group {
            start,
            end,
            before: before.map_or(0, |last| last.before + last.size()),
            digits_before: before.map_or(0, |last| last.digits_before + last.n_digits),
            lettered: before.map_or(0, |last| last.lettered + usize::from(last.has_letter())),
            n_digits,
            separator,
        });
        if let Some(last) = self.groups.last() {
            self.ahead.add(self.groups.len() - 1 - self.nth, last, has_digit);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The groups that one number may have, and which sums of digits their heads have, told group by group.
    fn plainly(groups: &[Group]) -> (usize, u64) {
        let (mut n_groups, mut n_digits, mut reached) = (0, 0, 0);
        for group in groups.iter().take_while(|group| group.n_digits > 0) {
            n_groups += 1;
            n_digits += group.n_digits;
            reached |= 1_u64.checked_shl(n_digits as u32).unwrap_or_default();
            if group.n_digits < group.size() || !matches!(group.separator, b' ' | b'-' | b'.' | b'/') {
                break;
            }
        }
        (n_groups, reached)
    }

    proptest! {
        #[test]
        fn what_is_kept_from_group_to_group_is_what_each_would_find(
            parts in prop::collection::vec("[0-9]{1,5}|[0-9a-c]{1,4}|[0-9]{60,70}|[a-c]{1,3}", 1..400),
            signs in "[ ./+-]{1,9}",
            skipped in 1_usize..4,
        ) {
            let sign = |nth: usize| &signs[nth % signs.len()..][..1];
            let text: String = parts.iter().enumerate().flat_map(|(nth, part)| [part.as_str(), sign(nth)]).collect();
            let starts = parts.iter().scan(0, |at, part| {
                *at += part.len() + 1;
                Some(*at - part.len() - 1)
            });
            let mut chain = Chain::new(&text);
            for start in starts.step_by(skipped) {
                let row = chain.row_at(start);
                let mut alone = Chain::new(&text);
                let fresh = alone.row_at(start);
                let places = |row: &Row<'_>| row.groups.iter().map(|group| (group.start, group.end)).collect::<Vec<_>>();
                prop_assert_eq!(places(&row), places(&fresh));
                let has_digit = |group: &Group| text[group.start..group.end].contains(|c: char| c.is_ascii_digit());
                prop_assert_eq!(row.is_of_numbers(), row.groups.iter().skip(1).take(6).filter(|group| has_digit(group)).count() == 6);
                let (of_number, reached) = row.of_number();
                prop_assert_eq!((of_number.len(), reached), plainly(row.groups), "at {} of {:?}", start, text);
            }
        }
    }
}
