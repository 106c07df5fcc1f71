//! The brake on a caller who goes on asking after it was refused. A refusal costs little, but thousands a second keep a
//! thread from everyone else; whoever waits as it was told never feels this.

use std::time::Duration;

use wicket_types::Moment;

/// Refusals of one second that are told at once: more than a crowd of impatient clients gets.
const AT_ONCE: u32 = 50;
/// What each further one waits, so that a caller gets ten in a second for each of its connections.
const PAUSE: Duration = Duration::from_millis(100);
const SECOND: Duration = Duration::from_secs(1);

/// What one caller was refused in this second.
#[derive(Debug, Default)]
pub(super) struct Brake {
    since: Moment,
    refused: u32,
}

impl Brake {
    /// Counts a refusal; how long it waits before it is told.
    pub fn refused(&mut self, now: Moment) -> Duration {
        if now.since(self.since) >= SECOND {
            *self = Brake { since: now, refused: 0 };
        }
        self.refused = self.refused.saturating_add(1);
        if self.refused <= AT_ONCE { Duration::ZERO } else { PAUSE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_waits_and_a_patient_caller_does_not() {
        let (mut brake, at) = (Brake::default(), |ms: u64| Moment(ms * 1_000_000));
        let flood: Vec<_> = (0..200).map(|n| brake.refused(at(10_000 + n))).collect();
        assert_eq!(flood.iter().filter(|pause| pause.is_zero()).count(), AT_ONCE as usize);
        assert!((0..200).all(|n| brake.refused(at(20_000 + n * 40)).is_zero()), "25 in a second");
    }
}
