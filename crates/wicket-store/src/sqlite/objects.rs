//! Queries for objects that providers keep. They are read in transactions like all else, and written by the connection
//! that watches the database: SQLite does not count a connection's own commits, so a stored answer makes nobody in this
//! process read the books anew.

use sqlx::{Acquire, Row, sqlite::SqliteRow};

use super::{Listener, Session};
use crate::StoreError;

/// A row of `object` as stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ObjectRecord {
    pub id_digest: String,
    pub tenant: String,
    pub key_id: String,
    pub provider: String,
    pub created: i64,
    pub expires: i64,
    pub sealed: Vec<u8>,
}

const ONE: &str = "
    SELECT id_digest, tenant, key_id, provider, created, expires, sealed
    FROM object WHERE tenant = ? AND id_digest = ? AND expires > ?";
const PUT: &str = "
    INSERT OR REPLACE INTO object (id_digest, tenant, key_id, provider, created, expires, sealed)
    VALUES (?, ?, ?, ?, ?, ?, ?)";

impl Session {
    /// The object of this tenant under this id, unless it has expired by `now`.
    pub async fn object(
        &mut self,
        tenant: &str,
        id_digest: &str,
        now: i64,
    ) -> Result<Option<ObjectRecord>, StoreError> {
        let map = self.map("read an object");
        let row = sqlx::query(ONE).bind(tenant).bind(id_digest).bind(now).fetch_optional(&mut *self.tx).await;
        row.map_err(&map)?.as_ref().map(record).transpose().map_err(&map)
    }
}

impl Listener {
    /// Writes objects, all or none.
    pub async fn put_objects(&mut self, objects: &[ObjectRecord]) -> Result<(), StoreError> {
        let map = self.map("write an object");
        let mut tx = self.connection()?.begin().await.map_err(&map)?;
        for object in objects {
            sqlx::query(PUT)
                .bind(&object.id_digest)
                .bind(&object.tenant)
                .bind(&object.key_id)
                .bind(&object.provider)
                .bind(object.created)
                .bind(object.expires)
                .bind(&object.sealed)
                .execute(&mut *tx)
                .await
                .map_err(&map)?;
        }
        tx.commit().await.map_err(map)
    }

    pub async fn remove_object(&mut self, tenant: &str, id_digest: &str) -> Result<bool, StoreError> {
        let map = self.map("remove an object");
        let query = sqlx::query("DELETE FROM object WHERE tenant = ? AND id_digest = ?").bind(tenant).bind(id_digest);
        Ok(query.execute(self.connection()?).await.map_err(map)?.rows_affected() == 1)
    }

    /// Removes what has expired by `now`; how many rows went.
    pub async fn sweep_objects(&mut self, now: i64) -> Result<u64, StoreError> {
        let map = self.map("remove old objects");
        let query = sqlx::query("DELETE FROM object WHERE expires <= ?").bind(now);
        Ok(query.execute(self.connection()?).await.map_err(map)?.rows_affected())
    }
}

fn record(row: &SqliteRow) -> Result<ObjectRecord, sqlx::Error> {
    Ok(ObjectRecord {
        id_digest: row.try_get("id_digest")?,
        tenant: row.try_get("tenant")?,
        key_id: row.try_get("key_id")?,
        provider: row.try_get("provider")?,
        created: row.try_get("created")?,
        expires: row.try_get("expires")?,
        sealed: row.try_get("sealed")?,
    })
}
