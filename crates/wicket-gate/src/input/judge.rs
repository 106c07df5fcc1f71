//! Turns findings into one decision for a segment: what to replace, and whether to refuse.

use wicket_detect::{Scan, Wants};
use wicket_types::{Action, Class, Code, Finding, Guard, Kind, Origin, Refusal};

use crate::{
    settings::Guards,
    visit::{Notes, Visit, action_on, guard_of},
};

/// The families to look for in text of this origin, on the way in.
pub fn wants(guards: &Guards, origin: Origin) -> Wants {
    let looked_for = |guard: Guard| {
        let setting = guards.of(guard);
        let fits = match guard {
            // The operator's own words and schemas may instruct the model: that is what they are for.
            Guard::Injection => !matches!(origin, Origin::System | Origin::Developer | Origin::Schema),
            Guard::Leak | Guard::Exfil => false,
            Guard::Pii | Guard::Secrets | Guard::Safety => true,
        };
        fits && setting.input && setting.action != Action::Off
    };
    let wanted: Vec<Guard> = Guard::ALL.into_iter().filter(|g| looked_for(*g)).collect();
    // Names are looked for in what people and tools say, not in the operator's own words, whose model and house have names.
    let may_name =
        matches!(origin, Origin::User | Origin::Assistant | Origin::ToolCall | Origin::ToolResult | Origin::Retrieved);
    let wants = Wants::of(&wanted);
    if guards.looks_for_names() && may_name && wants.has(Guard::Pii) { wants.with_names() } else { wants }
}

/// What is to be done about one text.
#[derive(Debug, Default)]
pub struct Judgement {
    /// To be replaced, sorted, as the scan gave them.
    pub replace: Vec<Finding>,
    /// The first finding that refuses the visit.
    pub refuse: Option<(Code, Kind)>,
    /// The class that what stays in the clear raises the call to.
    pub class: Class,
}

/// Judges a scan and writes every finding that counts into the notes.
pub fn judge(guards: &Guards, scan: Scan, notes: &mut Notes) -> Judgement {
    let mut judgement = Judgement { class: Class::Public, ..Judgement::default() };
    for finding in scan.findings {
        let guard = guard_of(&finding);
        let action = action_on(guards.of(guard), &finding);
        if action == Action::Off {
            continue;
        }
        notes.asked.found(&finding.kind);
        notes.acted(action);
        match action {
            Action::Block | Action::Hold => {
                judgement.refuse.get_or_insert_with(|| (code_of(guard), finding.kind.clone()));
            }
            Action::Mask if matches!(guard, Guard::Pii | Guard::Secrets) => judgement.replace.push(finding),
            _ => judgement.class = judgement.class.max(class_of(&finding.kind)),
        }
    }
    judgement
}

/// What refuses a call for a finding of this guard.
pub fn code_of(guard: Guard) -> Code {
    match guard {
        Guard::Pii => Code::InputPii,
        Guard::Secrets => Code::InputSecret,
        Guard::Safety => Code::InputSafety,
        Guard::Injection | Guard::Leak | Guard::Exfil => Code::Injection,
    }
}

/// The class of data that stays in the clear: payment and health data are under special law, the rest is confidential.
fn class_of(kind: &Kind) -> Class {
    match kind.as_str() {
        "pii.credit_card" | "pii.medical_id" | "pii.iban" => Class::Regulated,
        name if name.starts_with("pii.") || name.starts_with("secret.") => Class::Confidential,
        _ => Class::Public,
    }
}

/// The refusal for a finding, at the place where it stands.
pub(super) fn refusal(code: Code, kind: &Kind, place: Option<String>, visit: &mut Visit) -> Refusal {
    visit.notes.verdict = wicket_types::Verdict::Block;
    let place = place.map(|p| format!(" in `{p}`")).unwrap_or_default();
    Refusal::new(code).detail(format!("Found `{kind}`{place}.")).because_of(visit.notes.kinds())
}
