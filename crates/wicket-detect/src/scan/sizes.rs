//! Tables that tell from sizes alone which rules a number or a token may be found by: how long it is, how its groups are sized,
//! how many digits or letters it begins with. Most tokens of a text are told off by them.

use super::chain::Group;
use crate::rules::{Context, Groups, Start};

/// Most digits that a number may have.
pub(super) const MAX_DIGITS: usize = 24;

/// Rules by the length of what they are asked about, each as the `Row` that it is asked by.
#[derive(Debug)]
pub(super) struct ByLength<Row> {
    /// All of them.
    all: Vec<Vec<Row>>,
    /// Those that need no words in front.
    anywhere: Vec<Vec<Row>>,
    /// For which lengths below 64 there are any: one bit each, of all and of those that need no words.
    lengths: (u64, u64),
}

impl<Row: Copy> ByLength<Row> {
    pub(super) fn new(longest: usize) -> Self {
        let none = || (0..=longest).map(|_| Vec::new()).collect();
        ByLength { all: none(), anywhere: none(), lengths: (0, 0) }
    }

    pub(super) fn add(&mut self, row: Row, (least, most): (u8, u8), needs: Context) {
        for length in usize::from(least)..=usize::from(most) {
            let (Some(all), Some(anywhere)) = (self.all.get_mut(length), self.anywhere.get_mut(length)) else { return };
            all.push(row);
            let bit = 1_u64.checked_shl(length as u32).unwrap_or_default();
            self.lengths.0 |= bit;
            if needs == Context::NONE {
                anywhere.push(row);
                self.lengths.1 |= bit;
            }
        }
    }

    /// The lengths below 64 for which there are rules behind words that speak of `context`, one bit each.
    pub(super) fn lengths(&self, context: Context) -> u64 {
        if context == Context::NONE { self.lengths.1 } else { self.lengths.0 }
    }

    /// The rules for what is so long and stands behind words that speak of `context`.
    pub(super) fn of(&self, length: usize, context: Context) -> &[Row] {
        let rules = if context == Context::NONE { &self.anywhere } else { &self.all };
        rules.get(length).map_or(&[], Vec::as_slice)
    }
}

/// How many digits a number may have, one bit each, by the sizes of its first two groups: of all numbers, and of those that
/// need no words in front.
#[derive(Debug)]
pub(super) struct Heads(Vec<(u32, u32)>);

impl Heads {
    /// Sizes of a group that matter; of a longer one no number is made.
    const SIZES: usize = MAX_DIGITS + 1;

    pub(super) fn new() -> Self {
        Heads(vec![(0, 0); Self::SIZES * Self::SIZES])
    }

    pub(super) fn add(&mut self, groups: Groups, (least, most): (u8, u8), needs: Context) {
        for (at, (all, anywhere)) in self.0.iter_mut().enumerate() {
            let sizes = ((at / Self::SIZES) as u8, (at % Self::SIZES) as u8);
            for n_digits in (least..=most.min(MAX_DIGITS as u8)).filter(|n| groups.may_begin(sizes, *n)) {
                *all |= 1 << n_digits;
                *anywhere |= if needs == Context::NONE { 1 << n_digits } else { 0 };
            }
        }
    }

    pub(super) fn of(&self, first: usize, second: usize, context: Context) -> u32 {
        let (all, anywhere) = match first < Self::SIZES && second < Self::SIZES {
            true => self.0.get(first * Self::SIZES + second).copied().unwrap_or_default(),
            false => (u32::MAX, u32::MAX),
        };
        if context == Context::NONE { anywhere } else { all }
    }
}

/// Digits or letters at the beginning of a token that are told apart; more are taken for so many.
const MAX_START: usize = 8;

/// How tokens may begin: with so many digits, or with so many letters.
pub(super) fn starts() -> impl Iterator<Item = (Start, usize)> {
    [Start::Digits, Start::Letters].into_iter().flat_map(|start| (0..=MAX_START).map(move |n| (start, n)))
}

/// Which of [`starts`] the token of `groups` has.
pub(super) fn start_of(bytes: &[u8], groups: &[Group]) -> usize {
    let mut n_digits = 0;
    for group in groups {
        n_digits += group.n_digits;
        if group.n_digits < group.size() || n_digits >= MAX_START {
            break;
        }
    }
    if n_digits > 0 {
        return n_digits.min(MAX_START);
    }
    let written = groups.iter().flat_map(|group| &bytes[group.start..group.end]);
    1 + MAX_START + written.take(MAX_START).take_while(|byte| byte.is_ascii_alphabetic()).count()
}
