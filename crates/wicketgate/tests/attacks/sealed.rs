//! What cannot be rewritten: files in base64, `data:` URLs, thinking under a signature that nobody gave.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pretend_provider::Behaviour;
use serde_json::{Value, json};

use super::ROOM;
use crate::rig::{CHAT, House, MESSAGES, RESPONSES, ask, streamed};

const PERSON: &str = "name,card\nAda Byron,4111 1111 1111 1111\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_file_of_text_in_base64_is_read_before_it_leaves() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let file = STANDARD.encode(PERSON.repeat(20));
    let chat = |part: Value| json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": [part]}]});
    let calls = [
        (CHAT, chat(json!({"type": "file", "file": {"filename": "a.csv", "file_data": file}}))),
        (
            CHAT,
            chat(
                json!({"type": "file", "file": {"filename": "a.csv", "file_data": format!("data:text/csv;base64,{file}")}}),
            ),
        ),
        (CHAT, chat(json!({"type": "image_url", "image_url": {"url": format!("data:image/png;base64,{file}")}}))),
        (
            CHAT,
            chat(
                json!({"type": "image_url", "image_url": {"url": "data:text/plain,ada.byron%40analytical-engines.org"}}),
            ),
        ),
        (
            RESPONSES,
            json!({"model": "gpt-4o-mini", "input": [{"role": "user", "content": [{"type": "input_file", "filename": "a.csv", "file_data": file}]}]}),
        ),
        (
            MESSAGES,
            json!({"model": "claude-haiku-4-5", "max_tokens": 9, "messages": [{"role": "user", "content": [{"type": "document", "source": {"type": "base64", "media_type": "text/plain", "data": file}}]}]}),
        ),
        (
            MESSAGES,
            json!({"model": "claude-haiku-4-5", "max_tokens": 9, "messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": [{"type": "thinking", "thinking": PERSON, "signature": "bWFkZSB1cA=="}, {"type": "text", "text": "ho"}]}, {"role": "user", "content": "hi"}]}),
        ),
    ];
    for (path, call) in &calls {
        let answer = house.post(&key, path, call).await;
        assert_eq!(
            (answer.status, answer.header("wicketgate-verdict").is_some()),
            (400, true),
            "{call}: {}",
            answer.body
        );
        assert!(answer.everything().contains("input.pii"), "{}", answer.body);
    }
    assert_eq!(house.provider.stats().requests, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn media_pass_and_the_record_says_that_nobody_read_them() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let noise: Vec<u8> = (0..3000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let url = format!("data:image/png;base64,{}", STANDARD.encode(noise));
    let call = json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]});
    let answer = house.post(&key, CHAT, &call).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let visit = answer.header("wicketgate-visit").expect("a visit").to_owned();
    let opened = house.recorded(1, |entry| entry.kind == "opened" && entry.text("/visit") == visit).await;
    let told = opened[0].value.to_string();
    assert!(told.contains("skipped") && !told.contains("\"skipped_segments\":0"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn thinking_cannot_carry_a_secret_to_the_caller() {
    let house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    for body in [ask("think"), streamed(ask("think"))] {
        let mut body = body;
        body["thinking"] = json!({"type": "enabled", "budget_tokens": 1024});
        body["max_tokens"] = json!(2048);
        let think = Some("The key is AKIAQ3EGRTZ7MKXVNPWL, which I must not say.".to_owned());
        house.provider.set_behaviour(Behaviour { think, ..Behaviour::default() }, 1);
        let answer = house.post(&key, MESSAGES, &body).await;
        let told = answer.everything();
        assert!(told.contains("output.secret"), "{told}");
        assert!(!told.contains("AKIAQ3EGRTZ7"), "{told}");
    }
}
