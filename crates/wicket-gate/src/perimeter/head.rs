//! The head of an HTTP/1 message, read strictly: one meaning or none.
//!
//! Request smuggling lives where two parsers read one head differently, so this reader takes only what every parser
//! reads the same way (RFC 9112, without its leniencies) and tells where the message ends. It looks at each byte once,
//! also when the head comes in pieces, and allocates nothing.

use memchr::memchr;

pub use super::flaw::Flaw;

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

#[derive(Debug, Default)]
struct Facts {
    old: bool, // HTTP/1.0
    status: u16,
    length: Option<u64>,
    chunked: bool,
    host: bool,
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

impl Facts {
    fn start_line(&mut self, writer: Writer, line: &[u8]) -> Result<(), Flaw> {
        match writer {
            Writer::Client => self.request_line(line),
            Writer::Provider => self.status_line(line),
        }
    }

    fn request_line(&mut self, line: &[u8]) -> Result<(), Flaw> {
        let mut parts = line.split(|&b| b == b' ');
        let (Some(method), Some(target), Some(version), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Flaw::StartLine);
        };
        if method.is_empty() || method.len() > 16 || !method.iter().all(u8::is_ascii_uppercase) || method == b"CONNECT"
        {
            return Err(Flaw::StartLine);
        }
        if target.len() > MAX_TARGET {
            return Err(Flaw::TargetTooLong);
        }
        // Origin form only. The absolute form names a host a second time and turns the gate into an open proxy for
        // whoever believes it; `#` and `\` mean a path to some parsers and not to others.
        let plain = |b: &u8| b.is_ascii_graphic() && !matches!(b, b'#' | b'\\');
        if target.first() != Some(&b'/') || !target.iter().all(plain) {
            return Err(Flaw::Target);
        }
        self.version(version)
    }

    fn status_line(&mut self, line: &[u8]) -> Result<(), Flaw> {
        let (version, rest) = line.split_at_checked(8).ok_or(Flaw::StartLine)?;
        self.version(version)?;
        let (status, reason) = rest.split_at_checked(4).ok_or(Flaw::StartLine)?;
        let [b' ', digits @ ..] = status else { return Err(Flaw::StartLine) };
        self.status = decimal(digits).and_then(|n| u16::try_from(n).ok()).ok_or(Flaw::StartLine)?;
        let spaced = reason.is_empty() || reason.first() == Some(&b' ');
        if !(100..600).contains(&self.status) || !spaced || has_control(reason) { Err(Flaw::StartLine) } else { Ok(()) }
    }

    fn version(&mut self, version: &[u8]) -> Result<(), Flaw> {
        self.old = match version {
            b"HTTP/1.1" => false,
            b"HTTP/1.0" => true,
            _ => return Err(Flaw::Version),
        };
        Ok(())
    }

    fn header(&mut self, writer: Writer, line: &[u8]) -> Result<(), Flaw> {
        if matches!(line.first(), Some(b' ' | b'\t')) {
            return Err(Flaw::Folded);
        }
        let colon = memchr(b':', line).ok_or(Flaw::HeaderName)?;
        let (name, value) = line.split_at(colon);
        if name.is_empty() || !name.iter().all(|&b| TOKEN[usize::from(b)]) {
            return Err(Flaw::HeaderName);
        }
        let value = value.get(1..).unwrap_or_default();
        if has_control(value) {
            return Err(Flaw::Control);
        }
        // One blank after the colon is how everyone writes; where a value decides about framing nothing else is taken.
        let exact = value.strip_prefix(b" ").unwrap_or(value);
        match name.len() {
            4 if is(name, "host") => self.host_is(exact),
            6 if writer == Writer::Client && is(name, "expect") && !is(exact, "100-continue") => Err(Flaw::Expectation),
            // `h2c` is an offer that a server may leave alone (RFC 9110, section 7.8), and Java's client makes it with
            // every first call. Everything else asks for a tunnel.
            7 if writer == Writer::Client && is(name, "upgrade") && exact != b"h2c" => Err(Flaw::Upgrade),
            14 if is(name, "content-length") => self.length_is(exact),
            17 if is(name, "transfer-encoding") => self.encoding_is(exact),
            // Some parsers take `_` for `-`. For a header that frames the message there is no innocent reason.
            14 if is(name, "content_length") => Err(Flaw::Length),
            17 if is(name, "transfer_encoding") => Err(Flaw::TransferEncoding),
            _ => Ok(()),
        }
    }

    fn host_is(&mut self, value: &[u8]) -> Result<(), Flaw> {
        let again = std::mem::replace(&mut self.host, true);
        if again || !is_authority(value) { Err(Flaw::Host) } else { Ok(()) }
    }

    fn length_is(&mut self, value: &[u8]) -> Result<(), Flaw> {
        if self.length.is_some() {
            return Err(Flaw::Length);
        }
        self.length = Some(decimal(value).ok_or(Flaw::Length)?);
        Ok(())
    }

    fn encoding_is(&mut self, value: &[u8]) -> Result<(), Flaw> {
        if self.chunked || self.old || !is(value, "chunked") {
            return Err(Flaw::TransferEncoding);
        }
        self.chunked = true;
        Ok(())
    }

    fn framing(&self, writer: Writer) -> Result<Framing, Flaw> {
        if self.chunked && self.length.is_some() {
            return Err(Flaw::TwoLengths);
        }
        match writer {
            Writer::Client if !self.host && !self.old => Err(Flaw::Host),
            Writer::Provider if self.status == 101 => Err(Flaw::Upgrade),
            Writer::Provider if matches!(self.status, 100..200 | 204 | 304) => self.bodiless(),
            _ if self.chunked => Ok(Framing::Chunked),
            Writer::Client => Ok(Framing::Sized(self.length.unwrap_or(0))),
            Writer::Provider => Ok(self.length.map_or(Framing::UntilClose, Framing::Sized)),
        }
    }

    // A status that has no body must not announce one: what follows would be read as the next answer. A 304 may say
    // how long the body would have been, but the gate asks nothing that could be answered so.
    fn bodiless(&self) -> Result<Framing, Flaw> {
        match (self.chunked, self.length.unwrap_or(0)) {
            (true, _) => Err(Flaw::TransferEncoding),
            (false, 0) if self.status < 200 => Ok(Framing::Interim),
            (false, 0) => Ok(Framing::Sized(0)),
            (false, _) => Err(Flaw::Length),
        }
    }
}

/// Whether `value` is a host with an optional port: no user, no path, no blanks. RFC 3986, section 3.2.
pub fn is_authority(value: &[u8]) -> bool {
    let (host, port) = match value {
        [b'[', rest @ ..] => {
            let Some(end) = memchr(b']', rest) else { return false };
            let (address, after) = rest.split_at(end);
            if address.is_empty() || !address.iter().all(|b| b.is_ascii_hexdigit() || matches!(b, b':' | b'.')) {
                return false;
            }
            return match after.get(1..) {
                Some([]) => true,
                Some([b':', port @ ..]) => is_port(port),
                _ => false,
            };
        }
        _ => match memchr(b':', value) {
            Some(colon) => (value.get(..colon).unwrap_or_default(), value.get(colon + 1..)),
            None => (value, None),
        },
    };
    let plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    !host.is_empty() && host.len() <= 255 && host.iter().all(plain) && port.is_none_or(is_port)
}

fn is_port(port: &[u8]) -> bool {
    port.len() <= 5 && decimal(port).is_some_and(|n| (1..=65_535).contains(&n))
}

/// Digits and nothing else; `None` when empty, longer than 18 digits, signed, spaced or listed.
fn decimal(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |n, d| n * 10 + u64::from(d - b'0')))
}

// No early exit: without one the compiler looks at 16 or more bytes at a time.
fn has_control(value: &[u8]) -> bool {
    value.iter().fold(false, |bad, &b| bad | ((b < 0x20) & (b != b'\t')) | (b == 0x7f))
}

fn is(given: &[u8], name: &str) -> bool {
    given.eq_ignore_ascii_case(name.as_bytes())
}

/// RFC 9110, section 5.6.2: what a header name may be made of.
static TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 256 {
        let b = at as u8;
        table[at] = b.is_ascii_alphanumeric()
            || matches!(
                b,
                b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*' | b'+' | b'-' | b'.' | b'^' | b'_' | b'`' | b'|' | b'~'
            );
        at += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use wicket_types::Code;

    use super::*;

    fn request(head: &str) -> Result<Progress, Flaw> {
        HeadReader::new(Writer::Client).read(head.as_bytes())
    }

    #[test]
    fn tells_where_a_request_ends() {
        let get = "GET /v1/models HTTP/1.1\r\nhost: gate:8080\r\n\r\n";
        assert_eq!(request(get), Ok(Progress::Done { len: get.len(), framing: Framing::Sized(0) }));
        let post = "POST /v1/x HTTP/1.1\r\nHost: [::1]:80\r\nContent-Length:12\r\n\r\nhello";
        assert_eq!(request(post), Ok(Progress::Done { len: post.len() - 5, framing: Framing::Sized(12) }));
        assert_eq!(request("POST /v1/x HTTP/1.1\r\nhost: g\r\ncont"), Ok(Progress::More));
    }

    #[test]
    fn reads_the_same_however_a_head_is_cut() {
        let head = b"POST /v1/x HTTP/1.1\r\nhost: gate\r\ntransfer-encoding: chunked\r\nx: y\r\n\r\n";
        for cut in 1..head.len() {
            let mut reader = HeadReader::new(Writer::Client);
            assert_eq!(reader.read(&head[..cut]), Ok(Progress::More), "cut at {cut}");
            let done = Progress::Done { len: head.len(), framing: Framing::Chunked };
            assert_eq!(reader.read(head), Ok(done), "cut at {cut}");
        }
    }

    #[test]
    fn parse_08_a_host_with_anything_but_a_host_is_refused() {
        for good in ["gate", "gate.example:443", "127.0.0.1:8080", "[::1]", "[fe80::1]:80"] {
            assert!(is_authority(good.as_bytes()), "{good}");
        }
        for bad in
            ["", "a/b", "a?x", "a#y", "a@b", "a b", "a:b", "a:", "a:0", "a:99999", "[::1", "[]", "[::1]x", "a,b", "ä"]
        {
            assert!(!is_authority(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn load_03_sizes_have_edges_and_each_edge_its_own_refusal() {
        let target = |n: usize| format!("GET /{} HTTP/1.1\r\nhost: g\r\n\r\n", "a".repeat(n - 1));
        assert!(request(&target(MAX_TARGET)).is_ok());
        assert_eq!(request(&target(MAX_TARGET + 1)).map_err(Flaw::code), Err(Code::UrlTooLong));
        let lines = |n: usize| format!("GET / HTTP/1.1\r\nhost: g\r\n{}\r\n", "a: b\r\n".repeat(n - 1));
        assert!(request(&lines(100)).is_ok());
        assert_eq!(request(&lines(101)).map_err(Flaw::code), Err(Code::HeadersTooLarge));
        let block = |n: usize| format!("GET / HTTP/1.1\r\nhost: g\r\na: {}\r\n\r\n", "b".repeat(n - 9 - 5));
        assert!(request(&block(MAX_BLOCK)).is_ok());
        assert_eq!(request(&block(MAX_BLOCK + 1)).map_err(Flaw::code), Err(Code::HeadersTooLarge));
    }

    #[test]
    fn answers_without_a_body_announce_none() {
        let answer = |head: &str| HeadReader::new(Writer::Provider).read(head.as_bytes());
        assert!(matches!(
            answer("HTTP/1.1 204 No Content\r\n\r\n"),
            Ok(Progress::Done { framing: Framing::Sized(0), .. })
        ));
        assert_eq!(answer("HTTP/1.1 204 No Content\r\ncontent-length: 3\r\n\r\n"), Err(Flaw::Length));
        assert!(matches!(answer("HTTP/1.1 103 x\r\n\r\n"), Ok(Progress::Done { framing: Framing::Interim, .. })));
        assert!(matches!(answer("HTTP/1.1 200\r\n\r\n"), Ok(Progress::Done { framing: Framing::UntilClose, .. })));
        for bad in
            ["HTTP/2 200 OK\r\n", "HTTP/1.1 2x0 OK\r\n", "HTTP/1.1 200OK\r\n", "SSH-2.0-x\r\n", "HTTP/1.1 999 x\r\n"]
        {
            assert!(answer(bad).is_err(), "{bad:?}");
        }
    }
}
