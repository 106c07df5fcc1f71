//! What answers are checked against: the families on the way out, the pseudonyms of this visit, the standing instructions.

use std::{ops::Range, sync::Arc};

use wicket_detect::{
    Detector, Wants,
    fields::Fields,
    leak,
    mask::Pseudonyms,
    window::{self, Window},
};
use wicket_types::{Action, Code, Finding, Guard, Kind, Origin, Refusal};

use crate::{
    docket::{Answer, Direction, Docket},
    settings::{Guards, Settings},
    visit::{Notes, action_on, guard_of},
};

/// Shortest standing instructions whose leak is looked for, in bytes. Shorter ones are common phrases.
const TELLING: usize = 60;

/// Most new text that is read between two looks for a leak, in bytes.
const LEAK_STEP: usize = 240;

/// The checks on one answer.
pub(crate) struct OutputGuard {
    pub(super) detector: Arc<Detector>,
    pub(super) settings: Arc<Settings>,
    pub(super) wants: Wants,
    masked: Wants,
    pseudonyms: Pseudonyms,
    /// The standing instructions and their length in bytes, where their leak is looked for.
    hidden: Option<(leak::Hidden, usize)>,
    canary: Option<String>,
}

impl OutputGuard {
    pub fn new(
        detector: Arc<Detector>,
        settings: Arc<Settings>,
        pseudonyms: Pseudonyms,
        system: String,
        canary: Option<String>,
    ) -> Self {
        let (wants, masked) = (wants(&settings.guards), masked(&settings.guards));
        let is_hidden = leak_is_looked_for(&settings.guards) && system.len() >= TELLING;
        let hidden = is_hidden.then(|| (leak::Hidden::of(&system), system.len()));
        OutputGuard { detector, settings, wants, masked, pseudonyms, hidden, canary }
    }

    /// The pseudonyms that may stand in the answer.
    pub fn pseudonyms(&self) -> &Pseudonyms {
        &self.pseudonyms
    }

    /// The settings of a stream's window.
    pub fn window(&self, origin: Origin, json: bool) -> window::Settings<'_> {
        window::Settings {
            detector: &self.detector,
            origin,
            wants: self.wants,
            masked: self.masked,
            limits: Guard::ALL.map(|guard| self.setting(guard).limit),
            pseudonyms: &self.pseudonyms,
            canary: self.canary.as_deref(),
            json,
        }
    }

    /// Judges a whole text: what it becomes (`None`: as it is), or why it is withheld. It goes through a window like a
    /// stream's, so that an answer reads the same whether it was streamed or not.
    pub fn whole(&self, text: &str, origin: Origin, json: bool, notes: &mut Notes) -> Result<Option<String>, Refusal> {
        let settings = self.window(origin, json);
        let mut window = Window::new();
        let (pushed, finished) = match window::is_clean_word(text, &settings) {
            true => Default::default(),
            false => (window.push(text, &settings), window.finish(&settings)),
        };
        for finding in pushed.findings.iter().chain(&finished.findings) {
            self.note(finding, action_on(self.setting(guard_of(finding)), finding), notes)?;
        }
        if self.reads_fields(origin) && (json || Fields::begin(text)) {
            self.note_fields(&Fields::default().push(text), notes)?;
        }
        // A stored response repeats its instructions to the one who gave them; a model cannot write in that place.
        if !matches!(origin, Origin::System | Origin::Developer) {
            self.leaks(text, notes)?;
        }
        if !self.pseudonyms.is_empty() {
            let unresolved = u32::try_from(self.pseudonyms.unresolved(text)).unwrap_or(u32::MAX);
            notes.unresolved = notes.unresolved.saturating_add(unresolved);
        }
        let later = finished
            .replaced
            .into_iter()
            .map(|(span, with)| (span.start + pushed.released..span.end + pushed.released, with));
        let replaced: Vec<_> = pushed.replaced.into_iter().chain(later).collect();
        Ok((!replaced.is_empty()).then(|| with_replacements(text, &replaced)))
    }

    /// Judges a text that cannot be rewritten, such as signed thinking: a finding withholds it or is written down.
    pub fn sealed(&self, text: &str, origin: Origin, notes: &mut Notes) -> Result<(), Refusal> {
        notes.answered.read(text.len());
        let settings = self.window(origin, false);
        let mut window = Window::new();
        let (pushed, finished) = (window.push(text, &settings), window.finish(&settings));
        for finding in pushed.findings.iter().chain(&finished.findings) {
            self.note_sealed(finding, notes)?;
        }
        self.leaks(text, notes)
    }

    /// Whether commands are looked for in the fields of what `origin` writes.
    pub fn reads_fields(&self, origin: Origin) -> bool {
        self.wants.has(Guard::Exfil) && matches!(origin, Origin::Assistant | Origin::ToolCall)
    }

    /// Writes down what fields hold; an error where the guard refuses.
    pub fn note_fields(&self, findings: &[Finding], notes: &mut Notes) -> Result<(), Refusal> {
        findings
            .iter()
            .try_for_each(|finding| self.note(finding, action_on(self.setting(Guard::Exfil), finding), notes))
    }

    /// As `note`, for a text that is not changed whatever the guard would like.
    pub fn note_sealed(&self, finding: &Finding, notes: &mut Notes) -> Result<(), Refusal> {
        let action = match action_on(self.setting(guard_of(finding)), finding) {
            Action::Mask => Action::Flag,
            action => action,
        };
        self.note(finding, action, notes)
    }

    /// The setting of one guard.
    pub fn setting(&self, guard: Guard) -> &crate::settings::GuardSetting {
        self.settings.guards.of(guard)
    }

    /// Writes a finding down; an error where its guard refuses.
    pub fn note(&self, finding: &Finding, action: Action, notes: &mut Notes) -> Result<(), Refusal> {
        if action == Action::Off {
            return Ok(());
        }
        notes.answered.found(&finding.kind);
        notes.acted(action);
        match action {
            Action::Block | Action::Hold => Err(withheld(code_of(guard_of(finding)), &finding.kind, notes)),
            _ => Ok(()),
        }
    }

    /// Whether `text` gives the standing instructions away.
    pub fn leaks(&self, text: &str, notes: &mut Notes) -> Result<(), Refusal> {
        const LEAK: Kind = Kind::of("leak.system_prompt");
        let marked = self.canary.as_deref().is_some_and(|canary| leak::contains_canary(text, canary));
        let setting = self.settings.guards.of(Guard::Leak);
        let score = match &self.hidden {
            _ if marked => 1.0,
            None => return Ok(()),
            Some((hidden, _)) => hidden.score_in(text),
        };
        if score < setting.limit.get() {
            return Ok(());
        }
        let confidence = wicket_types::Confidence::new(score);
        let finding =
            Finding { kind: LEAK, span: 0..text.len(), confidence, rule: "leak.overlap".into(), severity: None };
        self.note(&finding, setting.action, notes)
    }

    /// Most text of an answer that judges of others are asked about, in bytes; `None` where none is.
    pub fn reach(&self) -> Option<usize> {
        Docket::new(Direction::Output).reach(&self.settings.judges)
    }

    /// What judges of others are asked about the texts of an answer.
    pub fn docket(&self, texts: impl IntoIterator<Item = (Origin, String)>) -> Docket {
        let mut docket = Docket::new(Direction::Output);
        for (origin, text) in texts {
            docket.enter_answer(&self.detector, &self.settings, self.wants, origin, &text);
        }
        docket
    }

    /// Takes what the judges said.
    ///
    /// # Errors
    /// A judge found what a guard refuses.
    pub fn heard(&self, docket: Docket, answers: Vec<Answer>, notes: &mut Notes) -> Result<(), Refusal> {
        match docket.settle(answers, &self.settings, notes) {
            None => Ok(()),
            Some((guard, kind, _)) => Err(withheld(code_of(guard), &kind, notes)),
        }
    }

    /// How much new text is read between two looks for a leak, in bytes: a part of short instructions, so that they are
    /// not out before anyone looks, and not too often for long ones. `None` where none are looked for.
    pub fn leak_step(&self) -> Option<usize> {
        match &self.hidden {
            None => self.canary.is_some().then_some(LEAK_STEP),
            Some((_, long)) => Some((long / 4).min(LEAK_STEP)),
        }
    }
}

/// Whether a sealed text is one that a person reads: cipher text, signatures and media have no spaces.
pub(crate) fn is_prose(text: &str) -> bool {
    const SHORT: usize = 200;
    text.len() <= SHORT || text.contains(' ')
}

fn with_replacements(text: &str, replaced: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (span, with) in replaced {
        out.push_str(text.get(from..span.start).unwrap_or_default());
        out.push_str(with);
        from = span.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// The families whose findings are replaced in answers.
fn masked(guards: &Guards) -> Wants {
    let masks = |guard: &Guard| guards.of(*guard).output && guards.of(*guard).action == Action::Mask;
    Wants::of(&Guard::ALL.into_iter().filter(masks).collect::<Vec<_>>())
}

fn leak_is_looked_for(guards: &Guards) -> bool {
    let setting = guards.of(Guard::Leak);
    setting.output && setting.action != Action::Off
}

/// The families to look for in answers. An answer is not an order to anyone: injection is judged in what goes to a model.
fn wants(guards: &Guards) -> Wants {
    let looked_for = |guard: &Guard| {
        let setting = guards.of(*guard);
        !matches!(guard, Guard::Injection | Guard::Leak) && setting.output && setting.action != Action::Off
    };
    let wanted: Vec<Guard> = Guard::ALL.into_iter().filter(looked_for).collect();
    Wants::of(&wanted)
}

fn code_of(guard: Guard) -> Code {
    match guard {
        Guard::Pii => Code::OutputPii,
        Guard::Secrets => Code::OutputSecret,
        Guard::Safety => Code::OutputSafety,
        Guard::Exfil => Code::OutputExfil,
        Guard::Leak | Guard::Injection => Code::OutputLeak,
    }
}

fn withheld(code: Code, kind: &Kind, notes: &Notes) -> Refusal {
    Refusal::new(code).detail(format!("Found `{kind}`.")).because_of(notes.kinds())
}
