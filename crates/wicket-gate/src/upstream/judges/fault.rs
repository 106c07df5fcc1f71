//! How a judge fails to give its verdict.

use std::fmt;

/// Why there is no verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has failed often and is left alone for a while.
    Resting,
    /// The time that a visit waits for it ran out.
    Deadline,
    /// No connection, or one that broke off.
    Unreachable(String),
    /// It answered with another status than 200, a redirect included: none is followed.
    Status(u16),
    /// Its answer cannot be read.
    Garbage(&'static str),
    /// Its key cannot be used.
    NoKey(String),
    /// The call is more sensitive than it may receive.
    Class,
    /// The call has more text than it may be asked about.
    TooMuch,
    /// Its budget is used up.
    Budget,
    /// It has a budget and no price.
    Unpriced,
    /// The configuration in force does not name it any more.
    Gone,
}

impl Fault {
    /// Whether it is known before any question is asked.
    pub const fn is_early(&self) -> bool {
        matches!(self, Fault::Class | Fault::TooMuch | Fault::Budget | Fault::Unpriced | Fault::Gone)
    }

    /// The label in metrics.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Fault::Resting => "resting",
            Fault::Deadline => "deadline",
            Fault::Unreachable(_) => "unreachable",
            Fault::Status(_) => "status",
            Fault::Garbage(_) => "garbage",
            Fault::NoKey(_) => "no_key",
            Fault::Class => "class",
            Fault::TooMuch => "too_much",
            Fault::Budget => "budget",
            Fault::Unpriced => "unpriced",
            Fault::Gone => "gone",
        }
    }
}

/// For the operator's log.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Resting => f.write_str("it has failed often and rests"),
            Fault::Deadline => f.write_str("its deadline ran out"),
            Fault::Unreachable(why) => f.write_str(why),
            Fault::Status(status) => write!(f, "it answered with status {status}"),
            Fault::Garbage(why) => write!(f, "its answer cannot be used: {why}"),
            Fault::NoKey(why) => write!(f, "its key cannot be used: {why}"),
            Fault::Class => f.write_str("the call is more sensitive than it may receive"),
            Fault::TooMuch => f.write_str("the call has more text than `questions` times `text_bytes`"),
            Fault::Budget => f.write_str("its budget is used up"),
            Fault::Unpriced => f.write_str("it has a budget and no price"),
            Fault::Gone => f.write_str("the configuration does not name it any more"),
        }
    }
}
