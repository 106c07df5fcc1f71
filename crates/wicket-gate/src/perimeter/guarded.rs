//! A connection whose bytes are inspected before hyper sees them.
//!
//! hyper forgives a good deal (bare line feeds, blanks, repeated lengths). Here every head is checked whole before its
//! first byte goes on, so what hyper reads has one meaning only. A head that came in one piece is inspected where it
//! lies, in hyper's own buffer; only a head in pieces is kept aside, so an idle connection owns no buffer here.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{
    framing::Framer,
    head::{Flaw, Writer},
};

/// Who wants to know how the messages of a connection come along. All methods are called from within a read or write.
pub trait Watch {
    /// A part of a head has come.
    fn head_begun(&self) {}
    /// A head is complete and goes on.
    fn head_done(&self) {}
    /// A flaw was found. `in_head` tells whether it lies between messages.
    fn flawed(&self, _flaw: Flaw, _in_head: bool) {}
    /// Whether the end of a flawed connection must wait, because answers to sound requests before it are under way.
    fn must_wait(&self, _cx: &mut Context<'_>) -> bool {
        false
    }
    /// A write has gone through (`false`) or found the other side not reading (`true`).
    fn write_blocked(&self, _blocked: bool) {}
}

/// Nobody watches: the flaw comes up as an error of the read.
impl Watch for () {}

/// A connection under guard.
#[derive(Debug)]
pub struct GuardedIo<I, W> {
    inner: I,
    watch: W,
    writer: Writer,
    framer: Framer,
    held: Vec<u8>, // a head in pieces, from its first byte
    ready: Bytes,  // inspected bytes that wait for room
    flaw: Option<(Flaw, Stop)>,
}

/// How a flawed connection ends for its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// As if the client had gone, once sound requests are answered; the refusal is written by the connection's owner.
    Quietly,
    /// With an error: a body or an answer is spoilt, and its reader must learn it.
    Loudly,
}

impl<I, W: Watch> GuardedIo<I, W> {
    /// Guards what `writer` sends over `inner`. `prefix` was read from it already.
    pub fn new(inner: I, watch: W, writer: Writer, prefix: &[u8]) -> Self {
        let held = Vec::new();
        let mut io =
            GuardedIo { inner, watch, writer, framer: Framer::new(writer), held, ready: Bytes::new(), flaw: None };
        io.inspect_aside(prefix);
        io
    }

    /// The connection, for a last word.
    pub fn into_inner(self) -> I {
        self.inner
    }

    /// Inspects bytes that lie in the reader's buffer; tells how many may stay there.
    fn inspect_in_place(&mut self, fresh: &[u8]) -> usize {
        let clean = self.run(fresh);
        if self.flaw.is_none() {
            self.hold(fresh.get(clean..).unwrap_or_default());
        }
        clean
    }

    /// Inspects bytes that continue a head in pieces.
    fn inspect_aside(&mut self, fresh: &[u8]) {
        let mut all = std::mem::take(&mut self.held);
        all.extend_from_slice(fresh);
        let clean = self.run(&all);
        if self.flaw.is_none() {
            self.hold(all.get(clean..).unwrap_or_default());
        }
        all.truncate(clean);
        self.ready = Bytes::from(all);
    }

    fn run(&mut self, bytes: &[u8]) -> usize {
        let run = self.framer.run(bytes);
        if run.heads > 0 {
            self.watch.head_done();
        }
        if let Some(flaw) = run.flaw {
            let in_head = self.framer.in_head();
            self.watch.flawed(flaw, in_head);
            let quietly = in_head && self.writer == Writer::Client;
            self.flaw = Some((flaw, if quietly { Stop::Quietly } else { Stop::Loudly }));
        }
        run.clean
    }

    fn hold(&mut self, piece: &[u8]) {
        if !piece.is_empty() {
            self.held.extend_from_slice(piece);
            self.watch.head_begun();
        }
    }

    fn give(&mut self, buf: &mut ReadBuf<'_>) -> bool {
        let here = self.ready.len().min(buf.remaining());
        buf.put_slice(self.ready.get(..here).unwrap_or_default());
        self.ready.advance(here);
        here > 0
    }
}

impl<I: AsyncRead + Unpin, W: Watch + Unpin> AsyncRead for GuardedIo<I, W> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let me = self.get_mut();
        loop {
            if me.give(buf) {
                return Poll::Ready(Ok(()));
            }
            match me.flaw {
                Some((_, Stop::Quietly)) if me.watch.must_wait(cx) => return Poll::Pending,
                Some((_, Stop::Quietly)) => return Poll::Ready(Ok(())),
                Some((flaw, Stop::Loudly)) => {
                    return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, flaw)));
                }
                None => {}
            }
            let start = buf.filled().len();
            ready!(Pin::new(&mut me.inner).poll_read(cx, buf))?;
            let fresh = buf.filled().get(start..).unwrap_or_default();
            if fresh.is_empty() {
                return Poll::Ready(Ok(()));
            }
            if me.held.is_empty() {
                let clean = me.inspect_in_place(fresh);
                buf.set_filled(start + clean);
                if clean > 0 {
                    return Poll::Ready(Ok(()));
                }
            } else {
                let piece = fresh.to_vec();
                buf.set_filled(start);
                me.inspect_aside(&piece);
            }
        }
    }
}

impl<I: AsyncWrite + Unpin, W: Watch + Unpin> AsyncWrite for GuardedIo<I, W> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let me = self.get_mut();
        let wrote = Pin::new(&mut me.inner).poll_write(cx, bytes);
        me.watch.write_blocked(wrote.is_pending());
        wrote
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let me = self.get_mut();
        let wrote = Pin::new(&mut me.inner).poll_write_vectored(cx, slices);
        me.watch.write_blocked(wrote.is_pending());
        wrote
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let me = self.get_mut();
        let flushed = Pin::new(&mut me.inner).poll_flush(cx);
        // A TCP socket flushes at once; TLS may wait for room just as a write does.
        me.watch.write_blocked(flushed.is_pending());
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

/// A connection of which the first bytes were read already. HTTP/2 frames itself, so nothing is inspected here.
#[derive(Debug)]
pub struct Rewound<I, W = ()> {
    inner: I,
    first: Bytes,
    watch: W,
}

impl<I> Rewound<I> {
    /// Puts `first` back in front of `inner`.
    pub fn new(inner: I, first: Vec<u8>) -> Self {
        Rewound { inner, first: first.into(), watch: () }
    }

    /// Tells `watch` about writes.
    pub fn watched<W: Watch>(self, watch: W) -> Rewound<I, W> {
        Rewound { inner: self.inner, first: self.first, watch }
    }
}

impl<I: AsyncRead + Unpin, W: Unpin> AsyncRead for Rewound<I, W> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let me = self.get_mut();
        if me.first.is_empty() {
            return Pin::new(&mut me.inner).poll_read(cx, buf);
        }
        let here = me.first.len().min(buf.remaining());
        buf.put_slice(&me.first.split_to(here));
        Poll::Ready(Ok(()))
    }
}

impl<I: AsyncWrite + Unpin, W: Watch + Unpin> AsyncWrite for Rewound<I, W> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let me = self.get_mut();
        let wrote = Pin::new(&mut me.inner).poll_write(cx, bytes);
        me.watch.write_blocked(wrote.is_pending());
        wrote
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}
