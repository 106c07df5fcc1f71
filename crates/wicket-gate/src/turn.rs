//! Turns of a thread: it does all that is ready, then it sleeps until more is. What many visits of one turn want of the
//! kernel is asked for together at its end: one write puts the beginnings of all of them on the record, and what goes to
//! the same peer goes at once, so that the peer is woken once. A visit that is alone waits for nobody.

use std::{
    cell::RefCell,
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

thread_local! {
    /// Who waits for the end of the turn; `None` on a thread that does not tell it.
    static WAITING: RefCell<Option<Vec<Waker>>> = const { RefCell::new(None) };
}

/// From now on this thread tells the end of each turn by [`over`].
pub(crate) fn are_told() {
    WAITING.with_borrow_mut(|waiting| *waiting = Some(Vec::new()));
}

/// The turn is over: all that was ready has been done.
pub(crate) fn over() {
    let waiting = WAITING.with_borrow_mut(|waiting| waiting.as_mut().map(std::mem::take));
    waiting.into_iter().flatten().for_each(Waker::wake);
}

/// The end of this turn; at once on a thread that does not tell it.
pub(crate) fn end() -> End {
    End { has_waited: false }
}

/// See [`end`]. Polled for another reason it is ready too: nothing depends on how long it took.
pub(crate) struct End {
    has_waited: bool,
}

impl Future for End {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let is_told = WAITING.with_borrow_mut(|waiting| match waiting {
            Some(waiting) if !self.has_waited => {
                waiting.push(cx.waker().clone());
                true
            }
            _ => false,
        });
        self.has_waited = true;
        if is_told { Poll::Pending } else { Poll::Ready(()) }
    }
}
