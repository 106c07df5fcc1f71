//! Items of the responses API: what goes in, what comes out, and the sealed reasoning between turns.

use base64::Engine as _;
use serde_json::{Value, json};

use super::chat_writer::token_logprobs;
use crate::object::Object;
use crate::refusal::Refusal;
use crate::speech::{Piece, Speech, Stop};
use crate::state::State;
use crate::tokens;

const BASE64: base64::engine::GeneralPurpose = base64::engine::general_purpose::STANDARD;

/// Input as items: a plain string is one user message. Messages without an id get one.
pub(super) fn input_items(state: &State, input: &Value) -> Vec<Value> {
    match input {
        Value::String(text) => vec![json!({"id": state.id("msg_"), "type": "message", "status": "completed",
            "role": "user", "content": [{"type": "input_text", "text": text}]})],
        Value::Array(items) => items.iter().map(|item| input_item(state, item)).collect(),
        _ => Vec::new(),
    }
}

fn input_item(state: &State, item: &Value) -> Value {
    let mut item = item.clone();
    let is_message = item.get("role").is_some();
    if let (true, Some(members)) = (is_message, item.as_object_mut()) {
        members.entry("type").or_insert_with(|| json!("message"));
        members.entry("id").or_insert_with(|| json!(state.id("msg_")));
        members.entry("status").or_insert_with(|| json!("completed"));
        let kind = if members.get("role") == Some(&json!("assistant")) { "output_text" } else { "input_text" };
        if let Some(Value::String(text)) = members.get("content") {
            let mut part = json!({"type": kind, "text": text});
            if kind == "output_text" {
                part["annotations"] = json!([]);
            }
            members.insert("content".to_owned(), json!([part]));
        }
    } else if let Some(members) = item.as_object_mut() {
        members.entry("id").or_insert_with(|| json!(state.id("item_")));
    }
    item
}

/// Refuses sealed content that was changed.
pub(super) fn check_input(input: &Value) -> Result<(), Refusal> {
    let items = input.as_array().map_or(&[][..], Vec::as_slice);
    for (index, item) in items.iter().enumerate() {
        let sealed = item.get("encrypted_content").and_then(Value::as_str);
        if sealed.is_some_and(|sealed| unseal(sealed).is_none()) {
            let message = "The encrypted content could not be verified. Reason: Encrypted content could not be \
                           decrypted or parsed.";
            return Err(Refusal::invalid(message).param(format!("input[{index}]")).code("invalid_encrypted_content"));
        }
    }
    Ok(())
}

/// Hides text so that any change shows. Not encryption: the pretend provider has nothing to hide.
pub(super) fn seal(text: &str) -> String {
    BASE64.encode(format!("{:016x}{text}", tokens::mark(text.as_bytes())))
}

/// The text of a seal, if nobody changed it.
fn unseal(sealed: &str) -> Option<String> {
    let plain = String::from_utf8(BASE64.decode(sealed).ok()?).ok()?;
    let (mark, text) = plain.split_at_checked(16)?;
    (mark == format!("{:016x}", tokens::mark(text.as_bytes()))).then(|| text.to_owned())
}

/// What the model said, as output items. With a length stop the last item is incomplete.
pub(super) fn output_items(state: &State, body: &Object, speech: &Speech) -> Vec<Value> {
    let included = |what: &str| {
        let include = body.get("include").and_then(Value::as_array);
        include.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(what)))
    };
    let summarised = body.get("reasoning").and_then(|it| it.get("summary")).is_some_and(Value::is_string);
    let alternatives = body.get("top_logprobs").and_then(Value::as_u64).unwrap_or(0);
    let logprobs = included("message.output_text.logprobs");
    let last = speech.pieces.len().saturating_sub(1);
    let mut items = Vec::new();
    let mut citations: Vec<Value> = Vec::new();
    for (index, piece) in speech.pieces.iter().enumerate() {
        let status = if index == last && speech.stop == Stop::Length { "incomplete" } else { "completed" };
        match piece {
            Piece::Thinking(text) => {
                let summary = if summarised { json!([{"type": "summary_text", "text": text}]) } else { json!([]) };
                let mut item = json!({"id": state.id("rs_"), "type": "reasoning", "summary": summary});
                if included("reasoning.encrypted_content") {
                    item["encrypted_content"] = json!(seal(text));
                }
                items.push(item);
            }
            Piece::Text(text) => {
                let probabilities = if logprobs { token_logprobs(text, alternatives) } else { json!([]) };
                let part = json!({"type": "output_text", "text": text, "annotations": citations.split_off(0),
                    "logprobs": probabilities});
                items.push(message(state, status, part));
            }
            Piece::Refusal(text) => items.push(message(state, status, json!({"type": "refusal", "refusal": text}))),
            Piece::Call { tool, arguments } => items.push(json!({"id": state.id("fc_"), "type": "function_call",
                "status": status, "call_id": state.id("call_"), "name": tool, "arguments": arguments})),
            Piece::Custom { tool, input } => items.push(json!({"id": state.id("ctc_"), "type": "custom_tool_call",
                "status": status, "call_id": state.id("call_"), "name": tool, "input": input})),
            Piece::Hosted { kind, query } => {
                if kind.starts_with("web_search") {
                    citations.push(json!({"type": "url_citation", "start_index": 0, "end_index": 1,
                        "url": "https://example.org/found", "title": "Found"}));
                }
                items.extend(hosted(state, kind, query));
            }
        }
    }
    items
}

fn message(state: &State, status: &str, part: Value) -> Value {
    json!({"id": state.id("msg_"), "type": "message", "status": status, "role": "assistant", "content": [part]})
}

/// The items of a tool that the provider runs itself.
fn hosted(state: &State, kind: &str, query: &str) -> Vec<Value> {
    // A transparent image of one pixel.
    const PIXEL: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    match kind {
        "file_search" => vec![json!({"id": state.id("fs_"), "type": "file_search_call", "status": "completed",
            "queries": [query], "results": null})],
        "code_interpreter" => vec![json!({"id": state.id("ci_"), "type": "code_interpreter_call",
            "status": "completed", "code": format!("print({query:?})"), "container_id": "cntr_pretend",
            "outputs": [{"type": "logs", "logs": query}]})],
        "image_generation" => vec![json!({"id": state.id("ig_"), "type": "image_generation_call",
            "status": "completed", "result": PIXEL, "revised_prompt": query})],
        "mcp" => vec![
            json!({"id": state.id("mcpl_"), "type": "mcp_list_tools", "server_label": "mcp",
                "tools": [{"name": "fetch", "input_schema": {"type": "object"}}]}),
            json!({"id": state.id("mcp_"), "type": "mcp_call", "server_label": "mcp", "name": "fetch",
                "arguments": json!({"query": query}).to_string(), "output": query, "error": null,
                "status": "completed", "approval_request_id": null}),
        ],
        _ => vec![json!({"id": state.id("ws_"), "type": "web_search_call", "status": "completed",
            "action": {"type": "search", "query": query, "queries": [query]}})],
    }
}
