//! A request as it arrives: its head checked, its body read at a pace and up to a size.

use std::{
    error::Error,
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, Version, header, request::Parts};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};
use wicket_types::Code;

use super::head::{Flaw, MAX_BLOCK, MAX_HEADERS, MAX_TARGET, is_authority};
use crate::gathered::Gathered;

/// Slower than this many bytes in a second of waiting is too slow.
const SLOWEST: u64 = 1024;
/// Waiting that is forgiven before the pace is judged.
const GRACE: Duration = Duration::from_secs(10);

/// A request at the door.
#[derive(Debug)]
pub struct Arrival {
    /// The other end of the connection.
    pub peer: SocketAddr,
    /// The name that the client asked for in the TLS handshake; `None` without TLS or without a name.
    pub server_name: Option<Box<str>>,
    /// Method, target and headers.
    pub head: Parts,
    /// The body, not read yet.
    pub body: Inbound,
}

/// Why a body did not come in.
#[derive(Debug, thiserror::Error)]
pub enum InboundError {
    /// Below 1 KiB in a second, or silent for too long.
    #[error("the body arrives too slowly")]
    TooSlow,
    /// More than allowed, by its own announcement or in fact.
    #[error("the body has more than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: u64,
    },
    /// No memory is left for more of it.
    #[error("the gate holds as many bytes as it may")]
    NoRoom,
    /// Its framing is broken.
    #[error("the body is malformed: {0}")]
    Malformed(Flaw),
    /// The client has gone.
    #[error("the client ended the connection")]
    Cut,
}

impl InboundError {
    /// The refusal for it.
    pub fn code(&self) -> Code {
        match self {
            InboundError::TooSlow => Code::TooSlow,
            InboundError::TooLarge { .. } => Code::BodyTooLarge,
            InboundError::NoRoom => Code::Busy,
            InboundError::Malformed(_) | InboundError::Cut => Code::Malformed,
        }
    }
}

/// A request body that keeps pace or ends with an error.
#[derive(Debug)]
pub struct Inbound {
    inner: Incoming,
    received: u64,
    waited: Duration,
    waiting: Option<(Instant, Pin<Box<Sleep>>)>,
    stall: Duration,
}

impl Inbound {
    /// Watches over `inner`, which may be silent for `stall` at most.
    pub fn new(inner: Incoming, stall: Duration) -> Self {
        Inbound { inner, received: 0, waited: Duration::ZERO, waiting: None, stall }
    }

    /// Reads it whole, up to `limit` bytes. A body that announces more is refused before a byte of it is read, and
    /// `has_room` is asked for its length so far before another piece of it is kept.
    ///
    /// # Errors
    /// Too large, too slow, malformed or cut, or there is no room for it.
    pub async fn collect_up_to(
        mut self,
        limit: u64,
        mut has_room: impl FnMut(u64) -> bool,
    ) -> Result<Bytes, InboundError> {
        if self.inner.size_hint().lower() > limit {
            return Err(InboundError::TooLarge { limit });
        }
        let mut gathered = Gathered::default();
        while let Some(frame) = self.frame().await {
            let Ok(data) = frame?.into_data() else { continue };
            let length = (gathered.len() + data.len()) as u64;
            if length > limit {
                return Err(InboundError::TooLarge { limit });
            }
            if !has_room(length) {
                return Err(InboundError::NoRoom);
            }
            gathered.push(data);
        }
        Ok(gathered.whole())
    }

    fn patience(&self) -> Duration {
        let earned = Duration::from_secs(self.received / SLOWEST).max(GRACE);
        earned.saturating_sub(self.waited).min(self.stall)
    }
}

impl Body for Inbound {
    type Data = Bytes;
    type Error = InboundError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, InboundError>>> {
        let me = self.get_mut();
        let Poll::Ready(frame) = Pin::new(&mut me.inner).poll_frame(cx) else {
            let patience = me.patience();
            // Time counts only while the client is the one to move.
            let (_, sleep) = me.waiting.get_or_insert_with(|| (Instant::now(), Box::pin(tokio::time::sleep(patience))));
            ready!(sleep.as_mut().poll(cx));
            return Poll::Ready(Some(Err(InboundError::TooSlow)));
        };
        if let Some((since, _)) = me.waiting.take() {
            me.waited += since.elapsed();
        }
        Poll::Ready(frame.map(|frame| {
            let frame = frame.map_err(|error| spoilt(&error))?;
            me.received += frame.data_ref().map_or(0, |data| data.len() as u64);
            Ok(frame)
        }))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Finds the guard's own error under hyper's.
fn spoilt(error: &hyper::Error) -> InboundError {
    let mut source = error.source();
    while let Some(error) = source {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if let Some(flaw) = inner.and_then(|inner| inner.downcast_ref::<Flaw>()) {
            return InboundError::Malformed(*flaw);
        }
        source = error.source();
    }
    InboundError::Cut
}

/// Checks what the guard cannot: HTTP/2 heads, and the agreement of host, authority and TLS name.
///
/// # Errors
/// The first flaw.
pub fn check_head(head: &Parts, server_name: Option<&str>) -> Result<(), Flaw> {
    let authority = if head.version == Version::HTTP_2 { check_http2(head)? } else { host(&head.headers) };
    match (authority, server_name) {
        // A call for another name than the certificate was chosen for belongs to another listener (RFC 9110, 15.5.20).
        (Some(authority), Some(name)) if !without_port(authority).eq_ignore_ascii_case(name.as_bytes()) => {
            Err(Flaw::Host)
        }
        _ => Ok(()),
    }
}

fn check_http2(head: &Parts) -> Result<Option<&[u8]>, Flaw> {
    let headers = &head.headers;
    let block: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if headers.len() > MAX_HEADERS as usize {
        return Err(Flaw::TooManyHeaders);
    }
    if block > MAX_BLOCK {
        return Err(Flaw::TooLarge);
    }
    if head.uri.path_and_query().map_or(0, |target| target.as_str().len()) > MAX_TARGET {
        return Err(Flaw::TargetTooLong);
    }
    if head.method == http::Method::CONNECT || !head.uri.path().starts_with('/') {
        return Err(Flaw::Target);
    }
    let mut hosts = headers.get_all(header::HOST).iter();
    let (host, more) = (hosts.next().map(|host| host.as_bytes()), hosts.next());
    let authority = head.uri.authority().map(|authority| authority.as_str().as_bytes());
    let agree = match (authority, host) {
        (Some(authority), Some(host)) => authority.eq_ignore_ascii_case(host),
        (None, None) => false,
        _ => true,
    };
    match authority.or(host) {
        Some(name) if agree && more.is_none() && is_authority(name) => Ok(Some(name)),
        _ => Err(Flaw::Host),
    }
}

fn host(headers: &HeaderMap) -> Option<&[u8]> {
    headers.get(header::HOST).map(|host| host.as_bytes())
}

fn without_port(authority: &[u8]) -> &[u8] {
    if authority.first() == Some(&b'[') {
        return authority;
    }
    authority.split(|&b| b == b':').next().unwrap_or(authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(version: Version, uri: &str, headers: &[(&'static str, &str)]) -> Parts {
        let mut request = http::Request::builder().version(version).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn h2_05_host_authority_and_tls_name_must_agree() {
        let h2 = |uri, headers: &[(&'static str, &str)]| check_head(&head(Version::HTTP_2, uri, headers), Some("gate"));
        assert_eq!(h2("https://gate/v1/models", &[]), Ok(()));
        assert_eq!(h2("https://gate:8443/v1/models", &[("host", "gate:8443")]), Ok(()));
        assert_eq!(h2("https://gate/v1/models", &[("host", "other")]), Err(Flaw::Host));
        assert_eq!(h2("https://other/v1/models", &[]), Err(Flaw::Host));
        assert_eq!(h2("https://user@gate/v1/models", &[]), Err(Flaw::Host));
        let h1 = head(Version::HTTP_11, "/v1/models", &[("host", "other")]);
        assert_eq!(check_head(&h1, Some("gate")), Err(Flaw::Host));
        assert_eq!(check_head(&h1, None), Ok(()));
    }
}
