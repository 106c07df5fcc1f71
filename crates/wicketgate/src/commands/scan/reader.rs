//! Both stages of the detectors, one behind the other: nobody waits for a scan as a caller waits for a gate.

use std::cell::RefCell;

use wicket_detect::{
    Detector, Scan, Second, Wants,
    second::{Ask, Scratch},
};
use wicket_types::{Confidence, Origin};

/// The detectors, and whether the encoder reads too.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'d> {
    pub(super) detector: &'d Detector,
    second: Option<&'static Second>,
    ask: Ask,
    least: Confidence,
}

impl<'d> Reader<'d> {
    /// A reader that asks the encoder as `ask` says.
    pub(super) fn new(detector: &'d Detector, ask: Ask) -> Self {
        let second = if ask == Ask::Never { None } else { Second::built_in() };
        Reader { detector, second, ask, least: Confidence::new(0.0) }
    }

    /// The same, without findings that are less sure than `least`.
    pub(super) fn at_least(self, least: Confidence) -> Self {
        Reader { least, ..self }
    }

    /// Whether a finding that is so sure is told.
    pub(super) fn takes(&self, confidence: Confidence) -> bool {
        confidence >= self.least
    }

    /// As [`Detector::scan`], and a second opinion where it is asked for.
    pub(super) fn scan(&self, text: &str, origin: Origin, wants: Wants) -> Scan {
        thread_local! {
            static SCRATCH: RefCell<Option<Scratch>> = const { RefCell::new(None) };
        }
        let mut scan = self.detector.scan(text, origin, wants);
        let doubts = scan.doubts(self.ask);
        if let Some(second) = self.second.filter(|_| !doubts.is_empty()) {
            let opinion = SCRATCH.with_borrow_mut(|scratch| {
                second.read(text, scan.stages.telling, origin, scratch.get_or_insert_with(|| second.scratch()))
            });
            scan.join(&opinion, doubts);
        }
        scan.findings.retain(|finding| self.takes(finding.confidence));
        scan
    }
}
