//! The door: one request's path.
//!
//! ```text
//! visitor ─▶ perimeter ─▶ input ─▶ processing ─▶ upstream ─▶ provider
//!        ◀── monitor  ◀── output ◀───────────────────────────┘
//! ```
//!
//! [`path`] shows it on one screen. Each layer makes a ticket with private fields that the next one takes, so a layer
//! that is skipped does not compile.

pub mod address;
pub mod admin;
pub mod crossing;
mod docket;
pub mod gate;
mod gathered;
pub mod input;
pub mod lookups;
pub mod money;
pub mod monitor;
pub mod output;
pub mod path;
pub mod perimeter;
pub mod processing;
pub mod rule_set;
mod second_look;
pub mod settings;
mod turn;
pub mod upstream;
pub mod visit;

use std::{
    sync::LazyLock,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use wicket_types::{Moment, Timestamp};

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Time on the monotonic clock, since the process first asked.
pub fn monotonic() -> Moment {
    Moment(u64::try_from(START.elapsed().as_nanos()).unwrap_or(u64::MAX))
}

/// Time on the wall clock. A clock set before 1970 counts as 1970.
pub fn wall() -> Timestamp {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    Timestamp::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}
