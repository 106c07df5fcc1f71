//! The keeper's thread: it makes records durable, signs checkpoints by the clock, and writes anchors.

use std::{
    sync::{Arc, atomic::Ordering},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use super::{AuditError, disk, shared::Shared};

/// A checkpoint is signed after this time at the latest, if there is news.
const CHECKPOINT_AFTER: Duration = Duration::from_secs(10);
/// Starts the thread. It ends after [`super::keeper::Keeper::stop`].
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
