//! Puts the gate together from configuration and store, and keeps it true while it runs: changed keys, budgets, secrets
//! and files take hold within a second, and what cannot be used leaves the old in force.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, anyhow};
use tokio::task::JoinHandle;
use wicket_detect::mask::ScopeKey;
use wicket_gate::gate::{Gate, Parts, ScopeKeys};
use wicket_store::{
    Store,
    audit::{Admin, AuditError, AuditLog, Durability, Reader, Record, Settings as AuditSettings},
    ledger::{Ledger, Snapshot},
    price::PriceTable,
};
use wicket_types::{Masked, SessionId, ids::Label};

use crate::{
    config::{self, Configuration, KeyNames, change},
    machine,
    objects::StoredObjects,
    provider_keys::ProviderKeys,
};

/// How often the configuration file is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How often the ledger's state is kept, so that a start reads little of the record.
const KEEP: Duration = Duration::from_secs(30);
/// How often memory that is free goes back to the system.
const TIDY: Duration = Duration::from_secs(5);

/// A gate that is ready to be served.
pub struct Assembled {
    /// The gate.
    pub gate: Arc<Gate>,
    /// Its store.
    pub store: Store,
    /// Its record.
    pub audit: Arc<AuditLog>,
    ledger: Arc<Ledger>,
    keys: Arc<ProviderKeys>,
    /// What the file told when the gate was put together.
    told: Told,
    objects: StoredObjects,
    watching: JoinHandle<()>,
}

/// What the configuration file tells beside the settings.
#[derive(Clone)]
struct Told {
    /// Where the providers' keys lie.
    names: KeyNames,
    /// The file as it was read.
    text: String,
}

/// The record's folder.
pub fn audit_dir(configuration: &Configuration) -> PathBuf {
    configuration.data.join("audit")
}

/// Puts everything together.
///
/// # Errors
/// The record, the ledger or a provider's line cannot be had; each error says what to do.
pub async fn assemble(configuration: Configuration, store: Store, accept_rollback: bool) -> anyhow::Result<Assembled> {
    let durability = if configuration.settings.audit.wait_for_disk { Durability::Disk } else { Durability::Process };
    let anchor = configuration.settings.audit.anchor.clone();
    let settings =
        AuditSettings { durability, anchor, accept_rollback, ..AuditSettings::new(audit_dir(&configuration)) };
    let opening = AuditLog::open(settings, store.audit_signing_key().await?).map_err(|error| match error {
        AuditError::RolledBack { .. } => anyhow!(
            "{error}\nhint: put the newer log back; after a restore, `wicketgate serve --accept-rollback` goes on from here"
        ),
        other => other.into(),
    })?;
    if !opening.recovered.is_empty() {
        tracing::warn!(
            visits = opening.recovered.len(),
            "visits had no end in the record; what they held counts as spent"
        );
    }
    let audit = Arc::new(opening.log);
    let ledger = Arc::new(spending(&store, &configuration).await?);
    let keys = Arc::new(ProviderKeys::default());
    keys.open_all(&store, &configuration.settings.providers, &configuration.keys).await;
    let prices = PriceTable::builtin()?;
    for exception in &configuration.exceptions {
        tracing::warn!(exception, "an exception to the safe defaults is configured");
        tell(&audit, "config.exception", &configuration.settings.version, Some(exception));
    }
    tell(&audit, "gate.start", &configuration.settings.version, None);
    let objects = StoredObjects::start(store.clone());
    let gate = Gate::new(Parts {
        settings: configuration.settings,
        keys: store.key_book(),
        budgets: store.budget_book(),
        ledger: ledger.clone(),
        audit: audit.clone(),
        prices,
        credentials: keys.clone(),
        scopes: Arc::new(Scopes(store.clone())),
        objects: Arc::new(objects.clone()),
    })?;
    let watching = store.start_watching().await?;
    let told = Told { names: configuration.keys, text: configuration.text };
    Ok(Assembled { gate, store, audit, ledger, keys, told, objects, watching })
}

/// The ledger as snapshot and record tell it. Works beside a running gate.
///
/// # Errors
/// The record cannot be read.
pub async fn spending(store: &Store, configuration: &Configuration) -> anyhow::Result<Ledger> {
    let snapshot = match store.ledger_snapshot().await {
        Ok(snapshot) => snapshot.unwrap_or_default(),
        Err(error) => {
            tracing::warn!(%error, "the ledger's snapshot cannot be used; the record is read from its beginning");
            Snapshot::default()
        }
    };
    let dir = audit_dir(configuration);
    if !dir.exists() {
        return Ok(Ledger::new());
    }
    let reader = Reader::from_seq(&dir, snapshot.seq)?;
    Ledger::recover(snapshot, reader.money()).context("the ledger cannot be rebuilt from the record")
}

impl Assembled {
    /// Watches store and file until the process ends.
    pub async fn keep_true(&self, path: Option<PathBuf>) {
        let mut changes = self.store.watch();
        let mut look = tokio::time::interval(LOOK);
        let mut keep = tokio::time::interval(KEEP);
        let mut tidy = tokio::time::interval(TIDY);
        let mut seen = path.as_deref().and_then(stamp);
        let mut told = self.told.clone();
        loop {
            tokio::select! {
                changed = changes.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    self.keys.open_all(&self.store, &self.gate.settings().providers, &told.names).await;
                    tell(&self.audit, "store.change", &self.store.generation().to_string(), None);
                }
                _ = look.tick() => {
                    let now = path.as_deref().and_then(stamp);
                    if now != seen {
                        seen = now;
                        if let Some(new) = self.reload(path.as_deref(), &told).await {
                            told = new;
                        }
                    }
                }
                _ = keep.tick() => self.keep_ledger().await,
                _ = tidy.tick() => {
                    self.keys.close_others(&self.gate.settings().providers);
                    machine::give_back();
                }
            }
        }
    }

    /// Reads the file anew and gives what it tells beside the settings; an invalid file is refused whole.
    async fn reload(&self, path: Option<&Path>, old: &Told) -> Option<Told> {
        let author = change::author(path);
        let Configuration { settings, keys: names, text, .. } = match config::load(path) {
            Ok(configuration) => configuration,
            Err(problems) => {
                for problem in problems {
                    tracing::error!(%problem, "the changed configuration cannot be used; the old one stays");
                }
                tell_of(&self.audit, &author, "config.refused", "wicketgate.toml", None);
                return None;
            }
        };
        // Before the settings: a provider that was moved must not be sent the key that is bound to where it was.
        self.keys.open_more(&self.store, &settings.providers, &names).await;
        let version = settings.version.clone();
        if let Err(error) = self.gate.reload(settings) {
            tracing::error!(%error, "the changed configuration cannot be used; the old one stays");
            self.keys.open_all(&self.store, &self.gate.settings().providers, &old.names).await;
            return None;
        }
        tracing::info!(version, "the changed configuration is in force");
        let difference = change::difference(&old.text, &text);
        let detail = format!("from {}, difference {difference}", change::version(&old.text));
        tell_of(&self.audit, &author, "config.reload", &version, Some(&detail));
        Some(Told { names, text })
    }

    /// Keeps the state of the ledger.
    pub async fn keep_ledger(&self) {
        let snapshot = self.ledger.snapshot(|| self.audit.size());
        self.ledger.sweep(wicket_gate::wall());
        if let Err(error) = self.store.put_ledger_snapshot(&snapshot, wicket_gate::wall()).await {
            tracing::warn!(%error, "the ledger's state could not be kept; the record has it all the same");
        }
    }

    /// Writes the last of everything.
    pub async fn close(&self) {
        self.objects.settle().await;
        self.watching.abort();
        self.keep_ledger().await;
        tell(&self.audit, "gate.stop", "", None);
        if let Err(error) = self.audit.close() {
            tracing::error!(%error, "the last checkpoint could not be signed");
        }
        self.store.close().await;
    }
}

fn stamp(path: &Path) -> Option<(std::time::SystemTime, u64)> {
    let meta = std::fs::metadata(path).ok()?;
    Some((meta.modified().ok()?, meta.len()))
}

fn tell(audit: &AuditLog, action: &str, subject: &str, detail: Option<&str>) {
    tell_of(audit, "gate", action, subject, detail);
}

fn tell_of(audit: &AuditLog, actor: &str, action: &str, subject: &str, detail: Option<&str>) {
    let detail = detail.map(Masked::vouched);
    let record = Record::Admin(Admin { at: wicket_gate::wall(), actor, action, subject, detail: detail.as_ref() });
    if let Err(error) = audit.append(&record) {
        tracing::error!(%error, action, "an act of the gate could not be recorded");
    }
}

struct Scopes(Store);

impl ScopeKeys for Scopes {
    fn of(&self, tenant: &Label, session: Option<&SessionId>) -> Result<ScopeKey, String> {
        let key = self.0.keyring().pseudonym_scope(tenant, session).map_err(|e| e.to_string())?;
        Ok(ScopeKey::new(**key))
    }
}
