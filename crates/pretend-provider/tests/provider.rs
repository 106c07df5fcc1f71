//! The pretend provider over real connections: strictness, faults, the witness, and the official SDKs.

#![allow(clippy::expect_used, reason = "a helper of tests fails by panicking")]

mod client;

use client::{Reply, chat, exchange, messages, post, raw};
use pretend_provider::{Behaviour, Fault, Handle, Options, Provider};
use serde_json::{Value, json};

async fn started() -> Handle {
    Provider::start(Options::default()).await.expect("a free port")
}

fn say(text: &str) -> Value {
    json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": text}]})
}
fn stream(text: &str) -> Value {
    let mut body = say(text);
    body["stream"] = json!(true);
    body
}
fn ask(text: &str) -> Value {
    json!({"model": "claude-sonnet-4-5", "max_tokens": 50, "messages": [{"role": "user", "content": text}]})
}

#[tokio::test]
async fn repeats_personal_data_and_counts_tokens() {
    let provider = started().await;
    let reply = chat(&provider, &say("my card is 4111 1111 1111 1111")).await;
    assert_eq!(reply.json()["choices"][0]["message"]["content"], "my card is 4111 1111 1111 1111");
    assert_eq!(reply.json()["usage"]["total_tokens"], 16);
    let stats = provider.stats();
    assert_eq!((stats.requests, stats.prompt_tokens, stats.generated_tokens), (1, 8, 8));
}

#[tokio::test]
async fn refuses_what_openai_refuses() {
    let provider = started().await;
    let with = |name: &str, value: Value| {
        let mut body = say("hello");
        body[name] = value;
        body
    };
    let unknown_model = json!({"model": "gpt-99", "messages": [{"role": "user", "content": "x"}]});
    let tool_alone = json!({"model": "gpt-4o", "messages": [{"role": "tool", "tool_call_id": "a", "content": "x"}]});
    let loose = json!({"type": "json_schema", "json_schema": {"name": "a", "strict": true, "schema": {
        "type": "object", "properties": {"a": {"type": "string"}}}}});
    let cases = [
        (with("colour", json!(1)), 400, "unknown_parameter", "colour"),
        (with("temperature", json!("hot")), 400, "invalid_type", "temperature"),
        (with("n", json!(129)), 400, "decimal_above_max_value", "n"),
        (with("service_tier", json!("gold")), 400, "invalid_value", "service_tier"),
        (with("response_format", loose), 400, "invalid_json_schema", "response_format"),
        (json!({"messages": []}), 400, "missing_required_parameter", "model"),
        (unknown_model, 404, "model_not_found", ""),
        (tool_alone, 400, "", "messages.[0].role"),
    ];
    for (body, status, code, param) in cases {
        let reply = chat(&provider, &body).await;
        let error = &reply.json()["error"];
        let text = |member: &str| error[member].as_str().unwrap_or_default().to_owned();
        assert_eq!((reply.status, text("code").as_str(), text("param").as_str()), (status, code, param), "{body}");
        assert_eq!(error["type"], "invalid_request_error");
    }
}

#[tokio::test]
async fn refuses_what_anthropic_refuses() {
    let provider = started().await;
    let with = |name: &str, value: Value| {
        let mut body = ask("hello");
        body[name] = value;
        body
    };
    let user = json!({"role": "user", "content": "x"});
    let cases = [
        (json!({"model": "claude-sonnet-4-5", "messages": [user]}), 400, "max_tokens: Field required"),
        (with("n", json!(2)), 400, "n: Extra inputs are not permitted"),
        (with("max_tokens", json!("9")), 400, "max_tokens: Input should be an integer"),
        (with("temperature", json!(1.5)), 400, "temperature: Input should be less than or equal to 1"),
        (with("messages", json!([])), 400, "messages: at least one message is required"),
        (with("model", json!("claude-99")), 404, "model: claude-99"),
        (
            with("thinking", json!({"type": "enabled", "budget_tokens": 1024})),
            400,
            "`max_tokens` must be greater than `thinking.budget_tokens`.",
        ),
    ];
    for (body, status, message) in cases {
        let reply = messages(&provider, &body).await;
        let found = reply.json();
        assert_eq!(
            (reply.status, &found["type"], &found["error"]["message"]),
            (status, &json!("error"), &json!(message))
        );
        assert!(found["request_id"].as_str().is_some_and(|id| id.starts_with("req_")));
    }
}

#[tokio::test]
async fn refuses_strangers_versions_and_media_types() {
    let provider = started().await;
    let body = say("x").to_string();
    let status =
        async |path: &str, headers: &[(&str, &str)]| post(&provider, path, headers, body.as_bytes()).await.status;
    let key = ("authorization", "Bearer sk-pretend-1");
    let json = ("content-type", "application/json");
    assert_eq!(status("/v1/chat/completions", &[json]).await, 401);
    assert_eq!(status("/v1/chat/completions", &[json, ("authorization", "Bearer sk-real")]).await, 401);
    assert_eq!(status("/v1/chat/completions", &[key, ("content-type", "text/plain")]).await, 415);
    assert_eq!(status("/v1/chat/completions", &[key, json]).await, 200);
    assert_eq!(status("/v1/chat/completions?x=1", &[key, json]).await, 400);
    assert_eq!(status("/v1/chat", &[key, json]).await, 404);
    assert_eq!(status("/v1/models", &[key, json]).await, 405);
    assert_eq!(status("/v1/messages", &[("x-api-key", "sk-pretend-1"), json]).await, 400);
    assert_eq!(status("/v1/messages", &[json, ("anthropic-version", "2023-06-01")]).await, 401);
}

#[tokio::test]
async fn refuses_requests_that_two_readers_could_understand_differently() {
    let provider = started().await;
    let host = "host: x\r\n";
    for request in [
        format!("POST /v1/models HTTP/1.1\r\n{host}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
        format!("POST /v1/models HTTP/1.1\r\n{host}content-length: 5\r\ncontent-length: 5\r\n\r\nhello"),
        format!("POST /v1/models HTTP/1.1\r\n{host}content-length: +5\r\n\r\nhello"),
        format!("POST /v1/models HTTP/1.1\r\n{host}content-length: 5, 5\r\n\r\nhello"),
        format!("POST /v1/models HTTP/1.1\r\n{host}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n"),
        format!("POST /v1/models HTTP/1.1\r\n{host}transfer-encoding : chunked\r\n\r\n0\r\n\r\n"),
        format!("POST /v1/models HTTP/1.1\r\n{host}transfer-encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
        format!("POST /v1/models HTTP/1.1\r\n{host}transfer-encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n"),
        format!("POST /v1/models HTTP/1.1\r\n{host}transfer-encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\n\r\n"),
        format!("POST /v1/models HTTP/1.1\r\n{host}transfer-encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n"),
        format!("GET /v1/models HTTP/1.1\n{host}\r\n"),
        format!("GET /v1/models HTTP/1.1\r\n{host}x-a: b\nx-c: d\r\n\r\n"),
        format!("GET  /v1/models HTTP/1.1\r\n{host}\r\n"),
        format!("GET http://x/v1/models HTTP/1.1\r\n{host}\r\n"),
        format!("GET /v1/models HTTP/1.0\r\n{host}\r\n"),
        "GET /v1/models HTTP/1.1\r\n\r\n".to_owned(),
        format!("GET /v1/models HTTP/1.1\r\n{host}{host}\r\n"),
    ] {
        let before = provider.stats();
        let text = raw(provider.addr(), request.as_bytes()).await;
        let status: u16 = text.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        assert!((400..=505).contains(&status), "{request:?}: {text}");
        let after = provider.stats();
        assert_eq!((after.requests, after.malformed), (before.requests, before.malformed + 1), "{request:?}");
    }
}

#[tokio::test]
async fn records_every_request_byte_for_byte() {
    let provider = started().await;
    let head = "POST /v1/chat/completions?Q=%20 HTTP/1.1\r\nHost: a\r\nX-Odd-Case: One\r\nx-odd-case:two\r\n";
    raw(
        provider.addr(),
        format!("{head}connection: close\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{{ }}\r\n0\r\n\r\n").as_bytes(),
    )
    .await;
    let record = provider.record().pop().expect("one request");
    assert_eq!((record.method.as_str(), record.target.as_str()), ("POST", "/v1/chat/completions?Q=%20"));
    assert_eq!((record.body.as_slice(), record.chunked), (b"{ }".as_slice(), true));
    let odd: Vec<_> = record.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("x-odd-case")).collect();
    assert_eq!(odd, [&("X-Odd-Case".to_owned(), "One".to_owned()), &("x-odd-case".to_owned(), "two".to_owned())]);
    assert_eq!(record.sent.map(|sent| (sent.status, sent.finished)), Some((401, true)));
    let seen = post(&provider, "/__record?since=0", &[], b"").await;
    assert_eq!(seen.status, 404, "only GET reads the record");
    let seen = exchange(&provider, "GET", "/__record", &[], b"").await;
    assert_eq!(seen.json()[0]["body"], "eyB9");
    exchange(&provider, "DELETE", "/__record", &[], b"").await;
    assert!(provider.record().is_empty());
    assert_eq!(provider.stats().requests, 0, "the witness does not count its own visitors");
}

#[tokio::test]
async fn planned_behaviour_lasts_for_as_many_requests_as_asked() {
    let provider = started().await;
    let planned = post(&provider, "/__behaviour", &[], br#"{"fault": 503, "times": 2, "retry_after": 7}"#).await;
    assert_eq!(planned.status, 200);
    for wanted in [503, 503, 200] {
        let reply = chat(&provider, &say("hello")).await;
        assert_eq!(reply.status, wanted);
        assert_eq!(reply.header("retry-after"), (wanted == 503).then_some("7"));
    }
    assert_eq!(post(&provider, "/__behaviour", &[], br#"{"fualt": "hang"}"#).await.status, 400);
}

#[tokio::test]
async fn directives_say_cut_and_script() {
    let provider = started().await;
    let reply = chat(&provider, &say("x [[pretend say=base64:a2V5PTEyMw==]]")).await;
    assert_eq!(reply.json()["choices"][0]["message"]["content"], "key=123");
    let reply = chat(&provider, &say("[[pretend call=rm arguments=hex:7b7d]]")).await;
    assert_eq!(reply.json()["choices"][0]["message"]["tool_calls"][0]["function"]["name"], "rm");
    let reply = chat(&provider, &say("[[pretend usage=negative]] hello")).await;
    assert_eq!(reply.json()["usage"]["completion_tokens"], -1_000_000);
    let reply = chat(&provider, &say("[[pretend usage=missing]] hello")).await;
    assert!(reply.json().get("usage").is_none());
    let reply = chat(&provider, &say("[[pretend status=307 to=http://127.0.0.3:1/]]")).await;
    assert_eq!((reply.status, reply.header("location")), (307, Some("http://127.0.0.3:1/")));
    let reply = messages(&provider, &ask("[[pretend escape=@ ]] ann@example.org")).await;
    assert!(reply.text().contains(r"ann\u0040example.org"), "{}", reply.text());
    assert_eq!(reply.json()["content"][0]["text"], "ann@example.org");
    let reply = chat(&provider, &stream("[[pretend delta=chars:1]] abc")).await;
    assert_eq!(reply.text().matches("\"content\":").count(), 4, "one for each character and the empty first one");
    provider.set_behaviour(Behaviour { events: Some(b"data: 1\n\ndata: 2\n\n".to_vec()), ..Behaviour::default() }, 1);
    assert_eq!(chat(&provider, &stream("hello")).await.text(), "data: 1\n\ndata: 2\n\n");
    assert_eq!(chat(&provider, &say("[[pretend fualt=hang]]")).await.status, 400, "a typing error is told");
}

#[tokio::test]
async fn fault_04_cuts_at_every_byte_of_a_body() {
    let provider = started().await;
    let whole = chat(&provider, &stream("hello [[pretend delta=whole]]")).await;
    for at in [0, 1, 50, whole.raw_body.len() - 1] {
        let reply = chat(&provider, &stream(&format!("hello [[pretend delta=whole fault=close at={at}]]"))).await;
        assert_eq!((reply.status, reply.raw_body.len()), (200, at));
    }
    assert_eq!(chat(&provider, &say("[[pretend fault=close]]")).await.raw, b"");
    let half = chat(&provider, &say("[[pretend fault=close at=head]]")).await;
    assert!(half.raw.starts_with(b"HTTP/1.1 200") && half.raw_body.is_empty());
    let last = chat(&provider, &stream("[[pretend fault=close at=last]] hello")).await;
    assert!(last.text().ends_with("data: [DONE]\n\n") && !last.raw.ends_with(b"0\r\n\r\n"));
    let finished: Vec<bool> = provider.record().iter().filter_map(|one| one.sent).map(|sent| sent.finished).collect();
    assert_eq!(finished, [true, false, false, false, false, false, false, false], "the record knows what was cut");
}

#[tokio::test]
async fn fault_06_breaks_the_framing_as_named() {
    let provider = started().await;
    for (fault, mark) in [
        ("length-twice", "content-length: "),
        ("length-negative", "content-length: -1"),
        ("length-and-chunked", "transfer-encoding: chunked"),
        ("chunk-size-overflow", "fffffffffffffffff\r\n"),
        ("chunk-size-negative", "\r\n-5\r\n"),
        ("chunk-extension n=5", "5;a=xxxxx\r\n"),
        ("bad-trailers", "0\r\ncontent-length: 5\r\nno colon here\r\n\r\n"),
        ("header-nul", "x-odd: a\0b"),
        ("header-fold", "x-odd: one\r\n two"),
        ("body-on-204", "HTTP/1.1 204 No Content"),
        ("informational n=3", "HTTP/1.1 103 Early Hints"),
        ("two-replies", "{\"poison\": true}"),
        ("http09", "<html>hello</html>"),
        ("html", "text/html"),
        ("bad-json", "[}"),
    ] {
        let reply = chat(&provider, &say(&format!("hello [[pretend fault={fault}]]"))).await;
        assert!(
            String::from_utf8_lossy(&reply.raw).contains(mark),
            "{fault}: {:?}",
            String::from_utf8_lossy(&reply.raw)
        );
    }
}

#[tokio::test]
async fn load_06_bombs_are_small_on_the_wire() {
    let provider = started().await;
    for (fault, encoding) in
        [("bomb-gzip n=2", "gzip"), ("bomb-nested", "gzip, gzip"), ("bomb-brotli", "br"), ("bomb-zstd", "zstd")]
    {
        let reply = chat(&provider, &say(&format!("[[pretend fault={fault}]]"))).await;
        assert_eq!(reply.header("content-encoding"), Some(encoding));
        assert!(reply.raw.len() < 64 << 10, "{fault}: {} bytes", reply.raw.len());
    }
}

#[tokio::test]
async fn parse_07_event_streams_are_odd_as_named() {
    let provider = started().await;
    for (fault, mark) in [
        ("sse-cr", "\r\rdata: "),
        ("sse-crlf", "\r\n\r\ndata: "),
        ("sse-bom", "\u{feff}data: "),
        ("sse-comments n=2", ": silence\n: silence\ndata: "),
        ("sse-long-line n=20", "xxxxxxxxxxxxxxxxxxxx\"}\n\n"),
        ("sse-nul-id", "id: a\0b\n"),
        ("sse-tight", "\ndata:{"),
        ("sse-retry", "retry: -1\n"),
        ("sse-error", "server_error"),
    ] {
        let reply = chat(&provider, &stream(&format!("one two [[pretend fault={fault}]]"))).await;
        assert!(reply.text().contains(mark), "{fault}: {:?}", reply.text());
    }
    let cut = chat(&provider, &stream("one two [[pretend fault=sse-no-end]]")).await;
    assert!(!cut.text().contains("[DONE]") && cut.raw.ends_with(b"0\r\n\r\n"));
}

#[tokio::test]
async fn fault_02_a_silent_provider_says_nothing_until_the_caller_leaves() {
    let provider = started().await;
    let caller = client::begin(&provider, &say("[[pretend fault=hang]]")).await;
    while provider.stats().requests == 0 {
        tokio::task::yield_now().await;
    }
    let nothing = caller.try_read(&mut [0; 1]);
    assert_eq!(nothing.err().map(|error| error.kind()), Some(std::io::ErrorKind::WouldBlock));
    assert_eq!(provider.record()[0].sent, None);
    drop(caller);
    while provider.record()[0].sent.is_none() {
        tokio::task::yield_now().await;
    }
    assert_eq!(provider.record()[0].sent.map(|sent| (sent.bytes, sent.finished)), Some((0, false)));
}

#[tokio::test]
async fn fault_01_the_refusing_address_resets_at_once() {
    let provider = started().await;
    assert_eq!(raw(provider.refusing_addr(), b"GET / HTTP/1.1\r\n\r\n").await, "");
}

#[tokio::test]
async fn every_fault_ends_for_every_operation() {
    let provider = started().await;
    let never: [Fault; 5] =
        [Fault::Hang, Fault::HalfClose, Fault::EndlessHead, Fault::EndlessBody, Fault::EndlessStream];
    for (name, fault) in Fault::ALL.iter().filter(|(_, fault)| !never.contains(fault) && *fault != Fault::Switching) {
        let text = format!("hello [[pretend fault={name} n=7]]");
        let replies: [Reply; 4] = [
            chat(&provider, &say(&text)).await,
            chat(&provider, &stream(&text)).await,
            messages(&provider, &ask(&text)).await,
            {
                let mut body = ask(&text);
                body["stream"] = json!(true);
                messages(&provider, &body).await
            },
        ];
        assert!(replies.iter().all(|reply| reply.raw.len() < 1 << 20), "{name} ({fault:?})");
    }
    assert_eq!(chat(&provider, &say("still here")).await.status, 200);
}

#[tokio::test]
async fn bud_03_an_endless_stream_counts_what_it_gave() {
    let provider = started().await;
    client::read_some(&provider, &stream("hello [[pretend fault=endless-stream delay_ms=1]]"), 20_000).await;
    // The provider notices at its next write that the reader is gone.
    let sent = loop {
        if let Some(sent) = provider.record().first().and_then(|record| record.sent) {
            break sent;
        }
        tokio::task::yield_now().await;
    };
    assert!(sent.generated_tokens > 20 && sent.bytes >= 20_000 && !sent.finished, "{sent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_python_sdks_are_content() {
    let provider = started().await;
    // Relative: cargo runs a test in its package, and two checkouts may share one target folder.
    let check = "tests/sdk/check.py";
    let command =
        tokio::process::Command::new("python3").arg(check).arg(format!("http://{}", provider.addr())).output();
    let output = command.await.expect("python3 runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
