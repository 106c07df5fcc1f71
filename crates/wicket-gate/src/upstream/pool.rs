//! Connections to a provider that wait for the next call, each thread with its own: no lock, and no caller of one
//! provider's credential on a connection of another's.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    time::Duration,
};

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::{http1, http2};
use tokio::time::Instant;

/// Connections that wait, for one provider and thread.
const MOST_WAITING: usize = 256;
/// After this time a provider may be about to hang up, and a call could be lost in between.
const FRESH: Duration = Duration::from_secs(45);

/// A connection ready for a call.
#[derive(Debug)]
pub(super) enum Sender {
    /// One call at a time.
    Http1(http1::SendRequest<Full<Bytes>>),
    /// Many.
    Http2(http2::SendRequest<Full<Bytes>>),
}

impl Sender {
    fn is_ready(&self) -> bool {
        match self {
            Sender::Http1(sender) => sender.is_ready(),
            Sender::Http2(sender) => sender.is_ready(),
        }
    }
}

#[derive(Default)]
struct Waiting {
    http1: Vec<(http1::SendRequest<Full<Bytes>>, Instant)>,
    http2: Option<http2::SendRequest<Full<Bytes>>>,
}

thread_local! {
    static POOL: RefCell<HashMap<u64, Waiting>> = RefCell::default();
    static SWEPT: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Takes a connection of `upstream` that is ready now.
pub(super) fn take(upstream: u64) -> Option<Sender> {
    POOL.with_borrow_mut(|pool| {
        let waiting = pool.get_mut(&upstream)?;
        if let Some(sender) = waiting.http2.clone().map(Sender::Http2).filter(Sender::is_ready) {
            return Some(sender);
        }
        // The one used last comes first, so that those beyond need grow old and are closed.
        while let Some((sender, since)) = waiting.http1.pop() {
            if since.elapsed() > FRESH {
                waiting.http1.clear();
            } else if sender.is_ready() {
                return Some(Sender::Http1(sender));
            }
        }
        None
    })
}

/// Puts a connection back after a call, or a new one that takes many calls.
pub(super) fn put(upstream: u64, sender: Sender) {
    POOL.with_borrow_mut(|pool| {
        sweep(pool);
        let waiting = pool.entry(upstream).or_default();
        match sender {
            Sender::Http1(sender) if sender.is_closed() || waiting.http1.len() >= MOST_WAITING => {}
            Sender::Http1(sender) => waiting.http1.push((sender, Instant::now())),
            Sender::Http2(sender) => waiting.http2 = Some(sender),
        }
    });
}

/// Whether a connection of `upstream` waits and is ready.
#[cfg(test)]
pub(super) fn has_ready(upstream: u64) -> bool {
    POOL.with_borrow(|pool| pool.get(&upstream).is_some_and(|w| w.http1.iter().any(|(sender, _)| sender.is_ready())))
}

/// Forgets the connections of `upstream` on this thread.
pub(super) fn forget(upstream: u64) {
    // A thread that is ending has forgotten them already.
    let _ = POOL.try_with(|pool| pool.try_borrow_mut().ok()?.remove(&upstream));
}

/// Closes what has waited too long, for providers too that are no longer configured or no longer asked.
fn sweep(pool: &mut HashMap<u64, Waiting>) {
    if SWEPT.get().is_some_and(|last| last.elapsed() < FRESH) {
        return;
    }
    SWEPT.set(Some(Instant::now()));
    pool.retain(|_, waiting| {
        waiting.http1.retain(|(sender, since)| sender.is_ready() && since.elapsed() <= FRESH);
        waiting.http2.take_if(|sender| sender.is_closed());
        !waiting.http1.is_empty() || waiting.http2.is_some()
    });
}
