//! Whom to ask next when a provider fails: a pure decision over candidates, failures and breakers.

use std::time::Duration;

use super::{
    breaker::Leave,
    retry::{Failure, RetryBudget},
};

/// What to do now.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Ask candidate `candidate` after `pause`.
    Ask {
        /// Its place in the list.
        candidate: usize,
        /// How long to wait first.
        pause: Duration,
    },
    /// Nobody is left. `rest` is the shortest time after which one may be asked again, where that is known.
    GiveUp {
        /// For `retry-after`.
        rest: Option<Duration>,
    },
}

/// The way of one call through its candidates, which are in order of preference and all allowed for it.
#[derive(Debug)]
pub struct Course {
    candidates: usize,
    at: usize,
    attempt: u32,
    safe: bool,
    rest: Option<Duration>,
}

impl Course {
    /// Before the first attempt. `safe` says that the call is harmless to repeat.
    pub fn new(candidates: usize, safe: bool) -> Self {
        Course { candidates, at: 0, attempt: 0, safe, rest: None }
    }

    /// The first candidate whose breaker gives leave; `leave` asks the breaker of a candidate.
    pub fn begin(&mut self, leave: impl FnMut(usize) -> Leave) -> Step {
        self.ask_from(0, leave)
    }

    /// What follows `failure` of the candidate asked last. A call that may have been done is not taken elsewhere
    /// either: the caller would pay twice, and tools could run twice.
    pub fn after(
        &mut self,
        failure: Failure,
        budget: &RetryBudget,
        leave: impl FnMut(usize) -> Leave,
        jitter: f64,
    ) -> Step {
        if failure == Failure::Final || (failure == Failure::Ambiguous && !self.safe) {
            return Step::GiveUp { rest: None };
        }
        if let Failure::Declined { wait: Some(wait) } = failure {
            self.remember(wait);
        }
        // Another provider costs the failing one nothing; the same one is asked again only where there is no other.
        match self.ask_from(self.at + 1, leave) {
            Step::GiveUp { rest } if self.at + 1 >= self.candidates => {
                match failure.again(self.attempt, self.safe, budget, jitter) {
                    Some(pause) => {
                        self.attempt += 1;
                        Step::Ask { candidate: self.at, pause }
                    }
                    None => Step::GiveUp { rest },
                }
            }
            step => step,
        }
    }

    fn ask_from(&mut self, first: usize, mut leave: impl FnMut(usize) -> Leave) -> Step {
        for candidate in first..self.candidates {
            match leave(candidate) {
                Leave::Go | Leave::Probe => {
                    (self.at, self.attempt) = (candidate, 1);
                    return Step::Ask { candidate, pause: Duration::ZERO };
                }
                Leave::Rest(rest) => self.remember(rest),
            }
        }
        Step::GiveUp { rest: self.rest }
    }

    fn remember(&mut self, rest: Duration) {
        self.rest = Some(self.rest.map_or(rest, |known| known.min(rest)));
    }
}

#[cfg(test)]
mod tests {
    use wicket_types::Moment;

    use super::{
        super::breaker::{Breaker, Outcome},
        *,
    };

    const NOW: Moment = Moment(1);

    fn ask(candidate: usize) -> Step {
        Step::Ask { candidate, pause: Duration::ZERO }
    }

    /// Breakers, of which those marked are open.
    fn breakers(open: [bool; 3]) -> [Breaker; 3] {
        open.map(|open| {
            let mut breaker = Breaker::new(1, Duration::from_secs(5));
            if open {
                breaker.report(Outcome::Failed, NOW);
            }
            breaker
        })
    }

    fn begin(course: &mut Course, breakers: &mut [Breaker; 3]) -> Step {
        course.begin(|candidate| breakers[candidate].ask(NOW))
    }

    fn after(course: &mut Course, failure: Failure, breakers: &mut [Breaker; 3], budget: &RetryBudget) -> Step {
        course.after(failure, budget, |candidate| breakers[candidate].ask(NOW), 0.0)
    }

    #[test]
    fn fault_01_a_refusing_primary_is_passed_over_at_once() {
        let (mut course, mut all) = (Course::new(3, false), breakers([false; 3]));
        assert_eq!(begin(&mut course, &mut all), ask(0));
        assert_eq!(after(&mut course, Failure::NotSent, &mut all, &RetryBudget::default()), ask(1));
        assert_eq!(begin(&mut Course::new(3, false), &mut breakers([true, true, false])), ask(2));
    }

    #[test]
    fn when_all_rest_the_shortest_rest_is_told() {
        let mut course = Course::new(3, false);
        let step = begin(&mut course, &mut breakers([true; 3]));
        assert_eq!(step, Step::GiveUp { rest: Some(Duration::from_secs(5)) });
    }

    #[test]
    fn fault_08_an_ambiguous_call_is_not_taken_to_another_provider() {
        let (mut course, mut all) = (Course::new(3, false), breakers([false; 3]));
        let budget = RetryBudget::default();
        assert_eq!(begin(&mut course, &mut all), ask(0));
        assert_eq!(after(&mut course, Failure::Ambiguous, &mut all, &budget), Step::GiveUp { rest: None });
        let mut safe = Course::new(3, true);
        assert_eq!(begin(&mut safe, &mut all), ask(0));
        assert_eq!(after(&mut safe, Failure::Ambiguous, &mut all, &budget), ask(1));
    }

    #[test]
    fn the_last_candidate_is_asked_again_as_far_as_the_budget_goes() {
        let (mut course, mut all, budget) = (Course::new(1, false), breakers([false; 3]), RetryBudget::default());
        let declined = Failure::Declined { wait: None };
        assert_eq!(begin(&mut course, &mut all), ask(0));
        assert_eq!(after(&mut course, declined, &mut all, &budget), Step::GiveUp { rest: None });
        (0..10).for_each(|_| budget.earn());
        assert!(matches!(after(&mut course, declined, &mut all, &budget), Step::Ask { candidate: 0, .. }));
        assert!(matches!(after(&mut course, declined, &mut all, &budget), Step::Ask { candidate: 0, .. }));
        assert_eq!(after(&mut course, declined, &mut all, &budget), Step::GiveUp { rest: None });
    }
}
