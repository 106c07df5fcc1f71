//! From the root key to the deployment key: at the first start and at every start.

use std::path::{Path, PathBuf};

use crate::{
    RootKeySource, StoreError, folder,
    keyring::KeyBytes,
    root_key::{Kdf, RootKey},
    sqlite::Sqlite,
};

/// As [`new_root`], where the making of a store was broken off: a key file that was written whole is as good as new, and
/// half of one never opened anything.
pub(crate) fn new_root_again(source: &RootKeySource) -> Result<(RootKey, Option<String>), StoreError> {
    let RootKeySource::File(path) = source else { return new_root(source) };
    if std::fs::metadata(path).is_ok_and(|file| file.len() < 32) {
        std::fs::remove_file(path).map_err(StoreError::file("remove", path))?;
    }
    if path.exists() { Ok((RootKey::read(path)?, None)) } else { new_root(source) }
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

pub(crate) fn next_root(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".next");
    name.into()
}

pub(crate) fn finish_root_file(path: &Path) -> Result<(), StoreError> {
    let next = next_root(path);
    std::fs::rename(&next, path).map_err(StoreError::file("rename", &next))?;
    path.parent().map_or(Ok(()), folder::sync_dir)
}
