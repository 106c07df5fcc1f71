//! Which files are looked into, and which are not.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context;

use crate::say;

/// Largest file that is looked into, in bytes.
const LARGEST: u64 = 64 << 20;

/// Files below the paths, in order of name; what lies in `.git` and links are left out.
pub(super) fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
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
pub(super) fn text_of(path: &Path) -> anyhow::Result<Option<String>> {
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
