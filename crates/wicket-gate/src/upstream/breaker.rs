//! Circuit breaker: stop asking a provider that keeps failing, then try again gently.
//! Closed → too many failures in a row → Open → rest time passes → Probing → Closed or Open.

use std::time::Duration;

use wicket_types::Moment;

/// Failures in a row that open the breaker.
pub const FAILURES: u32 = 5;
/// Rest between two probes.
pub const REST: Duration = Duration::from_secs(5);

/// Whether one provider may be called now.
#[derive(Debug)]
pub struct Breaker {
    state: State,
    limit: u32,
    rest: Duration,
}

/// The answer to whoever wants to call.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Call.
    Go,
    /// Call, as the one that tries.
    Probe,
    /// Do not call; ask again after this time.
    Rest(Duration),
}

/// How a call went, as far as the provider's health is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer came, be it a refusal of this one call.
    Answered,
    /// No connection, no answer in time, a broken one, or 5xx.
    Failed,
    /// Nothing was learnt: the caller left, or the call was never made.
    Unknown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed { failures: u32 },
    Open { until: Moment },
    Probing { until: Moment },
}

impl Default for Breaker {
    fn default() -> Self {
        Breaker::new(FAILURES, REST)
    }
}

impl Breaker {
    /// A closed breaker that opens after `limit` failures in a row and then rests for `rest`.
    pub fn new(limit: u32, rest: Duration) -> Self {
        Breaker { state: State::Closed { failures: 0 }, limit, rest }
    }

    /// Asks leave to call; while probing, one caller in each rest time gets it.
    pub fn ask(&mut self, now: Moment) -> Leave {
        match self.state {
            State::Closed { .. } => Leave::Go,
            State::Open { until } | State::Probing { until } if now < until => Leave::Rest(until.since(now)),
            // A probe that was given up without a word must not keep the breaker open for ever, so the next rest
            // time brings another one.
            State::Open { .. } | State::Probing { .. } => {
                self.state = State::Probing { until: now.plus(self.rest) };
                Leave::Probe
            }
        }
    }

    /// Reports how the call went.
    pub fn report(&mut self, outcome: Outcome, now: Moment) {
        self.state = match (self.state, outcome) {
            (state, Outcome::Unknown) => state,
            // Calls that were under way when the breaker opened may still succeed; one of them is as good as a probe.
            (_, Outcome::Answered) => State::Closed { failures: 0 },
            (State::Closed { failures }, Outcome::Failed) if failures + 1 < self.limit => {
                State::Closed { failures: failures + 1 }
            }
            (State::Open { until }, Outcome::Failed) => State::Open { until },
            (_, Outcome::Failed) => State::Open { until: now.plus(self.rest) },
        };
    }

    /// Whether calls are let through without a probe.
    pub fn is_closed(&self) -> bool {
        matches!(self.state, State::Closed { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Moment {
        Moment(seconds * 1_000_000_000)
    }

    #[test]
    fn fault_01_five_failures_open_it_and_each_rest_time_brings_one_probe() {
        let mut breaker = Breaker::default();
        let mut calls = 0;
        for tenth in 0..600 {
            let now = Moment(tenth * 100_000_000);
            if !matches!(breaker.ask(now), Leave::Rest(_)) {
                calls += 1;
                breaker.report(Outcome::Failed, now);
            }
        }
        // Five to open it, then one every five seconds of the minute.
        assert_eq!(calls, 5 + 11);
    }

    #[test]
    fn an_answer_closes_it_and_failures_must_be_in_a_row() {
        let mut breaker = Breaker::new(3, Duration::from_secs(5));
        for outcome in [Outcome::Failed, Outcome::Failed, Outcome::Answered, Outcome::Failed, Outcome::Failed] {
            breaker.report(outcome, at(0));
        }
        assert!(breaker.is_closed());
        breaker.report(Outcome::Failed, at(0));
        assert_eq!(breaker.ask(at(2)), Leave::Rest(Duration::from_secs(3)));
        assert_eq!(breaker.ask(at(5)), Leave::Probe);
        assert_eq!(breaker.ask(at(5)), Leave::Rest(Duration::from_secs(5)));
        breaker.report(Outcome::Answered, at(6));
        assert_eq!(breaker.ask(at(6)), Leave::Go);
    }

    #[test]
    fn a_probe_that_nobody_reports_on_does_not_shut_the_provider_out() {
        let mut breaker = Breaker::new(1, Duration::from_secs(5));
        breaker.report(Outcome::Failed, at(0));
        assert_eq!(breaker.ask(at(5)), Leave::Probe);
        breaker.report(Outcome::Unknown, at(6));
        assert_eq!(breaker.ask(at(10)), Leave::Probe);
    }
}
