//! A refusal, and the end of a stream at the ceiling, in each protocol's own words.

use wicket_types::{Refusal, VisitId};

use crate::{
    Operation, Protocol, Route, anthropic, openai,
    stream::{Reader, StreamReader},
};

/// The JSON body of a refusal, so that the protocol's official SDK raises the right class of error.
pub fn error_body(protocol: Protocol, refusal: &Refusal, visit: &VisitId) -> Vec<u8> {
    match protocol {
        Protocol::OpenAi => openai::errors::body(refusal),
        Protocol::Anthropic => anthropic::error_body(refusal, visit),
    }
}

/// The event that ends a stream already begun, as SSE bytes and without the terminator of a good end.
/// `sequence` is the next `sequence_number` of a Responses stream.
pub fn error_event(route: &Route, refusal: &Refusal, visit: &VisitId, sequence: Option<u64>) -> Vec<u8> {
    match (route.protocol, route.operation) {
        (Protocol::Anthropic, _) => anthropic::error_event(refusal, visit),
        (Protocol::OpenAi, Operation::Chat) => openai::errors::event(refusal),
        (Protocol::OpenAi, _) => openai::responses::error_event(refusal, sequence),
    }
}

/// Events that end a stream at the money ceiling the way the protocol says "out of tokens", terminator included.
pub fn ceiling_events(_route: &Route, state: &StreamReader) -> Vec<u8> {
    match &state.by {
        Reader::Chat(stream) => openai::chat::ceiling_events(stream),
        Reader::Responses(stream) => openai::responses::ceiling_events(stream),
        Reader::Messages(stream) => anthropic::ceiling_events(stream),
    }
}
