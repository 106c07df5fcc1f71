//! Queries for budgets.

use sqlx::{Row, sqlite::SqliteRow};

use super::Session;
use crate::StoreError;

/// A row of `budget` as stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BudgetRecord {
    pub id: String,
    pub version: i64,
    pub kind: String,
    pub amount: i64,
    pub period: String,
    pub changed: i64,
    pub mac: Vec<u8>,
}

const ALL: &str = "SELECT id, version, kind, amount, period, changed, mac FROM budget ORDER BY id";
const ONE: &str = "SELECT id, version, kind, amount, period, changed, mac FROM budget WHERE id = ?";
const PUT: &str = "
    INSERT OR REPLACE INTO budget (id, version, kind, amount, period, changed, mac)
    VALUES (?, ?, ?, ?, ?, ?, ?)";

impl Session {
    /// Every budget, by id.
    pub async fn budgets(&mut self) -> Result<Vec<BudgetRecord>, StoreError> {
        let map = self.map("read the budgets");
        let rows = sqlx::query(ALL).fetch_all(&mut *self.tx).await.map_err(&map)?;
        rows.iter().map(record).collect::<Result<_, _>>().map_err(&map)
    }

    pub async fn budget(&mut self, id: &str) -> Result<Option<BudgetRecord>, StoreError> {
        let map = self.map("read a budget");
        let row = sqlx::query(ONE).bind(id).fetch_optional(&mut *self.tx).await.map_err(&map)?;
        row.as_ref().map(record).transpose().map_err(&map)
    }

    pub async fn put_budget(&mut self, budget: &BudgetRecord) -> Result<(), StoreError> {
        let map = self.map("write a budget");
        sqlx::query(PUT)
            .bind(&budget.id)
            .bind(budget.version)
            .bind(&budget.kind)
            .bind(budget.amount)
            .bind(&budget.period)
            .bind(budget.changed)
            .bind(&budget.mac)
            .execute(&mut *self.tx)
            .await
            .map_err(map)?;
        Ok(())
    }

    pub async fn remove_budget(&mut self, id: &str) -> Result<bool, StoreError> {
        let map = self.map("remove a budget");
        let done = sqlx::query("DELETE FROM budget WHERE id = ?").bind(id).execute(&mut *self.tx).await;
        Ok(done.map_err(map)?.rows_affected() == 1)
    }
}

fn record(row: &SqliteRow) -> Result<BudgetRecord, sqlx::Error> {
    Ok(BudgetRecord {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        kind: row.try_get("kind")?,
        amount: row.try_get("amount")?,
        period: row.try_get("period")?,
        changed: row.try_get("changed")?,
        mac: row.try_get("mac")?,
    })
}
