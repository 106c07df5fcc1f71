//! The report for people: a line for each finding, and beside it what was not looked into.

use std::collections::BTreeMap;

use super::{
    found::{CommitOf, Found, Score, SignOf, Weak, Why},
    look::Report,
    place::visible,
};
use crate::say::{self, Paint, counted, paint};

/// Most places that are told one by one; more are counted.
const MOST_TOLD: usize = 10;

/// Tells what was found.
pub(super) fn findings(report: &Report) {
    for found in &report.found {
        say::result(&line(found));
        for sign in found.explained.iter().flat_map(|explained| &explained.signs) {
            say::result(&format!("    {}", told(sign)));
        }
        score(found.explained.as_ref().and_then(|explained| explained.score.as_ref()));
    }
    for Weak { place, sign, score: of_text } in &report.weak {
        say::result(&format!("{place}: weak sign, no finding alone\n    {}", told(sign)));
        score(of_text.as_ref());
    }
}

fn score(of_text: Option<&Score>) {
    if let Some(Score { total, stages }) = of_text {
        let stages: Vec<String> = stages.iter().map(|of| format!("{} {:.2}", of.stage, of.score)).collect();
        say::result(&format!("    score of the text {total:.2}: {}", stages.join(", ")));
    }
}

fn line(found: &Found) -> String {
    let entries: String = found.inside.iter().map(|entry| format!("!{}", visible(entry))).collect();
    let place = format!("{}{entries}:{}:{}", visible(&found.file), found.line, found.column);
    let sure = format!("{:.0} %", found.confidence.get() * 100.0);
    let kind = paint(found.kind.as_str(), Paint::Bad);
    let commit = found.commit.as_ref().map(|CommitOf { commit, author, date }| {
        format!(
            ", commit {} of {} by {}",
            commit.get(..12).unwrap_or(commit),
            date.get(..10).unwrap_or(date),
            visible(author)
        )
    });
    let severity = found.severity.map(|severity| format!(", {} severity", severity.as_str())).unwrap_or_default();
    // Where a rule finds a kind of its own, its name would say the same again.
    let rule = if found.rule == found.kind.as_str() { String::new() } else { format!("{}, ", found.rule) };
    format!("{place}: {kind} {} ({rule}{sure}{severity}{})", found.excerpt, commit.unwrap_or_default())
}

fn told(sign: &SignOf) -> String {
    let SignOf { rule, title, source, reading, weight, start, end } = sign;
    let source = if source.is_empty() { String::new() } else { format!("; source: {source}") };
    format!("{rule}: {title}; characters {start} to {end}, reading: {reading}, weight {weight:.2}{source}")
}

/// Tells what was looked into, and what was not and why.
pub(super) fn sum(report: &Report, stale: usize) {
    let mut by_reason: BTreeMap<(&Why, bool), Vec<&str>> = BTreeMap::new();
    for skipped in &report.skipped {
        by_reason.entry((&skipped.why, skipped.is_missed())).or_default().push(skipped.place.as_str());
    }
    for ((why, is_missed), places) in by_reason {
        // Pictures and programs are many, and nobody takes them for text.
        if !is_missed || places.len() > MOST_TOLD {
            say::aside(&format!("{} {}: {}", counted(places.len(), "file"), why.outcome(), why.as_str()));
        } else {
            places.iter().for_each(|place| say::aside(&format!("{place}: {}: {}", why.outcome(), why.as_str())));
        }
    }
    let mut parts = vec![format!("{} in {}", counted(report.found.len(), "finding"), counted(report.texts, "text"))];
    parts.push(size(report.bytes));
    for (count, what) in [(report.known, "known"), (report.allowed, "allowed by a comment")] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    say::aside(&parts.join(", "));
    if stale > 0 {
        let entries = if stale == 1 { "entry" } else { "entries" };
        say::aside(&format!("{stale} {entries} of the baseline met nothing; write it anew with --write-baseline"));
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}
