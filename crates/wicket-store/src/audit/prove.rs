//! Proofs for an auditor: that a record is in the log, and that one checkpoint of the log continues another.
//!
//! A proof is one line of JSON that `tools/verify_audit.py` checks with the public key alone.

use std::{collections::BTreeMap, path::Path};

use super::{
    AuditError, Digest, PublicKey, Reader, Sequence,
    disk::CHECKPOINT_FILE,
    entry::{Head, split_line},
    json::{Object, hex},
    merkle::{self, Levels},
};

/// All leaves and checkpoints of a log, ready to prove. 64 bytes of memory for each record.
#[derive(Debug)]
pub struct Prover {
    levels: Levels,
    /// Valid checkpoints by the number of records that they cover.
    notes: BTreeMap<u64, String>,
    dir: std::path::PathBuf,
}

impl Prover {
    /// Reads the log in `dir`. Checkpoints whose signature is not valid are not used.
    ///
    /// # Errors
    /// A file cannot be read, or holds something that is no record.
    pub fn read(dir: &Path, key: &PublicKey) -> Result<Prover, AuditError> {
        let (mut leaves, mut notes) = (Vec::new(), BTreeMap::new());
        let mut keep = |text: &str| {
            if let Some(note) = key.open(text) {
                notes.insert(note.size, text.to_owned());
            }
        };
        let mut reader = Reader::at_segment(dir, 1);
        while let Some(line) = reader.next_line()? {
            let Some((_, record)) = split_line(line) else { return Err(reader.damaged("the line is not a record")) };
            leaves.push(merkle::leaf(record));
            if record.ends_with(b"\"type\":\"checkpoint\"}")
                && let Some(note) = Head::parse(record).and_then(|head| head.note)
            {
                keep(&note);
            }
        }
        if let Ok(text) = std::fs::read_to_string(dir.join(CHECKPOINT_FILE)) {
            keep(&text);
        }
        let levels = Levels::new(leaves);
        notes.retain(|size, _| *size <= levels.size());
        Ok(Prover { levels, notes, dir: dir.to_owned() })
    }

    /// The sizes that checkpoints vouch for, in order.
    pub fn sizes(&self) -> impl Iterator<Item = u64> {
        self.notes.keys().copied()
    }

    /// Proof that record `seq` is in the log, under the first checkpoint that covers it:
    /// `{"checkpoint","kind":"inclusion","path":[hex],"record","seq"}`. The path goes from the leaf up.
    ///
    /// # Errors
    /// No checkpoint covers it yet, or the record cannot be read.
    pub fn inclusion(&self, seq: Sequence) -> Result<String, AuditError> {
        let after = seq.checked_add(1).ok_or(AuditError::NotCovered(seq))?;
        let (size, note) = self.notes.range(after..).next().ok_or(AuditError::NotCovered(seq))?;
        let entry = Reader::from_seq(&self.dir, seq)?.next_entry()?.ok_or(AuditError::NotCovered(seq))?;
        if self.levels.leaf(seq) != Some(merkle::leaf(entry.text.as_bytes())) {
            return Err(AuditError::NotCovered(seq));
        }
        let mut out = String::new();
        Object::write(&mut out, |o| {
            o.text("checkpoint", note);
            o.text("kind", "inclusion");
            o.array("path", self.levels.inclusion(seq, *size), digest);
            o.text("record", &entry.text);
            o.number("seq", seq);
        });
        Ok(out)
    }

    /// Proof that the log at the checkpoint of size `new` continues the log at that of size `old`:
    /// `{"kind":"consistency","new","old","path":[hex]}`, where `old` and `new` are checkpoints.
    ///
    /// # Errors
    /// There is no checkpoint of one of these sizes, or `old` is empty or larger than `new`.
    pub fn consistency(&self, old: u64, new: u64) -> Result<String, AuditError> {
        let note = |size: u64| self.notes.get(&size).filter(|_| size > 0).ok_or(AuditError::NotCovered(size));
        let (old_note, new_note) = (note(old)?, note(new)?);
        if old > new {
            return Err(AuditError::NotCovered(old));
        }
        Ok(self.continued((old, old_note), (new, new_note)))
    }

    /// The same proof for a checkpoint that was kept elsewhere, up to the newest one that there is. The log itself keeps
    /// the checkpoints in its records, and not each one that the file `checkpoint` has ever held.
    ///
    /// # Errors
    /// The file is no checkpoint of this log; the log has fewer records than it has seen, or other ones; nothing newer
    /// is signed yet.
    pub fn since(&self, anchor: &Path, key: &PublicKey) -> Result<String, AuditError> {
        let text = std::fs::read_to_string(anchor).map_err(AuditError::io("read", anchor))?;
        let invalid = || AuditError::Invalid { what: "anchor", text: anchor.display().to_string() };
        let old = key.open(&text).filter(|old| old.size > 0).ok_or_else(invalid)?;
        if old.size > self.levels.size() {
            let (found, expected) = (self.levels.size(), old.size);
            return Err(AuditError::RolledBack { anchor: anchor.to_owned(), found, expected });
        }
        if self.levels.root(0, old.size) != old.root {
            let reason = "it or a record before it differs from what the anchor has seen".to_owned();
            return Err(AuditError::Damaged { path: self.dir.clone(), seq: old.size - 1, reason });
        }
        let newest = self.notes.last_key_value().filter(|(size, _)| **size >= old.size);
        let (new, note) = newest.ok_or(AuditError::NotCovered(old.size))?;
        Ok(self.continued((old.size, &text), (*new, note)))
    }

    fn continued(&self, (old, old_note): (u64, &str), (new, new_note): (u64, &str)) -> String {
        let mut out = String::new();
        Object::write(&mut out, |o| {
            o.text("kind", "consistency");
            o.text("new", new_note);
            o.text("old", old_note);
            o.array("path", self.levels.consistency(old, new), digest);
        });
        out
    }
}

fn digest(out: &mut String, digest: Digest) {
    out.push('"');
    hex(out, &digest);
    out.push('"');
}
