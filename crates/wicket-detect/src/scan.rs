//! One scan: which families to look for, the detector itself, and what it says.

mod anchors;
mod digits;
mod literals;
mod packed;
mod phrases;
mod shapes;

use std::{collections::HashSet, ops::Range};

use aws_lc_rs::digest::{SHA256, digest};
use wicket_types::{Confidence, Finding, Guard, Origin};

use crate::{
    reading::{self, Reading, decode, loose},
    rules::{self, CONFIDENT, Context, Find, Rule, injection, secrets::assignment, shared},
};
use anchors::{Anchors, Target};
use digits::DigitRules;
use phrases::Phrases;
use shapes::Shape;

/// Which families of detectors a scan looks for: a set of [`Guard`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Wants(u8);

impl Wants {
    /// Every family; names only by [`Wants::with_names`].
    pub const ALL: Wants = Wants(0b11_1111);
    const NAMES: u8 = 1 << Guard::ALL.len();
    /// No family: the scan returns at once.
    pub const NONE: Wants = Wants(0);

    /// The families of `guards`.
    pub fn of(guards: &[Guard]) -> Self {
        Wants(guards.iter().fold(0, |set, guard| set | 1 << *guard as u8))
    }

    /// Whether `guard`'s family is looked for.
    pub const fn has(self, guard: Guard) -> bool {
        self.0 & (1 << guard as u8) != 0
    }

    /// This set and names, which [`crate::names`] tells by judgement: no other set has them.
    #[must_use]
    pub const fn with_names(self) -> Self {
        Wants(self.0 | Self::NAMES)
    }

    /// Whether names are looked for.
    pub const fn has_names(self) -> bool {
        self.0 & Self::NAMES != 0
    }

    /// Whether nothing is looked for.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// This set without `guard`.
    #[must_use]
    pub const fn without(self, guard: Guard) -> Self {
        Wants(self.0 & !(1 << guard as u8))
    }
}

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
}

/// All rules, compiled. Immutable and shared by every thread; building one takes milliseconds, so build it once.
#[derive(Debug)]
pub struct Detector {
    rules: Vec<&'static Rule>,
    /// The compiled shape of each rule that has one, by the rule's index.
    shapes: Vec<Option<Shape>>,
    anchors: Anchors,
    phrases: Phrases,
    /// The rule that each phrase belongs to.
    phrase_rules: Vec<usize>,
    digits: DigitRules,
    at_signs: Vec<usize>,
    hidden: Vec<usize>,
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
        let phrases = Phrases::new(phrase_texts.iter().copied(), injection::SETS);
        let starts = phrase_texts.iter().flat_map(|phrase| phrases::first_words(phrase, injection::SETS));
        let anchors = Anchors::new(&rules, starts).unwrap_or_default();
        let find_is = |wanted: fn(&Find) -> bool| -> Vec<usize> {
            (0..rules.len()).filter(|&i| wanted(&rules[i].find)).collect()
        };
        Detector {
            shapes: rules.iter().map(|rule| Shape::of(&rule.find)).collect(),
            anchors,
            phrases,
            phrase_rules,
            digits: DigitRules::new(&rules),
            at_signs: find_is(|find| matches!(find, Find::AtSign { .. })),
            hidden: find_is(|find| matches!(find, Find::Hidden)),
            version: version(&rules),
            rules,
        }
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
        let mut hits = Vec::new();
        let reading = reading::canonical(text);
        self.read(&reading, origin, wants, 0, &|span| span, &mut hits);
        if !text.is_ascii() {
            self.read_hidden(text, origin, wants, &mut hits);
        }
        if wants.has(Guard::Injection) {
            for loose in loose::spelled_out(reading.text()).into_iter().chain(loose::leet(reading.text())) {
                let only_injection = Wants::of(&[Guard::Injection]);
                self.walk(loose.text(), origin, only_injection, &mut |hit| {
                    hits.push(Hit { rule: hit.rule, span: reading.original(loose.original(hit.span)) });
                });
            }
        }
        let scan = self.sum_up(text, hits);
        if wants.has_names() { Scan { findings: crate::names::added(&reading, scan.findings), ..scan } } else { scan }
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

    /// Walks one reading and, up to [`decode::MAX_DEPTH`] deep, the readings encoded in it. `home` maps a span of the text
    /// that `reading` was made from to the text as given.
    fn read(
        &self,
        reading: &Reading<'_>,
        origin: Origin,
        wants: Wants,
        depth: usize,
        home: &dyn Fn(Range<usize>) -> Range<usize>,
        hits: &mut Vec<Hit>,
    ) {
        self.walk(reading.text(), origin, wants, &mut |hit| {
            hits.push(Hit { rule: hit.rule, span: home(reading.original(hit.span)) });
        });
        if depth < decode::MAX_DEPTH {
            for inner in decode::decoded(reading.text()) {
                self.read(&inner, origin, wants, depth + 1, &|span| home(reading.original(span)), hits);
            }
        }
    }

    /// Text spelled in invisible characters is a sign by itself, and is read like any other.
    fn read_hidden(&self, text: &str, origin: Origin, wants: Wants, hits: &mut Vec<Hit>) {
        for hidden in decode::hidden(text) {
            let span = hidden.original(0..hidden.text().len());
            if wants.has(Guard::Injection) {
                hits.extend(self.hidden.iter().map(|&rule| Hit { rule, span: span.clone() }));
            }
            self.read(&hidden, origin, wants, 1, &|span| span, hits);
        }
    }

    /// One pass over one text: anchors first, for they give context to the numbers.
    fn walk(&self, text: &str, origin: Origin, wants: Wants, tell: &mut dyn FnMut(Hit)) {
        let mut subjects: Vec<(usize, Context)> = Vec::new();
        let mut phrases_done = 0;
        let mut last = (usize::MAX, 0);
        let wants_pii = wants.has(Guard::Pii);
        let wants_numbers = wants_pii || wants.has(Guard::Secrets);
        let wants_phrases = wants.has(Guard::Injection);
        self.anchors.each(text, |anchor, target| match target {
            Target::Subject(subject) if wants_pii => subjects.push((anchor.end, subject)),
            Target::Phrase
                if wants_phrases
                    && anchor.start >= phrases_done
                    && self.may_begin_phrase(text, anchor.start)
                    && !goes_on(text, anchor.end) =>
            {
                phrases_done = self.phrases.run(text, anchor.start, &mut |found| {
                    let rule = self.phrase_rules[found.phrase];
                    let counts =
                        !matches!(self.rules[rule].find, Find::Phrase { foreign: true, .. }) || origin.is_foreign();
                    if counts {
                        tell(Hit { rule, span: found.span });
                    }
                });
            }
            // What a rule has just found is not looked through again for the same rule: a thousand heads of private keys in a
            // row are one key.
            Target::Rule(rule) if self.is_wanted(rule, wants) && !(rule == last.0 && anchor.start < last.1) => {
                if let Some(span) = self.look(rule, text, anchor) {
                    last = (rule, span.end);
                    tell(Hit { rule, span });
                }
            }
            _ => {}
        });
        if wants_numbers {
            self.digits.each(&self.rules, text, &subjects, &mut |hit| {
                if self.is_wanted(hit.rule, wants) {
                    tell(hit);
                }
            });
        }
        if wants_pii {
            for at in memchr::memchr_iter(b'@', text.as_bytes()) {
                for &rule in &self.at_signs {
                    if let Find::AtSign { look } = self.rules[rule].find
                        && let Some(span) = look(text, at)
                    {
                        tell(Hit { rule, span });
                    }
                }
            }
        }
    }

    fn may_begin_phrase(&self, text: &str, at: usize) -> bool {
        shared::begins_word(text, at) || text.as_bytes().get(at).is_some_and(|&b| b >= 0x80)
    }

    fn is_wanted(&self, rule: usize, wants: Wants) -> bool {
        self.rules[rule].kind.guard().is_some_and(|guard| wants.has(guard))
    }

    /// Asks one rule at its anchor.
    fn look(&self, rule: usize, text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
        let shape = self.shapes[rule].as_ref();
        match self.rules[rule].find {
            Find::Token { starts, check, .. } => {
                if !shared::begins_word(text, anchor.start) || !starts.contains(&text.get(anchor.clone())?) {
                    return None;
                }
                let end = shape?.end_of_match(text, anchor.start)?;
                let span = anchor.start..end;
                let is_whole = !shared::is_word_at(text, end) && !shared::is_file_at(text, end);
                (is_whole && check(text.get(span.clone())?)).then_some(span)
            }
            Find::Labelled { check, .. } => {
                // A label that ends in a sign, such as `user=`, may touch its value; one that ends in a letter is a whole word.
                let ends_in_letter = shared::is_letter_at(text, anchor.end.saturating_sub(1));
                if !shared::begins_word(text, anchor.start) || ends_in_letter && shared::is_letter_at(text, anchor.end)
                {
                    return None;
                }
                let start = shared::skip_filler(text, anchor.end);
                let end = shape?.end_of_match(text, start)?;
                let span = start..end;
                let is_apart = start > anchor.end || !ends_in_letter;
                (is_apart && !shared::is_word_at(text, end) && check(text.get(span.clone())?)).then_some(span)
            }
            Find::Named { check, .. } => {
                let start = assignment::value_of(text, anchor)?;
                let end = shape?.end_of_match(text, start)?;
                (!shared::is_word_at(text, end) && check(text.get(start..end)?)).then_some(start..end)
            }
            Find::Near { look, .. } => look(text, anchor),
            _ => None,
        }
    }

    /// Hits become findings and scores: the surer hit wins where two of one guard overlap.
    fn sum_up(&self, text: &str, hits: Vec<Hit>) -> Scan {
        let mut scan = Scan { injection: self.injection_score(text, &hits), ..Scan::default() };
        if hits.is_empty() {
            return scan;
        }
        let mut found: Vec<(Guard, Finding)> = hits.into_iter().filter_map(|hit| self.finding(text, hit)).collect();
        let order =
            |finding: &Finding| (1.0 - finding.confidence.get(), usize::MAX - finding.span.len(), finding.span.start);
        found.sort_by(|(_, a), (_, b)| order(a).partial_cmp(&order(b)).unwrap_or(std::cmp::Ordering::Equal));
        // The winners of each guard, sorted by start, so that a text full of findings stays linear but for a logarithm.
        let mut taken: [std::collections::BTreeMap<usize, usize>; Guard::ALL.len()] = Default::default();
        found.retain(|(guard, finding)| {
            let spans = &mut taken[*guard as usize];
            let overlaps =
                spans.range(..finding.span.end).next_back().is_some_and(|(_, &end)| end > finding.span.start);
            if !overlaps {
                spans.insert(finding.span.start, finding.span.end);
            }
            !overlaps
        });
        scan.findings = found.into_iter().map(|(_, finding)| finding).collect();
        scan.findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
        scan
    }

    fn finding(&self, text: &str, hit: Hit) -> Option<(Guard, Finding)> {
        let rule = self.rules.get(hit.rule)?;
        let guard = rule.kind.guard()?;
        let mut confidence = rule.confidence;
        if guard == Guard::Injection {
            confidence *= injection::damping(text, &hit.span);
            if confidence < CONFIDENT {
                return None;
            }
        }
        text.get(hit.span.clone()).filter(|value| !value.is_empty())?;
        Some((
            guard,
            Finding { kind: rule.kind.clone(), span: hit.span, confidence: Confidence::new(confidence), rule: rule.id },
        ))
    }

    /// Independent signs add up: one minus the product of what each leaves open. A rule counts once however often it hits.
    fn injection_score(&self, text: &str, hits: &[Hit]) -> f32 {
        let mut seen = HashSet::new();
        let mut left_open = 1.0;
        for hit in hits {
            let Some(rule) = self.rules.get(hit.rule).filter(|rule| rule.kind.guard() == Some(Guard::Injection)) else {
                continue;
            };
            let weight = rule.confidence * injection::damping(text, &hit.span);
            if weight > 0.0 && seen.insert(hit.rule) {
                left_open *= 1.0 - weight;
            }
        }
        1.0 - left_open
    }
}

/// Whether the word whose anchor ends at `end` goes on there. If the longer word begins a phrase too, it is an anchor itself.
fn goes_on(text: &str, end: usize) -> bool {
    shared::is_letter_at(text, end) && end.checked_sub(1).is_some_and(|last| shared::is_letter_at(text, last))
}

/// A short digest of what the rules are: this crate's version, its weights, and every row but its functions.
fn version(rules: &[&'static Rule]) -> String {
    let mut described = format!("{}{:?}", env!("CARGO_PKG_VERSION"), crate::names::version());
    for rule in rules {
        let find = match rule.find {
            Find::Token { starts, shape, .. } => format!("{starts:?}{shape}"),
            Find::Labelled { labels, shape, .. } => format!("{labels:?}{shape}"),
            Find::Named { names, shape, .. } => format!("{names:?}{shape}"),
            Find::Near { anchors, .. } => format!("{anchors:?}"),
            Find::Number { digits, needs, .. } => format!("{digits:?}{needs:?}"),
            Find::Mixed { length, needs, .. } => format!("{length:?}{needs:?}"),
            Find::Phrase { phrases, foreign } => format!("{phrases:?}{foreign}"),
            Find::Digit { .. } | Find::AtSign { .. } | Find::Hidden | Find::Name => String::new(),
        };
        described += &format!("{}{}{}{:?}{:?}", rule.id, rule.confidence, find, rule.hits, rule.passes);
    }
    digest(&SHA256, described.as_bytes()).as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
