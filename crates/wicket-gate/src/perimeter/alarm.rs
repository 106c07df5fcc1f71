//! What interrupts a connection from outside: a phase that runs out, and the stop of the process.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    sync::futures::OwnedNotified,
    time::{Instant, Sleep},
};

use super::{
    front::Hall,
    patience::{Overdue, Wire},
};

/// Wakes the connection when a phase runs out. It is set back lazily: moving a deadline further away, as every request
/// does, costs nothing.
#[derive(Default)]
pub(super) struct Alarm(Option<Pin<Box<Sleep>>>);

impl Alarm {
    /// Ready when the phase under way has run out.
    pub(super) fn poll<V>(&mut self, cx: &mut Context<'_>, wire: &Wire, hall: &Hall<V>) -> Poll<Overdue> {
        loop {
            let Some((due, why)) = wire.due(&hall.patience) else { return Poll::Pending };
            match &mut self.0 {
                Some(sleep) if sleep.is_elapsed() && due <= Instant::now() => return Poll::Ready(why),
                // Set early enough, and this task is the one it wakes.
                Some(sleep) if !sleep.is_elapsed() && sleep.deadline() <= due => return Poll::Pending,
                Some(sleep) => sleep.as_mut().reset(due),
                None => self.0 = Some(Box::pin(tokio::time::sleep_until(due))),
            }
            if let Some(sleep) = &mut self.0 {
                ready!(sleep.as_mut().poll(cx));
            }
        }
    }
}

/// Tells a connection once that the process is to stop.
pub(super) struct Draining {
    notified: Option<Pin<Box<OwnedNotified>>>,
    registered: bool,
}

impl Draining {
    /// Listens to the bell of `hall`.
    pub(super) fn of<V>(hall: &Hall<V>) -> Self {
        Draining { notified: Some(Box::pin(hall.bell.clone().notified_owned())), registered: false }
    }

    /// Says yes once.
    pub(super) fn begins<V>(&mut self, hall: &Hall<V>, cx: &mut Context<'_>) -> bool {
        if hall.draining.get() {
            return self.notified.take().is_some();
        }
        // One registration is enough: the bell keeps the waker of this task.
        if let Some(notified) = self.notified.as_mut().filter(|_| !self.registered) {
            self.registered = notified.as_mut().poll(cx).is_pending();
        }
        false
    }
}
