//! The data folder: what lies where, who may read it, and the mark that tells how far the store had come.

use std::{
    fs::{DirBuilder, File, Metadata, OpenOptions, TryLockError},
    io::{Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use aws_lc_rs::hmac;
use serde::{Deserialize, Serialize};

use crate::{
    StoreError,
    keyring::{printed, same},
    row_mac::RowMac,
};

const FORMAT: u32 = 1;

/// The places in one data folder.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    dir: PathBuf,
}

impl Folder {
    pub fn new(dir: &Path) -> Self {
        Folder { dir: dir.to_owned() }
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn database(&self) -> PathBuf {
        self.dir.join("wicketgate.db")
    }

    /// Its presence says that a store was initialised here.
    pub fn mark(&self) -> PathBuf {
        self.dir.join("wicketgate.mark")
    }

    /// Lies here while a store is being made, from before its first file until after its mark.
    pub fn making(&self) -> PathBuf {
        self.dir.join("wicketgate.making")
    }

    /// Whether the making of a store was broken off here. What lies in the folder then was never anybody's store.
    pub fn was_broken_off(&self) -> bool {
        self.making().exists() && !self.mark().exists()
    }

    pub fn audit(&self) -> PathBuf {
        self.dir.join("audit")
    }

    /// Everything that makes up a store, the mark first; the root key and the lock are not part of it.
    pub fn parts(&self) -> [PathBuf; 5] {
        let database = |end: &str| self.dir.join(format!("wicketgate.db{end}"));
        [self.mark(), database(""), database("-wal"), database("-shm"), self.audit()]
    }

    /// Makes the folder with mode 0700, or checks that an existing one is closed to others.
    pub fn make(&self) -> Result<(), StoreError> {
        if self.dir.exists() {
            return self.check();
        }
        let made = DirBuilder::new().recursive(true).mode(0o700).create(&self.dir);
        made.map_err(StoreError::file("create", &self.dir))
    }

    pub fn check(&self) -> Result<(), StoreError> {
        match std::fs::metadata(&self.dir) {
            Ok(meta) => check_private(&meta, &self.dir, 0o700),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                Err(StoreError::NotInitialised { path: self.dir.clone() })
            }
            Err(source) => Err(StoreError::File { what: "read", path: self.dir.clone(), source }),
        }
    }

    /// Holds the folder: many may share it, a restore wants it alone.
    pub fn hold(&self, alone: bool) -> Result<File, StoreError> {
        let path = self.dir.join("wicketgate.lock");
        let mut how = OpenOptions::new();
        let file = how.create(true).truncate(false).write(true).mode(0o600).open(&path);
        let file = file.map_err(StoreError::file("open", &path))?;
        let held = if alone { file.try_lock() } else { file.try_lock_shared() };
        match held {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: self.dir.clone() }),
            Err(TryLockError::Error(source)) => Err(StoreError::File { what: "lock", path, source }),
        }
    }

    /// Reads the mark; its MAC is not looked at yet, for the key to it is still locked away.
    pub fn read_mark(&self) -> Result<Mark, StoreError> {
        let path = self.mark();
        let text = read_bounded(&path, 4096)?;
        let damaged = |cause: String| StoreError::Damaged { path: path.clone(), cause };
        let mark: Mark = serde_json::from_slice(&text).map_err(|e| damaged(format!("not a store mark: {e}")))?;
        match mark.format {
            FORMAT => Ok(mark),
            other => Err(StoreError::Newer { path, cause: format!("format {other}, and {FORMAT} is known") }),
        }
    }

    /// Raises the mark to `generation`, unless another process has raised it further already.
    pub fn raise_mark(&self, key: &hmac::Key, store: &str, generation: u64) -> Result<(), StoreError> {
        let dir = File::open(&self.dir).map_err(StoreError::file("open", &self.dir))?;
        dir.lock().map_err(StoreError::file("lock", &self.dir))?;
        if self.mark().exists() && self.read_mark()?.generation >= generation {
            return Ok(());
        }
        self.write_mark(key, store, generation)?;
        dir.sync_all().map_err(StoreError::file("sync", &self.dir))
    }

    /// Writes the mark, whatever it was before.
    pub fn write_mark(&self, key: &hmac::Key, store: &str, generation: u64) -> Result<(), StoreError> {
        let mac = printed(&mark_mac(key, store, generation).finish(), 32);
        let mark = Mark { format: FORMAT, store: store.to_owned(), generation, mac };
        let text = serde_json::to_vec(&mark).map_err(|_| StoreError::Crypto { what: "write the mark" })?;
        replace(&self.mark(), &text)
    }
}

/// How far the store had come when a change was last acknowledged. A database that is behind it has lost something:
/// SQLite itself takes a cut write-ahead log for the end of a shorter one and says nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mark {
    format: u32,
    /// The random id of the store.
    pub store: String,
    /// The number of the last acknowledged change.
    pub generation: u64,
    mac: String,
}

impl Mark {
    pub fn check(&self, key: &hmac::Key, path: &Path) -> Result<(), StoreError> {
        let mac = printed(&mark_mac(key, &self.store, self.generation).finish(), 32);
        if same(mac.as_bytes(), self.mac.as_bytes()) {
            return Ok(());
        }
        Err(StoreError::Damaged { path: path.to_owned(), cause: "its MAC does not fit".to_owned() })
    }
}

fn mark_mac(key: &hmac::Key, store: &str, generation: u64) -> RowMac {
    RowMac::new(key, "mark").text("store", store).blob("generation", &generation.to_be_bytes())
}

/// Refuses a file or folder whose mode lets group or others do anything.
pub(crate) fn check_private(meta: &Metadata, path: &Path, wanted: u32) -> Result<(), StoreError> {
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(StoreError::OpenToOthers { path: path.to_owned(), mode, wanted })
}

/// Writes a file with mode 0600 that must not exist yet, and waits until it is on disk.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let mut file = create_new(path)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(StoreError::file("write", path))
}

/// Creates a file with mode 0600 that must not exist yet.
pub(crate) fn create_new(path: &Path) -> Result<File, StoreError> {
    let made = OpenOptions::new().create_new(true).write(true).mode(0o600).open(path);
    made.map_err(|source| match source.kind() {
        std::io::ErrorKind::AlreadyExists => StoreError::AlreadyInitialised { path: path.to_owned() },
        _ => StoreError::File { what: "create", path: path.to_owned(), source },
    })
}

/// Replaces a file in one step: after a crash it is the old one or the new one.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let next = path.with_extension(format!("next-{}", std::process::id()));
    let _ = std::fs::remove_file(&next);
    write_new(&next, bytes)?;
    std::fs::rename(&next, path).map_err(StoreError::file("rename", &next))
}

/// Waits until the folder's own entries are on disk.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    File::open(dir).and_then(|d| d.sync_all()).map_err(StoreError::file("sync", dir))
}

fn read_bounded(path: &Path, most: u64) -> Result<Vec<u8>, StoreError> {
    let file = File::open(path).map_err(StoreError::file("read", path))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(StoreError::file("read", path))?;
    Ok(bytes)
}
