//! The trained stage of a scan: opinions over every reading, joined with what the rules say.

use std::{cell::RefCell, ops::Range, sync::OnceLock};

use wicket_types::{Confidence, Finding, Guard, Kind, Origin};

use super::{Scan, Wants};
use crate::{
    model::{Head, INJECTION, Linear, Opinion, PLANTED, SAFETY, Scratch},
    rules::CONFIDENT,
};

/// The weights; `models/linear.md` says what they were trained on and how good they are.
static WEIGHTS: &[u8] = include_bytes!("../../models/linear.bin");

/// What a full score of the rules adds to the log odds of the model, measured on sources that neither has seen.
pub const RULES_ODDS: f32 = 8.0;

/// Shortest text with an opinion, in bytes: less is a word or a name.
const SHORTEST: usize = 12;

/// What is asked: a guard, and the kind and rule of its findings.
const QUESTIONS: [(Guard, Kind, &str); 2] = [
    (Guard::Injection, Kind::of("injection.model"), "model.linear.injection"),
    (Guard::Safety, Kind::of("safety.harmful"), "model.linear.safety"),
];

/// The head that answers for `guard` in text of `origin`.
const fn head_of(guard: Guard, origin: Origin) -> usize {
    match guard {
        Guard::Injection if origin.is_foreign() => PLANTED,
        Guard::Injection => INJECTION,
        _ => SAFETY,
    }
}

/// The model that the program carries; `None` if its checksum does not fit, which a test rules out for what is shipped.
pub(super) fn built_in() -> Option<&'static Linear> {
    static MODEL: OnceLock<Option<Linear>> = OnceLock::new();
    MODEL.get_or_init(|| Linear::from_bytes(WEIGHTS).ok()).as_ref()
}

/// The strongest opinion on each question over the readings of one text.
#[derive(Debug, Default)]
pub(super) struct Opinions([Option<Opinion>; 2]);

impl Opinions {
    /// Asks `model` about one reading; `home` maps a span of it to the text as given.
    pub(super) fn ask(
        &mut self,
        model: &Linear,
        reading: &str,
        origin: Origin,
        wants: Wants,
        home: impl Fn(Range<usize>) -> Range<usize>,
    ) {
        thread_local! {
            static SCRATCH: RefCell<Scratch> = RefCell::default();
        }
        if reading.len() < SHORTEST {
            return;
        }
        let is_planted = wants.has(Guard::Injection) && origin.is_foreign();
        let is_whole = wants.has(Guard::Safety) || wants.has(Guard::Injection) && !is_planted;
        let (mut injection, mut safety) = (None, None);
        SCRATCH.with_borrow_mut(|scratch| {
            if is_whole {
                let [said, harm, _] = model.judge(reading, scratch);
                (injection, safety) = (Some(said), Some(harm));
            }
            if is_planted {
                injection = Some(model.judge_planted(reading, scratch));
            }
        });
        for (strongest, opinion) in self.0.iter_mut().zip([injection, safety]) {
            if let Some(opinion) = opinion
                && strongest.as_ref().is_none_or(|before| opinion.odds > before.odds)
            {
                *strongest = Some(Opinion { odds: opinion.odds, span: home(opinion.span) });
            }
        }
    }

    /// Joins what the model says with the rules of `scan`, and adds a finding where only the model is sure.
    pub(super) fn join(self, model: &Linear, origin: Origin, wants: Wants, scan: &mut Scan) {
        for ((guard, kind, rule), strongest) in QUESTIONS.into_iter().zip(self.0) {
            let head = model.head(head_of(guard, origin));
            let (Some(head), Some(Opinion { odds, span })) = (head, strongest.filter(|_| wants.has(guard))) else {
                continue;
            };
            let score = match guard {
                Guard::Injection => injection(head, odds, scan),
                _ => {
                    scan.safety = head.probability(odds);
                    scan.safety
                }
            };
            let is_told = scan.findings.iter().any(|finding| finding.kind.guard() == Some(guard));
            if score >= CONFIDENT && !is_told && !span.is_empty() {
                let at = scan.findings.partition_point(|finding| finding.span.start <= span.start);
                scan.findings.insert(at, Finding { kind, span, confidence: Confidence::new(score), rule });
            }
        }
    }
}

/// Sets the joint score of the rules and the model: neither lowers what the other is sure of.
fn injection(head: &Head, odds: f32, scan: &mut Scan) -> f32 {
    let rules = scan.injection;
    scan.stages.rules = rules;
    scan.stages.linear = head.probability(odds);
    let joint = head.probability(odds + RULES_ODDS * rules);
    scan.injection = rules.max(joint);
    joint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_weights_are_whole() {
        assert!(built_in().is_some());
    }
}
