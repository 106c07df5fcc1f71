//! The answers of a chat completion as they are written, whole and streamed.

use serde_json::{Value, json};

use crate::behaviour::Behaviour;
use crate::reply::{event, event_of_text};
use crate::speech::{Piece, Speech, Stop, deltas};
use crate::state::State;
use crate::tokens;

/// Writes answers of one completion.
pub(super) struct Writer<'a> {
    pub state: &'a State,
    pub id: String,
    pub model: &'a str,
    pub created: u64,
    pub logprobs: bool,
    pub alternatives: u64,
    /// The caller declared `functions`, so calls come back in `function_call`.
    pub old_functions: bool,
    /// Reasoning text is shown, as providers that copy this protocol do.
    pub shows_thinking: bool,
}

impl Writer<'_> {
    /// A whole answer.
    pub fn whole(&self, speeches: &[Speech], usage: Option<Value>) -> Value {
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
    pub fn events(
        &self,
        speeches: &[Speech],
        usage: Option<Value>,
        includes: bool,
        wanted: &Behaviour,
    ) -> Vec<Vec<u8>> {
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
