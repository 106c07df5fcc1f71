//! Prints the words that disguised text is read by, one a line and sorted: those that English rows of the corpus use most.
//!
//! `cargo run --release -p wicket-corpus --example words -- corpus > crates/wicket-detect/src/reading/words.txt`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the terminal")]

use std::{collections::HashMap, env, path::PathBuf, process::ExitCode};

/// The folders of texts; that of names has other words than people disguise.
const FOLDERS: [&str; 3] = ["injection", "ordinary", "safety"];
/// How many words are kept.
const WORDS: usize = 6000;
/// Rows in which a word stands, at least.
const FEWEST: usize = 20;

fn main() -> ExitCode {
    let Some(root) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("which folder holds the corpus? words CORPUS");
        return ExitCode::from(2);
    };
    let mut rows_with: HashMap<String, usize> = HashMap::new();
    for folder in FOLDERS {
        let rows = match wicket_corpus::rows(&root, folder, 0) {
            Ok(rows) => rows,
            Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        };
        for row in rows.iter().filter(|row| row.labels.get("lang").is_none_or(|lang| lang == "en")) {
            let mut words: Vec<String> = row.text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase).collect();
            words.sort_unstable();
            words.dedup();
            for word in words {
                *rows_with.entry(word).or_default() += 1;
            }
        }
    }
    let mut words: Vec<(usize, String)> = rows_with
        .into_iter()
        .filter(|(word, rows)| {
            *rows >= FEWEST && (3..=16).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase())
        })
        .map(|(word, rows)| (rows, word))
        .collect();
    words.sort_unstable_by(|a, b| b.cmp(a));
    let mut kept: Vec<String> = words.into_iter().take(WORDS).map(|(_, word)| word).collect();
    kept.sort_unstable();
    kept.iter().for_each(|word| println!("{word}"));
    ExitCode::SUCCESS
}
