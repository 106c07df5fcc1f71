//! The parser: one pass, its stack threaded through the tape itself.

use super::{Bounds, JsonError, JsonErrorKind as Fault, Kind, Tape, number, string, tape::Node, twins};

const NONE: u32 = u32::MAX;

/// Parses `bytes` into a new tape.
///
/// # Errors
/// The first fault and its byte. O(n) time but for objects of more than sixteen keys, whose keys are sorted; memory is
/// at most 16 bytes for each value and key, and no more than `bounds.nodes` of them.
pub fn parse(bytes: &[u8], bounds: &Bounds) -> Result<Tape, JsonError> {
    let mut tape = Tape { nodes: Vec::with_capacity((bytes.len() / 24).min(4096)) };
    parse_into(bytes, bounds, &mut tape)?;
    Ok(tape)
}

/// Parses `bytes` into `tape`, whose memory is used again. After an error the tape is empty.
///
/// # Errors
/// As [`parse`].
pub fn parse_into(bytes: &[u8], bounds: &Bounds, tape: &mut Tape) -> Result<(), JsonError> {
    tape.nodes.clear();
    let done = document(bytes, bounds, &mut tape.nodes);
    if done.is_err() {
        tape.nodes.clear();
    }
    done
}

fn document(bytes: &[u8], bounds: &Bounds, nodes: &mut Vec<Node>) -> Result<(), JsonError> {
    // Offsets are 32 bits wide on the tape.
    if bytes.len() >= NONE as usize {
        return Err(fault(Fault::TooMany, 0));
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        return Err(fault(Fault::ByteOrderMark, 0));
    }
    if let Err(bad) = std::str::from_utf8(bytes) {
        return Err(fault(Fault::Utf8, bad.valid_up_to()));
    }
    let mut parser = Parser { bytes, bounds, nodes, at: 0, open: NONE, depth: 0 };
    parser.value()?;
    while parser.open != NONE {
        parser.next_in_container()?;
    }
    parser.skip_space();
    if parser.at < bytes.len() { Err(fault(Fault::Trailing, parser.at)) } else { Ok(()) }
}

struct Parser<'p> {
    bytes: &'p [u8],
    bounds: &'p Bounds,
    nodes: &'p mut Vec<Node>,
    at: usize,
    /// Node of the innermost open container.
    open: u32,
    depth: u16,
}

impl Parser<'_> {
    /// Reads what follows a value or an opening bracket in the innermost container: its end, or its next member.
    fn next_in_container(&mut self) -> Result<(), JsonError> {
        let Some(container) = self.nodes.get(self.open as usize).copied() else { return Err(self.unexpected()) };
        let is_first = self.open as usize + 1 == self.nodes.len();
        let is_object = container.kind == Kind::Object;
        match self.peek() {
            Some(b'}') if is_object => return self.close(),
            Some(b']') if !is_object => return self.close(),
            Some(b',') if !is_first => self.at += 1,
            Some(_) if is_first => {}
            _ => return Err(self.unexpected()),
        }
        if is_object {
            self.key()?;
        }
        self.value()
    }

    fn value(&mut self) -> Result<(), JsonError> {
        let start = self.at_next();
        match self.bytes.get(start) {
            Some(b'"') => {
                let (end, kind) = string::scan(self.bytes, start, self.bounds.escaped_nul)?;
                self.bound(end - start, self.bounds.string_bytes, start)?;
                self.leaf(kind, start, end)
            }
            Some(b'{') => self.open(Kind::Object, start),
            Some(b'[') => self.open(Kind::Array, start),
            Some(b't') => self.literal(b"true", Kind::True),
            Some(b'f') => self.literal(b"false", Kind::False),
            Some(b'n') => self.literal(b"null", Kind::Null),
            Some(b'-' | b'0'..=b'9') => {
                let end = number::scan(self.bytes, start, self.bounds.number_bytes)?;
                self.leaf(Kind::Number, start, end)
            }
            _ => Err(self.unexpected()),
        }
    }

    fn key(&mut self) -> Result<(), JsonError> {
        let start = self.at_next();
        if self.bytes.get(start) != Some(&b'"') {
            return Err(self.unexpected());
        }
        // A key with a NUL is refused everywhere: a program that stops reading there would see another key.
        let (end, kind) = string::scan(self.bytes, start, false)?;
        self.bound(end - start, self.bounds.key_bytes, start)?;
        let hash = twins::hash(self.bytes, start, end, kind);
        self.push(kind, start, end, hash)?;
        self.at = end;
        if self.peek() != Some(b':') {
            return Err(self.unexpected());
        }
        self.at += 1;
        Ok(())
    }

    fn open(&mut self, kind: Kind, start: usize) -> Result<(), JsonError> {
        if self.depth >= self.bounds.depth {
            return Err(fault(Fault::TooDeep, start));
        }
        self.depth += 1;
        let around = self.open;
        self.open = self.nodes.len() as u32;
        self.at = start + 1;
        self.push(kind, start, start, around)
    }

    fn close(&mut self) -> Result<(), JsonError> {
        let (here, after) = (self.open as usize, self.nodes.len() as u32);
        self.at += 1;
        self.depth = self.depth.saturating_sub(1);
        if let Some(node) = self.nodes.get_mut(here) {
            node.end = self.at as u32;
            self.open = std::mem::replace(&mut node.link, after);
            if node.kind == Kind::Object {
                return twins::refuse(self.bytes, self.nodes, here);
            }
        }
        Ok(())
    }

    fn literal(&mut self, word: &[u8], kind: Kind) -> Result<(), JsonError> {
        let start = self.at;
        if self.bytes.get(start..start + word.len()) != Some(word) {
            return Err(self.unexpected());
        }
        self.leaf(kind, start, start + word.len())
    }

    fn leaf(&mut self, kind: Kind, start: usize, end: usize) -> Result<(), JsonError> {
        self.at = end;
        let after = self.nodes.len() as u32 + 1;
        self.push(kind, start, end, after)
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize, link: u32) -> Result<(), JsonError> {
        if self.nodes.len() >= self.bounds.nodes as usize {
            return Err(fault(Fault::TooMany, start));
        }
        self.nodes.push(Node { start: start as u32, end: end as u32, link, kind });
        Ok(())
    }

    fn bound(&self, found: usize, bound: u32, at: usize) -> Result<(), JsonError> {
        if found > bound as usize { Err(fault(Fault::TooMany, at)) } else { Ok(()) }
    }

    fn peek(&mut self) -> Option<u8> {
        let at = self.at_next();
        self.bytes.get(at).copied()
    }

    fn at_next(&mut self) -> usize {
        self.skip_space();
        self.at
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }

    fn unexpected(&self) -> JsonError {
        fault(if self.at < self.bytes.len() { Fault::Syntax } else { Fault::Ended }, self.at)
    }
}

fn fault(kind: Fault, at: usize) -> JsonError {
    JsonError { kind, at }
}
