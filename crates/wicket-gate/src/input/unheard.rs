//! The ticket from the inspection to the judges of others: what they are to be asked, and the call that waits for it. Only
//! their answers turn it into a call that may go on.

use wicket_types::Refusal;

use super::{
    Inspected,
    judge::{code_of, refusal},
};
use crate::{
    docket::{Answer, Docket},
    visit::Visit,
};

/// A call that was looked at here, and about which nobody else was heard yet.
pub struct Unheard {
    pub(super) inspected: Inspected,
    pub(super) docket: Docket,
}

impl Unheard {
    /// What is to be asked; mostly nothing.
    pub(crate) fn docket(&self) -> &Docket {
        &self.docket
    }

    /// Takes what the judges said.
    ///
    /// # Errors
    /// A judge found what a guard refuses, or left a finding of the built-in guard as it was.
    pub(crate) fn heard(self, answers: Vec<Answer>, visit: &mut Visit) -> Result<Inspected, Refusal> {
        let Unheard { inspected, docket } = self;
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
