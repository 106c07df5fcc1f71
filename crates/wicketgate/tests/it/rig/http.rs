//! A client that shows the bytes as they came, and sends whatever it is given.

use std::net::SocketAddr;

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::PATIENCE;

/// An answer, whole or broken.
#[derive(Debug, Clone)]
pub struct Answer {
    pub raw: Vec<u8>,
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body without its framing.
    pub body: String,
}

impl Answer {
    pub fn read(raw: Vec<u8>) -> Answer {
        let end = raw.windows(4).position(|window| window == b"\r\n\r\n").map_or(raw.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&raw[..end]).into_owned();
        let status = head.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        let pairs = head.lines().skip(1).filter_map(|line| line.split_once(": "));
        let headers: Vec<_> = pairs.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect();
        let is_chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
        let body = if is_chunked { dechunked(&raw[end..]) } else { raw[end..].to_vec() };
        Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned(), raw }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON body: {} {}", self.status, self.body))
    }

    /// `error.code` of a refusal; empty where there is none.
    pub fn code(&self) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        body.pointer("/error/code").and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// Every byte of it as text, head included.
    pub fn everything(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }
}

fn dechunked(mut rest: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    while let Some(at) = rest.windows(2).position(|window| window == b"\r\n") {
        let size = std::str::from_utf8(&rest[..at]).ok().and_then(|line| usize::from_str_radix(line, 16).ok());
        let Some(size) = size.filter(|size| *size > 0) else { break };
        // A piece that is not whole yet still shows what has come.
        let chunk = rest.get(at + 2..).unwrap_or_default();
        found.extend_from_slice(&chunk[..size.min(chunk.len())]);
        rest = chunk.get(size + 2..).unwrap_or_default();
    }
    found
}

/// A head, its length line and its body as bytes.
pub fn head_and_body(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("{head}content-length: {}\r\n\r\n", body.len()).as_bytes(), body].concat()
}

/// Sends bytes and reads to the end or the reset.
pub async fn exchange(addr: SocketAddr, bytes: &[u8]) -> Answer {
    Stream::open(addr, bytes).await.rest().await
}

/// An open connection whose answer is read piece by piece.
pub struct Stream {
    pub tcp: TcpStream,
    raw: Vec<u8>,
}

impl Stream {
    pub async fn open(addr: SocketAddr, bytes: &[u8]) -> Stream {
        Stream::try_open(addr, bytes).await.expect("a listening gate")
    }

    /// The same where nobody may listen any more.
    pub async fn try_open(addr: SocketAddr, bytes: &[u8]) -> Option<Stream> {
        let mut tcp = TcpStream::connect(addr).await.ok()?;
        // The gate may refuse before it has read all; what it says then is still read.
        let _ = tcp.write_all(bytes).await;
        Some(Stream { tcp, raw: Vec::new() })
    }

    /// What has come so far.
    pub fn so_far(&self) -> Answer {
        Answer::read(self.raw.clone())
    }

    /// Reads until `needle` has come, anywhere in head or body.
    pub async fn until(&mut self, needle: &str) -> Answer {
        while !self.so_far().everything().contains(needle) {
            assert!(self.more().await, "the stream ended without `{needle}`: {}", self.so_far().everything());
        }
        self.so_far()
    }

    /// Reads once; whether anything came.
    pub async fn more(&mut self) -> bool {
        let mut piece = vec![0; 16 << 10];
        let read = timeout(PATIENCE, self.tcp.read(&mut piece))
            .await
            .unwrap_or_else(|_| panic!("nothing came any more after: {}", String::from_utf8_lossy(&self.raw)));
        let n = read.unwrap_or(0);
        self.raw.extend_from_slice(&piece[..n]);
        n > 0
    }

    /// Whether the other side has ended it, as far as has come by now.
    pub fn has_ended(&self) -> bool {
        let mut piece = vec![0; 16 << 10];
        loop {
            match self.tcp.try_read(&mut piece) {
                Ok(0) => return true,
                Ok(_) => {}
                Err(error) => return error.kind() != std::io::ErrorKind::WouldBlock,
            }
        }
    }

    /// Reads to the end.
    pub async fn rest(mut self) -> Answer {
        while self.more().await {}
        self.so_far()
    }
}
