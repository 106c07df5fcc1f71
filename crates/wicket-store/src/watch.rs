//! Noticing what other processes change: a command beside a running gate, or a second gate.

use std::sync::Weak;

use tokio::{task::JoinHandle, time::Instant};

use crate::{Store, StoreError, inner::Inner};

impl Store {
    /// Starts looking for changes, until the store or the returned task is dropped or aborted. Needs a tokio runtime.
    ///
    /// SQLite counts the commits of other connections in `PRAGMA data_version`, which costs a few microseconds to ask;
    /// only when the number moves is anything read.
    ///
    /// # Errors
    /// The database cannot be read.
    pub async fn start_watching(&self) -> Result<JoinHandle<()>, StoreError> {
        // What happened before the first number is not told by it, so it is asked for first and everything read after.
        let version = self.0.listener.lock().await.version().await?;
        self.0.reload().await?;
        Ok(tokio::spawn(watch(std::sync::Arc::downgrade(&self.0), version)))
    }
}

async fn watch(store: Weak<Inner>, mut version: i64) {
    let Some(settings) = store.upgrade().map(|store| store.settings) else { return };
    let mut last_sight = Instant::now();
    let (mut failing, mut sealed) = (false, false);
    loop {
        tokio::time::sleep(settings.poll).await;
        let Some(store) = store.upgrade() else { return };
        let error = match look(&store, version, sealed).await {
            Ok(seen) => {
                (version, last_sight, failing, sealed) = (seen, Instant::now(), false, false);
                continue;
            }
            Err(error) => error,
        };
        if !failing {
            tracing::warn!(%error, "the store cannot be read");
            failing = true;
        }
        // Whoever cannot see revocations must stop trusting keys at some time.
        if !sealed && last_sight.elapsed() >= settings.blind {
            tracing::error!(%error, "the store cannot be read, everything is refused");
            store.seal();
            sealed = true;
        }
    }
}

async fn look(store: &Inner, known: i64, sealed: bool) -> Result<i64, StoreError> {
    let version = store.listener.lock().await.version().await?;
    if version != known || sealed {
        store.reload().await?;
    }
    Ok(version)
}
