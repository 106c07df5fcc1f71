//! Segments: every string leaf of a body that carries text, with its author and its place.

use std::{borrow::Cow, ops::Range};

use wicket_types::Origin;

use crate::json;

/// One string leaf; `span` covers its quotes. Or a number that may stand for a person, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The leaf's bytes in the body, quotes included.
    pub span: Range<usize>,
    /// Who wrote it.
    pub origin: Origin,
    /// The logical text that it belongs to: parts of one message share a channel.
    pub channel: u32,
    /// The text is itself JSON, as the arguments of a tool call are.
    pub json: bool,
    /// Signed, encrypted or binary: never rewritten, and not prose to be scanned.
    pub sealed: bool,
}

impl Segment {
    /// What the leaf says.
    pub fn text<'b>(&self, body: &'b [u8]) -> Cow<'b, str> {
        let Some(source) = body.get(self.span.clone()) else { return Cow::Borrowed("") };
        match source.first() {
            Some(b'"') => json::unquote(source).unwrap_or_default(),
            _ => String::from_utf8_lossy(source),
        }
    }

    /// Where it stands, for a person: `messages[2].content`. Parses the body again, so only for refusals.
    pub fn path(&self, body: &[u8]) -> String {
        json::path_of(body, &self.span)
    }
}
