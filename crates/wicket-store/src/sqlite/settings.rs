//! Queries for the wrapped deployment key, sealed settings and the ledger's snapshot.

use sqlx::Row;

use super::Session;
use crate::StoreError;

/// A row of `setting`, or the ledger's snapshot, as stored.
pub(crate) struct SettingRecord {
    pub version: i64,
    pub sealed: Vec<u8>,
}

impl Session {
    /// Every wrapping of the deployment key: id of the root key, how to stretch a passphrase, ciphertext.
    pub async fn wrapped_keys(&mut self) -> Result<Vec<(String, Option<String>, Vec<u8>)>, StoreError> {
        let map = self.map("read the deployment key");
        let rows = sqlx::query("SELECT root_id, kdf, wrapped FROM deployment_key").fetch_all(&mut *self.tx).await;
        let read = |row: &sqlx::sqlite::SqliteRow| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?));
        rows.map_err(&map)?.iter().map(read).collect::<Result<_, _>>().map_err(&map)
    }

    pub async fn put_wrapped_key(
        &mut self,
        root_id: &str,
        kdf: Option<&str>,
        wrapped: &[u8],
        created: i64,
    ) -> Result<(), StoreError> {
        let map = self.map("write the deployment key");
        sqlx::query("INSERT OR REPLACE INTO deployment_key (root_id, kdf, wrapped, created) VALUES (?, ?, ?, ?)")
            .bind(root_id)
            .bind(kdf)
            .bind(wrapped)
            .bind(created)
            .execute(&mut *self.tx)
            .await
            .map_err(map)?;
        Ok(())
    }

    /// Forgets every wrapping but that of one root key.
    pub async fn keep_wrapped_key(&mut self, root_id: &str) -> Result<(), StoreError> {
        let map = self.map("remove the old deployment key");
        sqlx::query("DELETE FROM deployment_key WHERE root_id <> ?")
            .bind(root_id)
            .execute(&mut *self.tx)
            .await
            .map_err(map)?;
        Ok(())
    }

    pub async fn setting(&mut self, name: &str) -> Result<Option<SettingRecord>, StoreError> {
        let map = self.map("read a setting");
        let row = sqlx::query("SELECT version, sealed FROM setting WHERE name = ?").bind(name);
        let Some(row) = row.fetch_optional(&mut *self.tx).await.map_err(&map)? else { return Ok(None) };
        let read = || Ok(SettingRecord { version: row.try_get(0)?, sealed: row.try_get(1)? });
        read().map(Some).map_err(&map)
    }

    pub async fn put_setting(&mut self, name: &str, record: &SettingRecord, changed: i64) -> Result<(), StoreError> {
        let map = self.map("write a setting");
        sqlx::query("INSERT OR REPLACE INTO setting (name, version, sealed, changed) VALUES (?, ?, ?, ?)")
            .bind(name)
            .bind(record.version)
            .bind(&record.sealed)
            .bind(changed)
            .execute(&mut *self.tx)
            .await
            .map_err(map)?;
        Ok(())
    }

    /// The ledger's snapshot and the audit record that it stands at.
    pub async fn ledger_snapshot(&mut self) -> Result<Option<(i64, SettingRecord)>, StoreError> {
        let map = self.map("read the ledger's snapshot");
        let row = sqlx::query("SELECT sequence, version, sealed FROM ledger_snapshot WHERE id = 1");
        let Some(row) = row.fetch_optional(&mut *self.tx).await.map_err(&map)? else { return Ok(None) };
        let read = || Ok((row.try_get(0)?, SettingRecord { version: row.try_get(1)?, sealed: row.try_get(2)? }));
        read().map(Some).map_err(&map)
    }

    /// How often the ledger's snapshot was written.
    pub async fn ledger_snapshot_version(&mut self) -> Result<Option<i64>, StoreError> {
        let map = self.map("read the ledger's snapshot");
        let version = sqlx::query_scalar("SELECT version FROM ledger_snapshot WHERE id = 1");
        version.fetch_optional(&mut *self.tx).await.map_err(map)
    }

    pub async fn put_ledger_snapshot(
        &mut self,
        sequence: i64,
        record: SettingRecord,
        taken: i64,
    ) -> Result<(), StoreError> {
        let map = self.map("write the ledger's snapshot");
        sqlx::query(
            "INSERT OR REPLACE INTO ledger_snapshot (id, version, sequence, taken, sealed) VALUES (1, ?, ?, ?, ?)",
        )
        .bind(record.version)
        .bind(sequence)
        .bind(taken)
        .bind(record.sealed)
        .execute(&mut *self.tx)
        .await
        .map_err(map)?;
        Ok(())
    }
}
