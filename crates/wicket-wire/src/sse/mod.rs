//! Server-sent events, decoded and encoded again, so that nothing in an event can make another one.
//!
//! # Source
//! WHATWG HTML Living Standard, section 9.2 "Server-sent events".

mod decode;
mod encode;

pub use decode::Decoder;
pub use encode::encode;

use bytes::Bytes;

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The `event` field; printable ASCII.
    pub name: Option<Bytes>,
    /// The `data` fields, joined by line feeds.
    pub data: Bytes,
    /// The event as it goes on to the client: the provider's own bytes where they were in the one canonical form
    /// (`event`, then one `data` line, line feeds only), else encoded anew.
    pub raw: Bytes,
}

impl Event {
    /// The name as text.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref().and_then(|name| std::str::from_utf8(name).ok())
    }
}

/// Why a stream cannot be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SseError {
    /// One event, or one line, is longer than the bound.
    #[error("an event is longer than {max} bytes")]
    TooLong {
        /// The bound.
        max: usize,
    },
    /// An event's name holds something else than printable ASCII.
    #[error("the name of an event is not printable ASCII")]
    Name,
}
