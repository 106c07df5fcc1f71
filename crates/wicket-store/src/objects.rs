//! What providers keep for callers: which tenant it belongs to, which provider has it, and the pseudonyms in it.
//!
//! A provider knows one customer, the gate; whose a stored response is, only the gate can say. The provider's id is kept
//! as a keyed fingerprint and the originals behind the pseudonyms under seal, so a stolen database tells neither.

use std::{fmt, time::Duration};

use wicket_types::{KeyId, Kind, ProviderName, Timestamp, ids::Label};
use zeroize::Zeroizing;

use crate::{
    Store, StoreError,
    envelope::Place,
    inner::Inner,
    sqlite::{ObjectRecord, loaded, stored},
};

/// How long an object is remembered: as long as OpenAI keeps a response by default.
pub const KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Something that a provider keeps, such as a stored response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The provider's id of it.
    pub id: String,
    /// Whose it is. Every key of this tenant may use it, and no other.
    pub tenant: Label,
    /// The key that had it made.
    pub key: KeyId,
    /// The provider that has it.
    pub provider: ProviderName,
    /// When it was made.
    pub created: Timestamp,
    /// The pseudonyms that may stand in it.
    pub pseudonyms: Vec<Pseudonym>,
}

/// A token that was handed out, and what it stands for. `{:?}` shows the token only.
#[derive(Clone, PartialEq, Eq)]
pub struct Pseudonym {
    /// What the value is.
    pub kind: Kind,
    /// The original, wiped on drop.
    pub value: Zeroizing<String>,
    /// What stands in its place at the provider.
    pub token: String,
}

impl fmt::Debug for Pseudonym {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pseudonym({})", self.token)
    }
}

impl Store {
    /// Remembers objects for [`KEPT`] from when they were made, in one transaction. The latest of an id stands.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn put_objects(&self, objects: &[Object]) -> Result<(), StoreError> {
        let records: Vec<_> = objects.iter().map(|object| self.0.seal_object(object)).collect::<Result<_, _>>()?;
        self.0.listener.lock().await.put_objects(&records).await
    }

    /// The object that `tenant` has under a provider's id. `None` for one that never was, has expired or is another
    /// tenant's: nobody learns which.
    ///
    /// # Errors
    /// The store cannot be read, or the row was changed by someone else.
    pub async fn object(&self, id: &str, tenant: &Label, now: Timestamp) -> Result<Option<Object>, StoreError> {
        let digest = self.0.object_digest(id);
        let record = self.0.db.read().await?.object(tenant.as_str(), &digest, stored(now)).await?;
        record.map(|record| self.0.open_object(id, tenant, &record)).transpose()
    }

    /// Forgets the object that `tenant` has under a provider's id; whether there was one.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn remove_object(&self, id: &str, tenant: &Label) -> Result<bool, StoreError> {
        let digest = self.0.object_digest(id);
        self.0.listener.lock().await.remove_object(tenant.as_str(), &digest).await
    }

    /// Forgets what has expired; how many objects that were.
    ///
    /// # Errors
    /// The store cannot be written.
    pub async fn sweep_objects(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.0.listener.lock().await.sweep_objects(stored(now)).await
    }
}

impl Inner {
    fn object_digest(&self, id: &str) -> String {
        self.keyring.fingerprint("object", id.as_bytes())
    }

    fn seal_object(&self, object: &Object) -> Result<ObjectRecord, StoreError> {
        let entries: Vec<_> =
            object.pseudonyms.iter().map(|p| (p.kind.as_str(), p.value.as_str(), p.token.as_str())).collect();
        let plain = serde_json::to_vec(&entries).map_err(|_| StoreError::Crypto { what: "write pseudonyms" })?;
        let mut record = ObjectRecord {
            id_digest: self.object_digest(&object.id),
            tenant: object.tenant.to_string(),
            key_id: object.key.to_string(),
            provider: object.provider.to_string(),
            created: stored(object.created),
            expires: stored(object.created.plus(KEPT)),
            sealed: Vec::new(),
        };
        record.sealed = self.keyring.data.seal(&place(&record, &row(&record)), &Zeroizing::new(plain))?;
        Ok(record)
    }

    fn open_object(&self, id: &str, tenant: &Label, record: &ObjectRecord) -> Result<Object, StoreError> {
        let plain = self.keyring.data.open(&place(record, &row(record)), &record.sealed)?;
        let damaged = |what: &str| StoreError::Damaged {
            path: self.folder.database(),
            cause: format!("object `{}`: {what}", record.id_digest),
        };
        let entries: Vec<(String, Zeroized, String)> =
            serde_json::from_slice(&plain).map_err(|_| damaged("its pseudonyms cannot be read"))?;
        let pseudonym = |(kind, value, token): (String, Zeroized, String)| {
            let kind = Kind::parse(&kind).ok_or_else(|| damaged("a kind is none"))?;
            Ok(Pseudonym { kind, value: value.0, token })
        };
        Ok(Object {
            id: id.to_owned(),
            tenant: tenant.clone(),
            key: KeyId::parse(&record.key_id).ok_or_else(|| damaged("its key is none"))?,
            provider: ProviderName::parse(&record.provider).ok_or_else(|| damaged("its provider is none"))?,
            created: loaded(record.created),
            pseudonyms: entries.into_iter().map(pseudonym).collect::<Result<_, StoreError>>()?,
        })
    }
}

/// Text that is wiped on drop, from its first moment.
#[derive(serde::Deserialize)]
#[serde(from = "String")]
struct Zeroized(Zeroizing<String>);

impl From<String> for Zeroized {
    fn from(text: String) -> Self {
        Zeroized(Zeroizing::new(text))
    }
}

/// Everything that the seal is bound to: a row that is given to another tenant or provider, or made to last longer, does
/// not open. No part can hold a space, so none can be shifted into the next.
fn row(record: &ObjectRecord) -> String {
    let ObjectRecord { id_digest, tenant, key_id, provider, expires, .. } = record;
    format!("{id_digest} {tenant} {key_id} {provider} {expires}")
}

fn place<'r>(record: &ObjectRecord, row: &'r str) -> Place<'r> {
    Place { table: "object", column: "sealed", row, version: record.created.cast_unsigned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RootKeySource, StoreSettings};

    const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

    #[tokio::test]
    async fn a_kept_object_makes_nobody_here_read_the_books_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data");
        let root = RootKeySource::beside(&data);
        let store = Store::init(&data, &root, StoreSettings::default(), NOW).await.expect("a store");
        let beside = Store::open(&data, &root, StoreSettings::default()).await.expect("the same store");
        let version = async |store: &Store| store.0.listener.lock().await.version().await.expect("a version");
        let (here, there) = (version(&store).await, version(&beside).await);
        let object = Object {
            id: "resp_1".to_owned(),
            tenant: Label::parse("acme").expect("a label"),
            key: KeyId::parse("abcDEF012345").expect("a key"),
            provider: ProviderName::parse("openai").expect("a provider"),
            created: NOW,
            pseudonyms: Vec::new(),
        };
        store.put_objects(&[object]).await.expect("kept");
        assert_eq!(version(&store).await, here);
        assert_ne!(version(&beside).await, there, "others are told of it, so the number does count commits");
    }
}
