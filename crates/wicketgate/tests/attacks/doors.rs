//! Paths, methods and headers that try to come in by another door.

use serde_json::json;

use super::ROOM;
use crate::rig::{CHAT, House, exchange};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn no_other_spelling_of_a_path_opens_a_door() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let body = json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]}).to_string();
    for path in [
        "//v1/chat/completions",
        "/v1//chat/completions",
        "/v1/chat/completions/",
        "/v1/./chat/completions",
        "/v1/../v1/chat/completions",
        "/v1/chat%2fcompletions",
        "/v1/chat/completions;a=b",
        "/v1/chat/completions%00",
        "/V1/chat/completions",
        "/to/openai",
        "/to//v1/chat/completions",
        "/to/nobody/v1/chat/completions",
        "/to/anthropic/v1/chat/completions",
        "/to/openai/to/openai/v1/chat/completions",
        "/to/openai/../anthropic/v1/messages",
        "/to/openai/v1/files",
        "/v1/realtime",
        "/v1/completions",
    ] {
        let answer = house.post_bytes(&key, path, &[], body.as_bytes()).await;
        assert!((400..500).contains(&answer.status), "{path}: {} {}", answer.status, answer.body);
    }
    for method in ["HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "CONNECT", "post", "GET"] {
        let head = format!(
            "{method} {CHAT} HTTP/1.1\r\nhost: gate\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-length: 0\r\n\r\n",
            key.secret
        );
        let answer = exchange(house.addr(), head.as_bytes()).await;
        assert!((400..500).contains(&answer.status), "{method}: {}", answer.everything());
    }
    for target in
        ["http://127.0.0.1:9/v1/chat/completions", "https://gate@evil.test/v1/chat/completions", "*", "v1/models"]
    {
        let head = format!(
            "POST {target} HTTP/1.1\r\nhost: gate\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            key.secret,
            body.len()
        );
        let answer = exchange(house.addr(), head.as_bytes()).await;
        assert!((400..500).contains(&answer.status), "{target}: {}", answer.everything());
    }
    assert_eq!(house.provider.stats().requests, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_caller_cannot_say_two_things_about_itself() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let body = json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]}).to_string();
    for headers in [
        [("wicketgate-class", "public"), ("wicketgate-class", "regulated")],
        [("wicketgate-session", "one"), ("wicketgate-session", "two")],
    ] {
        let answer = house.post_bytes(&key, CHAT, &headers, body.as_bytes()).await;
        assert_eq!(answer.status, 400, "{headers:?}: {}", answer.body);
    }
    assert_eq!(house.provider.stats().requests, 0);
    let headers = [
        ("wicketgate-class", "public"),
        ("wicketgate-session", "one"),
        ("wicketgate-visit", "forged"),
        ("x-forwarded-for", "127.0.0.9"),
    ];
    let answer = house.post_bytes(&key, CHAT, &headers, body.as_bytes()).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_ne!(answer.header("wicketgate-visit"), Some("forged"));
    let kept = house.provider.record().pop().expect("a call");
    assert!(
        !kept
            .headers
            .iter()
            .any(|(name, _)| name.to_lowercase().contains("wicketgate") || name.to_lowercase().contains("forwarded"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_forwarded_address_from_a_stranger_opens_no_network() {
    // The rig listens with the first two lines of the file; the rule belongs to the same section.
    let house = House::closed(ROOM).await;
    let told = house.usual(ROOM).replacen("[listen]\n", "[listen]\nallow = [\"10.9.8.0/24\"]\n", 1);
    house.configure(&told);
    let mut house = house;
    house.start().await;
    for forged in ["10.9.8.7", "127.0.0.1, 10.9.8.7"] {
        let head = format!(
            "GET /v1/models HTTP/1.1\r\nhost: gate\r\nconnection: close\r\nx-forwarded-for: {forged}\r\nx-real-ip: {forged}\r\n\r\n"
        );
        let answer = exchange(house.addr(), head.as_bytes()).await;
        assert_eq!(answer.status, 403, "{}", answer.everything());
    }
    assert_eq!(house.provider.stats().connections, 0);
}
