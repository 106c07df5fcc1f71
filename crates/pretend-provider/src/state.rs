//! What all requests share: the options, the record, what is stored and planned, and the next id.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;

use crate::behaviour::Behaviour;
use crate::cache::Cache;
use crate::models::{self, Family};
use crate::refusal::Refusal;
use crate::stored::Stored;
use crate::{Options, Protocol, tokens};

/// What all requests share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) options: Options,
    pub(crate) recorder: crate::record::Recorder,
    pub(crate) cache: Cache,
    pub(crate) stored: Mutex<Stored>,
    plan: Mutex<VecDeque<(Behaviour, u32)>>,
    ids: AtomicU64,
}

impl State {
    pub(crate) fn new(options: Options) -> Self {
        let recorder = crate::record::Recorder::new(options.keep);
        Self {
            options,
            recorder,
            cache: Cache::default(),
            stored: Mutex::default(),
            plan: Mutex::default(),
            ids: AtomicU64::new(1),
        }
    }

    pub(crate) fn plan(&self, behaviour: Behaviour, times: u32) {
        self.plan.lock().push_back((behaviour, times));
    }
    pub(crate) fn clear_plan(&self) {
        self.plan.lock().clear();
    }
    pub(crate) fn next_planned(&self) -> Option<Behaviour> {
        let mut plan = self.plan.lock();
        loop {
            match plan.front_mut()? {
                (_, 0) => {
                    plan.pop_front();
                }
                (behaviour, times) => {
                    *times -= 1;
                    return Some(behaviour.clone());
                }
            }
        }
    }

    /// A new id with this prefix: no two are alike, and the same order of calls gives the same ids.
    pub(crate) fn id(&self, prefix: &str) -> String {
        let number = self.ids.fetch_add(1, Ordering::Relaxed);
        format!("{prefix}{:016x}{number:08x}", tokens::mark(&number.to_le_bytes()))
    }

    /// The family of a model.
    ///
    /// # Errors
    /// There is no such model.
    pub(crate) fn family(&self, protocol: Protocol, model: &str) -> Result<Family, Refusal> {
        models::family(protocol, model, &self.options.models).ok_or_else(|| Refusal::no_model(protocol, model))
    }

    /// Whether `key` is accepted.
    pub(crate) fn accepts(&self, key: &str) -> bool {
        match self.options.keys.as_slice() {
            [] => key.starts_with("sk-pretend-"),
            keys => keys.iter().any(|known| known == key),
        }
    }
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
