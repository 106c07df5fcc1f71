//! One scan: which families to look for, the detector itself, and what it says.

mod anchors;
mod automaton;
mod chain;
mod classes;
mod digits;
mod explain;
mod literals;
mod models;
mod open;
mod pages;
mod phrases;
mod shapes;
mod sizes;
mod slots;
mod spots;
mod tables;
mod walk;
mod winners;

use std::{collections::HashSet, ops::Range, sync::Arc};

use aws_lc_rs::digest::{SHA256, digest};
use wicket_types::{Confidence, Finding, Guard, Origin, Severity};

use crate::{
    Wants, custom,
    model::Linear,
    reading,
    rules::{self, CONFIDENT, Find, Rule, talk::Talk},
};
pub use models::{QUESTIONS, Question, RULES_ODDS, log_odds, probability};

use anchors::Anchors;
use digits::DigitRules;
pub use explain::Sign;
use models::Opinions;
use phrases::Phrases;
use shapes::Shape;
use walk::Told;
use winners::{Weighed, winners};

/// What one text holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scan {
    /// Sorted by start; findings of one guard do not overlap. Spans are bytes of the text as given, on character borders.
    pub findings: Vec<Finding>,
    /// 0.0 clean … 1.0 certainly an injection.
    pub injection: f32,
    /// 0.0 harmless … 1.0 certainly harmful.
    pub safety: f32,
    /// 0.0 … 1.0, how much of the hidden instructions the text repeats; [`Detector::leak_score`] computes it.
    pub leak: f32,
    /// What each stage said of injection by itself.
    pub stages: Stages,
}

/// What each stage of the cascade said by itself, 0.0 to 1.0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stages {
    /// The rules, of injection.
    pub rules: f32,
    /// The linear model, of injection.
    pub linear: f32,
    /// The linear model, of harm.
    pub linear_safety: f32,
    /// The encoder, of injection, where it was asked.
    pub encoder: Option<f32>,
    /// The encoder, of harm, where it was asked.
    pub encoder_safety: Option<f32>,
    /// Guards that were looked for and are not sure of a finding.
    pub open: Wants,
    /// Those of them that are not sure of nothing either.
    pub undecided: Wants,
    /// Where in the text as given the stretch begins that one of them finds most telling.
    pub telling: usize,
}

/// All rules, compiled. Immutable and shared by every thread; building one takes milliseconds, so build it once.
#[derive(Debug)]
pub struct Detector {
    rules: Vec<&'static Rule>,
    /// The guard that each rule belongs to: asked at every anchor.
    guards: Vec<Option<Guard>>,
    /// The compiled shape of each rule that has one, by the rule's index.
    shapes: Vec<Option<Shape>>,
    anchors: Anchors,
    phrases: Phrases,
    /// The rule that each phrase belongs to.
    phrase_rules: Vec<usize>,
    digits: DigitRules,
    at_signs: Vec<usize>,
    hidden: Vec<usize>,
    disguised: Vec<usize>,
    /// The trained stage; without it rules decide alone.
    model: Option<&'static Linear<'static>>,
    /// Rules of the operator's own; they are numbered behind the others.
    custom: Arc<custom::Rules>,
    version: String,
}

/// One hit of a rule in a reading.
#[derive(Clone, Debug)]
struct Hit {
    rule: usize,
    span: Range<usize>,
}

impl Detector {
    /// The built-in rules. A row whose shape does not compile is left out; a test holds every row to compile.
    pub fn standard() -> Self {
        Detector { model: models::built_in(), ..Self::of_rules_alone() }
    }

    /// The built-in rules without trained models: for a trainer, and to see what a model adds.
    pub fn of_rules_alone() -> Self {
        Self::of(rules::all().collect())
    }

    fn of(rules: Vec<&'static Rule>) -> Self {
        let mut phrase_texts = Vec::new();
        let mut phrase_rules = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            if let Find::Phrase { phrases, .. } = rule.find {
                phrase_texts.extend_from_slice(phrases);
                phrase_rules.extend(phrases.iter().map(|_| index));
            }
        }
        let sets = rules::sets();
        let phrases = Phrases::new(phrase_texts.iter().copied(), &sets);
        let starts = phrase_texts.iter().flat_map(|phrase| slots::first_words(phrase, &sets));
        let anchors = Anchors::new(&rules, starts);
        let find_is = |wanted: fn(&Find) -> bool| -> Vec<usize> {
            (0..rules.len()).filter(|&i| wanted(&rules[i].find)).collect()
        };
        Detector {
            guards: rules.iter().map(|rule| rule.kind.guard()).collect(),
            shapes: rules.iter().map(|rule| Shape::of(&rule.find)).collect(),
            anchors,
            phrases,
            phrase_rules,
            digits: DigitRules::new(&rules),
            at_signs: find_is(|find| matches!(find, Find::AtSign { .. })),
            hidden: find_is(|find| matches!(find, Find::Hidden)),
            disguised: find_is(|find| matches!(find, Find::Disguised)),
            custom: Arc::default(),
            version: version(&rules),
            model: None,
            rules,
        }
    }

    /// The same detector, which looks for `custom` rules as well.
    #[must_use]
    pub fn with(self, custom: Arc<custom::Rules>) -> Self {
        // The rules that it looked for before go, and their name with them.
        let base = self.version.split('+').next().unwrap_or_default();
        let version = custom.version().map_or_else(|| base.to_owned(), |own| format!("{base}+{own}"));
        Detector { custom, version, ..self }
    }

    /// The operator's own rules.
    pub fn custom(&self) -> &custom::Rules {
        &self.custom
    }

    /// Names the set of rules, so that remembered scans are forgotten when it changes.
    pub fn rule_set_version(&self) -> &str {
        &self.version
    }

    /// Looks for the families of `wants` in `text`, which was written by `origin`. O(n), never fails.
    ///
    /// ```
    /// use wicket_detect::{Detector, Wants};
    /// use wicket_types::Origin;
    /// let scan = Detector::standard().scan("write to ann@example.org", Origin::User, Wants::ALL);
    /// assert_eq!(scan.findings[0].span, 9..24);
    /// assert_eq!(scan.findings[0].kind.as_str(), "pii.email");
    /// ```
    pub fn scan(&self, text: &str, origin: Origin, wants: Wants) -> Scan {
        let wants = self.narrowed(wants, origin);
        if wants.is_empty() || text.is_empty() {
            return Scan::default();
        }
        let (mut hits, mut opinions) = (Vec::new(), Opinions::default());
        let reading = reading::canonical(text);
        self.each(text, &reading, origin, wants, &mut |told| match told {
            Told::Hit(hit, _) => hits.push(hit),
            Told::Reading(reading) => {
                if let Some(model) = self.model {
                    opinions.ask(model, &reading, origin);
                }
            }
        });
        let mut scan = self.sum_up(text, origin, hits);
        if let Some(model) = self.model {
            opinions.join(model, text, origin, wants, &mut scan);
        }
        if wants.has_names() {
            scan.findings = crate::names::added(text, &reading, scan.findings);
        }
        scan
    }

    /// Which families are worth looking for in text of `origin`. Instructions of the operator and the model's own words are
    /// no attack on the model; links that carry data out are written by the model.
    fn narrowed(&self, wants: Wants, origin: Origin) -> Wants {
        match origin {
            Origin::System | Origin::Developer | Origin::Schema => {
                wants.without(Guard::Injection).without(Guard::Exfil)
            }
            Origin::Assistant | Origin::ToolCall => wants.without(Guard::Injection),
            _ => wants.without(Guard::Exfil),
        }
    }

    /// Hits become findings and scores: the surer hit wins where two of one guard overlap.
    fn sum_up(&self, text: &str, origin: Origin, hits: Vec<Hit>) -> Scan {
        let talk = Talk::of(text, origin);
        let mut scan = Scan { injection: self.injection_score(&talk, &hits), ..Scan::default() };
        if hits.is_empty() {
            return scan;
        }
        // Room for all at once: a text of nothing but findings would else be copied from room to larger room.
        let mut found = Vec::with_capacity(hits.len());
        found.extend(hits.into_iter().filter_map(|hit| self.weighed(text, &talk, hit)));
        let found = winners(found);
        scan.findings.reserve_exact(found.len());
        scan.findings.extend(found.into_iter().filter_map(|weighed| self.finding(weighed)));
        let harms = scan.findings.iter().filter(|finding| finding.kind.guard() == Some(Guard::Safety));
        scan.safety = harms.map(|finding| finding.confidence.get()).fold(0.0, f32::max);
        scan
    }

    /// How sure `hit` is; `None` of one that is not sure enough, or that stands for nothing in `text`.
    fn weighed(&self, text: &str, talk: &Talk<'_>, hit: Hit) -> Option<Weighed> {
        let (kind, mut confidence) = self.said_by(hit.rule)?;
        let guard = kind.guard()?;
        if guard == Guard::Injection {
            confidence *= talk.damping(&hit.span);
            if confidence < CONFIDENT {
                return None;
            }
        }
        text.get(hit.span.clone()).filter(|value| !value.is_empty())?;
        Some(Weighed { hit, guard, confidence: Confidence::new(confidence) })
    }

    fn finding(&self, Weighed { hit: Hit { rule, span }, confidence, .. }: Weighed) -> Option<Finding> {
        let (kind, _) = self.said_by(rule)?;
        // What our own rules hear of harm is somebody in danger; how grave it is what others look for is theirs to say.
        let is_grave = kind.guard() == Some(Guard::Safety) && self.rules.get(rule).is_some();
        let severity = is_grave.then_some(Severity::High);
        Some(Finding { kind: kind.clone(), span, confidence, rule: self.id_of(rule)?, severity })
    }

    /// Independent signs add up: one minus the product of what each leaves open. A rule counts once however often it hits.
    fn injection_score(&self, talk: &Talk<'_>, hits: &[Hit]) -> f32 {
        let mut seen = HashSet::new();
        let mut left_open = 1.0;
        for hit in hits {
            let said = self.said_by(hit.rule).filter(|(kind, _)| kind.guard() == Some(Guard::Injection));
            let Some((_, confidence)) = said.filter(|_| !seen.contains(&hit.rule)) else { continue };
            let weight = confidence * talk.damping(&hit.span);
            if weight > 0.0 {
                seen.insert(hit.rule);
                left_open *= 1.0 - weight;
            }
        }
        1.0 - left_open
    }
}

/// A short digest of what the rules are: this crate's version, its weights, and every row but its functions.
fn version(rules: &[&'static Rule]) -> String {
    let mut described = format!("{}{:?}", env!("CARGO_PKG_VERSION"), (crate::names::version(), models::version()));
    for rule in rules {
        let find = match rule.find {
            Find::Token { starts, shape, .. } => format!("{starts:?}{shape}"),
            Find::Labelled { labels, shape, .. } => format!("{labels:?}{shape}"),
            Find::Column { labels, .. } => format!("{labels:?}"),
            Find::Named { names, shape, .. } => format!("{names:?}{shape}"),
            Find::Near { anchors, .. } | Find::Planted { anchors, .. } | Find::Said { anchors, .. } => {
                format!("{anchors:?}")
            }
            Find::Number { digits, needs, groups, .. } => format!("{digits:?}{needs:?}{groups:?}"),
            Find::Mixed { length, needs, begins, .. } => format!("{length:?}{needs:?}{begins:?}"),
            Find::Whole { length, .. } => format!("{length:?}"),
            Find::Phrase { phrases, foreign } => format!("{phrases:?}{foreign}"),
            Find::Digit { .. } | Find::AtSign { .. } | Find::Hidden | Find::Disguised | Find::Name => String::new(),
        };
        described += &format!("{}{}{}{:?}{:?}", rule.id, rule.confidence, find, rule.hits, rule.passes);
    }
    digest(&SHA256, described.as_bytes()).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
