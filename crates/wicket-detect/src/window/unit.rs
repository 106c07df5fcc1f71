//! Judging one unit: rules, canary, and what stands instead of what they find.

use std::ops::Range;

use wicket_types::{Confidence, Finding, Guard, Kind};

use super::{Around, Ruling, Settings, State, Step};
use crate::{
    Wants,
    mask::{REMOVED, Unescaped, ends_string, push_value, within_string},
};

/// The families that a window judges.
pub(super) fn judged(wants: Wants) -> Wants {
    wants.without(Guard::Injection).without(Guard::Safety)
}

/// Clears a unit that rules must look at.
pub(super) fn clear(around: Around<'_>, state: State, ruling: &Ruling, settings: &Settings<'_>, step: &mut Step) {
    let unit = around.unit.clone();
    if let Some(inside) = ruling.swallow {
        // Where the finding is let pass, its rest goes as it is: originals are not put back into an endless address.
        if inside.is_masked {
            step.replaced.push((unit, String::new()));
        }
        return;
    }
    let mut findings = findings(&around, unit.clone(), settings);
    if let Some(finding) = ruling.finding.clone() {
        findings.retain(|other| other.kind.guard() != finding.kind.guard());
        findings.push(moved(finding, unit.start));
    }
    findings.retain(|finding| finding.span.start < unit.end);
    for finding in &mut findings {
        finding.span.end = finding.span.end.min(unit.end);
    }
    findings.sort_by_key(|finding| (finding.span.start, finding.span.end));
    let mut done = unit.start;
    for finding in &findings {
        if !is_masked(finding, settings) || finding.span.end <= done {
            continue;
        }
        let start = finding.span.start.max(done);
        restore(around.held, done..start, settings, step);
        let before = around.held.get(unit.start..start).unwrap_or_default();
        let is_bare = settings.json && !(state.in_string ^ ends_string(before));
        let marker = if start > finding.span.start { String::new() } else { marker(&finding.kind, is_bare) };
        step.replaced.push((start..finding.span.end, marker));
        done = finding.span.end;
    }
    restore(around.held, done..unit.end, settings, step);
    step.findings.append(&mut findings);
}

/// Restores the pseudonyms in `span` of the text held.
pub(super) fn restore(held: &str, span: Range<usize>, settings: &Settings<'_>, step: &mut Step) {
    if settings.pseudonyms.is_empty() {
        return;
    }
    let Some(text) = held.get(span.clone()) else { return };
    for (token, value) in settings.pseudonyms.found(text) {
        let mut original = String::new();
        push_value(value, settings.json, &mut original);
        step.replaced.push((span.start + token.start..span.start + token.end, original));
    }
}

/// What rules and the canary find in `unit`, with spans in the text held, sorted by start.
pub(super) fn findings(around: &Around<'_>, unit: Range<usize>, settings: &Settings<'_>) -> Vec<Finding> {
    let Some(new) = around.held.get(unit.clone()) else { return Vec::new() };
    let mut text = String::with_capacity(around.context.len() + new.len());
    text.push_str(around.context);
    text.push_str(new);
    found_in(&text, around.context.len(), settings).into_iter().map(|finding| moved(finding, unit.start)).collect()
}

/// What rules and the canary find in `text` behind byte `from`; spans count from there.
pub(super) fn found_in(text: &str, from: usize, settings: &Settings<'_>) -> Vec<Finding> {
    let unescaped = if settings.json { Unescaped::of(text) } else { Unescaped::plain(text) };
    let mut found = settings.detector.scan(unescaped.text(), settings.origin, judged(settings.wants)).findings;
    for finding in &mut found {
        let span = unescaped.source(finding.span.clone());
        let new = span.start.max(from)..span.end.max(from);
        finding.span = if settings.json { within_string(text, new) } else { new };
    }
    if let Some(canary) = settings.canary.filter(|canary| !canary.is_empty()) {
        found.extend(memchr::memmem::find_iter(unescaped.text().as_bytes(), canary).map(|at| Finding {
            kind: Kind::of("leak.canary"),
            span: unescaped.source(at..at + canary.len()),
            confidence: Confidence::CERTAIN,
            rule: "leak.canary".into(),
            severity: None,
        }));
    }
    let tokens: Vec<_> = settings.pseudonyms.found(text).map(|(span, _)| span).collect();
    found.retain_mut(|finding| {
        // Our own tokens look random; what they stand for is put back behind the guards.
        let is_data = matches!(finding.kind.guard(), Some(Guard::Pii | Guard::Secrets));
        let is_ours = is_data && tokens.iter().any(|t| t.start < finding.span.end && finding.span.start < t.end);
        let is_new = finding.span.end > from && !finding.span.is_empty();
        finding.span.start = finding.span.start.max(from).saturating_sub(from);
        finding.span.end = finding.span.end.saturating_sub(from);
        is_new && !is_ours
    });
    found.sort_by_key(|finding| (finding.span.start, finding.span.end));
    found
}

/// Whether a finding is replaced.
pub(super) fn is_masked(finding: &Finding, settings: &Settings<'_>) -> bool {
    finding
        .kind
        .guard()
        .is_some_and(|guard| settings.masked.has(guard) && finding.confidence >= settings.limits[guard as usize])
}

/// What stands instead of a finding. ASCII without signs that JSON escapes; quoted where no string surrounds it.
fn marker(kind: &Kind, is_bare: bool) -> String {
    let marker = match kind.guard() {
        Some(Guard::Secrets) => REMOVED.to_owned(),
        _ => format!("[{} removed]", kind.as_str().split('.').nth(1).unwrap_or("data").replace('_', " ")),
    };
    if is_bare { format!("\"{marker}\"") } else { marker }
}

fn moved(mut finding: Finding, by: usize) -> Finding {
    finding.span = finding.span.start + by..finding.span.end + by;
    finding
}

/// The first `max` characters.
pub(super) fn head(text: &str, max: usize) -> &str {
    if text.len() <= max {
        return text;
    }
    text.char_indices().nth(max).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Whether `text` has `max` characters or more.
pub(super) fn is_long(text: &str, max: usize) -> bool {
    text.len() >= max && text.chars().nth(max - 1).is_some()
}

/// `text` without an escape at its end that is not complete yet.
pub(super) fn whole_escapes(text: &str) -> &str {
    let bytes = text.as_bytes();
    // The longest escape is a surrogate pair of twelve bytes.
    let from = bytes.len().saturating_sub(12);
    let mut at = from;
    // A run of backslashes that reaches back behind `from` is read from its start, for two of them are one character.
    while at > 0 && bytes.get(at - 1) == Some(&b'\\') {
        at -= 1;
    }
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)).map(|n| n + at) {
        let rest = bytes.get(found..).unwrap_or_default();
        let is_high = rest.get(1) == Some(&b'u')
            && rest.get(2).is_some_and(|b| matches!(b, b'd' | b'D'))
            && rest.get(3).is_some_and(|b| matches!(b, b'8' | b'9' | b'a' | b'b' | b'A' | b'B'));
        let length = match rest.get(1) {
            Some(b'u') if is_high => 12,
            Some(b'u') => 6,
            _ => 2,
        };
        if rest.len() < length {
            return text.get(..found).unwrap_or(text);
        }
        // Behind a high surrogate only `\u` completes it, and what else comes is read on its own.
        at = found + if length == 12 { 6 } else { length };
    }
    text
}

/// The last bytes of `text`, at most `max`, from a character's start on.
pub(super) fn tail_bytes(text: &str, max: usize) -> &str {
    let from = text.len().saturating_sub(max);
    (from..=text.len()).find_map(|at| text.get(at..)).unwrap_or_default()
}

/// The last bytes of `text`, at most `max`, from a word's start on where they hold one.
pub(super) fn tail(text: &str, max: usize) -> &str {
    let tail = tail_bytes(text, max);
    if tail.len() == text.len() {
        return tail;
    }
    let behind = |border: fn(char) -> bool| tail.split_once(border).map(|(_, rest)| rest);
    // Behind a run without spaces a label such as `…/a?token: ` is all that there is, so the run is cut at a sign.
    behind(char::is_whitespace)
        .filter(|rest| !rest.trim().is_empty())
        .or_else(|| behind(|c| !c.is_alphanumeric() && c != '_'))
        .unwrap_or(tail)
}
