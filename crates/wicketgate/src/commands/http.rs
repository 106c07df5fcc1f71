//! A few calls of our own to this machine's gate and to the pretend provider, for `demo` and `doctor`.

use std::net::SocketAddr;

use anyhow::Context;
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Longest answer that is read.
const LONGEST: usize = 8 << 20;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// What the gate says of it in `wicketgate-verdict`.
    pub verdict: Option<String>,
    /// Its body.
    pub body: String,
}

/// Posts JSON with a bearer key.
///
/// # Errors
/// Nobody listens, or the answer breaks off.
pub async fn post(to: SocketAddr, path: &str, key: &str, body: &str) -> anyhow::Result<Answer> {
    let request = Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("host", to.to_string())
        .header("authorization", format!("Bearer {key}"))
        .header("content-type", "application/json")
        .body(Full::new(Bytes::copy_from_slice(body.as_bytes())))?;
    send(to, request).await
}

/// Gets a path.
///
/// # Errors
/// As [`post`].
pub async fn get(to: SocketAddr, path: &str) -> anyhow::Result<Answer> {
    let request = Request::builder().uri(path).header("host", to.to_string()).body(Full::new(Bytes::new()))?;
    send(to, request).await
}

async fn send(to: SocketAddr, request: Request<Full<Bytes>>) -> anyhow::Result<Answer> {
    let stream = TcpStream::connect(to).await.with_context(|| format!("nobody listens on {to}"))?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let response = sender.send_request(request).await?;
    let status = response.status().as_u16();
    let verdict = response.headers().get("wicketgate-verdict").and_then(|v| v.to_str().ok()).map(str::to_owned);
    let body = Limited::new(response.into_body(), LONGEST).collect().await.map_err(|e| anyhow::anyhow!(e))?.to_bytes();
    Ok(Answer { status, verdict, body: String::from_utf8_lossy(&body).into_owned() })
}
