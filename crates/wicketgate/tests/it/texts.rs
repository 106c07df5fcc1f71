//! What a body may say, and that all who read it read the same.

use aws_lc_rs::digest::{SHA256, digest};
use pretend_provider::{Behaviour, Fault};
use serde_json::{Value, json};

use crate::rig::{CHAT, House, MESSAGES, ask, chat, exchange, streamed, text_of};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_04_duplicate_keys_reach_nobody() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let user = r#""messages":[{"role":"user","content":"hi"}]"#;
    let bodies = [
        format!(r#"{{"model":"gpt-4o-mini","model":"gpt-4o",{user}}}"#),
        format!(r#"{{"model":"gpt-4o-mini","mod\u0065l":"gpt-4o",{user}}}"#),
        format!(r#"{{"model":"gpt-4o-mini",{user},{user}}}"#),
        r#"{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hi","content":"ho"}]}"#.to_owned(),
        r#"{"model":"gpt-4o-mini","messages":[{"role":"user","\u0063ontent":"hi","content":"ho"}]}"#.to_owned(),
        format!(
            r#"{{"model":"gpt-4o-mini",{user},"tools":[{{"type":"function","type":"function","function":{{"name":"a"}}}}]}}"#
        ),
        format!(
            r#"{{"model":"gpt-4o-mini",{user},"tools":[{{"type":"function","function":{{"name":"a","parameters":{{"type":"object","properties":{{"p":{{}},"\u0070":{{}}}}}}}}}}]}}"#
        ),
        format!(r#"{{"model":"gpt-4o-mini",{user},"metadata":{{"a":"1","a":"1"}}}}"#),
    ];
    for body in &bodies {
        let answer = house.post_bytes(&key, CHAT, &[], body.as_bytes()).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "input.duplicate_key"), "{body}");
    }
    for twin in ["Model", "MODEL", "mode\u{212a}", "\u{ff4d}odel"].map(|name| name.replace('\u{212a}', "l")) {
        let body = format!(r#"{{"{twin}":"gpt-4o","model":"gpt-4o-mini",{user}}}"#);
        assert_eq!(house.post_bytes(&key, CHAT, &[], body.as_bytes()).await.status, 400, "{twin}");
    }
    assert_eq!(house.provider.stats().connections, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_05_the_provider_reads_what_was_inspected() {
    let house = House::open("[limits]\nrequests_per_minute = 10000\nconcurrent = 1000\n").await;
    let key = house.key(&[]).await;
    let spaces = [" ", "\t", "\n", "\r\n  ", ""];
    let texts =
        [r"a\u0041\/", r"\ud83e\udd8a", "caf\u{e9}", r"\\u0022", r"\n\t\b\f", "e\u{301}\u{200b}", r#"\"quoted\""#];
    let numbers = ["0.5", "5e-1", "0.50", "1", "0", "1E0"];
    let mut asked = 0;
    for (n, text) in (0..60).zip(texts.iter().cycle()) {
        let (s, number) = (spaces[n % spaces.len()], numbers[n % numbers.len()]);
        let body = format!(
            "{s}{{{s}\"messages\"{s}:{s}[{{\"role\":\"user\",{s}\"content\":\"{text} {n}\"}}]{s},\"max_tokens\":9,{s}\"temperature\":{number},\"model\"{s}:\"gpt-4o-mini\"{s}}}{s}"
        );
        let answer = house.post_bytes(&key, CHAT, &[], body.as_bytes()).await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.body);
        let kept = house.provider.record().pop().expect("a request");
        assert_eq!(kept.body, body.as_bytes(), "the provider's parser, whichever it is, gets the inspected bytes");
        let visit = answer.header("wicketgate-visit").expect("a visit").to_owned();
        let hash: String = digest(&SHA256, &kept.body).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let opened = house.recorded(1, |entry| entry.kind == "opened" && entry.text("/visit") == visit).await;
        assert!(opened[0].value.to_string().contains(&hash), "{}", opened[0].value);
        asked += 1;
    }
    assert_eq!(house.provider.stats().requests, asked);
}

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
    assert_eq!(house.provider.stats().connections, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_07_oddly_written_events_come_out_the_same() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let said = "one two three and a fox";
    let odd = [
        Fault::SseCr,
        Fault::SseCrLf,
        Fault::SseMixed,
        Fault::SseBom,
        Fault::SseComments,
        Fault::SseNulId,
        Fault::SseNewlines,
        Fault::SseManyData,
        Fault::SseTight,
        Fault::SseRetry,
    ];
    for (path, body) in [(CHAT, chat("hello")), (MESSAGES, ask("hello"))] {
        for fault in odd {
            for write in ["event", "bytes:7"] {
                let mut behaviour = Behaviour::parse(&format!("write={write}")).expect("known words");
                (behaviour.fault, behaviour.say, behaviour.n) = (Some(fault), Some(said.to_owned()), Some(20));
                house.provider.set_behaviour(behaviour, 1);
                let answer = house.post(&key, path, &streamed(body.clone())).await;
                assert_eq!(text_of(&answer.body), said, "{fault:?} {write}: {}", answer.body);
                assert!(!answer.body.contains(['\r', '\0', '\u{feff}']), "{fault:?}");
                let odd_lines = answer
                    .body
                    .lines()
                    .filter(|line| !line.is_empty() && !line.starts_with("data: ") && !line.starts_with("event: "));
                assert_eq!(odd_lines.collect::<Vec<_>>(), Vec::<&str>::new(), "{fault:?}");
                let ends = answer.body.matches("[DONE]").count() + answer.body.matches("event: message_stop").count();
                assert_eq!(ends, 1, "{fault:?}: one end, none injected");
            }
        }
    }
    house.provider.set_behaviour(Behaviour { fault: Some(Fault::SseLongLine), ..Behaviour::default() }, 1);
    let long = house.chat(&key, &streamed(chat("hello"))).await;
    assert!(long.body.contains("upstream.bad_reply") && !long.body.contains("[DONE]"), "{}", long.body.len());
    assert!(long.body.len() < 4 << 20, "an endless line is not passed on");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn parse_08_only_exact_paths_and_hosts_lead_anywhere() {
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
    for twist in [
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
    ] {
        for (head, tail) in [
            ("", "v1/chat/completions"),
            ("/v1", "chat/completions"),
            ("/v1/chat", "completions"),
            ("/to/openai", "v1/chat/completions"),
        ] {
            let target = format!("{head}{twist}{tail}");
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
    assert!(tried > 80);
    assert_eq!(house.provider.stats().connections, 0);
    assert_eq!(ask(CHAT, "gate:8080").await, 200);
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
}
