//! Which of the findings that overlap stay.

use std::collections::BTreeMap;

use wicket_types::{Finding, Guard};

/// The findings sorted by start, of each guard those that do not overlap a surer one, or as sure a one that is longer.
/// Those far apart are never compared, so a text of nothing but findings takes no longer than its length.
pub(super) fn winners(mut found: Vec<(Guard, Finding)>) -> Vec<Finding> {
    found.sort_by_key(|(guard, finding)| (*guard as usize, finding.span.start, finding.span.end));
    let mut stay = Vec::with_capacity(found.len());
    let (mut group, mut of, mut end) = (Vec::new(), None, 0);
    for (guard, finding) in found {
        if of != Some(guard) || finding.span.start >= end {
            settle(&mut group, &mut stay);
            (of, end) = (Some(guard), 0);
        }
        end = end.max(finding.span.end);
        group.push(finding);
    }
    settle(&mut group, &mut stay);
    stay.sort_by_key(|finding| (finding.span.start, finding.span.end));
    stay
}

/// Moves those of `group`, each of which overlaps another, that win to `stay`.
fn settle(group: &mut Vec<Finding>, stay: &mut Vec<Finding>) {
    if group.len() > 1 {
        let order =
            |finding: &Finding| (1.0 - finding.confidence.get(), usize::MAX - finding.span.len(), finding.span.start);
        group.sort_by(|a, b| order(a).partial_cmp(&order(b)).unwrap_or(std::cmp::Ordering::Equal));
        // Starts and ends of those that stay: a chain of findings may be as long as the text.
        let mut taken = BTreeMap::new();
        group.retain(|Finding { span, .. }| {
            let is_free = taken.range(..span.end).next_back().is_none_or(|(_, &end)| end <= span.start);
            if is_free {
                taken.insert(span.start, span.end);
            }
            is_free
        });
    }
    stay.append(group);
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use wicket_types::{Confidence, Kind};

    use super::*;

    fn finding(span: Range<usize>, confidence: f32) -> Finding {
        let confidence = Confidence::new(confidence);
        Finding { kind: Kind::of("pii.email"), span, confidence, rule: "a".into(), severity: None }
    }

    fn spans(found: &[(Guard, Range<usize>, f32)]) -> Vec<(usize, usize)> {
        let found = found.iter().map(|(guard, span, sure)| (*guard, finding(span.clone(), *sure)));
        winners(found.collect()).into_iter().map(|Finding { span, .. }| (span.start, span.end)).collect()
    }

    #[test]
    fn the_surer_stays_then_the_longer() {
        assert_eq!(spans(&[(Guard::Pii, 0..5, 0.5), (Guard::Pii, 4..9, 0.9)]), [(4, 9)]);
        assert_eq!(spans(&[(Guard::Pii, 0..5, 0.5), (Guard::Pii, 1..9, 0.5)]), [(1, 9)]);
        // The first loses to the second, so the third does not overlap what stays.
        assert_eq!(
            spans(&[
                (Guard::Pii, 0..5, 0.5),
                (Guard::Pii, 4..9, 0.9),
                (Guard::Pii, 8..12, 0.6),
                (Guard::Pii, 9..13, 0.5)
            ]),
            [(4, 9), (9, 13)]
        );
    }

    #[test]
    fn guards_do_not_compete_and_neighbours_do_not_overlap() {
        assert_eq!(spans(&[(Guard::Secrets, 2..8, 0.9), (Guard::Pii, 0..5, 0.5)]), [(0, 5), (2, 8)]);
        assert_eq!(spans(&[(Guard::Pii, 5..9, 0.5), (Guard::Pii, 0..5, 0.9)]), [(0, 5), (5, 9)]);
        assert!(spans(&[]).is_empty());
    }
}
