//! A provider that lies, leaks or talks nonsense.

use pretend_provider::Behaviour;
use serde_json::{Value, json};

use super::{ROOM, garbage};
use crate::rig::{CHAT, House, MESSAGES, chat, streamed};

const SECRET: &str = "AKIAQ3EGRTZ7MKXVNPWL";
const PERSON: &str = "ada.byron@analytical-engines.org";

/// The tokens of a text, three characters each, as log probabilities tell them.
fn tokens(text: &str) -> Value {
    let pieces: Vec<String> = text.chars().collect::<Vec<_>>().chunks(3).map(|c| c.iter().collect()).collect();
    let token = |piece: &String| json!({"token": piece, "bytes": piece.as_bytes(), "logprob": -0.1, "top_logprobs": [{"token": piece, "bytes": piece.as_bytes(), "logprob": -0.1}]});
    json!({"content": pieces.iter().map(token).collect::<Vec<_>>(), "refusal": null})
}

fn completion(content: &str, logprobs: &Value) -> Vec<u8> {
    json!({"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o-mini", "choices": [
        {"index": 0, "message": {"role": "assistant", "content": content}, "logprobs": logprobs, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 9, "total_tokens": 10}})
    .to_string()
    .into_bytes()
}

fn events(content: &str) -> Vec<u8> {
    let pieces: Vec<String> = content.chars().collect::<Vec<_>>().chunks(3).map(|c| c.iter().collect()).collect();
    let chunk = |delta: Value, logprobs: Value, stop: Value| {
        let chunk = json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-mini", "choices": [
            {"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": stop}]});
        format!("data: {chunk}\n\n")
    };
    let mut told: String =
        pieces.iter().map(|piece| chunk(json!({"content": piece}), tokens(piece), Value::Null)).collect();
    told.push_str(&chunk(json!({}), Value::Null, json!("stop")));
    told.push_str("data: [DONE]\n\n");
    told.into_bytes()
}

/// The bytes that log probabilities tell, joined.
fn told_by_bytes(body: &str) -> String {
    let mut bytes = Vec::new();
    for list in body.split("\"bytes\":[").skip(1) {
        let list = list.split(']').next().unwrap_or_default();
        bytes.extend(list.split(',').filter_map(|byte| byte.trim().parse::<u8>().ok()));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn log_probabilities_tell_nothing_that_the_text_must_not() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let says = |body: Vec<u8>| Behaviour { body: Some(body), ..Behaviour::default() };
    let flows = |body: Vec<u8>| Behaviour { events: Some(body), ..Behaviour::default() };
    let fine = "The harbour is quiet.";

    house.provider.set_behaviour(says(completion(fine, &tokens(fine))), 1);
    let answer = house.chat(&key, &chat("hi")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(told_by_bytes(&answer.body).len(), 2 * fine.len(), "{}", answer.body);

    // In the text and its tokens; and in the tokens alone.
    for content in [format!("Write to {PERSON} today."), fine.to_owned()] {
        house.provider.set_behaviour(says(completion(&content, &tokens(&format!("Write to {PERSON} today.")))), 1);
        let answer = house.chat(&key, &chat("hi")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(!answer.body.contains(PERSON) && answer.json()["choices"][0]["logprobs"].is_null(), "{}", answer.body);
        house.provider.set_behaviour(says(completion(&content, &tokens(&format!("The key is {SECRET}.")))), 1);
        let answer = house.chat(&key, &chat("hi")).await;
        assert_eq!(answer.code(), "output.secret", "{}", answer.body);
    }

    house.provider.set_behaviour(flows(events(&format!("Write to {PERSON} today."))), 1);
    let answer = house.chat(&key, &streamed(chat("hi"))).await;
    let told = told_by_bytes(&answer.body);
    assert!(!told.contains("analytical") && !answer.body.contains(PERSON), "{}", answer.body);
    assert!(answer.body.ends_with("data: [DONE]\n\n"), "{}", answer.body);

    house.provider.set_behaviour(flows(events(&format!("The key is {SECRET}."))), 1);
    let answer = house.chat(&key, &streamed(chat("hi"))).await;
    assert!(!told_by_bytes(&answer.body).contains(&SECRET[..12]), "{}", answer.body);
    assert!(answer.body.contains("output.secret"), "{}", answer.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_escaped_key_leads_no_text_past_its_channel() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let pieces: Vec<String> = SECRET
        .chars()
        .map(|c| {
            format!(
                "data: {{\"id\":\"c\",\"choices\":[{{\"index\":0,\"d\\u0065lta\":{{\"c\\u006fntent\":\"{c}\"}}}}]}}\n\n"
            )
        })
        .collect();
    house.provider.set_behaviour(Behaviour { events: Some(pieces.concat().into_bytes()), ..Behaviour::default() }, 1);
    let answer = house.chat(&key, &streamed(chat("hi"))).await;
    let letters: String = answer.body.split("ntent\":\"").skip(1).filter_map(|rest| rest.chars().next()).collect();
    assert!(letters.len() < 12, "{letters} of {}", answer.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nothing_follows_the_last_event_and_no_other_protocol_is_spoken() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let text = |text: &str| {
        format!(
            "data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n"
        )
    };
    let done = "data: [DONE]\n\n";
    let flows = |body: String| Behaviour { events: Some(body.into_bytes()), ..Behaviour::default() };
    house.provider.set_behaviour(flows(format!("{}{done}{}{done}", text("one"), text("late"))), 1);
    let answer = house.chat(&key, &streamed(chat("hi"))).await;
    assert!(answer.body.contains("one") && !answer.body.contains("late"), "{}", answer.body);
    assert_eq!(answer.body.matches("[DONE]").count(), 1);

    // An event whose name and type differ, an event of no type, a huge one, one that is no JSON.
    let huge = format!("data: {{\"x\":\"{}\"}}\n\n", "a".repeat(10 << 20));
    let odd = [
        ("event: message_stop\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"ho\"}}\n\n".to_owned(), true),
        ("data: {\"index\":0}\n\n".to_owned(), true),
        ("event: message_start\ndata: {\"type\":\"message_start\",\"type\":\"ping\"}\n\n".to_owned(), true),
        (huge.clone(), true),
        (huge, false),
        ("data: {\"choices\":[\n\n".to_owned(), false),
        ("data: {\"choices\":[],\"choices\":[]}\n\n".to_owned(), false),
    ];
    for (body, anthropic) in odd {
        house.provider.set_behaviour(flows(body.clone()), 1);
        let (path, call) =
            if anthropic { (MESSAGES, streamed(crate::rig::ask("hi"))) } else { (CHAT, streamed(chat("hi"))) };
        let answer = house.post(&key, path, &call).await;
        let shown = body.get(..80.min(body.len())).unwrap_or_default();
        assert!(
            answer.body.contains("upstream."),
            "{shown}: {}",
            answer.body.get(..400.min(answer.body.len())).unwrap_or_default()
        );
        assert!(answer.body.len() < 4096, "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_marked_system_prompt_cannot_be_repeated_in_any_form() {
    let house = House::open(&format!("{ROOM}[guards]\ncanary = true\n")).await;
    let key = house.key(&[]).await;
    let system = "You are the help desk of a lighthouse. Never tell anyone that the lamp is out on Tuesdays.";
    let call = |text: &str| json!({"model": "gpt-4o-mini", "messages": [{"role": "system", "content": system}, {"role": "user", "content": text}]});
    house.chat(&key, &call("hi")).await;
    let kept = String::from_utf8_lossy(&house.provider.record().pop().expect("a call").body).into_owned();
    let marker =
        kept.split("this marker: ").nth(1).and_then(|rest| rest.split('"').next()).expect("a marker").to_owned();
    assert!(marker.len() > 10, "{kept}");
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("{system} this marker: {marker}"));
    let arguments = json!({"q": format!("marker {marker}")}).to_string();
    for (n, leak) in [
        Behaviour { say: Some(format!("It says {marker} at the end.")), ..Behaviour::default() },
        Behaviour { say: Some(format!("It says: {system}")), ..Behaviour::default() },
        Behaviour { say: Some(encoded), ..Behaviour::default() },
        Behaviour { call: Some(("send".to_owned(), arguments)), ..Behaviour::default() },
    ]
    .into_iter()
    .enumerate()
    {
        for body in [call("hi"), streamed(call("hi"))] {
            house.provider.set_behaviour(leak.clone(), 1);
            let answer = house.chat(&key, &body).await;
            assert!(answer.body.contains("output."), "{n}: {}", answer.body);
            assert!(!answer.body.contains(&marker), "{n}: {}", answer.body);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_providers_error_is_read_like_its_answers() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let error =
        |text: &str| json!({"error": {"message": text, "type": "invalid_request_error", "code": "bad"}}).to_string();
    let says = |body: String| Behaviour { status: Some(400), body: Some(body.into_bytes()), ..Behaviour::default() };

    house.provider.set_behaviour(says(error("The field `n` is too large.")), 1);
    let answer = house.chat(&key, &chat("hi")).await;
    assert_eq!((answer.status, answer.code().as_str()), (400, "bad"), "{}", answer.body);

    for body in [error(&format!("Nobody knows {PERSON}.")), format!("<h1>Nobody knows {PERSON}.</h1>")] {
        house.provider.set_behaviour(says(body), 1);
        let answer = house.chat(&key, &chat("hi")).await;
        assert!(
            answer.status == 400 && answer.body.contains("Nobody knows") && !answer.body.contains(PERSON),
            "{}",
            answer.body
        );
    }
    for body in [error(&format!("The key {SECRET} is wrong.")), format!("The key {SECRET} is wrong.")] {
        house.provider.set_behaviour(says(body), 1);
        let answer = house.chat(&key, &chat("hi")).await;
        assert_eq!(answer.code(), "output.secret", "{}", answer.body);
    }
    // The caller's own value comes back, as it does in an answer.
    let echo = Behaviour { fault: None, status: Some(400), ..Behaviour::default() };
    house.provider.set_behaviour(echo, 1);
    assert_eq!(house.chat(&key, &chat(&format!("Write to {PERSON}."))).await.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn events_that_wait_do_not_fill_the_memory() {
    let mut house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    // Each event adds a digit to a number that never ends, and a mebibyte of padding.
    let padding = "a".repeat(1 << 20);
    let chunk = format!(
        "data: {{\"id\":\"c\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"4\",\"audio\":{{\"data\":\"{padding}\"}}}}}}]}}\n\n"
    );
    let before = garbage::resident(house.running().id());
    house.provider.set_behaviour(Behaviour { events: Some(chunk.repeat(48).into_bytes()), ..Behaviour::default() }, 1);
    let answer = house.chat(&key, &streamed(chat("hi"))).await;
    let grown = garbage::resident(house.running().id()).saturating_sub(before);
    assert!(answer.body.contains("upstream."), "{}", answer.body.get(..200).unwrap_or_default());
    assert!(grown < 40 << 10, "{grown} KiB more");
}
