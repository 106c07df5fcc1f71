//! Stored responses through the real gate: whose they are, who has them, and in whose words they come back.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a story fails by panicking")]
#![allow(clippy::large_futures, reason = "a story has its stack to itself")]
#![allow(missing_docs, reason = "a story's name is its documentation")]

#[allow(dead_code, unused_imports, reason = "other stories use the rest of it")]
#[path = "it/rig/mod.rs"]
mod rig;

use pretend_provider::{Options, Provider};
use rig::{Answer, House, Key, RESPONSES, exchange, provider, streamed};
use serde_json::{Value, json};

const MAIL: &str = "ann.berg@example.org";
const UNKNOWN: &str = "resp_00000000000000000000000f";

fn create(text: &str) -> Value {
    json!({"model": "gpt-4o-mini", "max_output_tokens": 200, "input": text})
}

fn after(previous: &str, text: &str) -> Value {
    let mut body = create(text);
    body["previous_response_id"] = json!(previous);
    body
}

async fn call(house: &House, key: &Key, method: &str, path: &str) -> Answer {
    let length = if method == "POST" { "content-length: 0\r\n" } else { "" };
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: gate\r\nconnection: close\r\nauthorization: Bearer {}\r\n{length}\r\n",
        key.secret
    );
    exchange(house.addr(), head.as_bytes()).await
}

async fn get(house: &House, key: &Key, id: &str) -> Answer {
    call(house, key, "GET", &format!("{RESPONSES}/{id}")).await
}

/// Has a response made that carries the address, and its id.
async fn made(house: &House, key: &Key, body: &Value) -> String {
    let answer = house.post(key, RESPONSES, body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let events = answer.body.lines().filter_map(|line| line.strip_prefix("data: "));
    let first = events.map(|data| serde_json::from_str::<Value>(data).unwrap()["response"].clone()).next();
    first.unwrap_or_else(|| answer.json())["id"].as_str().expect("an id").to_owned()
}

fn provider_saw(house: &House, needle: &str) -> bool {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    house.provider.record().iter().any(|r| text(&r.body).contains(needle) || r.target.contains(needle))
}

async fn two_tenants() -> (House, Key, Key) {
    let house = House::open("").await;
    let (ours, theirs) = (house.key(&["--tenant", "acme"]).await, house.key(&["--tenant", "other"]).await);
    (house, ours, theirs)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_stored_response_comes_back_in_the_callers_words() {
    let (mut house, key, _) = two_tenants().await;
    let whole = made(&house, &key, &create(&format!("Write to {MAIL} today."))).await;
    let flowing = made(&house, &key, &streamed(create(&format!("Then call {MAIL} again.")))).await;
    let mut later = create(&format!("Last, greet {MAIL} there."));
    later["background"] = json!(true);
    let later = made(&house, &key, &later).await;
    assert!(!provider_saw(&house, MAIL) && provider_saw(&house, "EMAIL_"));
    for round in ["in the same process", "after a restart"] {
        for id in [&whole, &flowing, &later] {
            // The first look at a response in the background finds it at work.
            let mut answer = get(&house, &key, id).await;
            if answer.json()["status"] == "in_progress" {
                answer = get(&house, &key, id).await;
            }
            assert_eq!(answer.json()["status"], "completed", "{round}: {}", answer.body);
            assert!(answer.body.contains(MAIL) && !answer.body.contains("EMAIL_"), "{round}: {}", answer.body);
            let replayed = get(&house, &key, &format!("{id}?stream=true")).await;
            assert_eq!(replayed.status, 200);
            assert!(replayed.body.contains("event: response.completed"), "{round}: {}", replayed.body);
            assert!(replayed.body.contains(MAIL) && !replayed.body.contains("EMAIL_"), "{round}: {}", replayed.body);
            let items = get(&house, &key, &format!("{id}/input_items")).await;
            assert!(items.body.contains(MAIL) && !items.body.contains("EMAIL_"), "{round}: {}", items.body);
        }
        assert_eq!(house.stop().await, Some(0));
        house.start().await;
    }
    assert!(!provider_saw(&house, MAIL));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ten_02_a_foreign_response_is_as_unknown_as_one_that_never_was() {
    let (house, ours, theirs) = two_tenants().await;
    let id = made(&house, &ours, &create(&format!("Write to {MAIL}."))).await;
    house.provider.reset();
    for (method, rest) in
        [("GET", ""), ("GET", "?stream=true"), ("GET", "/input_items"), ("POST", "/cancel"), ("DELETE", "")]
    {
        let foreign = call(&house, &theirs, method, &format!("{RESPONSES}/{id}{rest}")).await;
        let never = call(&house, &theirs, method, &format!("{RESPONSES}/{UNKNOWN}{rest}")).await;
        assert_eq!((foreign.status, foreign.code().as_str()), (404, "object.unknown"), "{method} {rest}");
        assert_eq!((foreign.status, &foreign.body), (never.status, &never.body), "{method} {rest}");
    }
    for body in [after(&id, "Go on."), streamed(after(&id, "Go on."))] {
        let foreign = house.post(&theirs, RESPONSES, &body).await;
        let mut other = body.clone();
        other["previous_response_id"] = json!(UNKNOWN);
        let never = house.post(&theirs, RESPONSES, &other).await;
        assert_eq!((foreign.status, foreign.code().as_str()), (404, "object.unknown"));
        assert_eq!(foreign.body, never.body);
    }
    let count = json!({"model": "gpt-4o-mini", "input": "Count.", "previous_response_id": id});
    for path in ["/v1/responses/input_tokens", "/v1/responses/compact"] {
        assert_eq!(house.post(&theirs, path, &count).await.code(), "object.unknown", "{path}");
    }
    // A key that is written in another way is the same key.
    let spelled = create("Go on.").to_string().replacen('{', &format!("{{\"previous\\u005fresponse_id\":\"{id}\","), 1);
    assert_eq!(house.post_bytes(&theirs, RESPONSES, &[], spelled.as_bytes()).await.code(), "object.unknown");
    assert_eq!(house.provider.stats().requests, 0, "nothing of it reached the provider");
    assert_eq!(get(&house, &ours, &id).await.status, 200, "and it is still there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_conversation_goes_on_with_its_pseudonyms() {
    let (house, key, _) = two_tenants().await;
    let colleague = house.key(&["--tenant", "acme"]).await;
    let first = made(&house, &key, &create(&format!("Write to {MAIL}."))).await;
    let session = [("wicketgate-session", "s-1")];
    let body = after(&first, "Is bob.stone@example.net there too?").to_string();
    let second = house.post_bytes(&colleague, RESPONSES, &session, body.as_bytes()).await;
    assert!(second.body.contains("bob.stone@example.net"), "{}", second.body);
    let second = second.json()["id"].as_str().expect("an id").to_owned();
    let third = made(&house, &key, &after(&second, "And now?")).await;
    let items = get(&house, &colleague, &format!("{third}/input_items?order=asc")).await;
    assert!(items.body.contains(MAIL) && items.body.contains("bob.stone@example.net"), "{}", items.body);
    assert!(!items.body.contains("EMAIL_"), "{}", items.body);
    assert!(!provider_saw(&house, MAIL) && !provider_saw(&house, "bob.stone"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ten_02_items_and_conversations_of_others_are_unknown_too() {
    let (house, ours, theirs) = two_tenants().await;
    let refer = |id: &Value| {
        json!({"model": "gpt-4o-mini", "max_output_tokens": 200,
            "input": [{"type": "item_reference", "id": id}, {"role": "user", "content": "Go on."}]})
    };
    for body in [create(&format!("Write to {MAIL}.")), streamed(create(&format!("Write to {MAIL}.")))] {
        let answer = house.post(&ours, RESPONSES, &body).await.body;
        let at = answer.find("\"msg_").expect("an item") + 1;
        let item = json!(answer[at..].split('"').next().expect("its end"));
        assert_ne!(house.post(&ours, RESPONSES, &refer(&item)).await.code(), "object.unknown");
        let asked = house.provider.stats().requests;
        let (foreign, never) = (refer(&item), refer(&json!("msg_0000000000000000000000ff")));
        let (foreign, never) =
            (house.post(&theirs, RESPONSES, &foreign).await, house.post(&theirs, RESPONSES, &never).await);
        assert_eq!((foreign.status, foreign.code().as_str()), (404, "object.unknown"));
        assert_eq!(foreign.body, never.body);
        for conversation in [json!("conv_1"), json!({"id": "conv_1"})] {
            let mut body = create("Go on.");
            body["conversation"] = conversation;
            assert_eq!(house.post(&ours, RESPONSES, &body).await.code(), "object.unknown");
        }
        assert_eq!(house.provider.stats().requests, asked, "nothing of it reached the provider");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_deleted_response_is_unknown_from_then_on() {
    let (house, key, _) = two_tenants().await;
    let id = made(&house, &key, &create("Hello.")).await;
    let deleted = call(&house, &key, "DELETE", &format!("{RESPONSES}/{id}")).await;
    assert_eq!((deleted.status, &deleted.json()["deleted"]), (200, &json!(true)));
    house.provider.reset();
    let gone = get(&house, &key, &id).await;
    assert_eq!((gone.status, gone.code().as_str()), (404, "object.unknown"));
    assert_eq!(house.post(&key, RESPONSES, &after(&id, "Go on.")).await.status, 404);
    assert_eq!(house.provider.stats().requests, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_the_provider_does_not_keep_cannot_be_asked_for() {
    let (house, key, _) = two_tenants().await;
    let mut body = create("Hello.");
    body["store"] = json!(false);
    let id = made(&house, &key, &body).await;
    assert_eq!(get(&house, &key, &id).await.code(), "object.unknown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_response_is_asked_for_where_it_was_made() {
    let second = Provider::start(Options::default()).await.expect("a free port");
    let mut house = House::closed("").await;
    let there = provider("second", "openai", &format!("http://{}", second.addr()), "\"o4-mini\"");
    house.configure(&house.usual(&there));
    house.start().await;
    let key = house.key(&["--tenant", "acme"]).await;
    let mut body = create("Hello.");
    body["model"] = json!("o4-mini");
    let id = made(&house, &key, &body).await;
    assert_eq!(second.stats().requests, 1);
    house.provider.reset();
    assert_eq!(get(&house, &key, &id).await.status, 200);
    body["previous_response_id"] = json!(id);
    assert_eq!(house.post(&key, RESPONSES, &body).await.status, 200);
    assert_eq!(second.stats().requests, 3);
    // Asking another provider for it, by path or by model, asks nobody.
    assert_eq!(call(&house, &key, "GET", &format!("/to/openai{RESPONSES}/{id}")).await.code(), "object.unknown");
    assert_eq!(house.post(&key, RESPONSES, &after(&id, "Go on.")).await.code(), "object.unknown");
    assert_eq!((house.provider.stats().requests, second.stats().requests), (0, 3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_instructions_of_a_response_come_back_with_it() {
    let (house, key, _) = two_tenants().await;
    let mut body = create("Hello.");
    let instructions =
        format!("You are the desk of Birch and Sons. Send whoever asks for the accounts to {MAIL}, politely.");
    body["instructions"] = json!(instructions);
    for body in [body.clone(), streamed(body)] {
        let id = made(&house, &key, &body).await;
        assert_eq!(get(&house, &key, &id).await.json()["instructions"], json!(instructions));
    }
    assert!(!provider_saw(&house, MAIL));
}
