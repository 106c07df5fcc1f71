//! Reading the log from its files, while it is written or long after.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
};

use super::{
    AuditError, Entry, Sequence, disk,
    entry::{Head, split_line},
};
use crate::ledger::Money;

/// No line is longer; what is longer was not written by the gate.
pub(super) const MAX_LINE: usize = 1 << 20;

/// Walks the records in order. At the end it can be asked again later: what has been written meanwhile comes out then.
#[derive(Debug)]
pub struct Reader {
    dir: PathBuf,
    number: u32,
    file: Option<BufReader<File>>,
    line: Vec<u8>,
    next: Sequence,
    from: Sequence,
    at: u64,
    torn: bool,
}

impl Reader {
    /// From the first record on.
    ///
    /// # Errors
    /// The folder cannot be listed.
    pub fn open(dir: &Path) -> Result<Reader, AuditError> {
        Reader::from_seq(dir, 0)
    }

    /// From record `seq` on; only the segment that holds it and later ones are read.
    ///
    /// # Errors
    /// The folder or a segment cannot be read.
    pub fn from_seq(dir: &Path, seq: Sequence) -> Result<Reader, AuditError> {
        let mut start = 0;
        for (number, _) in disk::segments(dir)? {
            let mut reader = Reader::at_segment(dir, number);
            match reader.next_line()?.and_then(split_line).and_then(|(_, record)| Some(Head::parse(record)?.seq)) {
                Some(first) if first > seq => break,
                _ => start = number,
            }
        }
        Ok(Reader { from: seq, ..Reader::at_segment(dir, start) })
    }

    /// From the first line of segment `number` on, or of the next that exists.
    pub(super) fn at_segment(dir: &Path, number: u32) -> Reader {
        let number = number.saturating_sub(1);
        Reader { dir: dir.to_owned(), number, file: None, line: Vec::new(), next: 0, from: 0, at: 0, torn: false }
    }

    /// The next record; `None` when there is none yet.
    ///
    /// # Errors
    /// A file cannot be read, or holds something that is no record.
    pub fn next_entry(&mut self) -> Result<Option<Entry>, AuditError> {
        self.next_with(|record| {
            let entry = Entry::parse(record)?;
            Some((entry.seq, entry))
        })
    }

    /// The money of every record that has to do with money, from here on.
    pub fn money(mut self) -> impl Iterator<Item = Result<Money, AuditError>> {
        let read = |record: &[u8]| {
            let head = Head::parse(record)?;
            Some((head.seq, head.money()))
        };
        std::iter::from_fn(move || {
            loop {
                match self.next_with(read).transpose()? {
                    Ok(Some(money)) => return Some(Ok(money)),
                    Ok(None) => {}
                    Err(error) => return Some(Err(error)),
                }
            }
        })
    }

    fn next_with<T>(&mut self, read: impl Fn(&[u8]) -> Option<(Sequence, T)>) -> Result<Option<T>, AuditError> {
        loop {
            let Some(line) = self.next_line()? else { return Ok(None) };
            let found = split_line(line).and_then(|(_, record)| read(record));
            let Some((seq, value)) = found else { return Err(self.damaged("the line is not a record")) };
            self.next = seq.saturating_add(1);
            if seq >= self.from {
                return Ok(Some(value));
            }
        }
    }

    /// The next whole line without its newline; `None` at the end of what is written. Never parses.
    pub(super) fn next_line(&mut self) -> Result<Option<&[u8]>, AuditError> {
        let mut successor = false;
        loop {
            let Some(file) = &mut self.file else {
                let path = disk::segment_path(&self.dir, self.number + 1);
                if !path.exists() {
                    return Ok(None);
                }
                let file = File::open(&path).map_err(AuditError::io("open", &path))?;
                (self.file, self.number, self.at) = (Some(BufReader::with_capacity(1 << 18, file)), self.number + 1, 0);
                successor = false;
                continue;
            };
            self.line.clear();
            let read = file.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut self.line);
            let read = read.map_err(AuditError::io("read", &disk::segment_path(&self.dir, self.number)))?;
            self.torn = read > 0 && self.line.last() != Some(&b'\n');
            if self.torn {
                let back = file.seek_relative(-(read as i64));
                back.map_err(AuditError::io("read", &disk::segment_path(&self.dir, self.number)))?;
                return if read == MAX_LINE { Err(self.damaged("the line is too long")) } else { Ok(None) };
            }
            if read > 0 {
                self.at += read as u64;
                self.line.pop();
                break;
            }
            // The end of this segment is final only if it is met again after the next segment was seen: the last line
            // of one is written before the next is begun.
            if successor {
                self.file = None;
            } else if disk::segment_path(&self.dir, self.number + 1).exists() {
                successor = true;
            } else {
                return Ok(None);
            }
        }
        Ok(Some(&self.line))
    }

    /// Whether the last line that was met has no end yet.
    pub(super) fn is_torn(&self) -> bool {
        self.torn
    }

    /// The segment that was read last, and how many bytes of it are whole lines.
    pub(super) fn position(&self) -> (u32, u64) {
        (self.number, self.at)
    }

    pub(super) fn damaged(&self, reason: &str) -> AuditError {
        let path = disk::segment_path(&self.dir, self.number);
        AuditError::Damaged { path, seq: self.next, reason: reason.to_owned() }
    }
}

impl Iterator for Reader {
    type Item = Result<Entry, AuditError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.next_entry().transpose()
    }
}
