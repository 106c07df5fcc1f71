//! The root key: kept beside the data as a file that only the owner reads, or in a person's memory as a passphrase.
//! It wraps the deployment key and seals backups, and does nothing else, so changing it rewrites one row.

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use wicket_types::Secret;
use zeroize::Zeroizing;

use crate::{
    StoreError,
    derive::{blank_key, expand},
    envelope::{Place, SealingKey},
    folder,
    keyring::{KeyBytes, printed, random_key},
};

/// The fewest characters of a passphrase.
pub const PASSPHRASE_LEAST: usize = 16;

/// Where the root key comes from.
#[derive(Debug)]
pub enum RootKeySource {
    /// A file of 32 random bytes, readable by its owner alone.
    File(PathBuf),
    /// A passphrase, stretched by Argon2id.
    Passphrase(Secret),
}

impl RootKeySource {
    /// The usual place of the key file in a data folder.
    pub fn beside(dir: &Path) -> Self {
        RootKeySource::File(dir.join("root.key"))
    }

    pub(crate) fn name(&self) -> String {
        match self {
            RootKeySource::File(path) => format!("`{}`", path.display()),
            RootKeySource::Passphrase(_) => "the passphrase".to_owned(),
        }
    }
}

/// The root key itself, in memory only.
pub(crate) struct RootKey(KeyBytes);

impl RootKey {
    /// A new one, for a file.
    pub fn random() -> Result<Self, StoreError> {
        random_key().map(RootKey)
    }

    /// Writes it to a file that must not exist yet.
    pub fn write_new(&self, path: &Path) -> Result<(), StoreError> {
        folder::write_new(path, &**self.0)
    }

    /// Reads a key file; its mode is looked at first.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let mut file = std::fs::File::open(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => StoreError::Missing {
                path: path.to_owned(),
                hint: "put the key file back from where you keep its copy; without it nothing sealed can be read",
            },
            _ => StoreError::File { what: "read", path: path.to_owned(), source },
        })?;
        folder::check_private(&file.metadata().map_err(StoreError::file("read", path))?, path, 0o600)?;
        let mut bytes = Zeroizing::new([0_u8; 33]);
        let mut len = 0;
        while let Some(room) = bytes.get_mut(len..).filter(|room| !room.is_empty()) {
            match file.read(room).map_err(StoreError::file("read", path))? {
                0 => break,
                n => len += n,
            }
        }
        let bad = |cause| StoreError::BadRootKey { path: path.to_owned(), cause };
        let mut key = blank_key();
        if len != key.len() {
            return Err(bad("it must be exactly 32 bytes long"));
        }
        key.copy_from_slice(&bytes[..32]);
        if key.iter().all(|byte| *byte == 0) {
            return Err(bad("it holds nothing but zeros"));
        }
        Ok(RootKey(key))
    }

    /// Stretches a passphrase; takes a good part of a second and 64 MiB, on purpose.
    pub fn stretch(passphrase: &Secret, kdf: &Kdf) -> Result<Self, StoreError> {
        if passphrase.expose().chars().count() < PASSPHRASE_LEAST {
            return Err(StoreError::WeakPassphrase { least: PASSPHRASE_LEAST });
        }
        // The parameters come from the database, whose writer must not be able to exhaust the memory at start.
        let bounded = kdf.memory_kib <= 1024 * 1024 && kdf.passes <= 16 && kdf.lanes <= 16;
        let wrong = |_| StoreError::Crypto { what: "stretch the passphrase" };
        if !bounded {
            return Err(StoreError::Crypto { what: "stretch the passphrase with parameters this large" });
        }
        let salt = URL_SAFE_NO_PAD.decode(&kdf.salt).map_err(|_| StoreError::Crypto { what: "read the salt" })?;
        let params = Params::new(kdf.memory_kib, kdf.passes, kdf.lanes, Some(32)).map_err(wrong)?;
        let mut key = blank_key();
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.expose().as_bytes(), &salt, &mut **key)
            .map_err(wrong)?;
        Ok(RootKey(key))
    }

    /// A public name for it, by which the right wrapped row is found.
    pub fn id(&self) -> Result<String, StoreError> {
        Ok(printed(&**expand(&self.0, &[b"root id"])?, 12))
    }

    /// The deployment key, sealed.
    pub fn wrap(&self, deployment: &KeyBytes) -> Result<Vec<u8>, StoreError> {
        let id = self.id()?;
        self.wrapping()?.seal(&wrapped_place(&id), &***deployment)
    }

    /// The deployment key, opened.
    pub fn unwrap(&self, wrapped: &[u8]) -> Result<KeyBytes, StoreError> {
        let id = self.id()?;
        let opened = self.wrapping()?.open(&wrapped_place(&id), wrapped)?;
        let mut key = blank_key();
        if opened.len() != key.len() {
            return Err(StoreError::Crypto { what: "unwrap the deployment key" });
        }
        key.copy_from_slice(&opened);
        Ok(key)
    }

    /// The key of one backup file, from the file's salt.
    pub fn backup_key(&self, salt: &[u8]) -> Result<KeyBytes, StoreError> {
        expand(&self.0, &[b"backup-v1", salt])
    }

    fn wrapping(&self) -> Result<SealingKey, StoreError> {
        SealingKey::new(&*expand(&self.0, &[b"wrap-v1"])?)
    }
}

/// How a passphrase was stretched; kept beside what it wraps.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kdf {
    salt: String,
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Kdf {
    /// Today's parameters and a new salt. A passphrase guards everything against a thief who can guess at leisure, and
    /// is stretched once per start, so it gets more than the 46 MiB and one pass that sign-in would.
    pub fn fresh() -> Result<Self, StoreError> {
        let salt = printed(&**random_key()?, 16);
        Ok(Kdf { salt, memory_kib: 64 * 1024, passes: 3, lanes: 1 })
    }
}

fn wrapped_place(root_id: &str) -> Place<'_> {
    Place { table: "deployment_key", column: "wrapped", row: root_id, version: 1 }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn cfg_05_a_key_file_that_others_may_use_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("root.key");
        RootKey::random().expect("a key").write_new(&path).expect("written");
        assert!(RootKey::read(&path).is_ok());
        for mode in [0o640, 0o604, 0o644, 0o660, 0o620, 0o602, 0o666, 0o601] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("a mode");
            assert!(matches!(RootKey::read(&path), Err(StoreError::OpenToOthers { .. })), "{mode:o}");
        }
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o400)).expect("a mode");
        assert!(RootKey::read(&path).is_ok());
    }

    #[test]
    fn only_32_bytes_that_are_not_all_zero_are_a_key() {
        let dir = tempfile::tempdir().expect("a folder");
        for (i, bytes) in [&[][..], &[1; 31], &[1; 33], &[0; 32], &[1; 4096]].into_iter().enumerate() {
            let path = dir.path().join(i.to_string());
            folder::write_new(&path, bytes).expect("written");
            assert!(matches!(RootKey::read(&path), Err(StoreError::BadRootKey { .. })), "{i}");
        }
    }

    #[test]
    fn a_passphrase_needs_its_salt_and_every_letter() {
        let (kdf, other) = (Kdf::fresh().expect("kdf"), Kdf::fresh().expect("kdf"));
        let id = |text: &str, kdf: &Kdf| {
            RootKey::stretch(&Secret::new(text, "passphrase"), kdf).and_then(|key| key.id()).expect("a key")
        };
        assert_eq!(id("correct horse battery", &kdf), id("correct horse battery", &kdf));
        assert_ne!(id("correct horse battery", &kdf), id("correct horse batterz", &kdf));
        assert_ne!(id("correct horse battery", &kdf), id("correct horse battery", &other));
        let short = RootKey::stretch(&Secret::new("too short", "passphrase"), &kdf);
        assert!(matches!(short, Err(StoreError::WeakPassphrase { .. })));
    }
}
