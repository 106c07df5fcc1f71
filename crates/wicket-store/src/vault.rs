//! Providers' secrets: sealed, and bound to one destination. A secret goes to the scheme, host and port it was entered
//! for and nowhere else, so whoever can edit a provider's address cannot have its key sent to a place of their own.

use wicket_types::{Secret, Timestamp};
use zeroize::Zeroizing;

use crate::{
    Store, StoreError,
    envelope::Place,
    inner::{Change, Touched},
    sqlite::{VaultRecord, stored},
    vault_entry::{Destination, VaultEntry, believe, bind, destination, mac_of},
};

impl Store {
    /// Enters a secret, new or in place of one of the same name. This is how a secret gets another destination: whoever
    /// moves it must know it.
    ///
    /// # Errors
    /// Name or value does not fit, or the store cannot be written.
    pub async fn set_secret(
        &self,
        name: &str,
        secret: &Secret,
        bound: Option<&Destination>,
        now: Timestamp,
    ) -> Result<VaultEntry, StoreError> {
        check(name, secret)?;
        let mut change = self.0.change().await?;
        let old = change.session().secret(name).await?;
        let mut record = VaultRecord {
            name: name.to_owned(),
            version: old.as_ref().map_or(0, |old| old.version),
            scheme: None,
            host: None,
            port: None,
            fingerprint: String::new(),
            sealed: Vec::new(),
            created: old.map_or(stored(now), |old| old.created),
            rotated: stored(now),
            mac: Vec::new(),
        };
        bind(&mut record, bound);
        self.put_secret(change, record, secret.expose()).await
    }

    /// Changes the value of a secret; its destination stays.
    ///
    /// # Errors
    /// No such secret, changed by someone else, a value that does not fit, or the store cannot be written.
    pub async fn rotate_secret(&self, name: &str, secret: &Secret, now: Timestamp) -> Result<VaultEntry, StoreError> {
        check(name, secret)?;
        let mut change = self.0.change().await?;
        let mut record = change.session().secret(name).await?.ok_or_else(|| unknown(name))?;
        believe(&self.0.keyring.row_mac, &record).ok_or_else(|| tampered(name))?;
        record.rotated = stored(now);
        self.put_secret(change, record, secret.expose()).await
    }

    /// Forgets a secret.
    ///
    /// # Errors
    /// No such secret, or the store cannot be written.
    pub async fn remove_secret(&self, name: &str) -> Result<(), StoreError> {
        let mut change = self.0.change().await?;
        if !change.session().remove_secret(name).await? {
            return Err(unknown(name));
        }
        change.commit(Touched::Vault).await
    }

    /// Every secret as it may be shown, by name. From memory.
    pub fn secrets(&self) -> Vec<VaultEntry> {
        self.0.vault.load().to_vec()
    }

    /// The secret, for a call to exactly `to`. One that is not bound yet is bound to `to` from now on.
    ///
    /// # Errors
    /// No such secret, bound elsewhere, changed by someone else, or the store cannot be read.
    pub async fn open_secret(&self, name: &str, to: &Destination) -> Result<Secret, StoreError> {
        let record = self.believed(name).await?;
        let plain = match destination(&record) {
            Some(bound) if bound == *to => self.unseal(&record)?,
            Some(bound) => {
                let (bound, asked) = (bound.to_string(), to.to_string());
                return Err(StoreError::WrongDestination { name: name.to_owned(), bound, asked });
            }
            None => return self.bind_secret(name, to).await,
        };
        Ok(Secret::new(plain.to_string(), "provider key"))
    }

    async fn bind_secret(&self, name: &str, to: &Destination) -> Result<Secret, StoreError> {
        let mut change = self.0.change().await?;
        let mut record = change.session().secret(name).await?.ok_or_else(|| unknown(name))?;
        believe(&self.0.keyring.row_mac, &record).ok_or_else(|| tampered(name))?;
        // Someone may have bound it between our look and this transaction.
        if let Some(bound) = destination(&record).filter(|bound| bound != to) {
            let (bound, asked) = (bound.to_string(), to.to_string());
            return Err(StoreError::WrongDestination { name: name.to_owned(), bound, asked });
        }
        let plain = self.unseal(&record)?;
        bind(&mut record, Some(to));
        self.put_secret(change, record, &plain).await?;
        tracing::info!(secret = name, destination = %to, "a secret was bound to its destination at first use");
        Ok(Secret::new(plain.to_string(), "provider key"))
    }

    async fn believed(&self, name: &str) -> Result<VaultRecord, StoreError> {
        let mut session = self.0.db.read().await?;
        // A row that was put back as it once was still has its MAC; only the set of rows tells.
        self.0.check_set(&mut session).await?;
        let record = session.secret(name).await?.ok_or_else(|| unknown(name))?;
        believe(&self.0.keyring.row_mac, &record).ok_or_else(|| tampered(name))?;
        Ok(record)
    }

    fn unseal(&self, record: &VaultRecord) -> Result<Zeroizing<String>, StoreError> {
        let plain = self.0.keyring.data.open(&place(&record.name, record.version), &record.sealed)?;
        let text = std::str::from_utf8(&plain).map_err(|_| tampered(&record.name))?;
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// Seals the value for the row's next version, so that neither can be put back without the other.
    async fn put_secret(
        &self,
        mut change: Change<'_>,
        mut record: VaultRecord,
        plain: &str,
    ) -> Result<VaultEntry, StoreError> {
        let keyring = &self.0.keyring;
        record.version = record.version.saturating_add(1);
        record.fingerprint = keyring.fingerprint("vault", plain.as_bytes());
        record.sealed = keyring.data.seal(&place(&record.name, record.version), plain.as_bytes())?;
        record.mac = mac_of(&keyring.row_mac, &record).finish();
        change.session().put_secret(&record).await?;
        change.commit(Touched::Vault).await?;
        believe(&keyring.row_mac, &record).ok_or_else(|| tampered(&record.name))
    }
}

fn place(name: &str, version: i64) -> Place<'_> {
    Place { table: "vault_secret", column: "sealed", row: name, version: version.cast_unsigned() }
}

fn check(name: &str, secret: &Secret) -> Result<(), StoreError> {
    let invalid = |what, cause| Err(StoreError::Invalid { what, value: name.to_owned(), cause });
    let fine = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.');
    if name.is_empty() || name.len() > 64 || !name.bytes().all(fine) {
        return invalid("secret name", "64 lower-case letters, digits, `-`, `_` and `.` at most");
    }
    // A key goes into a header: a line break would end the header and begin another.
    let value = secret.expose();
    if value.is_empty() || value.len() > 16 * 1024 || value.chars().any(|c| c.is_control()) {
        return invalid("secret", "its value must have 1 byte to 16 KiB and no control characters");
    }
    Ok(())
}

fn unknown(name: &str) -> StoreError {
    StoreError::Unknown { what: "secret", name: name.to_owned() }
}

fn tampered(name: &str) -> StoreError {
    StoreError::Tampered { table: "vault_secret", row: name.to_owned() }
}
