//! The limit of tokens per minute: what a call holds of it, and how an answer that flows takes what it needs.
//!
//! Holding the most that each call could generate would keep a caller from most of its limit, for few answers are as
//! long as they may be; letting calls in by a guess would break it. So an answer that comes whole holds its bound,
//! since nothing can be done about it later, and a stream holds a little in advance and then counts token by token as
//! it passes. At the limit a stream waits until older tokens have left the window, and so it slows down to what the
//! caller may have. Streams that wait come before new calls.

use std::{sync::Arc, time::Duration};

use wicket_types::{Code, KeyId, Limits, Moment};

use super::{
    limits::{Caller, Limited, Limiter},
    window::{Fit, SPAN, Window},
};

/// Fewest tokens that a stream holds in advance, so that a new one says at least a few words before it waits.
const ADVANCE: u64 = 16;
/// A stream holds one part in so many of what is free: a burst of calls is let in while there is much, and when there
/// is little nobody keeps it from the others.
const SHARE: u64 = 8;
/// Longest sleep of a stream that waits: other calls give back what they held at any time.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Tokens that a call asks for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Of its prompt, as they are likely to be counted.
    pub prompt: u64,
    /// The most that it may generate.
    pub output: u64,
    /// Its answer comes as a stream.
    pub flows: bool,
}

/// Tokens promised to a call. Its prompt counts from the start, and a stream's tokens as they pass; what has not
/// passed the gate one by one counts at the end, for sixty seconds from when it was generated, taken as even over the
/// life of the call.
#[must_use]
#[derive(Debug)]
pub struct HeldTokens {
    limiter: Arc<Limiter>,
    key: KeyId,
    limit: Option<u64>,
    held: u64,    // not in the window yet
    counted: u64, // in the window, prompt included
    prompt: u64,
    waits: bool,
    since: Moment,
    open: bool,
}

impl Limiter {
    /// Holds tokens for a call.
    ///
    /// # Errors
    /// They do not fit beside what was used in the last sixty seconds and what other calls hold.
    pub fn hold_tokens(
        self: &Arc<Self>,
        key: KeyId,
        limits: &Limits,
        wanted: Wanted,
        now: Moment,
    ) -> Result<HeldTokens, Limited> {
        let limit = limits.tokens_per_minute;
        let held = match limit {
            Some(limit) => self.with(key, now, |caller| caller.hold(wanted, limit, now))?,
            None => 0,
        };
        let (limiter, prompt) = (self.clone(), wanted.prompt);
        Ok(HeldTokens { limiter, key, limit, held, counted: prompt, prompt, waits: false, since: now, open: true })
    }
}

impl Caller {
    fn hold(&mut self, wanted: Wanted, limit: u64, now: Moment) -> Result<u64, Limited> {
        let free = limit.saturating_sub(self.tokens.used(now).saturating_add(self.held_tokens));
        let advance = (free.saturating_sub(wanted.prompt) / SHARE).max(ADVANCE);
        let held = if wanted.flows { wanted.output.min(advance) } else { wanted.output };
        let amount = wanted.prompt.saturating_add(held);
        if amount > limit {
            return Err(Limited { code: Code::CallOverLimit, retry_after: None });
        }
        let retry_after = match self.tokens.fits(amount, self.held_tokens, limit, now) {
            Fit::Now if self.waiting == 0 => {
                self.tokens.add(wanted.prompt, now);
                self.held_tokens = self.held_tokens.saturating_add(held);
                return Ok(held);
            }
            // What comes free goes to the streams under way until one of them has ended.
            Fit::Now => Some(self.pace.next_end(now)),
            Fit::After(wait) if self.waiting == 0 => Some(wait),
            Fit::After(wait) => Some(wait.max(self.pace.next_end(now))),
            // It fits the limit, but not beside what the calls under way hold.
            Fit::Unknown => Some(self.pace.next_end(now)),
        };
        Err(Limited { code: Code::TokensLimited, retry_after })
    }
}

impl HeldTokens {
    /// Lets an answer flow up to its token number `generated`.
    ///
    /// # Errors
    /// The limit has no room now; how long to wait before asking again.
    pub fn flow(&mut self, generated: u64, now: Moment) -> Result<(), Duration> {
        let Some(limit) = self.limit else { return Ok(()) };
        let needed = self.prompt.saturating_add(generated).saturating_sub(self.counted);
        if needed == 0 && !self.waits {
            return Ok(());
        }
        let (held, waited) = (self.held, self.waits);
        let room = self.limiter.with(self.key, now, |caller| {
            let others = caller.held_tokens.saturating_sub(held);
            // More than the limit at once never fits, so it goes when nothing else counts any more.
            let fit = match needed <= held {
                true => Fit::Now,
                false => caller.tokens.fits(needed.min(limit), others, limit, now),
            };
            let (left, waits) = match fit {
                Fit::Now => (held.saturating_sub(needed), false),
                // One who waits holds nothing, or those who wait could wait for each other.
                Fit::After(_) | Fit::Unknown => (0, true),
            };
            caller.held_tokens = others.saturating_add(left);
            caller.waiting = caller.waiting.saturating_add(u32::from(waits)).saturating_sub(u32::from(waited));
            match fit {
                Fit::Now => {
                    caller.tokens.add(needed, now);
                    Ok(left)
                }
                Fit::After(wait) => Err(wait.min(LOOK_AGAIN)),
                Fit::Unknown => Err(LOOK_AGAIN),
            }
        });
        self.waits = room.is_err();
        self.held = room.unwrap_or(0);
        self.counted = self.counted.saturating_add(room.map_or(0, |_| needed));
        room.map(drop)
    }

    /// The call has ended and used `used` tokens, which may be more than were held.
    pub fn settle(mut self, used: u64, now: Moment) {
        self.finish(used, now);
    }

    fn finish(&mut self, used: u64, now: Moment) {
        self.open = false;
        if self.limit.is_none() {
            return;
        }
        let (held, counted, since, waits) = (self.held, self.counted, self.since, self.waits);
        self.limiter.with(self.key, now, |caller| {
            caller.held_tokens = caller.held_tokens.saturating_sub(held);
            caller.waiting = caller.waiting.saturating_sub(u32::from(waits));
            match used.checked_sub(counted) {
                Some(more) => spread(&mut caller.tokens, more, since, now),
                None => caller.tokens.take_back(counted - used, since, now),
            }
        });
    }
}

/// Most pieces that the tokens of one call are remembered in.
const PIECES: u64 = 12;

/// Counting them all at the end would keep a caller from a good part of the limit; counting them all at the start
/// would let a long call's last tokens slip out of the window. Each piece counts from the end of its part.
fn spread(window: &mut Window, used: u64, since: Moment, now: Moment) {
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
        if self.open {
            self.finish(self.counted.saturating_add(self.held), self.since);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::limits::Memory, *};

    const LIMITS: Limits = Limits {
        requests_per_minute: None,
        tokens_per_minute: Some(10_000),
        concurrent: None,
        body: None,
        budget: None,
    };

    fn limiter() -> (Arc<Limiter>, KeyId) {
        (Limiter::new(Memory { total: 1000, per_caller: 600 }), KeyId::parse("caller000001").unwrap())
    }

    fn at(seconds: u64) -> Moment {
        Moment(seconds * 1_000_000_000)
    }

    fn whole(prompt: u64, output: u64) -> Wanted {
        Wanted { prompt, output, flows: false }
    }

    fn stream(prompt: u64, output: u64) -> Wanted {
        Wanted { prompt, output, flows: true }
    }

    /// One stream of the simulation: it generates `left` more tokens, `pace` in each tenth of a second.
    struct Stream {
        tokens: HeldTokens,
        passed: u64,
        left: u64,
        pace: u64,
    }

    /// Tokens that pass in each tenth of a second of twenty minutes where `sizes` of streams are offered without end,
    /// each of which might be `bound` long and holds at most 64 others beside it.
    fn passing(bound: u64, sizes: &[u64], pace: u64) -> Vec<u64> {
        const PROMPT: u64 = 10;
        let (limiter, key) = limiter();
        let mut running: Vec<Stream> = Vec::new();
        let mut sizes = sizes.iter().cycle().copied();
        let tick = |tick: u64| {
            let now = Moment(tick * 100_000_000);
            let mut flowed = 0;
            for mut stream in std::mem::take(&mut running) {
                let more = stream.pace.min(stream.left);
                if stream.tokens.flow(stream.passed + more, now).is_ok() {
                    (stream.passed, stream.left) = (stream.passed + more, stream.left - more);
                    flowed += more;
                }
                match stream.left {
                    0 => stream.tokens.settle(PROMPT + stream.passed, now),
                    _ => running.push(stream),
                }
            }
            while running.len() < 64
                && let Ok(tokens) = limiter.hold_tokens(key, &LIMITS, stream(PROMPT, bound), now)
            {
                flowed += PROMPT;
                running.push(Stream { tokens, passed: 0, left: sizes.next().unwrap_or(1), pace });
            }
            flowed
        };
        (0..12_000).map(tick).collect()
    }

    #[test]
    fn rate_03_streams_use_up_ten_thousand_tokens_a_minute_and_never_more() {
        for (bound, sizes, pace) in [
            (200, &[150, 180, 200][..], 5),
            (4096, &[20, 300, 900, 50][..], 3),
            (8192, &[8192][..], 10),
            (100_000, &[5, 2500][..], 20),
        ] {
            let minutes: Vec<u64> =
                passing(bound, sizes, pace).windows(600).map(|minute| minute.iter().sum()).collect();
            let (most, least) = (minutes.iter().max().unwrap(), minutes.iter().skip(600).min().unwrap());
            println!(
                "figure RATE-03 {least} to {most} of 10,000 in any minute, streams of {sizes:?} with bound {bound}"
            );
            assert!(*most <= 10_000, "{most} with bound {bound}");
            assert!(*least >= 9_500, "{least} with bound {bound}");
        }
    }

    #[test]
    fn whole_answers_hold_their_bound_and_count_what_they_used() {
        let (limiter, key) = limiter();
        let call = limiter.hold_tokens(key, &LIMITS, whole(100, 7_900), at(0)).unwrap();
        assert_eq!(limiter.standings(key, &LIMITS, at(0)).tokens.map(|tokens| tokens.remaining), Some(2_000));
        let refused = limiter.hold_tokens(key, &LIMITS, whole(100, 9_000), at(1)).unwrap_err();
        assert_eq!((refused.code, refused.retry_after), (Code::TokensLimited, Some(Duration::from_secs(1))));
        call.settle(80, at(2));
        assert!(limiter.hold_tokens(key, &LIMITS, whole(100, 9_800), at(2)).is_ok());
        let never = limiter.hold_tokens(key, &LIMITS, whole(100, 9_901), at(2)).unwrap_err();
        assert_eq!((never.code, never.retry_after), (Code::CallOverLimit, None));
    }

    #[test]
    fn tokens_of_a_call_that_never_reported_stay_counted() {
        let (limiter, key) = limiter();
        drop(limiter.hold_tokens(key, &LIMITS, whole(100, 7_900), at(0)).unwrap());
        let refused = limiter.hold_tokens(key, &LIMITS, whole(1, 2_000), at(1)).unwrap_err();
        assert_eq!(refused.retry_after, Some(Duration::from_secs(59)));
    }

    #[test]
    fn a_stream_at_the_limit_waits_and_comes_before_new_calls() {
        let (limiter, key) = limiter();
        let mut one = limiter.hold_tokens(key, &LIMITS, stream(100, 20_000), at(0)).unwrap();
        one.flow(9_890, at(1)).unwrap();
        assert_eq!(one.flow(9_901, at(2)), Err(LOOK_AGAIN));
        let refused = limiter.hold_tokens(key, &LIMITS, stream(1, 5), at(2)).unwrap_err();
        assert_eq!(refused.code, Code::TokensLimited);
        // The prompt leaves the window first.
        assert_eq!(one.flow(9_901, at(60)), Ok(()));
        assert!(limiter.hold_tokens(key, &LIMITS, stream(1, 5), at(60)).is_ok());
        one.settle(10_001, at(60));
        assert!(limiter.hold_tokens(key, &LIMITS, whole(100, 9_800), at(121)).is_ok(), "nothing waits any more");
    }
}
