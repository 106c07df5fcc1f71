//! The client of one provider: a call goes out over a waiting or a new connection, and its answer comes back as a
//! stream. Nothing is followed, decoded or repeated behind the caller's back; the one exception is a waiting
//! connection that the provider has closed before a byte of the call was written.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderValue, Request, Response, Uri, Version, header, request::Parts, uri::PathAndQuery};
use http_body_util::Full;
use hyper::{
    body::Incoming,
    client::conn::{TrySendError, http1, http2},
    rt::{Read, Write},
};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout, timeout_at},
};

use super::{
    connect::{self, Line, Resolver},
    error::{Kind, UpstreamError},
    pool::{self, Http1, Sender},
    reply::{Reply, Silent},
};
use crate::address::{AddressError, Destination};
use crate::perimeter::head::MAX_HEADERS;

/// Room for a whole response head.
const BUFFER: usize = 80 << 10;

/// How long each phase of a call may take.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// To connect, name and TLS included.
    pub connect: Duration,
    /// From the first byte sent to the head of the answer.
    pub first_byte: Duration,
    /// Between two pieces of the answer.
    pub idle: Duration,
    /// For everything; `None` for calls whose answers may run on.
    pub total: Option<Duration>,
}

/// One provider, as the gate calls it. Cheap to share; every thread keeps its own connections.
#[derive(Debug)]
pub struct Upstream {
    pub(super) number: u64,
    there: Destination,
    authority: HeaderValue,
    tls: Option<Arc<ClientConfig>>,
    resolver: Resolver,
    lookups: Arc<Semaphore>,
}

impl Upstream {
    /// A provider at `there`. `tls` is used where the destination asks for it.
    ///
    /// # Errors
    /// The host cannot stand in a header, or TLS is asked for and `tls` is missing.
    pub fn new(
        there: Destination,
        tls: Option<Arc<ClientConfig>>,
        resolver: Resolver,
    ) -> Result<Arc<Self>, AddressError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let authority = HeaderValue::try_from(there.authority());
        let authority = authority.map_err(|_| AddressError::Malformed("its host cannot stand in a header"))?;
        if there.is_tls() && tls.is_none() {
            return Err(AddressError::Malformed("it asks for TLS and no authorities are given"));
        }
        let tls = tls.filter(|_| there.is_tls());
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let lookups = Arc::new(Semaphore::new(connect::LOOKUPS));
        Ok(Arc::new(Upstream { number, there, authority, tls, resolver, lookups }))
    }

    /// Where it is.
    pub fn destination(&self) -> &Destination {
        &self.there
    }

    /// Sends one request. `head` has method, path and query as the provider is to see them after the destination's
    /// own prefix, and all headers except host and length.
    ///
    /// # Errors
    /// As told by `UpstreamError::kind`; once the head of the answer is here, errors come with the body.
    pub async fn call(&self, head: Parts, body: Bytes, waits: &Waits) -> Result<Response<Reply>, UpstreamError> {
        let until = waits.total.map(|total| Instant::now() + total);
        let mut request = self.request(head, body)?;
        // Waiting connections may all have been closed at once, when a provider restarts; each is tried, then a new one.
        while let Some(sender) = pool::take(self.number) {
            match self.send(sender, request, waits, until).await {
                Err((_, Some(unsent))) => request = unsent,
                Err((error, None)) => return Err(error),
                Ok(response) => return Ok(response),
            }
        }
        let sender = timeout(waits.connect, self.connect())
            .await
            .unwrap_or_else(|_| Err(UpstreamError::new(Kind::Timeout, false, Silent)))?;
        self.send(sender, request, waits, until).await.map_err(|(error, _)| error)
    }

    fn request(&self, head: Parts, body: Bytes) -> Result<Request<Full<Bytes>>, UpstreamError> {
        let mut request = Request::from_parts(head, Full::new(body));
        if !self.there.prefix().is_empty() {
            let asked = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
            let path = format!("{}{asked}", self.there.prefix());
            *request.uri_mut() =
                path.parse().map_err(|e: http::uri::InvalidUri| UpstreamError::new(Kind::Address, false, e))?;
        }
        let headers = request.headers_mut();
        // hyper writes the one length and the one framing that the body has.
        headers.remove(header::CONTENT_LENGTH);
        headers.remove(header::TRANSFER_ENCODING);
        Ok(request)
    }

    async fn send(
        &self,
        mut sender: Sender,
        request: Request<Full<Bytes>>,
        waits: &Waits,
        until: Option<Instant>,
    ) -> Result<Response<Reply>, (UpstreamError, Option<Request<Full<Bytes>>>)> {
        let first = Instant::now() + waits.first_byte;
        let first = until.map_or(first, |until| until.min(first));
        let answer = match &mut sender {
            Sender::Http1(connection) => {
                let mut answer = pin!(connection.sender.try_send_request(self.origin_form(request)));
                let worked = poll_fn(|cx| {
                    connection.work(cx);
                    answer.as_mut().poll(cx)
                });
                timeout_at(first, worked).await
            }
            Sender::Http2(sender) => timeout_at(first, sender.try_send_request(self.absolute_form(request))).await,
        };
        match answer {
            Ok(Ok(response)) => Ok(self.accept(response, sender, waits, until)),
            Ok(Err(error)) => Err(failed(error)),
            Err(_) => Err((UpstreamError::new(Kind::Timeout, true, Silent), None)),
        }
    }

    fn accept(
        &self,
        response: Response<Incoming>,
        sender: Sender,
        waits: &Waits,
        until: Option<Instant>,
    ) -> Response<Reply> {
        response.map(|body| Reply::new(body, self.number, sender, waits.idle, until))
    }

    /// HTTP/1 takes the authority from the `host` header. A request that an HTTP/2 connection gave back unsent may
    /// still have its other form.
    fn origin_form(&self, mut request: Request<Full<Bytes>>) -> Request<Full<Bytes>> {
        if request.uri().authority().is_some() {
            let path = request.uri().path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
            *request.uri_mut() = Uri::from(path);
        }
        *request.version_mut() = Version::HTTP_11;
        request.headers_mut().insert(header::HOST, self.authority.clone());
        request
    }

    /// HTTP/2 takes scheme and authority from the target.
    fn absolute_form(&self, mut request: Request<Full<Bytes>>) -> Request<Full<Bytes>> {
        let mut parts = request.uri().clone().into_parts();
        parts.scheme = Some(http::uri::Scheme::HTTPS);
        parts.authority = self.authority.to_str().ok().and_then(|authority| authority.parse().ok());
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
        *request.version_mut() = Version::HTTP_2;
        request.headers_mut().remove(header::HOST);
        request
    }

    async fn connect(&self) -> Result<Sender, UpstreamError> {
        match connect::connect(&self.there, &self.resolver, &self.lookups, self.tls.as_ref()).await? {
            Line::Plain(io) => http1_over(io).await,
            Line::Tls(io) => http1_over(io).await,
            Line::Http2(io) => {
                let (sender, connection) = http2::Builder::new(TokioExecutor::new())
                    .timer(TokioTimer::new())
                    .initial_stream_window_size(128 << 10)
                    .initial_connection_window_size(4 << 20)
                    .max_header_list_size(64 << 10)
                    .keep_alive_interval(Duration::from_secs(20))
                    .keep_alive_timeout(Duration::from_secs(20))
                    .handshake(io)
                    .await
                    .map_err(|error| UpstreamError::from_hyper(error, false))?;
                tokio::spawn(connection);
                let sender = Sender::Http2(sender);
                if let Sender::Http2(shared) = &sender {
                    pool::put(self.number, Sender::Http2(shared.clone()));
                }
                Ok(sender)
            }
        }
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        pool::forget(self.number);
    }
}

async fn http1_over(io: impl Read + Write + Unpin + Send + 'static) -> Result<Sender, UpstreamError> {
    let (sender, connection) = http1::Builder::new()
        .max_buf_size(BUFFER)
        .max_headers(MAX_HEADERS as usize)
        .handshake(io)
        .await
        .map_err(|error| UpstreamError::from_hyper(error, false))?;
    Ok(Sender::Http1(Http1::new(sender, connection)))
}

fn failed(mut error: TrySendError<Request<Full<Bytes>>>) -> (UpstreamError, Option<Request<Full<Bytes>>>) {
    let unsent = error.take_message();
    let sent = unsent.is_none();
    (UpstreamError::from_hyper(error.into_error(), sent), unsent)
}
