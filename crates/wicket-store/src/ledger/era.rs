//! Periods of a budget: when one began and when the next begins, in UTC.

use serde::{Deserialize, Serialize};
use wicket_types::{Timestamp, limits::Period};

/// One period of a budget: its length, and the second at which it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Era {
    /// How long it lasts.
    pub per: Period,
    /// Seconds since 1970-01-01T00:00:00Z at which it began; 0 for a budget that never starts anew.
    pub start: u64,
}

impl Era {
    /// The period that `now` lies in. A boundary belongs to the period that it begins.
    pub fn of(per: Period, now: Timestamp) -> Era {
        let secs = now.as_secs();
        let start = match per {
            Period::Hour => secs - secs % 3_600,
            Period::Day => now.day() * 86_400,
            // Day 0 was a Thursday, so day 4 was the first Monday; the three days before it fall to the week of day 0.
            Period::Week => (now.day() + 3).saturating_sub((now.day() + 3) % 7).saturating_sub(3) * 86_400,
            Period::Month => month_start(now),
            Period::Total => 0,
        };
        Era { per, start }
    }

    /// When the next period begins; `None` if there is none.
    pub fn ends(self) -> Option<Timestamp> {
        let after = |secs: u64| Some(Timestamp::from_secs(self.start.saturating_add(secs)));
        match self.per {
            Period::Hour => after(3_600),
            Period::Day => after(86_400),
            Period::Week if self.start == 0 => after(4 * 86_400),
            Period::Week => after(7 * 86_400),
            // 32 days after its first day lies inside the next month, whatever the month.
            Period::Month => {
                Some(Timestamp::from_secs(month_start(Timestamp::from_secs(self.start.saturating_add(32 * 86_400)))))
            }
            Period::Total => None,
        }
    }
}

/// The name of a period in records.
pub(crate) fn period_name(per: Period) -> &'static str {
    match per {
        Period::Hour => "hour",
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Total => "total",
    }
}

/// The printed date carries the day of the month, which says how far back the month began.
fn month_start(now: Timestamp) -> u64 {
    let printed = now.to_string();
    let day_of_month: u64 = printed.get(8..10).and_then(|d| d.parse().ok()).unwrap_or(1);
    now.day().saturating_sub(day_of_month.saturating_sub(1)) * 86_400
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(per: Period, now: &str, start: &str, end: &str) {
        let at = |text| Timestamp::parse(text).unwrap();
        let era = Era::of(per, at(now));
        assert_eq!(Timestamp::from_secs(era.start), at(start), "{per:?} of {now}");
        assert_eq!(era.ends(), Some(at(end)), "{per:?} of {now}");
    }

    #[test]
    fn periods_begin_at_utc_boundaries() {
        check(Period::Hour, "2026-11-21T09:59:59.999Z", "2026-11-21T09:00:00Z", "2026-11-21T10:00:00Z");
        check(Period::Day, "2026-11-21T00:00:00Z", "2026-11-21", "2026-11-22");
        check(Period::Week, "2026-11-22T23:59:59Z", "2026-11-16", "2026-11-23"); // a Sunday
        check(Period::Week, "2026-11-23T00:00:00Z", "2026-11-23", "2026-11-30"); // the Monday after it
        check(Period::Month, "2026-12-31T23:59:59Z", "2026-12-01", "2027-01-01");
        check(Period::Month, "2028-02-29T12:00:00Z", "2028-02-01", "2028-03-01");
        check(Period::Week, "1970-01-02T00:00:00Z", "1970-01-01", "1970-01-05");
    }

    #[test]
    fn a_total_never_ends() {
        assert_eq!(Era::of(Period::Total, Timestamp::from_secs(9)).ends(), None);
    }

    #[test]
    fn each_period_ends_where_the_next_begins() {
        for per in [Period::Hour, Period::Day, Period::Week, Period::Month] {
            let mut era = Era::of(per, Timestamp::from_secs(0));
            for _ in 0..2_000 {
                let end = era.ends().unwrap();
                assert_eq!(Era::of(per, Timestamp::from_nanos(end.as_nanos() - 1)), era, "{per:?}");
                era = Era::of(per, end);
                assert_eq!(Timestamp::from_secs(era.start), end, "{per:?}");
            }
        }
    }
}
