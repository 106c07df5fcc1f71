//! The docket of a visit: the texts of which other judges are asked, and what comes of their answers. Input and output
//! enter cases, upstream asks about them; nobody here talks to anyone.
//!
//! A gate without judges has an empty docket, and that costs nothing.

mod said;

use std::borrow::Cow;

use wicket_detect::{Detector, Scan, Wants, mask::Unescaped};
use wicket_types::{Action, Finding, Guard, Kind, Origin};

pub(crate) use said::{Said, general};

use crate::{
    settings::{Judge, Settings, When},
    visit::{Notes, Seen, action_on, guard_of},
};

/// Which way the texts go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// To the provider.
    Input,
    /// To the caller.
    Output,
}

impl Direction {
    /// The word in a question.
    pub const fn as_str(self) -> &'static str {
        match self {
            Direction::Input => "input",
            Direction::Output => "output",
        }
    }

    fn is_of(self, judge: &Judge) -> bool {
        match self {
            Direction::Input => judge.input,
            Direction::Output => judge.output,
        }
    }

    fn seen(self, notes: &mut Notes) -> &mut Seen {
        match self {
            Direction::Input => &mut notes.asked,
            Direction::Output => &mut notes.answered,
        }
    }
}

/// The judges that are asked about one text: a bit for each, by their places in the settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summoned(u16);

impl Summoned {
    /// Nobody.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether the judge at `place` is among them.
    pub const fn has(self, place: usize) -> bool {
        place < 16 && self.0 & (1 << place) != 0
    }

    const fn and(self, other: Summoned) -> Self {
        Summoned(self.0 & other.0)
    }

    fn of<'j>(judges: &'j [Judge], fits: impl Fn(&'j Judge) -> bool) -> Self {
        let places = judges.iter().enumerate().take(16).filter(|(_, judge)| fits(judge));
        Summoned(places.fold(0, |set, (place, _)| set | 1 << place))
    }
}

/// One text, and who is asked about it.
#[derive(Debug)]
pub(crate) struct Case {
    /// The segment that it stands in; `None` for texts that were joined.
    pub place: Option<usize>,
    /// Who wrote it.
    pub origin: Origin,
    /// Who is asked.
    pub summoned: Summoned,
    /// The guards that are turned on for it.
    wants: Wants,
    /// It without personal data and credentials.
    masked: String,
    /// It as it came, where a judge may see that.
    plain: Option<String>,
    /// What the built-in guards found and left to a judge.
    pending: Vec<(Guard, Kind)>,
}

impl Case {
    /// The text as `judge` may see it.
    pub fn shown(&self, judge: &Judge) -> &str {
        match &self.plain {
            Some(plain) if !judge.mask => plain,
            _ => &self.masked,
        }
    }
}

/// What a judge said about one case.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The case.
    pub case: usize,
    /// The judge, by its place in the settings.
    pub judge: usize,
    /// Its word.
    pub said: Said,
}

/// A finding for which a guard refuses: the guard, the kind, and the segment where it stands.
pub(crate) type Reason = (Guard, Kind, Option<usize>);

/// All cases of a visit in one direction.
#[derive(Debug)]
pub(crate) struct Docket {
    /// Which way the texts go.
    pub direction: Direction,
    /// The texts.
    pub cases: Vec<Case>,
    /// There was more text than could be kept to be asked about.
    pub is_cut: bool,
}

impl Docket {
    /// Nothing to ask.
    pub const fn new(direction: Direction) -> Self {
        Docket { direction, cases: Vec::new(), is_cut: false }
    }

    /// Enters a text, as [`as_read`] gives it, where a judge is asked about it. What `scan` has in it and a judge has to
    /// decide is taken out.
    pub fn enter(
        &mut self,
        detector: &Detector,
        settings: &Settings,
        wants: Wants,
        (place, origin): (Option<usize>, Origin),
        text: &str,
        scan: &mut Scan,
    ) {
        let summoned = self.summon(&settings.judges, wants, origin, text, scan);
        if summoned.is_empty() {
            return;
        }
        let pending = Docket::defer(settings, summoned, scan);
        self.add(settings, summoned, wants, (place, origin), (text, masked(detector, text, origin)), pending);
    }

    /// Enters text that was joined from several segments. Each of them has been entered by itself, so only judges of what is
    /// undecided are asked about the whole.
    pub fn enter_joined(
        &mut self,
        detector: &Detector,
        settings: &Settings,
        wants: Wants,
        origin: Origin,
        text: &str,
        scan: &mut Scan,
    ) {
        let all = self.summon(&settings.judges, wants, origin, text, scan);
        let summoned = Summoned::of(&settings.judges, |judge| matches!(judge.when, When::Undecided(_))).and(all);
        if summoned.is_empty() {
            return;
        }
        let pending = Docket::defer(settings, summoned, scan);
        self.add(settings, summoned, wants, (None, origin), (text, masked(detector, text, origin)), pending);
    }

    /// Enters a text of an answer. The built-in guards have acted on it already, so a judge adds to what they found and
    /// takes nothing back.
    pub fn enter_answer(&mut self, detector: &Detector, settings: &Settings, wants: Wants, origin: Origin, text: &str) {
        let scan = detector.scan(text, origin, Wants::of(&[Guard::Safety]));
        let summoned = self.summon(&settings.judges, wants, origin, text, &scan);
        if !summoned.is_empty() {
            self.add(settings, summoned, wants, (None, origin), (text, masked(detector, text, origin)), Vec::new());
        }
    }

    /// Whether any judge is asked about texts of this direction, and about how many bytes of them at most.
    pub fn reach(&self, judges: &[Judge]) -> Option<usize> {
        let heard = judges.iter().filter(|judge| self.direction.is_of(judge));
        heard.map(|judge| judge.text_bytes.saturating_mul(judge.questions)).max()
    }

    fn add(
        &mut self,
        settings: &Settings,
        summoned: Summoned,
        wants: Wants,
        (place, origin): (Option<usize>, Origin),
        (text, masked): (&str, String),
        pending: Vec<(Guard, Kind)>,
    ) {
        let mut judges = settings.judges.iter().enumerate();
        let is_shown = judges.any(|(n, judge)| summoned.has(n) && !judge.mask);
        self.cases.push(Case {
            place,
            origin,
            summoned,
            wants,
            masked,
            plain: is_shown.then(|| text.to_owned()),
            pending,
        });
    }

    /// Who is asked about a text that `wants` applies to and `scan` has looked at.
    fn summon(&self, judges: &[Judge], wants: Wants, origin: Origin, text: &str, scan: &Scan) -> Summoned {
        Summoned::of(judges, |judge| {
            let mut guards = judge.guards.iter().filter(|guard| wants.has(**guard));
            self.direction.is_of(judge)
                && match &judge.when {
                    When::Always => guards.next().is_some() && says_something(origin, text),
                    When::Undecided(band) => guards.any(|guard| band.contains(&score(scan, *guard))),
                }
        })
    }

    /// Takes the findings out of `scan` that wait for what an undecided guard's judge says.
    fn defer(settings: &Settings, summoned: Summoned, scan: &mut Scan) -> Vec<(Guard, Kind)> {
        let mut pending = Vec::new();
        for guard in Guard::ALL {
            let band = settings.judges.iter().enumerate().find_map(|(place, judge)| match &judge.when {
                When::Undecided(band) if summoned.has(place) && judge.guards.contains(&guard) => Some(band),
                _ => None,
            });
            if band.is_none_or(|band| !band.contains(&score(scan, guard))) {
                continue;
            }
            scan.findings.retain(|finding| {
                let is_its = guard_of(finding) == guard;
                if is_its && action_on(settings.guards.of(guard), finding) != Action::Off {
                    pending.push((guard, finding.kind.clone()));
                }
                !is_its
            });
        }
        pending
    }

    /// Writes down what the judges found, and what the built-in guards had found where no judge answered. Gives the first
    /// finding for which the call is refused: a judge names no place, so what would be masked elsewhere is refused here.
    pub fn settle(self, mut answers: Vec<Answer>, settings: &Settings, notes: &mut Notes) -> Option<Reason> {
        let mut reason = None;
        answers.sort_by_key(|answer| answer.case);
        for (number, case) in self.cases.into_iter().enumerate() {
            let first = answers.partition_point(|answer| answer.case < number);
            let after = answers.partition_point(|answer| answer.case <= number);
            let own = answers.get(first..after).unwrap_or_default();
            for guard in Guard::ALL.into_iter().filter(|guard| case.wants.has(*guard)) {
                let of = |answer: &Answer| settings.judges.get(answer.judge).filter(|j| j.guards.contains(&guard));
                let words = || own.iter().filter_map(|answer| Some((of(answer)?, &answer.said)));
                let mut kinds: Vec<Kind> = words().flat_map(|(judge, said)| said.kinds_for(judge, guard)).collect();
                if !words().any(|(judge, _)| matches!(judge.when, When::Undecided(_))) {
                    kinds.extend(case.pending.iter().filter(|(of, _)| *of == guard).map(|(_, kind)| kind.clone()));
                }
                kinds.sort();
                kinds.dedup();
                let action = match settings.guards.of(guard).action {
                    Action::Mask => Action::Block,
                    action => action,
                };
                for kind in kinds.into_iter().filter(|_| action != Action::Off) {
                    self.direction.seen(notes).found(&kind);
                    notes.acted(action);
                    if matches!(action, Action::Block | Action::Hold) {
                        reason.get_or_insert((guard, kind, case.place));
                    }
                }
            }
        }
        reason
    }
}

/// How sure the built-in detectors are of what `guard` looks for, 0.0 to 1.0.
fn score(scan: &Scan, guard: Guard) -> f32 {
    let whole = match guard {
        Guard::Injection => scan.injection,
        Guard::Safety => scan.safety,
        _ => 0.0,
    };
    let of_guard = scan.findings.iter().filter(|finding| guard_of(finding) == guard);
    of_guard.map(|finding| finding.confidence.get()).fold(whole, f32::max)
}

/// Whether a judge that is asked about everything is asked about this text: what people, models, tools and documents say,
/// and sentences elsewhere. The operator's own words are not on trial, and names and versions say nothing.
fn says_something(origin: Origin, text: &str) -> bool {
    const SENTENCE: usize = 24;
    match origin {
        Origin::System | Origin::Developer => false,
        Origin::Name | Origin::Schema | Origin::Metadata => text.len() >= SENTENCE && text.contains(' '),
        _ => !text.trim().is_empty(),
    }
}

/// A text as its reader will have it. Where it is JSON source, its escapes are undone: `\u006b` must not hide a letter from
/// a judge, nor an address from what is taken out before.
pub(crate) fn as_read(text: &str, json: bool) -> Cow<'_, str> {
    if json && text.contains('\\') { Unescaped::of(text).text().to_owned().into() } else { text.into() }
}

/// The text without personal data and credentials, whether or not the guards of the visit look for these: what may go to
/// the provider is another matter.
fn masked(detector: &Detector, text: &str, origin: Origin) -> String {
    without(text, &detector.scan(text, origin, Wants::of(&[Guard::Pii, Guard::Secrets])).findings)
}

/// The text with each of `findings`, which are sorted by start, replaced by its kind. Kinds and not pseudonyms: nobody
/// turns anything back for a judge, and a text reads the same in every session, so that its verdict is remembered.
fn without(text: &str, findings: &[Finding]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for finding in findings {
        // Findings of two guards may overlap; what the first took out is not put back by the second.
        if let Some(before) = text.get(from..finding.span.start) {
            out.push_str(before);
            out.push_str(&format!("[{}]", finding.kind));
        }
        from = from.max(finding.span.end);
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
pub(crate) mod tests;
