//! What the ledger answers: a reservation or why there is none, what settling did, and how a scope stands.

use std::fmt;

use wicket_types::{NanoDollars, Timestamp, VisitId, limits::Budget};

use super::{Era, ScopeId};

/// Money held for one visit. Write [`Reservation::parts`] into the visit's *opened* record, then settle it.
///
/// Dropping it gives nothing back: the amount counts as spent until [`Ledger::settle`] says otherwise.
#[must_use = "a reservation holds money until it is settled"]
#[derive(Debug, PartialEq, Eq)]
pub struct Reservation {
    pub(super) visit: VisitId,
    pub(super) amount: NanoDollars,
    pub(super) parts: Vec<(ScopeId, Era)>,
}

impl Reservation {
    /// The visit that the money is held for.
    pub fn visit(&self) -> &VisitId {
        &self.visit
    }

    /// How much is held, in each scope.
    pub fn amount(&self) -> NanoDollars {
        self.amount
    }

    /// The scopes, and the period of each in which the money counts.
    pub fn parts(&self) -> &[(ScopeId, Era)] {
        &self.parts
    }
}

/// The worst case does not fit a budget. Nothing was reserved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Exhausted {
    /// The first scope without room, in the order in which the scopes were given.
    pub scope: ScopeId,
    /// Its budget.
    pub budget: Budget,
    /// What is neither spent nor held.
    pub left: NanoDollars,
    /// What was asked for.
    pub asked: NanoDollars,
    /// When the budget starts anew; `None` for one that never does.
    pub renews: Option<Timestamp>,
}

/// Names the scope and the time, for the visitor: `the budget of key … has $0.02 left, … is needed; it starts anew at …`.
impl fmt::Display for Exhausted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the budget of this {} has {} left and the call may cost {}",
            self.scope.kind(),
            self.left,
            self.asked
        )?;
        match self.renews {
            Some(at) => write!(f, "; it starts anew at {at}"),
            None => Ok(()),
        }
    }
}

/// What settling did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The reservation was replaced by this amount.
    Charged(NanoDollars),
    /// The visit holds no money: it was settled before, or never reserved any. Nothing changed.
    NothingHeld,
}

/// The state of one scope, for reports. `spent + held + left = budget` unless a visit cost more than it had reserved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Settled in the current period.
    pub spent: NanoDollars,
    /// Reserved in the current period and not settled.
    pub held: NanoDollars,
    /// What may still be reserved.
    pub left: NanoDollars,
    /// When the budget starts anew.
    pub renews: Option<Timestamp>,
}
