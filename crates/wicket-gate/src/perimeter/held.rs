//! What a visit has taken of its caller's limits; dropping it gives it back.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use wicket_types::{Code, KeyId, Moment};

use super::limits::{Limited, Limiter};
use crate::monotonic;

/// A call under way; dropping it frees the slot.
#[must_use]
#[derive(Debug)]
pub struct Slot {
    pub(super) limiter: Arc<Limiter>,
    pub(super) key: KeyId,
    pub(super) since: Moment,
}

impl Drop for Slot {
    fn drop(&mut self) {
        let now = monotonic();
        self.limiter.with(self.key, now, |caller| caller.pace.ends(self.since, now));
    }
}

/// Memory promised to a visit; dropping it gives the bytes back.
#[must_use]
#[derive(Debug)]
pub struct HeldBytes {
    pub(super) limiter: Arc<Limiter>,
    pub(super) key: KeyId,
    pub(super) amount: u64,
}

impl HeldBytes {
    /// Holds `more` bytes.
    ///
    /// # Errors
    /// As `Limiter::hold_bytes`; what was held stays held.
    pub fn grow(&mut self, more: u64, now: Moment) -> Result<(), Limited> {
        let (total, share) = (self.limiter.memory.total, self.limiter.memory.per_caller);
        let busy = Limited { code: Code::Busy, retry_after: Some(Duration::from_secs(1)) };
        self.limiter.with(self.key, now, |caller| {
            if caller.bytes.saturating_add(more) > share {
                return Err(busy);
            }
            let add = |all: u64| all.checked_add(more).filter(|all| *all <= total);
            self.limiter.bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).map_err(|_| busy)?;
            caller.bytes += more;
            Ok(())
        })?;
        self.amount += more;
        Ok(())
    }
}

impl HeldBytes {
    /// Holds `total` bytes, unless it holds more already.
    ///
    /// # Errors
    /// As `grow`.
    pub fn cover(&mut self, total: u64, now: Moment) -> Result<(), Limited> {
        match total.checked_sub(self.amount) {
            None | Some(0) => Ok(()),
            Some(more) => self.grow(more, now),
        }
    }

    /// Gives back all but `amount` bytes.
    pub fn shrink_to(&mut self, amount: u64) {
        let rest = self.amount.saturating_sub(amount);
        self.give_back(rest);
        self.amount -= rest;
    }

    fn give_back(&self, amount: u64) {
        self.limiter.bytes.fetch_sub(amount, Ordering::Relaxed);
        self.limiter.with(self.key, Moment::default(), |caller| {
            caller.bytes = caller.bytes.saturating_sub(amount);
        });
    }
}

impl Drop for HeldBytes {
    fn drop(&mut self) {
        self.give_back(self.amount);
    }
}
