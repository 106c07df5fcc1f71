//! The events of a streamed response, made from the finished one, numbered from zero.

use serde_json::{Value, json};

use crate::Cut;
use crate::speech::deltas;

/// All events from `response.created` to the last. `begun` is the response before the model spoke.
pub(super) fn events(begun: &Value, finished: &Value, cut: Cut) -> Vec<Value> {
    let mut track = Track { events: Vec::new(), cut };
    let mut working = begun.clone();
    track.push("response.created", json!({"response": begun}));
    if begun["status"] == "queued" {
        track.push("response.queued", json!({"response": begun}));
        working["status"] = json!("in_progress");
    }
    track.push("response.in_progress", json!({"response": working}));
    for (index, item) in finished["output"].as_array().into_iter().flatten().enumerate() {
        track.item(index, item);
    }
    let last = if finished["status"] == "incomplete" { "response.incomplete" } else { "response.completed" };
    track.push(last, json!({"response": finished}));
    track.events
}

struct Track {
    events: Vec<Value>,
    cut: Cut,
}

impl Track {
    /// Adds an event: its type, its number, its members.
    fn push(&mut self, kind: &str, members: Value) {
        let mut event = json!({"type": kind, "sequence_number": self.events.len()});
        if let (Some(event), Value::Object(members)) = (event.as_object_mut(), members) {
            event.extend(members);
        }
        self.events.push(event);
    }

    fn item(&mut self, index: usize, item: &Value) {
        let kind = item["type"].as_str().unwrap_or_default();
        self.push("response.output_item.added", json!({"output_index": index, "item": opened(item)}));
        match kind {
            "message" => {
                for (part_index, part) in item["content"].as_array().into_iter().flatten().enumerate() {
                    self.part(index, item, part_index, part);
                }
            }
            "reasoning" => self.summaries(index, item),
            "function_call" => self.text(index, item, "response.function_call_arguments", "arguments"),
            "custom_tool_call" => self.text(index, item, "response.custom_tool_call_input", "input"),
            _ => self.hosted(index, item, kind),
        }
        self.push("response.output_item.done", json!({"output_index": index, "item": item}));
    }

    fn part(&mut self, index: usize, item: &Value, part_index: usize, part: &Value) {
        let at = json!({"item_id": item["id"], "output_index": index, "content_index": part_index});
        let refused = part["type"] == "refusal";
        let member = if refused { "refusal" } else { "text" };
        let mut empty = part.clone();
        empty[member] = json!("");
        if !refused {
            empty["annotations"] = json!([]);
            empty["logprobs"] = json!([]);
        }
        self.push("response.content_part.added", with(&at, json!({"part": empty})));
        let text = part[member].as_str().unwrap_or_default();
        let name = if refused { "response.refusal" } else { "response.output_text" };
        let mut logprobs = part["logprobs"].as_array().cloned().unwrap_or_default().into_iter();
        for delta in deltas(text, self.cut) {
            let mut members = with(&at, json!({"delta": delta}));
            if !refused {
                // Each delta takes the tokens that begin inside of it.
                let mut taken = 0;
                let mine: Vec<Value> = logprobs
                    .by_ref()
                    .take_while(|token| {
                        taken += token["token"].as_str().map_or(0, str::len);
                        taken < delta.len()
                    })
                    .collect();
                members["logprobs"] = Value::Array(mine);
            }
            self.push(&format!("{name}.delta"), members);
        }
        for (number, annotation) in part["annotations"].as_array().into_iter().flatten().enumerate() {
            let members = json!({"annotation_index": number, "annotation": annotation});
            self.push("response.output_text.annotation.added", with(&at, members));
        }
        let mut done = with(&at, json!({member: text}));
        if !refused {
            done["logprobs"] = part["logprobs"].clone();
        }
        self.push(&format!("{name}.done"), done);
        self.push("response.content_part.done", with(&at, json!({"part": part})));
    }

    fn summaries(&mut self, index: usize, item: &Value) {
        for (number, part) in item["summary"].as_array().into_iter().flatten().enumerate() {
            let at = json!({"item_id": item["id"], "output_index": index, "summary_index": number});
            let name = "response.reasoning_summary";
            let text = part["text"].as_str().unwrap_or_default();
            self.push(&format!("{name}_part.added"), with(&at, json!({"part": {"type": "summary_text", "text": ""}})));
            for delta in deltas(text, self.cut) {
                self.push(&format!("{name}_text.delta"), with(&at, json!({"delta": delta})));
            }
            self.push(&format!("{name}_text.done"), with(&at, json!({"text": text})));
            self.push(&format!("{name}_part.done"), with(&at, json!({"part": part})));
        }
        for (number, part) in item["content"].as_array().into_iter().flatten().enumerate() {
            let at = json!({"item_id": item["id"], "output_index": index, "content_index": number});
            let text = part["text"].as_str().unwrap_or_default();
            for delta in deltas(text, self.cut) {
                self.push("response.reasoning_text.delta", with(&at, json!({"delta": delta})));
            }
            self.push("response.reasoning_text.done", with(&at, json!({"text": text})));
        }
    }

    /// Deltas of one text member, then the whole of it.
    fn text(&mut self, index: usize, item: &Value, name: &str, member: &str) {
        let at = json!({"item_id": item["id"], "output_index": index});
        let text = item[member].as_str().unwrap_or_default();
        for delta in deltas(text, self.cut) {
            self.push(&format!("{name}.delta"), with(&at, json!({"delta": delta})));
        }
        let mut done = with(&at, json!({member: text}));
        if member == "arguments" {
            done["name"] = item["name"].clone();
        }
        self.push(&format!("{name}.done"), done);
    }

    /// Progress of a tool that the provider runs itself.
    fn hosted(&mut self, index: usize, item: &Value, kind: &str) {
        let at = json!({"item_id": item["id"], "output_index": index});
        let middle = match kind {
            "web_search_call" | "file_search_call" => "searching",
            "code_interpreter_call" => "interpreting",
            "image_generation_call" => "generating",
            _ => "",
        };
        self.push(&format!("response.{kind}.in_progress"), at.clone());
        if kind == "code_interpreter_call" {
            self.text(index, item, "response.code_interpreter_call_code", "code");
        }
        if kind == "mcp_call" {
            self.text(index, item, "response.mcp_call_arguments", "arguments");
        }
        if !middle.is_empty() {
            self.push(&format!("response.{kind}.{middle}"), at.clone());
        }
        if kind == "image_generation_call" {
            let partial = json!({"partial_image_index": 0, "partial_image_b64": item["result"]});
            self.push("response.image_generation_call.partial_image", with(&at, partial));
        }
        self.push(&format!("response.{kind}.completed"), at);
    }
}

/// An item as it looks before its text is there.
fn opened(item: &Value) -> Value {
    let mut opened = item.clone();
    for (member, empty) in [
        ("content", json!([])),
        ("summary", json!([])),
        ("arguments", json!("")),
        ("input", json!("")),
        ("code", json!("")),
    ] {
        if opened.get(member).is_some_and(|value| !value.is_null()) {
            opened[member] = empty;
        }
    }
    if opened.get("status").is_some() {
        opened["status"] = json!("in_progress");
    }
    for member in ["result", "output"] {
        if opened.get(member).is_some() {
            opened[member] = Value::Null;
        }
    }
    opened
}

fn with(at: &Value, members: Value) -> Value {
    let mut joined = at.clone();
    if let (Some(joined), Value::Object(members)) = (joined.as_object_mut(), members) {
        joined.extend(members);
    }
    joined
}
