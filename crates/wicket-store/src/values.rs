//! Small sealed values by name, and where the ledger stands.

use wicket_types::Timestamp;
use zeroize::Zeroizing;

use crate::{
    Store, StoreError,
    envelope::Place,
    inner::Touched,
    ledger,
    settings::{AUDIT_SEED, STORE_NAME, get, put},
    sqlite::{SettingRecord, stored},
};

impl Store {
    /// Remembers a value under a name of at most 64 lower-case letters, digits and `-`, sealed.
    ///
    /// # Errors
    /// The name does not fit, or the store cannot be written.
    pub async fn set_setting(&self, name: &str, value: &[u8], now: Timestamp) -> Result<(), StoreError> {
        let fine = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if name.is_empty() || name.len() > 64 || !name.bytes().all(fine) || [AUDIT_SEED, STORE_NAME].contains(&name) {
            return Err(StoreError::Invalid {
                what: "setting",
                value: name.to_owned(),
                cause: "64 lower-case letters, digits and `-` at most, and not a name of the gate's own",
            });
        }
        let mut change = self.0.change().await?;
        put(change.session(), &self.0.keyring, name, value, now).await?;
        change.commit(Touched::Nothing).await
    }

    /// The value under a name.
    ///
    /// # Errors
    /// The store cannot be read, or the value does not open.
    pub async fn setting(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        get(&mut self.0.db.read().await?, &self.0.keyring, name).await
    }

    /// Keeps where the ledger stands, so that a start need not read the whole audit log. Not a change of the store's
    /// generation: the log is the truth, and an older snapshot only means reading more of it. Each write makes watchers
    /// read the books anew, so every half minute is often enough.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn put_ledger_snapshot(&self, snapshot: &ledger::Snapshot, now: Timestamp) -> Result<(), StoreError> {
        let plain = serde_json::to_vec(snapshot).map_err(|_| StoreError::Crypto { what: "write the ledger" })?;
        let mut session = self.0.db.write().await?;
        let version = session.ledger_snapshot_version().await?.map_or(1, |old| old.saturating_add(1));
        let sequence = i64::try_from(snapshot.seq).unwrap_or(i64::MAX);
        let sealed = self.0.keyring.data.seal(&snapshot_place(version, &sequence.to_string()), &plain)?;
        drop(plain);
        session.put_ledger_snapshot(sequence, SettingRecord { version, sealed }, stored(now)).await?;
        session.commit().await
    }

    /// The ledger's last snapshot, `None` when there is none yet.
    ///
    /// # Errors
    /// The store cannot be read, or the snapshot does not open; then read the audit log from its beginning.
    pub async fn ledger_snapshot(&self) -> Result<Option<ledger::Snapshot>, StoreError> {
        let Some((sequence, record)) = self.0.db.read().await?.ledger_snapshot().await? else { return Ok(None) };
        let row = sequence.to_string();
        let plain = self.0.keyring.data.open(&snapshot_place(record.version, &row), &record.sealed)?;
        let snapshot = serde_json::from_slice(&plain).map_err(|e| StoreError::Damaged {
            path: self.0.folder.database(),
            cause: format!("ledger snapshot: {e}"),
        })?;
        Ok(Some(snapshot))
    }
}

fn snapshot_place(version: i64, sequence: &str) -> Place<'_> {
    Place { table: "ledger_snapshot", column: "sealed", row: sequence, version: version.cast_unsigned() }
}
