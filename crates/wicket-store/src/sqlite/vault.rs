//! Queries for provider secrets.

use sqlx::{Row, sqlite::SqliteRow};

use super::Session;
use crate::StoreError;

/// A row of `vault_secret` as stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct VaultRecord {
    pub name: String,
    pub version: i64,
    pub scheme: Option<String>,
    pub host: Option<String>,
    pub port: Option<i64>,
    pub fingerprint: String,
    pub sealed: Vec<u8>,
    pub created: i64,
    pub rotated: i64,
    pub mac: Vec<u8>,
}

const ALL: &str = "
    SELECT name, version, scheme, host, port, fingerprint, sealed, created, rotated, mac
    FROM vault_secret ORDER BY name";
const ONE: &str = "
    SELECT name, version, scheme, host, port, fingerprint, sealed, created, rotated, mac
    FROM vault_secret WHERE name = ?";
const PUT: &str = "
    INSERT OR REPLACE INTO vault_secret
        (name, version, scheme, host, port, fingerprint, sealed, created, rotated, mac)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

impl Session {
    /// Every secret, still sealed, by name.
    pub async fn secrets(&mut self) -> Result<Vec<VaultRecord>, StoreError> {
        let map = self.map("read the vault");
        let rows = sqlx::query(ALL).fetch_all(&mut *self.tx).await.map_err(&map)?;
        rows.iter().map(record).collect::<Result<_, _>>().map_err(&map)
    }

    pub async fn secret(&mut self, name: &str) -> Result<Option<VaultRecord>, StoreError> {
        let map = self.map("read a secret");
        let row = sqlx::query(ONE).bind(name).fetch_optional(&mut *self.tx).await.map_err(&map)?;
        row.as_ref().map(record).transpose().map_err(&map)
    }

    pub async fn put_secret(&mut self, secret: &VaultRecord) -> Result<(), StoreError> {
        let map = self.map("write a secret");
        sqlx::query(PUT)
            .bind(&secret.name)
            .bind(secret.version)
            .bind(&secret.scheme)
            .bind(&secret.host)
            .bind(secret.port)
            .bind(&secret.fingerprint)
            .bind(&secret.sealed)
            .bind(secret.created)
            .bind(secret.rotated)
            .bind(&secret.mac)
            .execute(&mut *self.tx)
            .await
            .map_err(map)?;
        Ok(())
    }

    pub async fn remove_secret(&mut self, name: &str) -> Result<bool, StoreError> {
        let map = self.map("remove a secret");
        let done = sqlx::query("DELETE FROM vault_secret WHERE name = ?").bind(name).execute(&mut *self.tx).await;
        Ok(done.map_err(map)?.rows_affected() == 1)
    }
}

fn record(row: &SqliteRow) -> Result<VaultRecord, sqlx::Error> {
    Ok(VaultRecord {
        name: row.try_get("name")?,
        version: row.try_get("version")?,
        scheme: row.try_get("scheme")?,
        host: row.try_get("host")?,
        port: row.try_get("port")?,
        fingerprint: row.try_get("fingerprint")?,
        sealed: row.try_get("sealed")?,
        created: row.try_get("created")?,
        rotated: row.try_get("rotated")?,
        mac: row.try_get("mac")?,
    })
}
