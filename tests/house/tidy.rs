//! Nothing unfinished, nothing of one machine, no file that has grown a second idea.

use std::path::Path;

use crate::{none, tree};

/// Lines of a file, its inline tests not counted.
const MOST_LINES: usize = 400;

/// Files that are read by looking up and not through, by the end of their path.
const LONG: &[&str] = &[
    // Tables: rules with their proofs, and the shapes of two protocols.
    "src/rules/injection.rs",
    "src/rules/personal.rs",
    "src/rules/secrets.rs",
    "src/anthropic/shapes.rs",
    "src/openai/responses/shapes.rs",
];

#[test]
fn no_file_has_grown_too_long() {
    let mut problems = Vec::new();
    for path in ["crates", "fuzz", "tests", "training"].iter().flat_map(|folder| tree::files(folder, ".rs")) {
        if LONG.iter().any(|long| path.to_string_lossy().ends_with(long)) {
            continue;
        }
        let text = tree::text(&path).unwrap_or_default();
        let lines = text.split("\n#[cfg(test)]").next().unwrap_or_default().lines().count();
        if lines > MOST_LINES {
            problems
                .push(format!("{}: {lines} lines, at most {MOST_LINES}: it has grown a second idea", path.display()));
        }
    }
    none(&problems);
}

#[test]
fn nothing_is_left_to_do() {
    // Written in two pieces, so that this file does not find itself.
    let marks = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["XX", "X"].concat()];
    none(&places(|word| marks.iter().any(|mark| mark == word)));
}

#[test]
fn no_path_of_one_machine_is_written_down() {
    let homes =
        [["/ro", "ot/"].concat(), ["/wo", "rk/"].concat(), ["/Us", "ers/"].concat(), ["/tmp/", "bash"].concat()];
    let mut problems = Vec::new();
    for path in tree::files("", "") {
        let Some(text) = tree::text(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            // A path begins where no name ends: `docs/work/x` is somebody's folder, not a machine's.
            let begins = |home: &str| {
                line.match_indices(home).any(|(at, _)| {
                    let before = line.get(..at).and_then(|before| before.chars().next_back());
                    before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '/' | '_' | '-' | '}' | '*'))
                })
            };
            if homes.iter().any(|home| begins(home)) {
                problems.push(format!("{}:{}: a path of one machine", path.display(), number + 1));
            }
        }
    }
    none(&problems);
}

/// Places of words in all text files but the corpus, which says what people write.
fn places(wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for path in tree::files("", "").into_iter().filter(|path| !path.starts_with("corpus")) {
        let Some(text) = tree::text(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            found.extend(tree::words(line).filter(|word| wanted(word)).map(|word| place(&path, number, word)));
        }
    }
    found
}

fn place(path: &Path, number: usize, word: &str) -> String {
    format!("{}:{}: {word}", path.display(), number + 1)
}
