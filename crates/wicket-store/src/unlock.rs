//! From the root key to the deployment key: at the first start, at every start, and when the root key is changed.

use std::path::{Path, PathBuf};

use wicket_types::Timestamp;

use crate::{
    RootKeySource, Store, StoreError, folder,
    keyring::KeyBytes,
    root_key::{Kdf, RootKey},
    sqlite::Sqlite,
    store::{Touched, stored},
};

impl Store {
    /// Puts another root key in the place of the present one. The deployment key is wrapped anew, nothing else changes,
    /// and after a crash at any point either the old or the new one opens the store. A new key file takes its place
    /// under the same name; backups made before need the old key.
    ///
    /// # Errors
    /// The new source is unusable, or the store cannot be written.
    pub async fn rotate_root(&self, new: &RootKeySource, now: Timestamp) -> Result<(), StoreError> {
        let inner = &*self.0;
        let old_id = inner.root.lock().id()?;
        let (root, kdf) = match new {
            RootKeySource::File(path) => {
                if path.exists() && RootKey::read(path)?.id()? != old_id {
                    return Err(StoreError::AlreadyInitialised { path: path.clone() });
                }
                let next = next_root(path);
                let _ = std::fs::remove_file(&next);
                let root = RootKey::random()?;
                root.write_new(&next)?;
                (root, None)
            }
            RootKeySource::Passphrase(_) => new_root(new)?,
        };
        let id = root.id()?;
        // Wrappings of rotations that were broken off go; the present one stays until the new key is in its place.
        let mut change = inner.change().await?;
        let session = change.session();
        session.keep_wrapped_key(&old_id).await?;
        session.put_wrapped_key(&id, kdf.as_deref(), &root.wrap(inner.keyring.deployment())?, stored(now)).await?;
        change.commit(Touched::Nothing).await?;
        if let RootKeySource::File(path) = new {
            finish_root_file(path)?;
        }
        let mut change = inner.change().await?;
        change.session().keep_wrapped_key(&id).await?;
        change.commit(Touched::Nothing).await?;
        *inner.root.lock() = root;
        Ok(())
    }
}

/// Makes a root key; a file must not exist yet.
pub(crate) fn new_root(source: &RootKeySource) -> Result<(RootKey, Option<String>), StoreError> {
    match source {
        RootKeySource::File(path) => {
            let root = RootKey::random()?;
            root.write_new(path)?;
            Ok((root, None))
        }
        RootKeySource::Passphrase(passphrase) => {
            let kdf = Kdf::fresh()?;
            let text = serde_json::to_string(&kdf).map_err(|_| StoreError::Crypto { what: "write the salt" })?;
            Ok((RootKey::stretch(passphrase, &kdf)?, Some(text)))
        }
    }
}

/// Finds the wrapping that belongs to the root key, and opens it.
pub(crate) async fn unlock(db: &Sqlite, source: &RootKeySource) -> Result<(RootKey, KeyBytes), StoreError> {
    let wrapped = db.read().await?.wrapped_keys().await?;
    let wrong = || StoreError::WrongRootKey { source_name: source.name() };
    match source {
        RootKeySource::File(path) => {
            let has = |root: &RootKey| Ok::<_, StoreError>(find(&wrapped, &root.id()?));
            // A rotation that was broken off after its commit is finished; one broken off before never was.
            let next = next_root(path);
            if next.exists() && has(&RootKey::read(&next)?)?.is_some() {
                finish_root_file(path)?;
            }
            let root = RootKey::read(path)?;
            let key = root.unwrap(has(&root)?.ok_or_else(wrong)?)?;
            Ok((root, key))
        }
        RootKeySource::Passphrase(passphrase) => {
            for (id, kdf, sealed) in &wrapped {
                let Some(kdf) = kdf.as_deref().and_then(|text| serde_json::from_str::<Kdf>(text).ok()) else {
                    continue;
                };
                let root = RootKey::stretch(passphrase, &kdf)?;
                if root.id()? == *id {
                    let key = root.unwrap(sealed)?;
                    return Ok((root, key));
                }
            }
            Err(wrong())
        }
    }
}

fn find<'w>(wrapped: &'w [(String, Option<String>, Vec<u8>)], id: &str) -> Option<&'w [u8]> {
    wrapped.iter().find(|(root_id, ..)| root_id == id).map(|(.., sealed)| sealed.as_slice())
}

fn next_root(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".next");
    name.into()
}

fn finish_root_file(path: &Path) -> Result<(), StoreError> {
    let next = next_root(path);
    std::fs::rename(&next, path).map_err(StoreError::file("rename", &next))?;
    path.parent().map_or(Ok(()), folder::sync_dir)
}
