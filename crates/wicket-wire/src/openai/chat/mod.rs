//! Chat completions: request, answer and stream.

mod ceiling;
mod delta;
mod shapes;
mod stream;

pub(crate) use ceiling::ceiling_events;
pub(crate) use stream::ChatStream;

use std::collections::BTreeSet;

use wicket_types::{ModelName, Origin};

use crate::{
    Answer, Call, WireError, coverage,
    json::{Kind, Tape, Value},
    openai::usage,
    other_models, request,
    walk::Walk,
};

/// More answers than the protocol allows in one call.
const MOST_CHOICES: u64 = 128;

/// Reads a request.
pub(crate) fn read_call(bytes: &[u8], tape: &Tape) -> Result<Call, WireError> {
    let mut call = request::read(bytes, tape, &shapes::REQUEST)?;
    let root = tape.root(bytes);
    request::require_model(&call)?;
    request::require(root, "messages", &[Kind::Array])?;
    bound_output(&mut call, root)?;
    call.choices = match request::count(root, "n")? {
        None => 1,
        Some(n @ 1..=MOST_CHOICES) => n as u32,
        Some(_) => return Err(request::wrong("n", "from 1 to 128")),
    };
    let options = root.get("stream_options");
    call.include_usage = options.map_or(Ok(None), |given| request::flag(given, "include_usage"))?.unwrap_or(false);
    call.store = request::flag(root, "store")?.unwrap_or(false);
    call.other_models = other_models::find(root, &["moderation"])?;
    call.logprobs = request::flag(root, "logprobs")?.unwrap_or(false);
    Ok(call)
}

/// `max_completion_tokens`, or its older name where the caller uses that.
fn bound_output(call: &mut Call, root: Value<'_>) -> Result<(), WireError> {
    let is_given = |field| root.get(field).is_some_and(|value| !value.is_null());
    match (is_given("max_completion_tokens"), is_given("max_tokens")) {
        // Servers differ in which of the two they heed, so a cap on one might cap nothing.
        (true, true) => Err(request::wrong("max_tokens", "left out where `max_completion_tokens` is given")),
        (false, true) => request::max_output(call, root, "max_tokens"),
        _ => request::max_output(call, root, "max_completion_tokens"),
    }
}

/// Reads a whole answer.
pub(crate) fn read_answer(bytes: &[u8], tape: &Tape) -> Result<Answer, WireError> {
    let root = tape.root(bytes);
    if root.kind() != Kind::Object {
        return Err(request::wrong("the answer", "an object"));
    }
    request::require(root, "choices", &[Kind::Array])?;
    let mut walk = Walk::default();
    let voice = walk.voice(Origin::Assistant);
    walk.object(root, &shapes::ANSWER, voice)?;
    let has_stopped = |choice: Value<'_>| choice.get("finish_reason").is_some_and(|reason| !reason.is_null());
    Ok(Answer {
        segments: walk.segments,
        usage: root.get("usage").and_then(usage::read),
        id: root.get("id").and_then(Value::as_str).map(|id| id.into_owned()),
        model: root.get("model").and_then(Value::as_str).and_then(|name| ModelName::parse(&name)),
        stopped: root.get("choices").is_none_or(|choices| choices.items().all(has_stopped)),
        ..Answer::default()
    })
}

/// Adds what this adapter knows.
pub(crate) fn list_coverage(into: &mut BTreeSet<String>) {
    coverage::list_shape(&shapes::REQUEST, "openai/chat.completions/", into);
    coverage::list_shape(&shapes::ANSWER, "openai/chat.completions.answer/", into);
}
