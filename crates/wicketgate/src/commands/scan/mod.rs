//! `wicketgate scan`: the detectors over text, files, folders or JSON lines.

mod files;
mod jsonl;
mod sarif;

use std::{
    io::Read,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use wicket_detect::{Detector, Wants};
use wicket_types::{Finding, Origin, finding::Confidence};

use crate::{
    Ending,
    cli::{Format, Global, Scan},
    say::{self, Paint, paint},
};
use files::{files, text_of};
use jsonl::jsonl;
use sarif::sarif;

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
    let scan = detector.scan(text, origin, Wants::ALL.with_names());
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
