//! Turns what one window holds into what a report says, less what is allowed or known.
//!
//! A model has one opinion of a whole text, and gives it only where no rule is sure already. So a text in which an attack was
//! allowed is read again without the lines of that attack: what was allowed may not hide another.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use aws_lc_rs::digest::{SHA256, digest};
use wicket_detect::{Scan, Sign, Wants};
use wicket_types::{Finding, Guard};

use super::{
    allow,
    found::{CommitOf, Explained, Found, Score, SignOf, Weak, excerpt},
    look::Look,
    place::{Place, Spot},
};

/// Bytes of a line on each side of a finding that its fingerprint is made from.
const AROUND: usize = 128;
/// How often a text is read again at most; what is found then is told, whatever allows it.
const ROUNDS: usize = 16;
/// The guards that have one opinion of a whole text.
const WHOLE: [Guard; 2] = [Guard::Injection, Guard::Safety];

/// The text of one window, and what was found in it.
pub(super) struct Teller<'t, 'a> {
    look: &'t mut Look<'a>,
    place: &'t Place,
    text: &'t str,
    /// Where the window begins.
    start: Spot,
    /// A byte of the text and where it lies; findings come in order, so each stretch is counted once.
    walked: (usize, Spot),
    signs: Vec<Sign>,
    /// Everything that was found, sorted by start.
    found: Vec<Finding>,
    told: Told,
}

/// Guard and start of each stretch that was told, and its end. Those of one guard do not overlap.
#[derive(Default)]
struct Told(BTreeMap<(Option<Guard>, usize), usize>);

impl Told {
    fn add(&mut self, Finding { kind, span, .. }: &Finding) {
        self.0.insert((kind.guard(), span.start), span.end);
    }

    /// Whether a part of `finding` was told.
    fn has(&self, Finding { kind, span, .. }: &Finding) -> bool {
        let before = self.0.range((kind.guard(), 0)..(kind.guard(), span.end)).next_back();
        before.is_some_and(|(_, end)| *end > span.start)
    }
}

/// Why a finding is not told.
enum Pass {
    Allowed,
    Known,
}

impl<'t, 'a> Teller<'t, 'a> {
    pub(super) fn new(look: &'t mut Look<'a>, place: &'t Place, text: &'t str, start: Spot) -> Self {
        Teller {
            look,
            place,
            text,
            start,
            walked: (0, start),
            signs: Vec::new(),
            found: Vec::new(),
            told: Told::default(),
        }
    }

    /// Tells what begins in `own`; the rest of the window belongs to others.
    pub(super) fn tell_all(mut self, own: Range<usize>) {
        let aim = self.look.aim();
        let origin = aim.origin.unwrap_or_else(|| self.place.origin());
        let first = aim.reader.scan(self.text, origin, aim.wants);
        if aim.explain {
            self.signs = aim.reader.detector.explain(self.text, origin, aim.wants);
        }
        self.found.clone_from(&first.findings);
        let mut passed = self.round(self.text, &first, &own, true);
        let mut left = Cow::Borrowed(self.text);
        let whole: Vec<Guard> = WHOLE.into_iter().filter(|guard| aim.wants.has(*guard)).collect();
        for round in 1..=ROUNDS {
            if passed.is_empty() {
                break;
            }
            left = Cow::Owned(without(&left, &passed));
            let mut scan = aim.reader.scan(&left, origin, Wants::of(&whole));
            // What was told before is found again, now and then at a place that is a little different.
            scan.findings.retain(|finding| !self.told.has(finding));
            for finding in &scan.findings {
                let at = self.found.partition_point(|other| other.span.start <= finding.span.start);
                self.found.insert(at, finding.clone());
            }
            passed = self.round(&left, &scan, &own, round < ROUNDS);
        }
        self.weak(own, &first);
    }

    /// Tells the findings of one round, and gives back what to leave out of the next. `left` is the text of this round.
    fn round(&mut self, left: &str, scan: &Scan, own: &Range<usize>, may_pass: bool) -> Vec<Range<usize>> {
        let mut passed = Vec::new();
        for finding in &scan.findings {
            let is_own = own.contains(&finding.span.start);
            let finding = trimmed(left, finding);
            let pass = self.pass(left, &finding).filter(|_| may_pass);
            match &pass {
                Some(Pass::Allowed) if is_own => self.look.report.allowed += 1,
                Some(Pass::Known) if is_own => self.look.report.known += 1,
                None if is_own => {
                    self.tell(&finding, scan);
                    self.told.add(&finding);
                }
                _ => {}
            }
            // What is written down now is known in the next scan, which then finds what lies behind it.
            let pass = pass.or_else(|| self.look.baseline().gathers().then_some(Pass::Known));
            if let Some(pass) = pass
                && finding.kind.guard().is_some_and(|guard| WHOLE.contains(&guard))
            {
                passed.extend(lines_of(left, &finding, &pass));
            }
        }
        passed
    }

    /// Why `finding` is not told, if it is not.
    fn pass(&mut self, left: &str, finding: &Finding) -> Option<Pass> {
        if self.look.aim().comments_allow && allow::is_allowed(left, finding) {
            return Some(Pass::Allowed);
        }
        let value = self.text.get(finding.span.clone()).unwrap_or_default();
        self.look.baseline().knows(&finding.rule, &self.place.to_string(), value).then_some(Pass::Known)
    }

    fn tell(&mut self, finding: &Finding, scan: &Scan) {
        let span = finding.span.clone();
        let value = self.text.get(span.clone()).unwrap_or_default();
        let start = self.spot(span.start);
        let end = start.behind(value);
        let nth = self.found.partition_point(|other| other.span.start < span.start);
        let behind = self.found.partition_point(|other| other.span.start < span.end);
        let near = self.found.get(nth.saturating_sub(8)..behind).unwrap_or_default();
        let holds_data = near.iter().any(|other| {
            matches!(other.kind.guard(), Some(Guard::Pii | Guard::Secrets)) && other.span.end > span.start
        });
        let fingerprint = self.fingerprint(finding, nth);
        let explained = self.look.aim().explain.then(|| self.explained(finding, start, scan));
        self.look.report.found.push(Found {
            file: self.place.file.clone(),
            inside: self.place.inside.clone(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            start: start.chars,
            end: end.chars,
            kind: finding.kind.clone(),
            rule: finding.rule.clone(),
            confidence: finding.confidence,
            severity: finding.severity,
            excerpt: excerpt(&finding.kind, value, holds_data),
            fingerprint,
            commit: CommitOf::of(self.place),
            explained,
        });
    }

    /// Where byte `at` lies. Asked in order it counts each byte once.
    fn spot(&mut self, at: usize) -> Spot {
        let (from, spot) = if at >= self.walked.0 { self.walked } else { (0, self.start) };
        let spot = spot.behind(self.text.get(from..at).unwrap_or_default());
        self.walked = (at, spot);
        spot
    }

    /// A digest of rule, place and line, in which every finding is replaced by its kind.
    fn fingerprint(&mut self, finding: &Finding, nth: usize) -> String {
        let line = allow::line_around(self.text, &finding.span, AROUND);
        let mut masked = format!("{}\0{}\0", finding.rule, self.place);
        let mut at = line.start;
        let near = self.found.iter().skip(nth.saturating_sub(64));
        for other in near.take_while(|other| other.span.start < line.end) {
            if other.span.end > at {
                masked += self.text.get(at..other.span.start.max(at)).unwrap_or_default();
                masked += &format!("[{}]", other.kind);
                at = other.span.end;
            }
        }
        masked += self.text.get(at..line.end.max(at)).unwrap_or_default();
        let hash: String =
            digest(&SHA256, masked.as_bytes()).as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let again = self.look.again.entry(hash.clone()).and_modify(|n| *n += 1).or_insert(1);
        format!("{hash}:{again}")
    }

    fn explained(&self, finding: &Finding, start: Spot, scan: &Scan) -> Explained {
        let here = |sign: &&Sign| explains(sign, finding);
        let count = |from: usize, to: usize| self.text.get(from..to).unwrap_or_default().chars().count();
        let signs = self.signs.iter().filter(here).map(|sign| {
            let begins = match sign.span.start.checked_sub(finding.span.start) {
                Some(_) => start.chars + count(finding.span.start, sign.span.start),
                None => start.chars - count(sign.span.start, finding.span.start),
            };
            SignOf::of(sign, begins, begins + count(sign.span.start, sign.span.end))
        });
        Explained { signs: signs.collect(), score: finding.kind.guard().and_then(|guard| Score::of(scan, guard)) }
    }

    /// Gathers the signs that are too weak to be findings, and explain none.
    fn weak(&mut self, span: Range<usize>, scan: &Scan) {
        let is_weak = |sign: &Sign| {
            span.contains(&sign.span.start)
                && sign.weight < wicket_detect::rules::CONFIDENT
                && !self.found.iter().any(|finding| explains(sign, finding))
        };
        let signs: Vec<Sign> = self.signs.iter().filter(|sign| is_weak(sign)).cloned().collect();
        // What a text scores in a family stands behind the last sign of it.
        let mut last = HashMap::new();
        signs.iter().enumerate().filter_map(|(nth, sign)| Some((sign.kind.guard()?, nth))).for_each(|(guard, nth)| {
            last.insert(guard, nth);
        });
        for (nth, sign) in signs.into_iter().enumerate() {
            let start = self.spot(sign.span.start);
            let length = self.text.get(sign.span.clone()).unwrap_or_default().chars().count();
            let place = format!("{}:{}:{}", self.place, start.line, start.column);
            let guard = sign.kind.guard().filter(|guard| last.get(guard) == Some(&nth));
            let score = guard.and_then(|guard| Score::of(scan, guard));
            let sign = SignOf::of(&sign, start.chars, start.chars + length);
            self.look.report.weak.push(Weak { place, sign, score });
        }
    }
}

/// Whether `sign` is of the same guard as `finding` and at the same place.
fn explains(sign: &Sign, finding: &Finding) -> bool {
    sign.kind.guard() == finding.kind.guard()
        && sign.span.start < finding.span.end
        && finding.span.start < sign.span.end
}

/// A model's finding is a stretch of text, which may begin or end with empty lines; it lies where its words do.
fn trimmed<'f>(text: &str, finding: &'f Finding) -> Cow<'f, Finding> {
    let words = text.get(finding.span.clone()).unwrap_or_default();
    let (before, behind) = (words.len() - words.trim_start().len(), words.len() - words.trim_end().len());
    if !is_of_a_model(finding) || words.trim().is_empty() || before + behind == 0 {
        return Cow::Borrowed(finding);
    }
    let span = finding.span.start + before..finding.span.end - behind;
    Cow::Owned(Finding { span, ..finding.clone() })
}

fn is_of_a_model(finding: &Finding) -> bool {
    finding.rule.starts_with("model.")
}

/// The lines that are left out because of a finding that is not told. A model's finding may be half a page, and a comment
/// on it speaks for its own line alone; else a line of a stranger's could allow all lines around.
fn lines_of(text: &str, finding: &Finding, pass: &Pass) -> Vec<Range<usize>> {
    match pass {
        Pass::Allowed if is_of_a_model(finding) => allow::allowing_lines(text, finding),
        Pass::Allowed | Pass::Known => vec![allow::line_around(text, &finding.span, allow::REACH)],
    }
}

/// `text` with spaces in the place of `stretches`; line breaks stay, so that every place stays what it was.
fn without(text: &str, stretches: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for stretch in stretches {
        for byte in bytes.get_mut(stretch.clone()).into_iter().flatten().filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
    }
    // Stretches begin and end between characters, so what is left is text; nothing is left out if that should fail.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}
