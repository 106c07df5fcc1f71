//! Visitors who are slow, large, many, gone or rude, and a house that closes.

use super::*;

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
