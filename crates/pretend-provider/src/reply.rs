//! An answer before it becomes bytes on a connection.

use serde_json::Value;

/// Status, headers and body; how it is cut and broken is `wire`'s business.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    /// Tokens that the body lets the caller read: (prompt, generated).
    pub(crate) tokens: (u64, u64),
}

/// The body of a reply.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// Sent at once, with its length.
    Whole(Vec<u8>),
    /// Server-sent events, one entry each, complete with their blank line; sent chunked.
    Events(Vec<Vec<u8>>),
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::whole(status, "application/json", body.to_string().into_bytes())
    }
    pub(crate) fn whole(status: u16, content_type: &str, body: Vec<u8>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self { status, headers, body: Body::Whole(body), tokens: (0, 0) }
    }
    pub(crate) fn events(events: Vec<Vec<u8>>) -> Self {
        let headers = vec![
            ("content-type".to_owned(), "text/event-stream; charset=utf-8".to_owned()),
            ("cache-control".to_owned(), "no-cache".to_owned()),
        ];
        Self { status: 200, headers, body: Body::Events(events), tokens: (0, 0) }
    }
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }
    pub(crate) fn counting(mut self, prompt: u64, generated: u64) -> Self {
        self.tokens = (prompt, generated);
        self
    }
    pub(crate) fn is_stream(&self) -> bool {
        matches!(self.body, Body::Events(_))
    }
}

/// One server-sent event: `event:` only where the protocol names its events.
pub(crate) fn event(name: Option<&str>, data: &Value) -> Vec<u8> {
    event_of_text(name, &data.to_string())
}

/// The same for data that is not JSON, such as `[DONE]`.
pub(crate) fn event_of_text(name: Option<&str>, data: &str) -> Vec<u8> {
    let name = name.map(|name| format!("event: {name}\n")).unwrap_or_default();
    format!("{name}data: {data}\n\n").into_bytes()
}
