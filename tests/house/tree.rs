//! The files of this tree, and the code in them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Names under which nothing of ours lies.
const SKIPPED: &[&str] = &[".git", "target", "data", "node_modules", "__pycache__"];

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new("../..").canonicalize().expect("the root of the repository")
}

/// All files under `folder` of the root whose name ends with `ending`, by their path from the root, sorted.
pub fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    let mut found: Vec<PathBuf> = found
        .into_iter()
        .filter_map(|path| path.strip_prefix(root()).map(Path::to_path_buf).ok())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    found.sort();
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        // A link may lead out of the tree, to files that are not ours.
        let Ok(kind) = entry.file_type() else { continue };
        // `.git` is a file in a second working tree.
        if SKIPPED.iter().any(|skipped| name == *skipped) {
            continue;
        }
        if kind.is_dir() {
            walk(&path, found);
        } else if kind.is_file() {
            found.push(path);
        }
    }
}

/// The text of a file, by its path from the root; `None` when it is no text.
pub fn text(path: &Path) -> Option<String> {
    fs::read_to_string(root().join(path)).ok()
}

/// The code of a Rust file without its inline tests and its comments.
pub fn code(path: &Path) -> String {
    let text = text(path).unwrap_or_default();
    let before_tests = text.split("\n#[cfg(test)]").next().unwrap_or_default();
    before_tests.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Whether a file below `src` holds tests only.
pub fn is_test(path: &Path) -> bool {
    let path = path.to_string_lossy();
    ["/tests/", "/tests.rs", "_tests.rs", "/stories.rs", "/stories/"].iter().any(|part| path.contains(part))
}

/// The crates by name.
pub fn crates() -> Vec<String> {
    files("crates", "/Cargo.toml")
        .iter()
        .filter_map(|path| path.components().nth(1).map(|name| name.as_os_str().to_string_lossy().into_owned()))
        .collect()
}

/// The identifiers of `code`, in order.
pub fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}
