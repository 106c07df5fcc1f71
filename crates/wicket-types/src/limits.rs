//! What one caller may use.

use serde::{Deserialize, Serialize};

use crate::NanoDollars;

/// A number of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Bytes(pub u64);

/// How long a budget lasts before it starts anew, at midnight UTC or on the first of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A UTC hour.
    Hour,
    /// A UTC day.
    Day,
    /// Seven UTC days, from Monday.
    Week,
    /// A UTC calendar month.
    Month,
    /// It never starts anew.
    Total,
}

/// An amount of money for a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    /// The ceiling.
    pub amount: NanoDollars,
    /// How long it lasts.
    pub per: Period,
}

/// The limits of one caller. `None` means: as the defaults of the file say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Requests in any sixty seconds.
    pub requests_per_minute: Option<u32>,
    /// Tokens, in and out, in any sixty seconds.
    pub tokens_per_minute: Option<u64>,
    /// Calls under way at one time.
    pub concurrent: Option<u32>,
    /// Largest request body.
    pub body: Option<Bytes>,
    /// Money.
    pub budget: Option<Budget>,
}

impl Limits {
    /// These limits where they are set, and those of `defaults` where they are not.
    #[must_use]
    pub fn or(self, defaults: Limits) -> Limits {
        Limits {
            requests_per_minute: self.requests_per_minute.or(defaults.requests_per_minute),
            tokens_per_minute: self.tokens_per_minute.or(defaults.tokens_per_minute),
            concurrent: self.concurrent.or(defaults.concurrent),
            body: self.body.or(defaults.body),
            budget: self.budget.or(defaults.budget),
        }
    }
}
