//! The error event of a streamed response, and its own end of one that ran out of tokens.

use std::io::Write;

use wicket_types::Refusal;

use super::ResponsesStream;
use crate::{json, sse};

/// `event: error` with code and message. `sequence` is the number of this event; 0 for a stream that has had none.
pub(crate) fn error_event(refusal: &Refusal, sequence: Option<u64>) -> Vec<u8> {
    let mut data = b"{\"type\":\"error\",\"code\":".to_vec();
    data.extend(json::quote(refusal.code.id()));
    data.extend_from_slice(b",\"message\":");
    data.extend(json::quote(&refusal.message()));
    // Writing to a vector cannot fail.
    let _ = write!(data, ",\"param\":null,\"sequence_number\":{}}}", sequence.unwrap_or(0));
    let mut out = Vec::new();
    sse::encode(Some("error"), &data, &mut out);
    out
}

/// Ends a stream at the money ceiling: `response.incomplete` for `max_output_tokens`, which is this protocol's last event.
/// The items that were streamed are not repeated; a client has them from their own events.
pub(crate) fn ceiling_events(stream: &ResponsesStream) -> Vec<u8> {
    let mut data = b"{\"type\":\"response.incomplete\",\"response\":{\"id\":".to_vec();
    data.extend(json::quote(&stream.id));
    let _ = write!(data, ",\"object\":\"response\",\"created_at\":{},\"status\":\"incomplete\"", stream.created_at);
    data.extend_from_slice(
        b",\"error\":null,\"incomplete_details\":{\"reason\":\"max_output_tokens\"},\"instructions\":null",
    );
    data.extend_from_slice(b",\"metadata\":{},\"model\":");
    data.extend(json::quote(&stream.model));
    data.extend_from_slice(
        b",\"output\":[],\"parallel_tool_calls\":true,\"temperature\":null,\"tool_choice\":\"auto\"",
    );
    data.extend_from_slice(b",\"tools\":[],\"top_p\":null,\"usage\":");
    match stream.usage {
        None => data.extend_from_slice(b"null"),
        Some(usage) => {
            let input = usage.total().minus(usage.output).0;
            let _ = write!(
                data,
                "{{\"input_tokens\":{input},\"input_tokens_details\":{{\"cache_write_tokens\":{},\"cached_tokens\":{}}},\
                 \"output_tokens\":{},\
                 \"output_tokens_details\":{{\"reasoning_tokens\":{}}},\"total_tokens\":{}}}",
                usage.cache_write.plus(usage.cache_write_1h).0,
                usage.cache_read.0,
                usage.output.0,
                usage.reasoning.0,
                usage.total().0,
            );
        }
    }
    let _ = write!(data, "}},\"sequence_number\":{}}}", stream.next_sequence());
    let mut out = Vec::new();
    sse::encode(Some("response.incomplete"), &data, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use wicket_types::Code;

    use super::*;

    #[test]
    fn an_error_event_goes_on_with_the_sequence() {
        let refusal = Refusal::new(Code::OutputSecret);
        let event = String::from_utf8(error_event(&refusal, Some(12))).unwrap();
        let data = event.strip_prefix("event: error\ndata: ").unwrap().trim_end();
        let read: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(read["type"], "error");
        assert_eq!(read["code"], "output.secret");
        assert_eq!(read["message"], refusal.message());
        assert_eq!(read["sequence_number"], 12);
    }
}
