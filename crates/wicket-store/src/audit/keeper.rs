//! What writers tell the keeper of the log, and what it tells them: news, progress, the end.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use parking_lot::{Condvar, Mutex};
use tokio::sync::watch;

use super::{AuditError, Durability, Sequence};

/// Records wait this long for others to share their fsync; with the fsync itself it stays within 50 ms.
const GATHER: Duration = Duration::from_millis(25);
/// A disk that takes longer than this for an fsync has failed, as far as a visit is concerned.
const PATIENCE: Duration = Duration::from_secs(5);

/// What writers tell the keeper, and what it tells them.
pub(super) struct Keeper {
    durability: Durability,
    pub anchors: Vec<PathBuf>,
    pub news: AtomicBool,
    stop: Mutex<bool>,
    wake: Condvar,
    pub progress: watch::Sender<Progress>,
    turn: Mutex<()>,
    done: Condvar,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Progress {
    /// Records below this number are on the disk.
    pub durable: u64,
    pub failed: bool,
}

impl Keeper {
    pub fn new(durability: Durability, anchors: Vec<PathBuf>) -> Self {
        Keeper {
            durability,
            anchors,
            news: AtomicBool::new(false),
            stop: Mutex::new(false),
            wake: Condvar::new(),
            progress: watch::Sender::new(Progress::default()),
            turn: Mutex::new(()),
            done: Condvar::new(),
        }
    }

    /// Tells the keeper that there is something to sync. Costs one atomic swap unless it is the first news.
    pub fn news(&self) {
        if !self.news.swap(true, Ordering::AcqRel) {
            let _held = self.stop.lock();
            self.wake.notify_one();
        }
    }

    pub fn stop(&self) {
        *self.stop.lock() = true;
        self.wake.notify_one();
    }

    /// Whether records can still be made durable.
    pub fn check(&self) -> Result<(), AuditError> {
        if self.progress.borrow().failed { Err(AuditError::NotDurable) } else { Ok(()) }
    }

    /// Returns once record `seq` is as durable as was asked for.
    pub fn wait(&self, seq: Sequence) -> Result<(), AuditError> {
        if self.durability == Durability::Process {
            return Ok(());
        }
        let deadline = Instant::now() + PATIENCE;
        let mut turn = self.turn.lock();
        while !self.has(seq)? {
            if self.done.wait_until(&mut turn, deadline).timed_out() {
                return Err(AuditError::NotDurable);
            }
        }
        Ok(())
    }

    /// As [`Keeper::wait`], without holding the thread.
    pub async fn wait_async(&self, seq: Sequence) -> Result<(), AuditError> {
        if self.durability == Durability::Process {
            return Ok(());
        }
        let mut progress = self.progress.subscribe();
        let reached = progress.wait_for(|progress| progress.failed || progress.durable > seq);
        // Errors are a deadline that has passed, or a keeper that is gone.
        let _ = tokio::time::timeout(PATIENCE, reached).await;
        if self.has(seq)? { Ok(()) } else { Err(AuditError::NotDurable) }
    }

    fn has(&self, seq: Sequence) -> Result<bool, AuditError> {
        self.check()?;
        Ok(self.progress.borrow().durable > seq)
    }

    /// Waits for news, for the time of the next checkpoint, or for the end. True at the end.
    pub fn sleep(&self, until: Instant) -> bool {
        let mut stop = self.stop.lock();
        while !*stop && !self.news.load(Ordering::Acquire) {
            if self.wake.wait_until(&mut stop, until).timed_out() {
                break;
            }
        }
        if !*stop && self.durability == Durability::Process {
            self.wake.wait_for(&mut stop, GATHER);
        }
        *stop
    }

    pub fn publish(&self, change: impl FnOnce(&mut Progress)) {
        self.progress.send_modify(change);
        let _turn = self.turn.lock();
        self.done.notify_all();
    }
}
