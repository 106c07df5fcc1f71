//! The keeper: a thread that makes records durable, signs checkpoints by the clock, and writes anchors.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use parking_lot::{Condvar, Mutex};
use tokio::sync::watch;

use super::{AuditError, Durability, Sequence, disk, shared::Shared};

/// Records wait this long for others to share their fsync; with the fsync itself it stays within 50 ms.
const GATHER: Duration = Duration::from_millis(25);
/// A checkpoint is signed after this time at the latest, if there is news.
const CHECKPOINT_AFTER: Duration = Duration::from_secs(10);
/// A disk that takes longer than this for an fsync has failed, as far as a visit is concerned.
const PATIENCE: Duration = Duration::from_secs(5);

/// What writers tell the keeper, and what it tells them.
pub(super) struct Keeper {
    durability: Durability,
    anchors: Vec<PathBuf>,
    news: AtomicBool,
    stop: Mutex<bool>,
    wake: Condvar,
    progress: watch::Sender<Progress>,
    turn: Mutex<()>,
    done: Condvar,
}

#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    /// Records below this number are on the disk.
    durable: u64,
    failed: bool,
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
    fn sleep(&self, until: Instant) -> bool {
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

    fn publish(&self, change: impl FnOnce(&mut Progress)) {
        self.progress.send_modify(change);
        let _turn = self.turn.lock();
        self.done.notify_all();
    }
}

/// Starts the thread. It ends after [`Keeper::stop`].
pub(super) fn spawn(shared: Arc<Shared>) -> Result<JoinHandle<()>, AuditError> {
    let thread = std::thread::Builder::new().name("audit-keeper".to_owned());
    let spawned = thread.spawn(move || keep(&shared));
    spawned.map_err(AuditError::io("start the keeper of", std::path::Path::new("audit log")))
}

fn keep(shared: &Shared) {
    let mut next_checkpoint = Instant::now() + CHECKPOINT_AFTER;
    loop {
        let stop = shared.keeper.sleep(next_checkpoint);
        if Instant::now() >= next_checkpoint {
            if let Err(error) = shared.checkpoint_if_news() {
                tracing::warn!(%error, "the audit log could not sign a checkpoint");
            }
            next_checkpoint = Instant::now() + CHECKPOINT_AFTER;
        }
        sync(shared);
        if stop {
            return;
        }
    }
}

fn sync(shared: &Shared) {
    let keeper = &shared.keeper;
    // Cleared before the size is read: a record written after that is news again.
    keeper.news.store(false, Ordering::Release);
    let (files, size, anchor) = {
        if let Err(error) = shared.flush() {
            tracing::warn!(%error, "records of the audit log go on waiting to be written");
        }
        let mut writer = shared.writer.lock();
        let mut files = std::mem::take(&mut writer.retired);
        files.push(Arc::clone(&writer.segment));
        (files, writer.written(), writer.anchor_due.take())
    };
    if keeper.progress.borrow().durable == size && anchor.is_none() {
        return;
    }
    if let Some(error) = files.iter().find_map(|file| file.sync().err()) {
        tracing::error!(%error, "the audit log could not be made durable");
        return keeper.publish(|progress| progress.failed = true);
    }
    keeper.publish(|progress| progress.durable = size);
    // The anchor comes after the fsync, so that no power loss can leave an anchor ahead of its log.
    let Some(anchor) = anchor else { return };
    let failed = keeper.anchors.iter().filter_map(|path| disk::replace(path, &anchor).err());
    let mut again = false;
    for error in failed {
        tracing::warn!(%error, "the anchor of the audit log could not be written");
        again = true;
    }
    if again {
        shared.writer.lock().anchor_due.get_or_insert(anchor);
    }
}
