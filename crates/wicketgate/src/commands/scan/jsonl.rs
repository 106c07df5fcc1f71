//! JSON lines in, scores and findings of each out, in the same order.

use std::{
    fs,
    io::{self, BufRead, BufWriter, Write},
    path::{Path, PathBuf},
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

/// Answers every line of the files that `args` name, or of standard input. A reader that has gone ends it quietly.
pub(super) fn jsonl(detector: &Detector, args: &Scan, wants: Wants, origin: Origin) -> anyhow::Result<Ending> {
    let answered = answer_all(detector, args, wants, origin);
    let is_gone = |error: &anyhow::Error| {
        error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    answered.or_else(|error| if is_gone(&error) { Ok(Ending::Fine) } else { Err(error) })
}

fn answer_all(detector: &Detector, args: &Scan, wants: Wants, origin_by_default: Origin) -> anyhow::Result<Ending> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut failed = false;
    let mut read = |name: &str, lines: &mut dyn BufRead| -> anyhow::Result<()> {
        for (number, line) in lines.lines().enumerate() {
            let line = line.with_context(|| format!("{name}:{}: not UTF-8", number + 1))?;
            if line.trim().is_empty() {
                continue;
            }
            // The mark that some editors begin a file with belongs to no value.
            let line = if number == 0 { line.trim_start_matches('\u{feff}') } else { &line };
            let line: Line = serde_json::from_str(line)
                .with_context(|| format!("{name}:{}: not a line of {{\"id\",\"text\"}}", number + 1))?;
            let origin = line.origin.as_deref().map_or(Ok(origin_by_default), origin);
            let origin = origin.with_context(|| format!("{name}:{}", number + 1))?;
            let scan = answer(detector, &line, origin, wants, &mut out)?;
            failed |= scan.findings.iter().any(|finding| fails(&args.fail_on, finding.kind.guard()));
        }
        Ok(())
    };
    let input = [PathBuf::from("-")];
    for path in if args.paths.is_empty() { &input[..] } else { &args.paths } {
        if path == Path::new("-") {
            read("standard input", &mut std::io::stdin().lock())?;
            continue;
        }
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
