//! What the log and its keeper share: the writer under one lock, and how far it has come.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parking_lot::Mutex;
use wicket_types::NanoDollars;

use super::{AuditError, Record, Sequence, SigningKey, keeper::Keeper, write, writer::Writer};

/// A checkpoint is signed after this many records at the latest.
const CHECKPOINT_EVERY: u64 = 1_000;

/// What the log and its keeper share.
pub(super) struct Shared {
    pub key: SigningKey,
    pub writer: Mutex<Writer>,
    pub keeper: Keeper,
    /// Records in the file.
    pub size: AtomicU64,
    /// Whether records wait to be written.
    pub is_waiting: AtomicBool,
}

/// Whether a record must be in the file before anything else happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Now,
    Soon,
}

impl Shared {
    /// Puts a record at the end of the log, and a checkpoint after it where one is due.
    pub fn write(&self, record: &Record<'_>, when: When) -> Result<Sequence, AuditError> {
        self.keeper.check()?;
        let mut writer = self.writer.lock();
        let body = |out: &mut String, seq| write::record(out, seq, record);
        let seq = match when {
            When::Now => writer.put(body)?,
            When::Soon => writer.put_off(body)?,
        };
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
        self.tell_size(&writer);
        drop(writer);
        self.keeper.news();
        Ok(seq)
    }

    /// Writes the records that wait, if any do.
    pub fn flush(&self) -> Result<(), AuditError> {
        if !self.is_waiting.load(Ordering::Acquire) {
            return Ok(());
        }
        let mut writer = self.writer.lock();
        let flushed = writer.flush();
        self.tell_size(&writer);
        flushed
    }

    fn tell_size(&self, writer: &Writer) {
        self.size.store(writer.written(), Ordering::Release);
        self.is_waiting.store(writer.n_waiting > 0, Ordering::Release);
    }

    pub fn checkpoint_if_news(&self) -> Result<(), AuditError> {
        let mut writer = self.writer.lock();
        let result = if writer.unsigned > 0 && !writer.closed { writer.checkpoint(&self.key) } else { Ok(()) };
        self.tell_size(&writer);
        result
    }
}
