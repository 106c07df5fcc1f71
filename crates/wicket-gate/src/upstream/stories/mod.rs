//! The client over real sockets, against providers that lie, stall, hang up and send callers elsewhere.
//! This file is the liar of whom the stories tell.

mod destinations;
mod faults;

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::{
    client::{Upstream, Waits},
    connect::Resolver,
    error::{Kind, UpstreamError},
    pool,
    reply::Reply,
};
use crate::address::{Destination, Private};

const WAITS: Waits = Waits {
    connect: Duration::from_secs(5),
    first_byte: Duration::from_secs(5),
    idle: Duration::from_secs(5),
    total: None,
};
const HASTY: Waits = Waits { first_byte: Duration::from_millis(150), idle: Duration::from_millis(150), ..WAITS };

/// A provider on a free port that answers each request with the same bytes.
struct Liar {
    port: u16,
    connections: Arc<AtomicUsize>,
    requests: Arc<std::sync::Mutex<String>>,
}

/// What the provider does after its answer.
#[derive(Clone, Copy, PartialEq)]
enum Then {
    Stay,
    HangUp,
}

async fn liar(answer: impl Into<Vec<u8>>, then: Then) -> Liar {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (connections, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(std::sync::Mutex::new(String::new())));
    let (counted, noted, answer) = (connections.clone(), requests.clone(), answer.into());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            let (noted, answer) = (noted.clone(), answer.clone());
            tokio::spawn(async move {
                let mut buffer = vec![0; 64 << 10];
                while let Ok(n @ 1..) = stream.read(&mut buffer).await {
                    noted.lock().unwrap().push_str(&String::from_utf8_lossy(&buffer[..n]));
                    if stream.write_all(&answer).await.is_err() || then == Then::HangUp {
                        return;
                    }
                }
            });
        }
    });
    Liar { port, connections, requests }
}

impl Liar {
    fn upstream(&self) -> Arc<Upstream> {
        upstream(&format!("http://127.0.0.1:{}", self.port), Resolver::System)
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn upstream(url: &str, resolver: Resolver) -> Arc<Upstream> {
    Upstream::new(Destination::parse(url, Private::None).unwrap(), None, resolver).unwrap()
}

async fn call(upstream: &Upstream, waits: &Waits) -> Result<Response<Reply>, UpstreamError> {
    let head = Request::post("/v1/chat/completions?a=b").header("authorization", "Bearer ours").body(()).unwrap();
    upstream.call(head.into_parts().0, Bytes::from_static(b"{}"), waits).await
}

async fn whole(upstream: &Upstream, waits: &Waits) -> Result<String, UpstreamError> {
    let body = call(upstream, waits).await?.into_body().collect().await?;
    Ok(String::from_utf8_lossy(&body.to_bytes()).into_owned())
}

/// Waits until the client knows that its waiting connection is of no use.
async fn hung_up(upstream: &Upstream) {
    while pool::has_ready(upstream.number) {
        tokio::task::yield_now().await;
    }
}

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
