//! Findings in the Static Analysis Results Interchange Format 2.1.0 (OASIS, 2020), as code hosts show them beside the code.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wicket_detect::Detector;
use wicket_types::{Guard, Kind};

use super::{found::Found, look::Report, place::visible};

/// What a report says of a rule.
struct About<'d> {
    title: &'d str,
    source: &'d str,
    kind: &'d Kind,
    confidence: f32,
}

/// The report of one run.
pub(super) fn sarif(report: &Report, detector: &Detector) -> Value {
    let about = about(detector);
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut rules = Vec::new();
    for found in &report.found {
        if !numbers.contains_key(&*found.rule) {
            numbers.insert(&found.rule, rules.len());
            rules.push(rule(&found.rule, about.get(&*found.rule)));
        }
    }
    let results: Vec<Value> =
        report.found.iter().map(|found| result(found, numbers.get(&*found.rule).copied())).collect();
    let is_whole = !report.skipped.iter().any(|skipped| skipped.why.is_failure());
    let notes: Vec<Value> = report
        .skipped
        .iter()
        .map(|skipped| {
            let level = if skipped.why.is_failure() { "error" } else { "note" };
            json!({ "level": level, "message": { "text": format!("{}: {}", skipped.place, skipped.why.as_str()) } })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "wicketgate",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "invocations": [{ "executionSuccessful": is_whole, "toolExecutionNotifications": notes }],
            "results": results,
        }]
    })
}

fn about(detector: &Detector) -> BTreeMap<&str, About<'_>> {
    let built_in = wicket_detect::rules::all().map(|rule| {
        let confidence = rule.confidence;
        (rule.id, About { title: rule.title, source: rule.source, kind: &rule.kind, confidence })
    });
    let own = detector.custom().heads().iter().map(|own| {
        let confidence = own.confidence;
        (own.id.as_str(), About { title: &own.title, source: &own.source, kind: &own.kind, confidence })
    });
    let models = wicket_detect::scan::QUESTIONS.iter().chain(&wicket_detect::second::QUESTIONS).map(|asked| {
        (asked.rule, About { title: asked.title, source: asked.source, kind: &asked.kind, confidence: asked.sure })
    });
    built_in.chain(models).chain(own).collect()
}

fn rule(id: &str, about: Option<&About<'_>>) -> Value {
    let Some(about) = about else { return json!({ "id": id }) };
    let help = match about.source {
        "" => about.title.to_owned(),
        source => format!("{}. Source: {source}.", about.title),
    };
    // Code hosts rank by a number from 0 to 10, and call 7 and more high.
    let severity =
        if level(about.kind) == "error" { 7.0 + 2.9 * about.confidence } else { 4.0 + 2.9 * about.confidence };
    json!({
        "id": id,
        "shortDescription": { "text": about.title },
        "fullDescription": { "text": help },
        "help": { "text": help },
        "defaultConfiguration": { "level": level(about.kind) },
        "properties": { "tags": ["security", about.kind], "security-severity": format!("{severity:.1}") },
    })
}

fn result(found: &Found, number: Option<usize>) -> Value {
    let uri = uri(&found.file);
    let mut message = format!("Found {}: {}", found.kind, found.excerpt);
    let mut location = json!({ "physicalLocation": { "artifactLocation": { "uri": uri } } });
    if !found.file.starts_with('/') && found.file != "-" {
        location["physicalLocation"]["artifactLocation"]["uriBaseId"] = json!("%SRCROOT%");
    }
    if found.inside.is_empty() {
        location["physicalLocation"]["region"] = json!({
            "startLine": found.line, "startColumn": found.column,
            "endLine": found.end_line, "endColumn": found.end_column,
            "charOffset": found.start, "charLength": found.end - found.start,
        });
    } else {
        // Lines of an entry are no lines of its archive, but code hosts leave out what has no line.
        location["physicalLocation"]["region"] = json!({ "startLine": 1 });
        let name = format!("{}:{}:{}", found.inside.join("!"), found.line, found.column);
        message += &format!(", in {}", visible(&name));
        location["logicalLocations"] = json!([{ "fullyQualifiedName": name, "kind": "resource" }]);
    }
    let mut result = json!({
        "ruleId": found.rule,
        "level": level(&found.kind),
        "rank": (f64::from(found.confidence.get()) * 1000.0).round() / 10.0,
        "message": { "text": message },
        "locations": [location],
        "partialFingerprints": { "wicketgateLine/v1": found.fingerprint },
        "properties": { "kind": found.kind },
    });
    if let Some(severity) = found.severity {
        result["properties"]["severity"] = json!(severity);
    }
    if let Some(number) = number {
        result["ruleIndex"] = json!(number);
    }
    if let Some(commit) = &found.commit {
        result["properties"]["commit"] = json!(commit);
    }
    if let Some(explained) = &found.explained {
        result["properties"]["explained"] = json!(explained);
    }
    result
}

fn level(kind: &Kind) -> &'static str {
    match kind.guard() {
        Some(Guard::Secrets | Guard::Injection | Guard::Exfil | Guard::Leak) => "error",
        Some(Guard::Pii | Guard::Safety) | None => "warning",
    }
}

/// A path as a reference to it: what has a meaning in addresses is escaped.
fn uri(path: &str) -> String {
    let escaped: String = path
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    if escaped.starts_with('/') { format!("file://{escaped}") } else { escaped }
}
