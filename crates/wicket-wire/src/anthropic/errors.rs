//! Anthropic's shape of an error, and its own end of a stream that ran out of tokens.

use std::io::Write;

use wicket_types::{Refusal, VisitId};

use super::AnthropicStream;
use crate::{json, sse};

/// `{"type":"error","error":{"type":…,"message":…,"code":…,"param":null},"request_id":…}`
pub(crate) fn error_body(refusal: &Refusal, visit: &VisitId) -> Vec<u8> {
    let mut out = b"{\"type\":\"error\",\"error\":{\"type\":".to_vec();
    out.extend(json::quote(refusal.code.row().class.anthropic));
    out.extend_from_slice(b",\"message\":");
    out.extend(json::quote(&refusal.message()));
    out.extend_from_slice(b",\"code\":");
    out.extend(json::quote(refusal.code.id()));
    out.extend_from_slice(b",\"param\":null},\"request_id\":");
    out.extend(json::quote(visit.as_str()));
    out.push(b'}');
    out
}

/// The same as an event, without `message_stop`: an answer that broke off must not look whole.
pub(crate) fn error_event(refusal: &Refusal, visit: &VisitId) -> Vec<u8> {
    let mut out = Vec::new();
    sse::encode(Some("error"), &error_body(refusal, visit), &mut out);
    out
}

/// Ends a stream at the money ceiling: closes the open blocks, then stops for `max_tokens`.
pub(crate) fn ceiling_events(stream: &AnthropicStream) -> Vec<u8> {
    let mut out = Vec::new();
    for index in stream.open_blocks() {
        let data = format!("{{\"type\":\"content_block_stop\",\"index\":{index}}}");
        sse::encode(Some("content_block_stop"), data.as_bytes(), &mut out);
    }
    let mut data =
        b"{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\",\"stop_sequence\":null},\"usage\":"
            .to_vec();
    // Writing to a vector cannot fail.
    let _ = write!(data, "{{\"output_tokens\":{}}}}}", stream.usage().output.0);
    sse::encode(Some("message_delta"), &data, &mut out);
    sse::encode(Some("message_stop"), b"{\"type\":\"message_stop\"}", &mut out);
    out
}

#[cfg(test)]
mod tests {
    use wicket_types::Code;

    use super::*;

    #[test]
    fn the_body_names_class_code_and_visit() {
        let (refusal, visit) = (Refusal::new(Code::BudgetExhausted), VisitId::new([7; 16]));
        let read: serde_json::Value = serde_json::from_slice(&error_body(&refusal, &visit)).unwrap();
        assert_eq!(read["type"], "error");
        assert_eq!(read["error"]["type"], "rate_limit_error");
        assert_eq!(read["error"]["code"], "budget.exhausted");
        assert_eq!(read["error"]["message"], refusal.message());
        assert_eq!(read["request_id"], visit.as_str());
        let event = error_event(&refusal, &visit);
        assert!(event.starts_with(b"event: error\ndata: {\"type\":\"error\"") && event.ends_with(b"}\n\n"));
    }
}
