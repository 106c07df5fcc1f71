//! The end of a chat stream at the money ceiling: every open choice stops for length.

use std::io::Write;

use super::ChatStream;
use crate::{json, sse};

/// One last chunk with `finish_reason` `length` for each choice that has not stopped, then `[DONE]`.
pub(crate) fn ceiling_events(stream: &ChatStream) -> Vec<u8> {
    let mut chunk = b"{\"id\":".to_vec();
    chunk.extend(json::quote(stream.id()));
    chunk.extend_from_slice(b",\"object\":\"chat.completion.chunk\",\"created\":");
    // Writing to a vector cannot fail.
    let _ = write!(chunk, "{}", stream.created());
    chunk.extend_from_slice(b",\"model\":");
    chunk.extend(json::quote(stream.model()));
    chunk.extend_from_slice(b",\"choices\":[");
    for (n, index) in stream.open_choices().enumerate() {
        let comma = if n > 0 { "," } else { "" };
        let _ =
            write!(chunk, "{comma}{{\"index\":{index},\"delta\":{{}},\"logprobs\":null,\"finish_reason\":\"length\"}}");
    }
    chunk.extend_from_slice(b"]}");
    let mut out = Vec::new();
    sse::encode(None, &chunk, &mut out);
    sse::encode(None, b"[DONE]", &mut out);
    out
}
