//! JSON lines in, scores and findings of each out, in the same order.

use std::{
    fs,
    io::{BufRead, BufWriter, Write},
};

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};
use wicket_detect::{Detector, Wants};
use wicket_types::Origin;

use super::{CodePoints, fails, origin};
use crate::{Ending, cli::Scan};

#[derive(Deserialize)]
struct Line {
    id: Value,
    text: String,
    origin: Option<String>,
    system: Option<String>,
}

/// Answers every line of the files that `args` name, or of standard input.
pub(super) fn jsonl(
    detector: &Detector,
    args: &Scan,
    wants: Wants,
    origin_by_default: Origin,
) -> anyhow::Result<Ending> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut failed = false;
    let mut read = |name: &str, lines: &mut dyn BufRead| -> anyhow::Result<()> {
        for (number, line) in lines.lines().enumerate() {
            let line = line.with_context(|| format!("{name}:{}: not UTF-8", number + 1))?;
            if line.trim().is_empty() {
                continue;
            }
            let line: Line = serde_json::from_str(&line)
                .with_context(|| format!("{name}:{}: not a line of {{\"id\",\"text\"}}", number + 1))?;
            let origin = line.origin.as_deref().map_or(Ok(origin_by_default), origin)?;
            let scan = answer(detector, &line, origin, wants, &mut out)?;
            failed |= scan.findings.iter().any(|finding| fails(&args.fail_on, finding.kind.guard()));
        }
        Ok(())
    };
    if args.paths.is_empty() {
        read("standard input", &mut std::io::stdin().lock())?;
    }
    for path in &args.paths {
        let file = fs::File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        read(&path.display().to_string(), &mut std::io::BufReader::new(file))?;
    }
    out.flush()?;
    Ok(if failed { Ending::No } else { Ending::Fine })
}

fn answer(
    detector: &Detector,
    line: &Line,
    origin: Origin,
    wants: Wants,
    out: &mut impl Write,
) -> anyhow::Result<wicket_detect::Scan> {
    let scan = detector.scan(&line.text, origin, wants);
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
    Ok(scan)
}
