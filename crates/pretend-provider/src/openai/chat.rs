//! Chat completions, whole and streamed.

use serde_json::{Value, json};

use super::{PROTOCOL, chat_rules};
use crate::ask::{Ask, Choice, Format, Tool, ToolKind, text_of};
use crate::behaviour::Behaviour;
use crate::refusal::Refusal;
use crate::reply::{Reply, event, event_of_text};
use crate::routes::{Object, State, now, take_directives};
use crate::speech::{Piece, Speech, Stop, deltas, speak};
use crate::tokens;

pub(super) fn create(state: &State, body: &Object, wanted: &mut Behaviour) -> Result<Reply, Refusal> {
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    let family = state.family(PROTOCOL, model)?;
    chat_rules::check(body, family)?;
    let mut ask = read(body);
    take_directives(&mut ask, wanted)?;
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

/// Writes answers of one completion.
struct Writer<'a> {
    state: &'a State,
    id: String,
    model: &'a str,
    created: u64,
    logprobs: bool,
    alternatives: u64,
    /// The caller declared `functions`, so calls come back in `function_call`.
    old_functions: bool,
    /// Reasoning text is shown, as providers that copy this protocol do.
    shows_thinking: bool,
}

impl Writer<'_> {
    fn whole(&self, speeches: &[Speech], usage: Option<Value>) -> Value {
        let choices: Vec<Value> =
            speeches.iter().enumerate().map(|(index, speech)| self.choice(index, speech)).collect();
        let mut body = json!({"id": self.id, "object": "chat.completion", "created": self.created,
            "model": self.model, "choices": choices});
        if let (Some(usage), Some(members)) = (usage, body.as_object_mut()) {
            members.insert("usage".to_owned(), usage);
        }
        body["service_tier"] = json!("default");
        body["system_fingerprint"] = json!("fp_pretend");
        body
    }

    fn choice(&self, index: usize, speech: &Speech) -> Value {
        let mut message = json!({"role": "assistant", "content": null, "refusal": null, "annotations": []});
        let mut calls = Vec::new();
        for piece in &speech.pieces {
            match piece {
                Piece::Text(text) => message["content"] = json!(text),
                Piece::Refusal(text) => message["refusal"] = json!(text),
                Piece::Thinking(text) if self.shows_thinking => message["reasoning_content"] = json!(text),
                Piece::Call { tool, arguments } if self.old_functions => {
                    message["function_call"] = json!({"name": tool, "arguments": arguments});
                }
                other => calls.extend(self.call(other)),
            }
        }
        if !calls.is_empty() {
            message["tool_calls"] = Value::Array(calls);
        }
        let logprobs = self.logprobs.then(|| match message["content"].as_str() {
            Some(text) => json!({"content": self.token_logprobs(text), "refusal": null}),
            None => json!({"content": null, "refusal": null}),
        });
        json!({"index": index, "message": message, "logprobs": logprobs, "finish_reason": self.finish(speech)})
    }

    fn call(&self, piece: &Piece) -> Option<Value> {
        let id = || self.state.id("call_");
        match piece {
            Piece::Call { tool, arguments } => {
                Some(json!({"id": id(), "type": "function", "function": {"name": tool, "arguments": arguments}}))
            }
            Piece::Custom { tool, input } => {
                Some(json!({"id": id(), "type": "custom", "custom": {"name": tool, "input": input}}))
            }
            _ => None,
        }
    }

    fn finish(&self, speech: &Speech) -> &'static str {
        match speech.stop {
            Stop::Length => "length",
            Stop::Calls if self.old_functions => "function_call",
            Stop::Calls => "tool_calls",
            Stop::End | Stop::Sequence(_) | Stop::Refusal => "stop",
        }
    }

    /// One entry per token: made-up but valid probabilities, alternatives in falling order.
    fn token_logprobs(&self, text: &str) -> Value {
        token_logprobs(text, self.alternatives)
    }

    /// The events of a stream. Choices take turns, as parallel answers do.
    fn events(&self, speeches: &[Speech], usage: Option<Value>, includes: bool, wanted: &Behaviour) -> Vec<Vec<u8>> {
        let mut tracks: Vec<_> =
            speeches.iter().enumerate().map(|(index, speech)| self.track(index, speech, wanted).into_iter()).collect();
        let mut events = Vec::new();
        loop {
            let before = events.len();
            for choice in tracks.iter_mut().filter_map(Iterator::next) {
                events.push(event(None, &self.chunk(json!([choice]), includes.then_some(Value::Null))));
            }
            if events.len() == before {
                break;
            }
        }
        if usage.is_some() {
            events.push(event(None, &self.chunk(json!([]), usage)));
        }
        events.push(event_of_text(None, "[DONE]"));
        events
    }

    fn chunk(&self, choices: Value, usage: Option<Value>) -> Value {
        let mut chunk = json!({"id": self.id, "object": "chat.completion.chunk", "created": self.created,
            "model": self.model, "service_tier": "default", "system_fingerprint": "fp_pretend", "choices": choices});
        if let Some(usage) = usage {
            chunk["usage"] = usage;
        }
        chunk
    }

    /// The chunks of one choice.
    fn track(&self, index: usize, speech: &Speech, wanted: &Behaviour) -> Vec<Value> {
        let step = |delta: Value| json!({"index": index, "delta": delta, "logprobs": null, "finish_reason": null});
        let mut steps = vec![step(json!({"role": "assistant", "content": "", "refusal": null}))];
        let mut n_calls = 0;
        for piece in &speech.pieces {
            let parts = deltas(piece.generated(), wanted.delta);
            match piece {
                Piece::Text(_) => {
                    for part in parts {
                        let mut one = step(json!({"content": part}));
                        if self.logprobs {
                            one["logprobs"] = json!({"content": self.token_logprobs(&part), "refusal": null});
                        }
                        steps.push(one);
                    }
                }
                Piece::Refusal(_) => steps.extend(parts.iter().map(|part| step(json!({"refusal": part})))),
                Piece::Thinking(_) if self.shows_thinking => {
                    steps.extend(parts.iter().map(|part| step(json!({"reasoning_content": part}))));
                }
                Piece::Call { tool, .. } if self.old_functions => {
                    steps.push(step(json!({"function_call": {"name": tool, "arguments": ""}})));
                    steps.extend(parts.iter().map(|part| step(json!({"function_call": {"arguments": part}}))));
                }
                Piece::Call { .. } | Piece::Custom { .. } => {
                    steps.extend(self.call_steps(piece, n_calls, &parts).into_iter().map(step));
                    n_calls += 1;
                }
                Piece::Thinking(_) | Piece::Hosted { .. } => {}
            }
        }
        let mut last = step(json!({}));
        last["finish_reason"] = json!(self.finish(speech));
        steps.push(last);
        steps
    }

    fn call_steps(&self, piece: &Piece, index: usize, parts: &[String]) -> Vec<Value> {
        let Some(mut first) = self.call(piece) else { return Vec::new() };
        let (kind, member) = match piece {
            Piece::Custom { .. } => ("custom", "input"),
            _ => ("function", "arguments"),
        };
        first[kind][member] = json!("");
        first["index"] = json!(index);
        let mut steps = vec![json!({"tool_calls": [first]})];
        steps.extend(parts.iter().map(|part| json!({"tool_calls": [{"index": index, kind: {member: part}}]})));
        steps
    }
}

/// Log probabilities of each token of `text`, with this many alternatives.
pub(super) fn token_logprobs(text: &str, alternatives: u64) -> Value {
    let entry = |token: &str, logprob: f64| json!({"token": token, "logprob": logprob, "bytes": token.as_bytes()});
    let one = |token: &str| {
        let mut found = entry(token, -0.01);
        let others = (0..alternatives).map(|rank| match rank {
            0 => entry(token, -0.01),
            rank => entry(&format!("alt{rank}"), -4.0 - rank as f64),
        });
        found["top_logprobs"] = others.collect();
        found
    };
    tokens::pieces(text).into_iter().map(one).collect()
}
