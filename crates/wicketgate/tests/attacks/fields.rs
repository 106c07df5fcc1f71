//! Values that must not leave, in every place where a call may hold a string.

use serde_json::{Value, json};

use super::ROOM;
use crate::rig::{CHAT, House, MESSAGES, RESPONSES};

const EMAIL: &str = "ada.byron@analytical-engines.org";
const CARD: &str = "4111111111111111";
const CLOUD_KEY: &str = "AKIAQ3EGRTZ7MKXVNPWL";

/// Calls with every part that the adapters know, from their own corpus.
const CALLS: [(&str, &str, &str); 4] = [
    (CHAT, "gpt-4o-mini", include_str!("../../../wicket-wire/corpus/chat/every_part.request.json")),
    (RESPONSES, "gpt-4o-mini", include_str!("../../../wicket-wire/corpus/responses/every_item.request.json")),
    (MESSAGES, "claude-haiku-4-5", include_str!("../../../wicket-wire/corpus/anthropic/conversation.request.json")),
    (MESSAGES, "claude-haiku-4-5", include_str!("../../../wicket-wire/corpus/anthropic/documents.request.json")),
];

/// The paths of all strings in `value`.
fn strings(value: &Value, path: String, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(path),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, item)| strings(item, format!("{path}/{n}"), found));
        }
        Value::Object(members) => members.iter().for_each(|(key, member)| {
            strings(member, format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), found);
        }),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn mask_05_a_canary_in_any_field_reaches_no_provider() {
    let house = House::open(&format!("{ROOM}[guards.secrets]\naction = \"mask\"\n")).await;
    let key = house.key(&[]).await;
    let (mut asked, mut escaped) = (0, Vec::new());
    for (path, model, call) in CALLS {
        let mut call: Value = serde_json::from_str(call).expect("a call");
        call["model"] = json!(model);
        let mut places = Vec::new();
        strings(&call, String::new(), &mut places);
        for place in places.iter().filter(|place| *place != "/model") {
            for canary in [EMAIL, CARD, CLOUD_KEY] {
                let mut call = call.clone();
                *call.pointer_mut(place).expect("a place") = json!(canary);
                house.post(&key, path, &call).await;
                asked += 1;
                if let Some(kept) = house.provider.record().last()
                    && String::from_utf8_lossy(&kept.body).contains(canary)
                {
                    escaped.push(format!("{path} {place} {canary}"));
                }
                house.provider.reset();
            }
        }
    }
    assert!(asked > 300, "{asked}");
    assert!(escaped.is_empty(), "{} of {asked}: {escaped:#?}", escaped.len());
    println!("figure MASK-05 0 of {asked} canaries in single fields reached the provider");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn mask_05_a_canary_in_a_number_key_or_unknown_field_reaches_no_provider() {
    let house = House::open(&format!("{ROOM}[guards.secrets]\naction = \"mask\"\n")).await;
    let key = house.key(&[]).await;
    let user = r#""model":"gpt-4o-mini","messages":[{"role":"user","content":"hi"}]"#;
    let odd = [
        format!(r#"{{{user},"metadata":{{"card":"{CARD}"}}}}"#),
        format!(r#"{{{user},"later":{{"deep":[{{"card":{CARD}}}]}}}}"#),
        format!(r#"{{{user},"later":{{"{CARD}":1,"{EMAIL}":2,"{CLOUD_KEY}":3}}}}"#),
        format!(r#"{{{user},"{CLOUD_KEY}":3}}"#),
        format!(r#"{{{user},"user":"4111\u00311111\u0031111111"}}"#),
        format!(r#"{{{user},"user":"ada.byron\u0040analytical-engines.org"}}"#),
        format!(r#"{{{user},"tools":[{{"type":"function","function":{{"name":"pay","parameters":{{"type":"object","properties":{{"card":{{"type":"string","enum":["{CARD}"],"default":"{EMAIL}"}}}}}}}}}}]}}"#),
        r#"{"model":"gpt-4o-mini","messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"pay","arguments":"{\"card\":4111111111111111,\"to\":\"ada.byron\\u0040analytical-engines.org\"}"}}]},{"role":"tool","tool_call_id":"call_1","content":"{\"note\":\"\\\"4111111111111111\\\"\"}"}]}"#.to_owned(),
    ];
    for body in &odd {
        house.post_bytes(&key, CHAT, &[], body.as_bytes()).await;
        for kept in house.provider.record() {
            let kept = String::from_utf8_lossy(&kept.body).into_owned();
            let read = kept.replace(r"\u0031", "1").replace(r"\u0040", "@").replace(r"\\u0040", "@");
            for canary in [EMAIL, CARD, CLOUD_KEY] {
                assert!(!read.contains(canary), "{body} became {kept}");
            }
        }
        house.provider.reset();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn headers_and_queries_carry_nothing_out() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let body = json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]}).to_string();
    for query in
        [format!("user={EMAIL}"), "user=ada.byron%40analytical-engines.org".into(), format!("a=1&k={CLOUD_KEY}")]
    {
        let answer = house.post_bytes(&key, &format!("{CHAT}?{query}"), &[], body.as_bytes()).await;
        assert_eq!(answer.status, 400, "{query}: {}", answer.body);
        assert!(!answer.everything().contains(EMAIL) && !answer.everything().contains(CLOUD_KEY));
    }
    let refused = house.post_bytes(&key, CHAT, &[("x-note", CLOUD_KEY)], body.as_bytes()).await;
    assert_eq!((refused.status, refused.code().as_str()), (400, "input.secret"), "{}", refused.body);
    assert_eq!(house.provider.stats().requests, 0);
    // What official clients send, and a header with an e-mail beside it.
    let sdk = [
        ("user-agent", "OpenAI/Python 1.109.1"),
        ("x-stainless-package-version", "1.109.1"),
        ("x-stainless-runtime-version", "3.12.3"),
        ("x-stainless-read-timeout", "600"),
        ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
        ("idempotency-key", "stainless-python-retry-3f0c2d7e-6f52-4a3b-9f37-1d2c3b4a5968"),
        ("anthropic-beta", "fine-grained-tool-streaming-2025-05-14,interleaved-thinking-2025-05-14"),
        ("openai-beta", "responses=v1"),
    ];
    let with_note: Vec<_> = sdk.iter().copied().chain([("x-note", EMAIL)]).collect();
    let answer = house
        .post_bytes(&key, &format!("{MESSAGES}?beta=true"), &with_note, crate::rig::ask("hi").to_string().as_bytes())
        .await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let kept = house.provider.record().pop().expect("a call");
    assert_eq!(kept.target, "/v1/messages?beta=true");
    for (name, value) in sdk {
        assert!(kept.headers.iter().any(|(n, v)| n.eq_ignore_ascii_case(name) && v == value), "{name}");
    }
    assert!(!kept.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("x-note")), "{:?}", kept.headers);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn neither_a_models_name_nor_an_id_in_the_path_carries_anything_out() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    for model in [format!("gpt-{CARD}"), format!("gpt-{EMAIL}")] {
        let call = json!({"model": model, "messages": [{"role": "user", "content": "hi"}]});
        let answer = house.post(&key, CHAT, &call).await;
        assert!((400..500).contains(&answer.status), "{model}: {}", answer.body);
    }
    for path in [format!("/v1/models/{EMAIL}"), format!("/v1/models/{CARD}"), format!("/v1/responses/{CARD}")] {
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: gate\r\nconnection: close\r\nauthorization: Bearer {}\r\n\r\n",
            key.secret
        );
        let answer = crate::rig::exchange(house.addr(), head.as_bytes()).await;
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.everything());
    }
    let leaked = |text: &str| text.contains(EMAIL) || text.contains(CARD);
    assert!(
        !house
            .provider
            .record()
            .iter()
            .any(|kept| leaked(&kept.target) || leaked(&String::from_utf8_lossy(&kept.body)))
    );
    assert!(!house.record().iter().any(|entry| leaked(&entry.value.to_string())), "the record holds an id of a path");
}
