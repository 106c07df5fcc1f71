//! The end of the log: records chained and counted one by one, and written together where the first of them can wait.

use std::{
    path::PathBuf,
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use wicket_types::Timestamp;

use super::{
    AuditError, Digest, Sequence, SigningKey,
    disk::{self, Disk, Segment},
    merkle::Tree,
    read::MAX_LINE,
    recover::OpenVisits,
    write,
};

/// Records that can wait are written when they are together this long, in bytes.
const TOGETHER: usize = 64 << 10;

/// The end of the log. Everything in it changes together, when a line is in the file or in front of it as a whole.
pub(super) struct Writer {
    pub disk: Arc<dyn Disk>,
    pub dir: PathBuf,
    pub segment_bytes: u64,
    pub segment: Arc<dyn Segment>,
    pub number: u32,
    /// Bytes of whole lines in the segment.
    pub len: u64,
    /// Whether the segment may end in a part of a line that must go before the next is written.
    pub torn: bool,
    /// Segments that are full and not yet synced.
    pub retired: Vec<Arc<dyn Segment>>,
    pub tree: Tree,
    pub chain: Digest,
    /// Records after the last checkpoint.
    pub unsigned: u64,
    pub open: OpenVisits,
    /// Whole lines, chained and counted, that are not in the file yet, and how many there are.
    pub waiting: String,
    pub n_waiting: u64,
    /// The newest anchor, until the keeper has written it.
    pub anchor_due: Option<String>,
    pub closed: bool,
}

impl Writer {
    /// Writes one record, behind those that wait.
    pub fn put(&mut self, body: impl FnOnce(&mut String, Sequence)) -> Result<Sequence, AuditError> {
        let before = self.waiting.len();
        let (leaf, chain) = self.line(body)?;
        if let Err(error) = self.flush() {
            self.waiting.truncate(before);
            return Err(error);
        }
        Ok(self.count(leaf, chain))
    }

    /// Takes one record, to be written with the next that cannot wait, or by [`Writer::flush`].
    pub fn put_off(&mut self, body: impl FnOnce(&mut String, Sequence)) -> Result<Sequence, AuditError> {
        if self.waiting.len() >= TOGETHER {
            self.flush()?;
        }
        let (leaf, chain) = self.line(body)?;
        self.n_waiting += 1;
        Ok(self.count(leaf, chain))
    }

    /// Number of records in the file.
    pub fn written(&self) -> u64 {
        self.tree.size() - self.n_waiting
    }

    fn line(&mut self, body: impl FnOnce(&mut String, Sequence)) -> Result<(Digest, Digest), AuditError> {
        if self.closed {
            return Err(AuditError::Closed);
        }
        let (before, seq) = (self.waiting.len(), self.tree.size());
        let line = write::line(&mut self.waiting, &self.chain, |out| body(out, seq));
        let length = self.waiting.len() - before;
        if length >= MAX_LINE {
            self.waiting.truncate(before);
            return Err(AuditError::Invalid { what: "record", text: format!("of {length} bytes") });
        }
        Ok(line)
    }

    fn count(&mut self, leaf: Digest, chain: Digest) -> Sequence {
        let seq = self.tree.size();
        self.tree.push(leaf);
        self.chain = chain;
        seq
    }

    /// Signs the tree of all records so far, in a record of its own, and prepares an anchor that covers that record too.
    pub fn checkpoint(&mut self, key: &SigningKey) -> Result<(), AuditError> {
        let note = key.sign(self.tree.size(), &self.tree.root());
        let frontier = self.tree.frontier().to_vec();
        let oldest_open = self.open.oldest();
        let checkpoint = write::Checkpoint { at: now(), note: &note, frontier: &frontier, oldest_open };
        self.put(|out, seq| write::checkpoint(out, seq, &checkpoint))?;
        self.unsigned = 0;
        self.anchor_due = Some(key.sign(self.tree.size(), &self.tree.root()));
        Ok(())
    }

    /// Writes what waits. Where that fails it goes on waiting.
    pub fn flush(&mut self) -> Result<(), AuditError> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.heal()?;
        if self.len > 0 && self.len + self.waiting.len() as u64 > self.segment_bytes {
            self.begin_segment()?;
        }
        let mut rest = self.waiting.as_bytes();
        while !rest.is_empty() {
            let written = match self.segment.write(rest) {
                Ok(0) => Err(std::io::ErrorKind::WriteZero.into()),
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                other => other,
            };
            match written {
                Ok(n) => rest = rest.get(n..).unwrap_or_default(),
                Err(source) => {
                    self.torn = true;
                    // Tried again before the next record if it fails now.
                    let _ = self.heal();
                    return Err(AuditError::Io { what: "append to", path: self.path(), source });
                }
            }
        }
        self.len += self.waiting.len() as u64;
        self.waiting.clear();
        self.n_waiting = 0;
        Ok(())
    }

    /// Cuts what a failed write left, so that the chain goes on without a gap.
    fn heal(&mut self) -> Result<(), AuditError> {
        if self.torn {
            self.segment.truncate(self.len).map_err(AuditError::io("cut the torn end of", &self.path()))?;
            self.torn = false;
        }
        Ok(())
    }

    fn begin_segment(&mut self) -> Result<(), AuditError> {
        let path = disk::segment_path(&self.dir, self.number + 1);
        let segment = self.disk.open(&path).map_err(AuditError::io("open", &path))?;
        disk::sync_folder(&self.dir).map_err(AuditError::io("sync", &self.dir))?;
        self.retired.push(std::mem::replace(&mut self.segment, segment));
        (self.number, self.len) = (self.number + 1, 0);
        Ok(())
    }

    fn path(&self) -> PathBuf {
        disk::segment_path(&self.dir, self.number)
    }
}

/// The wall clock: checkpoints and recovery have no caller who could bring the time.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::default().plus(since)
}
