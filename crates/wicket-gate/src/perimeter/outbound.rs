//! An answer on its way out: the visitor's body, or a sentence of the perimeter itself.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use super::patience::InFlight;

pin_project_lite::pin_project! {
    /// A response body that keeps its connection busy until it is finished or given up.
    #[project = Projected]
    pub struct Outbound<B> {
        #[pin]
        content: Content<B>,
        in_flight: Option<InFlight>,
    }
}

pin_project_lite::pin_project! {
    #[project = ProjectedContent]
    enum Content<B> {
        Visit { #[pin] body: B },
        Said { text: Option<Bytes> },
    }
}

impl<B> Outbound<B> {
    /// What the visit answers.
    pub fn visit(body: B, in_flight: InFlight) -> Self {
        Outbound { content: Content::Visit { body }, in_flight: Some(in_flight) }
    }

    /// What the perimeter says by itself.
    pub fn said(text: Vec<u8>, in_flight: InFlight) -> Self {
        Outbound { content: Content::Said { text: Some(text.into()) }, in_flight: Some(in_flight) }
    }
}

impl<B: Body<Data = Bytes>> Body for Outbound<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let me = self.project();
        if let Some(in_flight) = &*me.in_flight {
            in_flight.asked();
            // hyper would go on until its own buffer is full, and a client that does not read fills one for each stream.
            if in_flight.must_wait(cx) {
                return Poll::Pending;
            }
        }
        let frame = match me.content.project() {
            ProjectedContent::Visit { body } => body.poll_frame(cx),
            ProjectedContent::Said { text } => Poll::Ready(text.take().map(|text| Ok(Frame::data(text)))),
        };
        match (&frame, &*me.in_flight) {
            (Poll::Ready(Some(Ok(_))), Some(in_flight)) => in_flight.gave(),
            (Poll::Ready(None | Some(Err(_))), _) => *me.in_flight = None,
            _ => {}
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Visit { body } => body.is_end_stream(),
            Content::Said { text } => text.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Visit { body } => body.size_hint(),
            Content::Said { text } => SizeHint::with_exact(text.as_ref().map_or(0, |text| text.len() as u64)),
        }
    }
}
