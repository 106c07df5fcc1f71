//! Connections to a provider that wait for the next call, each thread with its own: no lock, and no caller of one
//! provider's credential on a connection of another's.

use std::{
    cell::RefCell,
    collections::HashMap,
    fmt,
    future::Future,
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering},
    task::{Context, Waker},
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
/// How often a thread looks through its connections, also when no call comes.
const LOOK: Duration = Duration::from_secs(1);

/// How often a provider's key has changed. A connection keeps what it sent last in its buffers, so one that is older
/// than the last change may hold a key that is no longer in force.
static ERA: AtomicU64 = AtomicU64::new(0);

/// A provider's key is no longer in force: connections that may have carried it are closed, each when its call is over.
pub fn renew() {
    ERA.fetch_add(1, Ordering::Release);
}

fn era() -> u64 {
    ERA.load(Ordering::Acquire)
}

/// Closes connections of this thread that are of no use any more, until the runtime ends.
pub async fn keep_swept() {
    loop {
        tokio::time::sleep(LOOK).await;
        POOL.with_borrow_mut(sweep);
    }
}

/// A connection ready for a call.
pub(super) enum Sender {
    /// One call at a time.
    Http1(Http1),
    /// Many.
    Http2(http2::SendRequest<Full<Bytes>>),
}

/// An HTTP/1 connection with the work that moves its bytes, done by whoever uses it.
///
/// As a task of its own it would cost two changes of task for each piece of an answer, and each piece a write of its
/// own; done in place, all pieces that one read has brought go out together.
pub(super) struct Http1 {
    pub(super) sender: http1::SendRequest<Full<Bytes>>,
    era: u64,
    work: Option<Pin<Box<dyn Future<Output = hyper::Result<()>> + Send>>>,
}

impl Http1 {
    pub(super) fn new(
        sender: http1::SendRequest<Full<Bytes>>,
        work: impl Future<Output = hyper::Result<()>> + Send + 'static,
    ) -> Self {
        Http1 { sender, era: era(), work: Some(Box::pin(work)) }
    }

    /// Moves bytes, as far as they go now. How the connection ends is told to the call under way.
    pub(super) fn work(&mut self, cx: &mut Context<'_>) {
        if self.work.as_mut().is_some_and(|work| work.as_mut().poll(cx).is_ready()) {
            self.work = None;
        }
    }

    /// Whether a call can be made; notices what came while nobody looked, such as the other side's farewell.
    fn is_ready(&mut self) -> bool {
        self.work(&mut Context::from_waker(Waker::noop()));
        self.era == era() && self.work.is_some() && self.sender.is_ready()
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Sender::Http1(_) => "Sender::Http1",
            Sender::Http2(_) => "Sender::Http2",
        })
    }
}

#[derive(Default)]
struct Waiting {
    http1: Vec<(Http1, Instant)>,
    /// With the era that it was made in.
    http2: Option<(http2::SendRequest<Full<Bytes>>, u64)>,
}

thread_local! {
    static POOL: RefCell<HashMap<u64, Waiting>> = RefCell::default();
}

/// Takes a connection of `upstream` that is ready now.
pub(super) fn take(upstream: u64) -> Option<Sender> {
    POOL.with_borrow_mut(|pool| {
        let waiting = pool.get_mut(&upstream)?;
        if let Some((sender, _)) = waiting.http2.as_ref().filter(|(sender, of)| *of == era() && sender.is_ready()) {
            return Some(Sender::Http2(sender.clone()));
        }
        // The one used last comes first, so that those beyond need grow old and are closed.
        while let Some((mut connection, since)) = waiting.http1.pop() {
            if since.elapsed() > FRESH {
                waiting.http1.clear();
            } else if connection.is_ready() {
                return Some(Sender::Http1(connection));
            }
        }
        None
    })
}

/// Puts a connection back after a call, or a new one that takes many calls.
pub(super) fn put(upstream: u64, sender: Sender) {
    POOL.with_borrow_mut(|pool| {
        let waiting = pool.entry(upstream).or_default();
        match sender {
            Sender::Http1(mut connection) => {
                if waiting.http1.len() < MOST_WAITING && connection.is_ready() {
                    waiting.http1.push((connection, Instant::now()));
                }
            }
            Sender::Http2(sender) => waiting.http2 = Some((sender, era())),
        }
    });
}

/// Whether a connection of `upstream` waits and is ready.
#[cfg(test)]
pub(super) fn has_ready(upstream: u64) -> bool {
    POOL.with_borrow_mut(|pool| {
        pool.get_mut(&upstream).is_some_and(|waiting| waiting.http1.iter_mut().any(|(sender, _)| sender.is_ready()))
    })
}

/// Forgets the connections of `upstream` on this thread.
pub(super) fn forget(upstream: u64) {
    // A thread that is ending has forgotten them already.
    let _ = POOL.try_with(|pool| pool.try_borrow_mut().ok()?.remove(&upstream));
}

/// Closes what has waited too long, for providers too that are no longer configured or no longer asked.
fn sweep(pool: &mut HashMap<u64, Waiting>) {
    pool.retain(|_, waiting| {
        waiting.http1.retain_mut(|(connection, since)| connection.is_ready() && since.elapsed() <= FRESH);
        waiting.http2.take_if(|(sender, of)| *of != era() || sender.is_closed());
        !waiting.http1.is_empty() || waiting.http2.is_some()
    });
}
