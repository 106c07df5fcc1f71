//! JSON lines in, scores and findings of each out, in the same order.

use std::{
    fs,
    io::{BufRead, BufWriter, Write},
    path::PathBuf,
};

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};
use wicket_detect::{Detector, Wants};
use wicket_types::Origin;

use super::{CodePoints, origin};
use crate::Ending;

#[derive(Deserialize)]
struct Line {
    id: Value,
    text: String,
    origin: Option<String>,
    system: Option<String>,
}

/// Answers every line of the files, or of standard input.
pub(super) fn jsonl(detector: &Detector, paths: &[PathBuf], origin_by_default: Origin) -> anyhow::Result<Ending> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut any = false;
    let mut read = |name: &str, lines: &mut dyn BufRead| -> anyhow::Result<()> {
        for (number, line) in lines.lines().enumerate() {
            let line = line.with_context(|| format!("{name}:{}: not UTF-8", number + 1))?;
            if line.trim().is_empty() {
                continue;
            }
            let line: Line = serde_json::from_str(&line)
                .with_context(|| format!("{name}:{}: not a line of {{\"id\",\"text\"}}", number + 1))?;
            let origin = line.origin.as_deref().map_or(Ok(origin_by_default), origin)?;
            any |= answer(detector, &line, origin, &mut out)?;
        }
        Ok(())
    };
    if paths.is_empty() {
        read("standard input", &mut std::io::stdin().lock())?;
    }
    for path in paths {
        let file = fs::File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        read(&path.display().to_string(), &mut std::io::BufReader::new(file))?;
    }
    out.flush()?;
    Ok(if any { Ending::No } else { Ending::Fine })
}

fn answer(detector: &Detector, line: &Line, origin: Origin, out: &mut impl Write) -> anyhow::Result<bool> {
    let scan = detector.scan(&line.text, origin, Wants::ALL.with_names());
    let leak = line.system.as_deref().map_or(0.0, |system| detector.leak_score(&line.text, system));
    let points = CodePoints::of(&line.text);
    let findings: Vec<Value> = scan
        .findings
        .iter()
        .map(|f| {
            json!({
                "kind": f.kind, "start": points.at(f.span.start), "end": points.at(f.span.end),
                "confidence": f.confidence, "rule": f.rule,
            })
        })
        .collect();
    let scores = json!({ "injection": scan.injection, "safety": scan.safety, "leak": leak });
    writeln!(out, "{}", json!({ "id": line.id, "scores": scores, "findings": findings }))?;
    Ok(!scan.findings.is_empty())
}
