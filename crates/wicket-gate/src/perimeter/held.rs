//! What a visit has taken of its caller's limits; dropping it gives it back.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use wicket_types::{Code, KeyId, Moment};

use super::{
    limits::{Limited, Limiter},
    window::{SPAN, Window},
};

/// A call under way; dropping it frees the slot.
#[must_use]
#[derive(Debug)]
pub struct Slot {
    pub(super) limiter: Arc<Limiter>,
    pub(super) key: KeyId,
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.limiter.with(self.key, Moment::default(), |caller| {
            caller.concurrent = caller.concurrent.saturating_sub(1);
        });
    }
}

/// Tokens promised to a call. While it runs, all of them count; when it has ended, what was used counts for sixty
/// seconds from when it flowed, taken as even over the life of the call.
#[must_use]
#[derive(Debug)]
pub struct HeldTokens {
    pub(super) limiter: Arc<Limiter>,
    pub(super) key: KeyId,
    pub(super) amount: u64,
    pub(super) since: Moment,
}

impl HeldTokens {
    /// The call has ended and used `used` tokens, which may be more than were held.
    pub fn settle(mut self, used: u64, now: Moment) {
        self.finish(used, now);
    }

    fn finish(&mut self, used: u64, now: Moment) {
        let (held, since) = (std::mem::take(&mut self.amount), self.since);
        self.limiter.with(self.key, now, |caller| {
            caller.held_tokens = caller.held_tokens.saturating_sub(held);
            flow(&mut caller.tokens, used, since, now);
        });
    }
}

/// Most pieces that the tokens of one call are remembered in.
const PIECES: u64 = 12;

/// Counting them all at the end would keep a caller from a good part of the limit; counting them all at the start
/// would let a long stream's last tokens slip out of the window. Each piece counts from the end of its part.
fn flow(window: &mut Window, used: u64, since: Moment, now: Moment) {
    let life = now.0.saturating_sub(since.0);
    let pieces = (life / 250_000_000).clamp(1, PIECES);
    let share = |part: u64, of: u64| (u128::from(of) * u128::from(part) / u128::from(pieces)) as u64;
    for piece in 1..=pieces {
        let then = Moment(since.0 + share(piece, life));
        if now.since(then) < SPAN {
            window.add(share(piece, used) - share(piece - 1, used), then);
        }
    }
}

impl Drop for HeldTokens {
    fn drop(&mut self) {
        // A call that ends without its count is taken to have used all that it held, from when it began.
        if self.amount > 0 {
            self.finish(self.amount, self.since);
        }
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
        let busy = Limited { code: Code::Busy, retry_after: Some(Duration::from_secs(1)), standing: None };
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
