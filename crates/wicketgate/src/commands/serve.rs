//! `wicketgate serve`: the gate for applications, and the admin side.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{anyhow, bail};
use tokio::signal::unix::{Signal, SignalKind, signal};
use wicket_gate::{
    admin::AdminSide,
    monitor::metrics,
    path::Path as VisitPath,
    perimeter::{
        patience::Patience,
        serve::{DataPlane, Front},
        tls::Identity,
    },
};
use wicket_store::{Store, StoreSettings};

use crate::{
    Ending,
    cli::{Global, Serve},
    config, machine, no_programs, open, say,
    wire_up::{Assembled, assemble},
};

/// Runs the command.
pub fn run(global: &Global, args: Serve) -> anyhow::Result<Ending> {
    let configuration = open::configuration(global)?;
    let path = config::found_at(global.config.as_deref());
    if let Err(error) = no_programs::forbid() {
        tracing::warn!(%error, "the system does not take the filter by which the gate gives up starting programs");
    }
    open::wait(async {
        if args.init && !Store::lies_in(&configuration.data) {
            let root = open::root_key(&configuration)?;
            let store = Store::init(&configuration.data, &root, StoreSettings::default(), wicket_gate::wall()).await?;
            store.close().await;
        }
        let store = open::store(&configuration).await?;
        let served = Arc::new(assemble(configuration, store, args.accept_rollback).await?);
        let stop = Stop::catch()?;
        let wanted = served.gate.settings().bounds.connections;
        if let Err(room) = machine::room_for_connections(wanted) {
            tracing::warn!(room, wanted, "the limit on open files has room for fewer connections than are allowed");
        }
        // Counting begins before the first visit can.
        let numbers = metrics::install()?;
        let front = open_doors(&served, args.threads)?;
        let admin = AdminSide::start(served.gate.clone(), numbers).await;
        let admin = admin.map_err(|error| cannot_listen(served.gate.settings().listen.admin, "admin", &error))?;
        say::aside(&format!("the gate listens on {}, the admin side on {}", front.address(), admin.address()));
        let keeper = tokio::spawn({
            let served = served.clone();
            async move { served.keep_true(path).await }
        });
        stop.asked().await;
        say::aside("stopping: no new visits, those inside may finish");
        served.gate.close();
        front.drain(served.gate.settings().bounds.drain).await;
        keeper.abort();
        admin.stop();
        served.close().await;
        Ok(Ending::Fine)
    })
}

/// Opens the doors of the data plane.
///
/// # Errors
/// The address is taken, or the TLS files cannot be used.
pub fn open_doors(served: &Assembled, threads: Option<usize>) -> anyhow::Result<DataPlane> {
    let settings = served.gate.settings();
    let bounds = &settings.bounds;
    let tls = match &settings.listen.tls {
        Some(files) => Some(Identity::load(files.clone())?),
        None => None,
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.unwrap_or(cores);
    if threads == 0 {
        bail!("`--threads 0` would serve nobody\nhint: leave it out for one thread for each core");
    }
    let front = Front {
        address: settings.listen.gate,
        threads,
        connections: bounds.connections,
        patience: Patience { head: bounds.head, idle: bounds.idle, stall: bounds.stall },
        body_stall: bounds.body,
        tls,
        tidy: machine::give_back,
    };
    let (gate, resting) = (served.gate.clone(), served.gate.clone());
    DataPlane::start(front, move |_, closing| VisitPath::new(gate.clone(), closing), move || resting.rest())
        .map_err(|error| cannot_listen(settings.listen.gate, "gate", &error))
}

/// What keeps a listener from its address, which `key` of `[listen]` names.
pub fn cannot_listen(address: SocketAddr, key: &str, error: &io::Error) -> anyhow::Error {
    let hint = match error.kind() {
        io::ErrorKind::AddrInUse => {
            "\nhint: stop what listens there, perhaps another gate, or choose another address: "
        }
        io::ErrorKind::AddrNotAvailable => "\nhint: no network of this machine has that address; choose another: ",
        io::ErrorKind::PermissionDenied => "\nhint: ports below 1024 need a privilege; choose another: ",
        _ => return anyhow!("cannot listen on {address}: {error}"),
    };
    anyhow!("cannot listen on {address}: {error}{hint}`{key}` in [listen]")
}

/// The signals that stop a gate. They are caught before it says that it listens: whoever reads that may stop it.
struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    fn catch() -> std::io::Result<Stop> {
        Ok(Stop { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn asked(mut self) {
        self.next().await;
        // A second signal does not wait for anybody.
        tokio::spawn(async move {
            self.next().await;
            tokio::time::sleep(Duration::from_millis(50)).await;
            std::process::exit(130);
        });
    }

    async fn next(&mut self) {
        tokio::select! { _ = self.terminate.recv() => {}, _ = self.interrupt.recv() => {} }
    }
}
