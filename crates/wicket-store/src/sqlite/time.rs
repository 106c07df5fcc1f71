//! Times as the database keeps them: nanoseconds since 1970 in UTC.

use wicket_types::Timestamp;

/// A time as the database keeps it.
pub(crate) fn stored(time: Timestamp) -> i64 {
    i64::try_from(time.as_nanos()).unwrap_or(i64::MAX)
}

/// A time as the database kept it; before 1970 counts as 1970.
pub(crate) fn loaded(nanos: i64) -> Timestamp {
    Timestamp::from_nanos(u64::try_from(nanos).unwrap_or(0))
}
