//! One scope's money in its current period.

use wicket_types::{
    NanoDollars, Timestamp,
    limits::{Budget, Period},
};

use super::{Era, Exhausted, ScopeId};

/// What one scope has spent and holds in `era`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    pub era: Era,
    pub spent: NanoDollars,
    pub held: NanoDollars,
    /// When it was last reserved from; tells a session that is over from one that pauses.
    pub touched: Timestamp,
}

impl Account {
    pub fn new(per: Period, now: Timestamp) -> Self {
        Account { era: Era::of(per, now), spent: NanoDollars::ZERO, held: NanoDollars::ZERO, touched: now }
    }

    /// Moves on to `era` if it is later; never back, so that a clock set back gives no second allotment.
    pub fn turn_to(&mut self, era: Era) {
        if era.per != self.era.per {
            // The operator changed the length of the period. What is known about the old one is carried over whole:
            // too strict for the rest of the period rather than a fresh budget for the price of an edit.
            self.spent = self.spent.plus(self.held);
            self.held = NanoDollars::ZERO;
            self.era = era;
        } else if era.start > self.era.start {
            (self.spent, self.held, self.era) = (NanoDollars::ZERO, NanoDollars::ZERO, era);
        }
    }

    pub fn left(&self, budget: Budget) -> NanoDollars {
        budget.amount.minus(self.spent).minus(self.held)
    }

    pub fn room_for(&self, worst: NanoDollars, scope: &ScopeId, budget: Budget) -> Result<(), Exhausted> {
        let left = self.left(budget);
        if worst <= left {
            return Ok(());
        }
        Err(Exhausted { scope: scope.clone(), budget, left, asked: worst, renews: self.era.ends() })
    }

    /// Whether forgetting it would change nothing.
    pub fn is_empty(&self) -> bool {
        self.spent == NanoDollars::ZERO && self.held == NanoDollars::ZERO
    }
}
