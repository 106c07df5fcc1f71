//! Whatever could be read in two ways is refused, and what stands behind it is not read.

use super::{smuggled::smuggled, *};

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
    println!("figure SMUG-03 4000 requests hidden in an unread body: 0 read as requests, connection closed");
}
