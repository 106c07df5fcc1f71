//! Reads requests strictly: whatever two readers could understand differently is refused and the connection closed.
//! That makes the record a truth source for request smuggling. Sources: RFC 9110, RFC 9112 sections 2 to 7.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::record::Record;

const HEAD_LIMIT: usize = 128 << 10;
const BODY_LIMIT: usize = 64 << 20;

/// One request, body included.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path without query.
    pub(crate) path: String,
    /// Query without `?`, as written.
    pub(crate) query: String,
    target: String,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    chunked: bool,
}

/// Why a request is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Malformed {
    #[error("a line does not end in CR LF")]
    LineEnd,
    #[error("the request line is not `METHOD /path HTTP/1.1`")]
    RequestLine,
    #[error("only HTTP/1.1 is spoken")]
    Version,
    #[error("a header line is not `name: value`")]
    Header,
    #[error("the head is too large")]
    HeadSize,
    #[error("exactly one host header is needed")]
    Host,
    #[error("the length of the body is ambiguous")]
    Length,
    #[error("the chunks of the body are malformed")]
    Chunk,
    #[error("the body is too large")]
    BodySize,
}

impl Malformed {
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::HeadSize => 431,
            Self::BodySize => 413,
            Self::Version => 505,
            _ => 400,
        }
    }
}

impl Request {
    /// The first header of this name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
    pub(crate) fn wants_close(&self) -> bool {
        self.header("connection").is_some_and(|value| value.to_ascii_lowercase().contains("close"))
    }
    /// Whether it is a request to the API rather than to the witness.
    pub(crate) fn is_for_caller(&self) -> bool {
        !self.path.starts_with("/__")
    }
    /// Query parameters, percent-decoded, in order.
    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        let pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(k, v)| (decoded(k), decoded(v))).collect()
    }
    pub(crate) fn record(&self, connection: u64) -> Record {
        Record {
            sequence: 0,
            connection,
            method: self.method.clone(),
            target: self.target.clone(),
            headers: self.headers.clone(),
            body: self.body.clone(),
            chunked: self.chunked,
            sent: None,
        }
    }
}

/// Cuts a connection into requests.
pub(crate) struct Reader {
    pub(crate) stream: TcpStream,
    buffer: Vec<u8>,
}

impl Reader {
    pub(crate) fn new(stream: TcpStream) -> Self {
        Self { stream, buffer: Vec::new() }
    }

    /// The next request; `None` when the other side has closed or broken off.
    ///
    /// # Errors
    /// The request breaks the rules of HTTP/1.1 or could be understood in two ways.
    pub(crate) async fn next(&mut self) -> Result<Option<Request>, Malformed> {
        let end = loop {
            if let Some(end) = head_end(&self.buffer)? {
                break end;
            }
            if !self.more().await {
                return Ok(None);
            }
        };
        let head: Vec<u8> = self.buffer.drain(..end).collect();
        let mut request = parse_head(&head)?;
        let framing = framing(&request)?;
        if request.header("expect").is_some_and(|value| value.eq_ignore_ascii_case("100-continue"))
            && self.stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.is_err()
        {
            return Ok(None);
        }
        let body = match framing {
            Framing::Length(length) => self.take(length).await,
            Framing::Chunked => self.chunks().await?,
        };
        let Some(body) = body else { return Ok(None) };
        request.chunked = framing == Framing::Chunked;
        request.body = body;
        Ok(Some(request))
    }

    async fn more(&mut self) -> bool {
        self.stream.read_buf(&mut self.buffer).await.is_ok_and(|read| read > 0)
    }

    async fn take(&mut self, length: usize) -> Option<Vec<u8>> {
        while self.buffer.len() < length {
            if !self.more().await {
                return None;
            }
        }
        Some(self.buffer.drain(..length).collect())
    }

    /// A line without its CR LF, of at most 64 bytes: chunk sizes need no more.
    async fn line(&mut self) -> Result<Option<Vec<u8>>, Malformed> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return line.strip_suffix(b"\r\n").map(|line| Some(line.to_vec())).ok_or(Malformed::LineEnd);
            }
            if self.buffer.len() > 64 {
                return Err(Malformed::Chunk);
            }
            if !self.more().await {
                return Ok(None);
            }
        }
    }

    /// The decoded body. Extensions and trailers are refused: nobody who tests needs them.
    async fn chunks(&mut self) -> Result<Option<Vec<u8>>, Malformed> {
        let mut body = Vec::new();
        loop {
            let Some(line) = self.line().await? else { return Ok(None) };
            if line.is_empty() || line.len() > 8 || !line.iter().all(u8::is_ascii_hexdigit) {
                return Err(Malformed::Chunk);
            }
            let size = std::str::from_utf8(&line).ok().and_then(|line| usize::from_str_radix(line, 16).ok());
            let size = size.ok_or(Malformed::Chunk)?;
            if body.len() + size > BODY_LIMIT {
                return Err(Malformed::BodySize);
            }
            let Some(chunk) = self.take(size).await else { return Ok(None) };
            body.extend_from_slice(&chunk);
            match self.take(2).await {
                Some(end) if end == b"\r\n" => {}
                Some(_) => return Err(Malformed::Chunk),
                None => return Ok(None),
            }
            if size == 0 {
                return Ok(Some(body));
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Framing {
    Length(usize),
    Chunked,
}

/// Where the head ends, once it is there. A bare LF inside is refused at once.
fn head_end(buffer: &[u8]) -> Result<Option<usize>, Malformed> {
    let mut line_start = 0;
    for (at, byte) in buffer.iter().enumerate().take(HEAD_LIMIT) {
        if *byte != b'\n' {
            continue;
        }
        if at == 0 || buffer.get(at - 1) != Some(&b'\r') {
            return Err(Malformed::LineEnd);
        }
        if at == line_start + 1 {
            return Ok(Some(at + 1));
        }
        line_start = at + 1;
    }
    if buffer.len() >= HEAD_LIMIT { Err(Malformed::HeadSize) } else { Ok(None) }
}

fn parse_head(head: &[u8]) -> Result<Request, Malformed> {
    // Latin-1 keeps every byte as one character, so the record can show what a lossy reading would hide.
    let text: String = head.iter().map(|byte| char::from(*byte)).collect();
    let mut lines = text.strip_suffix("\r\n\r\n").ok_or(Malformed::RequestLine)?.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(Malformed::RequestLine);
    };
    if method.is_empty() || !method.bytes().all(is_token) || !is_origin_form(target) {
        return Err(Malformed::RequestLine);
    }
    if version != "HTTP/1.1" {
        return Err(if version.starts_with("HTTP/") { Malformed::Version } else { Malformed::RequestLine });
    }
    let headers = lines.map(header).collect::<Result<Vec<_>, _>>()?;
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let request = Request {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        target: target.to_owned(),
        headers,
        body: Vec::new(),
        chunked: false,
    };
    match request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("host")).count() {
        1 => Ok(request),
        _ => Err(Malformed::Host),
    }
}

fn header(line: &str) -> Result<(String, String), Malformed> {
    let (name, value) = line.split_once(':').ok_or(Malformed::Header)?;
    let value = value.trim_matches([' ', '\t']);
    // A leading space would be a folded line, a space before the colon a smuggled name.
    if name.is_empty() || !name.bytes().all(is_token) || value.chars().any(|c| c.is_control() && c != '\t') {
        return Err(Malformed::Header);
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn framing(request: &Request) -> Result<Framing, Malformed> {
    let values = |name: &str| {
        let found = request.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    match (values("content-length").as_slice(), values("transfer-encoding").as_slice()) {
        ([], []) => Ok(Framing::Length(0)),
        ([], [encoding]) if encoding.eq_ignore_ascii_case("chunked") => Ok(Framing::Chunked),
        ([length], []) if !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit()) => {
            let length = length.parse::<usize>().map_err(|_| Malformed::Length)?;
            if length > BODY_LIMIT { Err(Malformed::BodySize) } else { Ok(Framing::Length(length)) }
        }
        _ => Err(Malformed::Length),
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn is_origin_form(target: &str) -> bool {
    target.starts_with('/') && !target.starts_with("//") && target.bytes().all(|b| b.is_ascii_graphic() && b != b'#')
}

fn decoded(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (first, hex.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
