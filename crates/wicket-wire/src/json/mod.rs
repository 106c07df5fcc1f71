//! Strict JSON that knows where each value stands.
//!
//! One pass over the bytes, no recursion, bounds on everything. It accepts a subset of RFC 8259 in which no two parsers
//! can disagree: UTF-8 only and no byte order mark, no key twice in an object (compared after unescaping), no lone
//! surrogates, no number beyond a finite double, nothing after the value. The result is a [`Tape`] of byte spans, so a
//! change can be spliced into the old bytes.

mod kind;
mod number;
mod parse;
mod path;
mod string;
mod tape;
mod twins;

use std::fmt;

pub use kind::Kind;
pub use parse::{parse, parse_into};
pub(crate) use path::path_of;
pub(crate) use string::unquote;
pub use string::{escape_into, quote};
pub use tape::{NodeId, Tape, Value};

/// How large a document may be. Sizes are in bytes of the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Containers within containers.
    pub depth: u16,
    /// Values and keys in all.
    pub nodes: u32,
    /// One key.
    pub key_bytes: u32,
    /// One string value.
    pub string_bytes: u32,
    /// One number.
    pub number_bytes: u16,
    /// Whether `\u0000` may stand in a string value. Some programs end a text there, others read on: in a call it is
    /// refused. In an answer it is passed on as it came, for a model's output may quote binary files.
    pub escaped_nul: bool,
}

impl Bounds {
    /// For what callers send.
    pub const CALL: Bounds = Bounds {
        depth: 64,
        nodes: 200_000,
        key_bytes: 1024,
        string_bytes: 8 << 20,
        number_bytes: 64,
        escaped_nul: false,
    };

    /// For what providers answer: embeddings have a node per number, generated images and audio are long.
    pub const ANSWER: Bounds = Bounds { nodes: 4_000_000, string_bytes: 64 << 20, escaped_nul: true, ..Bounds::CALL };
}

/// The bounds of a call.
impl Default for Bounds {
    fn default() -> Self {
        Bounds::CALL
    }
}

/// Why bytes are not strict JSON, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// Offset of the byte where it shows.
    pub at: usize,
}

/// What is wrong with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JsonErrorKind {
    /// Something else was expected here.
    Syntax,
    /// The bytes end within a value.
    Ended,
    /// Bytes follow the value.
    Trailing,
    /// A byte order mark.
    ByteOrderMark,
    /// The bytes are not UTF-8.
    Utf8,
    /// A control character stands raw in a string, or an escaped NUL where none may be.
    Control,
    /// An escape that JSON does not have.
    Escape,
    /// Half of a surrogate pair.
    Surrogate,
    /// A number that JSON does not have, or that is too long or too large for a double.
    Number,
    /// A key for the second time in one object.
    DuplicateKey,
    /// Containers within containers beyond the bound.
    TooDeep,
    /// More values, or longer keys and strings, than the bounds allow.
    TooMany,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            JsonErrorKind::Syntax => "unexpected character",
            JsonErrorKind::Ended => "the text ends too early",
            JsonErrorKind::Trailing => "something follows the value",
            JsonErrorKind::ByteOrderMark => "byte order mark",
            JsonErrorKind::Utf8 => "invalid UTF-8",
            JsonErrorKind::Control => "control character in a string",
            JsonErrorKind::Escape => "unknown escape",
            JsonErrorKind::Surrogate => "half of a surrogate pair",
            JsonErrorKind::Number => "number out of bounds",
            JsonErrorKind::DuplicateKey => "key for the second time",
            JsonErrorKind::TooDeep => "nested too deeply",
            JsonErrorKind::TooMany => "too many values, or one too long",
        };
        write!(f, "{what} at byte {}", self.at)
    }
}

impl std::error::Error for JsonError {}
