//! What the log and its keeper share: the writer under one lock, and how far it has come.

use std::sync::atomic::{AtomicU64, Ordering};

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
    pub size: AtomicU64,
}

impl Shared {
    /// Puts a record at the end of the log, and a checkpoint after it where one is due.
    pub fn write(&self, record: &Record<'_>) -> Result<Sequence, AuditError> {
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
