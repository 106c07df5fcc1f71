//! What one caller may use at a time and in a minute: requests, tokens, calls under way, bytes held.
//!
//! Everything taken is given back by dropping what was handed out, so an aborted visit cannot keep a slot. Only
//! callers with a valid key are kept here; their number is the number of keys.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use parking_lot::Mutex;
use wicket_types::{Code, KeyId, Limits, Moment, Refusal};

use super::{
    brake::Brake,
    pace::Pace,
    standing::{Standing, Standings},
    window::{Fit, Window},
};
pub use super::{
    held::{HeldBytes, Slot},
    tokens::{HeldTokens, Wanted},
};

const SHARDS: usize = 64;
/// A shard with more callers than this forgets those who are at rest.
const CROWDED: usize = 256;

/// Bounds on the bytes of requests and answers that are held at one time.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// For all callers together.
    pub total: u64,
    /// For one caller.
    pub per_caller: u64,
}

/// The counters of all callers.
#[derive(Debug)]
pub struct Limiter {
    shards: [Mutex<HashMap<KeyId, Caller>>; SHARDS],
    hash: RandomState,
    pub(super) memory: Memory,
    pub(super) bytes: AtomicU64,
}

#[derive(Debug, Default)]
pub(super) struct Caller {
    requests: Window,
    pub(super) tokens: Window,
    pub(super) held_tokens: u64, // promised to calls under way, not in the window yet
    pub(super) waiting: u32,     // streams that wait for room in the window
    pub(super) pace: Pace,
    brake: Brake,
    pub(super) bytes: u64,
}

/// Why a caller has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limited {
    /// Which limit it was.
    pub code: Code,
    /// After this time the same is allowed: exactly where only what was used stands in the way, and as calls of this
    /// caller usually last where some of them have to end first. `None` where it never is.
    pub retry_after: Option<Duration>,
}

impl From<Limited> for Refusal {
    fn from(limited: Limited) -> Refusal {
        let refusal = Refusal::new(limited.code);
        match limited.retry_after {
            Some(wait) => refusal.retry_after(wait),
            None => refusal,
        }
    }
}

impl Limiter {
    /// Counters at zero.
    pub fn new(memory: Memory) -> Arc<Self> {
        let shards = std::array::from_fn(|_| Mutex::default());
        Arc::new(Limiter { shards, hash: RandomState::new(), memory, bytes: AtomicU64::new(0) })
    }

    /// Lets one call in: counts it and takes a slot, or neither.
    ///
    /// # Errors
    /// Requests of the last sixty seconds, or calls under way, are at their limit.
    pub fn admit(self: &Arc<Self>, key: KeyId, limits: &Limits, now: Moment) -> Result<Slot, Limited> {
        self.with(key, now, |caller| {
            if limits.concurrent.is_some_and(|most| caller.pace.under_way() >= most as usize) {
                let retry_after = Some(caller.pace.next_end(now));
                return Err(Limited { code: Code::TooManyAtOnce, retry_after });
            }
            if let Some(limit) = limits.requests_per_minute {
                let limited = |retry_after| Err(Limited { code: Code::RateLimited, retry_after });
                match caller.requests.fits(1, 0, limit.into(), now) {
                    Fit::Now => caller.requests.add(1, now),
                    Fit::After(wait) => return limited(Some(wait)),
                    Fit::Unknown => return limited(None),
                }
            }
            caller.pace.begins(now);
            Ok(Slot { limiter: self.clone(), key, since: now })
        })
    }

    /// Counts a refusal of this caller's, and lets it wait where they are many.
    pub async fn refused(&self, key: KeyId, limited: Limited, now: Moment) -> Refusal {
        let pause = self.with(key, now, |caller| caller.brake.refused(now));
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        limited.into()
    }

    /// Holds `amount` bytes of memory.
    ///
    /// # Errors
    /// This caller's share, or all of it, is in use: `Code::Busy`.
    pub fn hold_bytes(self: &Arc<Self>, key: KeyId, amount: u64, now: Moment) -> Result<HeldBytes, Limited> {
        let mut held = HeldBytes { limiter: self.clone(), key, amount: 0 };
        held.grow(amount, now)?;
        Ok(held)
    }

    /// Bytes held by all callers.
    pub fn bytes_held(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// How a caller stands with its requests and tokens.
    pub fn standings(&self, key: KeyId, limits: &Limits, now: Moment) -> Standings {
        self.with(key, now, |caller| Standings {
            requests: limits.requests_per_minute.map(|l| Standing::of(&mut caller.requests, 0, l.into(), now)),
            tokens: limits.tokens_per_minute.map(|l| Standing::of(&mut caller.tokens, caller.held_tokens, l, now)),
        })
    }

    pub(super) fn with<T>(&self, key: KeyId, now: Moment, act: impl FnOnce(&mut Caller) -> T) -> T {
        let mut shard = self.shards[(self.hash.hash_one(key) % SHARDS as u64) as usize].lock();
        if shard.len() > CROWDED && !shard.contains_key(&key) {
            shard.retain(|_, caller| !caller.is_at_rest(now));
        }
        act(shard.entry(key).or_default())
    }
}

impl Caller {
    fn is_at_rest(&mut self, now: Moment) -> bool {
        let holds_nothing = self.pace.under_way() == 0 && self.bytes == 0 && self.held_tokens == 0;
        holds_nothing && self.requests.is_empty(now) && self.tokens.is_empty(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter() -> Arc<Limiter> {
        Limiter::new(Memory { total: 1000, per_caller: 600 })
    }

    fn key(n: u32) -> KeyId {
        KeyId::parse(&format!("caller{n:06}")).unwrap()
    }

    fn at(seconds: u64) -> Moment {
        Moment(seconds * 1_000_000_000)
    }

    const NONE: Limits =
        Limits { requests_per_minute: None, tokens_per_minute: None, concurrent: None, body: None, budget: None };

    #[test]
    fn rate_08_a_thousand_aborted_calls_leave_every_slot_free() {
        let (limiter, limits) = (limiter(), Limits { concurrent: Some(4), ..NONE });
        for _ in 0..1000 {
            let slots: Vec<_> = (0..4).map(|_| limiter.admit(key(1), &limits, at(0)).unwrap()).collect();
            let refused = limiter.admit(key(1), &limits, at(0)).unwrap_err();
            assert_eq!(refused.code, Code::TooManyAtOnce);
            drop(slots);
        }
        assert!(limiter.admit(key(1), &limits, at(0)).is_ok());
    }

    #[test]
    fn a_refused_call_uses_nothing_up() {
        let (limiter, limits) = (limiter(), Limits { requests_per_minute: Some(2), concurrent: Some(1), ..NONE });
        let slot = limiter.admit(key(1), &limits, at(0)).unwrap();
        for _ in 0..10 {
            assert_eq!(limiter.admit(key(1), &limits, at(1)).unwrap_err().code, Code::TooManyAtOnce);
        }
        drop(slot);
        let _slot = limiter.admit(key(1), &limits, at(1)).unwrap();
        let standing = Standing { limit: 2, remaining: 0, reset: Duration::from_secs(60) };
        assert_eq!(limiter.standings(key(1), &limits, at(1)).requests, Some(standing));
    }

    #[test]
    fn rate_05_two_hundred_waits_as_told_are_all_admitted() {
        let (limiter, limits) = (limiter(), Limits { requests_per_minute: Some(7), ..NONE });
        let (mut now, mut waits) = (at(5), 0);
        while waits < 200 {
            match limiter.admit(key(1), &limits, now) {
                Ok(_) => now = now.plus(Duration::from_millis(130)),
                Err(limited) => {
                    waits += 1;
                    now = now.plus(limited.retry_after.unwrap());
                    assert!(limiter.admit(key(1), &limits, now).is_ok(), "wait {waits}");
                }
            }
        }
    }

    #[test]
    fn bytes_are_bounded_for_each_caller_and_for_all() {
        let limiter = limiter();
        let mut first = limiter.hold_bytes(key(1), 500, at(0)).unwrap();
        assert_eq!(first.grow(101, at(0)).unwrap_err().code, Code::Busy);
        let second = limiter.hold_bytes(key(2), 500, at(0)).unwrap();
        assert_eq!(limiter.hold_bytes(key(3), 1, at(0)).unwrap_err().code, Code::Busy);
        drop((first, second));
        assert_eq!(limiter.bytes_held(), 0);
        assert!(limiter.hold_bytes(key(3), 600, at(0)).is_ok());
    }

    #[test]
    fn callers_at_rest_are_forgotten() {
        let (limiter, limits) = (limiter(), Limits { requests_per_minute: Some(5), ..NONE });
        for n in 0..200_000 {
            drop(limiter.admit(key(n), &limits, at(u64::from(n) / 10)).unwrap());
        }
        let kept: usize = limiter.shards.iter().map(|shard| shard.lock().len()).sum();
        assert!(kept <= SHARDS * (CROWDED + 1), "{kept}");
    }
}
