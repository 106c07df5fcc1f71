//! Cuts a connection into requests: heads by their blank line, bodies by their length or their chunks.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::head::{BODY_LIMIT, Framing, Malformed, framing, head_end, parse_head};
use crate::request::Request;

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
