//! The store of one deployment: opened once, shared by clones. What can be done with it stands beside this file, by
//! subject: keys, budgets, the vault, objects, values.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    RootKeySource, StoreError, audit,
    budget_book::BudgetBook,
    derive::blank_key,
    folder::{self, Folder},
    inner::{Inner, StoreSettings},
    key_book::KeyBook,
    keyring::{KeyBytes, Keyring},
    making::forget_making,
    manifest, settings,
    sqlite::Sqlite,
    unlock::unlock,
};

/// What we remember. Cheap to clone; all clones are one store.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

impl Store {
    /// Opens the store of a folder, or says what is wrong with it. Never makes one.
    ///
    /// # Errors
    /// Each with file, cause and hint: no store here, something missing, open to others, damaged, from a newer version,
    /// another root key, rows changed from outside, or an older state than was acknowledged.
    pub async fn open(dir: &Path, root: &RootKeySource, settings: StoreSettings) -> Result<Store, StoreError> {
        let folder = Folder::new(dir);
        folder.check()?;
        check_presence(&folder)?;
        let held = folder.hold(false)?;
        let mark = folder.read_mark()?;
        forget_making(&folder)?;
        let db = Sqlite::connect(&folder.database(), settings.busy).await?;
        db.check().await?;
        if !db.has_schema().await? {
            return Err(StoreError::Damaged { path: folder.database(), cause: "it has no tables".to_owned() });
        }
        db.migrate().await?;
        let (root_key, deployment) = unlock(&db, root).await?;
        let keyring = Keyring::new(deployment)?;
        mark.check(&keyring.row_mac, &folder.mark())?;
        let mut session = db.read().await?;
        manifest::check(&mut session, &keyring.row_mac, &folder.database()).await?;
        let name = settings::get(&mut session, &keyring, settings::STORE_NAME).await?;
        drop(session);
        if name.as_deref().map(|name| name.as_slice()) != Some(mark.store.as_bytes()) {
            let cause = "it belongs to another store than the database beside it".to_owned();
            return Err(StoreError::Damaged { path: folder.mark(), cause });
        }
        let listener = tokio::sync::Mutex::new(db.listen().await?);
        let inner = Inner {
            listener,
            keys: Arc::new(KeyBook::new(&keyring, settings.environment)?),
            budgets: Arc::default(),
            vault: ArcSwap::default(),
            seen: AtomicU64::new(mark.generation),
            changes: watch::channel(0).0,
            reloading: tokio::sync::Mutex::default(),
            root: Mutex::new(root_key),
            name: mark.store,
            folder,
            settings,
            db,
            keyring,
            _held: held,
        };
        Box::pin(inner.reload()).await?;
        Ok(Store(Arc::new(inner)))
    }

    /// The data folder.
    pub fn dir(&self) -> &Path {
        self.0.folder.dir()
    }

    /// The random id of this store; the audit log's origin carries it.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The number of the last change seen.
    pub fn generation(&self) -> u64 {
        self.0.seen.load(Ordering::Acquire)
    }

    /// Callers' keys, for the path of a visit.
    pub fn key_book(&self) -> Arc<KeyBook> {
        self.0.keys.clone()
    }

    /// Budgets, for the path of a visit.
    pub fn budget_book(&self) -> Arc<BudgetBook> {
        self.0.budgets.clone()
    }

    /// The purpose keys of this deployment.
    pub fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    /// The seed of the Ed25519 key that signs the audit log.
    async fn audit_signing_seed(&self) -> Result<KeyBytes, StoreError> {
        let mut session = self.0.db.read().await?;
        let seed = settings::get(&mut session, &self.0.keyring, settings::AUDIT_SEED).await?;
        let mut key = blank_key();
        match seed {
            Some(seed) if seed.len() == key.len() => key.copy_from_slice(&seed),
            _ => return Err(StoreError::Unknown { what: "setting", name: settings::AUDIT_SEED.to_owned() }),
        }
        Ok(key)
    }

    /// The key that signs the audit log, under the origin `wicketgate/NAME` with the store's random id.
    ///
    /// # Errors
    /// Its seed cannot be read or does not open.
    pub async fn audit_signing_key(&self) -> Result<audit::SigningKey, StoreError> {
        let seed = self.audit_signing_seed().await?;
        audit::SigningKey::new(&format!("wicketgate/{}", self.name()), &**seed)
            .map_err(|_| StoreError::Crypto { what: "make the audit log's signing key" })
    }

    /// Fires after each reload that brought a change, of this process or another.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    /// Reads everything anew, now.
    ///
    /// # Errors
    /// The database cannot be read, or is not what the gate wrote; then everything is refused until it is.
    pub async fn reload(&self) -> Result<(), StoreError> {
        self.0.reload().await
    }

    /// Closes the database's connections; also done when the last clone is dropped, though not waited for.
    pub async fn close(&self) {
        self.0.listener.lock().await.close().await;
        self.0.db.close().await;
    }
}

/// What must lie in the folder of an initialised store.
fn check_presence(folder: &Folder) -> Result<(), StoreError> {
    let (mark, database) = (folder.mark(), folder.database());
    match (mark.exists(), database.exists()) {
        (false, _) if folder.was_broken_off() => {
            return Err(StoreError::NotInitialised { path: folder.dir().to_owned() });
        }
        (false, false) => return Err(StoreError::NotInitialised { path: folder.dir().to_owned() }),
        (false, true) => {
            return Err(StoreError::Missing { path: mark, hint: "put it back from a backup" });
        }
        (true, false) => return Err(StoreError::Missing { path: database, hint: "restore a backup" }),
        (true, true) => {}
    }
    for path in [&mark, &database] {
        let meta = std::fs::metadata(path).map_err(StoreError::file("read", path))?;
        folder::check_private(&meta, path, 0o600)?;
        if meta.len() == 0 {
            return Err(StoreError::Damaged { path: path.clone(), cause: "it is empty".to_owned() });
        }
    }
    Ok(())
}
