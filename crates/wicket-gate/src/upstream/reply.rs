//! A provider's answer on its way in: bounded in time, and its connection kept for the next call once it is whole.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Instant, Sleep};

use super::{
    error::{Kind, UpstreamError},
    pool::{self, Sender},
};

/// The body of an answer. Dropping it before its end closes the connection, which tells the provider to stop.
#[derive(Debug)]
pub struct Reply {
    inner: Incoming,
    upstream: u64,
    sender: Option<Sender>,
    idle: Duration,
    until: Option<Instant>,
    last: Instant,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl Reply {
    pub(super) fn new(inner: Incoming, upstream: u64, sender: Sender, idle: Duration, until: Option<Instant>) -> Self {
        let mut reply = Reply { inner, upstream, sender: Some(sender), idle, until, last: Instant::now(), alarm: None };
        reply.keep_if_whole();
        reply
    }

    /// Nobody has listened for a while, so the provider's silence counts from now on.
    pub(crate) fn listens_again(&mut self) {
        self.last = Instant::now();
    }

    fn keep_if_whole(&mut self) {
        if self.inner.is_end_stream() {
            self.keep();
        }
    }

    fn keep(&mut self) {
        if let Some(sender @ Sender::Http1(_)) = self.sender.take() {
            pool::put(self.upstream, sender);
        }
    }

    /// The next piece: one that is here already, or one that moving the connection's bytes brings.
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let piece = Pin::new(&mut self.inner).poll_frame(cx);
        match &mut self.sender {
            Some(Sender::Http1(connection)) if piece.is_pending() => {
                connection.work(cx);
                Pin::new(&mut self.inner).poll_frame(cx)
            }
            _ => piece,
        }
    }

    fn poll_overdue(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            let idle = self.last + self.idle;
            let due = self.until.map_or(idle, |until| until.min(idle));
            let alarm = self.alarm.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
            // Set back only when it goes off: bytes that keep coming cost a look at the clock and no timer.
            ready!(alarm.as_mut().poll(cx));
            if due <= Instant::now() {
                return Poll::Ready(());
            }
            alarm.as_mut().reset(due);
        }
    }
}

impl Body for Reply {
    type Data = Bytes;
    type Error = UpstreamError;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, UpstreamError>>> {
        let me = self.get_mut();
        let Poll::Ready(frame) = me.poll_piece(cx) else {
            ready!(me.poll_overdue(cx));
            me.sender = None;
            return Poll::Ready(Some(Err(UpstreamError::new(Kind::Timeout, true, Silent))));
        };
        Poll::Ready(match frame {
            Some(Ok(frame)) => {
                me.last = Instant::now();
                if me.until.is_some_and(|until| until <= me.last) {
                    me.sender = None;
                    return Poll::Ready(Some(Err(UpstreamError::new(Kind::Timeout, true, Silent))));
                }
                me.keep_if_whole();
                Some(Ok(frame))
            }
            Some(Err(error)) => {
                me.sender = None;
                Some(Err(UpstreamError::from_hyper(error, true)))
            }
            None => {
                me.keep();
                None
            }
        })
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// What a deadline that ran out says.
#[derive(Debug, thiserror::Error)]
#[error("the time for it ran out")]
pub(super) struct Silent;
