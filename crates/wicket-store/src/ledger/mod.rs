//! The ledger: money is reserved before it is spent, over all scopes in one step.
//!
//! A visit reserves its worst case against the budget of its key, user, team, tenant and session; either all of them
//! have room or nothing changes. Settling replaces the reservation by what the visit cost. All of it is whole
//! nano-dollars in memory behind one lock; the durable truth is the audit log, from which [`Ledger::recover`] rebuilds
//! the accounts. What was reserved and never settled counts as spent.

mod account;
mod era;
mod recover;
mod scope;

use std::{collections::HashMap, fmt, time::Duration};

use parking_lot::Mutex;
use wicket_types::{NanoDollars, Timestamp, VisitId, limits::Budget};

use account::Account;
pub use era::Era;
pub(crate) use era::period_name;
pub use recover::{AccountRow, OpenRow, Snapshot};
pub use scope::{ScopeId, ScopeKind};

/// How long a session whose budget never starts anew is remembered after its last call. Any caller can begin a new
/// session by choosing another name, so forgetting an old one gives nothing away, and memory stays bounded.
const SESSION_MEMORY: Duration = Duration::from_secs(30 * 86_400);

/// The accounts of all scopes. Share it by `Arc`; every method takes `&self`.
#[derive(Debug, Default)]
pub struct Ledger {
    books: Mutex<Books>,
}

#[derive(Debug, Default)]
struct Books {
    accounts: HashMap<ScopeId, Account>,
    open: HashMap<VisitId, Hold>,
}

/// Money held by one visit, and in which period of which account.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hold {
    amount: NanoDollars,
    scopes: Vec<(ScopeId, Era, Budget)>,
}

/// Money held for one visit. Write [`Reservation::parts`] into the visit's *opened* record, then settle it.
///
/// Dropping it gives nothing back: the amount counts as spent until [`Ledger::settle`] says otherwise.
#[must_use = "a reservation holds money until it is settled"]
#[derive(Debug, PartialEq, Eq)]
pub struct Reservation {
    visit: VisitId,
    amount: NanoDollars,
    parts: Vec<(ScopeId, Era)>,
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

impl Ledger {
    /// A ledger in which nothing has been spent.
    pub fn new() -> Self {
        Ledger::default()
    }

    /// Holds `worst` in every scope, or in none.
    ///
    /// A scope that is named twice counts once, with the first budget named. A visit that holds money already (a second
    /// attempt at another provider) adds to what it holds.
    ///
    /// # Errors
    /// The first scope whose budget has no room for `worst` beside what is spent and held.
    pub fn reserve(
        &self,
        visit: &VisitId,
        scopes: &[(ScopeId, Budget)],
        worst: NanoDollars,
        now: Timestamp,
    ) -> Result<Reservation, Exhausted> {
        self.books.lock().reserve(visit, scopes, worst, now)
    }

    /// Holds `more` in every scope of the reservation, in the periods in which it was made.
    ///
    /// # Errors
    /// The first scope without room; the reservation stays as it was.
    pub fn extend(&self, reservation: &mut Reservation, more: NanoDollars) -> Result<(), Exhausted> {
        let total = self.books.lock().extend(&reservation.visit, more)?;
        reservation.amount = total.unwrap_or(reservation.amount);
        Ok(())
    }

    /// Replaces what the visit holds by what it cost, in the periods in which it was reserved. Twice does nothing more.
    ///
    /// The cost is charged whole even above the reservation: a ledger that rounds down invites more of the same.
    pub fn settle(&self, visit: &VisitId, cost: NanoDollars) -> Settlement {
        self.books.lock().settle(visit, cost)
    }

    /// Settles at the full amount held: for visits whose cost nobody can know.
    pub fn settle_in_full(&self, visit: &VisitId) -> Settlement {
        let mut books = self.books.lock();
        let held = books.open.get(visit).map(|hold| hold.amount);
        held.map_or(Settlement::NothingHeld, |amount| books.settle(visit, amount))
    }

    /// The state of `scope` under `budget` at `now`.
    pub fn balance(&self, scope: &ScopeId, budget: Budget, now: Timestamp) -> Balance {
        let mut account =
            self.books.lock().accounts.get(scope).cloned().unwrap_or_else(|| Account::new(budget.per, now));
        account.turn_to(Era::of(budget.per, now));
        Balance { spent: account.spent, held: account.held, left: account.left(budget), renews: account.era.ends() }
    }

    /// Forgets accounts whose period is over and that hold nothing. Call it now and then; an hour is often enough.
    pub fn sweep(&self, now: Timestamp) {
        let mut books = self.books.lock();
        books.accounts.retain(|scope, account| {
            let old_session = scope.kind() == ScopeKind::Session
                && account.era.ends().is_none()
                && account.touched.plus(SESSION_MEMORY) < now;
            let over = account.era.ends().is_some_and(|end| end <= now);
            account.held != NanoDollars::ZERO || !(over || old_session)
        });
    }

    /// Number of scopes remembered and of visits that hold money.
    pub fn size(&self) -> (usize, usize) {
        let books = self.books.lock();
        (books.accounts.len(), books.open.len())
    }
}

impl Books {
    fn reserve(
        &mut self,
        visit: &VisitId,
        scopes: &[(ScopeId, Budget)],
        worst: NanoDollars,
        now: Timestamp,
    ) -> Result<Reservation, Exhausted> {
        if let Some(hold) = self.open.get(visit) {
            let parts = hold.scopes.iter().map(|(scope, era, _)| (scope.clone(), *era)).collect();
            let amount = self.extend(visit, worst)?.unwrap_or(worst);
            return Ok(Reservation { visit: visit.clone(), amount, parts });
        }
        let mut chosen: Vec<(ScopeId, Era, Budget)> = Vec::with_capacity(scopes.len());
        for (scope, budget) in scopes {
            if chosen.iter().any(|(seen, _, _)| seen == scope) {
                continue;
            }
            let account = self.accounts.get(scope).cloned();
            let mut account = account.unwrap_or_else(|| Account::new(budget.per, now));
            account.turn_to(Era::of(budget.per, now));
            account.room_for(worst, scope, *budget)?;
            chosen.push((scope.clone(), account.era, *budget));
        }
        // INVARIANT: every scope has room, and the lock is held: from here on nothing can fail half-way.
        for (scope, era, budget) in &chosen {
            let account = self.accounts.entry(scope.clone()).or_insert_with(|| Account::new(budget.per, now));
            account.turn_to(*era);
            account.held = account.held.plus(worst);
            account.touched = account.touched.max(now);
        }
        let parts = chosen.iter().map(|(scope, era, _)| (scope.clone(), *era)).collect();
        self.open.insert(visit.clone(), Hold { amount: worst, scopes: chosen });
        Ok(Reservation { visit: visit.clone(), amount: worst, parts })
    }

    /// The new total of the hold; `None` if the visit holds nothing.
    fn extend(&mut self, visit: &VisitId, more: NanoDollars) -> Result<Option<NanoDollars>, Exhausted> {
        let Some(hold) = self.open.get_mut(visit) else { return Ok(None) };
        for (scope, era, budget) in &hold.scopes {
            if let Some(account) = self.accounts.get(scope).filter(|account| account.era == *era) {
                account.room_for(more, scope, *budget)?;
            }
        }
        for (scope, era, _) in &hold.scopes {
            if let Some(account) = self.accounts.get_mut(scope).filter(|account| account.era == *era) {
                account.held = account.held.plus(more);
            }
        }
        hold.amount = hold.amount.plus(more);
        Ok(Some(hold.amount))
    }

    fn settle(&mut self, visit: &VisitId, cost: NanoDollars) -> Settlement {
        let Some(hold) = self.open.remove(visit) else { return Settlement::NothingHeld };
        for (scope, era, _) in &hold.scopes {
            // A reservation of a period that is over touches no account: the new period must not pay for the old one.
            let Some(account) = self.accounts.get_mut(scope).filter(|account| account.era == *era) else { continue };
            account.held = account.held.minus(hold.amount);
            account.spent = account.spent.plus(cost);
            if account.is_empty() {
                self.accounts.remove(scope);
            }
        }
        Settlement::Charged(cost)
    }
}

#[cfg(test)]
mod tests;
