//! Which keys are good, answered from memory: no visit waits for SQL, and no guess reaches it.

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwap;
use aws_lc_rs::hmac;
use wicket_types::{KeyId, Timestamp};

use crate::{
    StoreError,
    key_format::{self, Environment, KeyKind, NoKey},
    key_row::{KeyRow, believe},
    keyring::{Keyring, random_key, same},
    sqlite::{KeyRecord, loaded},
};

/// Why a key was not taken. For the log only: the visitor reads the same answer for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// None was shown.
    #[error("no key was shown")]
    Missing,
    /// It has not the shape of one.
    #[error("it has not the shape of a key")]
    Shape,
    /// The check digits are wrong.
    #[error("its check digits are wrong")]
    Checksum,
    /// No key has this id.
    #[error("no key has this id")]
    Unknown,
    /// The id is right, the secret is not, or is no longer.
    #[error("the secret is wrong")]
    WrongSecret,
    /// It was revoked.
    #[error("the key is revoked")]
    Revoked,
    /// Its time is over.
    #[error("the key has expired")]
    Expired,
    /// It is good elsewhere.
    #[error("the key belongs to another environment")]
    WrongEnvironment,
    /// It is good for something else.
    #[error("the key is for something else")]
    WrongKind,
    /// Its row was changed by someone else.
    #[error("the key's row was changed by someone else")]
    BadMac,
    /// The store cannot be read or believed, so no key is taken.
    #[error("the store is sealed")]
    Sealed,
}

/// All keys in memory, replaced as a whole when the store changes.
pub struct KeyBook {
    page: ArcSwap<Page>,
    pepper: hmac::Key,
    environment: Environment,
}

/// One state of all keys.
struct Page {
    held: HashMap<KeyId, Arc<Held>>,
    /// Compared with when no key has the id, so that an unknown id takes the same steps as a wrong secret.
    nobody: Held,
    sealed: bool,
}

struct Held {
    hash: [u8; 32],
    old: [u8; 32],
    old_until: Timestamp,
    /// `None`: its MAC does not fit.
    row: Option<Arc<KeyRow>>,
}

impl KeyBook {
    pub(crate) fn new(keyring: &Keyring, environment: Environment) -> Result<Self, StoreError> {
        let page = Page { held: HashMap::new(), nobody: Held::nobody()?, sealed: true };
        Ok(KeyBook { page: ArcSwap::from_pointee(page), pepper: keyring.pepper.clone(), environment })
    }

    /// The key that a caller of models shows, if it is good at `now`.
    ///
    /// # Errors
    /// [`KeyProblem`]; the visitor must not learn which.
    pub fn verify(&self, presented: &str, now: Timestamp) -> Result<Arc<KeyRow>, KeyProblem> {
        self.verify_for(presented, &[KeyKind::Inference, KeyKind::Service], now)
    }

    /// The key, if it is of one of `kinds` and good at `now`.
    ///
    /// # Errors
    /// [`KeyProblem`]; the visitor must not learn which.
    pub fn verify_for(&self, presented: &str, kinds: &[KeyKind], now: Timestamp) -> Result<Arc<KeyRow>, KeyProblem> {
        if presented.is_empty() {
            return Err(KeyProblem::Missing);
        }
        // The check digits come first: what fails them costs no lookup and no HMAC.
        let key = key_format::parse(presented).map_err(|no| match no {
            NoKey::Shape => KeyProblem::Shape,
            NoKey::Checksum => KeyProblem::Checksum,
        })?;
        let page = self.page.load();
        let found = page.held.get(&key.id).map(|held| &**held);
        let held = found.unwrap_or(&page.nobody);
        let hash = Keyring::key_hash(&self.pepper, key.id.as_str(), key.secret);
        // Both comparisons always run, each in constant time: how long this takes tells nothing about id or secret.
        let (current, old) = (same(hash.as_ref(), &held.hash), same(hash.as_ref(), &held.old));
        let fits = current | (old & (now < held.old_until));
        if page.sealed {
            return Err(KeyProblem::Sealed);
        }
        let row = found.ok_or(KeyProblem::Unknown)?.row.as_ref().ok_or(KeyProblem::BadMac)?;
        if !fits {
            return Err(KeyProblem::WrongSecret);
        }
        // The prefix is not part of the hash, so what it says is held against the row.
        if row.environment != key.environment || row.environment != self.environment {
            return Err(KeyProblem::WrongEnvironment);
        }
        if row.kind != key.kind || !kinds.contains(&row.kind) {
            return Err(KeyProblem::WrongKind);
        }
        if row.revoked.is_some() {
            return Err(KeyProblem::Revoked);
        }
        if now >= row.expires {
            return Err(KeyProblem::Expired);
        }
        Ok(row.clone())
    }

    /// The row of an id, good or not; for pages and for streams that ask again whether their key still stands.
    pub fn get(&self, id: &KeyId) -> Option<Arc<KeyRow>> {
        let page = self.page.load();
        if page.sealed { None } else { page.held.get(id)?.row.clone() }
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.page.load().held.len()
    }

    /// Whether there is no key at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes a new state; gives the rows that were changed by someone else.
    pub(crate) fn replace(&self, keyring: &Keyring, records: &[KeyRecord]) -> Vec<String> {
        let mut tampered = Vec::new();
        let current = self.page.load();
        let mut held = HashMap::with_capacity(records.len());
        for record in records {
            let row = believe(&keyring.row_mac, record).map(Arc::new);
            if row.is_none() {
                tampered.push(format!("caller_key/{}", record.id));
            }
            // An id that is none cannot be shown by anyone.
            let Some(id) = KeyId::parse(&record.id) else { continue };
            held.insert(id, Arc::new(Held::of(record, row, &current.nobody)));
        }
        self.page.store(Arc::new(Page { held, nobody: current.nobody.copy(), sealed: false }));
        tampered
    }

    /// Takes one row in place of the one that was.
    pub(crate) fn put(&self, keyring: &Keyring, record: &KeyRecord) {
        let Some(id) = KeyId::parse(&record.id) else { return };
        let page = self.page.load();
        let row = believe(&keyring.row_mac, record).map(Arc::new);
        let mut held = page.held.clone();
        held.insert(id, Arc::new(Held::of(record, row, &page.nobody)));
        self.page.store(Arc::new(Page { held, nobody: page.nobody.copy(), sealed: page.sealed }));
    }

    pub(crate) fn is_sealed(&self) -> bool {
        self.page.load().sealed
    }

    /// Refuses every key until the next state comes.
    pub(crate) fn seal(&self) {
        let nobody = self.page.load().nobody.copy();
        self.page.store(Arc::new(Page { held: HashMap::new(), nobody, sealed: true }));
    }
}

impl Held {
    /// A row that fits no secret: its hashes are random.
    fn nobody() -> Result<Self, StoreError> {
        Ok(Held { hash: **random_key()?, old: **random_key()?, old_until: Timestamp::default(), row: None })
    }

    fn of(record: &KeyRecord, row: Option<Arc<KeyRow>>, nobody: &Held) -> Self {
        let or = |hash: Option<&Vec<u8>>, random| hash.and_then(|h| h.as_slice().try_into().ok()).unwrap_or(random);
        Held {
            hash: or(Some(&record.hash), nobody.hash),
            old: or(record.old_hash.as_ref(), nobody.old),
            old_until: record.old_until.map(loaded).unwrap_or_default(),
            row,
        }
    }

    fn copy(&self) -> Self {
        Held { hash: self.hash, old: self.old, old_until: self.old_until, row: None }
    }
}

#[cfg(test)]
mod tests {
    use wicket_types::ids::Label;

    use super::*;
    use crate::{NewKey, RootKeySource, Store, StoreSettings, keyring::HASHES};

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    #[tokio::test]
    async fn auth_12_every_well_spelled_key_costs_one_hash_and_a_misspelled_one_none() {
        let dir = tempfile::tempdir().expect("a folder");
        let data = dir.path().join("data");
        let root = RootKeySource::beside(&data);
        let store = Store::init(&data, &root, StoreSettings::default(), NOW).await.expect("a store");
        let label = |text| Label::parse(text).expect("a label");
        let made = store.create_key(&NewKey::new("k", label("acme"), label("ada")), NOW).await.expect("a key");
        let (id, book) = (made.row.id, store.key_book());
        let secret = made.secret.expose()[22..52].to_owned();
        let changed = |at: usize| {
            let new = if &secret[at..=at] == "x" { "y" } else { "x" };
            format!("{}{new}{}", &secret[..at], &secret[at + 1..])
        };
        let spell = |id, secret: &str| key_format::spell(KeyKind::Inference, Environment::Live, id, secret);
        let nobody = KeyId::parse("000000000000").expect("an id");
        for (key, answer) in [
            (spell(id, &secret), None),
            (spell(id, &changed(0)), Some(KeyProblem::WrongSecret)),
            (spell(id, &changed(29)), Some(KeyProblem::WrongSecret)),
            (spell(nobody, &secret), Some(KeyProblem::Unknown)),
        ] {
            let before = HASHES.get();
            assert_eq!(book.verify(key.expose(), NOW).err(), answer);
            assert_eq!(HASHES.get() - before, 1, "{answer:?}");
        }
        let before = HASHES.get();
        let typo = made.secret.expose().replace(&secret, &changed(3));
        assert_eq!(book.verify(&typo, NOW).err(), Some(KeyProblem::Checksum));
        assert_eq!(HASHES.get(), before);
    }
}
