//! Files of the log: names, the lock, appending and the anchor. A trait stands before appending, so that tests can fill
//! the disk at any byte.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use rustix::fs::{FlockOperation, flock};

use super::AuditError;

/// The name of the newest anchor inside the folder of the log.
pub(super) const CHECKPOINT_FILE: &str = "checkpoint";

/// Where segments are written.
pub(super) trait Disk: Send + Sync {
    /// Opens `path` for appending, and makes it if there is none.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn Segment>>;
}

/// One file of the log, open for appending.
pub(super) trait Segment: Send + Sync {
    /// One write(2) at the end; may take a part of `bytes` only.
    fn write(&self, bytes: &[u8]) -> io::Result<usize>;
    /// Cuts the file to `len` bytes.
    fn truncate(&self, len: u64) -> io::Result<()>;
    /// Returns once everything written is on the disk.
    fn sync(&self) -> io::Result<()>;
}

/// The file system.
pub(super) struct FileSystem;

impl Disk for FileSystem {
    fn open(&self, path: &Path) -> io::Result<Arc<dyn Segment>> {
        Ok(Arc::new(OpenOptions::new().append(true).create(true).mode(0o600).open(path)?))
    }
}

impl Segment for File {
    fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        (&mut &*self).write(bytes)
    }

    fn truncate(&self, len: u64) -> io::Result<()> {
        self.set_len(len)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Makes the folder, readable by its owner only, and takes the lock: one process writes a log.
pub(super) fn lock(dir: &Path) -> Result<File, AuditError> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(AuditError::io("make folder", dir))?;
    let path = dir.join("lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
    let file = file.map_err(AuditError::io("open", &path))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(file),
        Err(rustix::io::Errno::WOULDBLOCK) => Err(AuditError::InUse(dir.to_owned())),
        Err(error) => Err(AuditError::io("lock", &path)(error.into())),
    }
}

/// The path of segment `number`, counted from 1.
pub(super) fn segment_path(dir: &Path, number: u32) -> PathBuf {
    dir.join(format!("{number:06}.log"))
}

/// The segments in the folder, in order.
pub(super) fn segments(dir: &Path) -> Result<Vec<(u32, PathBuf)>, AuditError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(AuditError::io("list", dir))? {
        let path = entry.map_err(AuditError::io("list", dir))?.path();
        let is_log = path.extension().is_some_and(|ext| ext == "log");
        let number = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
        if let (true, Some(number)) = (is_log, number) {
            found.push((number, path));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Replaces the file as a whole: who reads it sees the old text or the new one.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), AuditError> {
    let new = path.with_extension("new");
    let write = || {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, path)?;
        path.parent().map_or(Ok(()), sync_folder)
    };
    write().map_err(AuditError::io("write", path))
}

/// Makes new names in the folder durable.
pub(super) fn sync_folder(dir: &Path) -> io::Result<()> {
    File::open(dir)?.sync_all()
}
