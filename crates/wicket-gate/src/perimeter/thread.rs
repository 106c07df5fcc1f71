//! One thread of the data plane: its door, its connections, and how both end.

use std::{
    cell::Cell,
    io,
    net::TcpListener,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::Notify;

use super::{
    closing::Closing,
    connection,
    front::{Front, Hall, Visitor},
    listen::Door,
    tls::Identity,
};

/// After the streams were told to end: time for their last event to leave.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How often a thread tidies up.
const TIDY: Duration = Duration::from_secs(5);
/// How often the certificate files are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// Serves on this thread until the stop, and then for as long as it allows.
pub(super) fn run<V: Visitor>(
    at_rest: impl Fn() + Send + Sync + 'static,
    socket: TcpListener,
    front: &Front,
    open: Arc<AtomicUsize>,
    closing: Closing,
    make: impl FnOnce(Closing) -> V,
) -> io::Result<()> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    runtime.on_thread_park(at_rest);
    let runtime = runtime.enable_all().build_local(tokio::runtime::LocalOptions::default())?;
    let served = runtime.block_on(async {
        let door = Door::new(socket)?;
        let hall = Rc::new(Hall {
            visitor: Rc::new(make(closing.clone())),
            patience: front.patience,
            body_stall: front.body_stall,
            tls: front.tls.clone(),
            draining: Cell::new(false),
            bell: Arc::new(Notify::new()),
        });
        if let Some(tls) = front.tls.clone() {
            tokio::task::spawn_local(keep_fresh(tls));
        }
        tokio::task::spawn_local(keep_tidy(front.tidy));
        receive(hall, door, front.connections, open, closing).await;
        io::Result::Ok(())
    });
    // Lookups of names may still run on helper threads; nobody waits for their answer any more.
    runtime.shutdown_background();
    served
}

async fn receive<V: Visitor>(
    hall: Rc<Hall<V>>,
    mut door: Door,
    limit: usize,
    open: Arc<AtomicUsize>,
    mut closing: Closing,
) {
    let here = Rc::new(Cell::new(0_usize));
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            () = closing.drain() => break,
            arrived = door.next() => arrived,
        };
        let place = Place::take(&open, &here);
        let (hall, full) = (hall.clone(), place.number > limit);
        // Far beyond the limit even a word of regret costs too much.
        if place.number > limit + limit / 8 + 64 {
            continue;
        }
        tokio::task::spawn_local(async move {
            let _place = place;
            if full {
                connection::turn_away(hall, stream, peer).await;
            } else {
                connection::attend(hall, stream, peer).await;
            }
        });
    }
    drop(door);
    hall.draining.set(true);
    hall.bell.notify_waiters();
    let cut = async {
        closing.cut().await;
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::select! { () = cut => {}, () = empty(&here) => {} }
}

async fn empty(here: &Cell<usize>) {
    while here.get() > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn keep_tidy(tidy: fn()) {
    loop {
        tokio::time::sleep(TIDY).await;
        tidy();
    }
}

async fn keep_fresh(tls: Arc<Identity>) {
    loop {
        tokio::time::sleep(LOOK).await;
        let identity = tls.clone();
        match tokio::task::spawn_blocking(move || identity.refresh()).await {
            Ok(Ok(true)) => tracing::info!("the certificate was read again"),
            Ok(Err(error)) => tracing::error!(%error, "the new certificate is not usable; the old one stays"),
            _ => {}
        }
    }
}

/// A connection's place in the count; freed on drop.
struct Place {
    number: usize,
    open: Arc<AtomicUsize>,
    here: Rc<Cell<usize>>,
}

impl Place {
    fn take(open: &Arc<AtomicUsize>, here: &Rc<Cell<usize>>) -> Self {
        here.set(here.get() + 1);
        let number = open.fetch_add(1, Ordering::Relaxed) + 1;
        Place { number, open: open.clone(), here: here.clone() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.here.set(self.here.get().saturating_sub(1));
        self.open.fetch_sub(1, Ordering::Relaxed);
    }
}
