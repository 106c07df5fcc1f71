//! Reads requests strictly: whatever two readers could understand differently is refused and the connection closed.
//! That makes the record a truth source for request smuggling. Sources: RFC 9110, RFC 9112 sections 2 to 7.

use crate::request::Request;

const HEAD_LIMIT: usize = 128 << 10;
pub(super) const BODY_LIMIT: usize = 64 << 20;

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

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Framing {
    Length(usize),
    Chunked,
}

/// Where the head ends, once it is there. A bare LF inside is refused at once.
pub(super) fn head_end(buffer: &[u8]) -> Result<Option<usize>, Malformed> {
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

pub(super) fn parse_head(head: &[u8]) -> Result<Request, Malformed> {
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

pub(super) fn framing(request: &Request) -> Result<Framing, Malformed> {
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
