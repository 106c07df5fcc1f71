//! What a person or a script reads: results on standard output, everything else on standard error.

use std::{
    io::{self, IsTerminal, Write},
    sync::atomic::{AtomicBool, Ordering},
};

use serde::Serialize;
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

use crate::cli::{Color, Format, Global};

static COLOR: AtomicBool = AtomicBool::new(false);
static QUIET: AtomicBool = AtomicBool::new(false);

/// Reads the flags that change how things are said, and starts the log; with `errors_only` it has nothing else.
pub fn set_up(global: &Global, errors_only: bool) {
    let wanted = match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    COLOR.store(wanted, Ordering::Relaxed);
    QUIET.store(global.quiet, Ordering::Relaxed);
    let level =
        if global.quiet || errors_only { "error" } else { "warn,wicketgate=info,wicket_gate=info,wicket_store=info" };
    let filter = EnvFilter::try_from_env("WICKETGATE_LOG").unwrap_or_else(|_| EnvFilter::new(level));
    let registry = tracing_subscriber::registry().with(filter);
    // Scripts and log collectors get one JSON object a line, people on a terminal a sentence.
    let started = if io::stderr().is_terminal() && global.format == Format::Text {
        registry.with(fmt::layer().with_writer(io::stderr).with_target(false).with_ansi(wanted)).try_init()
    } else {
        registry.with(fmt::layer().json().flatten_event(true).with_writer(io::stderr).with_target(false)).try_init()
    };
    // A second log in one process is a test's; the first one stays.
    drop(started);
}

/// Writes a result. A reader that has gone, as `head` does, ends the command quietly.
pub fn result(text: &str) {
    let mut out = io::stdout().lock();
    let ended = if text.ends_with('\n') { "" } else { "\n" };
    if write!(out, "{text}{ended}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Writes a result as JSON.
///
/// # Errors
/// The value has no JSON form.
pub fn json(value: &impl Serialize) -> anyhow::Result<()> {
    result(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// Says something beside the result, unless `--quiet`.
pub fn aside(text: &str) {
    if !QUIET.load(Ordering::Relaxed) {
        let _ = writeln!(io::stderr(), "{text}");
    }
}

/// Tells what went wrong: the error, its causes, and a hint on a line of its own where there is one.
pub fn complain(error: &anyhow::Error) {
    let chain: Vec<String> = error.chain().map(ToString::to_string).collect();
    let mut said = String::new();
    for part in &chain {
        // An error that repeats its cause in its own sentence says it once.
        if !said.contains(part.as_str()) {
            if !said.is_empty() {
                said.push_str(": ");
            }
            said.push_str(part);
        }
    }
    let _ = writeln!(io::stderr(), "{} {said}", paint("error:", Paint::Bad));
}

/// A number and what it counts, in the plural where it is not one.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// What a colour stands for.
#[derive(Debug, Clone, Copy)]
pub enum Paint {
    /// Good news.
    Good,
    /// Bad news.
    Bad,
    /// A heading.
    Strong,
}

/// `text` in a colour, where colour is on.
pub fn paint(text: &str, paint: Paint) -> String {
    if !COLOR.load(Ordering::Relaxed) {
        return text.to_owned();
    }
    let code = match paint {
        Paint::Good => "32",
        Paint::Bad => "31",
        Paint::Strong => "1",
    };
    format!("\x1b[{code}m{text}\x1b[0m")
}

/// Rows under headings, each column as wide as its longest entry.
pub fn table(headings: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = headings.iter().map(|h| h.chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let padded: Vec<String> = cells.zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    let mut out = paint(&line(&mut headings.iter().copied()), Paint::Strong);
    for row in rows {
        out.push('\n');
        out.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    out
}
