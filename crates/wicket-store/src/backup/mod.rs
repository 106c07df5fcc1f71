//! Backup and restore: database and audit log in one encrypted file, made while the gate runs.
//!
//! The file is sealed under a key of its own that comes from the root key, so a thief of backups needs the root key
//! too, and the root key is never in a backup: keep a copy of it elsewhere. No plaintext copy touches the disk.

mod log;
mod pack;

use std::{
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use wicket_types::Timestamp;

use crate::{
    RootKeySource, Store, StoreError, StoreSettings,
    folder::{self, Folder},
    keyring::{KeyBytes, Keyring, random_key},
    manifest,
    root_key::{Kdf, RootKey},
    settings,
    sqlite::Sqlite,
    unlock::unlock,
};
use pack::{Header, Packer, Unpacker};

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The random id of the store.
    pub store: String,
    /// How many changes the store had seen.
    pub generation: u64,
    /// When it was made.
    pub taken: Timestamp,
}

/// How far a store is known to have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Changes of the store.
    pub generation: u64,
    /// Records of the audit log.
    pub audit_records: u64,
}

/// What a restore may do. The default does nothing that could lose anything.
#[derive(Clone, Copy, Debug, Default)]
pub struct RestoreOptions<'a> {
    /// Take the place of a store that is there. Its files are kept in a folder `replaced-…` beside the new ones.
    pub force: bool,
    /// Go back behind what is known to have happened. Revoked keys may come back, and the audit log says so.
    pub accept_older: bool,
    /// A copy of the log's file `checkpoint` that was kept elsewhere; what lies in the folder is looked at anyway.
    pub anchor: Option<&'a Path>,
}

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the backup held.
    pub about: About,
    /// Records of the audit log that were restored and verified.
    pub audit_records: u64,
    /// Set when the backup is older than what was known.
    pub older_than: Option<Known>,
    /// Where the files of the store before are now.
    pub replaced: Option<PathBuf>,
}

const ABOUT: &str = "about.json";
const DATABASE: &str = "wicketgate.db";

impl std::fmt::Display for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "change {} and audit record {}", self.generation, self.audit_records)
    }
}

impl Store {
    /// Writes a backup to a file that must not exist yet. The gate goes on working meanwhile.
    ///
    /// # Errors
    /// The file exists, or something cannot be read or written; then no file is left behind.
    pub async fn backup(&self, to: &Path, now: Timestamp) -> Result<About, StoreError> {
        if to.exists() {
            return Err(StoreError::AlreadyInitialised { path: to.to_owned() });
        }
        // The database comes first: the ledger's snapshot in it must not be ahead of the audit log beside it.
        let (image, generation) = (self.0.db.image().await?, self.generation());
        let about = About { store: self.name().to_owned(), generation, taken: now };
        let (header, key) = self.backup_header().await?;
        let (to, audit) = (to.to_owned(), self.0.folder.audit());
        let work = move || {
            let partial = Partial::create(&to)?;
            write_backup(&partial, &header, &key, &about, &image, &audit)?;
            partial.finish(&to)?;
            Ok(about)
        };
        blocking(work).await
    }

    async fn backup_header(&self) -> Result<(Header, KeyBytes), StoreError> {
        let salt = **random_key()?;
        let (root_id, key) = {
            let root = self.0.root.lock();
            (root.id()?, root.backup_key(&salt)?)
        };
        let wrapped = self.0.db.read().await?.wrapped_keys().await?;
        // Another process may have changed the root key: a backup under the old one could hardly be opened again.
        let found = wrapped.into_iter().find(|(id, ..)| *id == root_id);
        let (_, kdf, _) = found.ok_or(StoreError::RootKeyChanged)?;
        Ok((Header { root_id, kdf, salt }, key))
    }
}

/// Puts a backup into a folder, where it can be opened with the same root key. Everything is read, decrypted and
/// verified before anything in the folder changes. The audit log that comes back goes on with a record of the restore.
///
/// # Errors
/// Not a backup, cut, changed, or of another root key; a store is there and `force` is not set; older than what is
/// known and `accept_older` is not set; not the log that the anchor has seen; a gate is running on the folder.
pub async fn restore(
    from: &Path,
    dir: &Path,
    root: &RootKeySource,
    options: RestoreOptions<'_>,
    now: Timestamp,
) -> Result<Restored, StoreError> {
    let folder = Folder::new(dir);
    folder.make()?;
    let alone = folder.hold(true)?;
    let there: Vec<PathBuf> = folder.parts().into_iter().filter(|path| path.exists()).collect();
    if let Some(path) = there.first().filter(|_| !options.force) {
        return Err(StoreError::AlreadyInitialised { path: path.clone() });
    }
    let staging = Staging::create(dir)?;
    let about = unpack(from, root, &staging.0)?;
    let staged = Folder::new(&staging.0);
    mark_staged(&staged, root, &about, from).await?;
    // Opening is the verification: the same checks as at any start.
    let store = Store::open(&staging.0, root, StoreSettings::default()).await?;
    let key = store.audit_signing_key().await?;
    store.close().await;
    drop(store);
    let audit_records = log::verified_records(&staged.audit(), &key, from)?;
    let anchored = options.anchor.map(|anchor| log::anchored(anchor, &staged.audit(), &key, audit_records));
    let older_than = log::known(&folder, &about, &key, anchored.transpose()?)
        .filter(|known| known.generation > about.generation || known.audit_records > audit_records);
    let restored = Known { generation: about.generation, audit_records };
    if let Some(known) = older_than.filter(|_| !options.accept_older) {
        return Err(StoreError::Older { backup: restored.to_string(), known: known.to_string() });
    }
    // Written before anything takes its place: no restore is without its record, wherever it is broken off.
    log::tell(&staged.audit(), key, restored, older_than, now)?;
    let replaced = place(&folder, &staged, &there, about.taken)?;
    drop(alone);
    Ok(Restored { about, audit_records, older_than, replaced })
}

fn write_backup(
    partial: &Partial,
    header: &Header,
    key: &KeyBytes,
    about: &About,
    image: &[u8],
    audit: &Path,
) -> Result<(), StoreError> {
    let about = serde_json::to_vec(about).map_err(|_| StoreError::Crypto { what: "describe the backup" })?;
    let mut packer = Packer::new(&partial.file, &partial.path, header, key)?;
    packer.entry(ABOUT, about.len() as u64, &mut about.as_slice())?;
    packer.entry(DATABASE, image.len() as u64, &mut &image[..])?;
    for (name, path) in log::files(audit)? {
        let file = File::open(&path).map_err(StoreError::file("read", &path))?;
        // The log only grows, and a line may be half written just now: the whole lines that are there are taken.
        let len = log::whole_lines(&file).map_err(StoreError::file("read", &path))?;
        packer.entry(&name, len, &mut file.take(len))?;
    }
    packer.finish()
}

/// Decrypts a backup into an empty folder of ours.
fn unpack(from: &Path, source: &RootKeySource, into: &Path) -> Result<About, StoreError> {
    let file = File::open(from).map_err(StoreError::file("read", from))?;
    let (header, mut reader) = Unpacker::begin(file, from)?;
    let root = root_of(source, &header)?;
    if root.id()? != header.root_id {
        return Err(StoreError::WrongRootKey { source_name: source.name() });
    }
    reader.unlock(&root.backup_key(&header.salt)?)?;
    let bad = |cause: &str| StoreError::BadBackup { path: from.to_owned(), cause: cause.to_owned() };
    let mut about = None;
    while let Some((name, len)) = reader.next_entry()? {
        match name.as_str() {
            ABOUT if len <= 4096 => {
                let mut text = Vec::new();
                reader.copy(len, &mut text, Path::new(ABOUT))?;
                about = Some(serde_json::from_slice(&text).map_err(|_| bad("its description makes no sense"))?);
            }
            _ => {
                let path = place_of(into, &name).ok_or_else(|| bad("it names a file that no backup has"))?;
                let mut out = folder::create_new(&path)?;
                reader.copy(len, &mut out, &path)?;
                out.sync_all().map_err(StoreError::file("write", &path))?;
            }
        }
    }
    about.ok_or_else(|| bad("it has no description"))
}

fn root_of(source: &RootKeySource, header: &Header) -> Result<RootKey, StoreError> {
    match (source, &header.kdf) {
        (RootKeySource::File(path), _) => RootKey::read(path),
        (RootKeySource::Passphrase(text), Some(kdf)) => {
            let kdf: Kdf = serde_json::from_str(kdf).map_err(|_| StoreError::Crypto { what: "read the salt" })?;
            RootKey::stretch(text, &kdf)
        }
        (RootKeySource::Passphrase(_), None) => Err(StoreError::WrongRootKey { source_name: source.name() }),
    }
}

/// Where an entry goes: the database, or a plain name in the audit folder; nothing else, however it is spelled.
fn place_of(into: &Path, name: &str) -> Option<PathBuf> {
    let plain = |name: &str| {
        !name.starts_with('.') && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
    };
    match name.split_once('/') {
        None if name == DATABASE => Some(into.join(DATABASE)),
        Some(("audit", file)) if plain(file) && !file.is_empty() => Some(into.join("audit").join(file)),
        _ => None,
    }
}

/// Gives the staged database the mark that it needs to be opened, once its manifest is found to be good.
async fn mark_staged(staged: &Folder, root: &RootKeySource, about: &About, from: &Path) -> Result<(), StoreError> {
    let db = Sqlite::connect(&staged.database(), StoreSettings::default().busy).await?;
    db.check().await?;
    let (_, deployment) = unlock(&db, root).await?;
    let keyring = Keyring::new(deployment)?;
    let mut session = db.read().await?;
    let generation = manifest::check(&mut session, &keyring.row_mac, from).await?;
    let name = settings::get(&mut session, &keyring, settings::STORE_NAME).await?;
    drop(session);
    db.close().await;
    if name.as_deref().map(|n| n.as_slice()) != Some(about.store.as_bytes()) || generation < about.generation {
        let cause = "its description does not fit what it holds".to_owned();
        return Err(StoreError::BadBackup { path: from.to_owned(), cause });
    }
    staged.write_mark(&keyring.row_mac, &about.store, generation)
}

/// Moves the old files aside and the new ones in. The mark leaves first and comes last: broken off in between, the
/// folder is refused as incomplete, and nothing is lost.
fn place(folder: &Folder, staged: &Folder, there: &[PathBuf], taken: Timestamp) -> Result<Option<PathBuf>, StoreError> {
    let aside = folder.dir().join(format!("replaced-{}", taken.as_nanos()));
    let rename = |from: &Path, to: &Path| std::fs::rename(from, to).map_err(StoreError::file("rename", from));
    if !there.is_empty() {
        Folder::new(&aside).make()?;
    }
    for path in there {
        if let Some(name) = path.file_name() {
            rename(path, &aside.join(name))?;
        }
    }
    for (from, to) in staged.parts().iter().zip(folder.parts()).rev().filter(|(from, _)| from.exists()) {
        rename(from, &to)?;
    }
    folder::sync_dir(folder.dir())?;
    Ok((!there.is_empty()).then_some(aside))
}

/// A backup being written; removed when it is dropped unfinished.
struct Partial {
    file: File,
    path: PathBuf,
}

impl Partial {
    fn create(to: &Path) -> Result<Self, StoreError> {
        let mut name = to.as_os_str().to_owned();
        name.push(format!(".partial-{}", std::process::id()));
        let path = PathBuf::from(name);
        Ok(Partial { file: folder::create_new(&path)?, path })
    }

    fn finish(&self, to: &Path) -> Result<(), StoreError> {
        (&self.file).flush().and_then(|()| self.file.sync_all()).map_err(StoreError::file("write", &self.path))?;
        // A hard link, for unlike a rename it fails when someone has made the file meanwhile.
        std::fs::hard_link(&self.path, to).map_err(StoreError::file("create", to))?;
        to.parent().filter(|dir| !dir.as_os_str().is_empty()).map_or(Ok(()), folder::sync_dir)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The folder where a backup is unpacked and verified; removed with what is left in it.
struct Staging(PathBuf);

impl Staging {
    fn create(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join("restoring");
        if path.exists() {
            std::fs::remove_dir_all(&path).map_err(StoreError::file("remove", &path))?;
        }
        Folder::new(&path).make()?;
        Folder::new(&path.join("audit")).make()?;
        Ok(Staging(path))
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(StoreError::Crypto { what: "finish the work in the background" }),
    }
}
