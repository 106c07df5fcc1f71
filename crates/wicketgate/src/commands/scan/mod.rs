//! `wicketgate scan`: the detectors over files, folders, archives, git history, standard input or JSON lines.

mod allow;
mod archive;
mod baseline;
mod blobs;
mod decode;
mod found;
mod git;
mod jsonl;
mod look;
mod many;
mod names;
mod place;
mod reader;
mod sarif;
mod tell;
mod told;
mod tracked;
mod walk;

use std::{io::IsTerminal, path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context, anyhow, bail};
use indicatif::{ProgressBar, ProgressStyle};
use wicket_detect::{Detector, Wants, second::Ask};
use wicket_types::{Guard, Origin};

use crate::{
    Ending,
    cli::{FailOn, Format, Global, Scan},
    commands::rules,
    open, say,
};
use archive::Limits;
use baseline::Baseline;
use found::{Skipped, Why};
use jsonl::jsonl;
use look::{Aim, Count, Look, Report};
use place::Place;
use reader::Reader;

/// Runs the command.
pub fn run(global: &Global, args: Scan) -> anyhow::Result<Ending> {
    let origin = args.origin.as_deref().map(origin).transpose()?;
    let detector = detector(global, &args.rules)?;
    let wants = if args.only.is_empty() { Wants::ALL } else { Wants::of(&args.only) };
    let wants = if (args.names || args.jsonl) && wants.has(Guard::Pii) { wants.with_names() } else { wants };
    if args.jsonl {
        if global.format == Format::Sarif {
            bail!(
                "`--jsonl` answers with JSON lines, not with SARIF\nhint: leave out one of `--jsonl` and `--format sarif`"
            );
        }
        let reader = Reader::new(&detector, args.encoder.unwrap_or(Ask::Always)).at_least(args.min_confidence);
        return jsonl(reader, &args, wants, origin.unwrap_or(Origin::User));
    }
    let mut baseline = Baseline::new(args.baseline.as_deref(), args.write_baseline.as_deref())?;
    let reader = Reader::new(&detector, args.encoder.unwrap_or_default()).at_least(args.min_confidence);
    let aim = Aim { reader, origin, wants, explain: args.explain, comments_allow: !args.no_allow };
    let mut look = Look::new(aim, &mut baseline);
    look_through(&mut look, global, &args)?;
    let report = look.report;
    if let Some(path) = &args.write_baseline {
        let count = baseline.write(path)?;
        say::aside(&format!("{} in `{}`", say::counted(count, "known finding"), path.display()));
        told::sum(&report, 0);
        return ended(&report, &[]);
    }
    match global.format {
        Format::Json => say::json(&report.found)?,
        Format::Sarif => say::json(&sarif::sarif(&report, &detector))?,
        Format::Text | Format::Csv => told::findings(&report),
    }
    // What is staged, in history or of one family is a part of what a baseline knows.
    let is_whole = args.git.is_none() && !args.staged && args.only.is_empty();
    told::sum(&report, if is_whole { baseline.stale(&args.paths) } else { 0 });
    ended(&report, &args.fail_on)
}

/// The built-in rules, and those of the files or else of the configuration that was named.
fn detector(global: &Global, files: &[PathBuf]) -> anyhow::Result<Arc<Detector>> {
    if !files.is_empty() {
        return Ok(Arc::new(Detector::standard().with(Arc::new(rules::of_files(files)?))));
    }
    if global.config.is_some() {
        return Ok(open::configuration(global)?.settings.rules.detector().clone());
    }
    Ok(Arc::new(Detector::standard()))
}

fn look_through(look: &mut Look<'_>, global: &Global, args: &Scan) -> anyhow::Result<()> {
    let reads_input = args.paths.is_empty() || args.paths == [PathBuf::from("-")];
    // Where somebody types, a line that moves would be in the way.
    let bar = progress(global.quiet || reads_input && std::io::stdin().is_terminal());
    let tick = |Count { texts, bytes, found }| {
        bar.set_message(format!(
            "{}, {} MB, {}",
            say::counted(texts, "text"),
            bytes / 1_000_000,
            say::counted(found, "finding")
        ));
        bar.tick();
    };
    let limits = Limits { depth: args.archive_depth, unpacked: args.max_unpacked.0 };
    let here = [PathBuf::from(".")];
    let folders = if args.paths.is_empty() { &here[..] } else { &args.paths };
    if args.staged {
        folders.iter().try_for_each(|folder| git::staged(look, folder, limits, &tick))?;
    } else if let Some(range) = &args.git {
        folders.iter().try_for_each(|folder| git::history(look, folder, range, limits, &tick))?;
    } else if reads_input {
        tell_that_it_waits();
        archive::look_into_stream(look, &Place::input(), &mut std::io::stdin().lock(), limits)
            .context("cannot read standard input")?;
    } else {
        many::look_into_files(look, walk::files(&args.paths, args.no_ignore)?, limits, &tick);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Whoever starts a scan of nothing on a terminal sees that it waits, and for what.
fn tell_that_it_waits() {
    if std::io::stdin().is_terminal() {
        say::aside("reading standard input, to be ended with Ctrl-D; `wicketgate scan .` reads this folder");
    }
}

/// What the exit code says: 1 for a finding of a family that fails a scan, 2 where something could not be read.
fn ended(report: &Report, fail_on: &[FailOn]) -> anyhow::Result<Ending> {
    let missed = |is_it: fn(&Why) -> bool| report.skipped.iter().filter(|skipped| is_it(&skipped.why)).count();
    let files = (missed(|why| matches!(why, Why::Unreadable(_))), "file");
    let folders = (missed(|why| matches!(why, Why::Closed(_))), "folder");
    let unread: Vec<String> = [files, folders]
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| say::counted(*count, what))
        .collect();
    if !unread.is_empty() {
        bail!("the scan is not complete: {} could not be read", unread.join(" and "));
    }
    let is_incomplete = report.skipped.iter().any(Skipped::is_missed);
    let failed = report.found.iter().any(|found| fails(fail_on, found.kind.guard()))
        || is_incomplete && fail_on.contains(&FailOn::Incomplete);
    Ok(if failed { Ending::No } else { Ending::Fine })
}

/// Whether a finding of the family of `guard` fails the scan.
fn fails(fail_on: &[FailOn], guard: Option<Guard>) -> bool {
    fail_on.iter().any(|on| match on {
        FailOn::Any => true,
        FailOn::None | FailOn::Incomplete => false,
        FailOn::Guard(on) => guard == Some(*on),
    })
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

/// A line that counts what was looked into; on a terminal only.
fn progress(quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}, {elapsed}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
