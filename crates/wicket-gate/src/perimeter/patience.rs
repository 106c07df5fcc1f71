//! What one connection is doing, and until when it may go on doing it.
//!
//! Written by the guard and by the responses, read by the task that owns the connection. Everything lives on one
//! thread, so plain cells are enough and a request costs no lock here.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    task::{Context, Waker},
    time::Duration,
};

use tokio::time::Instant;

use super::{guarded::Watch, head::Flaw};

/// How long each phase of a connection may last.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// From accept to the first byte, for the TLS handshake, and from the first byte of a head to its last.
    pub head: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// For a client that does not read what it asked for.
    pub stall: Duration,
}

/// Why a connection is at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overdue {
    /// A head is incomplete after its time.
    Head,
    /// Nothing was asked for too long.
    Idle,
    /// The client does not read.
    Stalled,
}

/// The state of one connection.
#[derive(Debug)]
pub struct Wire {
    in_flight: Cell<u32>,
    head_since: Cell<Option<Instant>>,
    idle_since: Cell<Option<Instant>>,
    blocked_since: Cell<Option<Instant>>,
    flaw: Cell<Option<Flaw>>,
    waiting: RefCell<Option<Waker>>,
    held_back: RefCell<Option<Waker>>, // an answer that waits until the client reads again
    unread: RefCell<Vec<(u32, Instant)>>, // answers of HTTP/2 that gave a piece and were not asked for the next
    next: Cell<u32>,
}

impl Wire {
    /// A connection on which nothing was asked yet.
    pub fn new() -> Rc<Wire> {
        Rc::new(Wire {
            in_flight: Cell::new(0),
            head_since: Cell::new(None),
            idle_since: Cell::new(Some(Instant::now())),
            blocked_since: Cell::new(None),
            flaw: Cell::new(None),
            waiting: RefCell::new(None),
            held_back: RefCell::new(None),
            unread: RefCell::default(),
            next: Cell::new(0),
        })
    }

    /// The flaw that ended it between two messages.
    pub fn flaw(&self) -> Option<Flaw> {
        self.flaw.get()
    }

    /// Requests whose answers are not finished.
    pub fn in_flight(&self) -> u32 {
        self.in_flight.get()
    }

    /// When the first phase under way runs out, and which. `None` while only the visit's own deadlines count.
    pub fn due(&self, patience: &Patience) -> Option<(Instant, Overdue)> {
        let quiet = self.in_flight.get() == 0;
        let head = self.head_since.get().filter(|_| quiet).map(|at| (at + patience.head, Overdue::Head));
        let idle = self.idle_since.get().filter(|_| quiet).map(|at| (at + patience.idle, Overdue::Idle));
        // One stream of HTTP/2 that its client does not read never blocks the connection, so it is told by its body.
        let unread = self.unread.borrow().iter().map(|(_, at)| *at).min();
        let stalled = [self.blocked_since.get(), unread].into_iter().flatten().min();
        let stalled = stalled.map(|at| (at + patience.stall, Overdue::Stalled));
        [head, idle, stalled].into_iter().flatten().min_by_key(|(at, _)| *at)
    }
}

impl Watch for Rc<Wire> {
    fn head_begun(&self) {
        if self.head_since.get().is_none() {
            self.head_since.set(Some(Instant::now()));
        }
    }

    fn head_done(&self) {
        self.head_since.set(None);
        self.idle_since.set(None);
    }

    fn flawed(&self, flaw: Flaw, in_head: bool) {
        if in_head {
            self.flaw.set(Some(flaw));
        }
    }

    fn must_wait(&self, cx: &mut Context<'_>) -> bool {
        let wait = self.in_flight.get() > 0;
        if wait {
            self.waiting.replace(Some(cx.waker().clone()));
        }
        wait
    }

    fn write_blocked(&self, blocked: bool) {
        match (blocked, self.blocked_since.get()) {
            (true, None) => self.blocked_since.set(Some(Instant::now())),
            (false, Some(_)) => {
                self.blocked_since.set(None);
                if let Some(answer) = self.held_back.take() {
                    answer.wake();
                }
            }
            _ => {}
        }
    }
}

/// One request under way; dropping it means that its answer is finished or given up.
#[derive(Debug)]
pub struct InFlight {
    wire: Rc<Wire>,
    stream: Option<u32>,
}

impl InFlight {
    /// Counts a request on this connection. `shared` says that other answers flow beside its own, as in HTTP/2.
    pub fn new(wire: &Rc<Wire>, shared: bool) -> Self {
        wire.in_flight.set(wire.in_flight.get() + 1);
        wire.next.set(wire.next.get().wrapping_add(1));
        InFlight { wire: wire.clone(), stream: shared.then(|| wire.next.get()) }
    }

    /// The client takes the next piece of the answer.
    pub fn asked(&self) {
        if let Some(stream) = self.stream {
            self.wire.unread.borrow_mut().retain(|(other, _)| *other != stream);
        }
    }

    /// Whether the answer's next piece has to wait, because the client does not read the last ones. A stream of HTTP/2
    /// is not asked for it then anyway.
    pub fn must_wait(&self, cx: &mut Context<'_>) -> bool {
        let wait = self.stream.is_none() && self.wire.blocked_since.get().is_some();
        if wait {
            self.wire.held_back.replace(Some(cx.waker().clone()));
        }
        wait
    }

    /// A piece of the answer goes out.
    pub fn gave(&self) {
        if let Some(stream) = self.stream {
            self.wire.unread.borrow_mut().push((stream, Instant::now()));
        }
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.asked();
        let wire = &self.wire;
        let left = wire.in_flight.get().saturating_sub(1);
        wire.in_flight.set(left);
        if left == 0 {
            let now = Instant::now();
            wire.idle_since.set(Some(now));
            // The next head may have begun while this answer was under way; its time starts now.
            wire.head_since.set(wire.head_since.get().map(|_| now));
            if let Some(waker) = wire.waiting.take() {
                waker.wake();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience =
        Patience { head: Duration::from_secs(10), idle: Duration::from_secs(90), stall: Duration::from_secs(60) };

    /// Waits until the clock shows another time than before.
    fn tick() {
        let before = Instant::now();
        while Instant::now() <= before {}
    }

    #[test]
    fn a_running_answer_has_no_deadline_here_and_its_end_starts_the_idle_time() {
        let wire = Wire::new();
        wire.head_done();
        let running = InFlight::new(&wire, false);
        assert_eq!(wire.due(&PATIENCE), None);
        let before = Instant::now();
        drop(running);
        let (due, why) = wire.due(&PATIENCE).unwrap();
        assert_eq!(why, Overdue::Idle);
        assert!(due >= before + PATIENCE.idle && due <= Instant::now() + PATIENCE.idle);
    }

    #[test]
    fn a_trickling_head_does_not_renew_its_own_time() {
        let wire = Wire::new();
        wire.head_begun();
        let due = wire.due(&PATIENCE);
        tick();
        wire.head_begun();
        assert_eq!(wire.due(&PATIENCE), due);
        assert_eq!(due.map(|due| due.1), Some(Overdue::Head));
    }

    #[test]
    fn load_04_a_client_that_does_not_read_is_overdue_even_while_answers_run() {
        let wire = Wire::new();
        wire.head_done();
        let _running = InFlight::new(&wire, false);
        wire.write_blocked(true);
        let due = wire.due(&PATIENCE);
        assert_eq!(due.map(|due| due.1), Some(Overdue::Stalled));
        tick();
        wire.write_blocked(true);
        assert_eq!(wire.due(&PATIENCE), due);
        wire.write_blocked(false);
        assert_eq!(wire.due(&PATIENCE), None);
    }
    #[test]
    fn load_04_an_http_2_stream_that_is_not_read_is_overdue_and_its_neighbours_do_not_hide_it() {
        let wire = Wire::new();
        wire.head_done();
        let (unread, lively) = (InFlight::new(&wire, true), InFlight::new(&wire, true));
        unread.gave();
        let due = wire.due(&PATIENCE);
        assert_eq!(due.map(|due| due.1), Some(Overdue::Stalled));
        tick();
        lively.gave();
        lively.asked();
        assert_eq!(wire.due(&PATIENCE), due);
        drop(unread);
        assert_eq!(wire.due(&PATIENCE), None);
    }
}
