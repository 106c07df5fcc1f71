//! Secrets that have begun and not ended where a text ends: a stream must not let go of their beginning.

use wicket_types::Guard;

use super::{Detector, anchors::Target};
use crate::{
    Wants,
    rules::{Find, Rule, fillers, secrets::assignment, shared},
};

impl Detector {
    /// Where secrets of a known form begin in `text` that could go on behind its end, and the rules of which
    /// they keep the shape so far. O(n).
    pub(crate) fn open_secrets(&self, text: &str) -> Vec<(usize, &'static Rule)> {
        let mut open = Vec::new();
        self.anchors.each(text, Wants::of(&[Guard::Secrets]), |anchor, target| {
            let Target::Rule(index) = target else { return };
            let (rule, Some(shape)) = (self.rules[index as usize], &self.shapes[index as usize]) else { return };
            if rule.kind.guard() != Some(Guard::Secrets) {
                return;
            }
            let start = match rule.find {
                Find::Token { starts, .. } => Some(anchor.start).filter(|_| {
                    shared::begins_word(text, anchor.start)
                        && text.get(anchor).is_some_and(|start| starts.contains(&start))
                }),
                Find::Labelled { .. } => {
                    Some(fillers::skip_filler(text, anchor.end)).filter(|_| shared::begins_label(text, anchor.start))
                }
                Find::Named { .. } => assignment::value_of(text, anchor),
                _ => None,
            };
            // What has only just begun may be anything.
            let is_told = |start: usize| start < text.len() && shape.is_open(text, start);
            if let Some(start) = start.filter(|&start| is_told(start)) {
                open.push((start, rule));
            }
        });
        open
    }
}
