//! A client that shows the bytes as they came.

#![allow(clippy::expect_used, reason = "a helper of tests fails by panicking")]

use std::net::SocketAddr;

use pretend_provider::Handle;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A reply, whole or broken.
pub struct Reply {
    pub raw: Vec<u8>,
    pub status: u16,
    headers: Vec<(String, String)>,
    /// What follows the head, framing included.
    pub raw_body: Vec<u8>,
}

impl Reply {
    fn read(raw: Vec<u8>) -> Self {
        let end = raw.windows(4).position(|window| window == b"\r\n\r\n").map_or(raw.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&raw[..end]).into_owned();
        let status = head.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or(0);
        let pairs = head.lines().skip(1).filter_map(|line| line.split_once(": "));
        let headers = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { status, headers, raw_body: raw[end..].to_vec(), raw }
    }
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
    /// The body without its framing; what is broken is left as it is.
    pub fn text(&self) -> String {
        if self.header("transfer-encoding").is_none() {
            return String::from_utf8_lossy(&self.raw_body).into_owned();
        }
        let (mut rest, mut found) = (self.raw_body.as_slice(), Vec::new());
        while let Some(at) = rest.windows(2).position(|window| window == b"\r\n") {
            let size = std::str::from_utf8(&rest[..at]).ok().and_then(|line| usize::from_str_radix(line, 16).ok());
            let Some(size) = size.filter(|size| *size > 0) else { break };
            let Some(chunk) = rest.get(at + 2..at + 2 + size) else { break };
            found.extend_from_slice(chunk);
            rest = rest.get(at + 4 + size..).unwrap_or_default();
        }
        String::from_utf8_lossy(&found).into_owned()
    }
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text()).expect("a JSON body")
    }
}

/// Sends bytes, closes the sending side, and reads to the end or the reset.
pub async fn raw(addr: SocketAddr, request: &[u8]) -> String {
    String::from_utf8_lossy(&send(addr, request).await).into_owned()
}

async fn send(addr: SocketAddr, request: &[u8]) -> Vec<u8> {
    let Ok(mut stream) = TcpStream::connect(addr).await else { return Vec::new() };
    let mut found = Vec::new();
    if stream.write_all(request).await.is_ok() {
        let _ = stream.read_to_end(&mut found).await;
    }
    found
}

pub async fn exchange(provider: &Handle, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    Reply::read(send(provider.addr(), &request(method, path, headers, body)).await)
}

fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

pub async fn post(provider: &Handle, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Reply {
    exchange(provider, "POST", path, headers, body).await
}

const OPENAI: [(&str, &str); 2] = [("content-type", "application/json"), ("authorization", "Bearer sk-pretend-test")];
const ANTHROPIC: [(&str, &str); 3] =
    [("content-type", "application/json"), ("x-api-key", "sk-pretend-test"), ("anthropic-version", "2023-06-01")];

pub async fn chat(provider: &Handle, body: &Value) -> Reply {
    post(provider, "/v1/chat/completions", &OPENAI, body.to_string().as_bytes()).await
}

pub async fn messages(provider: &Handle, body: &Value) -> Reply {
    post(provider, "/v1/messages", &ANTHROPIC, body.to_string().as_bytes()).await
}

/// Sends a chat request and leaves the reply unread.
pub async fn begin(provider: &Handle, body: &Value) -> TcpStream {
    let mut stream = TcpStream::connect(provider.addr()).await.expect("a connection");
    let request = request("POST", "/v1/chat/completions", &OPENAI, body.to_string().as_bytes());
    stream.write_all(&request).await.expect("a request sent");
    stream
}

/// Reads this many bytes of a chat answer and leaves.
pub async fn read_some(provider: &Handle, body: &Value, bytes: usize) {
    let mut stream = begin(provider, body).await;
    let mut found = vec![0; bytes];
    stream.read_exact(&mut found).await.expect("as many bytes");
}
