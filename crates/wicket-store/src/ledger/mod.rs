//! The ledger: money is reserved before it is spent, over all scopes in one step.
//!
//! A visit reserves its worst case against the budget of its key, user, team, tenant and session; either all of them
//! have room or nothing changes. Settling replaces the reservation by what the visit cost. All of it is whole
//! nano-dollars in memory behind one lock; the durable truth is the audit log, from which [`Ledger::recover`] rebuilds
//! the accounts. What was reserved and never settled counts as spent.

mod account;
mod answers;
mod books;
mod era;
mod recover;
mod scope;

use std::time::Duration;

use parking_lot::Mutex;
use wicket_types::{NanoDollars, Timestamp, VisitId, limits::Budget};

use account::Account;
pub use answers::{Balance, Exhausted, Reservation, Settlement};
use books::Books;
pub use era::Era;
pub(crate) use era::period_name;
pub use recover::{AccountRow, Money, OpenRow, Snapshot};
pub use scope::{ScopeId, ScopeKind};

/// How long a session whose budget never starts anew is remembered after its last call. Any caller can begin a new
/// session by choosing another name, so forgetting an old one gives nothing away, and memory stays bounded.
const SESSION_MEMORY: Duration = Duration::from_secs(30 * 86_400);

/// The accounts of all scopes. Share it by `Arc`; every method takes `&self`.
#[derive(Debug, Default)]
pub struct Ledger {
    books: Mutex<Books>,
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

#[cfg(test)]
mod tests;
