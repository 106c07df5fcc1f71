//! The events of a streamed message, made from the finished one.

use serde_json::{Value, json};

use crate::Cut;
use crate::reply::event;
use crate::speech::{Piece, Speech, deltas};

/// All events from `message_start` to `message_stop`.
pub(super) fn events(message: &Value, speech: &Speech, cut: Cut) -> Vec<Vec<u8>> {
    let mut events = Vec::new();
    let mut push = |data: Value| events.push(event(data["type"].as_str(), &data));
    let mut begun = message.clone();
    begun["content"] = json!([]);
    begun["stop_reason"] = Value::Null;
    begun["stop_sequence"] = Value::Null;
    if begun["usage"]["output_tokens"].is_u64() {
        // The service counts the first token before it is shown.
        begun["usage"]["output_tokens"] = json!(1);
    }
    push(json!({"type": "message_start", "message": begun}));
    // The arguments of calls as they were written, for a call that was cut is no JSON.
    let calls: Vec<&str> = speech
        .pieces
        .iter()
        .filter(|piece| matches!(piece, Piece::Call { .. } | Piece::Custom { .. }))
        .map(Piece::generated)
        .collect();
    let mut calls = calls.into_iter();
    for (index, block) in message["content"].as_array().into_iter().flatten().enumerate() {
        push(json!({"type": "content_block_start", "index": index, "content_block": opened(block)}));
        if index == 0 {
            push(json!({"type": "ping"}));
        }
        for delta in block_deltas(block, &mut calls, cut) {
            push(json!({"type": "content_block_delta", "index": index, "delta": delta}));
        }
        push(json!({"type": "content_block_stop", "index": index}));
    }
    let mut last = json!({"type": "message_delta", "delta": {"stop_reason": message["stop_reason"],
        "stop_sequence": message["stop_sequence"], "stop_details": null}});
    if let Some(usage) = message.get("usage") {
        let mut figures = usage.clone();
        for member in ["cache_creation", "service_tier"] {
            figures.as_object_mut().map(|members| members.shift_remove(member));
        }
        last["usage"] = figures;
    }
    push(last);
    push(json!({"type": "message_stop"}));
    events
}

/// A block as it looks before its text is there.
fn opened(block: &Value) -> Value {
    let mut opened = block.clone();
    let empty: &[(&str, Value)] = match block["type"].as_str() {
        Some("text") => {
            &[("text", json!("")), ("citations", if block["citations"].is_null() { Value::Null } else { json!([]) })]
        }
        Some("thinking") => &[("thinking", json!("")), ("signature", json!(""))],
        Some("tool_use" | "server_tool_use") => &[("input", json!({}))],
        _ => &[],
    };
    for (member, value) in empty {
        opened[*member] = value.clone();
    }
    opened
}

fn block_deltas<'a>(block: &Value, calls: &mut impl Iterator<Item = &'a str>, cut: Cut) -> Vec<Value> {
    let text = |member: &str| block[member].as_str().unwrap_or_default();
    match block["type"].as_str() {
        Some("text") => {
            let texts = deltas(text("text"), cut).into_iter().map(|part| json!({"type": "text_delta", "text": part}));
            let citations = block["citations"].as_array().into_iter().flatten();
            texts.chain(citations.map(|one| json!({"type": "citations_delta", "citation": one}))).collect()
        }
        Some("thinking") => {
            let parts = deltas(text("thinking"), cut).into_iter();
            let thoughts = parts.map(|part| json!({"type": "thinking_delta", "thinking": part}));
            thoughts.chain(Some(json!({"type": "signature_delta", "signature": text("signature")}))).collect()
        }
        Some("tool_use") => arguments(calls.next().unwrap_or_default(), cut),
        Some("server_tool_use") => arguments(&block["input"].to_string(), cut),
        _ => Vec::new(),
    }
}

/// The service begins with an empty piece of JSON.
fn arguments(json_text: &str, cut: Cut) -> Vec<Value> {
    let parts = Some(String::new()).into_iter().chain(deltas(json_text, cut));
    parts.map(|part| json!({"type": "input_json_delta", "partial_json": part})).collect()
}
