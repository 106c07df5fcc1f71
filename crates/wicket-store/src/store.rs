//! The store of one deployment: opened once, shared by clones.
//!
//! Reading is done from snapshots in memory. A change is one transaction: check the manifest, write the rows, write the
//! manifest anew, commit, raise the mark, take new snapshots. Other processes notice within a second.

use std::{
    fs::File,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use tokio::sync::watch;
use wicket_types::Timestamp;
use zeroize::Zeroizing;

use crate::{
    RootKeySource, StoreError, audit,
    budgets::{BudgetBook, ScopeId},
    folder::{self, Folder},
    key_book::KeyBook,
    key_format::Environment,
    keyring::{KeyBytes, Keyring, printed, random_key},
    manifest,
    root_key::RootKey,
    settings,
    sqlite::{BudgetRecord, KeyRecord, Listener, Session, Sqlite},
    unlock::{new_root, unlock},
    vault::VaultEntry,
};

/// How a store behaves; the defaults are right for a gate.
#[derive(Clone, Copy, Debug)]
pub struct StoreSettings {
    /// Keys of the other environment are refused.
    pub environment: Environment,
    /// How often changes by other processes are looked for. A revocation is seen within this time and a reload.
    pub poll: Duration,
    /// How long a statement waits for another process that is writing.
    pub busy: Duration,
    /// How long the snapshots stay good when the database cannot be read; after it, everything is refused.
    pub blind: Duration,
}

impl Default for StoreSettings {
    fn default() -> Self {
        StoreSettings {
            environment: Environment::Live,
            poll: Duration::from_millis(200),
            busy: Duration::from_secs(5),
            blind: Duration::from_secs(5),
        }
    }
}

/// What we remember. Cheap to clone; all clones are one store.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub folder: Folder,
    pub settings: StoreSettings,
    pub db: Sqlite,
    /// Notices what others commit, and writes what is no news to this process.
    pub listener: tokio::sync::Mutex<Listener>,
    pub keyring: Keyring,
    pub root: Mutex<RootKey>,
    /// The random id of this store.
    pub name: String,
    pub keys: Arc<KeyBook>,
    pub budgets: Arc<BudgetBook>,
    pub vault: ArcSwap<Vec<VaultEntry>>,
    /// The highest generation seen: a lower one has been put back.
    seen: AtomicU64,
    changes: watch::Sender<u64>,
    /// One reload at a time, so that an older state never replaces a newer one.
    reloading: tokio::sync::Mutex<Vec<String>>,
    /// Keeps a restore out while the store is open.
    _held: File,
}

impl Store {
    /// Makes a new store in an empty or missing folder: key file, database, mark. Never touches an existing one.
    ///
    /// # Errors
    /// Something of a store is there already; the folder is open to others; the passphrase is short; the disk refuses.
    pub async fn init(
        dir: &Path,
        root: &RootKeySource,
        settings: StoreSettings,
        now: Timestamp,
    ) -> Result<Store, StoreError> {
        let folder = Folder::new(dir);
        folder.make()?;
        for path in [folder.mark(), folder.database()] {
            if path.exists() {
                return Err(StoreError::AlreadyInitialised { path });
            }
        }
        let (root_key, kdf) = new_root(root)?;
        folder::write_new(&folder.database(), b"")?;
        let db = Sqlite::connect(&folder.database(), settings.busy).await?;
        db.migrate().await?;
        let deployment = random_key()?;
        let wrapped = root_key.wrap(&deployment)?;
        let keyring = Keyring::new(deployment)?;
        let mut session = db.write().await?;
        session.put_wrapped_key(&root_key.id()?, kdf.as_deref(), &wrapped, stored(now)).await?;
        settings::put(&mut session, &keyring, settings::AUDIT_SEED, &*random_key()?, now).await?;
        let name = printed(&*random_key()?, 12);
        settings::put(&mut session, &keyring, settings::STORE_NAME, name.as_bytes(), now).await?;
        manifest::write(&mut session, &keyring.row_mac, 1).await?;
        session.commit().await?;
        db.close().await;
        // The mark comes last: until it is there, nothing here counts as a store.
        folder.raise_mark(&keyring.row_mac, &name, 1)?;
        Box::pin(Store::open(dir, root, settings)).await
    }

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
        let mut key = Zeroizing::new([0; 32]);
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
        audit::SigningKey::new(&format!("wicketgate/{}", self.name()), &*seed)
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

impl Inner {
    /// Begins a change. The set of rows is checked first: writing the manifest anew must never bless what someone else
    /// has done to the table.
    pub async fn change(&self) -> Result<Change<'_>, StoreError> {
        let mut session = self.db.write().await?;
        let generation = self.check_set(&mut session).await?;
        Ok(Change { store: self, session, generation })
    }

    pub async fn check_set(&self, session: &mut Session) -> Result<u64, StoreError> {
        let path = self.folder.database();
        let found = manifest::check(session, &self.keyring.row_mac, &path).await?;
        let expected = self.seen.load(Ordering::Acquire);
        if found < expected {
            return Err(StoreError::RolledBack { path, found, expected });
        }
        Ok(found)
    }

    /// Takes new snapshots of everything. What fails its MAC is left out and told; when the set as a whole is wrong,
    /// every book is sealed, for nobody can say which row to believe.
    pub async fn reload(&self) -> Result<(), StoreError> {
        let mut last = self.reloading.lock().await;
        let was_sealed = self.keys.is_sealed();
        let loaded = self.load().await;
        if let Err(error @ (StoreError::ManifestBroken { .. } | StoreError::RolledBack { .. })) = &loaded {
            // Said once: a watcher looks again five times a second until the store is put right.
            if !self.keys.is_sealed() {
                tracing::error!(%error, "the store was changed from outside, everything is refused");
                self.seal();
            }
        }
        let (generation, tampered) = loaded?;
        let advanced = self.seen.fetch_max(generation, Ordering::AcqRel) < generation;
        for row in tampered.iter().filter(|row| !last.contains(row)) {
            tracing::error!(%row, "a row was changed by someone else and is refused");
        }
        if advanced || was_sealed || *last != tampered {
            self.changes.send_modify(|n| *n += 1);
        }
        *last = tampered;
        Ok(())
    }

    /// Brings the snapshots up to our own change, or reads everything if others have changed something before it.
    async fn take_in(&self, generation: u64, touched: Touched<'_>) -> Result<(), StoreError> {
        let only = self.reloading.lock().await;
        if self.keys.is_sealed() || self.seen.load(Ordering::Acquire).saturating_add(1) != generation {
            drop(only);
            return self.reload().await;
        }
        match touched {
            Touched::Key(record) => self.keys.put(&self.keyring, record),
            Touched::Budget(record) => self.budgets.put(&self.keyring, record),
            Touched::BudgetGone(scope) => self.budgets.remove(scope),
            Touched::Vault => {
                let records = self.db.read().await?.secrets().await?;
                self.vault.store(Arc::new(VaultEntry::all(&self.keyring, &records).0));
            }
            Touched::Nothing => {}
        }
        self.seen.fetch_max(generation, Ordering::AcqRel);
        self.changes.send_modify(|n| *n += 1);
        Ok(())
    }

    async fn load(&self) -> Result<(u64, Vec<String>), StoreError> {
        let mut session = self.db.read().await?;
        let generation = self.check_set(&mut session).await?;
        let (keys, budgets, secrets) = (session.keys().await?, session.budgets().await?, session.secrets().await?);
        drop(session);
        let mut tampered = self.keys.replace(&self.keyring, &keys);
        tampered.extend(self.budgets.replace(&self.keyring, &budgets));
        let (entries, wrong) = VaultEntry::all(&self.keyring, &secrets);
        self.vault.store(Arc::new(entries));
        tampered.extend(wrong);
        Ok((generation, tampered))
    }

    /// Refuses everything until a reload succeeds.
    pub fn seal(&self) {
        self.keys.seal();
        self.budgets.seal();
        self.vault.store(Arc::default());
        self.changes.send_modify(|n| *n += 1);
    }
}

/// A change under way. Dropped, it leaves nothing behind.
pub(crate) struct Change<'s> {
    store: &'s Inner,
    session: Session,
    generation: u64,
}

impl Change<'_> {
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Commits, and returns when the change is on disk and in this process's snapshots.
    pub async fn commit(mut self, touched: Touched<'_>) -> Result<(), StoreError> {
        let (store, generation) = (self.store, self.generation + 1);
        manifest::write(&mut self.session, &store.keyring.row_mac, generation).await?;
        self.session.commit().await?;
        store.folder.raise_mark(&store.keyring.row_mac, &store.name, generation)?;
        store.take_in(generation, touched).await
    }
}

/// What a change has written, so that the snapshots need not be read anew for it: ten thousand keys made one after the
/// other would otherwise read fifty million rows.
pub(crate) enum Touched<'r> {
    Key(&'r KeyRecord),
    Budget(&'r BudgetRecord),
    BudgetGone(&'r ScopeId),
    Vault,
    Nothing,
}

/// What must lie in the folder of an initialised store.
fn check_presence(folder: &Folder) -> Result<(), StoreError> {
    let (mark, database) = (folder.mark(), folder.database());
    match (mark.exists(), database.exists()) {
        (false, false) => return Err(StoreError::NotInitialised { path: folder.dir().to_owned() }),
        (false, true) => {
            let hint =
                "put it back from a backup; if `wicketgate init` was broken off, empty the folder and start anew";
            return Err(StoreError::Missing { path: mark, hint });
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

/// A time as the database keeps it.
pub(crate) fn stored(time: Timestamp) -> i64 {
    i64::try_from(time.as_nanos()).unwrap_or(i64::MAX)
}

/// A time as the database kept it; before 1970 counts as 1970.
pub(crate) fn loaded(nanos: i64) -> Timestamp {
    Timestamp::from_nanos(u64::try_from(nanos).unwrap_or(0))
}
