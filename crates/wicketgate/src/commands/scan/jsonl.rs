//! JSON lines in, scores and findings of each out, in the same order.

use std::{
    fs,
    io::{self, BufRead, BufWriter, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use wicket_detect::Wants;
use wicket_gate::settings::Guards;
use wicket_types::{Confidence, Finding, Guard, Kind, Origin, Severity};

use super::{CodePoints, fails, origin, reader::Reader, tell_that_it_waits};
use crate::{Ending, cli::Scan};

#[derive(Deserialize)]
struct Line {
    id: Value,
    text: String,
    origin: Option<String>,
    system: Option<String>,
}

/// One line of the answer. Its numbers are written as they are in any other report.
#[derive(Serialize)]
struct Out<'a> {
    id: &'a Value,
    scores: Scores,
    findings: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Scores {
    injection: f32,
    safety: f32,
    leak: f32,
}

/// One finding; its place is counted in code points.
#[derive(Serialize)]
struct Told<'a> {
    kind: &'a Kind,
    start: usize,
    end: usize,
    confidence: Confidence,
    rule: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<Severity>,
}

/// What the gate calls a hidden prompt that comes out.
const LEAK: Kind = Kind::of("leak.system_prompt");

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
                writeln!(out, "{}", line?)?;
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
    line: serde_json::Result<String>,
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
        let mut scan = self.reader.scan(&line.text, origin, self.wants);
        let leak = |system: &str| self.reader.detector.leak_score(&line.text, system);
        let leak = line.system.as_deref().map_or(0.0, leak);
        if let Some(leaked) = self.leaked(&line.text, leak) {
            scan.findings.insert(0, leaked);
        }
        let points = CodePoints::of(&line.text);
        let findings = scan.findings.iter().map(|f| Told {
            kind: &f.kind,
            start: points.at(f.span.start),
            end: points.at(f.span.end),
            confidence: f.confidence,
            rule: &f.rule,
            severity: f.severity,
        });
        let scores = Scores { injection: scan.injection, safety: scan.safety, leak };
        let line = Out { id: &line.id, scores, findings: findings.collect() };
        let fails = scan.findings.iter().any(|finding| fails(&self.args.fail_on, finding.kind.guard()));
        Answer { line: serde_json::to_string(&line), fails }
    }

    /// The hidden prompt in `text`, from the score on from which the gate refuses an answer unless it is told otherwise.
    fn leaked(&self, text: &str, score: f32) -> Option<Finding> {
        let confidence = Confidence::new(score);
        let limit = Guards::default_of(Guard::Leak).limit;
        let is_found = self.wants.has(Guard::Leak) && confidence >= limit && self.reader.takes(confidence);
        is_found.then(|| Finding {
            kind: LEAK,
            span: 0..text.len(),
            confidence,
            rule: "leak.overlap".into(),
            severity: None,
        })
    }
}
