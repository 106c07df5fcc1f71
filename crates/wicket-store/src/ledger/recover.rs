//! How the ledger survives a crash: a snapshot, and the audit records written after it.

use std::collections::HashMap;

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
    /// Visits that hold money.
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

/// The visits of a [`Snapshot`] that hold money in the same scopes. Ten thousand streams of a few callers would else name
/// the scopes ten thousand times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenRow {
    /// The scopes and their periods.
    pub scopes: Vec<(ScopeId, Era)>,
    /// How much each visit holds in each of them, sorted by id.
    pub visits: Visits,
}

type Visits = Vec<(VisitId, NanoDollars)>;

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
        let mut accounts: Vec<_> = books.accounts.iter().map(row).collect();
        accounts.sort_by(|a, b| a.scope.cmp(&b.scope));
        Snapshot { seq: seq(), accounts, open: open_rows(&books) }
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
        for OpenRow { scopes, visits } in snapshot.open {
            for (visit, amount) in visits {
                books.hold_again(visit, amount, scopes.clone(), Timestamp::default());
            }
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

fn open_rows(books: &Books) -> Vec<OpenRow> {
    let mut by_scopes: HashMap<Vec<(&ScopeId, Era)>, Visits> = HashMap::new();
    for (visit, Hold { amount, scopes }) in &books.open {
        let scopes = scopes.iter().map(|(scope, era, _)| (scope, *era)).collect();
        by_scopes.entry(scopes).or_default().push((visit.clone(), *amount));
    }
    let mut rows = Vec::with_capacity(by_scopes.len());
    for (scopes, mut visits) in by_scopes {
        visits.sort_by(|a, b| a.0.cmp(&b.0));
        rows.push(OpenRow { scopes: scopes.into_iter().map(|(scope, era)| (scope.clone(), era)).collect(), visits });
    }
    rows
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
