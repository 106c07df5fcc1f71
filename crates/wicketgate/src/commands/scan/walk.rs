//! Which files below the paths are looked into: all but what `.gitignore` and `.wicketignore` leave out, and `.git` itself.

use std::path::{Path, PathBuf};

use anyhow::Context;
use ignore::{DirEntry, WalkBuilder};

/// A file to look into, or a path that cannot be read and why.
pub(super) type Step = Result<PathBuf, (PathBuf, String)>;

/// The name of the file whose patterns leave files out of scans, in the syntax of `.gitignore`.
const IGNORE_FILE: &str = ".wicketignore";

/// The files below `paths` in order of name; a file that is named itself is looked into in any case. Links are not followed.
///
/// # Errors
/// A path does not exist.
pub(super) fn files(paths: &[PathBuf], no_ignore: bool) -> anyhow::Result<impl Iterator<Item = Step>> {
    for path in paths {
        path.symlink_metadata().with_context(|| format!("cannot read `{}`", path.display()))?;
    }
    let (first, rest) = paths.split_first().map_or((Path::new("."), &[][..]), |(first, rest)| (first.as_path(), rest));
    let mut walk = WalkBuilder::new(first);
    rest.iter().for_each(|path| {
        walk.add(path);
    });
    // Hidden files are where credentials lie, so they are looked into; what one person's settings leave out is not left out
    // of everybody's scan.
    walk.hidden(false).ignore(false).git_global(false).git_exclude(false).require_git(false);
    walk.git_ignore(!no_ignore).parents(!no_ignore);
    if !no_ignore {
        walk.add_custom_ignore_filename(IGNORE_FILE);
    }
    walk.sort_by_file_name(|a, b| a.cmp(b)).filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
    Ok(walk.build().filter_map(step))
}

fn step(entry: Result<DirEntry, ignore::Error>) -> Option<Step> {
    match entry {
        // A file that is named itself may be a link or a pipe, as the shell's `<(…)` makes one.
        Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => Some(Ok(entry.into_path())),
        Ok(entry) if entry.depth() == 0 && !entry.path().is_dir() => Some(Ok(entry.into_path())),
        Ok(_) => None,
        Err(error) => Some(Err((path_of(&error).unwrap_or_default(), format!("cannot be read: {}", cause_of(&error))))),
    }
}

fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

/// The error without the path that stands in front of it.
fn cause_of(error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } => cause_of(err),
        error => error.to_string(),
    }
}
