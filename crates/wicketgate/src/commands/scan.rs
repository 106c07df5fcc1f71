//! `wicketgate scan`: the detectors over text, files, folders or JSON lines.

use std::{
    fs,
    io::{BufRead, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use wicket_detect::{Detector, Wants};
use wicket_types::{Finding, Origin, finding::Confidence};

use crate::{
    Ending,
    cli::{Format, Global, Scan},
    say::{self, Paint, paint},
};

/// Largest file that is looked into, in bytes.
const LARGEST: u64 = 64 << 20;

/// Runs the command.
pub fn run(global: &Global, args: Scan) -> anyhow::Result<Ending> {
    let origin = origin(&args.origin)?;
    let detector = Detector::standard();
    if args.jsonl {
        return jsonl(&detector, &args.paths, origin);
    }
    let mut found = Vec::new();
    if args.paths.is_empty() {
        let mut text = String::new();
        std::io::stdin().lock().read_to_string(&mut text).context("standard input is not UTF-8 text")?;
        found.extend(findings_in(&detector, Path::new("-"), &text, origin));
    } else {
        let files = files(&args.paths)?;
        let progress = progress(files.len() as u64, global.quiet);
        for file in files {
            if let Some(text) = text_of(&file)? {
                found.extend(findings_in(&detector, &file, &text, origin));
            }
            progress.inc(1);
        }
        progress.finish_and_clear();
    }
    match global.format {
        Format::Json => say::json(&found)?,
        Format::Sarif => say::json(&sarif(&found))?,
        Format::Csv => bail!("`scan` writes text, json or sarif"),
        Format::Text => told(&found),
    }
    Ok(if found.is_empty() { Ending::Fine } else { Ending::No })
}

/// One finding in one file. Never the text itself.
#[derive(Debug, Serialize)]
struct Found {
    file: PathBuf,
    line: usize,
    column: usize,
    start: usize,
    end: usize,
    kind: String,
    rule: &'static str,
    confidence: Confidence,
}

fn findings_in(detector: &Detector, file: &Path, text: &str, origin: Origin) -> Vec<Found> {
    let scan = detector.scan(text, origin, Wants::ALL);
    let points = CodePoints::of(text);
    let found = |f: Finding| {
        let before = text.get(..f.span.start).unwrap_or_default();
        Found {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().unwrap_or_default().chars().count() + 1,
            start: points.at(f.span.start),
            end: points.at(f.span.end),
            kind: f.kind.to_string(),
            rule: f.rule,
            confidence: f.confidence,
        }
    };
    scan.findings.into_iter().map(found).collect()
}

fn told(found: &[Found]) {
    for f in found {
        let place = format!("{}:{}:{}", f.file.display(), f.line, f.column);
        let sure = format!("{:.0} %", f.confidence.get() * 100.0);
        say::result(&format!("{place}: {} ({}, {sure})", paint(&f.kind, Paint::Bad), f.rule));
    }
    if found.is_empty() {
        say::aside("nothing found");
    }
}

fn sarif(found: &[Found]) -> Value {
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

#[derive(Deserialize)]
struct Line {
    id: Value,
    text: String,
    origin: Option<String>,
    system: Option<String>,
}

fn jsonl(detector: &Detector, paths: &[PathBuf], origin_by_default: Origin) -> anyhow::Result<Ending> {
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
    let scan = detector.scan(&line.text, origin, Wants::ALL);
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

fn origin(name: &str) -> anyhow::Result<Origin> {
    Ok(match name {
        "user" => Origin::User,
        "system" => Origin::System,
        "assistant" => Origin::Assistant,
        "tool" | "tool_result" => Origin::ToolResult,
        "retrieved" => Origin::Retrieved,
        other => return Err(anyhow!("`{other}` is no origin\nhint: user, system, assistant, tool or retrieved")),
    })
}

/// Code points before each byte, asked for in any order; for ASCII the two are the same.
struct CodePoints<'t>(Option<&'t str>);

impl<'t> CodePoints<'t> {
    fn of(text: &'t str) -> Self {
        CodePoints((!text.is_ascii()).then_some(text))
    }

    fn at(&self, byte: usize) -> usize {
        self.0.map_or(byte, |text| text.get(..byte).map_or(byte, |before| before.chars().count()))
    }
}

/// Files below the paths, in order of name; what lies in `.git` and links are left out.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut rest: Vec<PathBuf> = paths.to_vec();
    rest.reverse();
    while let Some(path) = rest.pop() {
        let meta = fs::symlink_metadata(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        if meta.is_dir() {
            let mut inside: Vec<PathBuf> =
                fs::read_dir(&path)?.map(|e| e.map(|e| e.path())).collect::<Result<_, _>>()?;
            inside.retain(|p| p.file_name().is_none_or(|name| name != ".git"));
            inside.sort_by(|a, b| b.cmp(a));
            rest.extend(inside);
        } else if meta.is_file() {
            found.push(path);
        }
    }
    Ok(found)
}

/// The text of a file; `None` for one that is no text or too large, which is said.
fn text_of(path: &Path) -> anyhow::Result<Option<String>> {
    let size = fs::metadata(path)?.len();
    if size > LARGEST {
        say::aside(&format!("{}: not looked into, {size} bytes are more than {LARGEST}", path.display()));
        return Ok(None);
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(_) => {
            say::aside(&format!("{}: not looked into, it is not UTF-8 text", path.display()));
            Ok(None)
        }
    }
}

fn progress(total: u64, quiet: bool) -> ProgressBar {
    if quiet || total < 20 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {eta} left") {
        bar.set_style(style);
    }
    bar
}
