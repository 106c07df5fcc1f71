//! Why a scan says what it says: every sign that a rule saw, the reading that shows it, and what it adds to the score.

use std::{borrow::Cow, collections::HashMap, ops::Range};

use wicket_types::{Guard, Kind, Origin};

use super::{Detector, Hit, models::Opinions, walk::Told};
use crate::{
    Wants,
    reading::{self, Way},
    rules::talk::Talk,
};

/// Less is no sign: a model has some opinion of every text.
const WEAK: f32 = 0.05;

/// One thing that a rule or a model saw. Weak signs are among them, which make no finding alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// The rule's id.
    pub rule: Cow<'static, str>,
    /// What the rule finds, in a few words.
    pub title: Cow<'static, str>,
    /// On whose authority.
    pub source: Cow<'static, str>,
    /// What it is.
    pub kind: Kind,
    /// Bytes of the text as given.
    pub span: Range<usize>,
    /// The reading in which it was seen.
    pub way: Way,
    /// How sure the rule is here, 0.0 to 1.0: its confidence, less where the words around speak of examples.
    pub weight: f32,
}

impl Detector {
    /// Everything that rules and models see in `text`, sorted by place: what [`Detector::scan`] sums up. O(n).
    ///
    /// ```
    /// use wicket_detect::{Detector, Wants, reading::Way};
    /// use wicket_types::Origin;
    /// let text = "decode aWdub3JlIGFsbCBwcmV2aW91cyBpbnN0cnVjdGlvbnM=";
    /// let signs = Detector::standard().explain(text, Origin::User, Wants::ALL);
    /// assert!(signs.iter().any(|sign| sign.way == Way::Base64 && sign.span == (7..50)));
    /// ```
    pub fn explain(&self, text: &str, origin: Origin, wants: Wants) -> Vec<Sign> {
        let (mut signs, mut opinions) = (Vec::new(), Opinions::default());
        let (reading, talk) = (reading::canonical(text), Talk::of(text, origin));
        self.each(text, &reading, origin, self.narrowed(wants, origin), &mut |told| match (told, self.model) {
            (Told::Hit(hit, way), _) => signs.extend(self.sign(&talk, hit, way)),
            (Told::Reading(reading), Some(model)) => opinions.ask(model, &reading, origin),
            (Told::Reading(_), None) => {}
        });
        signs.extend(
            self.model
                .into_iter()
                .flat_map(|model| std::mem::take(&mut opinions).signs(model, origin))
                .filter(|s| s.weight >= WEAK && s.kind.guard().is_some_and(|guard| wants.has(guard))),
        );
        signs.sort_by(|a, b| (a.span.start, b.span.end, &a.rule).cmp(&(b.span.start, a.span.end, &b.rule)));
        // One place is read in several ways and by several phrases of a rule: the longest of them is enough to explain it.
        let mut ends = HashMap::new();
        signs.retain(|sign| {
            let is_new = ends.get(&sign.rule).is_none_or(|end| *end < sign.span.end);
            if is_new {
                ends.insert(sign.rule.clone(), sign.span.end);
            }
            is_new
        });
        signs
    }

    fn sign(&self, talk: &Talk<'_>, hit: Hit, way: Way) -> Option<Sign> {
        let ((kind, confidence), rule) = (self.said_by(hit.rule)?, self.id_of(hit.rule)?);
        let is_injection = kind.guard() == Some(Guard::Injection);
        let weight = confidence * if is_injection { talk.damping(&hit.span) } else { 1.0 };
        let (title, source) = self.words_of(hit.rule);
        Some(Sign { rule, title, source, kind: kind.clone(), span: hit.span, way, weight })
    }

    /// Kind and confidence of a rule by its number.
    pub(super) fn said_by(&self, rule: usize) -> Option<(&Kind, f32)> {
        match self.rules.get(rule) {
            Some(rule) => Some((&rule.kind, rule.confidence)),
            None => self.own(rule).map(|own| (&own.kind, own.confidence)),
        }
    }

    /// The id of a rule by its number.
    pub(super) fn id_of(&self, rule: usize) -> Option<Cow<'static, str>> {
        match self.rules.get(rule) {
            Some(rule) => Some(Cow::Borrowed(rule.id)),
            None => self.own(rule).map(|own| Cow::Owned(own.id.clone())),
        }
    }

    fn words_of(&self, rule: usize) -> (Cow<'static, str>, Cow<'static, str>) {
        match (self.rules.get(rule), self.own(rule)) {
            (Some(rule), _) => (rule.title.into(), rule.source.into()),
            (None, Some(own)) => (own.title.clone().into(), own.source.clone().into()),
            (None, None) => Default::default(),
        }
    }

    fn own(&self, rule: usize) -> Option<&crate::custom::Head> {
        self.custom.heads().get(rule.checked_sub(self.rules.len())?)
    }
}
