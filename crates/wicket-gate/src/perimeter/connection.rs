//! One connection, from its first byte to its last.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    io,
    net::SocketAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use http::{HeaderValue, Request, Response, Version, header};
use hyper::{body::Incoming, server::conn::http1, server::conn::http2, service::Service};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite},
    net::TcpStream,
    time::timeout,
};
use wicket_types::{Code, Refusal};

use super::{
    alarm::{Alarm, Draining},
    arrival::{Arrival, Inbound, check_head},
    farewell::{part_with, refusal},
    front::{Hall, Visitor},
    guarded::{GuardedIo, Rewound},
    head::{Flaw, Writer},
    outbound::Outbound,
    patience::{InFlight, Overdue, Wire},
    tls::Identity,
};

const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// hyper's buffer: a whole head fits, with the start line at its longest.
const BUFFER: usize = 80 << 10;

/// Where a connection comes from.
#[derive(Clone, Debug)]
struct Source {
    peer: SocketAddr,
    server_name: Option<Box<str>>,
}

/// Serves one accepted connection to its end.
///
/// The rarer turns are boxed: a future is as large as its largest branch, and ten thousand idle streams each keep one.
pub(super) async fn attend<V: Visitor>(hall: Rc<Hall<V>>, stream: TcpStream, peer: SocketAddr) {
    match hall.tls.clone() {
        None => greet(hall, stream, Source { peer, server_name: None }, false).await,
        Some(tls) => Box::pin(attend_tls(hall, stream, peer, tls)).await,
    }
}

async fn attend_tls<V: Visitor>(hall: Rc<Hall<V>>, stream: TcpStream, peer: SocketAddr, tls: Arc<Identity>) {
    let accept = tokio_rustls::TlsAcceptor::from(tls.current()).accept(stream);
    if let Ok(Ok(stream)) = timeout(hall.patience.head, accept).await {
        let (_, session) = stream.get_ref();
        let server_name = session.server_name().map(Box::from);
        let http2 = session.alpn_protocol() == Some(b"h2");
        greet(hall, stream, Source { peer, server_name }, http2).await;
    }
}

/// Answers one connection beyond the limit, and closes it.
pub(super) async fn turn_away<V: Visitor>(hall: Rc<Hall<V>>, stream: TcpStream, peer: SocketAddr) {
    // Under TLS a word would cost a handshake, which is just what there is no room for.
    if hall.tls.is_none() {
        let refusal = Refusal::new(Code::Busy).retry_after(Duration::from_secs(1));
        part_with(stream, Some(hall.visitor.turned_away(peer, refusal))).await;
    }
}

async fn greet<V, I>(hall: Rc<Hall<V>>, mut io: I, source: Source, http2: bool)
where
    V: Visitor,
    I: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let Ok(Ok((first, preface))) = timeout(hall.patience.head, sniff(&mut io)).await else { return };
    if http2 || preface {
        Box::pin(serve_http2(hall, Rewound::new(io, first), source)).await;
    } else {
        serve_http1(hall, io, &first, source).await;
    }
}

/// Reads until it is clear whether HTTP/2 is spoken without having been agreed on.
async fn sniff(io: &mut (impl AsyncRead + Unpin)) -> io::Result<(Vec<u8>, bool)> {
    let mut first = Vec::with_capacity(PREFACE.len());
    loop {
        let room = PREFACE.len() - first.len();
        if (&mut *io).take(room as u64).read_buf(&mut first).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if !PREFACE.starts_with(&first) {
            return Ok((first, false));
        }
        if first.len() == PREFACE.len() {
            return Ok((first, true));
        }
    }
}

async fn serve_http1<V, I>(hall: Rc<Hall<V>>, io: I, first: &[u8], source: Source)
where
    V: Visitor,
    I: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let wire = Wire::new();
    let io = TokioIo::new(GuardedIo::new(io, wire.clone(), Writer::Client, first));
    let service = Path { hall: hall.clone(), wire: wire.clone(), source: source.clone() };
    // `half_close` stays off: a client that ends its side while a stream runs has gone, and the provider's work for it
    // must end too. Answers are flattened into one buffer, since one small write costs less than a vectored one.
    let mut connection = http1::Builder::new()
        .max_buf_size(BUFFER)
        .max_headers(super::head::MAX_HEADERS as usize)
        .header_read_timeout(None)
        .auto_date_header(false)
        .writev(false)
        .serve_connection(io, service);
    let mut alarm = Alarm::default();
    let mut draining = Draining::of(&hall);
    let overdue = poll_fn(|cx| {
        if draining.begins(&hall, cx) {
            Pin::new(&mut connection).graceful_shutdown();
        }
        if connection.poll_without_shutdown(cx).is_ready() {
            return Poll::Ready(None);
        }
        alarm.poll(cx, &wire, &hall).map(Some)
    })
    .await;
    let word = match (overdue, wire.flaw()) {
        (Some(Overdue::Stalled), _) => return,
        (Some(Overdue::Head), _) => Some(Flaw::TooSlow),
        (_, flaw) => flaw,
    };
    let io = connection.into_parts().io.into_inner().into_inner();
    Box::pin(part_with(io, word.map(|flaw| hall.visitor.turned_away(source.peer, refusal(flaw))))).await;
}

async fn serve_http2<V, I>(hall: Rc<Hall<V>>, io: Rewound<I>, source: Source)
where
    V: Visitor,
    I: AsyncRead + AsyncWrite + Unpin + 'static,
{
    let wire = Wire::new();
    let io = TokioIo::new(io.watched(wire.clone()));
    let service = Path { hall: hall.clone(), wire: wire.clone(), source };
    // A stream's window bounds what a caller can make us hold unread; the bounds on resets meet rapid reset
    // (CVE-2023-44487) and its 2025 sibling in which the server is made to reset (CVE-2025-8671).
    let mut connection = std::pin::pin!(
        http2::Builder::new(Here)
            .timer(TokioTimer::new())
            .max_concurrent_streams(100)
            .initial_stream_window_size(64 << 10)
            .initial_connection_window_size(1 << 20)
            .max_frame_size(16 << 10)
            .max_header_list_size(super::head::MAX_BLOCK as u32)
            .max_pending_accept_reset_streams(20)
            .max_local_error_reset_streams(100)
            .max_send_buf_size(64 << 10)
            .keep_alive_interval(Duration::from_secs(20))
            .keep_alive_timeout(Duration::from_secs(20))
            .auto_date_header(false)
            .serve_connection(io, service)
    );
    let mut alarm = Alarm::default();
    let mut draining = Draining::of(&hall);
    poll_fn(|cx| {
        if draining.begins(&hall, cx) {
            connection.as_mut().graceful_shutdown();
        }
        if connection.as_mut().poll(cx).is_ready() {
            return Poll::Ready(());
        }
        match ready!(alarm.poll(cx, &wire, &hall)) {
            // Streams that are open but not answered are still counted, so nothing is lost by the farewell.
            Overdue::Idle | Overdue::Head => {
                connection.as_mut().graceful_shutdown();
                connection.as_mut().poll(cx).map(|_| ())
            }
            Overdue::Stalled => Poll::Ready(()),
        }
    })
    .await;
}

/// The requests of one connection, each on its way to the visitor's path.
struct Path<V> {
    hall: Rc<Hall<V>>,
    wire: Rc<Wire>,
    source: Source,
}

impl<V: Visitor> Service<Request<Incoming>> for Path<V> {
    type Response = Response<Outbound<V::Body>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>>>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let (head, body) = request.into_parts();
        let in_flight = InFlight::new(&self.wire, head.version == Version::HTTP_2);
        let (hall, peer) = (self.hall.clone(), self.source.peer);
        if let Err(flaw) = check_head(&head, self.source.server_name.as_deref()) {
            let mut answer = hall.visitor.turned_away(peer, refusal(flaw));
            if head.version != Version::HTTP_2 {
                answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            return Box::pin(async move { Ok(answer.map(|text| Outbound::said(text, in_flight))) });
        }
        let server_name = self.source.server_name.clone();
        let arrival = Arrival { peer, server_name, head, body: Inbound::new(body, hall.body_stall) };
        Box::pin(async move {
            let visit = V::visit(hall.visitor.clone(), arrival);
            Ok(match Caught(Box::pin(visit)).await {
                Some(answer) => answer.map(|body| Outbound::visit(body, in_flight)),
                None => {
                    let answer = hall.visitor.turned_away(peer, Refusal::new(Code::Internal));
                    answer.map(|text| Outbound::said(text, in_flight))
                }
            })
        })
    }
}

/// A visit whose panic ends that visit only: `None` then.
struct Caught<F>(Pin<Box<F>>);

impl<F: Future> Future for Caught<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // The visit is dropped after a panic and never polled again, so no half-changed state of it is seen.
        catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(cx))).map_or(Poll::Ready(None), |poll| poll.map(Some))
    }
}

/// Runs the streams of an HTTP/2 connection on this thread.
#[derive(Clone, Copy)]
struct Here;

impl<F: Future + 'static> hyper::rt::Executor<F> for Here {
    fn execute(&self, stream: F) {
        tokio::task::spawn_local(async move {
            stream.await;
        });
    }
}
