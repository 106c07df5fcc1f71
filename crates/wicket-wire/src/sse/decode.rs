//! Reading events, however the bytes were cut.

use std::ops::Range;

use bytes::{Bytes, BytesMut};

use super::{Event, SseError, encode};

/// Turns bytes into events. Memory: one event, at most `max_event` bytes and what one `push` brings.
///
/// Line feed, carriage return and both together end a line; a byte order mark at the start, comments, `id`, `retry` and
/// unknown fields go no further.
#[derive(Debug)]
pub struct Decoder {
    /// Starts at the first byte of the event that is being read.
    pending: BytesMut,
    /// Where in `pending` the next line starts.
    line: usize,
    /// How far `pending` has been searched for the end of that line.
    searched: usize,
    /// The last line ended in a carriage return, so that a line feed now belongs to it.
    after_return: bool,
    at_start: bool,
    max_event: usize,
    fields: Fields,
}

/// What the lines of the current event have said.
#[derive(Debug, Default)]
struct Fields {
    name: Option<Range<usize>>,
    data: Option<Range<usize>>,
    /// All `data` lines, once there is a second one.
    joined: Option<Vec<u8>>,
    /// The lines were not in the canonical form, so the event is encoded anew.
    is_odd: bool,
}

impl Decoder {
    /// A decoder that refuses events of more than `max_event` bytes.
    pub fn new(max_event: usize) -> Self {
        let pending = BytesMut::new();
        let fields = Fields::default();
        Decoder { pending, line: 0, searched: 0, after_return: false, at_start: true, max_event, fields }
    }

    /// Takes the next bytes and appends the events that they complete to `out`. Events before a fault are appended.
    ///
    /// # Errors
    /// An event beyond the bound or with a hostile name; the stream cannot be read on after it.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<Event>) -> Result<(), SseError> {
        self.pending.extend_from_slice(bytes);
        if self.at_start && !self.pass_byte_order_mark() {
            return Ok(());
        }
        while let Some(end) = self.next_line_end() {
            self.take_line(end, out)?;
        }
        if self.pending.len() > self.max_event { Err(self.too_long()) } else { Ok(()) }
    }

    /// Whether the bytes so far end within an event. A stream that closes here was cut.
    pub fn is_within_event(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Bytes of the event that is not whole yet.
    pub fn held(&self) -> usize {
        self.pending.len()
    }

    /// Gives back memory that only makes the next event quicker.
    pub fn rest(&mut self) {
        if self.pending.is_empty() {
            self.pending = BytesMut::new();
        }
    }

    /// Whether the start of the stream is settled.
    fn pass_byte_order_mark(&mut self) -> bool {
        const MARK: &[u8] = b"\xef\xbb\xbf";
        if self.pending.len() < MARK.len() && MARK.starts_with(&self.pending) {
            return false;
        }
        self.at_start = false;
        if self.pending.starts_with(MARK) {
            self.forget(MARK.len());
        }
        true
    }

    /// The end of the line at `self.line`, its terminator excluded.
    fn next_line_end(&mut self) -> Option<usize> {
        if self.after_return && self.line < self.pending.len() {
            self.after_return = false;
            if self.pending.get(self.line) == Some(&b'\n') {
                self.line += 1;
                if self.is_between_events() {
                    self.forget(self.line);
                }
            }
        }
        self.searched = self.searched.max(self.line);
        let rest = self.pending.get(self.searched..).unwrap_or_default();
        match memchr::memchr2(b'\r', b'\n', rest) {
            Some(found) => Some(self.searched + found),
            None => {
                self.searched = self.pending.len();
                None
            }
        }
    }

    fn take_line(&mut self, end: usize, out: &mut Vec<Event>) -> Result<(), SseError> {
        let (start, after) = (self.line, end + 1);
        if self.pending.get(end) == Some(&b'\r') {
            self.after_return = true;
            self.fields.is_odd = true;
        }
        if after > self.max_event {
            return Err(self.too_long());
        }
        self.line = after;
        self.searched = after;
        if start == end {
            out.extend(self.finish_event());
            return Ok(());
        }
        self.take_field(start, end)?;
        // Comments and ignored fields before an event go at once, so that a flood of them needs no memory.
        if self.is_between_events() {
            self.forget(after);
        }
        Ok(())
    }

    fn take_field(&mut self, start: usize, end: usize) -> Result<(), SseError> {
        let line = self.pending.get(start..end).unwrap_or_default();
        let colon = memchr::memchr(b':', line).unwrap_or(line.len());
        let (field, value) = (line.get(..colon).unwrap_or_default(), line.get(colon + 1..).unwrap_or_default());
        let has_space = value.first() == Some(&b' ');
        let value_start = (start + colon + 1 + usize::from(has_space)).min(end);
        let value = value_start..end;
        match field {
            b"event" => {
                let name = self.pending.get(value.clone()).unwrap_or_default();
                if !name.iter().all(|b| matches!(b, b' '..=b'~')) {
                    return Err(SseError::Name);
                }
                self.fields.is_odd |= !has_space || self.fields.name.is_some() || self.fields.data.is_some();
                self.fields.name = Some(value);
            }
            b"data" => {
                self.fields.is_odd |= !has_space || self.fields.data.is_some();
                match self.fields.data.clone() {
                    None => self.fields.data = Some(value),
                    Some(first) => {
                        let more = self.pending.get(value).unwrap_or_default();
                        let first = self.pending.get(first).unwrap_or_default();
                        let joined = self.fields.joined.get_or_insert_with(|| first.to_vec());
                        joined.push(b'\n');
                        joined.extend_from_slice(more);
                    }
                }
            }
            _ => self.fields.is_odd = true,
        }
        Ok(())
    }

    /// Ends the event at `self.line`. An event without data is none.
    fn finish_event(&mut self) -> Option<Event> {
        let fields = std::mem::take(&mut self.fields);
        let own = self.pending.split_to(self.line.min(self.pending.len())).freeze();
        (self.line, self.searched) = (0, 0);
        let span = fields.data?;
        let name = fields.name.filter(|name| !name.is_empty()).map(|name| own.slice(name));
        let data = fields.joined.map_or_else(|| own.slice(span), Bytes::from);
        let raw = if fields.is_odd { encoded(name.as_ref(), &data) } else { own };
        Some(Event { name, data, raw })
    }

    fn is_between_events(&self) -> bool {
        self.fields.name.is_none() && self.fields.data.is_none()
    }

    /// Drops the first `n` bytes of `pending`, which belong to no event.
    fn forget(&mut self, n: usize) {
        let _ = self.pending.split_to(n.min(self.pending.len()));
        (self.line, self.searched) = (0, 0);
        self.fields = Fields::default();
    }

    fn too_long(&self) -> SseError {
        SseError::TooLong { max: self.max_event }
    }
}

fn encoded(name: Option<&Bytes>, data: &[u8]) -> Bytes {
    let mut raw = Vec::with_capacity(data.len() + 32);
    encode(name.and_then(|name| std::str::from_utf8(name).ok()), data, &mut raw);
    raw.into()
}
