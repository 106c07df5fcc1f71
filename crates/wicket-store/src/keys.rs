//! Callers' keys: made, listed, rotated, revoked. The secret is shown once, when it is made; what stays is a keyed hash
//! and the key's authority, every column of it under a MAC.

use std::time::Duration;

use aws_lc_rs::rand;
use ipnet::IpNet;
use wicket_types::{KeyId, Secret, Timestamp, ids::Label};
use zeroize::Zeroizing;

use crate::{
    Store, StoreError,
    inner::{Change, Touched},
    key_format,
    key_row::{KeyRow, NewKey, believe, mac_of},
    keyring::{Keyring, PEPPER_VERSION},
    sqlite::{KeyRecord, stored},
};

/// How long a key lasts when nothing else is said.
pub const DEFAULT_LIFE: Duration = Duration::from_secs(90 * 86_400);
/// The longest time that the secrets before and after a rotation are both good.
pub const MOST_OVERLAP: Duration = Duration::from_secs(86_400);

/// A key that was just made or rotated. The secret is nowhere else: show it now.
#[derive(Debug)]
pub struct CreatedKey {
    /// The row.
    pub row: KeyRow,
    /// The whole key as the caller sends it.
    pub secret: Secret,
}

/// All keys.
#[derive(Debug, Default)]
pub struct KeyList {
    /// Those that carry the gate's MAC, by id.
    pub rows: Vec<KeyRow>,
    /// Ids of rows that someone else changed; they are refused.
    pub tampered: Vec<String>,
}

impl Store {
    /// Makes a key.
    ///
    /// # Errors
    /// A field does not fit, or the store cannot be written.
    pub async fn create_key(&self, new: &NewKey, now: Timestamp) -> Result<CreatedKey, StoreError> {
        new.check(now)?;
        let (id, secret) = draw()?;
        let keyring = &self.0.keyring;
        let json =
            |text: Result<String, _>| text.map_err(|_: serde_json::Error| StoreError::Crypto { what: "write a key" });
        let networks: Vec<String> = new.addresses.iter().map(IpNet::to_string).collect();
        let mut record = KeyRecord {
            id: id.to_string(),
            version: 1,
            kind: new.kind.prefix().to_owned(),
            environment: new.environment.as_str().to_owned(),
            name: new.name.clone(),
            tenant: new.tenant.to_string(),
            team: new.team.as_ref().map(Label::to_string),
            owner: new.user.to_string(),
            models: json(serde_json::to_string(&new.models))?,
            limits: json(serde_json::to_string(&new.limits))?,
            addresses: json(serde_json::to_string(&networks))?,
            created: stored(now),
            expires: stored(new.expires.unwrap_or(now.plus(DEFAULT_LIFE))),
            revoked: None,
            pepper: PEPPER_VERSION,
            hash: Keyring::key_hash(&keyring.pepper, id.as_str(), secret.expose()).as_ref().to_vec(),
            old_hash: None,
            old_until: None,
            mac: Vec::new(),
        };
        let row = self.put_key(&mut record, None).await?;
        Ok(CreatedKey { secret: key_format::spell(new.kind, new.environment, id, secret.expose()), row })
    }

    /// Every key, by id; no secret among them.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn keys(&self) -> Result<KeyList, StoreError> {
        let mut list = KeyList::default();
        for record in self.0.db.read().await?.keys().await? {
            match believe(&self.0.keyring.row_mac, &record) {
                Some(row) => list.rows.push(row),
                None => list.tampered.push(record.id),
            }
        }
        Ok(list)
    }

    /// One key.
    ///
    /// # Errors
    /// There is none of this id, or its row was changed by someone else.
    pub async fn key(&self, id: &KeyId) -> Result<KeyRow, StoreError> {
        let record = self.0.db.read().await?.key(id.as_str()).await?;
        let record = record.ok_or_else(|| unknown(id))?;
        believe(&self.0.keyring.row_mac, &record).ok_or_else(|| tampered(&record.id))
    }

    /// Gives a key a new secret. The old one stays good for `overlap`, a day at most; one from a rotation before ends
    /// at once. With `expires`, the key also lasts until then.
    ///
    /// # Errors
    /// No such key, revoked, changed by someone else, overlap too long, or the store cannot be written.
    pub async fn rotate_key(
        &self,
        id: &KeyId,
        overlap: Duration,
        expires: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<CreatedKey, StoreError> {
        if overlap > MOST_OVERLAP {
            return Err(StoreError::OverlapTooLong { asked: overlap, most: MOST_OVERLAP });
        }
        if let Some(end) = expires.filter(|end| *end <= now) {
            return Err(StoreError::Invalid { what: "expiry", value: end.to_string(), cause: "it lies in the past" });
        }
        let (_, secret) = draw()?;
        let keyring = &self.0.keyring;
        let mut change = self.0.change().await?;
        let mut record = change.session().key(id.as_str()).await?.ok_or_else(|| unknown(id))?;
        let before = believe(&keyring.row_mac, &record).ok_or_else(|| tampered(&record.id))?;
        if before.revoked.is_some() {
            return Err(StoreError::KeyRevoked { id: *id });
        }
        let hash = Keyring::key_hash(&keyring.pepper, id.as_str(), secret.expose()).as_ref().to_vec();
        let old = std::mem::replace(&mut record.hash, hash);
        (record.old_hash, record.old_until) = match overlap.is_zero() {
            true => (None, None),
            false => (Some(old), Some(stored(now.plus(overlap)))),
        };
        record.expires = expires.map_or(record.expires, stored);
        let row = self.put_key(&mut record, Some(change)).await?;
        Ok(CreatedKey { secret: key_format::spell(row.kind, row.environment, *id, secret.expose()), row })
    }

    /// Ends a key for good. Returns when no gate of this process takes it; others follow within a second.
    /// A key revoked before keeps the time of its first revocation.
    ///
    /// # Errors
    /// No such key, changed by someone else, or the store cannot be written.
    pub async fn revoke_key(&self, id: &KeyId, now: Timestamp) -> Result<KeyRow, StoreError> {
        let mut change = self.0.change().await?;
        let mut record = change.session().key(id.as_str()).await?.ok_or_else(|| unknown(id))?;
        let before = believe(&self.0.keyring.row_mac, &record).ok_or_else(|| tampered(&record.id))?;
        if before.revoked.is_some() {
            return Ok(before);
        }
        record.revoked = Some(stored(now));
        (record.old_hash, record.old_until) = (None, None);
        self.put_key(&mut record, Some(change)).await
    }

    /// Writes a row under a new version and MAC; with a change under way the row is one that was read in it.
    async fn put_key(&self, record: &mut KeyRecord, change: Option<Change<'_>>) -> Result<KeyRow, StoreError> {
        let mut change = match change {
            Some(change) => {
                record.version = record.version.saturating_add(1);
                change
            }
            None => self.0.change().await?,
        };
        record.mac = mac_of(&self.0.keyring.row_mac, record).finish();
        let row = believe(&self.0.keyring.row_mac, record).ok_or_else(|| tampered(&record.id))?;
        change.session().put_key(record).await?;
        change.commit(Touched::Key(record)).await?;
        Ok(row)
    }
}

fn draw() -> Result<(KeyId, Secret), StoreError> {
    let mut random = Zeroizing::new([0; 128]);
    rand::fill(&mut *random).map_err(|_| StoreError::Crypto { what: "get random bytes" })?;
    key_format::draw(&mut random.iter().copied()).ok_or(StoreError::Crypto { what: "get enough random bytes" })
}

fn unknown(id: &KeyId) -> StoreError {
    StoreError::Unknown { what: "key", name: id.to_string() }
}

fn tampered(row: &str) -> StoreError {
    StoreError::Tampered { table: "caller_key", row: row.to_owned() }
}
