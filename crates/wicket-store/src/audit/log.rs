//! Writing the log: one write(2) a record, under one lock, chained and counted before anyone else may write.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{SystemTime, UNIX_EPOCH},
};

use parking_lot::Mutex;
use wicket_types::{Masked, NanoDollars, Timestamp, VisitId};

use super::{
    Admin, AuditError, Digest, PublicKey, Record, Recovered, Sequence, SignedNote, SigningKey,
    disk::{self, CHECKPOINT_FILE, Disk, FileSystem, Segment},
    keeper::{self, Keeper},
    merkle::Tree,
    read::MAX_LINE,
    recover::{self, OpenVisits},
    write,
};

/// A checkpoint is signed after this many records at the latest.
const CHECKPOINT_EVERY: u64 = 1_000;

/// When a record counts as written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Once the kernel has it: it survives a kill of the process. The disk has it within 50 ms.
    #[default]
    Process,
    /// Once the disk has it: it survives a power loss. Records of the same moment share one fsync.
    Disk,
}

/// How a log is opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder of the log; made if there is none.
    pub dir: PathBuf,
    /// When a record counts as written.
    pub durability: Durability,
    /// A second copy of the file `checkpoint`, best on another machine.
    pub anchor: Option<PathBuf>,
    /// Opens a log that ends before its anchor, after a backup was restored, and says so in the log.
    pub accept_rollback: bool,
    /// A segment is closed before it grows beyond this many bytes.
    pub segment_bytes: u64,
}

impl Settings {
    /// The usual settings for a log in `dir`.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Settings {
            dir: dir.into(),
            durability: Durability::Process,
            anchor: None,
            accept_rollback: false,
            segment_bytes: 64 << 20,
        }
    }
}

/// An open log, and what was found when it was opened.
#[derive(Debug)]
pub struct Opening {
    /// The log.
    pub log: AuditLog,
    /// Visits that had no end, and what they held; their `recovered` records have been written.
    pub recovered: Vec<(VisitId, NanoDollars)>,
    /// Bytes of a torn last line that were removed. Nobody was told that this record exists.
    pub cut_bytes: u64,
}

/// The audit log of one gate. Share it by `Arc`; every method takes `&self`. Dropping it closes it.
pub struct AuditLog {
    shared: Arc<Shared>,
    /// The keeper's thread and the lock of the folder, until the log is closed.
    held: Mutex<Option<(JoinHandle<()>, File)>>,
}

impl AuditLog {
    /// Opens the log, or begins one. Reads from the last checkpoint on, cuts a torn last line, and writes `recovered`
    /// for each visit that was opened and never closed.
    ///
    /// # Errors
    /// Another process has it; a file cannot be read or written; the tail is damaged; an anchor has seen more.
    pub fn open(settings: Settings, key: SigningKey) -> Result<Opening, AuditError> {
        AuditLog::open_on(Arc::new(FileSystem), settings, key)
    }

    pub(super) fn open_on(disk: Arc<dyn Disk>, settings: Settings, key: SigningKey) -> Result<Opening, AuditError> {
        let lock = disk::lock(&settings.dir)?;
        let anchors = read_anchors(&settings, key.public())?;
        let notes: Vec<SignedNote> = anchors.iter().map(|(_, note)| *note).collect();
        let tail = recover::tail(&settings.dir, key.public(), &notes)?;
        let size = tail.tree.size();
        let ahead = anchors.into_iter().filter(|(_, note)| note.size > size).max_by_key(|(_, note)| note.size);
        if let Some((anchor, note)) = &ahead
            && !settings.accept_rollback
        {
            return Err(AuditError::RolledBack { anchor: anchor.clone(), found: size, expected: note.size });
        }
        let path = disk::segment_path(&settings.dir, tail.segment);
        let segment = disk.open(&path).map_err(AuditError::io("open", &path))?;
        disk::sync_folder(&settings.dir).map_err(AuditError::io("sync", &settings.dir))?;
        let unclosed = tail.open.list();
        let writer = Writer {
            disk,
            dir: settings.dir.clone(),
            segment_bytes: settings.segment_bytes,
            segment,
            number: tail.segment,
            len: tail.len,
            torn: false,
            retired: Vec::new(),
            tree: tail.tree,
            chain: tail.chain,
            unsigned: tail.unsigned,
            open: tail.open,
            line: String::new(),
            anchor_due: None,
            closed: false,
        };
        let shared = Arc::new(Shared {
            size: AtomicU64::new(size),
            key,
            writer: Mutex::new(writer),
            keeper: Keeper::new(settings.durability, anchor_paths(&settings)),
        });
        let keeper = keeper::spawn(Arc::clone(&shared))?;
        let log = AuditLog { shared, held: Mutex::new(Some((keeper, lock))) };
        let recovered = log.tell_what_was_found(tail.cut_bytes, ahead.map(|(_, note)| note.size), size, unclosed)?;
        Ok(Opening { log, recovered, cut_bytes: tail.cut_bytes })
    }

    /// Writes a record and gives its place. Returns once the record is as durable as the settings ask; with
    /// [`Durability::Disk`] that blocks, so asynchronous code calls [`AuditLog::append_async`].
    ///
    /// # Errors
    /// The record is not in the log and the visit must not go on. A full disk heals by itself once there is space.
    pub fn append(&self, record: &Record<'_>) -> Result<Sequence, AuditError> {
        let seq = self.shared.write(record)?;
        self.shared.keeper.wait(seq)?;
        Ok(seq)
    }

    /// As [`AuditLog::append`], for asynchronous code.
    ///
    /// # Errors
    /// The same.
    pub async fn append_async(&self, record: &Record<'_>) -> Result<Sequence, AuditError> {
        let seq = self.shared.write(record)?;
        self.shared.keeper.wait_async(seq).await?;
        Ok(seq)
    }

    /// Number of records, which is the sequence number of the next. Takes no lock, so the ledger may ask under its own.
    pub fn size(&self) -> u64 {
        self.shared.size.load(Ordering::Acquire)
    }

    /// The key with which others verify this log.
    pub fn public_key(&self) -> &PublicKey {
        self.shared.key.public()
    }

    /// Signs a checkpoint now, if there is a record that none covers.
    ///
    /// # Errors
    /// The checkpoint cannot be written.
    pub fn checkpoint(&self) -> Result<(), AuditError> {
        self.shared.checkpoint_if_news()?;
        self.shared.keeper.news();
        Ok(())
    }

    /// Signs the last checkpoint, waits for the disk, gives the folder free and refuses every record from now on.
    ///
    /// # Errors
    /// The last checkpoint cannot be written; the records before it are in the log all the same.
    pub fn close(&self) -> Result<(), AuditError> {
        let Some((keeper, lock)) = self.held.lock().take() else { return Ok(()) };
        let signed = self.shared.checkpoint_if_news();
        self.shared.writer.lock().closed = true;
        self.shared.keeper.stop();
        let joined = keeper.join().map_err(|_| AuditError::NotDurable);
        drop(lock);
        signed.and(joined)
    }

    fn tell_what_was_found(
        &self,
        cut_bytes: u64,
        rolled_back_from: Option<u64>,
        size: u64,
        unclosed: Vec<(Sequence, VisitId, NanoDollars)>,
    ) -> Result<Vec<(VisitId, NanoDollars)>, AuditError> {
        let at = now();
        let tell = |action, subject: String, detail: String| {
            let detail = Masked::vouched(detail);
            let admin = Admin { at, actor: "gate", action, subject: &subject, detail: Some(&detail) };
            self.append(&Record::Admin(admin))
        };
        if cut_bytes > 0 {
            tell("audit.tail_cut", format!("record {size}"), format!("{cut_bytes} bytes of a torn line were removed"))?;
        }
        if let Some(expected) = rolled_back_from {
            tell(
                "audit.rollback_accepted",
                format!("record {size}"),
                format!("an anchor had seen {expected} records"),
            )?;
        }
        for (opened, visit, settled) in &unclosed {
            let recovered = Recovered { at, visit, opened: *opened, settled: *settled };
            self.append(&Record::Recovered(recovered))?;
        }
        Ok(unclosed.into_iter().map(|(_, visit, amount)| (visit, amount)).collect())
    }
}

impl std::fmt::Debug for AuditLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AuditLog({}, {} records)", self.public_key().origin(), self.size())
    }
}

impl Drop for AuditLog {
    fn drop(&mut self) {
        if let Err(error) = self.close() {
            tracing::warn!(%error, "the audit log could not sign its last checkpoint");
        }
    }
}

/// What the log and its keeper share.
pub(super) struct Shared {
    pub key: SigningKey,
    pub writer: Mutex<Writer>,
    pub keeper: Keeper,
    size: AtomicU64,
}

impl Shared {
    fn write(&self, record: &Record<'_>) -> Result<Sequence, AuditError> {
        self.keeper.check()?;
        let mut writer = self.writer.lock();
        let seq = writer.put(|out, seq| write::record(out, seq, record))?;
        writer.unsigned += 1;
        match record {
            Record::Opened(r) => {
                writer.open.opened(seq, r.visit, r.reservation.map_or(NanoDollars::ZERO, |held| held.amount()));
            }
            Record::Extended { visit, total, .. } => writer.open.extended(visit, *total),
            Record::Closed(r) => writer.open.closed(r.visit),
            Record::Recovered(r) => writer.open.closed(r.visit),
            Record::Refused(_) | Record::Admin(_) => {}
        }
        if writer.unsigned >= CHECKPOINT_EVERY {
            // The record stands even if its checkpoint does not: the next record tries again.
            if let Err(error) = writer.checkpoint(&self.key) {
                tracing::warn!(%error, "the audit log could not sign a checkpoint");
            }
        }
        self.size.store(writer.tree.size(), Ordering::Release);
        drop(writer);
        self.keeper.news();
        Ok(seq)
    }

    pub fn checkpoint_if_news(&self) -> Result<(), AuditError> {
        let mut writer = self.writer.lock();
        let result = if writer.unsigned > 0 && !writer.closed { writer.checkpoint(&self.key) } else { Ok(()) };
        self.size.store(writer.tree.size(), Ordering::Release);
        result
    }
}

/// The end of the log. Everything in it changes together, after a line is in the file as a whole.
pub(super) struct Writer {
    disk: Arc<dyn Disk>,
    dir: PathBuf,
    segment_bytes: u64,
    pub segment: Arc<dyn Segment>,
    number: u32,
    /// Bytes of whole lines in the segment.
    len: u64,
    /// Whether the segment may end in a part of a line that must go before the next is written.
    torn: bool,
    /// Segments that are full and not yet synced.
    pub retired: Vec<Arc<dyn Segment>>,
    pub tree: Tree,
    chain: Digest,
    /// Records after the last checkpoint.
    pub unsigned: u64,
    open: OpenVisits,
    line: String,
    /// The newest anchor, until the keeper has written it.
    pub anchor_due: Option<String>,
    closed: bool,
}

impl Writer {
    fn put(&mut self, body: impl FnOnce(&mut String, Sequence)) -> Result<Sequence, AuditError> {
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
    fn checkpoint(&mut self, key: &SigningKey) -> Result<(), AuditError> {
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

fn anchor_paths(settings: &Settings) -> Vec<PathBuf> {
    std::iter::once(settings.dir.join(CHECKPOINT_FILE)).chain(settings.anchor.clone()).collect()
}

fn read_anchors(settings: &Settings, key: &PublicKey) -> Result<Vec<(PathBuf, SignedNote)>, AuditError> {
    let mut anchors = Vec::new();
    for path in anchor_paths(settings) {
        if let Some(note) = read_anchor(&path, key)? {
            anchors.push((path, note));
        }
    }
    Ok(anchors)
}

/// The anchor in the file; `None` if there is no such file.
pub(super) fn read_anchor(path: &Path, key: &PublicKey) -> Result<Option<SignedNote>, AuditError> {
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(AuditError::io("read", path))?,
    };
    let invalid = || AuditError::Invalid { what: "anchor", text: path.display().to_string() };
    key.open(&text).map(Some).ok_or_else(invalid)
}

/// The wall clock: checkpoints and recovery have no caller who could bring the time.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::default().plus(since)
}
