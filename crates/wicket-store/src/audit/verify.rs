//! Verifying a log with nothing but its files, the public key, and an anchor if there is one.

use std::{fmt, path::Path};

use super::{
    AuditError, Digest, PublicKey, Reader, Sequence, SignedNote,
    anchor::read_anchor,
    disk::{CHECKPOINT_FILE, segments},
    entry::{Head, split_line},
    merkle::{self, Tree},
};

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Records that are as they were written, from the first on.
    pub records: u64,
    /// How many of them a valid checkpoint or anchor covers. Later ones are chained but not yet signed: who has the
    /// file could have written them anew.
    pub signed: u64,
    /// The first thing that is wrong; `None` if all is well.
    pub fault: Option<Fault>,
}

/// The first record that is not as it was written, and how that shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The first bad record; where the signature of a checkpoint finds it, the first that it should cover.
    pub seq: Sequence,
    /// What is wrong.
    pub reason: String,
}

impl Report {
    /// Whether everything is as it was written.
    pub fn is_good(&self) -> bool {
        self.fault.is_none()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            None => write!(f, "{} records are as they were written, {} of them signed", self.records, self.signed),
            Some(Fault { seq, reason }) => write!(f, "record {seq} is the first bad one: {reason}"),
        }
    }
}

/// Reads every record of the log in `dir` and checks form, order, chain, and each checkpoint against the tree.
///
/// `anchor` is a file with a checkpoint of this log that was kept elsewhere; without one, the file `checkpoint` in `dir`
/// is used if it exists. One pass; memory does not grow with the log.
///
/// # Errors
/// A file cannot be read. A log that is not as it was written is no error but a [`Fault`].
pub fn verify(dir: &Path, key: &PublicKey, anchor: Option<&Path>) -> Result<Report, AuditError> {
    let local = dir.join(CHECKPOINT_FILE);
    let anchor = match (read_anchor(anchor.unwrap_or(&local), key), anchor) {
        (Ok(None), Some(path)) => return Err(AuditError::Invalid { what: "anchor", text: path.display().to_string() }),
        (Err(AuditError::Invalid { .. }), None) => {
            let fault = Fault { seq: 0, reason: "the signature of the file `checkpoint` is not valid".to_owned() };
            return Ok(Report { records: 0, signed: 0, fault: Some(fault) });
        }
        (found, _) => found?,
    };
    let mut walk = Walk { key, anchor, tree: Tree::default(), chain: [0; 32], signed: 0 };
    let fault = walk.all(dir)?;
    Ok(Report { records: walk.tree.size(), signed: walk.signed, fault })
}

struct Walk<'k> {
    key: &'k PublicKey,
    anchor: Option<SignedNote>,
    tree: Tree,
    chain: Digest,
    signed: u64,
}

impl Walk<'_> {
    fn all(&mut self, dir: &Path) -> Result<Option<Fault>, AuditError> {
        let mut reader = Reader::at_segment(dir, 1);
        loop {
            let line = match reader.next_line() {
                Ok(Some(line)) => line,
                Ok(None) => break,
                Err(AuditError::Damaged { reason, .. }) => return Ok(Some(self.fault(&reason))),
                Err(error) => return Err(error),
            };
            if let Err(fault) = self.step(line) {
                return Ok(Some(fault));
            }
        }
        let last = segments(dir)?.last().map_or(0, |(number, _)| *number);
        if reader.is_torn() {
            return Ok(Some(self.fault("the last line is not whole")));
        }
        if reader.position().0 != last {
            return Ok(Some(self.fault("the segment with this record is missing")));
        }
        let cut = self.anchor.filter(|anchor| anchor.size > self.tree.size());
        Ok(cut.map(|anchor| self.fault(&format!("the log is cut here: an anchor has seen {} records", anchor.size))))
    }

    fn step(&mut self, line: &[u8]) -> Result<(), Fault> {
        let (chain, record) = split_line(line).ok_or_else(|| self.fault("the line has not the form of a record"))?;
        let leaf = merkle::leaf(record);
        if chain != merkle::chain(&self.chain, &leaf) {
            return Err(self.fault("the chain is broken"));
        }
        let head = Head::parse(record).ok_or_else(|| self.fault("the record cannot be read"))?;
        if head.seq != self.tree.size() {
            return Err(self.fault(&format!("it calls itself record {}", head.seq)));
        }
        if head.kind == "checkpoint" {
            self.checkpoint(&head)?;
        }
        self.tree.push(leaf);
        self.chain = chain;
        match self.anchor.filter(|anchor| anchor.size == self.tree.size()) {
            Some(anchor) if anchor.root != self.tree.root() => {
                Err(self.unsigned_fault("a record from here on differs from what the anchor has seen"))
            }
            Some(anchor) => {
                self.signed = anchor.size;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn checkpoint(&mut self, head: &Head<'_>) -> Result<(), Fault> {
        let note = head.note.as_deref().and_then(|note| self.key.open(note));
        let Some(note) = note else {
            return Err(self.fault("the signature of this checkpoint is not valid"));
        };
        if note.size != self.tree.size() || note.root != self.tree.root() {
            return Err(self.unsigned_fault("a record from here on differs from what the next checkpoint has signed"));
        }
        if head.frontier().as_deref() != Some(self.tree.frontier()) {
            return Err(self.fault("the frontier of this checkpoint does not fit its root"));
        }
        self.signed = note.size;
        Ok(())
    }

    fn fault(&self, reason: &str) -> Fault {
        Fault { seq: self.tree.size(), reason: reason.to_owned() }
    }

    /// A signature tells that something between two checkpoints is wrong, not which: the first candidate is named.
    fn unsigned_fault(&self, reason: &str) -> Fault {
        Fault { seq: self.signed, reason: reason.to_owned() }
    }
}
