//! What providers keep for callers, written and read off the path: one task owns the store's side of it, so that no visit
//! waits for the disk to remember something, and whoever asks finds what was remembered before.

use std::time::Duration;

use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, MissedTickBehavior},
};
use wicket_gate::gate::{Objects, Search};
use wicket_store::{Object, Store};
use wicket_types::ids::Label;

/// Most acts that wait for the store. Beyond, what is made is not remembered: a store that does not write must not fill
/// the memory, and an unknown object harms nobody.
const WAITING: usize = 4096;
/// Most objects in one transaction.
const TOGETHER: usize = 256;
/// How often what has expired is looked for.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// The way to the task. Cheap to clone.
#[derive(Clone)]
pub struct StoredObjects(mpsc::Sender<Act>);

enum Act {
    Keep(Object),
    Find(String, Label, oneshot::Sender<Result<Option<Object>, String>>),
    Forget(String, Label),
    /// Answered when everything before it is done.
    Settle(oneshot::Sender<()>),
}

impl StoredObjects {
    /// Starts the task; it ends when the last clone of the way to it is dropped. Needs a tokio runtime.
    pub fn start(store: Store) -> Self {
        let (sender, acts) = mpsc::channel(WAITING);
        tokio::spawn(work(store, acts));
        StoredObjects(sender)
    }

    /// Waits until all that was remembered is on disk.
    pub async fn settle(&self) {
        let (done, settled) = oneshot::channel();
        if self.0.send(Act::Settle(done)).await.is_ok() {
            // An error means that the task has ended, and then nothing is left to wait for.
            let _ended = settled.await;
        }
    }

    fn tell(&self, act: Act) {
        if self.0.try_send(act).is_err() {
            tracing::error!("a stored response could not be noted, for the store does not keep up; it stays unknown");
        }
    }
}

impl Objects for StoredObjects {
    fn keep(&self, object: Object) {
        self.tell(Act::Keep(object));
    }

    fn find(&self, id: &str, tenant: &Label) -> Search {
        let (answer, found) = oneshot::channel();
        let act = Act::Find(id.to_owned(), tenant.clone(), answer);
        let way = self.0.clone();
        Box::pin(async move {
            let ended = || "the task that asks the store has ended".to_owned();
            way.send(act).await.map_err(|_| ended())?;
            found.await.map_err(|_| ended())?
        })
    }

    fn forget(&self, id: &str, tenant: &Label) {
        self.tell(Act::Forget(id.to_owned(), tenant.clone()));
    }
}

/// Does one act after the other, in the order in which they came; objects that wait side by side share a transaction.
async fn work(store: Store, mut acts: mpsc::Receiver<Act>) {
    let mut sweep = tokio::time::interval_at(Instant::now(), SWEEP);
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut next: Vec<Act> = Vec::with_capacity(TOGETHER);
    loop {
        tokio::select! {
            received = acts.recv_many(&mut next, TOGETHER) => {
                if received == 0 {
                    return;
                }
            }
            _ = sweep.tick() => told("old objects could not be removed", store.sweep_objects(wicket_gate::wall()).await),
        }
        let mut kept = Vec::new();
        for act in next.drain(..) {
            match act {
                Act::Keep(object) => kept.push(object),
                other => {
                    write(&store, &mut kept).await;
                    answer(&store, other).await;
                }
            }
        }
        write(&store, &mut kept).await;
    }
}

async fn write(store: &Store, kept: &mut Vec<Object>) {
    if !kept.is_empty() {
        told("stored responses could not be noted and stay unknown", store.put_objects(kept).await);
        kept.clear();
    }
}

async fn answer(store: &Store, act: Act) {
    match act {
        Act::Keep(_) => {}
        Act::Find(id, tenant, answer) => {
            let found = store.object(&id, &tenant, wicket_gate::wall()).await;
            // Whoever asked may have gone.
            let _gone = answer.send(found.map_err(|error| error.to_string()));
        }
        Act::Forget(id, tenant) => {
            told("a deleted response could not be forgotten", store.remove_object(&id, &tenant).await);
        }
        Act::Settle(done) => {
            let _gone = done.send(());
        }
    }
}

fn told<T>(what: &str, result: Result<T, wicket_store::StoreError>) {
    if let Err(error) = result {
        tracing::error!(%error, "{what}");
    }
}
