//! Which adapter reads what: one for each operation of each protocol, and none for what is not known.

use std::collections::BTreeSet;

use crate::{Answer, Call, Operation, Protocol, Route, WireError, anthropic, json::Tape, openai};

/// Reads the body of a call to `route`.
///
/// # Errors
/// The body does not have the route's shape, a key is a twin of a known one, or it chooses its own destination.
pub fn read_call(route: &Route, bytes: &[u8], tape: &Tape) -> Result<Call, WireError> {
    match (route.protocol, route.operation) {
        (Protocol::Anthropic, Operation::Messages | Operation::CountTokens) => anthropic::read_call(route, bytes, tape),
        (Protocol::OpenAi, Operation::Chat) => openai::chat::read_call(bytes, tape),
        (Protocol::OpenAi, Operation::Embeddings) => openai::embeddings::read_call(bytes, tape),
        (_, Operation::Models | Operation::Model) => openai::models::read_call(bytes),
        (Protocol::OpenAi, _) => openai::responses::read_call(route, bytes, tape),
        (Protocol::Anthropic, _) => Err(WireError::NoAdapter),
    }
}

/// Reads the body of a 2xx answer.
///
/// # Errors
/// The answer lacks the shape that its route promises, or its operation has no adapter.
pub fn read_answer(route: &Route, bytes: &[u8], tape: &Tape) -> Result<Answer, WireError> {
    match (route.protocol, route.operation) {
        (Protocol::OpenAi, Operation::Chat) => openai::chat::read_answer(bytes, tape),
        (Protocol::OpenAi, Operation::Embeddings) => openai::embeddings::read_answer(bytes, tape),
        (_, Operation::Models | Operation::Model) => openai::models::read_answer(bytes, tape),
        (Protocol::OpenAi, _) => openai::responses::read_answer(route, bytes, tape),
        (Protocol::Anthropic, _) => anthropic::read_answer(route, bytes, tape),
    }
}

/// Lines such as `anthropic/messages/field.max_tokens`, `anthropic/messages/type.tool_use.input`,
/// `anthropic/messages/member.ttl` and `openai/responses.create/event.response.completed`, sorted, each once.
pub fn coverage() -> Vec<String> {
    let mut lines = BTreeSet::new();
    anthropic::list_coverage(&mut lines);
    openai::list_coverage(&mut lines);
    lines.into_iter().collect()
}
