//! The body of an answer on the wire: a whole one, or a stream that is inspected while it flows.
//!
//! What the guards have cleared leaves when the caller's limit of tokens has room for it. Where it has none, the stream
//! stops reading from its provider until it has.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http_body::{Body, Frame, SizeHint};
use tokio::{
    task::JoinHandle,
    time::{Instant, Sleep},
};
use wicket_types::{Code, KeyId, Refusal};
use wicket_wire::Protocol;

use super::{
    StreamGuard,
    stream::{Answers, Questions},
};
use crate::{
    money::Observed,
    monitor::Farewell,
    monotonic,
    perimeter::{
        limits::{HeldBytes, Slot},
        serve::{Closing, Stage},
    },
    second_look::SecondLook,
    turn,
    upstream::{Asker, Bench, reply::Reply},
};

/// How often a stream looks at its clock, its caller's key and the state of the process.
const TICK: Duration = Duration::from_secs(1);
/// Bytes after which a stream leaves its thread to others, and what it has goes out.
const WRITE: usize = 16 << 10;
/// Bytes of a provider's that are looked at in one piece: few tokens, so that they fit what is left of a limit.
const PIECE: usize = 1 << 10;

/// The body of an answer.
pub enum ReplyBody {
    /// All of it is here.
    Whole(Option<Bytes>),
    /// It flows.
    Stream(Box<Flow>),
}

/// A stream may hold this much back without asking for room: most never hold more than an event.
const UNCOUNTED: usize = 64 << 10;

/// What lives as long as a stream does.
pub struct Flow {
    upstream: Option<Reply>,
    guard: StreamGuard,
    farewell: Option<Farewell>,
    /// Came from the provider, not looked at yet.
    rest: Bytes,
    /// Cleared, without room in the limit yet.
    cleared: BytesMut,
    room: Option<Pin<Box<Sleep>>>,
    /// The encoder and judges of others are asked about the whole text.
    judging: Option<Judging>,
    /// The protocol's last event, which waits for them.
    ending: BytesMut,
    bench: Arc<Bench>,
    looks: Arc<SecondLook>,
    /// How long the encoder's word is waited for.
    patience: Duration,
    /// Free to leave.
    out: BytesMut,
    protocol: Protocol,
    tick: Pin<Box<Sleep>>,
    spoke: Instant,
    keep_alive: Duration,
    /// The last turn brought all that one turn may: the stream waits until its thread has looked at all others.
    resting: Option<JoinHandle<()>>,
    closing: Closing,
    caller: Arc<dyn Fn(KeyId) -> bool + Send + Sync>,
    _slot: Slot,
    memory: HeldBytes,
}

/// Answers, with what was asked.
type Judging = Pin<Box<dyn Future<Output = (Questions, Result<Answers, Refusal>)>>>;

/// What a stream needs beside its bytes.
pub(crate) struct Around {
    /// The judges of others.
    pub bench: Arc<Bench>,
    /// The threads with the encoder.
    pub looks: Arc<SecondLook>,
    /// How long they are waited for.
    pub patience: Duration,
    pub protocol: Protocol,
    pub keep_alive: Duration,
    pub closing: Closing,
    /// Whether a key may still be used.
    pub caller: Arc<dyn Fn(KeyId) -> bool + Send + Sync>,
    pub slot: Slot,
    pub memory: HeldBytes,
}

impl Flow {
    pub(crate) fn new(upstream: Reply, guard: StreamGuard, farewell: Farewell, around: Around) -> Self {
        let now = Instant::now();
        Flow {
            upstream: Some(upstream),
            guard,
            farewell: Some(farewell),
            rest: Bytes::new(),
            cleared: BytesMut::new(),
            room: None,
            judging: None,
            ending: BytesMut::new(),
            bench: around.bench,
            looks: around.looks,
            patience: around.patience,
            out: BytesMut::new(),
            protocol: around.protocol,
            tick: Box::pin(tokio::time::sleep(TICK.min(around.keep_alive))),
            spoke: now,
            keep_alive: around.keep_alive,
            resting: None,
            closing: around.closing,
            caller: around.caller,
            _slot: around.slot,
            memory: around.memory,
        }
    }

    /// Takes what has come until nothing more is there, enough is ready to leave, or the stream has ended.
    fn pump(&mut self, cx: &mut Context<'_>) {
        while self.out.len() < WRITE && self.has_room(cx) {
            if self.judging.is_some() {
                match self.poll_judges(cx) {
                    Poll::Ready(()) => continue,
                    Poll::Pending => return,
                }
            }
            if !self.rest.is_empty() {
                let piece = self.rest.split_to(self.rest.len().min(PIECE));
                self.take(&piece);
                continue;
            }
            let Some(upstream) = self.upstream.as_mut() else { return };
            match Pin::new(upstream).poll_frame(cx) {
                Poll::Pending => {
                    self.guard.rest();
                    return;
                }
                Poll::Ready(Some(Ok(frame))) => self.rest = frame.into_data().unwrap_or_default(),
                Poll::Ready(Some(Err(error))) => self.ended(Some(error.code())),
                Poll::Ready(None) => self.ended(None),
            }
        }
    }

    /// Whether what was cleared has found room in the limit of tokens; with the last of it the visit is complete.
    fn has_room(&mut self, cx: &mut Context<'_>) -> bool {
        loop {
            if self.room.as_mut().is_some_and(|room| room.as_mut().poll(cx).is_pending()) {
                return false;
            }
            let Some(farewell) = self.farewell.as_mut() else { return false };
            match farewell.let_flow(self.guard.cleared) {
                Ok(()) => break,
                Err(pause) => self.room = Some(Box::pin(tokio::time::sleep(pause))),
            }
        }
        if self.room.take().is_some() {
            self.upstream.iter_mut().for_each(Reply::listens_again);
        }
        match self.out.is_empty() {
            true => std::mem::swap(&mut self.out, &mut self.cleared),
            false => self.out.unsplit(self.cleared.split()),
        }
        if self.guard.terminal
            && self.judging.is_none()
            && let Some(farewell) = self.farewell.take()
        {
            self.upstream = None;
            farewell.completed();
        }
        self.farewell.is_some()
    }

    fn take(&mut self, data: &[u8]) {
        let Some(farewell) = self.farewell.as_mut() else { return };
        let taken = self.guard.take(data, &mut farewell.visit().notes, &mut self.cleared);
        farewell.usage = self.guard.usage.or(farewell.usage);
        farewell.observed = Observed { bytes: self.guard.text_bytes, events: self.guard.text_events };
        let held = self.guard.held();
        let is_covered = held < UNCOUNTED || self.memory.cover(held as u64, monotonic()).is_ok();
        match taken {
            Err(refusal) => self.stop(&refusal),
            Ok(()) if !is_covered => self.stop(&Code::Busy.into()),
            // Nothing more is wanted of the provider, and its connection is free for others.
            Ok(()) if self.guard.terminal => {
                (self.upstream, self.rest) = (None, Bytes::new());
                self.call_judges();
            }
            Ok(()) if !farewell.covers_what_was_seen() => self.ceiling(),
            Ok(()) => {}
        }
    }

    fn call_judges(&mut self) {
        let Some(farewell) = self.farewell.as_ref() else { return };
        if let Some((questions, ending)) = self.guard.last_questions(&mut self.cleared) {
            self.ending = ending;
            let (bench, looks, patience) = (self.bench.clone(), self.looks.clone(), self.patience);
            let asker = Asker::of(farewell.seen());
            self.judging = Some(Box::pin(async move {
                let opinions = looks.look(&questions.doubts, patience).await;
                let judges = match &questions.docket {
                    Some(docket) => bench.hear(&asker, docket).await,
                    None => Ok(Vec::new()),
                };
                (questions, judges.map(|judges| Answers { opinions, judges }))
            }));
        }
    }

    /// Ends the stream as the provider ended it, or with an error, once all have spoken.
    fn poll_judges(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(judging) = self.judging.as_mut() else { return Poll::Ready(()) };
        let (questions, answers) = ready!(judging.as_mut().poll(cx));
        self.judging = None;
        let Some(farewell) = self.farewell.as_mut() else { return Poll::Ready(()) };
        match answers.and_then(|answers| self.guard.heard(questions, answers, &mut farewell.visit().notes)) {
            Ok(()) => self.cleared.unsplit(std::mem::take(&mut self.ending)),
            Err(refusal) => self.stop(&refusal),
        }
        Poll::Ready(())
    }

    /// The provider's bytes are at their end: fine after the protocol's last event, a cut before it.
    fn ended(&mut self, broken: Option<Code>) {
        let Some(farewell) = self.farewell.as_mut() else { return };
        let rest = self.guard.end(&mut farewell.visit().notes, &mut self.cleared);
        match rest {
            Err(refusal) => self.stop(&refusal),
            Ok(()) => self.stop(&broken.unwrap_or(Code::UpstreamCut).into()),
        }
    }

    fn ceiling(&mut self) {
        let events = self.guard.ceiling();
        if let Some(farewell) = self.last_words(&events) {
            farewell.ceiling();
        }
    }

    /// Ends the stream with the protocol's own error event.
    fn stop(&mut self, refusal: &Refusal) {
        let Some(visit) = self.farewell.as_ref().map(|farewell| farewell.seen().id.clone()) else { return };
        let event = self.guard.error(refusal, &visit);
        if let Some(farewell) = self.last_words(&event) {
            farewell.cut(refusal);
        }
    }

    /// Nothing follows `words`. What was cleared and has no room in the limit stays behind: nobody waits for it any more.
    fn last_words(&mut self, words: &[u8]) -> Option<Farewell> {
        (self.upstream, self.rest, self.room, self.judging) = (None, Bytes::new(), None, None);
        let mut farewell = self.farewell.take()?;
        let cleared = self.cleared.split();
        if farewell.let_flow(self.guard.cleared).is_ok() {
            self.out.extend_from_slice(&cleared);
        }
        self.out.extend_from_slice(words);
        Some(farewell)
    }

    /// Looks at the clock; says a word to a client that has waited long.
    fn look_around(&mut self, cx: &mut Context<'_>) {
        while self.farewell.is_some() && self.tick.as_mut().poll(cx).is_ready() {
            let now = Instant::now();
            self.tick.as_mut().reset(now + TICK.min(self.keep_alive));
            let revoked =
                self.farewell.as_ref().and_then(|f| f.seen().notes.who.as_ref()).is_some_and(|w| !(self.caller)(w.key));
            if revoked {
                self.stop(&Code::Unauthenticated.into());
            } else if self.closing.stage() == Stage::Cutting {
                self.stop(&Code::ShuttingDown.into());
            } else if now.duration_since(self.spoke) >= self.keep_alive {
                self.out.extend_from_slice(match self.protocol {
                    Protocol::Anthropic => b"event: ping\ndata: {\"type\": \"ping\"}\n\n",
                    // A comment: every client of server-sent events skips it.
                    Protocol::OpenAi => b": keep-alive\n\n",
                });
            }
        }
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            ReplyBody::Whole(bytes) => Poll::Ready(bytes.take().map(|b| Ok(Frame::data(b)))),
            ReplyBody::Stream(flow) => {
                if flow.resting.as_mut().is_some_and(|rest| Pin::new(rest).poll(cx).is_pending()) {
                    return Poll::Pending;
                }
                flow.pump(cx);
                flow.resting = (flow.out.len() >= WRITE).then(turn::lap);
                if flow.out.is_empty() {
                    flow.look_around(cx);
                }
                if !flow.out.is_empty() {
                    flow.spoke = Instant::now();
                    return Poll::Ready(Some(Ok(Frame::data(std::mem::take(&mut flow.out).freeze()))));
                }
                if flow.farewell.is_none() { Poll::Ready(None) } else { Poll::Pending }
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            ReplyBody::Whole(bytes) => bytes.as_ref().is_none_or(Bytes::is_empty),
            ReplyBody::Stream(flow) => flow.farewell.is_none() && flow.out.is_empty(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            ReplyBody::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64)),
            ReplyBody::Stream(_) => SizeHint::default(),
        }
    }
}
