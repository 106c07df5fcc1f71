//! A pretend provider of OpenAI's and Anthropic's APIs: strict about requests, careless about answers, and a witness.
//!
//! - *Strict*: what the real services refuse is refused, with their status and error body (`validate`, `refusal`).
//! - *Careless*: it repeats what it was told, obeys injected orders and calls whatever tool is mentioned (`speech`).
//! - *Witness*: every request is kept as it came in, and everything sent is counted (`record`).
//! - *Broken on request*: a prompt, a header or an admin call selects a fault or an odd way of cutting (`behaviour`).
//!
//! For demonstrations and tests only. It writes HTTP itself, for a library would not write it wrongly.

mod admin;
mod anthropic;
mod ask;
mod behaviour;
mod cache;
mod fault;
mod fit;
mod models;
mod object;
mod openai;
mod overrides;
mod record;
mod refusal;
mod reply;
mod request;
mod routes;
mod schema_rules;
mod server;
mod shapes;
mod speech;
mod sse_faults;
mod state;
mod stored;
pub mod tokens;
mod usage_fault;
mod validate;
mod wire;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use behaviour::{Behaviour, BehaviourError, Cut};
pub use fault::Fault;
pub use record::{Record, Sent, Stats};
pub use shapes::field_lines;
pub use usage_fault::UsageFault;

use state::State;

/// Which API a request speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// OpenAI's chat completions, responses, embeddings and models.
    OpenAi,
    /// Anthropic's messages, token counts and models.
    Anthropic,
}

/// How a pretend provider starts. The default listens on a free local port and takes any `sk-pretend-…` key.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Accepted API keys; empty accepts everything that begins with `sk-pretend-`.
    pub keys: Vec<String>,
    /// Further model names, for both protocols.
    pub models: Vec<String>,
    /// How many requests are kept; older ones are forgotten first.
    pub keep: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { listen: (Ipv4Addr::LOCALHOST, 0).into(), keys: Vec::new(), models: Vec::new(), keep: 10_000 }
    }
}

/// Starts pretend providers.
#[derive(Debug)]
pub struct Provider;

impl Provider {
    /// Starts one on the current tokio runtime; it runs until the handle is stopped or dropped.
    ///
    /// # Errors
    /// The address cannot be bound.
    pub async fn start(options: Options) -> io::Result<Handle> {
        let listener = TcpListener::bind(options.listen).await?;
        let addr = listener.local_addr()?;
        let refusing = TcpListener::bind((addr.ip(), 0)).await?;
        let refusing_addr = refusing.local_addr()?;
        let state = Arc::new(State::new(options));
        let (stop, stopped) = watch::channel(());
        let serving = tokio::spawn(server::accept(listener, Arc::clone(&state), stopped.clone()));
        tokio::spawn(server::refuse(refusing, stopped));
        Ok(Handle { addr, refusing_addr, state, stop, serving })
    }
}

/// A running pretend provider. Dropping it closes its ports and connections.
#[derive(Debug)]
pub struct Handle {
    addr: SocketAddr,
    refusing_addr: SocketAddr,
    state: Arc<State>,
    stop: watch::Sender<()>,
    serving: JoinHandle<()>,
}

impl Handle {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }
    /// A second address that resets every connection as soon as it is accepted.
    pub fn refusing_addr(&self) -> SocketAddr {
        self.refusing_addr
    }
    /// The kept requests, oldest first.
    pub fn record(&self) -> Vec<Record> {
        self.state.recorder.records(0)
    }
    /// Forgets the kept requests and sets all counts to zero.
    pub fn reset(&self) {
        self.state.recorder.reset();
    }
    /// What was counted since the start or the last reset.
    pub fn stats(&self) -> Stats {
        self.state.recorder.stats()
    }
    /// Answers the next `times` requests like this, in the order of calls.
    pub fn set_behaviour(&self, behaviour: Behaviour, times: u32) {
        self.state.plan(behaviour, times);
    }
    /// Forgets planned behaviours that no request has met yet.
    pub fn clear_behaviour(&self) {
        self.state.clear_plan();
    }
    /// Closes the ports and all connections, and waits until nobody listens any more.
    pub async fn stop(self) {
        let Self { stop, serving, .. } = self;
        drop(stop);
        // A panic inside would already have failed the caller's test by a closed connection.
        let _ = serving.await;
    }
}
