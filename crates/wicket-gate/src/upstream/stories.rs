//! The client over real sockets, against providers that lie, stall, hang up and send callers elsewhere.

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
    client::{Kind, Upstream, UpstreamError, Waits},
    connect::Resolver,
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

#[tokio::test]
async fn the_call_arrives_as_it_was_made_and_the_connection_serves_the_next_one() {
    let liar = liar(OK, Then::Stay).await;
    let upstream = upstream(&format!("http://127.0.0.1:{}/base/", liar.port), Resolver::System);
    for _ in 0..5 {
        assert_eq!(whole(&upstream, &WAITS).await.unwrap(), "ok");
    }
    assert_eq!(liar.connections(), 1);
    let wanted = format!(
        "POST /base/v1/chat/completions?a=b HTTP/1.1\r\nauthorization: Bearer ours\r\nhost: 127.0.0.1:{}\r\ncontent-length: 2\r\n\r\n{{}}",
        liar.port
    );
    assert_eq!(*liar.requests.lock().unwrap(), wanted.repeat(5));
}

#[tokio::test]
async fn fault_06_an_answer_that_breaks_http_is_an_error_and_its_connection_is_not_used_again() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let long = format!("{chunked}5;{}\r\nhello\r\n0\r\n\r\n", "x".repeat(1 << 20));
    let many = "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n".repeat(1000) + OK;
    for answer in [
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok!",
        "HTTP/1.1 200 OK\r\ncontent-length: 2, 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\ncontent-length: 2\n\nok",
        "HTTP/1.1 200 OK\r\ncontent-length : 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nx: a\r\n b\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nx: a\0b\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 204 No Content\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nok",
        "HTTP/0.9 200 OK\r\n\r\n",
        "HTTP/3 200\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "<html>hello</html>\r\n\r\n",
        "\r\n\r\n",
        "\u{15}\u{3}\u{1}\0\u{2}\u{2}\u{16}\n",
        "220 smtp ready\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        &format!("{chunked}-1\r\nok\r\n0\r\n\r\n"),
        &format!("{chunked}fffffffffffffffff\r\nok\r\n0\r\n\r\n"),
        &format!("{chunked}2\r\nokX\r\n0\r\n\r\n"),
        &format!("{chunked}2\nok\n0\n\n"),
        &format!("{chunked}2\r\nok\r\n0\r\nbad trailer\r\n\r\n"),
        &format!("{chunked}2\r\nok\r\n0\r\ncontent-length: 5\r\n\r\n"),
        &long,
        &many,
    ] {
        let shown = answer.get(..80.min(answer.len())).unwrap_or_default().to_owned();
        let liar = liar(answer, Then::Stay).await;
        let upstream = liar.upstream();
        for round in 1..=2 {
            let error = whole(&upstream, &WAITS).await.expect_err(&shown);
            assert_eq!((error.kind, error.sent), (Kind::Garbage, true), "{shown:?}: {error}");
            assert_eq!(liar.connections(), round, "{shown:?}");
        }
    }
}

#[tokio::test]
async fn fault_06_what_follows_an_answer_is_not_taken_for_the_next_one() {
    let liar = liar(format!("{OK}HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged"), Then::Stay).await;
    let upstream = liar.upstream();
    for _ in 0..3 {
        assert_eq!(whole(&upstream, &WAITS).await.unwrap(), "ok");
        hung_up(&upstream).await;
    }
    assert_eq!(liar.connections(), 3);
}

#[tokio::test]
async fn fault_04_an_answer_that_breaks_off_is_an_error_wherever_it_does() {
    for answer in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\no",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n",
    ] {
        let liar = liar(answer, Then::HangUp).await;
        let error = whole(&liar.upstream(), &WAITS).await.expect_err(answer);
        assert_eq!((error.kind, error.sent), (Kind::Cut, true), "{answer:?}: {error}");
    }
}

#[tokio::test]
async fn fault_02_a_provider_that_stays_silent_is_given_up_in_time() {
    let silent = liar("", Then::Stay).await;
    let error = whole(&silent.upstream(), &HASTY).await.unwrap_err();
    assert_eq!((error.kind, error.sent), (Kind::Timeout, true));
    let stalls = liar("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok", Then::Stay).await;
    let error = whole(&stalls.upstream(), &HASTY).await.unwrap_err();
    assert_eq!(error.kind, Kind::Timeout);
    let total = Waits { total: Some(Duration::from_millis(150)), ..WAITS };
    assert_eq!(whole(&stalls.upstream(), &total).await.unwrap_err().kind, Kind::Timeout);
}

#[tokio::test]
async fn fault_01_a_refused_connection_was_not_sent() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let error = whole(&upstream(&format!("http://127.0.0.1:{free}"), Resolver::System), &WAITS).await.unwrap_err();
    assert_eq!((error.kind, error.sent), (Kind::Refused, false));
}

#[tokio::test]
async fn a_waiting_connection_that_was_closed_is_replaced_without_a_word() {
    let liar = liar(OK, Then::HangUp).await;
    let upstream = liar.upstream();
    for round in 1..=3 {
        assert_eq!(whole(&upstream, &WAITS).await.unwrap(), "ok");
        assert_eq!(liar.connections(), round);
        hung_up(&upstream).await;
    }
}

#[tokio::test]
async fn ssrf_02_redirects_are_answers_and_not_followed() {
    let target = liar(OK, Then::Stay).await;
    for status in [301, 302, 303, 307, 308] {
        let answer =
            format!("HTTP/1.1 {status} x\r\nlocation: http://127.0.0.1:{}/\r\ncontent-length: 0\r\n\r\n", target.port);
        let liar = liar(answer, Then::Stay).await;
        assert_eq!(call(&liar.upstream(), &WAITS).await.unwrap().status(), status);
    }
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn ssrf_03_a_name_that_leads_inside_gets_no_connection() {
    let target = liar(OK, Then::Stay).await;
    let inside: IpAddr = [127, 0, 0, 1].into();
    for addresses in [vec![inside], vec!["1.1.1.1".parse().unwrap(), inside], vec!["::ffff:127.0.0.1".parse().unwrap()]]
    {
        let table = Resolver::Table(Arc::new(move |_| addresses.clone()));
        let upstream = upstream(&format!("http://api.example.com:{}", target.port), table);
        let error = call(&upstream, &WAITS).await.unwrap_err();
        assert_eq!((error.kind, error.sent), (Kind::Address, false));
    }
    assert_eq!(target.connections(), 0);
}

#[tokio::test]
async fn ssrf_03_a_name_is_resolved_once_and_the_checked_address_is_the_one_connected_to() {
    let target = liar(OK, Then::Stay).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    // The first answer is fine, every later one is not: what was checked must be what is used.
    let table = Resolver::Table(Arc::new(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        0 => vec![[127, 0, 0, 1].into()],
        _ => vec![[169, 254, 169, 254].into()],
    }));
    let upstream = upstream(&format!("http://localhost:{}", target.port), table);
    assert_eq!(whole(&upstream, &WAITS).await.unwrap(), "ok");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn dropping_an_answer_hangs_up_on_the_provider() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let upstream = upstream(&format!("http://{}", listener.local_addr().unwrap()), Resolver::System);
    let provider = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n").await.unwrap();
        // Ends only when the gate hangs up.
        stream.read_to_end(&mut Vec::new()).await.map_or(0, |n| n)
    });
    let mut answer = call(&upstream, &WAITS).await.unwrap();
    assert!(answer.body_mut().frame().await.unwrap().is_ok());
    drop(answer);
    assert_eq!(tokio::time::timeout(Duration::from_secs(5), provider).await.unwrap().unwrap(), 0);
}
