//! Keeps a gate true while it runs: changed keys, budgets, secrets and files take hold within a second, and what cannot be
//! used leaves the old in force.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use super::{Assembled, Told, tell, tell_of};
use crate::{
    config::{self, Configuration, Invalid, Seen, change},
    machine,
};

/// How often the configuration file is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// How often the ledger's state is kept, so that a start reads little of the record.
const KEEP: Duration = Duration::from_secs(30);
/// How often memory that is free goes back to the system.
const TIDY: Duration = Duration::from_secs(5);

impl Assembled {
    /// Watches store and file until the process ends.
    pub async fn keep_true(&self, path: Option<PathBuf>) {
        let mut changes = self.store.watch();
        let mut look = tokio::time::interval(LOOK);
        let mut keep = tokio::time::interval(KEEP);
        let mut tidy = tokio::time::interval(TIDY);
        let mut told = self.told.clone();
        loop {
            tokio::select! {
                changed = changes.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    self.keys.open_all(&self.store, &self.gate.settings(), &told.names).await;
                    tell(&self.audit, "store.change", &self.store.generation().to_string(), None);
                }
                _ = look.tick() => {
                    if told.files.iter().any(Seen::is_stale) {
                        match self.reload(path.as_deref(), &told).await {
                            Ok(new) => told = new,
                            Err(files) => told.files = files,
                        }
                    }
                }
                _ = keep.tick() => self.keep_ledger().await,
                _ = tidy.tick() => {
                    self.keys.close_others(&self.gate.settings());
                    machine::give_back();
                }
            }
        }
    }

    /// Reads the file anew and gives what it tells beside the settings; an invalid one is refused whole, and its files are given
    /// so that the next change of any is read.
    async fn reload(&self, path: Option<&Path>, old: &Told) -> Result<Told, Vec<Seen>> {
        let author = change::author(path);
        let Configuration { settings, keys: names, text, files, .. } = match config::load(path) {
            Ok(configuration) => configuration,
            Err(Invalid { problems, files }) => {
                for problem in problems {
                    tracing::error!(%problem, "the changed configuration cannot be used; the old one stays");
                }
                tell_of(&self.audit, &author, "config.refused", "wicketgate.toml", None);
                return Err(files);
            }
        };
        // Before the settings: a provider that was moved must not be sent the key that is bound to where it was.
        self.keys.open_more(&self.store, &settings, &names).await;
        let version = settings.version.clone();
        if let Err(error) = self.gate.reload(settings) {
            tracing::error!(%error, "the changed configuration cannot be used; the old one stays");
            self.keys.open_all(&self.store, &self.gate.settings(), &old.names).await;
            return Err(files);
        }
        tracing::info!(%version, "the changed configuration is in force");
        let difference = change::difference(&old.text, &text);
        let detail = format!("from {}, difference {difference}", old.version);
        tell_of(&self.audit, &author, "config.reload", &version, Some(&detail));
        Ok(Told { names, text, version, files })
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
