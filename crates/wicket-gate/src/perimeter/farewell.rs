//! The last word on a connection, said below HTTP: to a client whose request hyper never saw, or saw half of.

use std::{
    io::{self, Write as _},
    time::Duration,
};

use http::{Response, header};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::timeout,
};
use wicket_types::Refusal;

use super::head::Flaw;

/// For the last word to a client whose request was not read to its end.
const FAREWELL: Duration = Duration::from_secs(1);
/// Unread bytes that are taken off the wire, so that the last word is not lost to a reset.
const LEFTOVER: u64 = 64 << 10;

/// The refusal for a flaw: its sentence tells the place.
pub(super) fn refusal(flaw: Flaw) -> Refusal {
    let mut sentence = flaw.to_string();
    if let Some(first) = sentence.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    sentence.push('.');
    Refusal::new(flaw.code()).detail(sentence)
}

/// Says a last word where there is one, then closes so that the client can still read it.
pub(super) async fn part_with(mut io: impl AsyncRead + AsyncWrite + Unpin, word: Option<Response<Vec<u8>>>) {
    let farewell = async {
        if let Some(word) = word {
            io.write_all(&raw(&word)?).await?;
        }
        io.shutdown().await?;
        tokio::io::copy(&mut (&mut io).take(LEFTOVER), &mut tokio::io::sink()).await
    };
    // Whether the client hears it is the client's affair.
    let _ = timeout(FAREWELL, farewell).await;
}

fn raw(response: &Response<Vec<u8>>) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(512 + response.body().len());
    let reason = response.status().canonical_reason().unwrap_or_default();
    write!(bytes, "HTTP/1.1 {} {reason}\r\n", response.status().as_str())?;
    for (name, value) in response.headers().iter().filter(|(name, _)| !is_framing(name)) {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    write!(bytes, "content-length: {}\r\nconnection: close\r\n\r\n", response.body().len())?;
    bytes.extend_from_slice(response.body());
    Ok(bytes)
}

fn is_framing(name: &http::HeaderName) -> bool {
    [header::CONTENT_LENGTH, header::CONNECTION, header::TRANSFER_ENCODING].contains(name)
}
