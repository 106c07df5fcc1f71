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
use wicket_detect::{
    Scan, Second, SecondOpinion, Wants,
    second::{Ask, part},
};
use wicket_types::Origin;

use crate::monitor::metrics;

/// Texts that wait for a thread, all visits together.
const QUEUE: usize = 64;
/// Most texts of one visit that get a second look: the most doubtful ones.
const MOST: usize = 16;

/// A text about which the first stage is in doubt.
pub struct Doubt {
    /// The segment of a request that it stands in.
    pub(crate) place: Option<usize>,
    pub(crate) origin: Origin,
    /// What was looked for in it.
    pub(crate) wants: Wants,
    /// The guards that are in doubt.
    pub(crate) guards: Wants,
    /// The part of the text that is read: doubts wait outside of any budget of memory, so they are short.
    pub(crate) text: String,
    /// Whether that is all of it, and the first stage found nothing in it for any guard: only then may it turn out clean.
    pub(crate) may_be_clean: bool,
    /// What the first stage says, without findings, for those are judged already.
    pub(crate) scan: Scan,
}

impl Doubt {
    /// What `scan` of `text` leaves in doubt for the encoder where it is asked about `ask`; mostly nothing.
    pub(crate) fn of(ask: Ask, text: &str, origin: Origin, wants: Wants, scan: &Scan) -> Option<Self> {
        let guards = scan.doubts(ask);
        if guards.is_empty() {
            return None;
        }
        let Scan { injection, safety, stages, .. } = *scan;
        let read = text.get(part(text, stages.telling)).unwrap_or_default().to_owned();
        // What holds a card number is masked whatever the encoder says of it, in the next turn too.
        let may_be_clean = scan.findings.is_empty() && read.len() == text.len();
        let scan = Scan { injection, safety, stages, ..Scan::default() };
        Some(Doubt { place: None, origin, wants, guards, text: read, may_be_clean, scan })
    }

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
pub(crate) fn enter(doubts: &mut Vec<Doubt>, doubt: Doubt) {
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
