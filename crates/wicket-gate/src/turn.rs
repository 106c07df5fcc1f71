//! Turns of a thread: what many visits that are ready at one time want of the kernel is asked for together. One write
//! puts the beginnings of all of them on the record, and what goes to the same peer goes at once, so that the peer is woken
//! once. A visit that is alone waits for nobody.

use std::{future::poll_fn, task::Poll};

use tokio::task::JoinHandle;

/// Lets everyone who is ready now go first, once. A thread that is never idle does not keep a visit here: it goes to the
/// end of the queue and no further.
pub(crate) async fn end() {
    let mut has_waited = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut has_waited, true) {
            return Poll::Ready(());
        }
        // Not tokio's `yield_now`, which would look at all sockets before it comes back.
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Ends once everyone who is ready has gone and the thread has looked at its sockets. A stream that is never idle rests so
/// between its turns: a provider that writes faster than the gate reads would else keep the thread from all others. It is
/// a task of its own, for what wakes the stream, such as its provider, must not end the rest.
pub(crate) fn lap() -> JoinHandle<()> {
    tokio::task::spawn_local(tokio::task::yield_now())
}

#[cfg(test)]
mod tests {
    use std::{
        cell::{Cell, RefCell},
        future::{Future, poll_fn},
        pin::Pin,
        rc::Rc,
    };

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::{end, lap};

    #[test]
    fn all_who_are_ready_go_first_and_a_thread_that_is_never_idle_keeps_nobody() {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.build_local(tokio::runtime::LocalOptions::default()).unwrap();
        let steps = Rc::new(RefCell::new(String::new()));
        runtime.block_on(async {
            let busy = tokio::task::spawn_local(async {
                loop {
                    end().await;
                }
            });
            let visits: Vec<_> = (0..3)
                .map(|_| {
                    let steps = steps.clone();
                    tokio::task::spawn_local(async move {
                        steps.borrow_mut().push('a');
                        end().await;
                        steps.borrow_mut().push('b');
                    })
                })
                .collect();
            for visit in visits {
                visit.await.unwrap();
            }
            busy.abort();
        });
        assert_eq!(*steps.borrow(), "aaabbb");
    }

    #[test]
    fn a_lap_looks_at_the_sockets_however_often_its_stream_is_woken() {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_io().build_local(tokio::runtime::LocalOptions::default()).unwrap();
        let laps = runtime.block_on(async {
            let (mut near, mut far) = tokio::net::UnixStream::pair().unwrap();
            let laps = Rc::new(Cell::new(0));
            let counted = laps.clone();
            let stream = tokio::task::spawn_local(async move {
                loop {
                    let mut rest = lap();
                    // A provider that is never idle wakes the stream whenever it waits.
                    let woken = poll_fn(|cx| {
                        cx.waker().wake_by_ref();
                        Pin::new(&mut rest).poll(cx)
                    });
                    woken.await.unwrap();
                    counted.set(counted.get() + 1);
                }
            });
            far.write_all(b"x").await.unwrap();
            near.read_u8().await.unwrap();
            stream.abort();
            laps.get()
        });
        assert!(laps <= 2, "{laps} laps before a look at the socket");
    }
}
