//! What a behaviour changes about a reply as a whole: status, body, events, headers.

use crate::Protocol;
use crate::behaviour::Behaviour;
use crate::refusal::Refusal;
use crate::reply::{Body, Reply};

/// What the behaviour changes about a reply as a whole.
pub(crate) fn overridden(mut reply: Reply, protocol: Protocol, behaviour: &Behaviour, id: &str) -> Reply {
    match behaviour.status {
        Some(status @ 400..) => reply = planned_error(protocol, status).reply(protocol, id),
        Some(status @ 300..400) => {
            reply = Reply::whole(status, "text/plain", Vec::new());
            reply = reply.header("location", behaviour.to.as_deref().unwrap_or("http://127.0.0.3:9/"));
        }
        Some(status) => reply.status = status,
        None => {}
    }
    if let Some(body) = &behaviour.body {
        reply.body = Body::Whole(body.clone());
    }
    if let Some(events) = &behaviour.events {
        let status = reply.status;
        reply = Reply { status, tokens: reply.tokens, ..Reply::events(split_events(events)) };
    }
    if let Some(content_type) = &behaviour.content_type {
        reply.headers.retain(|(name, _)| name != "content-type");
        reply = reply.header("content-type", content_type);
    }
    if let Some(after) = &behaviour.retry_after {
        reply = reply.header("retry-after", after);
    }
    reply
}

/// The error that a service sends with this status.
fn planned_error(protocol: Protocol, status: u16) -> Refusal {
    let (kind, message, code) = match (protocol, status) {
        (Protocol::OpenAi, 429) => ("requests", "Rate limit reached for requests", Some("rate_limit_exceeded")),
        (Protocol::OpenAi, 401) => ("invalid_request_error", "Incorrect API key provided.", Some("invalid_api_key")),
        (Protocol::OpenAi, 500..) => ("server_error", "The server had an error while processing your request.", None),
        (Protocol::OpenAi, _) => ("invalid_request_error", "The request was refused.", None),
        (Protocol::Anthropic, 401) => ("authentication_error", "invalid x-api-key", None),
        (Protocol::Anthropic, 403) => ("permission_error", "Forbidden", None),
        (Protocol::Anthropic, 404) => ("not_found_error", "Not found", None),
        (Protocol::Anthropic, 413) => ("request_too_large", "Request too large", None),
        (Protocol::Anthropic, 429) => ("rate_limit_error", "This request would exceed your rate limit.", None),
        (Protocol::Anthropic, 529) => ("overloaded_error", "Overloaded", None),
        (Protocol::Anthropic, 500..) => ("api_error", "Internal server error", None),
        (Protocol::Anthropic, _) => ("invalid_request_error", "The request was refused.", None),
    };
    let refusal = Refusal::new(status, kind, message);
    if let Some(code) = code { refusal.code(code) } else { refusal }
}

/// Cuts a scripted stream after each blank line, so that it is still sent event by event.
fn split_events(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut events, mut event) = (Vec::new(), Vec::new());
    for byte in bytes {
        event.push(*byte);
        if event.ends_with(b"\n\n") || event.ends_with(b"\r\n\r\n") {
            events.push(std::mem::take(&mut event));
        }
    }
    if !event.is_empty() {
        events.push(event);
    }
    events
}
