//! Opening a log that exists: where it ends, what was torn, and which visits never came to an end.

use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use wicket_types::{NanoDollars, VisitId};

use super::{
    AuditError, Digest, PublicKey, Reader, Sequence, SignedNote,
    disk::{segment_path, segments},
    entry::{Head, split_line},
    merkle::{self, Tree},
    write::HEAD,
};
use crate::ledger::Money;

/// Visits that were opened and not closed: the record that opened each, and what it holds.
///
/// Asked for the oldest at each checkpoint only, so looking at all of them then costs less than keeping them in order.
#[derive(Debug, Default)]
pub(super) struct OpenVisits(HashMap<VisitId, (Sequence, NanoDollars)>);

impl OpenVisits {
    pub fn opened(&mut self, seq: Sequence, visit: &VisitId, amount: NanoDollars) {
        self.0.insert(visit.clone(), (seq, amount));
    }

    pub fn extended(&mut self, visit: &VisitId, total: NanoDollars) {
        if let Some((_, amount)) = self.0.get_mut(visit) {
            *amount = total.max(*amount);
        }
    }

    pub fn closed(&mut self, visit: &VisitId) {
        self.0.remove(visit);
    }

    pub fn oldest(&self) -> Option<Sequence> {
        self.0.values().map(|(seq, _)| *seq).min()
    }

    /// All of them, oldest first.
    pub fn list(&self) -> Vec<(Sequence, VisitId, NanoDollars)> {
        let mut all: Vec<_> = self.0.iter().map(|(visit, (seq, amount))| (*seq, visit.clone(), *amount)).collect();
        all.sort_unstable();
        all
    }

    fn apply(&mut self, seq: Sequence, money: Money) {
        match money {
            Money::Opened { visit, amount, .. } => self.opened(seq, &visit, amount),
            Money::Extended { visit, total } => self.extended(&visit, total),
            Money::Settled { visit, .. } | Money::Lost { visit } => self.closed(&visit),
        }
    }
}

/// The end of a log, from which it can go on.
#[derive(Debug)]
pub(super) struct Tail {
    pub tree: Tree,
    pub chain: Digest,
    /// The segment to append to, and its length.
    pub segment: u32,
    pub len: u64,
    pub open: OpenVisits,
    /// Bytes of a line that a kill or a power loss cut; they have been removed.
    pub cut_bytes: u64,
    /// Records after the last checkpoint.
    pub unsigned: u64,
}

/// Reads the tail of the log in `dir`: from the last checkpoint, or from the oldest visit that it knows as open.
///
/// What lies before the last checkpoint is not read here; `verify` does that. Anchors that fall into what is read are
/// compared with it.
pub(super) fn tail(dir: &Path, key: &PublicKey, anchors: &[SignedNote]) -> Result<Tail, AuditError> {
    let files = segments(dir)?;
    let last = files.last().map_or(1, |(number, _)| *number);
    let cut_bytes = files.last().map_or(Ok(0), |(_, path)| cut_torn_line(path))?;
    let start = last_checkpoint(dir, &files)?;
    let mut tail = Tail {
        tree: Tree::default(),
        chain: [0; 32],
        segment: last,
        len: 0,
        open: OpenVisits::default(),
        cut_bytes,
        unsigned: 0,
    };
    let first = start.as_ref().map_or(0, |start| start.oldest.unwrap_or(start.seq).min(start.seq));
    let mut reader = Reader::at_segment(dir, segment_of(dir, &files, first)?);
    let mut before = start.as_ref().map(|start| start.seq);
    // The line is copied out of the reader, which is asked for its place where something is wrong.
    while let Some(line) = reader.next_line()?.map(<[u8]>::to_vec) {
        let read =
            split_line(&line).and_then(|(chain, record)| Some((chain, merkle::leaf(record), Head::parse(record)?)));
        let Some((chain, leaf, head)) = read else {
            return Err(damaged(&reader, tail.tree.size(), "the line is not a record"));
        };
        let seq = head.seq;
        if before.is_some_and(|checkpoint| seq < checkpoint) {
            if seq >= first
                && let Some(money) = head.money()
            {
                tail.open.apply(seq, money);
            }
            continue;
        }
        if before.take().is_some() {
            tail.tree = trusted_tree(&head, key).ok_or_else(|| damaged(&reader, seq, "the checkpoint is not valid"))?;
        } else if seq != tail.tree.size() || chain != merkle::chain(&tail.chain, &leaf) {
            return Err(damaged(&reader, tail.tree.size(), "the chain is broken"));
        }
        tail.chain = chain;
        tail.tree.push(leaf);
        tail.unsigned = if head.kind == "checkpoint" { 0 } else { tail.unsigned + 1 };
        if let Some(money) = head.money() {
            tail.open.apply(seq, money);
        }
        if anchors.iter().any(|anchor| anchor.size == tail.tree.size() && anchor.root != tail.tree.root()) {
            return Err(damaged(&reader, seq, "the records differ from those that an anchor has seen"));
        }
    }
    if reader.is_torn() || before.is_some() {
        return Err(damaged(&reader, tail.tree.size(), "a segment ends in half a line"));
    }
    let (number, len) = reader.position();
    if !files.is_empty() && number != last {
        return Err(damaged(&reader, tail.tree.size(), "a segment is missing"));
    }
    tail.len = len;
    Ok(tail)
}

fn damaged(reader: &Reader, seq: Sequence, reason: &str) -> AuditError {
    match reader.damaged(reason) {
        AuditError::Damaged { path, reason, .. } => AuditError::Damaged { path, seq, reason },
        other => other,
    }
}

/// The tree before a checkpoint record, vouched for by its signature.
fn trusted_tree(head: &Head<'_>, key: &PublicKey) -> Option<Tree> {
    let note = key.open(head.note.as_deref()?)?;
    let tree = Tree::from_frontier(head.seq, head.frontier()?)?;
    (note.size == head.seq && note.root == tree.root()).then_some(tree)
}

/// Removes what follows the last whole line, or the first line with a NUL: a power loss leaves blocks of zeros where
/// the length was written and the data was not. Gives the number of bytes removed.
fn cut_torn_line(path: &Path) -> Result<u64, AuditError> {
    let (mut before, mut bytes) = last_bytes(path, TAIL)?;
    if bytes.first() == Some(&0) {
        (before, bytes) = last_bytes(path, u64::MAX)?;
    }
    let whole = bytes.iter().position(|b| *b == 0).and_then(|nul| bytes.get(..nul)).unwrap_or(&bytes);
    let keep = whole.iter().rposition(|b| *b == b'\n').map_or(0, |newline| newline + 1);
    let cut = (bytes.len() - keep) as u64;
    if cut > 0 {
        let file = OpenOptions::new().write(true).open(path).map_err(AuditError::io("open", path))?;
        let done = file.set_len(before + keep as u64).and_then(|()| file.sync_all());
        done.map_err(AuditError::io("cut the torn end of", path))?;
    }
    Ok(cut)
}

/// Enough of a segment to hold several checkpoints: they are 1,000 records apart at most, and the longest line is 1 MiB.
const TAIL: u64 = 4 << 20;

/// The last `most` bytes of a file, and how many there are before them.
fn last_bytes(path: &Path, most: u64) -> Result<(u64, Vec<u8>), AuditError> {
    let read = || {
        let mut file = File::open(path)?;
        let before = file.metadata()?.len().saturating_sub(most);
        file.seek(SeekFrom::Start(before))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok((before, bytes))
    };
    read().map_err(AuditError::io("read", path))
}

/// Where the newest checkpoint record is.
struct Start {
    seq: Sequence,
    oldest: Option<Sequence>,
}

fn last_checkpoint(dir: &Path, files: &[(u32, PathBuf)]) -> Result<Option<Start>, AuditError> {
    for (number, path) in files.iter().rev() {
        let Some(line) = last_checkpoint_line(path)? else { continue };
        let head = split_line(&line).and_then(|(_, record)| Head::parse(record));
        let broken = || AuditError::Damaged {
            path: segment_path(dir, *number),
            seq: 0,
            reason: "the last checkpoint cannot be read".to_owned(),
        };
        return head.map(|head| Some(Start { seq: head.seq, oldest: head.oldest_open })).ok_or_else(broken);
    }
    Ok(None)
}

fn last_checkpoint_line(path: &Path) -> Result<Option<Vec<u8>>, AuditError> {
    for most in [TAIL, u64::MAX] {
        let (before, bytes) = last_bytes(path, most)?;
        // `type` is the last name of a checkpoint record, so its line can be told without parsing any other.
        let mut lines = bytes.rsplit(|b| *b == b'\n');
        let found = lines.find(|line| line.ends_with(b"\"type\":\"checkpoint\"}}"));
        if let Some(line) = found.filter(|line| before == 0 || line.starts_with(HEAD.as_bytes())) {
            return Ok(Some(line.to_vec()));
        }
        if before == 0 {
            break;
        }
    }
    Ok(None)
}

/// The number of the segment that holds record `seq`, by the first record of each.
fn segment_of(dir: &Path, files: &[(u32, PathBuf)], seq: Sequence) -> Result<u32, AuditError> {
    let mut found = files.first().map_or(1, |(number, _)| *number);
    for (number, _) in files {
        let mut reader = Reader::at_segment(dir, *number);
        let first = reader.next_line()?.and_then(split_line).and_then(|(_, record)| Some(Head::parse(record)?.seq));
        if first.is_some_and(|first| first <= seq) {
            found = *number;
        }
    }
    Ok(found)
}
