//! What `git` tells: every line that a commit added, or that is about to be committed, read from its patches as they come;
//! and after them the files that patches do not show.

use std::{
    io::{self, BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
    rc::Rc,
    thread,
};

use anyhow::{Context, anyhow, bail};

use super::{
    archive::Limits,
    blobs::{self, Blob},
    look::{Count, Look},
    names::{diff_name, file_name, first_line, new_id},
    place::{Commit, Place, Spot},
};

/// How patches are written, whatever the settings of a person or of a repository say. A repository may come from anybody,
/// so none of its settings may run a program.
const PATCHES: [&str; 11] = [
    "--patch",
    "--unified=0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-renames",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--submodule=short",
    "--full-index",
    "--ignore-submodules",
];
const NO_GIT: &str = "cannot run `git`, which tells what commits hold\nhint: install git, or scan files without --git";
/// Longest piece of a line that is read at once, in bytes.
const PIECE: u64 = 1 << 20;
/// Bytes of added lines that are kept before they are looked into.
const MOST_KEPT: usize = 8 << 20;

/// Looks into every added line of every commit of `range`, or of all branches and tags where that is empty. Of a merge only
/// the lines count that neither side had.
///
/// # Errors
/// There is no `git`, no repository or no such range.
pub(super) fn history(
    look: &mut Look<'_>,
    folder: &Path,
    range: &str,
    limits: Limits,
    tick: &dyn Fn(Count),
) -> anyhow::Result<()> {
    let mut command = git(folder);
    must_lie_in_a_repository(folder)?;
    // The fields stand behind a zero byte, with which no line of a patch begins.
    command.arg("log").args(PATCHES).args(["--no-show-signature", "--cc", "--format=%x00%H%x00%an <%ae>%x00%aI"]);
    match range {
        "" => command.arg("--all"),
        range => command.args(["--end-of-options", range]),
    };
    let blobs = patches(command.args(["--", "."]), look, tick)?;
    blobs::look_into(look, git(folder), blobs, limits, tick)
}

/// Looks into the lines that the next commit would add, below `folder`.
///
/// # Errors
/// There is no `git` or no repository.
pub(super) fn staged(look: &mut Look<'_>, folder: &Path, limits: Limits, tick: &dyn Fn(Count)) -> anyhow::Result<()> {
    must_lie_in_a_repository(folder)?;
    let blobs = patches(git(folder).args(["diff", "--cached"]).args(PATCHES).args(["--", "."]), look, tick)?;
    blobs::look_into(look, git(folder), blobs, limits, tick)
}

/// The program, with nothing in it by which a foreign repository could run another.
pub(super) fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["--no-pager", "-c", "core.quotePath=false", "-c", "core.fsmonitor=false"]);
    command.env("GIT_OPTIONAL_LOCKS", "0").env("LC_ALL", "C");
    command
}

/// Outside of a repository `git diff` compares files, and complains with a page about its flags.
fn must_lie_in_a_repository(folder: &Path) -> anyhow::Result<()> {
    let asked = git(folder).args(["rev-parse", "--git-dir"]).stdin(Stdio::null()).output().context(NO_GIT)?;
    let said = String::from_utf8_lossy(&asked.stderr).into_owned();
    if asked.status.success() {
        return Ok(());
    }
    if said.contains("not a git repository") {
        bail!("`{}` lies in no git repository\nhint: scan its files without --git and --staged", folder.display());
    }
    bail!("`git` failed: {}", first_words(&said))
}

/// What `git` complains about, without its advice.
fn first_words(said: &str) -> &str {
    said.trim().lines().next().unwrap_or_default().trim_start_matches("fatal: ")
}

/// Looks into the patches that `command` writes, and gives back what they do not show.
fn patches(command: &mut Command, look: &mut Look<'_>, tick: &dyn Fn(Count)) -> anyhow::Result<Vec<Blob>> {
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().context(NO_GIT)?;
    let complaint = complaint_of(&mut child);
    let output = child.stdout.take().ok_or_else(|| anyhow!("`git` has no output"))?;
    let read = Patches::new(look, tick).read(&mut BufReader::with_capacity(256 << 10, output));
    let ended = child.wait()?;
    if !ended.success() {
        let said = complaint.join().unwrap_or_default();
        bail!("`git` failed: {}", first_words(&said));
    }
    read.context("cannot read what `git` says")
}

/// What `git` complains about. Read beside its output, for a full pipe would make it wait for ever.
fn complaint_of(child: &mut Child) -> thread::JoinHandle<String> {
    let pipe = child.stderr.take();
    thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(pipe) = pipe {
            // What cannot be read is not told, and the exit code says enough.
            let _ = pipe.take(64 << 10).read_to_end(&mut said);
        }
        String::from_utf8_lossy(&said).into_owned()
    })
}

/// Patches as they are read.
struct Patches<'p, 'a> {
    look: &'p mut Look<'a>,
    tick: &'p dyn Fn(Count),
    place: Place,
    /// Signs in front of each line of the hunk, one for each parent of the commit; 0 outside of hunks.
    signs: usize,
    /// Added lines that were not looked into yet, and where they begin.
    added: Vec<u8>,
    start: usize,
    /// Line of the file that the next line of the hunk is.
    line: usize,
    /// The id of the file's new version.
    id: String,
    /// What the patches do not show.
    blobs: Vec<Blob>,
}

impl<'p, 'a> Patches<'p, 'a> {
    fn new(look: &'p mut Look<'a>, tick: &'p dyn Fn(Count)) -> Self {
        let (place, id) = (Place::default(), String::new());
        Patches { look, tick, place, signs: 0, added: Vec::new(), start: 1, line: 1, id, blobs: Vec::new() }
    }

    fn read(mut self, reader: &mut impl BufRead) -> io::Result<Vec<Blob>> {
        let (mut line, mut is_rest, mut is_added) = (Vec::new(), false, false);
        loop {
            line.clear();
            if reader.by_ref().take(PIECE).read_until(b'\n', &mut line)? == 0 {
                self.flush();
                return Ok(self.blobs);
            }
            // The rest of a line that is longer than a piece is of its kind.
            if is_rest {
                if is_added {
                    self.keep(&line);
                }
            } else {
                is_added = self.line(&line);
            }
            is_rest = line.last() != Some(&b'\n');
        }
    }

    /// Takes one line, and tells whether it was added. Within a hunk each line begins with a sign, so nothing that a file
    /// holds is taken for the head of another.
    fn line(&mut self, line: &[u8]) -> bool {
        match line {
            [0, fields @ ..] => {
                self.flush();
                (self.tick)(self.look.report.count());
                self.place = Place { commit: commit(fields).map(Rc::new), ..Place::default() };
                self.signs = 0;
            }
            [b'd', b'i', b'f', b'f', b' ', names @ ..] => {
                self.flush();
                self.signs = 0;
                self.place.file = diff_name(names);
            }
            [b'i', b'n', b'd', b'e', b'x', b' ', ids @ ..] if self.signs == 0 => self.id = new_id(ids),
            // An id of zeros stands for a file that is gone.
            line if self.signs == 0
                && line.starts_with(b"Binary files ")
                && self.id.bytes().any(|digit| digit != b'0') =>
            {
                self.blobs.push(Blob { id: std::mem::take(&mut self.id), place: self.place.clone() });
            }
            [b'+', b'+', b'+', b' ', name @ ..] if self.signs == 0 => self.place.file = file_name(name),
            [b'@', b'@', ..] => {
                self.flush();
                self.signs = line.iter().take_while(|byte| **byte == b'@').count() - 1;
                self.line = first_line(line);
            }
            _ if self.signs > 0 => return self.hunk_line(line),
            _ => {}
        }
        false
    }

    fn hunk_line(&mut self, line: &[u8]) -> bool {
        let Some((signs, text)) = line.split_at_checked(self.signs) else { return false };
        if signs.iter().all(|sign| *sign == b'+') {
            if self.added.is_empty() {
                self.start = self.line;
            }
            self.keep(text);
            self.line += 1;
            return true;
        }
        if !signs.contains(&b'-') && signs.first() != Some(&b'\\') {
            // A line of the file that was there before ends a run of added ones.
            self.flush();
            self.line += 1;
        }
        false
    }

    fn keep(&mut self, text: &[u8]) {
        self.added.extend_from_slice(text);
        if self.added.len() > MOST_KEPT {
            self.flush();
            self.start = self.line;
        }
    }

    /// Looks into the added lines.
    fn flush(&mut self) {
        if self.added.is_empty() {
            return;
        }
        let added = std::mem::take(&mut self.added);
        let mut windows = self.look.begin(&self.place, Spot { line: self.start, ..Spot::START });
        windows.push(&String::from_utf8_lossy(&added));
        windows.finish();
    }
}

/// Id, author and date, with zero bytes between them.
fn commit(fields: &[u8]) -> Option<Commit> {
    let fields = String::from_utf8_lossy(fields);
    let mut fields = fields.trim_end_matches('\n').split('\0').map(str::to_owned);
    Some(Commit { id: fields.next()?, author: fields.next()?, date: fields.next()? })
}
