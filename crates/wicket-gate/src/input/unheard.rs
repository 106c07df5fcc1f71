//! The ticket from the inspection to the judges of others: what they are to be asked, and the call that waits for it. Only
//! their answers turn it into a call that may go on.

use wicket_detect::SecondOpinion;
use wicket_types::{Code, Kind, Refusal};

use super::{
    Inspected,
    judge::{code_of, judge, refusal},
    remembered::Reader,
};
use crate::{
    docket::{Answer, Docket},
    second_look::Doubt,
    settings::Guards,
    visit::{Notes, Visit},
};

/// A call that was looked at here, and about which nobody else was heard yet.
pub struct Unheard {
    pub(super) inspected: Inspected,
    pub(super) docket: Docket,
    /// What the first stage of the detectors is in doubt about.
    pub(super) doubts: Vec<Doubt>,
}

impl Unheard {
    /// The texts that are to get a second look; mostly none.
    pub(crate) fn doubts(&self) -> &[Doubt] {
        &self.doubts
    }

    /// Takes what the second looks say, in the order of the doubts.
    ///
    /// # Errors
    /// Both stages together are sure of what a guard refuses.
    pub(crate) fn seen_again(
        mut self,
        opinions: Vec<Option<SecondOpinion>>,
        reader: &Reader,
        visit: &mut Visit,
    ) -> Result<Self, Refusal> {
        let settings = visit.settings.clone();
        let doubts = std::mem::take(&mut self.doubts);
        match settle(doubts, opinions, reader, &settings.guards, &mut visit.notes) {
            None => Ok(self),
            Some((code, kind, place)) => {
                let Inspected { admitted, call, .. } = &self.inspected;
                let path = place.and_then(|at| call.segments.get(at)).map(|segment| segment.path(&admitted.body));
                Err(refusal(code, &kind, path, visit))
            }
        }
    }

    /// What is to be asked; mostly nothing.
    pub(crate) fn docket(&self) -> &Docket {
        &self.docket
    }

    /// Takes what the judges said.
    ///
    /// # Errors
    /// A judge found what a guard refuses, or left a finding of the built-in guard as it was.
    pub(crate) fn heard(self, answers: Vec<Answer>, visit: &mut Visit) -> Result<Inspected, Refusal> {
        let Unheard { inspected, docket, .. } = self;
        if docket.cases.is_empty() {
            return Ok(inspected);
        }
        let settings = visit.settings.clone();
        match docket.settle(answers, &settings, &mut visit.notes) {
            None => Ok(inspected),
            Some((guard, kind, place)) => {
                let body = &inspected.admitted.body;
                let segment = place.and_then(|at| inspected.call.segments.get(at));
                Err(refusal(code_of(guard), &kind, segment.map(|segment| segment.path(body)), visit))
            }
        }
    }
}

/// Judges with the second opinions. The first refusal, and the segment that it stands in. What turned out clean is
/// remembered, so that it costs no look in the next turn.
fn settle(
    doubts: Vec<Doubt>,
    opinions: Vec<Option<SecondOpinion>>,
    reader: &Reader,
    guards: &Guards,
    notes: &mut Notes,
) -> Option<(Code, Kind, Option<usize>)> {
    let mut refuse = None;
    for (doubt, opinion) in doubts.into_iter().zip(opinions) {
        let (Some(opinion), mut scan) = (opinion, doubt.scan) else { continue };
        scan.join(&opinion, doubt.guards);
        if doubt.may_be_clean {
            reader.remember(&doubt.text, doubt.origin, doubt.wants, &scan);
        }
        if let Some((code, kind)) = judge(guards, scan, notes).refuse {
            refuse.get_or_insert((code, kind, doubt.place));
        }
    }
    refuse
}
