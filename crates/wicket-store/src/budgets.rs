//! Budgets of keys, users, teams, tenants and sessions. The path of a visit asks the book in memory.

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwap;
use aws_lc_rs::hmac;
use wicket_types::{
    NanoDollars, Timestamp,
    limits::{Budget, Period},
};

pub use crate::ledger::{ScopeId, ScopeKind};
use crate::{
    Store, StoreError,
    keyring::Keyring,
    row_mac::RowMac,
    sqlite::BudgetRecord,
    store::{Touched, loaded, stored},
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

impl Store {
    /// Sets the budget of a scope.
    ///
    /// # Errors
    /// The scope's name or the amount does not fit, or the store cannot be written.
    pub async fn set_budget(&self, scope: &ScopeId, budget: Budget, now: Timestamp) -> Result<BudgetRow, StoreError> {
        let invalid = |value: String, cause| StoreError::Invalid { what: "budget", value, cause };
        let name = scope.as_str();
        if name.len() > 512 || !name.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(invalid(name.to_owned(), "a scope's name is at most 512 visible ASCII characters"));
        }
        let amount = i64::try_from(budget.amount.0)
            .map_err(|_| invalid(budget.amount.to_string(), "more than nine billion dollars are not kept"))?;
        let mut change = self.0.change().await?;
        let version = change.session().budget(name).await?.map_or(1, |old| old.version.saturating_add(1));
        let mut record = BudgetRecord {
            id: name.to_owned(),
            version,
            kind: scope.kind().as_str().to_owned(),
            amount,
            period: period_name(budget.per).to_owned(),
            changed: stored(now),
            mac: Vec::new(),
        };
        record.mac = mac_of(&self.0.keyring.row_mac, &record).finish();
        change.session().put_budget(&record).await?;
        change.commit(Touched::Budget(&record)).await?;
        Ok(BudgetRow { scope: scope.clone(), budget, changed: now })
    }

    /// Takes the budget of a scope away; what the file says holds again.
    ///
    /// # Errors
    /// None is set, or the store cannot be written.
    pub async fn remove_budget(&self, scope: &ScopeId) -> Result<(), StoreError> {
        let mut change = self.0.change().await?;
        if !change.session().remove_budget(scope.as_str()).await? {
            return Err(StoreError::Unknown { what: "budget", name: scope.to_string() });
        }
        change.commit(Touched::BudgetGone(scope)).await
    }
}

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

fn mac_of(key: &hmac::Key, record: &BudgetRecord) -> RowMac {
    RowMac::new(key, "budget")
        .text("id", &record.id)
        .int("version", record.version)
        .text("kind", &record.kind)
        .int("amount", record.amount)
        .text("period", &record.period)
        .int("changed", record.changed)
}

const PERIODS: [Period; 5] = [Period::Hour, Period::Day, Period::Week, Period::Month, Period::Total];

const fn period_name(period: Period) -> &'static str {
    match period {
        Period::Hour => "hour",
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Total => "total",
    }
}
