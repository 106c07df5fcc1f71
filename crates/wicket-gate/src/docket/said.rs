//! What a judge said, in our own words: a score, whether it flagged the text, and kinds from a closed list. Nothing that a
//! judge writes reaches a record or a metric as it wrote it.

use wicket_types::{Guard, Kind};

use crate::settings::Judge;

/// A judge's word about one text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Said {
    /// 0.0 harmless … 1.0 certain.
    pub score: f32,
    /// The judge itself calls it a finding.
    pub flagged: bool,
    /// What it is, as far as the judge told and we have a word for it.
    pub kinds: Vec<Kind>,
}

impl Said {
    /// Nothing was found.
    pub const CLEAN: Said = Said { score: 0.0, flagged: false, kinds: Vec::new() };

    /// Whether it counts as a finding of `judge`.
    pub fn counts(&self, judge: &Judge) -> bool {
        judge.threshold.map_or(self.flagged, |threshold| self.score >= threshold.get())
    }

    /// What it says to one of the guards that `judge` speaks for. A judge that names kinds of some of its guards only
    /// speaks to those.
    pub fn kinds_for(&self, judge: &Judge, guard: Guard) -> Vec<Kind> {
        if !self.counts(judge) {
            return Vec::new();
        }
        let is_for = |kind: &&Kind| kind.guard().is_some_and(|guard| judge.guards.contains(&guard));
        let mut kinds = self.kinds.iter().filter(is_for).peekable();
        if kinds.peek().is_none() {
            return vec![general(guard)];
        }
        kinds.filter(|kind| kind.guard() == Some(guard)).cloned().collect()
    }

    /// The stricter of two words about parts of one text.
    #[must_use]
    pub fn and(mut self, other: Said) -> Said {
        self.score = self.score.max(other.score);
        self.flagged |= other.flagged;
        self.kinds.extend(other.kinds);
        self
    }
}

/// The kind of a finding of which a judge tells no more than that it is one.
pub(crate) const fn general(guard: Guard) -> Kind {
    Kind::of(match guard {
        Guard::Injection => "injection.judge",
        Guard::Pii => "pii.judge",
        Guard::Secrets => "secret.judge",
        Guard::Safety => "safety.judge",
        Guard::Leak => "leak.judge",
        Guard::Exfil => "exfil.judge",
    })
}
