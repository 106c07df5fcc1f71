//! Anthropic's protocol: messages, token counts, their stream and their errors.

mod deltas;
mod errors;
mod shapes;
mod stream;
mod usage;

pub(crate) use errors::{ceiling_events, error_body, error_event};
pub(crate) use stream::AnthropicStream;

use std::collections::BTreeSet;

use wicket_types::{ModelName, Origin};

use crate::{
    Answer, Call, Operation, Route, Tier, WireError, coverage,
    json::{Kind, Tape, Value},
    other_models, request,
    walk::Walk,
};

/// Reads a request for an answer or for a count of its tokens.
pub(crate) fn read_call(route: &Route, bytes: &[u8], tape: &Tape) -> Result<Call, WireError> {
    let mut call = request::read(bytes, tape, &shapes::REQUEST)?;
    let root = tape.root(bytes);
    request::require_model(&call)?;
    request::require(root, "messages", &[Kind::Array])?;
    if route.operation == Operation::Messages {
        request::max_output(&mut call, root, "max_tokens")?;
    }
    // `fast` costs a multiple of the list price, so it is priced as the dearest tier.
    if root.get("speed").is_some_and(|speed| speed.is("fast")) {
        call.tier = Tier::Priority;
    }
    call.other_models = other_models::find(root, &["fallbacks", "tools", "messages"])?;
    Ok(call)
}

/// Reads a whole answer.
pub(crate) fn read_answer(route: &Route, bytes: &[u8], tape: &Tape) -> Result<Answer, WireError> {
    let root = tape.root(bytes);
    if root.kind() != Kind::Object {
        return Err(request::wrong("the answer", "an object"));
    }
    if route.operation == Operation::Messages {
        request::require(root, "content", &[Kind::Array])?;
    }
    let mut walk = Walk::default();
    let voice = walk.voice(Origin::Assistant);
    walk.object(root, &shapes::ANSWER, voice)?;
    Ok(Answer {
        segments: walk.segments,
        usage: root.get("usage").and_then(|counts| usage::read(counts, None)),
        id: root.get("id").and_then(Value::as_str).map(|id| id.into_owned()),
        model: root.get("model").and_then(Value::as_str).and_then(|name| ModelName::parse(&name)),
        stopped: true,
        ..Answer::default()
    })
}

/// Adds every field, block and event that this adapter knows.
pub(crate) fn list_coverage(into: &mut BTreeSet<String>) {
    coverage::list_shape(&shapes::REQUEST, "anthropic/messages/", into);
    coverage::list_shape(&shapes::ANSWER, "anthropic/messages/", into);
    into.extend(shapes::ANSWER.names().map(|name| format!("anthropic/messages/type.message.{name}")));
    coverage::list_shape(&shapes::REQUEST, "anthropic/count_tokens/", into);
    into.extend(deltas::EVENTS.iter().map(|event| format!("anthropic/messages/event.{event}")));
    into.extend(deltas::DELTAS.iter().map(|delta| format!("anthropic/messages/delta.{}", delta.name)));
}
