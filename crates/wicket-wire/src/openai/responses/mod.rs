//! The Responses API: create, retrieve, cancel, delete, compact, list and count, their stream and their errors.

mod errors;
mod events;
mod references;
mod shapes;
mod stream;

pub(crate) use errors::{ceiling_events, error_event};
pub(crate) use stream::ResponsesStream;

use std::collections::BTreeSet;

use wicket_types::{ModelName, Origin};

use crate::{
    Answer, Call, Operation, Route, WireError, coverage,
    json::{Kind, Tape, Value},
    openai::usage,
    other_models, request,
    walk::Walk,
};

/// Reads a request. Only `create`, `compact` and `input_tokens` have a body; `cancel` may have an empty object.
pub(crate) fn read_call(route: &Route, bytes: &[u8], tape: &Tape) -> Result<Call, WireError> {
    if bytes.iter().all(u8::is_ascii_whitespace) && !has_body(route.operation) {
        return Ok(Call { choices: 1, object_empty: true, ..Call::default() });
    }
    let mut call = request::read(bytes, tape, &shapes::REQUEST)?;
    let root = tape.root(bytes);
    if route.operation == Operation::Responses {
        request::max_output(&mut call, root, "max_output_tokens")?;
        // The provider keeps a response unless told not to.
        call.store = request::flag(root, "store")?.unwrap_or(true);
        call.logprobs = root.get("include").is_some_and(|given| given.items().any(|word| word.is(LOGPROBS)))
            || request::count(root, "top_logprobs")?.is_some_and(|n| n > 0);
    }
    call.previous_response = id(root, "previous_response_id")?;
    call.references = references::named(root);
    call.other_models = other_models::find(root, &["tools", "input"])?;
    Ok(call)
}

/// The word in `include` that asks for the probabilities of tokens.
const LOGPROBS: &str = "message.output_text.logprobs";

/// Reads a whole answer of any of these operations.
pub(crate) fn read_answer(route: &Route, bytes: &[u8], tape: &Tape) -> Result<Answer, WireError> {
    let root = tape.root(bytes);
    if root.kind() != Kind::Object {
        return Err(request::wrong("the answer", "an object"));
    }
    if matches!(route.operation, Operation::Responses | Operation::ResponsesCompact) {
        request::require(root, "output", &[Kind::Array])?;
    }
    let mut walk = Walk::default();
    let voice = walk.voice(Origin::Assistant);
    walk.object(root, &shapes::ANSWER, voice)?;
    let is_under_way = root.get("status").is_some_and(|status| status.is("queued") || status.is("in_progress"));
    Ok(Answer {
        segments: walk.segments,
        usage: root.get("usage").and_then(usage::read),
        id: references::id_of(root),
        items: references::made(root),
        model: root.get("model").and_then(Value::as_str).and_then(|name| ModelName::parse(&name)),
        stopped: !is_under_way,
    })
}

/// Adds every field, item and event that this adapter knows.
pub(crate) fn list_coverage(into: &mut BTreeSet<String>) {
    for operation in ["create", "compact", "input_tokens"] {
        coverage::list_shape(&shapes::REQUEST, &format!("openai/responses.{operation}/"), into);
    }
    coverage::list_shape(&shapes::ANSWER, "openai/responses.answer/", into);
    into.extend(events::EVENTS.iter().map(|event| format!("openai/responses.create/event.{}", event.name)));
}

fn has_body(operation: Operation) -> bool {
    matches!(operation, Operation::Responses | Operation::ResponsesCompact | Operation::ResponsesInputTokens)
}

fn id(root: Value<'_>, field: &'static str) -> Result<Option<String>, WireError> {
    match root.get(field).filter(|value| !value.is_null()) {
        None => Ok(None),
        Some(value) => match value.as_str() {
            Some(id) => Ok(Some(id.into_owned())),
            None => Err(request::wrong(field, "a text")),
        },
    }
}
