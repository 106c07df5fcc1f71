//! Pseudonyms: what the provider gets instead of personal data, and what the caller gets back.

use serde_json::{Value, json};

use crate::rig::{CHAT, House, MESSAGES, RESPONSES, chat, dialects, hex, planned, streamed, text_of};

const PRIVATE: [&str; 3] = ["rosa.lind@example.org", "4111 1111 1111 1111", "+49 30 901820"];

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn mask_02_an_echo_comes_back_as_it_was_written() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let text = "Write to rosa.lind@example.org about the card 4111 1111 1111 1111, she is called at noon \u{1f98a}.";
    for (path, body) in dialects(text) {
        let whole = house.post(&key, path, &body).await;
        assert_eq!((whole.status, text_of(&whole.body).as_str()), (200, text), "{path}: {}", whole.body);
        for (delta, write) in [
            ("chars:1", "event"),
            ("chars:3", "bytes:1"),
            ("seed:1", "seed:2"),
            ("bytes:5", "inside"),
            ("whole", "whole"),
            ("word", "events:2"),
        ] {
            house.provider.set_behaviour(planned(&format!("delta={delta} write={write}")), 1);
            let answer = house.post(&key, path, &streamed(body.clone())).await;
            let delivered = if path == RESPONSES { response_deltas(&answer.body) } else { text_of(&answer.body) };
            assert_eq!(delivered, text, "{path} {delta} {write}: {}", answer.body);
        }
    }
    let seen = house.provider.record();
    for seen in &seen {
        let body = String::from_utf8_lossy(&seen.body).into_owned();
        assert!(!body.contains("rosa.lind") && !body.contains("4111 1111"), "{body}");
    }
    println!("figure MASK-02 {} echoes in 3 dialects and 6 cuts restored 100 %, 0 values at the provider", seen.len());
}

/// The deltas of a streamed response; its last events repeat the whole text.
pub fn response_deltas(body: &str) -> String {
    let events = body
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .filter_map(|data| serde_json::from_str::<Value>(data).ok());
    events
        .filter(|event| event["type"] == "response.output_text.delta")
        .filter_map(|event| event["delta"].as_str().map(str::to_owned))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn mask_03_values_in_tool_arguments_come_back_as_json() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let tools = json!([{"type": "function", "function": {"name": "send_mail", "parameters": {"type": "object", "properties": {"to": {"type": "string"}}, "required": ["to"], "additionalProperties": true}}}]);
    let said = "send mail to rosa.lind@example.org";
    for stream in [false, true] {
        let mut body = chat(said);
        body["tools"] = tools.clone();
        body["stream"] = json!(stream);
        let answer = house.chat(&key, &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let arguments = text_of(&answer.body);
        let parsed: Value = serde_json::from_str(&arguments).unwrap_or_else(|_| panic!("no JSON: {arguments}"));
        assert!(parsed.to_string().contains("rosa.lind@example.org"), "{parsed}");
    }
    // What the model says about the pseudonym, quotes and all, goes through the same JSON in both directions.
    let mut first = chat("the address is rosa.lind@example.org");
    first["max_tokens"] = json!(100);
    house.chat(&key, &first).await;
    let masked: Value = serde_json::from_slice(&house.provider.record().pop().expect("a request").body).expect("JSON");
    let token =
        masked["messages"][0]["content"].as_str().expect("text").split_whitespace().last().expect("a word").to_owned();
    let odd = json!({"to": token, "note": "a \"quote\", a back\\slash,\na line and \u{1f98a}", "again": [token, {"deep": token}]}).to_string();
    for (delta, stream) in [("chars:1", true), ("seed:8", true), ("whole", false)] {
        let mut body = chat(&format!(
            "call it for rosa.lind@example.org [[pretend call=send_mail arguments={} delta={delta}]]",
            hex(&odd)
        ));
        body["tools"] = tools.clone();
        body["stream"] = json!(stream);
        let answer = house.chat(&key, &body).await;
        let parsed: Value =
            serde_json::from_str(&text_of(&answer.body)).unwrap_or_else(|_| panic!("no JSON: {}", answer.body));
        assert_eq!(
            parsed,
            json!({"to": "rosa.lind@example.org", "note": "a \"quote\", a back\\slash,\na line and \u{1f98a}", "again": ["rosa.lind@example.org", {"deep": "rosa.lind@example.org"}]})
        );
    }
    println!("figure MASK-03 5 of 5 tool calls parse and are restored, quotes, backslashes and emoji included");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn mask_05_no_field_carries_personal_data_to_the_provider() {
    let house = House::open("").await;
    let key = house.key(&[]).await;
    let all = PRIVATE.join(" and ");
    let function = |text: &str| json!([{"type": "function", "function": {"name": "f", "description": text, "parameters": {"type": "object", "description": text, "properties": {"p": {"type": "string", "enum": [text], "description": text}}}}}]);
    let mut openai = json!({"model": "gpt-4o-mini", "max_tokens": 50, "user": all, "metadata": {"note": PRIVATE[0]}, "stop": [all],
    "messages": [
        {"role": "system", "content": all, "name": "sys"},
        {"role": "user", "content": [{"type": "text", "text": all}]},
        {"role": "assistant", "content": all, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": json!({"a": all}).to_string()}}]},
        {"role": "tool", "tool_call_id": "c1", "content": all},
        {"role": "user", "content": all},
    ]});
    openai["tools"] = function(&all);
    openai["never_heard_of"] = json!({"deep": [all]});
    let anthropic = json!({"model": "claude-haiku-4-5", "max_tokens": 50, "system": [{"type": "text", "text": all}], "metadata": {"user_id": all}, "stop_sequences": [all],
    "tools": [{"name": "f", "description": all, "input_schema": {"type": "object", "description": all}}],
    "messages": [
        {"role": "user", "content": all},
        {"role": "assistant", "content": [{"type": "text", "text": all}, {"type": "tool_use", "id": "t1", "name": "f", "input": {"a": all, "b": [all]}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": all}]}, {"type": "text", "text": all}]},
    ]});
    let response = json!({"model": "gpt-4o-mini", "instructions": all, "input": [{"role": "user", "content": [{"type": "input_text", "text": all}]}, {"type": "function_call_output", "call_id": "c1", "output": all}], "user": all});
    let embedding = json!({"model": "text-embedding-3-small", "input": [all, all]});
    for (path, body) in [(CHAT, openai), (MESSAGES, anthropic), (RESPONSES, response), ("/v1/embeddings", embedding)] {
        let answer = house.post(&key, path, &body).await;
        assert!(answer.status == 200 || answer.header("wicketgate-verdict").is_some(), "{path}: {}", answer.body);
        let seen = house.provider.record();
        assert!(!seen.is_empty(), "{path}: {}", answer.body);
        for value in PRIVATE {
            let reached = String::from_utf8_lossy(&seen.last().expect("a request").body).contains(value);
            assert!(
                !reached,
                "{path}: `{value}` reached the provider: {}",
                String::from_utf8_lossy(&seen.last().expect("a request").body)
            );
        }
        house.provider.reset();
    }
    println!("figure MASK-05 0 of {} values in every field of 4 bodies reached the provider", PRIVATE.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn names_are_replaced_where_the_operator_asks_for_it_and_only_there() {
    let text = "Please ask Maria Schneider in Hamburg to call me back.";
    for (configured, leaves) in [("", true), ("[guards]\nnames = true\n", false)] {
        let house = House::open(configured).await;
        let key = house.key(&[]).await;
        for (path, body) in dialects(text) {
            let answer = house.post(&key, path, &body).await;
            assert_eq!((answer.status, text_of(&answer.body).as_str()), (200, text), "{path}: {}", answer.body);
        }
        for seen in house.provider.record() {
            let body = String::from_utf8_lossy(&seen.body).into_owned();
            assert_eq!(["Schneider", "Hamburg"].map(|name| body.contains(name)), [leaves; 2], "{body}");
        }
    }
}
