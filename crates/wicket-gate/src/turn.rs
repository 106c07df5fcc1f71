//! Turns of a thread: what many visits that are ready at one time want of the kernel is asked for together. One write
//! puts the beginnings of all of them on the record, and what goes to the same peer goes at once, so that the peer is woken
//! once. A visit that is alone waits for nobody.

use std::{future::poll_fn, task::Poll};

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

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, rc::Rc};

    use super::end;

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
}
