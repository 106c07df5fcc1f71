//! The state that all clones of a store share, and how it changes.
//!
//! Reading is done from snapshots in memory. A change is one transaction: check the manifest, write the rows, write the
//! manifest anew, commit, raise the mark, take new snapshots. Other processes notice within a second.

use std::{
    fs::File,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    StoreError,
    budget_book::BudgetBook,
    folder::Folder,
    key_book::KeyBook,
    key_format::Environment,
    keyring::Keyring,
    ledger::ScopeId,
    manifest,
    root_key::RootKey,
    sqlite::{BudgetRecord, KeyRecord, Listener, Session, Sqlite},
    vault_entry::VaultEntry,
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

/// What the clones of one store share.
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
    pub seen: AtomicU64,
    pub changes: watch::Sender<u64>,
    /// One reload at a time, so that an older state never replaces a newer one.
    pub reloading: tokio::sync::Mutex<Vec<String>>,
    /// Keeps a restore out while the store is open.
    pub _held: File,
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
