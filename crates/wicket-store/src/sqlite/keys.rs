//! Queries for callers' keys.

use sqlx::{Row, sqlite::SqliteRow};

use super::Session;
use crate::StoreError;

/// A row of `caller_key` as stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeyRecord {
    pub id: String,
    pub version: i64,
    pub kind: String,
    pub environment: String,
    pub name: String,
    pub tenant: String,
    pub team: Option<String>,
    pub owner: String,
    pub models: String,
    pub limits: String,
    pub addresses: String,
    pub created: i64,
    pub expires: i64,
    pub revoked: Option<i64>,
    pub pepper: i64,
    pub hash: Vec<u8>,
    pub old_hash: Option<Vec<u8>>,
    pub old_until: Option<i64>,
    pub mac: Vec<u8>,
}

const ALL: &str = "
    SELECT id, version, kind, environment, name, tenant, team, owner, models, limits, addresses,
           created, expires, revoked, pepper, hash, old_hash, old_until, mac
    FROM caller_key ORDER BY id";
const ONE: &str = "
    SELECT id, version, kind, environment, name, tenant, team, owner, models, limits, addresses,
           created, expires, revoked, pepper, hash, old_hash, old_until, mac
    FROM caller_key WHERE id = ?";
const PUT: &str = "
    INSERT OR REPLACE INTO caller_key
        (id, version, kind, environment, name, tenant, team, owner, models, limits, addresses,
         created, expires, revoked, pepper, hash, old_hash, old_until, mac)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

impl Session {
    /// Every key, by id.
    pub async fn keys(&mut self) -> Result<Vec<KeyRecord>, StoreError> {
        let map = self.map("read the keys");
        let rows = sqlx::query(ALL).fetch_all(&mut *self.tx).await.map_err(&map)?;
        rows.iter().map(record).collect::<Result<_, _>>().map_err(&map)
    }

    pub async fn key(&mut self, id: &str) -> Result<Option<KeyRecord>, StoreError> {
        let map = self.map("read a key");
        let row = sqlx::query(ONE).bind(id).fetch_optional(&mut *self.tx).await.map_err(&map)?;
        row.as_ref().map(record).transpose().map_err(&map)
    }

    pub async fn put_key(&mut self, key: &KeyRecord) -> Result<(), StoreError> {
        let map = self.map("write a key");
        sqlx::query(PUT)
            .bind(&key.id)
            .bind(key.version)
            .bind(&key.kind)
            .bind(&key.environment)
            .bind(&key.name)
            .bind(&key.tenant)
            .bind(&key.team)
            .bind(&key.owner)
            .bind(&key.models)
            .bind(&key.limits)
            .bind(&key.addresses)
            .bind(key.created)
            .bind(key.expires)
            .bind(key.revoked)
            .bind(key.pepper)
            .bind(&key.hash)
            .bind(&key.old_hash)
            .bind(key.old_until)
            .bind(&key.mac)
            .execute(&mut *self.tx)
            .await
            .map_err(map)?;
        Ok(())
    }
}

fn record(row: &SqliteRow) -> Result<KeyRecord, sqlx::Error> {
    Ok(KeyRecord {
        id: row.try_get("id")?,
        version: row.try_get("version")?,
        kind: row.try_get("kind")?,
        environment: row.try_get("environment")?,
        name: row.try_get("name")?,
        tenant: row.try_get("tenant")?,
        team: row.try_get("team")?,
        owner: row.try_get("owner")?,
        models: row.try_get("models")?,
        limits: row.try_get("limits")?,
        addresses: row.try_get("addresses")?,
        created: row.try_get("created")?,
        expires: row.try_get("expires")?,
        revoked: row.try_get("revoked")?,
        pepper: row.try_get("pepper")?,
        hash: row.try_get("hash")?,
        old_hash: row.try_get("old_hash")?,
        old_until: row.try_get("old_until")?,
        mac: row.try_get("mac")?,
    })
}
