//! The perimeter over real sockets, told as stories. This file is the house in which they are told.

mod manners;
mod smuggled;
mod smuggling;

use std::{
    net::SocketAddr,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};
use wicket_types::Refusal;

use super::{
    arrival::Arrival,
    patience::Patience,
    serve::{Closing, DataPlane, Front, Stage, Visitor},
};

const MOST: u64 = 4 << 20;

/// Counts requests and answers with path and length of the body.
struct Counter {
    seen: Arc<AtomicUsize>,
    inside: Arc<AtomicUsize>,
    closing: Closing,
}

/// Counts a visit for as long as it lasts.
struct Inside(Arc<AtomicUsize>);

impl Inside {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Inside(count.clone())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Visitor for Counter {
    type Body = Full<Bytes>;

    async fn visit(this: Rc<Self>, arrival: Arrival) -> Response<Full<Bytes>> {
        this.seen.fetch_add(1, Ordering::SeqCst);
        let _inside = Inside::new(&this.inside);
        match arrival.head.uri.path() {
            "/panic" => panic!("a visit breaks"),
            "/unread" => return Response::new(Full::from("unread")),
            "/until-cut" => {
                this.closing.clone().cut().await;
                return Response::new(Full::from("cut"));
            }
            _ => {}
        }
        let path = arrival.head.uri.path().to_owned();
        match arrival.body.collect_up_to(MOST, |_| true).await {
            Ok(body) => Response::new(Full::from(format!("{path} {}", body.len()))),
            Err(error) => this.turned_away(arrival.peer, Refusal::new(error.code())).map(Full::from),
        }
    }

    fn turned_away(&self, _peer: SocketAddr, refusal: Refusal) -> Response<Vec<u8>> {
        let mut answer = Response::new(format!("{{\"code\":\"{}\"}}", refusal.code.id()).into_bytes());
        *answer.status_mut() = StatusCode::from_u16(refusal.code.status()).unwrap();
        answer
    }
}

struct House {
    plane: DataPlane,
    seen: Arc<AtomicUsize>,
    inside: Arc<AtomicUsize>,
}

fn house(patience: Patience, connections: usize) -> House {
    let (seen, inside) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let address = "127.0.0.1:0".parse().unwrap();
    let front =
        Front { address, threads: 1, connections, patience, body_stall: patience.stall, tls: None, tidy: || () };
    let counts = (seen.clone(), inside.clone());
    let make = move |_, closing| Counter { seen: counts.0.clone(), inside: counts.1.clone(), closing };
    House { plane: DataPlane::start(front, make, || ()).unwrap(), seen, inside }
}

const PATIENT: Patience =
    Patience { head: Duration::from_secs(10), idle: Duration::from_secs(60), stall: Duration::from_secs(30) };
const HASTY: Patience =
    Patience { head: Duration::from_millis(200), idle: Duration::from_millis(400), stall: Duration::from_millis(300) };

impl House {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.plane.address()).await.unwrap()
    }

    /// Sends `bytes`, and reads until the gate ends the connection.
    async fn send(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes).await.unwrap();
        read_to_end(&mut stream).await
    }

    /// Waits until the house looks like that.
    async fn until(&self, is_so: impl Fn(&House) -> bool) {
        let waiting = async {
            while !is_so(self) {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(Duration::from_secs(20), waiting).await.expect("it never came to that");
    }

    fn seen(&self) -> usize {
        self.seen.load(Ordering::SeqCst)
    }
}

async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let read = timeout(Duration::from_secs(20), stream.read_to_end(&mut all)).await;
    read.expect("the gate does not end the connection").unwrap();
    String::from_utf8_lossy(&all).into_owned()
}

fn status(answer: &str) -> &str {
    answer.get(9..12).unwrap_or_default()
}
