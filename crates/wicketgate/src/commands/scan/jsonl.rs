//! JSON lines in, scores and findings of each out, in the same order.

use std::{
    fs,
    io::{self, BufRead, BufWriter, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};
use wicket_detect::Wants;
use wicket_types::Origin;

use super::{CodePoints, fails, origin, reader::Reader, tell_that_it_waits};
use crate::{Ending, cli::Scan};

#[derive(Deserialize)]
struct Line {
    id: Value,
    text: String,
    origin: Option<String>,
    system: Option<String>,
}

/// Lines that are answered together, on all cores.
const BATCH: usize = 512;

/// Answers every line of the files that `args` name, or of standard input. A reader that has gone ends it quietly.
pub(super) fn jsonl(reader: Reader<'_>, args: &Scan, wants: Wants, origin: Origin) -> anyhow::Result<Ending> {
    let answered = answer_all(&Answerer { reader, wants, args }, origin);
    let is_gone = |error: &anyhow::Error| {
        error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    };
    answered.or_else(|error| if is_gone(&error) { Ok(Ending::Fine) } else { Err(error) })
}

fn answer_all(answerer: &Answerer<'_>, origin_by_default: Origin) -> anyhow::Result<Ending> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut failed = false;
    let mut read = |name: &str, lines: &mut dyn BufRead| -> anyhow::Result<()> {
        let mut lines = lines.lines().enumerate();
        loop {
            let mut batch = Vec::with_capacity(BATCH);
            let mut wrong = None;
            for (number, line) in lines.by_ref() {
                match parsed(name, number, line, origin_by_default) {
                    Ok(line) => batch.extend(line),
                    Err(error) => wrong = Some(error),
                }
                if wrong.is_some() || batch.len() == BATCH {
                    break;
                }
            }
            let is_last = batch.len() < BATCH;
            for Answer { line, fails } in answerer.answer_each(&batch) {
                writeln!(out, "{line}")?;
                failed |= fails;
            }
            match wrong {
                Some(error) => {
                    // What was answered before a bad line is not lost with it.
                    out.flush()?;
                    return Err(error);
                }
                None if is_last => return Ok(()),
                None => {}
            }
        }
    };
    let input = [PathBuf::from("-")];
    for path in if answerer.args.paths.is_empty() { &input[..] } else { &answerer.args.paths } {
        if path == Path::new("-") {
            tell_that_it_waits();
            read("standard input", &mut std::io::stdin().lock())?;
            continue;
        }
        let file = fs::File::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
        read(&path.display().to_string(), &mut std::io::BufReader::new(file))?;
    }
    out.flush()?;
    Ok(if failed { Ending::No } else { Ending::Fine })
}

/// A line with its origin; `None` where it is empty.
fn parsed(
    name: &str,
    number: usize,
    line: io::Result<String>,
    origin_by_default: Origin,
) -> anyhow::Result<Option<(Line, Origin)>> {
    let line = line.with_context(|| format!("{name}:{}: not UTF-8", number + 1))?;
    if line.trim().is_empty() {
        return Ok(None);
    }
    // The mark that some editors begin a file with belongs to no value.
    let line = if number == 0 { line.trim_start_matches('\u{feff}') } else { &line };
    let line: Line = serde_json::from_str(line)
        .with_context(|| format!("{name}:{}: not a line of {{\"id\",\"text\"}}", number + 1))?;
    let origin = line.origin.as_deref().map_or(Ok(origin_by_default), origin);
    let origin = origin.with_context(|| format!("{name}:{}", number + 1))?;
    Ok(Some((line, origin)))
}

/// What all lines are answered with.
struct Answerer<'a> {
    reader: Reader<'a>,
    wants: Wants,
    args: &'a Scan,
}

/// A line of output, and whether something in it fails the scan.
struct Answer {
    line: String,
    fails: bool,
}

impl Answerer<'_> {
    /// Answers in the order of `lines`, worked out on all cores.
    fn answer_each(&self, lines: &[(Line, Origin)]) -> Vec<Answer> {
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(lines.len().max(1));
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some((number, (line, origin))) = {
                let number = next.fetch_add(1, Ordering::Relaxed);
                lines.get(number).map(|line| (number, line))
            } {
                done.push((number, self.answer(line, *origin)));
            }
            done
        };
        let mut answers = std::thread::scope(|scope| {
            let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
            let mut answers = work();
            answers.extend(others.into_iter().filter_map(|worker| worker.join().ok()).flatten());
            answers
        });
        answers.sort_by_key(|(number, _)| *number);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }

    fn answer(&self, line: &Line, origin: Origin) -> Answer {
        let scan = self.reader.scan(&line.text, origin, self.wants);
        let leak = |system: &str| self.reader.detector.leak_score(&line.text, system);
        let leak = line.system.as_deref().map_or(0.0, leak);
        let points = CodePoints::of(&line.text);
        let findings: Vec<Value> = scan
            .findings
            .iter()
            .map(|f| {
                let mut told = json!({
                    "kind": f.kind, "start": points.at(f.span.start), "end": points.at(f.span.end),
                    "confidence": f.confidence, "rule": f.rule,
                });
                if let Some(severity) = f.severity {
                    told["severity"] = json!(severity);
                }
                told
            })
            .collect();
        let scores = json!({ "injection": scan.injection, "safety": scan.safety, "leak": leak });
        let fails = scan.findings.iter().any(|finding| fails(&self.args.fail_on, finding.kind.guard()));
        Answer { line: json!({ "id": line.id, "scores": scores, "findings": findings }).to_string(), fails }
    }
}
