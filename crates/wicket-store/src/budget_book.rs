//! Which budget a scope has, answered from memory on the path of a visit.

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwap;
use aws_lc_rs::hmac;
use wicket_types::{
    NanoDollars, Timestamp,
    limits::{Budget, Period},
};

use crate::{
    keyring::Keyring,
    ledger::ScopeId,
    row_mac::RowMac,
    sqlite::{BudgetRecord, loaded},
};

/// The budget of one scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetRow {
    /// Whose it is.
    pub scope: ScopeId,
    /// How much, for how long.
    pub budget: Budget,
    /// When it was last set.
    pub changed: Timestamp,
}

/// All budgets in memory, replaced as a whole when the store changes.
#[derive(Default)]
pub struct BudgetBook {
    /// `None`: sealed.
    page: ArcSwap<Option<HashMap<ScopeId, BudgetRow>>>,
}

impl BudgetBook {
    /// The budget set for a scope, if one was. Where the row cannot be believed, or the store is sealed, the budget is
    /// nothing for ever: money that cannot be counted is not spent.
    pub fn get(&self, scope: &ScopeId) -> Option<Budget> {
        match self.page.load().as_ref() {
            Some(rows) => rows.get(scope).map(|row| row.budget),
            None => Some(NOTHING),
        }
    }

    /// All budgets, by scope. Empty while sealed.
    pub fn list(&self) -> Vec<BudgetRow> {
        let mut rows: Vec<_> = self.page.load().iter().flat_map(|rows| rows.values().cloned()).collect();
        rows.sort_by(|a, b| a.scope.cmp(&b.scope));
        rows
    }

    pub(crate) fn replace(&self, keyring: &Keyring, records: &[BudgetRecord]) -> Vec<String> {
        let mut tampered = Vec::new();
        let mut rows = HashMap::with_capacity(records.len());
        for record in records {
            let Some((row, believed)) = read(keyring, record) else { continue };
            if !believed {
                tampered.push(format!("budget/{}", record.id));
            }
            rows.insert(row.scope.clone(), row);
        }
        self.page.store(Arc::new(Some(rows)));
        tampered
    }

    pub(crate) fn put(&self, keyring: &Keyring, record: &BudgetRecord) {
        if let Some((row, _)) = read(keyring, record) {
            self.change(|rows| rows.insert(row.scope.clone(), row));
        }
    }

    pub(crate) fn remove(&self, scope: &ScopeId) {
        self.change(|rows| rows.remove(scope));
    }

    fn change(&self, change: impl FnOnce(&mut HashMap<ScopeId, BudgetRow>) -> Option<BudgetRow>) {
        if let Some(mut rows) = self.page.load().as_ref().clone() {
            change(&mut rows);
            self.page.store(Arc::new(Some(rows)));
        }
    }

    pub(crate) fn seal(&self) {
        self.page.store(Arc::new(None));
    }
}

const NOTHING: Budget = Budget { amount: NanoDollars::ZERO, per: Period::Total };

/// The row and whether it is believed. The id is covered by the manifest, so it can be trusted where the rest cannot.
fn read(keyring: &Keyring, record: &BudgetRecord) -> Option<(BudgetRow, bool)> {
    let scope = ScopeId::parse(&record.id)?;
    let row = believe(&keyring.row_mac, record);
    let believed = row.is_some();
    let nothing = BudgetRow { scope, budget: NOTHING, changed: Timestamp::default() };
    Some((row.unwrap_or(nothing), believed))
}

fn believe(key: &hmac::Key, record: &BudgetRecord) -> Option<BudgetRow> {
    if !mac_of(key, record).fits(&record.mac) {
        return None;
    }
    Some(BudgetRow {
        scope: ScopeId::parse(&record.id)?,
        budget: Budget {
            amount: NanoDollars(u64::try_from(record.amount).ok()?),
            per: PERIODS.into_iter().find(|p| period_name(*p) == record.period)?,
        },
        changed: loaded(record.changed),
    })
}

pub(crate) fn mac_of(key: &hmac::Key, record: &BudgetRecord) -> RowMac {
    RowMac::new(key, "budget")
        .text("id", &record.id)
        .int("version", record.version)
        .text("kind", &record.kind)
        .int("amount", record.amount)
        .text("period", &record.period)
        .int("changed", record.changed)
}

const PERIODS: [Period; 5] = [Period::Hour, Period::Day, Period::Week, Period::Month, Period::Total];

pub(crate) const fn period_name(period: Period) -> &'static str {
    match period {
        Period::Hour => "hour",
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Total => "total",
    }
}
