//! Chat completions: what a request asks, and who answers it.

use serde_json::{Value, json};

use super::{PROTOCOL, chat_rules, chat_writer::Writer, judges};
use crate::ask::{Ask, Choice, Format, Tool, ToolKind, text_of};
use crate::behaviour::Behaviour;
use crate::object::{Object, take_directives};
use crate::refusal::Refusal;
use crate::reply::Reply;
use crate::speech::{Speech, speak};
use crate::state::{State, now};

pub(super) fn create(state: &State, body: &Object, wanted: &mut Behaviour) -> Result<Reply, Refusal> {
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    let family = state.family(PROTOCOL, model)?;
    chat_rules::check(body, family)?;
    let mut ask = read(body);
    take_directives(&mut ask, wanted)?;
    if let Some(word) = judges::word(model, body)? {
        wanted.say.get_or_insert(word);
    }
    let n_choices = body.get("n").and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok()).unwrap_or(1);
    let speeches: Vec<Speech> = (0..n_choices).map(|choice| speak(&ask, wanted, choice)).collect();
    let reading = state.cache.automatic(model, &ask.prompt);
    let output: u64 = speeches.iter().map(Speech::tokens).sum();
    let reasoning: u64 = speeches.iter().map(Speech::thinking_tokens).sum();
    let prompt = reading.fresh + reading.read;
    let usage = json!({
        "prompt_tokens": prompt,
        "completion_tokens": output,
        "total_tokens": prompt + output,
        "prompt_tokens_details": {"cached_tokens": reading.read, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": reasoning, "audio_tokens": 0,
            "accepted_prediction_tokens": 0, "rejected_prediction_tokens": 0},
    });
    let usage = match wanted.usage {
        Some(fault) => fault.spoil(&usage),
        None => Some(usage),
    };
    let writer = Writer {
        state,
        id: state.id("chatcmpl-"),
        model,
        created: now(),
        logprobs: body.get("logprobs").and_then(Value::as_bool).unwrap_or(false),
        alternatives: body.get("top_logprobs").and_then(Value::as_u64).unwrap_or(0),
        old_functions: body.contains_key("functions"),
        shows_thinking: wanted.think.is_some(),
    };
    let streamed = body.get("stream").and_then(Value::as_bool).unwrap_or(false);
    let includes_usage = body.get("stream_options").and_then(|it| it.get("include_usage")) == Some(&Value::Bool(true));
    let reply = if streamed {
        Reply::events(writer.events(&speeches, usage.filter(|_| includes_usage), includes_usage, wanted))
    } else {
        Reply::json(200, &writer.whole(&speeches, usage))
    };
    Ok(reply.counting(prompt, output))
}

/// What a chat request asks.
fn read(body: &Object) -> Ask {
    let empty = Vec::new();
    let messages = body.get("messages").and_then(Value::as_array).unwrap_or(&empty);
    let role = |message: &Value| message.get("role").and_then(Value::as_str).unwrap_or_default().to_owned();
    let content = |message: &Value| message.get("content").map(text_of).unwrap_or_default();
    let mut ask = Ask { parallel: true, ..Ask::default() };
    let systems = messages.iter().filter(|message| matches!(role(message).as_str(), "system" | "developer"));
    ask.system = systems.map(content).collect::<Vec<_>>().join("\n");
    let n_results = messages.iter().rev().take_while(|message| role(message) == "tool").count();
    ask.after_tool = n_results > 0;
    ask.last = if ask.after_tool {
        messages.iter().skip(messages.len() - n_results).map(content).collect::<Vec<_>>().join("\n")
    } else {
        messages.iter().rev().find(|message| role(message) == "user").map(content).unwrap_or_default()
    };
    let parts = messages.iter().filter_map(|message| message.get("content").and_then(Value::as_array)).flatten();
    let kinds = parts.filter_map(|part| part.get("type").and_then(Value::as_str));
    ask.media = kinds.filter(|kind| !matches!(*kind, "text" | "refusal")).map(str::to_owned).collect();
    let functions = body.get("functions").and_then(Value::as_array).into_iter().flatten().map(function);
    ask.tools = body.get("tools").and_then(Value::as_array).into_iter().flatten().map(tool).chain(functions).collect();
    ask.choice = match body.get("tool_choice") {
        Some(Value::String(word)) if word == "none" => Choice::None,
        Some(Value::String(word)) if word == "required" => Choice::Required,
        Some(Value::Object(named)) => {
            let name = ["function", "custom"].iter().find_map(|kind| named.get(*kind)?.get("name")?.as_str());
            let required = named.get("allowed_tools").and_then(|it| it.get("mode")?.as_str()) == Some("required");
            name.map_or(if required { Choice::Required } else { Choice::Auto }, |name| Choice::Named(name.to_owned()))
        }
        _ => Choice::Auto,
    };
    ask.parallel = body.get("parallel_tool_calls").and_then(Value::as_bool).unwrap_or(true);
    ask.format = match body.get("response_format").and_then(|format| format.get("type")?.as_str()) {
        Some("json_object") => Format::Object,
        Some("json_schema") => {
            let schema = body.get("response_format").and_then(|format| format.pointer("/json_schema/schema"));
            Format::Schema(schema.cloned().unwrap_or_else(|| json!({"type": "object"})))
        }
        _ => Format::Text,
    };
    ask.stop = match body.get("stop") {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let limits = ["max_completion_tokens", "max_tokens"];
    ask.max_tokens = limits.iter().find_map(|name| body.get(*name)?.as_u64());
    for member in ["tools", "functions", "response_format", "messages"] {
        ask.prompt.read(body.get(member).unwrap_or(&Value::Null));
    }
    ask
}

fn tool(tool: &Value) -> Tool {
    match tool.get("custom") {
        Some(custom) => {
            let name = custom.get("name").and_then(Value::as_str).unwrap_or_default();
            Tool { name: name.to_owned(), kind: ToolKind::Custom }
        }
        None => function(tool.get("function").unwrap_or(&Value::Null)),
    }
}

/// A function declaration: `name`, `parameters`.
pub(super) fn function(function: &Value) -> Tool {
    let name = function.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
    let schema = function.get("parameters").cloned().filter(Value::is_object);
    Tool { name, kind: ToolKind::Function(schema.unwrap_or_else(|| json!({"type": "object"}))) }
}
