//! Messages, whole and streamed, and their token counts.

use serde_json::{Value, json};

use super::{PROTOCOL, content, rules, stream};
use crate::ask::Ask;
use crate::behaviour::Behaviour;
use crate::cache::Reading;
use crate::object::{Object, take_directives};
use crate::refusal::Refusal;
use crate::reply::Reply;
use crate::speech::{Piece, Speech, Stop, object_of, speak};
use crate::state::State;

pub(super) fn create(state: &State, body: &Object, wanted: &mut Behaviour) -> Result<Reply, Refusal> {
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    state.family(PROTOCOL, model)?;
    rules::check(body)?;
    let mut ask = content::read(body);
    take_directives(&mut ask, wanted)?;
    let speech = speak(&ask, wanted, 0);
    let reading = state.cache.marked(model, &ask.prompt);
    let omitted = body.get("thinking").is_some_and(|thinking| thinking["display"] == "omitted");
    let blocks = blocks(state, &ask, &speech, omitted);
    let usage = usage(body, reading, &speech);
    let usage = wanted.usage.map_or(Some(usage.clone()), |fault| fault.spoil(&usage));
    let (reason, sequence) = stop(&speech);
    let mut message = json!({"id": state.id("msg_"), "type": "message", "role": "assistant", "model": model,
        "content": blocks, "stop_reason": reason, "stop_sequence": sequence, "stop_details": null});
    if let (Some(usage), Some(members)) = (usage, message.as_object_mut()) {
        members.insert("usage".to_owned(), usage);
    }
    let reply = if body.get("stream") == Some(&Value::Bool(true)) {
        Reply::events(stream::events(&message, &speech, wanted.delta))
    } else {
        Reply::json(200, &message)
    };
    Ok(reply.counting(reading.fresh + reading.read + reading.written, speech.tokens()))
}

pub(super) fn count(state: &State, body: &Object) -> Result<Reply, Refusal> {
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    state.family(PROTOCOL, model)?;
    rules::check(body)?;
    Ok(Reply::json(200, &json!({"input_tokens": content::read(body).prompt.tokens()})))
}

/// The answer as content blocks. A call that was cut at the length has lost its arguments.
fn blocks(state: &State, ask: &Ask, speech: &Speech, omitted: bool) -> Vec<Value> {
    let mut blocks = Vec::new();
    for piece in &speech.pieces {
        match piece {
            Piece::Thinking(text) => blocks.push(json!({"type": "thinking",
                "thinking": if omitted { "" } else { text }, "signature": content::signature(text)})),
            Piece::Text(text) | Piece::Refusal(text) => {
                let cited = ask.documents.iter().enumerate().filter(|(_, document)| document.cited);
                let citations: Vec<Value> = cited.map(|(index, document)| content::citation(index, document)).collect();
                let citations = if citations.is_empty() { Value::Null } else { Value::Array(citations) };
                blocks.push(json!({"type": "text", "text": text, "citations": citations}));
            }
            Piece::Call { tool, arguments } | Piece::Custom { tool, input: arguments } => {
                blocks.push(json!({"type": "tool_use", "id": state.id("toolu_"), "name": tool,
                    "input": object_of(arguments), "caller": {"type": "direct"}}));
            }
            Piece::Hosted { kind, query } => blocks.extend(hosted(state, kind, query)),
        }
    }
    blocks
}

/// A tool that the provider runs itself: the use and its result.
fn hosted(state: &State, kind: &str, query: &str) -> [Value; 2] {
    let id = state.id("srvtoolu_");
    let call = |name: &str, input: Value| {
        json!({"type": "server_tool_use", "id": id, "name": name, "input": input,
        "caller": {"type": "direct"}})
    };
    let result = |kind: &str, content: Value| {
        json!({"type": kind, "tool_use_id": id, "content": content,
        "caller": {"type": "direct"}})
    };
    if kind.starts_with("code_execution") {
        let content = json!({"type": "code_execution_result", "stdout": query, "stderr": "", "return_code": 0,
            "content": []});
        let code = json!({"code": format!("print({query:?})")});
        let mut answer = result("code_execution_tool_result", content);
        answer.as_object_mut().map(|members| members.shift_remove("caller"));
        return [call("code_execution", code), answer];
    }
    if kind.starts_with("web_fetch") {
        let content = json!({"type": "web_fetch_result", "url": "https://example.org/found", "retrieved_at": null,
            "content": {"type": "document", "title": null, "citations": null,
                "source": {"type": "text", "media_type": "text/plain", "data": query}}});
        return [
            call("web_fetch", json!({"url": "https://example.org/found"})),
            result("web_fetch_tool_result", content),
        ];
    }
    let content = json!([{"type": "web_search_result", "title": "Found", "url": "https://example.org/found",
        "encrypted_content": content::signature(query), "page_age": null}]);
    [call("web_search", json!({"query": query})), result("web_search_tool_result", content)]
}

fn usage(body: &Object, reading: Reading, speech: &Speech) -> Value {
    let text = Value::Object(body.clone()).to_string();
    let hour = text.contains("\"ttl\":\"1h\"");
    let (five, sixty) = if hour { (0, reading.written) } else { (reading.written, 0) };
    json!({
        "input_tokens": reading.fresh,
        "cache_creation_input_tokens": reading.written,
        "cache_read_input_tokens": reading.read,
        "cache_creation": {"ephemeral_5m_input_tokens": five, "ephemeral_1h_input_tokens": sixty},
        "output_tokens": speech.tokens(),
        "output_tokens_details": {"thinking_tokens": speech.thinking_tokens()},
        "service_tier": "standard",
    })
}

fn stop(speech: &Speech) -> (&'static str, Option<&str>) {
    match &speech.stop {
        Stop::End => ("end_turn", None),
        Stop::Length => ("max_tokens", None),
        Stop::Calls => ("tool_use", None),
        Stop::Refusal => ("refusal", None),
        Stop::Sequence(sequence) => ("stop_sequence", Some(sequence)),
    }
}
