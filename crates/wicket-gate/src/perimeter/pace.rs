//! How long a caller's calls last, so that one who has to wait for another call to end is told about when that will be.

use std::{collections::VecDeque, time::Duration};

use wicket_types::Moment;

/// The least wait that is told: `retry-after` counts whole seconds.
const LEAST: Duration = Duration::from_secs(1);
/// Calls that last as long as the one before them still differ a little.
const SLACK: Duration = Duration::from_millis(250);

/// The calls of one caller that are under way, and how long the ones before them took.
#[derive(Debug, Default)]
pub(super) struct Pace {
    begun: VecDeque<Moment>, // in order
    longest: Duration,       // of late: what took longer once is forgotten by and by
}

impl Pace {
    /// A call begins.
    pub(super) fn begins(&mut self, now: Moment) {
        let place = self.begun.partition_point(|begun| *begun <= now);
        self.begun.insert(place, now);
    }

    /// The call that began at `begun` has ended.
    pub(super) fn ends(&mut self, begun: Moment, now: Moment) {
        let place = self.begun.partition_point(|other| *other < begun);
        if self.begun.get(place) == Some(&begun) {
            self.begun.remove(place);
        }
        self.longest = now.since(begun).max(self.longest - self.longest / 16);
    }

    /// How many are under way.
    pub(super) fn under_way(&self) -> usize {
        self.begun.len()
    }

    /// About how long until the oldest call under way has ended. An estimate: it may end sooner, or take longer than any
    /// before it.
    pub(super) fn next_end(&self, now: Moment) -> Duration {
        let age = self.begun.front().map_or(Duration::MAX, |begun| now.since(*begun));
        (self.longest + SLACK).saturating_sub(age).max(LEAST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(tenths: u64) -> Moment {
        Moment(tenths * 100_000_000)
    }

    #[test]
    fn rate_05_calls_that_last_alike_have_ended_when_it_was_told() {
        let mut pace = Pace::default();
        pace.begins(at(0));
        assert_eq!(pace.next_end(at(2)), LEAST, "nothing is known yet");
        pace.begins(at(10));
        pace.ends(at(0), at(50));
        // The other began at 1 s and five seconds are to be expected of it.
        assert_eq!(pace.next_end(at(30)), Duration::from_secs(3) + SLACK);
        assert_eq!(pace.next_end(at(58)), LEAST);
        pace.ends(at(10), at(60));
        assert_eq!((pace.under_way(), pace.next_end(at(60))), (0, LEAST));
    }

    #[test]
    fn one_long_call_is_forgotten_by_and_by() {
        let mut pace = Pace::default();
        pace.begins(at(0));
        pace.ends(at(0), at(6000));
        for n in 0..100_u64 {
            pace.begins(at(6000 + n));
            pace.ends(at(6000 + n), at(6010 + n));
        }
        pace.begins(at(7000));
        assert!(pace.next_end(at(7000)) < Duration::from_secs(3), "{:?}", pace.next_end(at(7000)));
    }
}
