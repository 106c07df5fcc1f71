//! Seats: what lasts of each judge from visit to visit. Its line with breaker and connections, how many may ask it at one
//! time, and what it said lately.

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwap;
use parking_lot::Mutex;
use tokio::sync::Semaphore;
use wicket_types::ProviderName;

use super::memory::Memory;
use crate::{
    settings::Judge,
    upstream::lines::{Line, LineError, Lines, Party},
};

/// One judge's seat.
#[derive(Debug)]
pub(super) struct Seat {
    pub line: Arc<Line>,
    pub turns: Semaphore,
    pub memory: Mutex<Memory>,
    concurrent: usize,
}

/// The seats by judge.
#[derive(Debug, Default)]
pub(super) struct Seats {
    lines: Lines,
    seats: ArcSwap<HashMap<ProviderName, Arc<Seat>>>,
}

impl Seats {
    /// Seats exactly these judges, or changes nothing. One that stays where it was keeps its seat.
    pub fn set(&self, judges: &[Judge]) -> Result<(), LineError> {
        self.lines.lay(judges.iter().map(|judge| Party { name: &judge.name, there: &judge.there, ca: &judge.ca }))?;
        let old = self.seats.load_full();
        let seat = |judge: &Judge| {
            let line = self.lines.to(&judge.name)?;
            let same = |seat: &&Arc<Seat>| Arc::ptr_eq(&seat.line, &line) && seat.concurrent == judge.concurrent;
            let kept = old.get(&judge.name).filter(same).cloned();
            let seat = kept.unwrap_or_else(|| {
                let turns = Semaphore::new(judge.concurrent);
                Arc::new(Seat { line, turns, memory: Mutex::default(), concurrent: judge.concurrent })
            });
            Some((judge.name.clone(), seat))
        };
        self.seats.store(Arc::new(judges.iter().filter_map(seat).collect()));
        Ok(())
    }

    /// The seat of one judge.
    pub fn of(&self, name: &ProviderName) -> Option<Arc<Seat>> {
        self.seats.load().get(name).cloned()
    }
}
