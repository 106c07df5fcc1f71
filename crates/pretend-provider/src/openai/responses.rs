//! The responses API: create, compact, count. What is stored afterwards is `store`'s business.

use serde_json::{Value, json};

use super::{PROTOCOL, chat, chat_rules, out_of_range, response_events, response_items, usage};
use crate::ask::{Ask, Choice, Format, Tool, ToolKind, text_of};
use crate::behaviour::Behaviour;
use crate::models::Family;
use crate::object::{Object, take_directives};
use crate::refusal::Refusal;
use crate::reply::{Reply, event};
use crate::speech::{Stop, speak};
use crate::state::{State, now};
use crate::stored::Entry;
use crate::tokens::Prompt;

pub(super) fn create(state: &State, body: &Object, wanted: &mut Behaviour) -> Result<Reply, Refusal> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let flag = |name: &str, default: bool| body.get(name).and_then(Value::as_bool).unwrap_or(default);
    let Some(model) = text("model") else {
        return Err(missing("model"));
    };
    let family = state.family(PROTOCOL, model)?;
    check(body, family)?;
    let history = history(state, body)?;
    let input = response_items::input_items(state, body.get("input").unwrap_or(&Value::Null));
    let mut ask = read(body, &history, &input);
    take_directives(&mut ask, wanted)?;

    let speech = speak(&ask, wanted, 0);
    let reading = state.cache.automatic(model, &ask.prompt);
    let output = response_items::output_items(state, body, &speech);
    let status = if speech.stop == Stop::Length { "incomplete" } else { "completed" };
    let background = flag("background", false);
    let mut response = skeleton(state, body, model);
    let counted = usage(reading, speech.tokens(), speech.thinking_tokens());
    let finished = {
        let mut finished = response.clone();
        finished["status"] = json!(status);
        finished["output"] = Value::Array(output.clone());
        finished["completed_at"] = if status == "completed" { json!(now()) } else { Value::Null };
        finished["incomplete_details"] =
            if status == "incomplete" { json!({"reason": "max_output_tokens"}) } else { Value::Null };
        match wanted.usage.map_or(Some(counted.clone()), |fault| fault.spoil(&counted)) {
            Some(usage) => finished["usage"] = usage,
            None => {
                finished.as_object_mut().map(|members| members.shift_remove("usage"));
            }
        }
        finished
    };
    response["status"] = json!(if background { "queued" } else { "in_progress" });
    let events = response_events::events(&response, &finished, wanted.delta);
    let (prompt, generated) = (reading.fresh + reading.read, speech.tokens());
    if flag("store", true) {
        let input = [history, input].concat();
        state.stored.lock().keep(Entry::new(&finished, input, events.clone(), background));
    }
    let reply = if flag("stream", false) {
        Reply::events(events.iter().map(|one| event(one["type"].as_str(), one)).collect())
    } else {
        Reply::json(200, if background { &response } else { &finished })
    };
    Ok(reply.counting(prompt, generated))
}

/// Summarises a conversation into one sealed item.
pub(super) fn compact(state: &State, body: &Object) -> Result<Reply, Refusal> {
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    state.family(PROTOCOL, model)?;
    let history = history(state, body)?;
    let input = response_items::input_items(state, body.get("input").unwrap_or(&Value::Null));
    let ask = read(body, &history, &input);
    let is_user = |item: &&Value| item.get("role").and_then(Value::as_str) == Some("user");
    let mut output: Vec<Value> = [history, input].concat().iter().filter(is_user).cloned().collect();
    let sealed = response_items::seal(&ask.prompt.text);
    let tokens = crate::tokens::count(&sealed);
    output.push(json!({"id": state.id("cmp_"), "type": "compaction", "encrypted_content": sealed}));
    let reading = state.cache.automatic(model, &ask.prompt);
    let body = json!({"id": state.id("resp_"), "object": "response.compaction", "created_at": now(),
        "output": output, "usage": usage(reading, tokens, 0)});
    Ok(Reply::json(200, &body).counting(reading.fresh + reading.read, tokens))
}

/// Counts what `create` would read.
pub(super) fn input_tokens(state: &State, body: &Object) -> Result<Reply, Refusal> {
    if let Some(model) = body.get("model").and_then(Value::as_str) {
        state.family(PROTOCOL, model)?;
    }
    let history = history(state, body)?;
    let input = response_items::input_items(state, body.get("input").unwrap_or(&Value::Null));
    let ask = read(body, &history, &input);
    Ok(Reply::json(200, &json!({"object": "response.input_tokens", "input_tokens": ask.prompt.tokens()})))
}

fn missing(name: &str) -> Refusal {
    let message = format!("Missing required parameter: '{name}'.");
    Refusal::invalid(message).param(name).code("missing_required_parameter")
}

fn check(body: &Object, family: Family) -> Result<(), Refusal> {
    if family == Family::Embedding {
        let message = "The requested model is not supported with the Responses API.";
        return Err(Refusal::invalid(message).param("model").code("unsupported_model"));
    }
    for (name, least, most) in
        [("temperature", 0.0, 2.0), ("top_p", 0.0, 1.0), ("top_logprobs", 0.0, 20.0), ("max_output_tokens", 16.0, 1e9)]
    {
        out_of_range(body, name, least, most)?;
    }
    let given = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    if !["input", "previous_response_id", "prompt", "conversation"].iter().any(|name| given(name)) {
        return Err(missing("input"));
    }
    if given("previous_response_id") && given("conversation") {
        let message = "Mutually exclusive parameters: 'previous_response_id' and 'conversation'.";
        return Err(Refusal::invalid(message).param("previous_response_id").code("mutually_exclusive_parameters"));
    }
    let background = body.get("background") == Some(&Value::Bool(true));
    if background && body.get("store") == Some(&Value::Bool(false)) {
        return Err(Refusal::invalid("Background mode requires 'store' to be true.").param("background"));
    }
    if family == Family::Chat && given("reasoning") && body.get("reasoning") != Some(&json!({})) {
        let message = "Unsupported parameter: 'reasoning' is not supported with this model.";
        return Err(Refusal::invalid(message).param("reasoning").code("unsupported_parameter"));
    }
    if family == Family::Reasoning {
        for name in ["temperature", "top_p"] {
            if body.get(name).and_then(Value::as_f64).is_some_and(|value| value != 1.0) {
                let message = format!("Unsupported parameter: '{name}' is not supported with this model.");
                return Err(Refusal::invalid(message).param(name).code("unsupported_parameter"));
            }
        }
    }
    for (index, tool) in body.get("tools").and_then(Value::as_array).into_iter().flatten().enumerate() {
        if tool.get("type").and_then(Value::as_str) == Some("function") {
            chat_rules::check_function(tool, &format!("tools[{index}]"))?;
        }
    }
    let format = body.get("text").and_then(|text| text.get("format")).unwrap_or(&Value::Null);
    chat_rules::check_format(format, format, "text.format.schema")?;
    response_items::check_input(body.get("input").unwrap_or(&Value::Null))
}

/// The items of the conversation before this request.
fn history(state: &State, body: &Object) -> Result<Vec<Value>, Refusal> {
    let Some(id) = body.get("previous_response_id").and_then(Value::as_str) else { return Ok(Vec::new()) };
    state.stored.lock().conversation(id).ok_or_else(|| {
        let message = format!("Previous response with id '{id}' not found.");
        Refusal::invalid(message).param("previous_response_id").code("previous_response_not_found")
    })
}

/// What a responses request asks.
fn read(body: &Object, history: &[Value], input: &[Value]) -> Ask {
    let text = |item: &Value, name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let said =
        |item: &Value| ["content", "output"].iter().find_map(|name| item.get(*name)).map(text_of).unwrap_or_default();
    let is_result = |item: &&Value| text(item, "type").ends_with("_call_output");
    let mut ask = Ask { parallel: body.get("parallel_tool_calls") != Some(&Value::Bool(false)), ..Ask::default() };
    let systems =
        input.iter().chain(history).filter(|item| matches!(text(item, "role").as_str(), "system" | "developer"));
    let instructions = body.get("instructions").and_then(Value::as_str).map(str::to_owned);
    ask.system = instructions.into_iter().chain(systems.map(said)).collect::<Vec<_>>().join("\n");
    let n_results = input.iter().rev().take_while(is_result).count();
    ask.after_tool = n_results > 0;
    ask.last = if ask.after_tool {
        input.iter().skip(input.len() - n_results).map(said).collect::<Vec<_>>().join("\n")
    } else {
        input.iter().rev().find(|item| text(item, "role") == "user").map(said).unwrap_or_default()
    };
    let parts = input.iter().filter_map(|item| item.get("content").and_then(Value::as_array)).flatten();
    ask.media = parts.map(|part| text(part, "type")).filter(|kind| !kind.ends_with("_text")).collect();
    ask.tools = body.get("tools").and_then(Value::as_array).into_iter().flatten().filter_map(tool).collect();
    ask.choice = match body.get("tool_choice") {
        Some(Value::String(word)) if word == "none" => Choice::None,
        Some(Value::String(word)) if word == "required" => Choice::Required,
        Some(Value::Object(named)) => match named.get("name").or(named.get("type")).and_then(Value::as_str) {
            Some("allowed_tools") | None => Choice::Auto,
            Some(name) => Choice::Named(name.to_owned()),
        },
        _ => Choice::Auto,
    };
    let format = body.get("text").and_then(|text| text.get("format"));
    ask.format = match format.and_then(|format| format.get("type")?.as_str()) {
        Some("json_object") => Format::Object,
        Some("json_schema") => Format::Schema(format.and_then(|it| it.get("schema")).cloned().unwrap_or_default()),
        _ => Format::Text,
    };
    ask.max_tokens = body.get("max_output_tokens").and_then(Value::as_u64);
    let effort = body.get("reasoning").and_then(|reasoning| reasoning.get("effort")?.as_str());
    ask.thinking = body.get("reasoning").is_some_and(|it| it.is_object()) && effort != Some("none");
    ask.prompt = prompt(body, history, input);
    ask
}

fn prompt(body: &Object, history: &[Value], input: &[Value]) -> Prompt {
    let mut prompt = Prompt::default();
    for member in ["instructions", "tools", "text"] {
        prompt.read(body.get(member).unwrap_or(&Value::Null));
    }
    history.iter().chain(input).for_each(|item| prompt.read(item));
    prompt
}

fn tool(tool: &Value) -> Option<Tool> {
    let kind = tool.get("type").and_then(Value::as_str)?;
    let name = tool.get("name").and_then(Value::as_str).unwrap_or(kind).to_owned();
    Some(match kind {
        "function" => chat::function(tool),
        "custom" => Tool { name, kind: ToolKind::Custom },
        "mcp" => {
            let label = tool.get("server_label").and_then(Value::as_str).unwrap_or("mcp");
            Tool { name: label.to_owned(), kind: ToolKind::Hosted(kind.to_owned()) }
        }
        "web_search" | "web_search_preview" | "file_search" | "code_interpreter" | "image_generation" => {
            Tool { name, kind: ToolKind::Hosted(kind.to_owned()) }
        }
        _ => return None,
    })
}

/// A response with everything that is known before the model speaks.
fn skeleton(state: &State, body: &Object, model: &str) -> Value {
    let or = |name: &str, default: Value| body.get(name).filter(|value| !value.is_null()).cloned().unwrap_or(default);
    json!({
        "id": state.id("resp_"), "object": "response", "created_at": now(), "status": "in_progress",
        "background": or("background", json!(false)), "completed_at": null, "error": null, "incomplete_details": null,
        "instructions": or("instructions", Value::Null), "max_output_tokens": or("max_output_tokens", Value::Null),
        "max_tool_calls": or("max_tool_calls", Value::Null), "model": model, "output": [],
        "parallel_tool_calls": or("parallel_tool_calls", json!(true)),
        "previous_response_id": or("previous_response_id", Value::Null),
        "prompt_cache_key": or("prompt_cache_key", Value::Null), "reasoning": or("reasoning", json!({"effort": null, "summary": null})),
        "safety_identifier": or("safety_identifier", Value::Null), "service_tier": "default",
        "store": or("store", json!(true)), "temperature": or("temperature", json!(1.0)),
        "text": or("text", json!({"format": {"type": "text"}})), "tool_choice": or("tool_choice", json!("auto")),
        "tools": or("tools", json!([])), "top_logprobs": or("top_logprobs", json!(0)), "top_p": or("top_p", json!(1.0)),
        "truncation": or("truncation", json!("disabled")), "usage": null, "user": or("user", Value::Null),
        "metadata": or("metadata", json!({})),
    })
}
