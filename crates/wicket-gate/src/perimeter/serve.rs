//! The data plane: threads that share nothing but counters, each with its own runtime, socket and visitors' path.
//!
//! A connection stays on the thread that accepted it, so a request crosses no lock and no queue on its way.

use std::{
    cell::Cell,
    error::Error,
    future::Future,
    io,
    net::{SocketAddr, TcpListener},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use bytes::Bytes;
use http::Response;
use http_body::Body;
use tokio::sync::{Notify, watch};
use wicket_types::Refusal;

use super::{
    arrival::Arrival,
    connection,
    listen::{self, Door},
    patience::Patience,
    tls::Identity,
};

/// After the streams were told to end: time for their last event to leave.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How often the certificate files are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// What stands behind the perimeter on one thread.
pub trait Visitor: 'static {
    /// Body of an answer; it may hold whatever lives on one thread.
    type Body: Body<Data = Bytes, Error: Into<Box<dyn Error + Send + Sync>>> + 'static;

    /// Answers one request. A dropped future means that the caller has gone.
    fn visit(this: Rc<Self>, arrival: Arrival) -> impl Future<Output = Response<Self::Body>> + 'static;

    /// The answer to a visitor who did not get as far as a request, or whose visit broke.
    fn turned_away(&self, peer: SocketAddr, refusal: Refusal) -> Response<Vec<u8>>;
}

/// How the data plane stands.
#[derive(Debug, Clone)]
pub struct Front {
    /// Where to listen; port 0 takes a free one.
    pub address: SocketAddr,
    /// Threads; at least one.
    pub threads: usize,
    /// Connections at one time, all threads together. One more is told to try again.
    pub connections: usize,
    /// How long each phase of a connection may last.
    pub patience: Patience,
    /// How long a request body may be silent.
    pub body_stall: Duration,
    /// TLS, where it is on.
    pub tls: Option<Arc<Identity>>,
}

/// How far the stop of the process has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Visitors are let in.
    Open,
    /// No new visitors; those inside finish.
    Draining,
    /// The time is up: streams end now, with the error that says so.
    Cutting,
}

/// Tells the parts of the process how far its stop has come.
#[derive(Clone, Debug)]
pub struct Closing(watch::Receiver<Stage>);

impl Closing {
    /// The stage now. `/readyz` says yes in `Open` only.
    pub fn stage(&self) -> Stage {
        *self.0.borrow()
    }

    /// Waits until streams have to end.
    pub async fn cut(&mut self) {
        // The sender lives as long as the data plane; its end is a cut as well.
        let _ = self.0.wait_for(|stage| *stage == Stage::Cutting).await;
    }

    async fn drain(&mut self) {
        let _ = self.0.wait_for(|stage| *stage >= Stage::Draining).await;
    }
}

/// The running data plane.
#[derive(Debug)]
pub struct DataPlane {
    address: SocketAddr,
    stage: watch::Sender<Stage>,
    open: Arc<AtomicUsize>,
    threads: Vec<thread::JoinHandle<()>>,
}

impl DataPlane {
    /// Opens the doors. `make` is called once on each thread, with the number of the thread and the signal of the end;
    /// `at_rest` each time a thread has done all that was ready, before it waits for more.
    ///
    /// # Errors
    /// The address cannot be listened on, or threads cannot be started.
    pub fn start<V, M, R>(front: Front, make: M, at_rest: R) -> io::Result<DataPlane>
    where
        V: Visitor,
        R: Fn() + Clone + Send + Sync + 'static,
        M: Fn(usize, Closing) -> V + Send + Sync + 'static,
    {
        let (stage, closing) = watch::channel(Stage::Open);
        let sockets = listen::open(front.address, front.threads.max(1))?;
        let address = sockets.first().map_or(Ok(front.address), TcpListener::local_addr)?;
        let (open, make, front) = (Arc::new(AtomicUsize::new(0)), Arc::new(make), Arc::new(front));
        let mut threads = Vec::with_capacity(sockets.len());
        for (number, socket) in sockets.into_iter().enumerate() {
            let (make, front, open) = (make.clone(), front.clone(), open.clone());
            let closing = Closing(closing.clone());
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            runtime.on_thread_park(at_rest.clone());
            threads.push(thread::Builder::new().name(format!("gate-{number}")).spawn(move || {
                if let Err(error) = run(runtime, socket, &front, open, closing, |closing| make(number, closing)) {
                    tracing::error!(%error, number, "a thread of the data plane ended");
                }
            })?);
        }
        Ok(DataPlane { address, stage, open, threads })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Connections at this moment.
    pub fn connections(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// The signal of the end, for streams and for readiness.
    pub fn closing(&self) -> Closing {
        Closing(self.stage.subscribe())
    }

    /// Stops: no new visitors at once, those inside have `up_to`, then streams are told to end. Returns when all
    /// threads have ended.
    pub async fn drain(self, up_to: Duration) {
        self.stage.send_replace(Stage::Draining);
        let end = tokio::time::Instant::now() + up_to;
        while self.open.load(Ordering::Relaxed) > 0 && tokio::time::Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.stage.send_replace(Stage::Cutting);
        let joined = tokio::task::spawn_blocking(move || {
            self.threads.into_iter().filter_map(|thread| thread.join().err()).count()
        });
        if joined.await.is_ok_and(|broken| broken > 0) {
            tracing::error!("a thread of the data plane had panicked");
        }
    }
}

/// What the connections of one thread share.
pub(super) struct Hall<V> {
    pub(super) visitor: Rc<V>,
    pub(super) patience: Patience,
    pub(super) body_stall: Duration,
    pub(super) tls: Option<Arc<Identity>>,
    pub(super) draining: Cell<bool>,
    pub(super) bell: Arc<Notify>,
}

fn run<V: Visitor>(
    mut runtime: tokio::runtime::Builder,
    socket: TcpListener,
    front: &Front,
    open: Arc<AtomicUsize>,
    closing: Closing,
    make: impl FnOnce(Closing) -> V,
) -> io::Result<()> {
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
