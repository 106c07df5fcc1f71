//! Everything that is SQLite: connecting, its pragmas, its queries. A second database is a second module with the same
//! names. Rows come and go here as they are stored; what they mean, and whether to believe them, is for the callers.

mod budgets;
mod keys;
mod objects;
mod settings;
mod time;
mod vault;

use std::{path::Path, sync::Arc, time::Duration};

use sqlx::{
    Connection, Row, SqlSafeStr, SqliteConnection, SqlitePool,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::StoreError;
pub(crate) use {
    budgets::BudgetRecord,
    keys::KeyRecord,
    objects::ObjectRecord,
    settings::SettingRecord,
    time::{loaded, stored},
    vault::VaultRecord,
};

const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../../migrations/sqlite/0001_first.sql")),
    (2, "objects", include_str!("../../migrations/sqlite/0002_objects.sql")),
];

/// One SQLite database.
pub(crate) struct Sqlite {
    pool: SqlitePool,
    options: SqliteConnectOptions,
    path: Arc<Path>,
}

impl Sqlite {
    /// Connects to a file that must exist.
    pub async fn connect(path: &Path, busy: Duration) -> Result<Self, StoreError> {
        let path: Arc<Path> = path.into();
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            // An acknowledged revocation must survive a power cut, so every commit waits for the disk.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(busy)
            .pragma("secure_delete", "ON")
            .pragma("trusted_schema", "OFF")
            .pragma("cell_size_check", "ON")
            // Sorting never spills names and tenants into a file outside the data folder.
            .pragma("temp_store", "MEMORY");
        let pool = SqlitePoolOptions::new().max_connections(3).acquire_timeout(busy).connect_with(options.clone());
        let pool = pool.await.map_err(|e| failed("open the database", &path, e))?;
        Ok(Sqlite { pool, options, path })
    }

    /// Looks through every page for structural damage.
    pub async fn check(&self) -> Result<(), StoreError> {
        let rows = sqlx::query("PRAGMA quick_check(3)").fetch_all(&self.pool).await;
        let rows = rows.map_err(|e| failed("check the database", &self.path, e))?;
        let said: Vec<String> = rows.iter().filter_map(|row| row.try_get(0).ok()).collect();
        if said == ["ok"] {
            return Ok(());
        }
        Err(StoreError::Damaged { path: self.path.to_path_buf(), cause: said.join("; ") })
    }

    /// Brings the schema up to date; a schema from a newer version, or one whose history was changed, is refused.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let steps = MIGRATIONS.iter().map(|(version, name, sql)| {
            Migration::new(*version, (*name).into(), MigrationType::Simple, (*sql).into_sql_str(), false)
        });
        Migrator::with_migrations(steps.collect()).run(&self.pool).await.map_err(|e| match e {
            MigrateError::VersionMissing(version) => StoreError::Newer {
                path: self.path.to_path_buf(),
                cause: format!("schema change {version} is not known here"),
            },
            MigrateError::Execute(source) => failed("update the schema", &self.path, source),
            other => StoreError::Damaged { path: self.path.to_path_buf(), cause: other.to_string() },
        })
    }

    /// The schema as text, for its digest.
    pub async fn has_schema(&self) -> Result<bool, StoreError> {
        let row = sqlx::query("SELECT count(*) FROM sqlite_schema WHERE name = 'manifest'").fetch_one(&self.pool).await;
        let n: i64 = row.and_then(|row| row.try_get(0)).map_err(|e| failed("read the schema", &self.path, e))?;
        Ok(n == 1)
    }

    /// Begins a transaction that sees one state of the database.
    pub async fn read(&self) -> Result<Session, StoreError> {
        self.begin("BEGIN").await
    }

    /// Begins a transaction that may write; one at a time, over all processes.
    pub async fn write(&self) -> Result<Session, StoreError> {
        self.begin("BEGIN IMMEDIATE").await
    }

    async fn begin(&self, statement: &'static str) -> Result<Session, StoreError> {
        let tx = self.pool.begin_with(statement).await.map_err(|e| failed("begin a transaction", &self.path, e))?;
        Ok(Session { tx, path: self.path.clone() })
    }

    /// A connection of its own for [`Listener::version`].
    pub async fn listen(&self) -> Result<Listener, StoreError> {
        let connection = SqliteConnection::connect_with(&self.options).await;
        Ok(Listener {
            connection: Some(connection.map_err(|e| failed("open the database", &self.path, e))?),
            path: self.path.clone(),
        })
    }

    /// The bytes of the database file as of one moment, while others go on writing. Goes through memory, so that no
    /// copy is left on disk: a database of ten thousand keys has about ten megabytes.
    pub async fn image(&self) -> Result<Vec<u8>, StoreError> {
        let map = |e| failed("copy the database", &self.path, e);
        let mut connection = self.pool.acquire().await.map_err(map)?;
        let mut tx = connection.begin().await.map_err(map)?;
        // The first read fixes the state that the whole copy is taken from.
        sqlx::query("SELECT count(*) FROM manifest").fetch_one(&mut *tx).await.map_err(map)?;
        let image = tx.serialize(None).await.map_err(map)?;
        Ok(image.to_vec())
    }

    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Tells whether anyone else has committed anything; what it writes itself does not count.
pub(crate) struct Listener {
    /// `None` once it is closed.
    connection: Option<SqliteConnection>,
    path: Arc<Path>,
}

impl Listener {
    /// A number that changes whenever another connection, of this process or any other, has committed.
    pub async fn version(&mut self) -> Result<i64, StoreError> {
        let map = self.map("watch the database");
        let row = sqlx::query("PRAGMA data_version").fetch_one(self.connection()?).await;
        row.and_then(|row| row.try_get(0)).map_err(map)
    }

    /// Closes the connection; nothing works after it.
    pub async fn close(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "the connection that watches the database did not close well");
        }
    }

    fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        self.connection.as_mut().ok_or_else(|| failed("use the database", &self.path, sqlx::Error::PoolClosed))
    }

    fn map(&self, what: &'static str) -> impl Fn(sqlx::Error) -> StoreError + use<> {
        let path = self.path.clone();
        move |e| failed(what, &path, e)
    }
}

/// One transaction. Dropped without [`Session::commit`], it leaves nothing behind.
pub(crate) struct Session {
    tx: sqlx::Transaction<'static, sqlx::Sqlite>,
    path: Arc<Path>,
}

impl Session {
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await.map_err(|e| failed("commit", &self.path, e))
    }

    fn map(&self, what: &'static str) -> impl Fn(sqlx::Error) -> StoreError + use<> {
        let path = self.path.clone();
        move |e| failed(what, &path, e)
    }

    /// `id:version` of every row that grants authority, a line each, in order of table and id.
    pub async fn inventory(&mut self) -> Result<String, StoreError> {
        const LIST: &str = "
            SELECT group_concat(line, char(10)) FROM (
                SELECT 1, id,   'caller_key:'   || id   || ':' || version AS line FROM caller_key
                UNION ALL SELECT 2, name, 'vault_secret:' || name || ':' || version FROM vault_secret
                UNION ALL SELECT 3, id,   'budget:'       || id   || ':' || version FROM budget
                UNION ALL SELECT 4, name, 'setting:'      || name || ':' || version FROM setting
                ORDER BY 1, 2)";
        let map = self.map("list the rows");
        let row = sqlx::query(LIST).fetch_one(&mut *self.tx).await.map_err(&map)?;
        Ok(row.try_get::<Option<String>, _>(0).map_err(&map)?.unwrap_or_default())
    }

    /// Generation and MAC; `None` in a database that is just being made.
    pub async fn manifest(&mut self) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
        let map = self.map("read the manifest");
        let row = sqlx::query("SELECT generation, mac FROM manifest").fetch_optional(&mut *self.tx).await;
        let Some(row) = row.map_err(&map)? else { return Ok(None) };
        Ok(Some((row.try_get(0).map_err(&map)?, row.try_get(1).map_err(&map)?)))
    }

    pub async fn put_manifest(&mut self, generation: i64, mac: &[u8]) -> Result<(), StoreError> {
        let map = self.map("write the manifest");
        sqlx::query("INSERT OR REPLACE INTO manifest (id, generation, mac) VALUES (1, ?, ?)")
            .bind(generation)
            .bind(mac)
            .execute(&mut *self.tx)
            .await
            .map_err(map)?;
        Ok(())
    }
}

/// Tells damage from other failures: the operator does something else about it.
fn failed(what: &'static str, path: &Path, source: sqlx::Error) -> StoreError {
    // SQLITE_CORRUPT and SQLITE_NOTADB, in the low byte of the extended code.
    let code = source.as_database_error().and_then(|e| e.code()).and_then(|code| code.parse::<u32>().ok());
    let damaged = matches!(code.map(|code| code & 0xff), Some(11 | 26))
        || matches!(source, sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_));
    match damaged {
        true => StoreError::Damaged { path: path.to_owned(), cause: source.to_string() },
        false => StoreError::Database { what, path: path.to_owned(), source },
    }
}
