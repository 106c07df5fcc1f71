//! The head of an HTTP/1 message, read strictly: one meaning or none.
//!
//! Request smuggling lives where two parsers read one head differently, so this reader takes only what every parser
//! reads the same way (RFC 9112, without its leniencies) and tells where the message ends. It looks at each byte once,
//! also when the head comes in pieces, and allocates nothing.

mod authority;
mod facts;
#[cfg(test)]
mod tests;

use memchr::memchr;

pub use super::flaw::Flaw;
pub use authority::is_authority;
use facts::Facts;

/// Largest header block, start line not counted.
pub const MAX_BLOCK: usize = 64 << 10;
/// Largest request target.
pub const MAX_TARGET: usize = 8 << 10;
/// Most header lines.
pub const MAX_HEADERS: u32 = 100;
/// Room for method, version and blanks around the target.
const START_LINE_EXTRA: usize = 64;

/// Who wrote the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// A caller: requests come.
    Client,
    /// A provider: responses come.
    Provider,
}

/// How the bytes after the head are delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// This many bytes, perhaps none.
    Sized(u64),
    /// Chunks, RFC 9112 section 7.1.
    Chunked,
    /// Everything until the connection ends; responses only.
    UntilClose,
    /// An interim response (1xx): another head follows.
    Interim,
}

/// How far a head has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The blank line has not come yet.
    More,
    /// The head has `len` bytes, blank line included.
    Done {
        /// Bytes of the head.
        len: usize,
        /// What follows it.
        framing: Framing,
    },
}

/// Reads one head.
#[derive(Debug)]
pub struct HeadReader {
    writer: Writer,
    line: usize,    // where the line under way begins
    scanned: usize, // no line feed lies in `line..scanned`
    block: usize,   // where the header block begins; 0 while the start line is under way
    headers: u32,
    facts: Facts,
}

impl HeadReader {
    /// A reader for the next message of `writer`.
    pub fn new(writer: Writer) -> Self {
        HeadReader { writer, line: 0, scanned: 0, block: 0, headers: 0, facts: Facts::default() }
    }

    /// Reads on. `bytes` begins at the first byte of the head and holds everything that came since; lines that an
    /// earlier call has seen are not looked at again.
    ///
    /// # Errors
    /// The first flaw, with all lines before it in order.
    pub fn read(&mut self, bytes: &[u8]) -> Result<Progress, Flaw> {
        while let Some(ahead) = bytes.get(self.scanned..).and_then(|rest| memchr(b'\n', rest)) {
            let end = self.scanned + ahead;
            let line = bytes.get(self.line..end).and_then(|line| line.strip_suffix(b"\r")).ok_or(Flaw::BareLineFeed)?;
            (self.line, self.scanned) = (end + 1, end + 1);
            if self.block == 0 {
                self.facts.start_line(self.writer, line)?;
                self.block = self.line;
            } else if line.is_empty() {
                return Ok(Progress::Done { len: self.line, framing: self.facts.framing(self.writer)? });
            } else {
                self.header(line)?;
            }
        }
        self.scanned = bytes.len();
        self.check_size()?;
        Ok(Progress::More)
    }

    fn header(&mut self, line: &[u8]) -> Result<(), Flaw> {
        self.headers += 1;
        if self.headers > MAX_HEADERS {
            return Err(Flaw::TooManyHeaders);
        }
        self.check_size()?;
        self.facts.header(self.writer, line)
    }

    fn check_size(&self) -> Result<(), Flaw> {
        match self.block {
            0 if self.scanned > MAX_TARGET + START_LINE_EXTRA => Err(Flaw::TargetTooLong),
            // The blank line that ends the block is not counted.
            block if block > 0 && self.scanned - block > MAX_BLOCK => Err(Flaw::TooLarge),
            _ => Ok(()),
        }
    }
}
