//! The doors without the house: the perimeter's server and the upstream client, nothing in between.
//!
//! What it costs a request here is the floor under everything that the gate does. Measure it beside nginx:
//! `cargo run --release --example bare_proxy -- 127.0.0.1:8080 http://127.0.0.1:4010 1` and any load generator.

use std::{
    net::SocketAddr,
    pin::Pin,
    rc::Rc,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body::{Body, Frame};
use wicket_gate::{
    address::{Destination, Private},
    crossing,
    perimeter::{
        arrival::Arrival,
        patience::Patience,
        serve::{DataPlane, Front, Visitor},
    },
    upstream::{
        client::{Upstream, Waits},
        connect::{Resolver, trust},
        error::UpstreamError,
        reply::Reply,
    },
};
use wicket_types::{Code, Refusal};

const WAITS: Waits = Waits {
    connect: Duration::from_secs(5),
    first_byte: Duration::from_secs(120),
    idle: Duration::from_secs(60),
    total: None,
};
const PATIENCE: Patience =
    Patience { head: Duration::from_secs(10), idle: Duration::from_secs(90), stall: Duration::from_secs(60) };

struct Proxy(Arc<Upstream>);

/// The provider's answer as it comes, or a sentence of the proxy itself.
enum Answer {
    Provider(Reply),
    Own(Option<Bytes>),
}

impl Body for Answer {
    type Data = Bytes;
    type Error = UpstreamError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, UpstreamError>>> {
        match self.get_mut() {
            Answer::Provider(reply) => Pin::new(reply).poll_frame(cx),
            Answer::Own(text) => Poll::Ready(text.take().map(|text| Ok(Frame::data(text)))),
        }
    }
}

impl Visitor for Proxy {
    type Body = Answer;

    async fn visit(this: Rc<Self>, arrival: Arrival) -> Response<Answer> {
        let Arrival { peer, mut head, body, .. } = arrival;
        let refuse = |code: Code| this.turned_away(peer, Refusal::new(code)).map(|text| Answer::Own(Some(text.into())));
        let body = match body.collect_up_to(4 << 20, |_| true).await {
            Ok(body) => body,
            Err(error) => return refuse(error.code()),
        };
        head.headers = crossing::to_provider(&head.headers);
        match this.0.call(head, body, &WAITS).await {
            Ok(answer) => {
                let (mut head, reply) = answer.into_parts();
                head.headers = crossing::to_caller(&head.headers);
                Response::from_parts(head, Answer::Provider(reply))
            }
            Err(error) => refuse(error.code()),
        }
    }

    fn turned_away(&self, _peer: SocketAddr, refusal: Refusal) -> Response<Vec<u8>> {
        let mut answer = Response::new(refusal.message().into_bytes());
        *answer.status_mut() = StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        answer
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (address, url) = (arguments.next().ok_or("address?")?.parse()?, arguments.next().ok_or("provider's URL?")?);
    let threads = arguments.next().map_or(Ok(1), |threads| threads.parse())?;
    let there = Destination::parse(&url, Private::None)?;
    let tls = if there.is_tls() { Some(trust(None)?) } else { None };
    let upstream = Upstream::new(there, tls, Resolver::System)?;
    let front = Front {
        address,
        threads,
        connections: 20_000,
        patience: PATIENCE,
        body_stall: Duration::from_secs(30),
        tls: None,
        tidy: || (),
    };
    let _plane = DataPlane::start(front, move |_, _| Proxy(upstream.clone()), || ())?;
    loop {
        std::thread::park();
    }
}
