//! Findings in the Static Analysis Results Interchange Format 2.1.0.

use serde_json::{Value, json};

use super::Found;

/// The findings of one run.
pub(super) fn sarif(found: &[Found]) -> Value {
    let rules: Vec<Value> = wicket_detect::rules::all()
        .filter(|rule| found.iter().any(|f| f.rule == rule.id))
        .map(|rule| json!({ "id": rule.id, "shortDescription": { "text": rule.title }, "help": { "text": rule.source } }))
        .collect();
    let results: Vec<Value> = found
        .iter()
        .map(|f| {
            json!({
                "ruleId": f.rule, "level": "error", "message": { "text": format!("Found {}.", f.kind) },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": f.file.to_string_lossy() },
                    "region": { "startLine": f.line, "startColumn": f.column, "charOffset": f.start, "charLength": f.end - f.start }
                } }]
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
        "runs": [{ "tool": { "driver": { "name": "wicketgate", "version": env!("CARGO_PKG_VERSION"), "rules": rules } }, "results": results }]
    })
}
