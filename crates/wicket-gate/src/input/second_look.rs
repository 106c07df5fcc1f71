//! Second looks: what the first stage of the detectors leaves undecided is read by the encoder, on threads of its own.
//!
//! A look takes milliseconds, which a thread that serves connections has not got, and there are only so many threads. So
//! the queue is short, a visit waits no longer than its deadline, and where no look was had the first stage has decided:
//! the metric `wicketgate_second_looks_total` says how often.

use std::{
    sync::{
        Arc, OnceLock,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use parking_lot::Mutex;
use tokio::{
    sync::oneshot,
    time::{Instant, timeout_at},
};
use wicket_detect::{Scan, Second, SecondOpinion, Wants, second::Ask};
use wicket_types::{Code, Kind, Origin};

use super::{judge::judge, remembered::Reader};
use crate::{monitor::metrics, settings::Guards, visit::Notes};

/// Texts that wait for a thread, all visits together.
const QUEUE: usize = 64;
/// Most texts of one visit that get a second look: the most doubtful ones.
const MOST: usize = 16;

/// A text about which the first stage is in doubt.
pub struct Doubt {
    /// The segment that it stands in.
    pub(super) place: usize,
    pub(super) origin: Origin,
    /// What was looked for in it.
    pub(super) wants: Wants,
    /// The guards that are in doubt.
    pub(super) guards: Wants,
    /// The part of the text that is read: doubts wait outside of any budget of memory, so they are short.
    pub(super) text: String,
    /// Whether that is all of it, and the first stage found nothing in it for any guard: only then may it turn out clean.
    pub(super) may_be_clean: bool,
    /// What the first stage says, without findings, for those are judged already.
    pub(super) scan: Scan,
}

impl Doubt {
    fn score(&self) -> f32 {
        self.scan.injection.max(self.scan.safety)
    }
}

struct Job {
    text: String,
    origin: Origin,
    reply: oneshot::Sender<SecondOpinion>,
}

/// The threads with the encoder. They start when a configuration first asks for them.
#[derive(Debug, Default)]
pub struct SecondLook {
    queue: OnceLock<SyncSender<Job>>,
}

impl SecondLook {
    /// Starts the threads where `ask` wants them and they do not run yet.
    pub fn prepare(&self, ask: Ask) {
        if ask == Ask::Never {
            return;
        }
        self.queue.get_or_init(|| {
            let (queue, jobs) = sync_channel(QUEUE);
            let jobs = Arc::new(Mutex::new(jobs));
            let threads = thread::available_parallelism().map_or(1, usize::from).div_ceil(2);
            for number in 0..threads {
                let jobs = jobs.clone();
                let started = thread::Builder::new().name(format!("encoder-{number}")).spawn(move || work(&jobs));
                if let Err(error) = started {
                    tracing::warn!(%error, "a thread for the encoder cannot be started; fewer texts get a second look");
                }
            }
            queue
        });
    }

    /// Asks about each of `doubts`, all at once, and waits at most `patience`. `None` for those that got no look.
    pub async fn look(&self, doubts: &[Doubt], patience: Duration) -> Vec<Option<SecondOpinion>> {
        if doubts.is_empty() {
            return Vec::new();
        }
        let until = Instant::now() + patience;
        let asked: Vec<_> = doubts.iter().map(|doubt| self.ask(doubt)).collect();
        let mut opinions = Vec::with_capacity(asked.len());
        for answer in asked {
            let Some(answer) = answer else {
                opinions.push(None);
                continue;
            };
            let opinion = timeout_at(until, answer).await;
            metrics::second_look(match &opinion {
                Ok(Ok(_)) => "had",
                Ok(Err(_)) => "absent",
                Err(_) => "late",
            });
            opinions.push(opinion.ok().and_then(Result::ok));
        }
        opinions
    }

    fn ask(&self, doubt: &Doubt) -> Option<oneshot::Receiver<SecondOpinion>> {
        let (reply, answer) = oneshot::channel();
        let job = Job { text: doubt.text.clone(), origin: doubt.origin, reply };
        let is_queued = self.queue.get().is_some_and(|queue| queue.try_send(job).is_ok());
        if !is_queued {
            metrics::second_look("busy");
        }
        is_queued.then_some(answer)
    }
}

/// One thread: loads the encoder, which all share, and reads until the gate is gone.
fn work(jobs: &Mutex<Receiver<Job>>) {
    let Some(second) = Second::built_in() else {
        tracing::error!("the encoder's weights are damaged; the first stage decides alone");
        return;
    };
    tracing::debug!(instructions = second.instructions(), "the encoder is ready");
    let mut scratch = second.scratch();
    loop {
        let Ok(Job { text, origin, reply }) = jobs.lock().recv() else { return };
        // Whoever no longer waits has decided without.
        if !reply.is_closed() {
            drop(reply.send(second.read(&text, 0, origin, &mut scratch)));
        }
    }
}

/// Adds `doubt` to those of a visit, of which the [`MOST`] most doubtful are kept.
pub(super) fn enter(doubts: &mut Vec<Doubt>, doubt: Doubt) {
    if doubts.len() < MOST {
        doubts.push(doubt);
        return;
    }
    metrics::second_look("left_out");
    let least = doubts.iter_mut().min_by(|a, b| a.score().total_cmp(&b.score()));
    if let Some(least) = least.filter(|least| least.score() < doubt.score()) {
        *least = doubt;
    }
}

/// Judges with the second opinions. The first refusal, and the segment that it stands in. What turned out clean is
/// remembered, so that it costs no look in the next turn.
pub(super) fn settle(
    doubts: Vec<Doubt>,
    opinions: Vec<Option<SecondOpinion>>,
    reader: &Reader,
    guards: &Guards,
    notes: &mut Notes,
) -> Option<(Code, Kind, usize)> {
    let mut refuse = None;
    for (doubt, opinion) in doubts.into_iter().zip(opinions) {
        let (Some(opinion), mut scan) = (opinion, doubt.scan) else { continue };
        scan.join(&opinion, doubt.guards);
        if doubt.may_be_clean {
            reader.remember(&doubt.text, doubt.origin, doubt.wants, &scan);
        }
        if let Some((code, kind)) = judge(guards, scan, notes).refuse {
            refuse.get_or_insert((code, kind, doubt.place));
        }
    }
    refuse
}
