//! The ways in which a reply can be broken on request; `wire` writes them.

/// One thing that goes wrong. Figures (`at`, `n`, `to`) come from the behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Reads the request and stays silent.
    Hang,
    /// Writes one byte at a time.
    Drip,
    /// Closes properly at `at`.
    Close,
    /// Resets the connection at `at`.
    Reset,
    /// Stops writing at `at` but keeps reading.
    HalfClose,
    /// `n` random bytes instead of a reply.
    Garbage,
    /// A body without a head, as in HTTP/0.9.
    Http09,
    /// A TLS alert record.
    TlsAlert,
    /// `content-length` larger than the body, then close.
    LengthLong,
    /// `content-length` smaller than the body.
    LengthShort,
    /// Two different `content-length` headers.
    LengthTwice,
    /// A negative `content-length`.
    LengthNegative,
    /// `content-length` together with `transfer-encoding: chunked`.
    LengthAndChunked,
    /// A chunk size that no integer holds.
    ChunkSizeOverflow,
    /// A negative chunk size.
    ChunkSizeNegative,
    /// A chunk size that is no number.
    ChunkSizeGarbage,
    /// A chunk extension of `n` bytes (1 MiB).
    ChunkExtension,
    /// A trailer that tries to be a header: `content-length` and a line without colon.
    BadTrailers,
    /// A header value with a NUL.
    HeaderNul,
    /// A header value folded over two lines.
    HeaderFold,
    /// A header line of `n` bytes (1 MiB).
    HeaderHuge,
    /// `n` headers (10 000).
    HeaderFlood,
    /// Headers without end.
    EndlessHead,
    /// Status 204 with a body.
    BodyOn204,
    /// `n` times 103 before the reply (1 000).
    Informational,
    /// Two replies to one request; the second one is not asked for.
    TwoReplies,
    /// Switches protocols without being asked.
    Switching,
    /// A JSON body of `n` bytes (64 MiB).
    Oversize,
    /// A body that never ends.
    EndlessBody,
    /// The events of the reply, then deltas for ever.
    EndlessStream,
    /// A gzip member of 1 MiB of spaces, `n` times (1 024).
    BombGzip,
    /// 1 GiB of spaces in gzip in gzip.
    BombNested,
    /// 1 GiB of spaces in brotli.
    BombBrotli,
    /// `n` MiB of spaces in zstd (1 024).
    BombZstd,
    /// A body that is not JSON; in a stream, an event that is not.
    BadJson,
    /// The second half of the body is missing, framing intact.
    Truncated,
    /// No body at all.
    Empty,
    /// HTML where JSON belongs.
    Html,
    /// Lines end in CR.
    SseCr,
    /// Lines end in CR LF.
    SseCrLf,
    /// Lines end in CR, LF and CR LF by turns.
    SseMixed,
    /// A byte order mark before the first event.
    SseBom,
    /// `n` comment lines before each event (1 000).
    SseComments,
    /// An event of one line of `n` bytes (10 MiB).
    SseLongLine,
    /// An `id` with a NUL.
    SseNulId,
    /// `event` and `id` fields that hide line ends.
    SseNewlines,
    /// Every event in several `data` lines, split between JSON tokens.
    SseManyData,
    /// `data:` without the space, and unknown fields.
    SseTight,
    /// `retry` fields that ask for a storm.
    SseRetry,
    /// The stream ends properly without its last event.
    SseNoEnd,
    /// An error event in the middle, then the end.
    SseError,
    /// More events after the last one.
    SseAfterEnd,
}

impl Fault {
    /// Every fault with the name that selects it.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("hang", Self::Hang),
        ("drip", Self::Drip),
        ("close", Self::Close),
        ("reset", Self::Reset),
        ("half-close", Self::HalfClose),
        ("garbage", Self::Garbage),
        ("http09", Self::Http09),
        ("tls-alert", Self::TlsAlert),
        ("length-long", Self::LengthLong),
        ("length-short", Self::LengthShort),
        ("length-twice", Self::LengthTwice),
        ("length-negative", Self::LengthNegative),
        ("length-and-chunked", Self::LengthAndChunked),
        ("chunk-size-overflow", Self::ChunkSizeOverflow),
        ("chunk-size-negative", Self::ChunkSizeNegative),
        ("chunk-size-garbage", Self::ChunkSizeGarbage),
        ("chunk-extension", Self::ChunkExtension),
        ("bad-trailers", Self::BadTrailers),
        ("header-nul", Self::HeaderNul),
        ("header-fold", Self::HeaderFold),
        ("header-huge", Self::HeaderHuge),
        ("header-flood", Self::HeaderFlood),
        ("endless-head", Self::EndlessHead),
        ("body-on-204", Self::BodyOn204),
        ("informational", Self::Informational),
        ("two-replies", Self::TwoReplies),
        ("switching", Self::Switching),
        ("oversize", Self::Oversize),
        ("endless-body", Self::EndlessBody),
        ("endless-stream", Self::EndlessStream),
        ("bomb-gzip", Self::BombGzip),
        ("bomb-nested", Self::BombNested),
        ("bomb-brotli", Self::BombBrotli),
        ("bomb-zstd", Self::BombZstd),
        ("bad-json", Self::BadJson),
        ("truncated", Self::Truncated),
        ("empty", Self::Empty),
        ("html", Self::Html),
        ("sse-cr", Self::SseCr),
        ("sse-crlf", Self::SseCrLf),
        ("sse-mixed", Self::SseMixed),
        ("sse-bom", Self::SseBom),
        ("sse-comments", Self::SseComments),
        ("sse-long-line", Self::SseLongLine),
        ("sse-nul-id", Self::SseNulId),
        ("sse-newlines", Self::SseNewlines),
        ("sse-many-data", Self::SseManyData),
        ("sse-tight", Self::SseTight),
        ("sse-retry", Self::SseRetry),
        ("sse-no-end", Self::SseNoEnd),
        ("sse-error", Self::SseError),
        ("sse-after-end", Self::SseAfterEnd),
    ];

    /// The fault of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, fault)| *fault)
    }
}
