//! The store from outside: a folder, its key, and people who change files and rows behind its back.

#![allow(clippy::expect_used, clippy::panic, reason = "a helper of a test may end the test")]

mod backups;
mod budgets;
mod damage;
mod keys;
mod objects;
mod root;
mod tamper;
mod vault;

use std::path::{Path, PathBuf};

use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use wicket_store::{CreatedKey, NewKey, RootKeySource, Store, StoreError, StoreSettings};
use wicket_types::{Timestamp, ids::Label};

/// The time at which every story begins.
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

/// A new store in a folder of its own, gone when dropped.
struct House {
    dir: tempfile::TempDir,
}

impl House {
    async fn new() -> (House, Store) {
        let house = House { dir: tempfile::tempdir().expect("a folder") };
        let store = Store::init(&house.data(), &house.root(), StoreSettings::default(), NOW).await.expect("a store");
        (house, store)
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.data().join(name)
    }

    fn root(&self) -> RootKeySource {
        RootKeySource::beside(&self.data())
    }

    async fn open(&self) -> Result<Store, StoreError> {
        Store::open(&self.data(), &self.root(), StoreSettings::default()).await
    }

    /// Runs SQL as someone with write access to the database would.
    async fn sql(&self, sql: &str) {
        raw_sql(&self.file("wicketgate.db"), sql).await;
    }
}

async fn raw_sql(path: &Path, sql: &str) {
    let mut connection =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(path)).await.expect("a database");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    connection.close().await.expect("closed");
}

fn label(text: &str) -> Label {
    Label::parse(text).expect("a label")
}

fn new_key(name: &str) -> NewKey {
    NewKey::new(name, label("acme"), label("ada"))
}

async fn make_key(store: &Store, name: &str) -> CreatedKey {
    store.create_key(&new_key(name), NOW).await.expect("a key")
}

fn error<T>(result: Result<T, StoreError>) -> String {
    match result {
        Ok(_) => panic!("it was let through"),
        Err(error) => error.to_string(),
    }
}
