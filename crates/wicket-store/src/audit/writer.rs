//! The end of the log: one write(2) a record, chained and counted before anyone else may write.

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

/// The end of the log. Everything in it changes together, after a line is in the file as a whole.
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
    pub line: String,
    /// The newest anchor, until the keeper has written it.
    pub anchor_due: Option<String>,
    pub closed: bool,
}

impl Writer {
    /// Writes one record as the next line.
    pub fn put(&mut self, body: impl FnOnce(&mut String, Sequence)) -> Result<Sequence, AuditError> {
        if self.closed {
            return Err(AuditError::Closed);
        }
        let seq = self.tree.size();
        let mut line = std::mem::take(&mut self.line);
        let (leaf, chain) = write::line(&mut line, &self.chain, |out| body(out, seq));
        let written = self.write_whole(line.as_bytes());
        self.line = line;
        written?;
        self.tree.push(leaf);
        self.chain = chain;
        Ok(seq)
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

    fn write_whole(&mut self, line: &[u8]) -> Result<(), AuditError> {
        if line.len() >= MAX_LINE {
            return Err(AuditError::Invalid { what: "record", text: format!("of {} bytes", line.len()) });
        }
        self.heal()?;
        if self.len > 0 && self.len + line.len() as u64 > self.segment_bytes {
            self.begin_segment()?;
        }
        let mut rest = line;
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
        self.len += line.len() as u64;
        Ok(())
    }

    /// Cuts a part of a line that a failed write left, so that the chain goes on without a gap.
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
