//! Making a store, so that a kill on the way leaves none or a whole one: a file says that it is being made until its mark
//! is there, and what lies beside that file was never anybody's store.

use std::path::Path;

use wicket_types::Timestamp;

use crate::{
    RootKeySource, Store, StoreError, StoreSettings,
    folder::{self, Folder},
    keyring::{Keyring, printed, random_key},
    manifest,
    root_key::RootKey,
    settings,
    sqlite::{Sqlite, stored},
    unlock::{new_root, new_root_again},
};

impl Store {
    /// Makes a new store in an empty or missing folder: key file, database, mark. Never touches an existing one.
    ///
    /// # Errors
    /// Something of a store is there already; the folder is open to others; the passphrase is short; the disk refuses.
    pub async fn init(
        dir: &Path,
        root: &RootKeySource,
        settings: StoreSettings,
        now: Timestamp,
    ) -> Result<Store, StoreError> {
        let folder = Folder::new(dir);
        folder.make()?;
        if folder.mark().exists() {
            return Err(StoreError::AlreadyInitialised { path: folder.mark() });
        }
        let alone = folder.hold(true)?;
        let (root_key, kdf) = begin(&folder, root)?;
        folder::write_new(&folder.database(), b"")?;
        let db = Sqlite::connect(&folder.database(), settings.busy).await?;
        db.migrate().await?;
        let deployment = random_key()?;
        let wrapped = root_key.wrap(&deployment)?;
        let keyring = Keyring::new(deployment)?;
        let mut session = db.write().await?;
        session.put_wrapped_key(&root_key.id()?, kdf.as_deref(), &wrapped, stored(now)).await?;
        settings::put(&mut session, &keyring, settings::AUDIT_SEED, &**random_key()?, now).await?;
        let name = printed(&**random_key()?, 12);
        settings::put(&mut session, &keyring, settings::STORE_NAME, name.as_bytes(), now).await?;
        manifest::write(&mut session, &keyring.row_mac, 1).await?;
        session.commit().await?;
        db.close().await;
        // The mark comes last: until it is there, nothing here counts as a store.
        folder.raise_mark(&keyring.row_mac, &name, 1)?;
        forget_making(&folder)?;
        drop(alone);
        Box::pin(Store::open(dir, root, settings)).await
    }

    /// Whether a store lies in the folder, whole or damaged. One whose making was broken off was never a store.
    pub fn lies_in(dir: &Path) -> bool {
        let folder = Folder::new(dir);
        folder.mark().exists() || (folder.database().exists() && !folder.was_broken_off())
    }
}

/// Begins to make a store: refuses where anything of one lies, and takes up what was broken off.
fn begin(folder: &Folder, root: &RootKeySource) -> Result<(RootKey, Option<String>), StoreError> {
    if folder.was_broken_off() {
        for path in folder.parts().iter().filter(|path| path.is_file()) {
            std::fs::remove_file(path).map_err(StoreError::file("remove", path))?;
        }
        return new_root_again(root);
    }
    let key_file = match root {
        RootKeySource::File(path) => Some(path.clone()),
        RootKeySource::Passphrase(_) => None,
    };
    // All is looked at before the first file is written: what lay here before is never taken for the beginning of ours.
    let taken = [folder.mark(), folder.database()].into_iter().chain(key_file).find(|path| path.exists());
    if let Some(path) = taken {
        return Err(StoreError::AlreadyInitialised { path });
    }
    folder::write_new(&folder.making(), b"")?;
    folder::sync_dir(folder.dir())?;
    new_root(root)
}

/// The store is made: should its mark be lost one day, nobody may take the rest for a broken-off beginning.
pub(crate) fn forget_making(folder: &Folder) -> Result<(), StoreError> {
    let path = folder.making();
    match std::fs::remove_file(&path) {
        Ok(()) => folder::sync_dir(folder.dir()),
        Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(StoreError::File { what: "remove", path, source }),
    }
}
