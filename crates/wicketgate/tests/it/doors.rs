//! Paths, hosts, media types and links: what leads in, and what is never followed.

use serde_json::{Value, json};

use crate::rig::{CHAT, House, MESSAGES, ask, chat, exchange, full};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_06_only_plain_json_comes_in() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let body = chat("hello").to_string();
    let kinds = [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "application/jsonx",
        "text/json",
        "application/json, text/plain",
        "",
        "multipart/mixed; boundary=\"",
        "application/json; charset=\"utf-8\"; charset=utf-16",
    ];
    let (begun, mut refused) = (std::time::Instant::now(), kinds.len() + 7);
    for kind in kinds {
        let answer = house.post_bytes(&key, CHAT, &[("content-type", kind)], body.as_bytes()).await;
        assert!(matches!(answer.status, 400 | 415), "{kind}: {}", answer.status);
    }
    for (name, value) in [("content-encoding", "gzip"), ("content-type", "text/plain")] {
        let headers = [("content-type", "application/json"), (name, value)];
        assert_eq!(house.post_bytes(&key, CHAT, &headers, body.as_bytes()).await.status / 100, 4, "{name}");
    }
    let bare = format!(
        "POST {CHAT} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-length: 2\r\n\r\n{{}}",
        key.secret
    );
    assert_eq!(exchange(house.addr(), bare.as_bytes()).await.status, 415, "no content type");
    let wide: Vec<u8> = body.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [
        wide,
        [b"\xef\xbb\xbf", body.as_bytes()].concat(),
        b"{\"model\":\"\xff\"}".to_vec(),
        [body.as_bytes(), b"{}"].concat(),
    ] {
        assert_eq!(house.post_bytes(&key, CHAT, &[], &bytes).await.code(), "input.json");
    }
    for n in 0..full(20, 200) {
        let boundary = format!("multipart/form-data; boundary={}", "-\"=;,\\".repeat(1 + n * 7 % 90));
        let parts = format!("--{boundary}\r\n").repeat(1 + n % 40);
        let answer = house.post_bytes(&key, CHAT, &[("content-type", &boundary)], parts.as_bytes()).await;
        assert!(matches!(answer.status, 400 | 415 | 431), "{boundary}: {}", answer.status);
        refused += 1;
    }
    let each = begun.elapsed().as_micros() as usize / refused;
    assert_eq!(house.provider.stats().connections, 0);
    println!("figure PARSE-06 {refused} of {refused} other contents refused, {each} microseconds each");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_08_only_exact_paths_and_hosts_lead_anywhere() {
    const TWISTS: [&str; 16] = [
        "//",
        "/./",
        "/x/../",
        "%2f",
        "%2F",
        "/%2e%2e/",
        "/;/",
        ";a=b/",
        "%00/",
        "/%2e/",
        "\\",
        "/%5c",
        "%25%32%66",
        "/.%2e/",
        "/ /",
        "/\u{2215}/",
    ];
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let body = chat("hello").to_string();
    let mut tried = 0;
    let ask = async |target: &str, host: &str| {
        let head = format!(
            "POST {target} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            key.secret,
            body.len()
        );
        exchange(house.addr(), head.as_bytes()).await.status
    };
    // One twist in each place and, in full, a second one behind it.
    let seconds = full(&[""][..], &TWISTS);
    for (twist, second) in TWISTS.iter().flat_map(|first| seconds.iter().map(move |second| (first, second))) {
        for (head, tail) in [
            ("", "v1/chat/completions"),
            ("/v1", "chat/completions"),
            ("/v1/chat", "completions"),
            ("/to/openai", "v1/chat/completions"),
            ("/v1/chat/completions", ""),
            ("/v1/messages", "count_tokens"),
            ("/x", "v1/messages"),
            ("/v1/models", "gpt-4o"),
        ] {
            let target = format!("{head}{twist}{second}{tail}");
            let status = ask(&target, "gate").await;
            assert!(matches!(status, 400 | 404), "{target}: {status}");
            tried += 1;
        }
    }
    for target in [
        "/v1/chat/completions/",
        "/v1/chat/completions;x",
        "/v1/chat/completions%20",
        "/V1/chat/completions",
        "/v1/chat/completions/.",
        "/v1/chat/completions%00",
        "/v1/chat/completions#x",
        "*",
        "v1/chat/completions",
        "/to//v1/chat/completions",
        "/to/openai%2f..%2fx/v1/chat/completions",
        "/v1/files",
        "/v1/audio/speech",
    ] {
        let status = ask(target, "gate").await;
        assert!(matches!(status, 400 | 404), "{target}: {status}");
        tried += 1;
    }
    for host in ["a/b?x=#@", "a b", "user@gate", "gate:99999", "gate:80:80", "[::1", "a\tb", "gate,evil", "", "%67ate"]
    {
        let status = ask(CHAT, host).await;
        assert_eq!(status, 400, "host {host:?}");
        tried += 1;
    }
    assert_eq!(house.provider.stats().connections, 0);
    assert_eq!(ask(CHAT, "gate:8080").await, 200);
    println!("figure PARSE-08 {tried} of {tried} variants of path and host refused, 0 connections to the provider");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ssrf_04_a_call_cannot_choose_its_destination() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let elsewhere = format!("http://{}", house.provider.refusing_addr());
    for name in ["api_base", "base_url", "custom_host", "api_key", "extra_body", "extra_headers"] {
        let mut body = chat("hello");
        body[name] = if name.starts_with("extra") { json!({"api_base": elsewhere}) } else { json!(elsewhere) };
        assert_eq!(house.chat(&key, &body).await.code(), "input.destination", "{name}");
    }
    for header in [
        "x-base-url",
        "x-api-base",
        "x-target-url",
        "x-portkey-custom-host",
        "openai-base-url",
        "x-upstream",
        "x-forwarded-host",
        "helicone-target-url",
    ] {
        let body = chat("hello").to_string();
        let answer = house.post_bytes(&key, CHAT, &[(header, &elsewhere)], body.as_bytes()).await;
        assert!(matches!(answer.status, 200 | 400), "{header}");
    }
    let host = house.provider.addr().to_string();
    for seen in house.provider.record() {
        assert_eq!(seen.header("host"), Some(host.as_str()));
        assert_eq!(seen.header("authorization"), Some("Bearer sk-pretend-7Hq2mZ9vXc4LpT1wKd8R"));
    }
    println!("figure SSRF-04 6 of 6 fields refused, 8 headers without effect: the key went to its own host only");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ssrf_07_links_in_a_call_are_never_fetched() {
    use tokio::net::TcpListener;
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let link = format!("http://{}/image.png", listener.local_addr().expect("an address"));
    let mut body = chat("x");
    body["messages"][0]["content"] =
        json!([{"type": "text", "text": "what is this"}, {"type": "image_url", "image_url": {"url": link}}]);
    let mut message = ask("x");
    message["messages"][0]["content"] =
        json!([{"type": "image", "source": {"type": "url", "url": link}}, {"type": "text", "text": "what"}]);
    for (path, body) in [(CHAT, body), (MESSAGES, message)] {
        let answer: Value = house.post(&key, path, &body).await.json();
        assert!(answer.is_object());
    }
    let waited = tokio::time::timeout(std::time::Duration::from_millis(300), listener.accept()).await;
    assert!(waited.is_err(), "somebody fetched the link");
    println!("figure SSRF-07 2 links in calls, 0 connections to where they lead");
}
