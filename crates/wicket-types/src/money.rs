//! Money and tokens: integers that know what they count.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Billionths of a US dollar. Never negative where it counts spend; arithmetic saturates instead of wrapping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NanoDollars(pub u64);

impl NanoDollars {
    /// Nothing.
    pub const ZERO: NanoDollars = NanoDollars(0);

    /// From dollars as a person writes them; rounds to the nearest billionth, negative and non-finite give `None`.
    pub fn from_dollars(dollars: f64) -> Option<Self> {
        let nanos = (dollars * 1e9).round();
        (nanos.is_finite() && (0.0..=u64::MAX as f64).contains(&nanos)).then_some(NanoDollars(nanos as u64))
    }

    /// Sum, at most the largest amount.
    #[must_use]
    pub const fn plus(self, other: NanoDollars) -> Self {
        NanoDollars(self.0.saturating_add(other.0))
    }

    /// Difference, at least nothing.
    #[must_use]
    pub const fn minus(self, other: NanoDollars) -> Self {
        NanoDollars(self.0.saturating_sub(other.0))
    }
}

/// `$12.34`, with as many of the nine decimals as are not zero, at least two.
impl fmt::Display for NanoDollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = format!("{:09}", self.0 % 1_000_000_000);
        let kept = decimals.trim_end_matches('0').len().max(2);
        write!(f, "${}.{}", self.0 / 1_000_000_000, &decimals[..kept])
    }
}

/// A number of model tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tokens(pub u64);

impl Tokens {
    /// What these tokens cost at `per_million` for a million of them, rounded up: a part of a nano-dollar counts whole.
    pub const fn cost(self, per_million: NanoDollars) -> NanoDollars {
        let exact = self.0 as u128 * per_million.0 as u128;
        let up = exact.div_ceil(1_000_000);
        NanoDollars(if up > u64::MAX as u128 { u64::MAX } else { up as u64 })
    }

    /// Sum, at most the largest count.
    #[must_use]
    pub const fn plus(self, other: Tokens) -> Self {
        Tokens(self.0.saturating_add(other.0))
    }

    /// Difference, at least none.
    #[must_use]
    pub const fn minus(self, other: Tokens) -> Self {
        Tokens(self.0.saturating_sub(other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars_print_exactly() {
        assert_eq!(NanoDollars(12_340_000_000).to_string(), "$12.34");
        assert_eq!(NanoDollars(50_000_000_000).to_string(), "$50.00");
        assert_eq!(NanoDollars(1).to_string(), "$0.000000001");
    }

    #[test]
    fn a_part_of_a_nano_dollar_counts_whole() {
        assert_eq!(Tokens(1).cost(NanoDollars(1)), NanoDollars(1));
        assert_eq!(Tokens(1_000_000).cost(NanoDollars(2_500_000_000)), NanoDollars(2_500_000_000));
        assert_eq!(Tokens(u64::MAX).cost(NanoDollars(u64::MAX)), NanoDollars(u64::MAX));
    }

    #[test]
    fn only_amounts_that_exist_become_money() {
        assert_eq!(NanoDollars::from_dollars(0.5), Some(NanoDollars(500_000_000)));
        for bad in [-1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(NanoDollars::from_dollars(bad), None);
        }
    }
}
