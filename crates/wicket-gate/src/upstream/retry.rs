//! How often a call may be repeated: a budget for all callers, and never what may have been done already.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use http::{HeaderMap, StatusCode, header};
use wicket_types::Timestamp;

/// One repeat for five calls: a provider in trouble sees at most 1.2 times what its callers ask.
const CALLS_FOR_ONE: u64 = 5;
/// Repeats that can be saved up: a quiet hour must not pay for a storm.
const MOST_SAVED: u64 = 20;
/// A provider that asks for more patience than this is not waited for within a call.
pub const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Repeats that are left, of one provider.
#[derive(Debug, Default)]
pub struct RetryBudget(AtomicU64);

impl RetryBudget {
    /// Counts a call of a caller; call it once for each, before the first attempt.
    pub fn earn(&self) {
        let add = |saved: u64| Some((saved + 1).min(MOST_SAVED * CALLS_FOR_ONE));
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add);
    }

    /// Takes leave for one repeat of a call that the provider has already seen.
    pub fn spend(&self) -> bool {
        let take = |saved: u64| saved.checked_sub(CALLS_FOR_ONE);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }
}

/// How an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Nothing of the call has left the gate.
    NotSent,
    /// The provider said that it did not do the work: 408, 409, 429, 500, 502, 503, 504, 529.
    Declined {
        /// How long it asked to be left alone.
        wait: Option<Duration>,
    },
    /// The call was sent and no answer came: the work may have been done and charged.
    Ambiguous,
    /// An answer that stands, or one that has begun to reach the caller.
    Final,
}

impl Failure {
    /// What a status means; `None` for an answer that is to be passed on.
    pub fn of_status(status: StatusCode, headers: &HeaderMap, now: Timestamp) -> Option<Failure> {
        let declined = matches!(status.as_u16(), 408 | 409 | 429 | 500 | 502 | 503 | 504 | 529);
        // Both vendors' clients obey this header; so does the gate.
        match headers.get("x-should-retry").map(|value| value.as_bytes()) {
            Some(b"false") => None,
            _ if declined => Some(Failure::Declined { wait: wait(headers, now) }),
            _ => None,
        }
    }

    /// Whether the same provider may be asked again, and after how long. `attempt` counts from 1; `safe` says that the
    /// caller or operator marked the call as harmless to repeat; `jitter` is a random number from 0.0 to 1.0.
    pub fn again(self, attempt: u32, safe: bool, budget: &RetryBudget, jitter: f64) -> Option<Duration> {
        let pause = match self {
            Failure::Final => return None,
            Failure::Ambiguous if !safe => return None,
            Failure::Declined { wait: Some(wait) } if wait > LONGEST_WAIT => return None,
            Failure::Declined { wait: Some(wait) } => wait,
            _ => backoff(attempt, jitter),
        };
        // What was never sent costs the provider nothing, so it is bounded by the attempts only.
        (attempt <= 2 && (self == Failure::NotSent || budget.spend())).then_some(pause)
    }
}

fn backoff(attempt: u32, jitter: f64) -> Duration {
    Duration::from_millis(250 << attempt.saturating_sub(1).min(4)).mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0)
}

/// `retry-after-ms`, or `retry-after` in seconds or as a date; RFC 9110, section 10.2.3.
pub fn wait(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if let Some(millis) = text("retry-after-ms").and_then(|text| text.parse::<f64>().ok()) {
        return seconds(millis / 1000.0);
    }
    let text = text(header::RETRY_AFTER.as_str())?;
    match text.parse::<f64>() {
        Ok(number) => seconds(number),
        Err(_) => date(text).map(|then| Duration::from_secs(then.as_secs().saturating_sub(now.as_secs()))),
    }
}

fn seconds(number: f64) -> Option<Duration> {
    (0.0..=86_400.0).contains(&number).then(|| Duration::from_secs_f64(number))
}

/// An IMF-fixdate such as `Sun, 06 Nov 1994 08:49:37 GMT`; RFC 9110, section 5.6.7.
fn date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let rest = text.split_once(", ")?.1.strip_suffix(" GMT")?;
    let mut parts = rest.split(' ');
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Timestamp::parse(&format!("{year}-{month:02}-{day}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(http::HeaderName::from_static(name), value.parse().unwrap())])
    }

    #[test]
    fn fault_07_a_provider_that_declines_half_sees_at_most_a_fifth_more_calls() {
        let budget = RetryBudget::default();
        let (mut calls, mut seen) = (0_u32, 0_u32);
        for n in 0..10_000 {
            calls += 1;
            budget.earn();
            for attempt in 1.. {
                seen += 1;
                let failed = (n * 7 + attempt * 3) % 2 == 0;
                let failure = Failure::Declined { wait: None };
                if !failed || failure.again(attempt, false, &budget, 0.5).is_none() {
                    break;
                }
            }
            assert!(f64::from(seen) <= 1.2 * f64::from(calls), "{seen} for {calls}");
        }
        assert!(seen > calls);
    }

    #[test]
    fn fault_08_a_call_that_may_have_been_done_is_not_repeated_unless_marked_safe() {
        let budget = RetryBudget::default();
        (0..100).for_each(|_| budget.earn());
        assert_eq!(Failure::Ambiguous.again(1, false, &budget, 0.0), None);
        assert!(Failure::Ambiguous.again(1, true, &budget, 0.0).is_some());
        assert_eq!(Failure::Final.again(1, true, &budget, 0.0), None);
    }

    #[test]
    fn retry_after_is_obeyed_in_all_its_forms() {
        let now = Timestamp::parse("1994-11-06T08:49:30Z").unwrap();
        for (name, value, wanted) in [
            ("retry-after", "3", Some(3000)),
            ("retry-after-ms", "1500", Some(1500)),
            ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT", Some(7000)),
            ("retry-after", "Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("retry-after", "-1", None),
            ("retry-after", "NaN", None),
            ("retry-after", "1e99", None),
            ("retry-after", "soon", None),
        ] {
            assert_eq!(wait(&headers(name, value), now), wanted.map(Duration::from_millis), "{value}");
        }
        let budget = RetryBudget::default();
        (0..100).for_each(|_| budget.earn());
        let declined = |seconds| Failure::Declined { wait: Some(Duration::from_secs(seconds)) };
        assert_eq!(declined(3).again(1, false, &budget, 0.9), Some(Duration::from_secs(3)));
        assert_eq!(declined(6).again(1, false, &budget, 0.9), None);
    }

    #[test]
    fn statuses_that_blame_the_call_are_passed_on() {
        let none = HeaderMap::new();
        for status in [200, 400, 401, 403, 404, 413, 422] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(Failure::of_status(status, &none, Timestamp::default()), None, "{status}");
        }
        let no = headers("x-should-retry", "false");
        assert_eq!(Failure::of_status(StatusCode::TOO_MANY_REQUESTS, &no, Timestamp::default()), None);
        assert!(Failure::of_status(StatusCode::TOO_MANY_REQUESTS, &none, Timestamp::default()).is_some());
    }
}
