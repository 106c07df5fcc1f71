//! Where one message ends and the next begins, and which headers cross the gate.

use crate::rig::{CHAT, House, PROVIDER_KEY, Stream, chat, exchange, planned};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn smug_01_ambiguous_framing_is_refused_and_the_connection_closed() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let auth = format!("authorization: Bearer {}\r\ncontent-type: application/json\r\n", key.secret);
    let head = format!("POST {CHAT} HTTP/1.1\r\nhost: x\r\n{auth}");
    let hidden = format!("{head}content-length: 2\r\n\r\n{{}}");
    let framings: Vec<String> = [
        "content-length: 4\r\ncontent-length: 5",
        "content-length: 4, 4",
        "content-length: +4",
        "content-length: -1",
        "content-length: 0x4",
        "content-length: 4 4",
        "content-length: 4\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ncontent-length: 4",
        "transfer-encoding : chunked",
        "transfer-encoding: chunked, chunked",
        "transfer-encoding: identity",
        "transfer-encoding: xchunked",
        "transfer-encoding: chunked, identity",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding:\tchunked;x",
        "transfer-encoding: \"chunked\"",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\r\ntransfer-encoding: identity",
        "content-length : 4",
        " content-length: 4",
        "content-length: 4\r\n folded",
        "x: y\r\n transfer-encoding: chunked",
        "content\0-length: 4",
        "content-length: 99999999999999999999",
        "content-length: \u{664}",
        "transfer-encoding: chu\u{6e}ked\u{b}",
        "content-length: ",
        "transfer-encoding: \r\n chunked",
        "content_length: 4\r\ncontent-length: 4\r\ntransfer-encoding: chunked",
        "transfer-encoding: chunked\u{0}",
    ]
    .into_iter()
    .map(|lines| format!("{head}{lines}\r\n\r\n0\r\n\r\n{hidden}"))
    .collect();
    let sizes =
        ["+2", "-2", "0x2", "2 ", " 2", "2;a=\nb", "2\n", "fffffffffffffffff", "", "zz", "2\r", "02;\"\r\n", "2\t"];
    let chunked =
        sizes.map(|size| format!("{head}transfer-encoding: chunked\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n{hidden}"));
    let lines = [
        format!("POST {CHAT} HTTP/1.1\nhost: x\nauthorization: Bearer {}\ncontent-length: 2\n\n{{}}", key.secret),
        format!("POST {CHAT} HTTP/1.1\r\nhost: x\r\nhost: y\r\ncontent-length: 0\r\n\r\n{hidden}"),
        format!("POST {CHAT} HTTP/1.1\r\ncontent-length: 0\r\n\r\n{hidden}"),
        format!("POST  {CHAT} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n{hidden}"),
        format!("POST {CHAT} HTTP/1.1 \r\nhost: x\r\ncontent-length: 0\r\n\r\n{hidden}"),
        format!("POST {CHAT} HTTP/9.9\r\nhost: x\r\ncontent-length: 0\r\n\r\n{hidden}"),
        format!("POST {CHAT}\r\nhost: x\r\n\r\n{hidden}"),
        format!("P\0ST {CHAT} HTTP/1.1\r\nhost: x\r\n\r\n{hidden}"),
        format!("POST {CHAT} HTTP/1.1\r\nhost: x\r\nno colon here\r\n\r\n{hidden}"),
        format!("POST {CHAT} HTTP/1.1\r\nhost: x\r\n: empty\r\n\r\n{hidden}"),
        format!("POST {CHAT} HTTP/1.1\rhost: x\r\r{hidden}"),
    ];
    // Every spelling of the one beside every spelling of the other, before it and behind it.
    let encodings = ["chunked", "Chunked", "chunked ", "\tchunked", "identity", "gzip", "x, chunked", "chunked, x", ""];
    let lengths = ["0", "4", "04", "4,4", "4.0", "1e1"];
    let both: Vec<String> = encodings
        .iter()
        .flat_map(|encoding| lengths.iter().map(move |length| (encoding, length)))
        .flat_map(|(encoding, length)| {
            let (a, b) = (format!("transfer-encoding: {encoding}"), format!("content-length: {length}"));
            [format!("{a}\r\n{b}"), format!("{b}\r\n{a}")]
        })
        .map(|lines| format!("{head}{lines}\r\n\r\n0\r\n\r\n{hidden}"))
        .collect();
    let variants: Vec<&String> = framings.iter().chain(&chunked).chain(&lines).chain(&both).collect();
    for request in &variants {
        let answer = exchange(house.addr(), request.as_bytes()).await;
        let answers = answer.everything().matches("HTTP/1.1 ").count();
        assert!(answers <= 1, "two answers to one message: {request:?}\n{}", answer.everything());
        assert!(
            answer.status == 0 || answer.status / 100 == 4 || answer.status == 501,
            "{request:?}: {}",
            answer.status
        );
    }
    assert_eq!(house.provider.stats().requests, 0, "nothing came through");
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
    println!("figure SMUG-01 {} ambiguous messages, one answer each at most, 0 requests came through", variants.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn smug_02_what_follows_an_upgrade_is_nobodys_request() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let body = chat("hello").to_string();
    let auth = format!("authorization: Bearer {}\r\ncontent-type: application/json\r\n", key.secret);
    let hidden = format!("POST /v1/hidden HTTP/1.1\r\nhost: x\r\n{auth}content-length: 2\r\n\r\n{{}}");
    let offers = ["websocket", "h2c", "h2c, websocket", "TLS/1.2, HTTP/1.1", "x"];
    for (n, offer) in offers.iter().enumerate() {
        let upgrade = format!("connection: upgrade, close\r\nupgrade: {offer}\r\nhttp2-settings: AAMAAABkAARAAAAA\r\n");
        let length = body.len();
        let call =
            format!("POST {CHAT} HTTP/1.1\r\nhost: x\r\n{auth}{upgrade}content-length: {length}\r\n\r\n{body}{hidden}");
        // Whatever the provider says to it, 101 included, nobody changes the protocol.
        house.provider.set_behaviour(planned(if n % 2 == 0 { "fault=switching" } else { "tokens=5" }), 1);
        let answer = exchange(house.addr(), call.as_bytes()).await;
        house.provider.clear_behaviour();
        assert!(!answer.everything().starts_with("HTTP/1.1 101"), "{offer}: {}", answer.everything());
        assert_eq!(answer.everything().matches("HTTP/1.1 ").count(), 1, "{offer}: {}", answer.everything());
    }
    for seen in house.provider.record() {
        assert_eq!((seen.target.as_str(), seen.body.as_slice()), (CHAT, body.as_bytes()));
        assert_eq!(seen.header("upgrade"), None);
    }
    println!("figure SMUG-02 {} upgrades with bytes behind them, 0 taken up, 0 bytes forwarded", offers.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn smug_04_no_header_of_a_caller_steers_the_provider() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let body = chat("hello").to_string();
    let sent = [
        ("connection", "close, authorization, x-api-key, content-type"),
        ("x_api_key", "evil"),
        ("api_key", "evil"),
        ("openai-organization", "evil"),
        ("openai-project", "evil"),
        ("x-forwarded-for", "evil"),
        ("x-forwarded-host", "evil"),
        ("forwarded", "for=evil"),
        ("x-real-ip", "evil"),
        ("via", "evil"),
        ("cookie", "evil=1"),
        ("te", "trailers"),
        ("x-forwarded-user", "evil"),
        ("proxy-authorization", "Basic evil"),
        ("wicketgate-session", "s1"),
        ("x-goog-user-project", "evil"),
    ];
    let lines: String = sent.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let request = format!(
        "POST {CHAT} HTTP/1.1\r\nhost: gate\r\nauthorization: Bearer {}\r\nx-api-key: {}\r\ncontent-type: application/json\r\nx-stainless-lang: rust\r\n{lines}content-length: {}\r\n\r\n{body}",
        key.secret,
        key.secret,
        body.len()
    );
    let answer = exchange(house.addr(), request.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let seen = house.provider.record().pop().expect("a request");
    let named = |name: &str| seen.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name)).count();
    assert_eq!(
        (named("authorization"), seen.header("authorization")),
        (1, Some(format!("Bearer {PROVIDER_KEY}").as_str()))
    );
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.header("x-stainless-lang"), Some("rust"), "ordinary headers pass");
    for (name, value) in &seen.headers {
        assert!(!value.contains("evil") && !value.contains(&key.secret), "{name}: {value}");
        assert!(!name.starts_with("wicketgate") && name != "x-api-key", "{name}");
    }
    let twice = format!(
        "POST {CHAT} HTTP/1.1\r\nhost: gate\r\nconnection: close\r\nauthorization: Bearer {}\r\nauthorization: Bearer other\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        key.secret,
        body.len()
    );
    assert_eq!(exchange(house.addr(), twice.as_bytes()).await.status, 400);
    println!("figure SMUG-04 {} steering headers sent, 0 arrived; the provider's own key once", sent.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_03_oversized_requests_are_refused_before_they_are_kept() {
    let house = House::open("[limits]\nbody_bytes = \"64KiB\"\n").await;
    let key = house.key(&[]).await;
    let auth = format!("authorization: Bearer {}\r\ncontent-type: application/json\r\n", key.secret);
    let head = |target: &str, lines: &str| {
        format!("POST {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{auth}{lines}\r\n")
    };
    let huge = format!("x-a: {}\r\n", "a".repeat(64 << 10));
    let many: String = (0..101).map(|n| format!("x-{n}: 1\r\n")).collect();
    let long = format!("{CHAT}?{}", "q".repeat(8 << 10));
    let mut slowest = std::time::Duration::ZERO;
    for (what, request, status) in [
        ("a header of 64 KiB", head(CHAT, &format!("{huge}content-length: 0\r\n")), 431),
        ("101 headers", head(CHAT, &format!("{many}content-length: 0\r\n")), 431),
        ("a URL of 8 KiB", head(&long, "content-length: 0\r\n"), 414),
        ("10 GiB announced", head(CHAT, "content-length: 10737418240\r\n"), 413),
    ] {
        let begun = std::time::Instant::now();
        let answer = exchange(house.addr(), request.as_bytes()).await;
        assert_eq!(answer.status, status, "{what}: {}", answer.everything());
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{what}");
        slowest = slowest.max(begun.elapsed());
    }
    let mut endless = Stream::open(house.addr(), head(CHAT, "transfer-encoding: chunked\r\n").as_bytes()).await;
    let chunk = [b"4000\r\n".as_slice(), &[b' '; 0x4000], b"\r\n"].concat();
    let mut sent = 0;
    while sent < 64 << 20 {
        if tokio::io::AsyncWriteExt::write_all(&mut endless.tcp, &chunk).await.is_err() {
            break;
        }
        sent += 0x4000;
    }
    assert!(sent < 64 << 20, "the gate read on without end");
    assert_eq!(house.provider.stats().connections, 0);
    let (slowest, sent) = (slowest.as_millis(), sent >> 10);
    println!("figure LOAD-03 431, 431, 414, 413 within {slowest} ms; an endless body of 64 KiB ended after {sent} KiB");
}
