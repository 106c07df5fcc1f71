//! The witness: what arrived, byte for byte, and how much was sent back.

use std::collections::VecDeque;

use base64::Engine as _;
use parking_lot::Mutex;
use serde_json::{Value, json};

/// One request as it arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Counts requests from 1 since the start.
    pub sequence: u64,
    /// Counts connections from 1 since the start.
    pub connection: u64,
    /// The method as written.
    pub method: String,
    /// Path and query as written.
    pub target: String,
    /// Names and values in their order and case; bytes beyond ASCII as Latin-1 characters.
    pub headers: Vec<(String, String)>,
    /// The body without its framing.
    pub body: Vec<u8>,
    /// Whether the body came chunked.
    pub chunked: bool,
    /// What was sent back; `None` while the request is being read or answered.
    pub sent: Option<Sent>,
}

/// What the caller got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// The status of the reply, 0 when none was sent.
    pub status: u16,
    /// Whether it was an event stream.
    pub stream: bool,
    /// Prompt tokens of the call.
    pub prompt_tokens: u64,
    /// Tokens generated for the call, delivered or not.
    pub generated_tokens: u64,
    /// Bytes that the connection took, head included.
    pub bytes: u64,
    /// Whether all of the reply was written.
    pub finished: bool,
}

/// Counts since the start or the last reset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Connections accepted.
    pub connections: u64,
    /// Connections open now.
    pub open: u64,
    /// Requests read completely.
    pub requests: u64,
    /// Replies that were event streams.
    pub streams: u64,
    /// Replies that the caller or a fault ended early.
    pub cut: u64,
    /// Requests refused for ambiguous or broken framing.
    pub malformed: u64,
    /// Prompt tokens of all calls.
    pub prompt_tokens: u64,
    /// Tokens generated for all calls.
    pub generated_tokens: u64,
    /// Body bytes received.
    pub bytes_received: u64,
    /// Bytes written, heads included.
    pub bytes_sent: u64,
}

#[derive(Debug)]
pub(crate) struct Recorder {
    keep: usize,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    records: VecDeque<Record>,
    stats: Stats,
    sequence: u64,
    connection: u64,
}

impl Recorder {
    pub(crate) fn new(keep: usize) -> Self {
        Self { keep, inner: Mutex::default() }
    }
    pub(crate) fn connected(&self) -> u64 {
        let mut inner = self.inner.lock();
        inner.stats.connections += 1;
        inner.stats.open += 1;
        inner.connection += 1;
        inner.connection
    }
    pub(crate) fn disconnected(&self) {
        let mut inner = self.inner.lock();
        // A reset while a connection is open leaves the count at zero.
        inner.stats.open = inner.stats.open.saturating_sub(1);
    }
    pub(crate) fn malformed(&self) {
        self.inner.lock().stats.malformed += 1;
    }
    /// Keeps a request and gives it its number.
    pub(crate) fn arrived(&self, mut record: Record) -> u64 {
        let mut inner = self.inner.lock();
        inner.sequence += 1;
        inner.stats.requests += 1;
        inner.stats.bytes_received += record.body.len() as u64;
        record.sequence = inner.sequence;
        inner.records.push_back(record);
        while inner.records.len() > self.keep {
            inner.records.pop_front();
        }
        inner.sequence
    }
    /// Notes what became of request `sequence`.
    pub(crate) fn sent(&self, sequence: u64, sent: Sent) {
        let mut inner = self.inner.lock();
        inner.stats.streams += u64::from(sent.stream);
        inner.stats.cut += u64::from(!sent.finished);
        inner.stats.prompt_tokens += sent.prompt_tokens;
        inner.stats.generated_tokens += sent.generated_tokens;
        inner.stats.bytes_sent += sent.bytes;
        if let Some(record) = inner.records.iter_mut().find(|record| record.sequence == sequence) {
            record.sent = Some(sent);
        }
    }
    /// Kept requests with a number above `since`, oldest first.
    pub(crate) fn records(&self, since: u64) -> Vec<Record> {
        self.inner.lock().records.iter().filter(|record| record.sequence > since).cloned().collect()
    }
    pub(crate) fn stats(&self) -> Stats {
        self.inner.lock().stats
    }
    pub(crate) fn reset(&self) {
        let mut inner = self.inner.lock();
        inner.records.clear();
        inner.stats = Stats { open: inner.stats.open, ..Stats::default() };
    }
}

impl Record {
    /// The first header of this name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "sequence": self.sequence,
            "connection": self.connection,
            "method": self.method,
            "target": self.target,
            "headers": self.headers,
            "body": base64::engine::general_purpose::STANDARD.encode(&self.body),
            "chunked": self.chunked,
            "sent": self.sent.map(|sent| json!({
                "status": sent.status,
                "stream": sent.stream,
                "prompt_tokens": sent.prompt_tokens,
                "generated_tokens": sent.generated_tokens,
                "bytes": sent.bytes,
                "finished": sent.finished,
            })),
        })
    }
}

impl Stats {
    pub(crate) fn to_json(self) -> Value {
        json!({
            "connections": self.connections,
            "open": self.open,
            "requests": self.requests,
            "streams": self.streams,
            "cut": self.cut,
            "malformed": self.malformed,
            "prompt_tokens": self.prompt_tokens,
            "generated_tokens": self.generated_tokens,
            "bytes_received": self.bytes_received,
            "bytes_sent": self.bytes_sent,
        })
    }
}
