//! The HTTP/1.1 server: one task per connection, requests in turn, replies written step by step.

mod head;
mod reader;

use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::record::Sent;
use crate::refusal::Refusal;
use crate::routes::{self, Answer};
use crate::state::State;
use crate::wire::{self, Step};
use crate::{Behaviour, Protocol};

use reader::Reader;

/// Accepts connections until the other end of `stopped` is dropped.
pub(crate) async fn accept(listener: TcpListener, state: Arc<State>, mut stopped: watch::Receiver<()>) {
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            accepted = listener.accept() => {
                // A failed accept is the other side's hurry; the listener itself stays sound.
                let Ok((stream, _)) = accepted else { continue };
                let (state, mut stopped) = (Arc::clone(&state), stopped.clone());
                tokio::spawn(async move {
                    let connection = state.recorder.connected();
                    tokio::select! {
                        _ = stopped.changed() => {}
                        () = converse(stream, connection, &state) => {}
                    }
                    state.recorder.disconnected();
                });
            }
        }
    }
}

/// Resets every connection as soon as it is accepted.
pub(crate) async fn refuse(listener: TcpListener, mut stopped: watch::Receiver<()>) {
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    let _ = stream.set_zero_linger();
                }
            }
        }
    }
}

/// Answers requests on one connection until a side closes it or framing is in doubt.
async fn converse(stream: TcpStream, connection: u64, state: &State) {
    // Each write is to be its own segment: that is what the awkward cuts are for.
    let _ = stream.set_nodelay(true);
    let mut reader = Reader::new(stream);
    loop {
        let request = match reader.next().await {
            Ok(Some(request)) => request,
            Ok(None) => return,
            Err(problem) => {
                state.recorder.malformed();
                let refusal = Refusal::new(problem.status(), "invalid_request_error", problem.to_string());
                let reply = refusal.reply(Protocol::OpenAi, "").header("connection", "close");
                let wire = wire::write(reply, &Behaviour::default(), true);
                let _ = perform(&mut reader.stream, wire.steps, &mut Sent::default()).await;
                return;
            }
        };
        let sequence = request.is_for_caller().then(|| state.recorder.arrived(request.record(connection)));
        let Answer { reply, behaviour } = routes::answer(state, &request);
        let mut sent = Sent {
            status: reply.status,
            stream: reply.is_stream(),
            prompt_tokens: reply.tokens.0,
            generated_tokens: reply.tokens.1,
            ..Sent::default()
        };
        let wire = wire::write(reply, &behaviour, request.wants_close());
        // Kept outside of `perform` so that a connection that is dropped mid-way still leaves its figures.
        let note = Note { state, sequence, sent: &mut sent };
        let alive = perform(&mut reader.stream, wire.steps, note.sent).await;
        note.sent.finished = alive && wire.whole;
        drop(note);
        if !alive || !wire.reuse {
            let _ = reader.stream.shutdown().await;
            return;
        }
    }
}

/// Writes down what was sent when it goes out of scope, also when the provider is stopped in the middle.
struct Note<'a> {
    state: &'a State,
    sequence: Option<u64>,
    sent: &'a mut Sent,
}

impl Drop for Note<'_> {
    fn drop(&mut self) {
        if let Some(sequence) = self.sequence {
            self.state.recorder.sent(sequence, *self.sent);
        }
    }
}

/// Performs the steps; false when the connection is of no further use.
async fn perform(stream: &mut TcpStream, steps: Vec<Step>, sent: &mut Sent) -> bool {
    for step in steps {
        match step {
            Step::Write(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return false;
                }
                sent.bytes += bytes.len() as u64;
            }
            Step::Pause(time) => sleep(time).await,
            Step::Repeat { block, tokens, pause } => loop {
                if stream.write_all(&block).await.is_err() {
                    return false;
                }
                sent.bytes += block.len() as u64;
                sent.generated_tokens += tokens;
                if pause.is_zero() {
                    tokio::task::yield_now().await;
                } else {
                    sleep(pause).await;
                }
            },
            Step::Reset => {
                let _ = stream.set_zero_linger();
                return false;
            }
            Step::Close => return false,
            Step::HalfClose => {
                let _ = stream.shutdown().await;
                drain(stream).await;
                return false;
            }
            Step::Hang => {
                drain(stream).await;
                return false;
            }
        }
    }
    stream.flush().await.is_ok()
}

/// Reads and forgets until the other side goes away.
async fn drain(stream: &mut TcpStream) {
    let mut sink = [0; 4096];
    while stream.read(&mut sink).await.is_ok_and(|read| read > 0) {}
}
