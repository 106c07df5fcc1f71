//! Bodies of calls, and the text of answers.

use pretend_provider::Behaviour;
use serde_json::{Value, json};

use super::{CHAT, MESSAGES, RESPONSES};

/// A chat completion of OpenAI's protocol.
pub fn chat(text: &str) -> Value {
    json!({"model": "gpt-4o-mini", "max_tokens": 200, "messages": [{"role": "user", "content": text}]})
}

/// A message of Anthropic's protocol.
pub fn ask(text: &str) -> Value {
    json!({"model": "claude-haiku-4-5", "max_tokens": 200, "messages": [{"role": "user", "content": text}]})
}

/// The same call, streamed.
pub fn streamed(mut body: Value) -> Value {
    body["stream"] = json!(true);
    body
}

/// Text as a directive of the pretend provider takes it, unreadable to any guard.
pub fn hex(text: &str) -> String {
    let digits: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("hex:{digits}")
}

/// All generated text of an answer in either protocol, streamed or whole, in its order; tool arguments included.
pub fn text_of(body: &str) -> String {
    let data =
        |event: &str| event.lines().filter_map(|line| line.strip_prefix("data: ")).collect::<Vec<_>>().join("\n");
    let mut values: Vec<Value> =
        body.split("\n\n").filter_map(|event| serde_json::from_str(&data(event)).ok()).collect();
    if !body.contains("data: ") {
        values.extend(serde_json::from_str::<Value>(body).ok());
    }
    const PLACES: [&str; 9] = [
        "/choices/0/delta/content",
        "/choices/0/delta/tool_calls/0/function/arguments",
        "/choices/0/message/content",
        "/choices/0/message/tool_calls/0/function/arguments",
        "/delta/text",
        "/delta/partial_json",
        "/content/0/text",
        "/delta",
        "/output/0/content/0/text",
    ];
    values
        .iter()
        .filter_map(|value| PLACES.iter().find_map(|place| value.pointer(place).and_then(Value::as_str)))
        .collect()
}

/// Every piece of generated text of an answer, whichever event carries it.
pub fn all_text(body: &str) -> String {
    fn walk(value: &Value, out: &mut String) {
        match value {
            Value::String(text) => out.push_str(text),
            Value::Array(items) => items.iter().for_each(|item| walk(item, out)),
            Value::Object(members) => {
                let carries = ["delta", "content", "text", "arguments", "partial_json", "refusal", "thinking", "input"];
                members
                    .iter()
                    .filter(|(name, value)| carries.contains(&name.as_str()) || !value.is_string())
                    .for_each(|(_, value)| walk(value, out));
            }
            _ => {}
        }
    }
    let mut out = String::new();
    for data in body.lines().filter_map(|line| line.strip_prefix("data: ")) {
        walk(&serde_json::from_str(data).unwrap_or_default(), &mut out);
    }
    out
}

/// A response of OpenAI's protocol.
fn respond(text: &str) -> Value {
    json!({"model": "gpt-4o-mini", "max_output_tokens": 300, "input": text})
}

/// All three dialects.
pub fn dialects(text: &str) -> [(&'static str, Value); 3] {
    [(CHAT, chat(text)), (MESSAGES, ask(text)), (RESPONSES, respond(text))]
}

/// What the provider is to do with the next call.
pub fn planned(words: &str) -> Behaviour {
    Behaviour::parse(words).expect("known words")
}
