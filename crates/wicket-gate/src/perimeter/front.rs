//! What stands behind the perimeter, and what the connections of one thread share of it.

use std::{cell::Cell, error::Error, future::Future, net::SocketAddr, rc::Rc, sync::Arc, time::Duration};

use bytes::Bytes;
use http::Response;
use http_body::Body;
use tokio::sync::Notify;
use wicket_types::Refusal;

use super::{arrival::Arrival, patience::Patience, tls::Identity};

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
    /// Called by each thread every few seconds, so that what a crowd has left behind can be put away.
    pub tidy: fn(),
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
