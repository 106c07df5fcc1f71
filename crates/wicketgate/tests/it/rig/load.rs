//! A steady load of a hundred calls a second, as stories need it behind what they tell.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use serde_json::Value;
use tokio::task::{JoinHandle, JoinSet};

use super::{CHAT, House, Key, Stream};

/// A call every ten milliseconds until it is told to stop.
pub struct Load {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    /// Gives the number of calls that were not answered with 200.
    caller: JoinHandle<usize>,
}

impl Load {
    pub fn begin(house: &House, key: &Key, body: &Value) -> Load {
        let (stop, answered) = (Arc::<AtomicBool>::default(), Arc::<AtomicU64>::default());
        let (stopped, counted) = (stop.clone(), answered.clone());
        let (addr, request) = (house.addr(), house.request(key, CHAT, &[], body.to_string().as_bytes()));
        let caller = tokio::spawn(async move {
            let (mut every, mut calls) = (tokio::time::interval(Duration::from_millis(10)), JoinSet::new());
            while !stopped.load(Ordering::Relaxed) {
                every.tick().await;
                let (request, answered) = (request.clone(), counted.clone());
                calls.spawn(async move {
                    let answer = Stream::open(addr, &request).await.rest().await;
                    answered.fetch_add(1, Ordering::Relaxed);
                    answer.status
                });
            }
            calls.join_all().await.into_iter().filter(|status| *status != 200).count()
        });
        Load { stop, answered, caller }
    }

    /// How many calls have been answered so far.
    pub fn calls(&self) -> u64 {
        self.answered.load(Ordering::Relaxed)
    }

    /// Stops calling; how many calls were not answered with 200.
    pub async fn end(self) -> usize {
        self.stop.store(true, Ordering::Relaxed);
        self.caller.await.expect("no panic")
    }
}
