//! The events and deltas of a streamed message, as a table: which member continues which channel of its block.

use wicket_types::Origin;

use crate::ChannelKind;

/// Every event that the protocol has. Others pass with their strings read as metadata.
pub(super) const EVENTS: &[&str] = &[
    "content_block_delta",
    "content_block_start",
    "content_block_stop",
    "message_start",
    "message_delta",
    "message_stop",
    "ping",
    "error",
];

/// One kind of delta, and the block whose start may already hold the first piece.
pub(super) struct Delta {
    pub name: &'static str,
    pub block: &'static str,
    pub pieces: &'static [Piece],
}

/// A member of a delta that continues a channel of its block.
pub(super) struct Piece {
    pub field: &'static str,
    pub kind: ChannelKind,
    /// Tells channels of one kind apart.
    pub inner: u32,
    pub origin: Origin,
    pub sealed: bool,
}

/// Every delta with text. `citations_delta` has none that flows: each citation is whole.
///
/// Thinking is sealed like its signature, which comes last: the client has to send both back byte for byte.
/// A compaction is sealed for the same reason.
pub(super) const DELTAS: &[Delta] = &[
    Delta { name: "text_delta", block: "text", pieces: &[piece("text", ChannelKind::Text, 0, Origin::Assistant)] },
    Delta {
        name: "input_json_delta",
        block: "",
        pieces: &[piece("partial_json", ChannelKind::Arguments, 0, Origin::ToolCall)],
    },
    Delta { name: "thinking_delta", block: "thinking", pieces: &[sealed("thinking", 0), sealed("signature", 1)] },
    Delta { name: "signature_delta", block: "", pieces: &[sealed("signature", 1)] },
    Delta {
        name: "compaction_delta",
        block: "compaction",
        pieces: &[sealed("content", 0), sealed("encrypted_content", 1), sealed("signature", 2)],
    },
    Delta { name: "citations_delta", block: "", pieces: &[] },
];

pub(super) const fn piece(field: &'static str, kind: ChannelKind, inner: u32, origin: Origin) -> Piece {
    Piece { field, kind, inner, origin, sealed: false }
}

const fn sealed(field: &'static str, inner: u32) -> Piece {
    Piece { field, kind: ChannelKind::Reasoning, inner, origin: Origin::Assistant, sealed: true }
}
