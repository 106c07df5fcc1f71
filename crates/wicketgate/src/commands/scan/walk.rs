//! Which files below the paths are looked into: all but what `.gitignore` and `.wicketignore` leave out, and `.git` itself.

use std::{
    collections::BTreeSet,
    error::Error,
    io,
    path::{Path, PathBuf},
};

use anyhow::Context;
use ignore::{DirEntry, Walk, WalkBuilder};

use super::tracked;

/// A file to look into, or a path that cannot be read and why.
pub(super) type Step = Result<Seen, Closed>;

/// A file to look into.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) path: PathBuf,
    /// Whether it was named itself, and not only a folder around it.
    pub(super) is_named: bool,
}

/// A path that cannot be read.
#[derive(Debug)]
pub(super) struct Closed {
    pub(super) path: PathBuf,
    pub(super) why: String,
    pub(super) is_folder: bool,
}

/// The name of the file whose patterns leave files out of scans, in the syntax of `.gitignore`.
const IGNORE_FILE: &str = ".wicketignore";

/// Which ignore files count.
#[derive(Clone, Copy, PartialEq)]
enum Heed {
    Both,
    /// `.wicketignore` only.
    Ours,
    None,
}

/// The files below `paths` in order of name; a file that is named itself is looked into in any case. Links are not followed.
/// Behind them come those that `.gitignore` names although a repository holds them.
///
/// # Errors
/// A path does not exist.
pub(super) fn files(paths: &[PathBuf], no_ignore: bool) -> anyhow::Result<Box<dyn Iterator<Item = Step>>> {
    for path in paths {
        path.symlink_metadata().with_context(|| format!("cannot read `{}`", path.display()))?;
    }
    if no_ignore {
        return Ok(Box::new(walk(paths, Heed::None, None).filter_map(step)));
    }
    let tracked: BTreeSet<PathBuf> =
        paths.iter().filter(|path| path.is_dir()).flat_map(|folder| tracked::ignored_files(folder)).collect();
    let seen = walk(paths, Heed::Both, None).filter_map(step);
    if tracked.is_empty() {
        return Ok(Box::new(seen));
    }
    // A `.wicketignore` may take one of them back, or leave it out as it may any other.
    let mut left = tracked.clone();
    let seen: Vec<Step> = seen.collect();
    seen.iter().flatten().for_each(|seen| {
        left.remove(&seen.path);
    });
    let tracked = walk(paths, Heed::Ours, Some(tracked)).filter_map(step);
    let more = tracked.filter(move |step| step.as_ref().is_ok_and(|seen| left.contains(&seen.path)));
    Ok(Box::new(seen.into_iter().chain(more)))
}

/// A walk below `paths`; with `only` just to these files.
fn walk(paths: &[PathBuf], heed: Heed, only: Option<BTreeSet<PathBuf>>) -> Walk {
    let (first, rest) = paths.split_first().map_or((Path::new("."), &[][..]), |(first, rest)| (first.as_path(), rest));
    let mut walk = WalkBuilder::new(first);
    rest.iter().for_each(|path| {
        walk.add(path);
    });
    // Hidden files are where credentials lie, so they are looked into; what one person's settings leave out is not left out
    // of everybody's scan.
    walk.hidden(false).ignore(false).git_global(false).git_exclude(false).require_git(false);
    walk.git_ignore(heed == Heed::Both).parents(heed != Heed::None);
    if heed != Heed::None {
        walk.add_custom_ignore_filename(IGNORE_FILE);
    }
    let leads_on = move |path: &Path| {
        let only = only.as_ref();
        only.is_none_or(|only| only.range(path.to_owned()..).next().is_some_and(|next| next.starts_with(path)))
    };
    walk.sort_by_file_name(|a, b| a.cmp(b))
        .filter_entry(move |entry| entry.depth() == 0 || entry.file_name() != ".git" && leads_on(entry.path()));
    walk.build()
}

fn step(entry: Result<DirEntry, ignore::Error>) -> Option<Step> {
    match entry {
        // A file that is named itself may be a link or a pipe, as the shell's `<(…)` makes one.
        Ok(entry)
            if entry.file_type().is_some_and(|kind| kind.is_file()) || entry.depth() == 0 && !entry.path().is_dir() =>
        {
            Some(Ok(Seen { is_named: entry.depth() == 0, path: entry.into_path() }))
        }
        Ok(_) => None,
        Err(error) => Some(Err(closed(&error))),
    }
}

fn closed(error: &ignore::Error) -> Closed {
    let path = path_of(error).unwrap_or_default();
    Closed { is_folder: path.is_dir(), path, why: format!("cannot be read: {}", cause_of(error)) }
}

fn path_of(error: &ignore::Error) -> Option<PathBuf> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path.clone()),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

/// The cause in a person's words, without the path that stands in front of it.
fn cause_of(error: &ignore::Error) -> String {
    match error {
        ignore::Error::WithPath { err, .. } | ignore::Error::WithDepth { err, .. } => cause_of(err),
        ignore::Error::Io(error) => plainly(error),
        error => error.to_string(),
    }
}

/// What kept something from being read: the innermost cause, without numbers and names of calls.
pub(super) fn plainly(error: &io::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    let said = cause.to_string();
    let said = said.split(" (os error ").next().unwrap_or_default();
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_closed_is_told_in_plain_words() {
        let folder = tempfile::tempdir().expect("a folder");
        let denied = anyhow::Error::new(io::Error::from_raw_os_error(13)).context("IO error for operation on ./closed");
        let denied = io::Error::new(io::ErrorKind::PermissionDenied, denied);
        let error =
            ignore::Error::WithPath { path: folder.path().to_owned(), err: Box::new(ignore::Error::Io(denied)) };
        let closed = closed(&ignore::Error::WithDepth { depth: 1, err: Box::new(error) });
        assert_eq!((closed.why.as_str(), closed.is_folder), ("cannot be read: permission denied", true));
    }
}
