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

pub use super::held::{HeldBytes, HeldTokens, Slot};
use super::window::{Fit, SPAN, Window};

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
    pub(super) concurrent: u32,
    pub(super) bytes: u64,
}

/// A limit as the caller reads it in `x-ratelimit-*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The limit for sixty seconds.
    pub limit: u64,
    /// What is left of it.
    pub remaining: u64,
    /// When all of it is free again, if nothing more is used.
    pub reset: Duration,
}

/// Why a caller has to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limited {
    /// Which limit it was.
    pub code: Code,
    /// After exactly this time the same would have been allowed. `None` where that is not known.
    pub retry_after: Option<Duration>,
    /// The limit, where it is one of sixty seconds.
    pub standing: Option<Standing>,
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
    pub fn admit(
        self: &Arc<Self>,
        key: KeyId,
        limits: &Limits,
        now: Moment,
    ) -> Result<(Slot, Option<Standing>), Limited> {
        self.with(key, now, |caller| {
            if limits.concurrent.is_some_and(|most| caller.concurrent >= most) {
                let retry_after = Some(Duration::from_secs(1));
                return Err(Limited { code: Code::TooManyAtOnce, retry_after, standing: None });
            }
            let limit = limits.requests_per_minute.map(u64::from);
            if let Some(limit) = limit {
                fit(&mut caller.requests, 1, 0, limit, now, Code::RateLimited)?;
                caller.requests.add(1, now);
            }
            caller.concurrent += 1;
            Ok(limit.map(|limit| standing(&mut caller.requests, 0, limit, now)))
        })
        .map(|standing| (Slot { limiter: self.clone(), key }, standing))
    }

    /// Holds `worst` tokens for a call: its input and the most that it may generate.
    ///
    /// # Errors
    /// They do not fit beside what was used in the last sixty seconds and what other calls hold.
    pub fn hold_tokens(
        self: &Arc<Self>,
        key: KeyId,
        limits: &Limits,
        worst: u64,
        now: Moment,
    ) -> Result<(HeldTokens, Option<Standing>), Limited> {
        self.with(key, now, |caller| {
            if let Some(limit) = limits.tokens_per_minute {
                fit(&mut caller.tokens, worst, caller.held_tokens, limit, now, Code::TokensLimited)?;
            }
            caller.held_tokens = caller.held_tokens.saturating_add(worst);
            Ok(limits.tokens_per_minute.map(|limit| standing(&mut caller.tokens, caller.held_tokens, limit, now)))
        })
        .map(|standing| (HeldTokens { limiter: self.clone(), key, amount: worst, since: now }, standing))
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
    pub fn standings(&self, key: KeyId, limits: &Limits, now: Moment) -> (Option<Standing>, Option<Standing>) {
        self.with(key, now, |caller| {
            let requests = limits.requests_per_minute.map(u64::from);
            (
                requests.map(|limit| standing(&mut caller.requests, 0, limit, now)),
                limits.tokens_per_minute.map(|limit| standing(&mut caller.tokens, caller.held_tokens, limit, now)),
            )
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
        let holds_nothing = self.concurrent == 0 && self.bytes == 0 && self.held_tokens == 0;
        holds_nothing && self.requests.is_empty(now) && self.tokens.is_empty(now)
    }
}

fn fit(window: &mut Window, amount: u64, held: u64, limit: u64, now: Moment, code: Code) -> Result<(), Limited> {
    let retry_after = match window.fits(amount, held, limit, now) {
        Fit::Now => return Ok(()),
        Fit::After(wait) => Some(wait),
        // What fits the limit but waits for running calls has no known time: a whole window from now is the best word.
        Fit::Unknown => (amount <= limit).then_some(SPAN),
    };
    Err(Limited { code, retry_after, standing: Some(standing(window, held, limit, now)) })
}

fn standing(window: &mut Window, held: u64, limit: u64, now: Moment) -> Standing {
    let remaining = limit.saturating_sub(window.used(now).saturating_add(held));
    Standing { limit, remaining, reset: window.clears_in(now) }
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
        let (slot, _) = limiter.admit(key(1), &limits, at(0)).unwrap();
        for _ in 0..10 {
            assert_eq!(limiter.admit(key(1), &limits, at(1)).unwrap_err().code, Code::TooManyAtOnce);
        }
        drop(slot);
        let (_slot, standing) = limiter.admit(key(1), &limits, at(1)).unwrap();
        assert_eq!(standing, Some(Standing { limit: 2, remaining: 0, reset: SPAN }));
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
    fn rate_03_ten_thousand_tokens_a_minute_are_usable_and_never_exceeded() {
        let (limiter, limits) = (limiter(), Limits { tokens_per_minute: Some(10_000), ..NONE });
        let mut flowed = vec![0_u64; 6000]; // tokens in each tenth of a second
        let mut running: Vec<(u64, HeldTokens)> = Vec::new();
        for tick in 0..6000_u64 {
            let now = Moment(tick * 100_000_000);
            while running.first().is_some_and(|(end, _)| *end == tick) {
                running.remove(0).1.settle(90, now);
            }
            // A call may use 100 and uses 90 in one second. What it held and did not use is usable again at once.
            if let Ok((call, _)) = limiter.hold_tokens(key(1), &limits, 100, now) {
                running.push((tick + 10, call));
                (tick..tick + 10).filter_map(|t| flowed.get_mut(t as usize).map(|n| *n += 9)).for_each(drop);
            }
        }
        let minutes: Vec<u64> = flowed.windows(600).skip(600).map(|minute| minute.iter().sum()).collect();
        let (most, mean) = (minutes.iter().max().unwrap(), minutes.iter().sum::<u64>() / minutes.len() as u64);
        assert!(*most <= 10_000 && mean >= 9_500, "at most {most}, {mean} on average");
    }

    #[test]
    fn tokens_of_a_call_that_never_reported_stay_counted() {
        let (limiter, limits) = (limiter(), Limits { tokens_per_minute: Some(100), ..NONE });
        drop(limiter.hold_tokens(key(1), &limits, 80, at(0)).unwrap());
        let refused = limiter.hold_tokens(key(1), &limits, 30, at(1)).unwrap_err();
        assert_eq!((refused.code, refused.retry_after), (Code::TokensLimited, Some(Duration::from_secs(59))));
        assert_eq!(limiter.hold_tokens(key(1), &limits, 101, at(1)).unwrap_err().retry_after, None);
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
