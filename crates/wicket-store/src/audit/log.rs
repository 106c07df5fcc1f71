//! The audit log as the gate holds it: opened, written to, closed.

use std::{
    fs::File,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
};

use parking_lot::Mutex;
use wicket_types::{Masked, NanoDollars, VisitId};

use super::{
    Admin, AuditError, PublicKey, Record, Recovered, Sequence, Settings, SignedNote, SigningKey,
    anchor::{anchor_paths, read_anchors},
    disk::{self, Disk, FileSystem},
    keeper::Keeper,
    keeping, recover,
    shared::{Shared, When},
    writer::{Writer, now},
};

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
            waiting: String::new(),
            n_waiting: 0,
            anchor_due: None,
            closed: false,
        };
        let shared = Arc::new(Shared {
            size: AtomicU64::new(size),
            is_waiting: AtomicBool::new(false),
            key,
            writer: Mutex::new(writer),
            keeper: Keeper::new(settings.durability, anchor_paths(&settings)),
        });
        let keeper = keeping::spawn(Arc::clone(&shared))?;
        let log = AuditLog { shared, held: Mutex::new(Some((keeper, lock))) };
        let recovered = log.tell_what_was_found(tail.cut_bytes, ahead.map(|(_, note)| note.size), size, unclosed)?;
        Ok(Opening { log, recovered, cut_bytes: tail.cut_bytes })
    }

    /// Writes a record and gives its place. Returns once the record is as durable as the settings ask; with
    /// [`Durability::Disk`] that blocks, so asynchronous code calls [`AuditLog::append_soon`] and [`AuditLog::written`].
    ///
    /// # Errors
    /// The record is not in the log and the visit must not go on. A full disk heals by itself once there is space.
    pub fn append(&self, record: &Record<'_>) -> Result<Sequence, AuditError> {
        let seq = self.shared.write(record, When::Now)?;
        self.shared.keeper.wait(seq)?;
        Ok(seq)
    }

    /// Takes a record that nobody waits for, such as the end of a visit, and gives its place. It is written with the next
    /// record that [`AuditLog::append`] writes, by [`AuditLog::flush`], or after 25 ms. A kill before that loses it: a visit
    /// without an end is taken up at the next start, and what it held counts as spent.
    ///
    /// # Errors
    /// The record is not in the log.
    pub fn append_soon(&self, record: &Record<'_>) -> Result<Sequence, AuditError> {
        self.shared.write(record, When::Soon)
    }

    /// Returns once record `seq`, which [`AuditLog::append_soon`] took, is as durable as the settings ask. Writes it if
    /// nobody has, with all that wait.
    ///
    /// # Errors
    /// The record goes on waiting, and the visit must not go on.
    pub async fn written(&self, seq: Sequence) -> Result<(), AuditError> {
        if self.size() <= seq {
            self.flush()?;
        }
        self.shared.keeper.wait_async(seq).await
    }

    /// Writes the records that wait. Costs one atomic load where none do, so a thread may call it whenever it has no other
    /// work.
    ///
    /// # Errors
    /// They cannot be written and go on waiting.
    pub fn flush(&self) -> Result<(), AuditError> {
        self.shared.flush()
    }

    /// Number of records in the file. Takes no lock, so the ledger may ask under its own.
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
        let flushed = self.shared.flush();
        self.shared.writer.lock().closed = true;
        self.shared.keeper.stop();
        let joined = keeper.join().map_err(|_| AuditError::NotDurable);
        drop(lock);
        signed.and(flushed).and(joined)
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
