//! The data plane: threads that share nothing but counters, each with its own runtime, socket and visitors' path.
//!
//! A connection stays on the thread that accepted it, so a request crosses no lock and no queue on its way.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::sync::watch;

pub use super::{
    closing::{Closing, Stage},
    front::{Front, Visitor},
};
use super::{listen, thread::run};

/// The running data plane.
#[derive(Debug)]
pub struct DataPlane {
    address: SocketAddr,
    stage: watch::Sender<Stage>,
    open: Arc<AtomicUsize>,
    threads: Vec<std::thread::JoinHandle<()>>,
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
            let at_rest = at_rest.clone();
            threads.push(std::thread::Builder::new().name(format!("gate-{number}")).spawn(move || {
                if let Err(error) = run(at_rest, socket, &front, open, closing, |closing| make(number, closing)) {
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
