//! Another root key in the place of the present one.

use wicket_types::Timestamp;

use crate::{
    RootKeySource, Store, StoreError,
    inner::Touched,
    root_key::RootKey,
    sqlite::stored,
    unlock::{finish_root_file, new_root, next_root},
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
