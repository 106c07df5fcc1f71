//! Which of the hits that overlap stay.

use std::collections::BTreeMap;

use wicket_types::{Confidence, Guard};

use super::Hit;

/// A hit, and how sure it is. Smaller than a finding, for a text may be full of them.
#[derive(Clone, Debug)]
pub(super) struct Weighed {
    pub hit: Hit,
    pub guard: Guard,
    pub confidence: Confidence,
}

/// The hits sorted by start, of each guard those that do not overlap a surer one, or as sure a one that is longer.
/// Those far apart are never compared, so a text of nothing but hits takes no longer than its length.
pub(super) fn winners(mut found: Vec<Weighed>) -> Vec<Weighed> {
    found.sort_by_key(|Weighed { hit, guard, .. }| (*guard as usize, hit.span.start, hit.span.end));
    let mut stay = Vec::with_capacity(found.len());
    let (mut group, mut of, mut end) = (Vec::new(), None, 0);
    for weighed in found {
        if of != Some(weighed.guard) || weighed.hit.span.start >= end {
            settle(&mut group, &mut stay);
            (of, end) = (Some(weighed.guard), 0);
        }
        end = end.max(weighed.hit.span.end);
        group.push(weighed);
    }
    settle(&mut group, &mut stay);
    stay.sort_by_key(|Weighed { hit, .. }| (hit.span.start, hit.span.end));
    stay
}

/// Moves those of `group`, each of which overlaps another, that win to `stay`.
fn settle(group: &mut Vec<Weighed>, stay: &mut Vec<Weighed>) {
    if group.len() > 1 {
        let order = |Weighed { hit: Hit { span, .. }, confidence, .. }: &Weighed| {
            (1.0 - confidence.get(), usize::MAX - span.len(), span.start)
        };
        group.sort_by(|a, b| order(a).partial_cmp(&order(b)).unwrap_or(std::cmp::Ordering::Equal));
        // Starts and ends of those that stay: a chain of hits may be as long as the text.
        let mut taken = BTreeMap::new();
        group.retain(|Weighed { hit: Hit { span, .. }, .. }| {
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

    use super::*;

    fn spans(found: &[(Guard, Range<usize>, f32)]) -> Vec<(usize, usize)> {
        let found = found.iter().map(|(guard, span, sure)| Weighed {
            hit: Hit { rule: 0, span: span.clone() },
            guard: *guard,
            confidence: Confidence::new(*sure),
        });
        winners(found.collect()).into_iter().map(|Weighed { hit, .. }| (hit.span.start, hit.span.end)).collect()
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
