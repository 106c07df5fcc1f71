//! A sliding window of sixty seconds: never more than the limit in any of them, and hardly less than all of it usable.
//!
//! A counter that starts anew each minute lets twice the limit through around the turn, and a token bucket lets a
//! burst through on top of the refill. This window remembers when what was used. Uses within one grain share an
//! entry and leave the window together with the last of them, which errs on the safe side by a grain at most.

use std::{collections::VecDeque, time::Duration};

use wicket_types::Moment;

/// The length of the window.
pub const SPAN: Duration = Duration::from_secs(60);
/// Uses this close together are remembered as one: at most 1,201 entries of 24 bytes, however high the limit.
const GRAIN: Duration = Duration::from_millis(50);

/// What was used in the last sixty seconds.
#[derive(Clone, Debug, Default)]
pub struct Window {
    entries: VecDeque<Entry>,
    used: u64,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    first: Moment,
    last: Moment,
    amount: u64,
}

/// Whether an amount fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It does, now.
    Now,
    /// It will, exactly this much later, if nobody else uses anything.
    After(Duration),
    /// It is more than the limit, or blocked by what has no known end.
    Unknown,
}

impl Window {
    /// What counts at `now`.
    pub fn used(&mut self, now: Moment) -> u64 {
        while let Some(entry) = self.entries.front().filter(|entry| now.since(entry.last) >= SPAN) {
            self.used = self.used.saturating_sub(entry.amount);
            self.entries.pop_front();
        }
        self.used
    }

    /// Whether `amount` fits under `limit` at `now`, beside what is `held` and not in the window yet.
    pub fn fits(&mut self, amount: u64, held: u64, limit: u64, now: Moment) -> Fit {
        let used = self.used(now);
        let wanted = used.saturating_add(held).saturating_add(amount);
        if wanted <= limit {
            return Fit::Now;
        }
        let mut excess = wanted - limit;
        for entry in &self.entries {
            excess = excess.saturating_sub(entry.amount);
            if excess == 0 {
                return Fit::After(entry.last.plus(SPAN).since(now));
            }
        }
        Fit::Unknown
    }

    /// Remembers `amount` as used at `then`, which may lie in the past.
    pub fn add(&mut self, amount: u64, then: Moment) {
        if amount == 0 {
            return;
        }
        self.used = self.used.saturating_add(amount);
        // Almost always the last entry, or behind it.
        let before = self.entries.iter().rev().take_while(|entry| entry.first > then).count();
        let place = self.entries.len() - before;
        match place.checked_sub(1).and_then(|last| self.entries.get_mut(last)) {
            Some(entry) if then.since(entry.first) < GRAIN => {
                entry.last = entry.last.max(then);
                entry.amount = entry.amount.saturating_add(amount);
            }
            _ => self.entries.insert(place, Entry { first: then, last: then, amount }),
        }
    }

    /// Forgets `amount` of what was used from `since` on, as far as it still counts: it turned out to be less.
    pub fn take_back(&mut self, amount: u64, since: Moment, now: Moment) {
        // What has left the window already must not be taken from what came after it.
        if now.since(since) >= SPAN {
            return;
        }
        let mut left = amount;
        for entry in self.entries.iter_mut().filter(|entry| entry.last >= since) {
            let part = entry.amount.min(left);
            entry.amount -= part;
            left -= part;
        }
        self.used = self.used.saturating_sub(amount - left);
    }

    /// When all of it will be free again.
    pub fn clears_in(&self, now: Moment) -> Duration {
        self.entries.back().map_or(Duration::ZERO, |entry| entry.last.plus(SPAN).since(now))
    }

    /// Whether nothing is remembered at `now`.
    pub fn is_empty(&mut self, now: Moment) -> bool {
        self.used(now) == 0 && self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ms(at: u64) -> Moment {
        Moment(at * 1_000_000)
    }

    /// Offers one use at each of `times` (milliseconds); gives back the times of those that fitted.
    fn admitted(times: impl IntoIterator<Item = u64>, limit: u64) -> Vec<u64> {
        let mut window = Window::default();
        let fits = |at: &u64| {
            let fits = window.fits(1, 0, limit, ms(*at)) == Fit::Now;
            window.add(u64::from(fits), ms(*at));
            fits
        };
        times.into_iter().filter(fits).collect()
    }

    fn most_in_a_minute(times: &[u64]) -> usize {
        (0..times.len()).map(|i| times[i..].iter().take_while(|t| **t < times[i] + 60_000).count()).max().unwrap_or(0)
    }

    #[test]
    fn rate_01_four_times_the_limit_offered_gives_99_to_100_in_every_sliding_minute() {
        let passed = admitted((0..4000).map(|i| i * 150), 100);
        assert_eq!(most_in_a_minute(&passed), 100);
        for start in (0..500_000).step_by(500) {
            let here = passed.iter().filter(|t| (start..start + 60_000).contains(*t)).count();
            assert!((99..=100).contains(&here), "{here} from {start} ms");
        }
    }

    #[test]
    fn memory_does_not_grow_with_the_limit() {
        let mut window = Window::default();
        for i in 0..1_000_000 {
            window.add(1, Moment(i * 60_000));
        }
        assert_eq!(window.used(ms(60_000)), 1_000_000);
        assert_eq!(window.used(ms(60_050)), 1_000_000 - 834);
        assert!(window.entries.len() <= 1201, "{}", window.entries.len());
    }

    #[test]
    fn what_turned_out_to_be_less_is_free_again() {
        let mut window = Window::default();
        [(0, 10), (1000, 20), (2000, 30)].into_iter().for_each(|(at, amount)| window.add(amount, ms(at)));
        window.take_back(25, ms(1000), ms(3000));
        assert_eq!((window.used(ms(3000)), window.used(ms(61_000)), window.used(ms(62_000))), (35, 25, 0));
        window.add(5, ms(70_000));
        window.take_back(5, ms(2000), ms(70_000));
        assert_eq!(window.used(ms(70_000)), 5, "the life of that call has left the window");
    }

    proptest! {
        #[test]
        fn rate_05_waiting_exactly_as_told_always_admits(
            uses in prop::collection::vec((0_u64..4000, 1_u64..40), 1..80), amount in 1_u64..100, limit in 100_u64..300,
        ) {
            let (mut window, mut now) = (Window::default(), 0);
            for (pause, amount) in uses {
                now += pause;
                if window.fits(amount, 0, limit, ms(now)) == Fit::Now {
                    window.add(amount, ms(now));
                }
            }
            match window.fits(amount, 0, limit, ms(now)) {
                Fit::Now => {}
                Fit::After(wait) => {
                    let then = ms(now).plus(wait);
                    prop_assert_eq!(window.clone().fits(amount, 0, limit, then), Fit::Now);
                    let before = Moment(then.0 - 1);
                    prop_assert_ne!(window.fits(amount, 0, limit, before), Fit::Now);
                }
                Fit::Unknown => prop_assert!(amount > limit),
            }
        }

        #[test]
        fn no_sliding_minute_ever_holds_more_than_the_limit(
            pauses in prop::collection::vec(0_u64..3000, 1..400), limit in 1_u64..60,
        ) {
            let times = pauses.iter().scan(0, |now, pause| { *now += pause; Some(*now) });
            let passed = admitted(times, limit);
            prop_assert!(most_in_a_minute(&passed) as u64 <= limit);
        }
    }
}
