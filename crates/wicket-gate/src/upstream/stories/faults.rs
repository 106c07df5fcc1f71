//! Answers that break the protocol, break off or never come.

use super::*;

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
