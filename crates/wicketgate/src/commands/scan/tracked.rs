//! Files that `.gitignore` names and that a repository holds all the same: whoever added them by force did not leave them out.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    process::Stdio,
};

use super::git::git;

/// Tracked files below `folder` that some `.gitignore` names. None where `folder` lies in no repository, or there is no
/// `git` to tell: then the scan is what its ignore files make it.
pub(super) fn ignored_files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut command = git(folder);
    // Only `.gitignore`: what one person's settings leave out is scanned in any case.
    command.args(["ls-files", "--cached", "--ignored", "--exclude-per-directory=.gitignore", "-z", "--", "."]);
    let told = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok().filter(|told| told.status.success());
    let names = told.map(|told| told.stdout).unwrap_or_default();
    let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    names.map(|name| folder.join(OsStr::from_bytes(name))).collect()
}
