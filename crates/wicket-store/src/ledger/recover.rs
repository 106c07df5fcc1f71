//! How the ledger survives a crash: a snapshot, and the audit records written after it.

use serde::{Deserialize, Serialize};
use wicket_types::{NanoDollars, Timestamp, VisitId, limits::Budget};

use super::{
    Era, Ledger, ScopeId,
    account::Account,
    books::{Books, Hold},
};

/// The accounts at one place of the audit log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// Every record with a smaller sequence number is contained in it.
    pub seq: u64,
    /// Accounts that are not empty, sorted by scope.
    pub accounts: Vec<AccountRow>,
    /// Visits that hold money, sorted by id.
    pub open: Vec<OpenRow>,
}

/// One account of a [`Snapshot`]. What open visits hold is in their rows, not here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountRow {
    /// Whose money.
    pub scope: ScopeId,
    /// In which period.
    pub era: Era,
    /// Settled in this period.
    pub spent: NanoDollars,
    /// When it was last reserved from.
    pub touched: Timestamp,
}

/// One visit of a [`Snapshot`] that holds money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenRow {
    /// Which visit.
    pub visit: VisitId,
    /// How much it holds in each scope.
    pub amount: NanoDollars,
    /// The scopes and their periods.
    pub scopes: Vec<(ScopeId, Era)>,
}

/// What a record says about money; the ledger recovers from these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Money {
    /// A visit began to hold money. `amount` is zero where no budget asked for a reservation.
    Opened {
        /// Which visit.
        visit: VisitId,
        /// When.
        at: Timestamp,
        /// How much it holds in each scope.
        amount: NanoDollars,
        /// The scopes and the periods in which it counts.
        scopes: Vec<(ScopeId, Era)>,
    },
    /// A visit holds more.
    Extended {
        /// Which visit.
        visit: VisitId,
        /// All that it holds.
        total: NanoDollars,
    },
    /// A visit was settled.
    Settled {
        /// Which visit.
        visit: VisitId,
        /// What it cost.
        cost: NanoDollars,
    },
    /// A visit ended with its process; what it held counts as spent.
    Lost {
        /// Which visit.
        visit: VisitId,
    },
}

impl Ledger {
    /// The accounts as they are now. `seq` is asked, under the lock of the ledger, for the next sequence number of the
    /// audit log.
    ///
    /// Reserving and settling come before their records are written. So, with the lock held, everything before `seq` is
    /// in the accounts, and a record after it either changes a visit that is still open here or is one that
    /// [`Ledger::recover`] knows to skip.
    pub fn snapshot(&self, seq: impl FnOnce() -> u64) -> Snapshot {
        let books = self.books.lock();
        let row = |(scope, account): (&ScopeId, &Account)| AccountRow {
            scope: scope.clone(),
            era: account.era,
            spent: account.spent,
            touched: account.touched,
        };
        let open_row = |(visit, hold): (&VisitId, &Hold)| OpenRow {
            visit: visit.clone(),
            amount: hold.amount,
            scopes: hold.scopes.iter().map(|(scope, era, _)| (scope.clone(), *era)).collect(),
        };
        let mut accounts: Vec<_> = books.accounts.iter().map(row).collect();
        let mut open: Vec<_> = books.open.iter().map(open_row).collect();
        accounts.sort_by(|a, b| a.scope.cmp(&b.scope));
        open.sort_by(|a, b| a.visit.cmp(&b.visit));
        Snapshot { seq: seq(), accounts, open }
    }

    /// Rebuilds the ledger from a snapshot and the money of every record from `snapshot.seq` on, in order.
    ///
    /// What is still open at the end belongs to a process that is gone: it counts as spent, whole.
    ///
    /// # Errors
    /// The first error of `records`: half a ledger would hand out money twice.
    pub fn recover<E>(snapshot: Snapshot, records: impl IntoIterator<Item = Result<Money, E>>) -> Result<Ledger, E> {
        let mut books = Books::default();
        for row in snapshot.accounts {
            let account = Account { era: row.era, spent: row.spent, held: NanoDollars::ZERO, touched: row.touched };
            books.accounts.insert(row.scope, account);
        }
        for row in snapshot.open {
            books.hold_again(row.visit, row.amount, row.scopes, Timestamp::default());
        }
        for record in records {
            match record? {
                Money::Opened { visit, at, amount, scopes } => books.hold_again(visit, amount, scopes, at),
                Money::Extended { visit, total } => books.hold_at_least(&visit, total),
                Money::Settled { visit, cost } => {
                    books.settle(&visit, cost);
                }
                Money::Lost { visit } => books.settle_whole(&visit),
            }
        }
        let left_open: Vec<VisitId> = books.open.keys().cloned().collect();
        left_open.iter().for_each(|visit| books.settle_whole(visit));
        Ok(Ledger { books: parking_lot::Mutex::new(books) })
    }
}

impl Books {
    /// Holds money as a record says, without asking whether there is room: it was granted then.
    fn hold_again(&mut self, visit: VisitId, amount: NanoDollars, scopes: Vec<(ScopeId, Era)>, at: Timestamp) {
        if self.open.contains_key(&visit) {
            return;
        }
        let mut kept = Vec::with_capacity(scopes.len());
        for (scope, era) in scopes {
            let fresh = || Account { era, spent: NanoDollars::ZERO, held: NanoDollars::ZERO, touched: at };
            let account = self.accounts.entry(scope.clone()).or_insert_with(fresh);
            account.turn_to(era);
            account.touched = account.touched.max(at);
            if account.era == era {
                account.held = account.held.plus(amount);
            }
            kept.push((scope, era, Budget { amount: NanoDollars::ZERO, per: era.per }));
        }
        self.open.insert(visit, Hold { amount, scopes: kept });
    }

    /// Raises a hold to `total`, the whole amount after an extension. A snapshot may know of it already.
    fn hold_at_least(&mut self, visit: &VisitId, total: NanoDollars) {
        let Some(hold) = self.open.get_mut(visit) else { return };
        let more = total.minus(hold.amount);
        hold.amount = hold.amount.plus(more);
        for (scope, era, _) in &hold.scopes {
            if let Some(account) = self.accounts.get_mut(scope).filter(|account| account.era == *era) {
                account.held = account.held.plus(more);
            }
        }
    }

    fn settle_whole(&mut self, visit: &VisitId) {
        if let Some(amount) = self.open.get(visit).map(|hold| hold.amount) {
            self.settle(visit, amount);
        }
    }
}
