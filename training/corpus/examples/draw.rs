//! Prints rows of one grammar, so that whoever wrote it can read what it says: each block's labels, then some of its rows.
//!
//! `cargo run --release -p wicket-corpus --example draw -- corpus injection/override.txt [ROWS]`
#![allow(clippy::print_stderr, reason = "a program for the terminal")]

use std::{
    env,
    io::{self, BufWriter, Write},
    path::PathBuf,
    process::ExitCode,
};

use wicket_corpus::Grammar;

/// Rows of each block where no number is given.
const ROWS: usize = 10;

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1);
    let (Some(root), Some(file)) = (args.next().map(PathBuf::from), args.next().map(PathBuf::from)) else {
        eprintln!("which grammar? draw CORPUS FILE [ROWS]");
        return ExitCode::from(2);
    };
    let rows = match args.next().map(|number| number.to_string_lossy().parse()) {
        None => ROWS,
        Some(Ok(rows)) => rows,
        Some(Err(_)) => {
            eprintln!("ROWS is how many rows of each block are printed, such as {ROWS}");
            return ExitCode::from(2);
        }
    };
    let grammar = match Grammar::read(&root, &file) {
        Ok(grammar) => grammar,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    // Whoever reads the first lines alone closes the pipe.
    let _closed = print(&grammar, rows);
    ExitCode::SUCCESS
}

fn print(grammar: &Grammar, rows: usize) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for block in &grammar.blocks {
        let drawn = grammar.draw(block, 1);
        writeln!(out, "{:?}: {} of {} rows", block.labels, drawn.len(), block.wanted())?;
        for row in drawn.iter().take(rows) {
            writeln!(out, "    {}", row.text.escape_debug())?;
        }
    }
    out.flush()
}
