//! What can be wrong with an HTTP message, and the refusal for it.

use wicket_types::Code;

/// What is wrong with a message. The text names the fault, never what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs)] // each sentence is the documentation
pub enum Flaw {
    #[error("a line ends in a bare line feed")]
    BareLineFeed,
    #[error("the start line is malformed")]
    StartLine,
    #[error("the HTTP version is not 1.0 or 1.1")]
    Version,
    #[error("the request target is not a plain path")]
    Target,
    #[error("a header name is malformed")]
    HeaderName,
    #[error("a header is folded over two lines")]
    Folded,
    #[error("a header holds a control character")]
    Control,
    #[error("content-length is malformed or repeated")]
    Length,
    #[error("transfer-encoding is not exactly one `chunked`")]
    TransferEncoding,
    #[error("content-length and transfer-encoding contradict each other")]
    TwoLengths,
    #[error("host is missing, repeated or malformed")]
    Host,
    #[error("this gate does not switch protocols")]
    Upgrade,
    #[error("the expectation is not known")]
    Expectation,
    #[error("a chunk is malformed")]
    Chunk,
    #[error("trailers are not taken")]
    Trailer,
    #[error("too many interim responses")]
    Interim,
    #[error("the request target is too long")]
    TargetTooLong,
    #[error("there are too many headers")]
    TooManyHeaders,
    #[error("the header block is too large")]
    TooLarge,
    #[error("the head did not arrive in time")]
    TooSlow,
}

impl Flaw {
    /// The refusal for it.
    pub fn code(self) -> Code {
        match self {
            Flaw::TargetTooLong => Code::UrlTooLong,
            Flaw::TooManyHeaders | Flaw::TooLarge => Code::HeadersTooLarge,
            Flaw::TooSlow => Code::TooSlow,
            _ => Code::Malformed,
        }
    }
}
