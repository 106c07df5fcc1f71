//! Budgets of keys, users, teams, tenants and sessions: set and taken away.

use wicket_types::{Timestamp, limits::Budget};

pub use crate::ledger::{ScopeId, ScopeKind};
use crate::{
    Store, StoreError,
    budget_book::{BudgetRow, mac_of, period_name},
    inner::Touched,
    sqlite::{BudgetRecord, stored},
};

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
