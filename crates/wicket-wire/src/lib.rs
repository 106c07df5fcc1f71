//! What does this message say?
//!
//! One adapter per protocol turns bytes into *segments*: the byte span of each string that carries text, with its
//! origin and the logical text (channel) it belongs to. Guards change segments; [`splice`] puts the changes into the
//! old bytes, so whatever nobody touched leaves as it came.
//!
//! ```
//! use wicket_wire::{json, route, read_call};
//!
//! let body = br#"{"model":"gpt-5-mini","messages":[{"role":"user","content":"Hello"}]}"#;
//! let route = route("POST", "/v1/chat/completions", false).unwrap();
//! let tape = json::parse(body, &json::Bounds::default()).unwrap();
//! let call = read_call(&route, body, &tape).unwrap();
//! assert_eq!(call.segments[0].text(body), "Hello");
//! ```
//!
//! Everything here is pure: no sockets, no clock, no files. Input is hostile; every fault is a [`WireError`].

mod adapters;
mod alone;
mod answer;
mod anthropic;
mod call;
mod coverage;
mod error;
mod event_kind;
mod fields;
pub mod json;
mod meaning;
mod openai;
mod other_models;
mod refuse;
mod request;
mod route;
mod segment;
pub mod splice;
pub mod sse;
pub mod stream;
mod walk;
mod words;

pub use adapters::{coverage, read_answer, read_call};
pub use answer::Answer;
pub use call::{Call, Tier};
pub use error::WireError;
pub use meaning::{ChannelId, ChannelKind, Channels, Leaf, Meaning};
pub use refuse::{ceiling_events, error_body, error_event};
pub use route::{Operation, Protocol, Route, route};
pub use segment::Segment;
