//! What chat completions refuse beyond the shape of the body: ranges, models, and the order of tool messages.

use serde_json::Value;

use super::out_of_range;
use crate::models::Family;
use crate::object::Object;
use crate::refusal::Refusal;
use crate::schema_rules::strict_flaw;

pub(super) fn check(body: &Object, family: Family) -> Result<(), Refusal> {
    if family == Family::Embedding {
        let message = "This is not a chat model and thus not supported in the v1/chat/completions endpoint.";
        return Err(Refusal::new(404, "invalid_request_error", message).param("model"));
    }
    ranges(body)?;
    if family == Family::Reasoning {
        reasoning(body)?;
    }
    together(body)?;
    messages(body)?;
    tools(body)?;
    format(body)
}

fn ranges(body: &Object) -> Result<(), Refusal> {
    for (name, least, most) in [
        ("temperature", 0.0, 2.0),
        ("top_p", 0.0, 1.0),
        ("frequency_penalty", -2.0, 2.0),
        ("presence_penalty", -2.0, 2.0),
        ("n", 1.0, 128.0),
        ("top_logprobs", 0.0, 20.0),
        ("max_tokens", 1.0, 1e9),
        ("max_completion_tokens", 1.0, 1e9),
    ] {
        out_of_range(body, name, least, most)?;
    }
    let stops = body.get("stop").and_then(Value::as_array).map_or(0, Vec::len);
    if stops > 4 {
        let message = format!("Invalid 'stop': array too long. Expected at most 4 elements, but got {stops} instead.");
        return Err(Refusal::invalid(message).param("stop").code("array_above_max_length"));
    }
    Ok(())
}

fn reasoning(body: &Object) -> Result<(), Refusal> {
    let unsupported = |message: &str, name: &str, code| Err(Refusal::invalid(message).param(name).code(code));
    if body.get("max_tokens").is_some_and(|value| !value.is_null()) {
        let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use \
                       'max_completion_tokens' instead.";
        return unsupported(message, "max_tokens", "unsupported_parameter");
    }
    for name in ["temperature", "top_p"] {
        if body.get(name).and_then(Value::as_f64).is_some_and(|value| value != 1.0) {
            let message = format!(
                "Unsupported value: '{name}' does not support this value with this model. Only the \
                                   default (1) value is supported."
            );
            return unsupported(&message, name, "unsupported_value");
        }
    }
    Ok(())
}

/// Members that only make sense together.
fn together(body: &Object) -> Result<(), Refusal> {
    let flag = |name: &str| body.get(name).and_then(Value::as_bool).unwrap_or(false);
    let given = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    let needs = |name: &str, message: &str| Err(Refusal::invalid(message).param(name));
    if given("stream_options") && !flag("stream") {
        return needs("stream_options", "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
    }
    if given("top_logprobs") && !flag("logprobs") {
        return needs("top_logprobs", "'top_logprobs' is only allowed when 'logprobs' is enabled.");
    }
    if given("max_tokens") && given("max_completion_tokens") {
        let message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.";
        return needs("max_tokens", message);
    }
    for name in ["tool_choice", "parallel_tool_calls"] {
        if given(name) && !given("tools") {
            return needs(
                name,
                &format!("Invalid value for '{name}': '{name}' is only allowed when 'tools' are specified."),
            );
        }
    }
    Ok(())
}

/// Every tool message answers a call just before it, and every call is answered.
fn messages(body: &Object) -> Result<(), Refusal> {
    let messages = body.get("messages").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    if messages.is_empty() {
        let message = "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty \
                       array instead.";
        return Err(Refusal::invalid(message).param("messages").code("empty_array"));
    }
    let mut waiting: Vec<&str> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let role = message.get("role").and_then(Value::as_str).unwrap_or_default();
        if role == "tool" {
            let id = message.get("tool_call_id").and_then(Value::as_str).unwrap_or_default();
            let Some(at) = waiting.iter().position(|known| *known == id) else {
                let message = "Invalid parameter: messages with role 'tool' must be a response to a preceding message \
                               with 'tool_calls'.";
                return Err(Refusal::invalid(message).param(format!("messages.[{index}].role")));
            };
            waiting.remove(at);
            continue;
        }
        if !waiting.is_empty() {
            return Err(unanswered(&waiting));
        }
        let calls = message.get("tool_calls").and_then(Value::as_array);
        waiting = calls.into_iter().flatten().filter_map(|call| call.get("id").and_then(Value::as_str)).collect();
    }
    if waiting.is_empty() { Ok(()) } else { Err(unanswered(&waiting)) }
}

fn unanswered(waiting: &[&str]) -> Refusal {
    Refusal::invalid(format!(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. \
         The following tool_call_ids did not have response messages: {}",
        waiting.join(", ")
    ))
    .param("messages")
}

fn tools(body: &Object) -> Result<(), Refusal> {
    let tools = body.get("tools").and_then(Value::as_array);
    for (index, tool) in tools.into_iter().flatten().enumerate() {
        let Some(function) = tool.get("function") else { continue };
        check_function(function, &format!("tools[{index}].function"))?;
    }
    if let Some(named) = body.get("tool_choice").and_then(|choice| choice.pointer("/function/name")) {
        let known = body
            .get("tools")
            .and_then(Value::as_array)
            .is_some_and(|tools| tools.iter().any(|tool| tool.pointer("/function/name") == Some(named)));
        if !known {
            let message =
                format!("Invalid value for 'tool_choice': no function named {named} was specified in 'tools'.");
            return Err(Refusal::invalid(message).param("tool_choice").code("invalid_value"));
        }
    }
    Ok(())
}

/// The name and, when strict, the schema of a function.
pub(super) fn check_function(function: &Value, place: &str) -> Result<(), Refusal> {
    let name = function.get("name").and_then(Value::as_str).unwrap_or_default();
    let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    if name.is_empty() || name.len() > 64 || !name.bytes().all(fine) {
        let message = format!(
            "Invalid '{place}.name': string does not match pattern. Expected a string that matches \
                               the pattern '^[a-zA-Z0-9_-]+$'."
        );
        return Err(Refusal::invalid(message).param(format!("{place}.name")).code("invalid_value"));
    }
    let strict = function.get("strict").and_then(Value::as_bool).unwrap_or(false);
    match function.get("parameters").filter(|_| strict).and_then(strict_flaw) {
        None => Ok(()),
        Some(flaw) => {
            let message = format!("Invalid schema for function '{name}': {flaw}");
            Err(Refusal::invalid(message).param(format!("{place}.parameters")).code("invalid_function_parameters"))
        }
    }
}

fn format(body: &Object) -> Result<(), Refusal> {
    let format = body.get("response_format").unwrap_or(&Value::Null);
    check_format(format, format.get("json_schema").unwrap_or(&Value::Null), "response_format")
}

/// A strict schema must be closed. `named` holds `name`, `schema` and `strict`.
pub(super) fn check_format(format: &Value, named: &Value, place: &str) -> Result<(), Refusal> {
    let strict = named.get("strict").and_then(Value::as_bool).unwrap_or(false);
    if format.get("type").and_then(Value::as_str) != Some("json_schema") || !strict {
        return Ok(());
    }
    match named.get("schema").and_then(strict_flaw) {
        None => Ok(()),
        Some(flaw) => {
            let name = named.get("name").and_then(Value::as_str).unwrap_or_default();
            let message = format!("Invalid schema for response_format '{name}': {flaw}");
            Err(Refusal::invalid(message).param(place).code("invalid_json_schema"))
        }
    }
}
