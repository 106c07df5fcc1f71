//! What messages refuse beyond the shape of the body: ranges, the order of turns, tool results, sealed thinking.

use serde_json::Value;

use super::content::is_untouched;
use crate::object::Object;
use crate::refusal::Refusal;

pub(super) fn check(body: &Object) -> Result<(), Refusal> {
    ranges(body)?;
    thinking(body)?;
    turns(body)?;
    tools(body)?;
    let n_marks = count_marks(&Value::Object(body.clone()));
    if n_marks > 4 {
        let message = format!("A maximum of 4 blocks with cache_control may be provided. Found {n_marks}.");
        return Err(Refusal::invalid(message));
    }
    Ok(())
}

fn ranges(body: &Object) -> Result<(), Refusal> {
    for (name, least, most) in
        [("max_tokens", 1.0, 1e9), ("temperature", 0.0, 1.0), ("top_p", 0.0, 1.0), ("top_k", 0.0, 1e9)]
    {
        let Some(value) = body.get(name).and_then(Value::as_f64) else { continue };
        let (side, bound) = if value < least {
            ("greater", least)
        } else if value > most {
            ("less", most)
        } else {
            continue;
        };
        return Err(Refusal::invalid(format!("{name}: Input should be {side} than or equal to {bound}")));
    }
    Ok(())
}

fn thinking(body: &Object) -> Result<(), Refusal> {
    let thinking = body.get("thinking").unwrap_or(&Value::Null);
    let Some(budget) = thinking["budget_tokens"].as_u64() else { return Ok(()) };
    if budget < 1024 {
        let message = "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024";
        return Err(Refusal::invalid(message));
    }
    if body.get("max_tokens").and_then(Value::as_u64).is_some_and(|limit| limit <= budget) {
        return Err(Refusal::invalid("`max_tokens` must be greater than `thinking.budget_tokens`."));
    }
    if body.get("temperature").and_then(Value::as_f64).is_some_and(|value| value != 1.0) {
        return Err(Refusal::invalid("`temperature` may only be set to 1 when thinking is enabled."));
    }
    Ok(())
}

fn turns(body: &Object) -> Result<(), Refusal> {
    let messages = body.get("messages").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let Some(first) = messages.first() else {
        return Err(Refusal::invalid("messages: at least one message is required"));
    };
    if first["role"] == "assistant" {
        return Err(Refusal::invalid("messages: first message must use the \"user\" role"));
    }
    let mut called: Vec<&str> = Vec::new();
    for (index, message) in messages.iter().enumerate() {
        let blocks = message["content"].as_array().map_or(&[][..], Vec::as_slice);
        if message["content"].as_str() == Some("") || (message["content"].is_array() && blocks.is_empty()) {
            return Err(Refusal::invalid(format!("messages.{index}: all messages must have non-empty content")));
        }
        for (number, block) in blocks.iter().enumerate() {
            check_block(block, &format!("messages.{index}.content.{number}"), &called)?;
        }
        let answered = |id: &&str| {
            blocks.iter().any(|block| block["type"] == "tool_result" && block["tool_use_id"].as_str() == Some(*id))
        };
        if let Some(id) = called.iter().find(|id| !answered(id)) {
            return Err(Refusal::invalid(format!(
                "messages.{}: `tool_use` ids were found without `tool_result` blocks immediately after: {id}. Each \
                 `tool_use` block must have a corresponding `tool_result` block in the next message.",
                index.saturating_sub(1)
            )));
        }
        let uses = blocks.iter().filter(|block| block["type"] == "tool_use");
        called = uses.filter_map(|block| block["id"].as_str()).collect();
    }
    if called.is_empty() {
        return Ok(());
    }
    let message = format!(
        "messages.{}: `tool_use` ids were found without `tool_result` blocks immediately after: {}.",
        messages.len() - 1,
        called.join(", ")
    );
    Err(Refusal::invalid(message))
}

fn check_block(block: &Value, place: &str, called: &[&str]) -> Result<(), Refusal> {
    match block["type"].as_str() {
        Some("text") if block["text"].as_str() == Some("") => {
            Err(Refusal::invalid("messages: text content blocks must be non-empty"))
        }
        Some("thinking") if !is_untouched(block) => {
            Err(Refusal::invalid(format!("{place}: Invalid `signature` in `thinking` block")))
        }
        Some("tool_result") => match block["tool_use_id"].as_str() {
            Some(id) if called.contains(&id) => Ok(()),
            id => Err(Refusal::invalid(format!(
                "{place}: unexpected `tool_use_id` found in `tool_result` blocks: {}. Each `tool_result` block must \
                 have a corresponding `tool_use` block in the previous message.",
                id.unwrap_or_default()
            ))),
        },
        _ => Ok(()),
    }
}

fn tools(body: &Object) -> Result<(), Refusal> {
    let tools = body.get("tools").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut names: Vec<&str> = Vec::new();
    for (index, tool) in tools.iter().enumerate() {
        let Some(name) = tool["name"].as_str() else { continue };
        let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        if name.is_empty() || name.len() > 128 || !name.bytes().all(fine) {
            let message = format!("tools.{index}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'");
            return Err(Refusal::invalid(message));
        }
        if names.contains(&name) {
            return Err(Refusal::invalid("tools: Tool names must be unique."));
        }
        names.push(name);
    }
    let choice = body.get("tool_choice").unwrap_or(&Value::Null);
    if !choice.is_null() && tools.is_empty() {
        return Err(Refusal::invalid("tool_choice: may only be specified while providing `tools`."));
    }
    match choice["name"].as_str() {
        Some(name) if !names.contains(&name) => {
            Err(Refusal::invalid(format!("Tool '{name}' not found in provided tools")))
        }
        _ => Ok(()),
    }
}

fn count_marks(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(count_marks).sum(),
        Value::Object(members) => {
            let own = usize::from(members.get("cache_control").is_some_and(Value::is_object));
            own + members.values().map(count_marks).sum::<usize>()
        }
        _ => 0,
    }
}
