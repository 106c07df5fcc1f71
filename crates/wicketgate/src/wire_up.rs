//! Puts the gate together from configuration and store.

mod keep;

use std::{path::PathBuf, sync::Arc};

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
    config::{Configuration, KeyNames, Seen},
    objects::StoredObjects,
    provider_keys::ProviderKeys,
};

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
    /// The file as it was read, and the version that it was.
    text: String,
    version: String,
    /// All files that were read for it.
    files: Vec<Seen>,
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
    keys.open_all(&store, &configuration.settings, &configuration.keys).await;
    let prices = PriceTable::builtin()?;
    for exception in &configuration.exceptions {
        tracing::warn!(exception, "an exception to the safe defaults is configured");
        tell(&audit, "config.exception", &configuration.settings.version, Some(exception));
    }
    tell(&audit, "gate.start", &configuration.settings.version, None);
    let objects = StoredObjects::start(store.clone());
    let version = configuration.settings.version.clone();
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
    let Configuration { keys: names, text, files, .. } = configuration;
    let told = Told { names, text, version, files };
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
