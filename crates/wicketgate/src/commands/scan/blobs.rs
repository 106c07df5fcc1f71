//! Versions of files that patches do not show, because `git` takes them for binary: UTF-16, archives, pictures, and
//! whatever a repository's attributes call so. Each is asked of `git` by its id and looked into whole.

use std::{
    collections::BTreeSet,
    io::{self, BufRead, BufReader, Read, Write},
    process::{Command, Stdio},
};

use anyhow::{Context, anyhow};

use super::{
    archive::{self, Limits},
    found::Why,
    look::{Count, Look},
    place::Place,
};

/// One version of a file.
#[derive(Debug)]
pub(super) struct Blob {
    pub(super) id: String,
    pub(super) place: Place,
}

/// Looks into `blobs`, each once under each of its names. `git` is the program with its folder and settings.
///
/// # Errors
/// There is no `git`, or it ends before it has answered.
pub(super) fn look_into(
    look: &mut Look<'_>,
    mut git: Command,
    blobs: Vec<Blob>,
    limits: Limits,
    tick: &dyn Fn(Count),
) -> anyhow::Result<()> {
    if blobs.is_empty() {
        return Ok(());
    }
    // What a partial clone does not hold is told, and not fetched from wherever the repository says.
    git.args(["cat-file", "--batch"]).env("GIT_NO_LAZY_FETCH", "1");
    let mut child =
        git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("cannot run `git`")?;
    let mut questions = child.stdin.take().ok_or_else(|| anyhow!("`git` takes no input"))?;
    let answers = child.stdout.take().ok_or_else(|| anyhow!("`git` has no output"))?;
    let mut answers = BufReader::with_capacity(256 << 10, answers);
    let mut seen = BTreeSet::new();
    for Blob { id, place } in blobs {
        if seen.insert((id.clone(), place.file.clone())) {
            // One question, one answer: a second question could fill the pipe while the first answer does, too.
            let answered = writeln!(questions, "{id}").and_then(|()| answer(look, &place, &mut answers, limits));
            answered.context("cannot read what `git` says")?;
            tick(look.report.count());
        }
    }
    drop(questions);
    child.wait()?;
    Ok(())
}

/// Looks into one answer: `ID blob SIZE`, a line break, the bytes, and another line break.
fn answer(look: &mut Look<'_>, place: &Place, answers: &mut impl BufRead, limits: Limits) -> io::Result<()> {
    let mut head = String::new();
    answers.by_ref().take(1024).read_line(&mut head)?;
    let size = head.trim_end().split_once(" blob ").and_then(|(_, size)| size.parse::<u64>().ok());
    let Some(size) = size else {
        if head.is_empty() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        look.skip(place, Why::Unreadable("is not in this clone".to_owned()));
        return Ok(());
    };
    let mut blob = answers.by_ref().take(size);
    let looked = archive::look_into_stream(look, place, &mut blob, limits);
    // A picture is left at its first bytes; the next answer begins behind its last.
    io::copy(&mut blob, &mut io::sink())?;
    answers.read_exact(&mut [0])?;
    looked
}
