//! The perimeter over real sockets, told as stories.

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
    let front = Front { address, threads: 1, connections, patience, body_stall: patience.stall, tls: None };
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

/// Heads and bodies that some parser reads as two requests. `{}` in each would be the second one.
fn smuggled() -> Vec<String> {
    let post = |headers: &str, body: &str| format!("POST /a HTTP/1.1\r\nhost: gate\r\n{headers}\r\n{body}");
    let (chunked, sized) = ("transfer-encoding: chunked\r\n", "content-length: 5\r\n");
    let hidden = "GET /hidden HTTP/1.1\r\nhost: gate\r\n\r\n";
    let zero = format!("0\r\n\r\n{hidden}");
    let mut all = Vec::new();
    // Two lengths, or one that is none.
    for (one, other) in [(chunked, sized), (sized, chunked), (sized, sized), (sized, "content-length: 6\r\n")] {
        all.push(post(&format!("{one}{other}"), &zero));
    }
    for length in [
        "+5",
        "-5",
        "5 ",
        " 5",
        "\t5",
        "5\t",
        "5,5",
        "5, 5",
        "5;",
        "0x5",
        "5.0",
        "5e0",
        "",
        " ",
        "five",
        "5 5",
        "\u{b}5",
        "99999999999999999999",
        "18446744073709551616",
        "0005 ",
        "5\u{a0}",
        "\"5\"",
        "_5",
        "5_0",
        "٥",
    ] {
        all.push(post(&format!("content-length: {length}\r\n"), &zero));
    }
    for name in [
        "content-length ",
        " content-length",
        "content-length\t",
        "content_length",
        "content-length\u{b}",
        "\tcontent-length",
    ] {
        all.push(post(&format!("{name}: 5\r\n"), &zero));
    }
    // Encodings that are chunked to some.
    for coding in [
        "chunked, chunked",
        "identity",
        "identity, chunked",
        "chunked, identity",
        "gzip, chunked",
        "chunked;q=1",
        "xchunked",
        "chunkedx",
        "\"chunked\"",
        "'chunked'",
        "chunked ",
        " chunked",
        "\tchunked",
        "chunked\t",
        "\u{b}chunked",
        "chunked\u{b}",
        "chunked,",
        ",chunked",
        "chu\tnked",
        "chun ked",
        "",
        "x",
        "chunked\u{c}",
        "cow",
        "deflate",
        "trailers",
        "chunked\u{0}",
        "\u{0}chunked",
        "\u{7f}chunked",
        "c\u{127}unked",
    ] {
        all.push(post(&format!("transfer-encoding: {coding}\r\n"), &zero));
    }
    for name in [
        "transfer-encoding ",
        " transfer-encoding",
        "transfer-encoding\t",
        "transfer_encoding",
        "transfer-encoding\u{b}",
        "\ttransfer-encoding",
        "x: y\rtransfer-encoding",
        "x: y\ntransfer-encoding",
        "transfer-encoding\r",
        "transfer encoding",
    ] {
        all.push(post(&format!("{name}: chunked\r\n"), &zero));
    }
    all.push(post("transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n", &zero));
    all.push(post("transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n", &zero));
    all.push(post("transfer-encoding:\r\n chunked\r\n", &zero));
    all.push(post("transfer-encoding:\r\n\tchunked\r\n", &zero));
    // Lines that end in another way.
    for head in [
        "GET /a HTTP/1.1\nhost: gate\n\n",
        "GET /a HTTP/1.1\r\nhost: gate\n\r\n",
        "GET /a HTTP/1.1\nhost: gate\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\n\n",
        "GET /a HTTP/1.1\r\rhost: gate\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\rx: y\r\n\r\n",
        "\r\nGET /a HTTP/1.1\r\nhost: gate\r\n\r\n",
        "\nGET /a HTTP/1.1\r\nhost: gate\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx: a\r\n b\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\n: y\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx y: z\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx: a\u{0}b\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx\u{0}: b\r\n\r\n",
        "GET /a HTTP/1.1\r\n host: gate\r\n\r\n",
        "GET /a HTTP/1.1\r\nhost: gate\r\nx(y): z\r\n\r\n",
    ] {
        all.push(format!("{head}{hidden}"));
    }
    // Start lines.
    for line in [
        "GET  /a HTTP/1.1",
        "GET /a  HTTP/1.1",
        "GET\t/a HTTP/1.1",
        "GET /a\tHTTP/1.1",
        " GET /a HTTP/1.1",
        "GET /a HTTP/1.1 ",
        "GET /a HTTP/1.1 x",
        "GET /a",
        "GET",
        "get /a HTTP/1.1",
        "G@T /a HTTP/1.1",
        "GET /a HTTP/1.2",
        "GET /a HTTP/2.0",
        "GET /a HTTP/0.9",
        "GET /a http/1.1",
        "GET /a HTTP/1",
        "GET /a HTTP/1.10",
        "GET /a HTTP/11",
        "GET /a HTTP/1.1\u{0}",
        "GET /a b HTTP/1.1",
        "GET a HTTP/1.1",
        "GET * HTTP/1.1",
        "OPTIONS * HTTP/1.1",
        "GET http://gate/a HTTP/1.1",
        "GET http://other/a HTTP/1.1",
        "CONNECT gate:443 HTTP/1.1",
        "GET /a#b HTTP/1.1",
        "GET /a\\b HTTP/1.1",
        "GET /\u{e4} HTTP/1.1",
        "GET /a\u{0} HTTP/1.1",
        "GET /a\u{7f} HTTP/1.1",
    ] {
        all.push(format!("{line}\r\nhost: gate\r\n\r\n{hidden}"));
    }
    // Hosts.
    for host in [
        "",
        "host: a/b?x=#@\r\n",
        "host: gate\r\nhost: gate\r\n",
        "host: gate\r\nhost: other\r\n",
        "host: a b\r\n",
        "host: a,b\r\n",
        "host: user@gate\r\n",
        "host: gate:x\r\n",
        "host:\r\n",
        "host : gate\r\n",
        "host: gate/\r\n",
        "host: gate#\r\n",
    ] {
        all.push(format!("GET /a HTTP/1.1\r\n{host}\r\n{hidden}"));
    }
    // Protocol switches and old versions.
    for headers in [
        "connection: upgrade\r\nupgrade: websocket\r\n",
        "upgrade: h2c, websocket\r\n",
        "upgrade: tls/1.3\r\n",
        "upgrade: H2C\r\n",
        "expect: 200-ok\r\n",
        "expect: 100-continue, x\r\n",
    ] {
        all.push(format!("GET /a HTTP/1.1\r\nhost: gate\r\n{headers}\r\n{hidden}"));
    }
    all.push(format!("POST /a HTTP/1.0\r\nhost: gate\r\n{chunked}connection: keep-alive\r\n\r\n{zero}"));
    all
}

#[tokio::test]
async fn smug_01_smug_02_smug_03_an_ambiguous_head_is_refused_and_nothing_behind_it_is_read() {
    let house = house(PATIENT, 100);
    let variants = smuggled();
    assert!(variants.len() >= 120, "{} variants", variants.len());
    for bytes in &variants {
        let answer = house.send(bytes.as_bytes()).await;
        assert_eq!(status(&answer), "400", "{bytes:?} got {answer:?}");
        assert!(answer.ends_with("{\"code\":\"perimeter.malformed\"}"), "{answer:?}");
        assert!(answer.contains("connection: close\r\n"), "{answer:?}");
    }
    assert_eq!(house.seen(), 0);
}

#[tokio::test]
async fn smug_01_a_spoilt_chunk_ends_the_connection_and_nothing_behind_it_is_read() {
    let house = house(PATIENT, 100);
    for body in [
        "5;a=b\r\nhello\r\n0\r\n\r\n",
        "5 \r\nhello\r\n0\r\n\r\n",
        "-1\r\n",
        "ffffffffffffffff1\r\nx",
        "5\r\nhelloX\r\n0\r\n\r\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
        "5\nhello\n0\n\n",
        "0\r\nx: y\r\n\r\n",
        "0\r\n\n",
        "\r\n5\r\nhello",
    ] {
        let before = house.seen();
        let bytes = format!(
            "POST /a HTTP/1.1\r\nhost: gate\r\ntransfer-encoding: chunked\r\n\r\n{body}GET /hidden HTTP/1.1\r\nhost: gate\r\n\r\n"
        );
        let answer = house.send(bytes.as_bytes()).await;
        assert_eq!(status(&answer), "400", "{body:?} got {answer:?}");
        assert_eq!(answer.matches("HTTP/1.1").count(), 1, "{answer:?}");
        assert!(house.seen() <= before + 1);
    }
}

#[tokio::test]
async fn smug_01_a_sound_request_is_answered_before_the_spoilt_one_behind_it_is_refused() {
    let house = house(PATIENT, 100);
    let answer = house.send(b"GET /one HTTP/1.1\r\nhost: gate\r\n\r\nGET /two HTTP/1.1\nhost: gate\r\n\r\n").await;
    assert!(answer.contains("/one 0") && answer.contains("HTTP/1.1 400"), "{answer:?}");
    assert_eq!(house.seen(), 1);
}

#[tokio::test]
async fn smug_03_an_unread_body_is_never_taken_for_a_request() {
    let house = house(PATIENT, 100);
    let hidden = "GET /hidden HTTP/1.1\r\nhost: gate\r\n\r\n".repeat(4000);
    let bytes = format!("POST /unread HTTP/1.1\r\nhost: gate\r\ncontent-length: {}\r\n\r\n{hidden}", hidden.len());
    let mut stream = house.connect().await;
    // The gate may close before all of it has gone out.
    let _ = stream.write_all(bytes.as_bytes()).await;
    let mut all = Vec::new();
    let _ = timeout(Duration::from_secs(5), stream.read_to_end(&mut all)).await.expect("the gate keeps the connection");
    assert_eq!(house.seen(), 1);
}

#[tokio::test]
async fn requests_in_one_byte_pieces_and_in_a_row_come_through_unchanged() {
    let house = house(PATIENT, 100);
    let mut stream = house.connect().await;
    stream.set_nodelay(true).unwrap();
    let one = b"POST /a HTTP/1.1\r\nhost: gate\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    for byte in one {
        stream.write_all(&[*byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    let big = vec![b'x'; 1 << 20];
    let two =
        format!("POST /b HTTP/1.1\r\nhost: gate\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n", big.len());
    stream.write_all(two.as_bytes()).await.unwrap();
    stream.write_all(&big).await.unwrap();
    stream.write_all(b"GET /c HTTP/1.1\r\nhost: gate\r\nconnection: close\r\n\r\n").await.unwrap();
    let answer = read_to_end(&mut stream).await;
    for part in ["/a 3", "/b 1048576", "/c 0"] {
        assert!(answer.contains(part), "{part} in {answer:?}");
    }
}

#[tokio::test]
async fn load_03_what_is_too_large_gets_its_own_refusal() {
    let house = house(PATIENT, 100);
    let line = |n: usize| format!("GET /{} HTTP/1.1\r\nhost: g\r\n\r\n", "a".repeat(n));
    let many = format!("GET / HTTP/1.1\r\nhost: g\r\n{}\r\n", "a: b\r\n".repeat(100));
    let fat = format!("GET / HTTP/1.1\r\nhost: g\r\na: {}\r\n\r\n", "b".repeat(64 << 10));
    let huge = "POST / HTTP/1.1\r\nhost: g\r\ncontent-length: 10737418240\r\n\r\n".to_owned();
    let endless = format!(
        "POST / HTTP/1.1\r\nhost: g\r\ntransfer-encoding: chunked\r\n\r\n{}",
        "10000\r\n".to_owned() + &"x".repeat(1 << 16) + "\r\n"
    );
    for (bytes, wanted) in [(line(8 << 10), "414"), (many, "431"), (fat, "431"), (huge, "413")] {
        assert_eq!(status(&house.send(bytes.as_bytes()).await), wanted);
    }
    let (mut stream, chunk) = (house.connect().await, endless.split_once("\r\n\r\n").unwrap().1.repeat(70));
    let head = endless.split_once("\r\n\r\n").unwrap().0;
    stream.write_all(format!("{head}\r\n\r\n").as_bytes()).await.unwrap();
    let _ = stream.write_all(chunk.as_bytes()).await;
    let mut first = [0; 12];
    stream.read_exact(&mut first).await.unwrap();
    assert_eq!(&first, b"HTTP/1.1 413");
}

#[tokio::test]
async fn load_02_slow_visitors_are_shown_out() {
    let house = house(HASTY, 100);
    let silent = house.send(b"").await;
    let stalled_head = house.send(b"GET /a HTTP/1.1\r\nhost: g").await;
    let stalled_preface = house.send(b"PRI * HTTP").await;
    let slow_body = house.send(b"POST /a HTTP/1.1\r\nhost: g\r\ncontent-length: 9\r\n\r\nabc").await;
    assert_eq!((silent.as_str(), stalled_preface.as_str()), ("", ""));
    assert_eq!((status(&stalled_head), status(&slow_body)), ("408", "408"));
    // A visitor who asked once and then rests is shown out too, without a word.
    let rested = house.send(b"GET /a HTTP/1.1\r\nhost: g\r\n\r\n").await;
    assert!(rested.ends_with("/a 0"), "{rested:?}");
    house.until(|house| house.plane.connections() == 0).await;
}

#[tokio::test]
async fn load_07_one_connection_too_many_is_told_to_come_back() {
    let house = house(PATIENT, 2);
    let (_one, mut two) = (house.connect().await, house.connect().await);
    two.write_all(b"GET /a HTTP/1.1\r\nhost: g\r\n\r\n").await.unwrap();
    two.read_exact(&mut [0; 12]).await.unwrap();
    let answer = house.send(b"").await;
    assert_eq!(status(&answer), "503", "{answer:?}");
}

#[tokio::test]
async fn rate_08_visitors_who_leave_end_their_visits() {
    let house = house(PATIENT, 100);
    for _ in 0..3 {
        let mut leaving = Vec::new();
        for _ in 0..30 {
            let mut stream = house.connect().await;
            stream.write_all(b"GET /until-cut HTTP/1.1\r\nhost: g\r\n\r\n").await.unwrap();
            leaving.push(stream);
        }
        house.until(|house| house.inside.load(Ordering::SeqCst) == 30).await;
        drop(leaving);
        house.until(|house| house.inside.load(Ordering::SeqCst) == 0).await;
    }
}

#[tokio::test]
async fn a_panic_ends_one_visit_only() {
    let house = house(PATIENT, 100);
    let answer = house.send(b"GET /panic HTTP/1.1\r\nhost: g\r\nconnection: close\r\n\r\n").await;
    assert!(status(&answer) == "500" && answer.contains("internal"), "{answer:?}");
    let next = house.send(b"GET /a HTTP/1.1\r\nhost: g\r\nconnection: close\r\n\r\n").await;
    assert!(next.ends_with("/a 0"), "{next:?}");
}

#[tokio::test]
async fn a_drain_lets_visits_finish_and_then_tells_streams_to_end() {
    let house = house(PATIENT, 100);
    let (mut idle, mut running) = (house.connect().await, house.connect().await);
    running.write_all(b"GET /until-cut HTTP/1.1\r\nhost: g\r\n\r\n").await.unwrap();
    idle.write_all(b"GET /a HTTP/1.1\r\nhost: g\r\n\r\n").await.unwrap();
    idle.read_exact(&mut [0; 12]).await.unwrap();
    house.until(|house| house.seen() == 2).await;
    let (address, closing) = (house.plane.address(), house.plane.closing());
    assert_eq!(closing.stage(), Stage::Open);
    let drained = tokio::spawn(house.plane.drain(Duration::from_millis(300)));
    // The idle connection is closed at once, the running visit is cut when its time is up and answers nevertheless.
    read_to_end(&mut idle).await;
    assert_eq!(closing.stage(), Stage::Draining);
    assert!(TcpStream::connect(address).await.is_err());
    let answer = read_to_end(&mut running).await;
    assert!(answer.ends_with("cut") && answer.contains("connection: close"), "{answer:?}");
    timeout(Duration::from_secs(10), drained).await.expect("the threads end").unwrap();
}

#[tokio::test]
async fn http_2_by_prior_knowledge_is_served() {
    let house = house(PATIENT, 100);
    let io = hyper_util::rt::TokioIo::new(house.connect().await);
    let exec = hyper_util::rt::TokioExecutor::new();
    let (mut sender, connection) = hyper::client::conn::http2::handshake(exec, io).await.unwrap();
    let connection = tokio::spawn(connection);
    for (uri, wanted) in [("http://gate/a", StatusCode::OK), ("http://user@gate/a", StatusCode::BAD_REQUEST)] {
        let request = http::Request::builder().uri(uri).body(Full::<Bytes>::default()).unwrap();
        assert_eq!(sender.send_request(request).await.unwrap().status(), wanted, "{uri}");
    }
    drop(sender);
    timeout(Duration::from_secs(5), connection).await.unwrap().unwrap().unwrap();
}
