//! The events of a streamed response: which strings continue which text, and which repeat it.

use wicket_types::{Origin, Usage};

use super::{
    events::{Ends, Event, Member, Piece, find},
    references, shapes,
};
use crate::{
    ChannelKind, Channels, Leaf, Meaning, WireError,
    event_kind::kind_of,
    json::{self, Bounds, Kind, Tape, Value},
    openai::usage,
    request, sse,
    walk::{By, Rule},
    words,
};

/// Reads the events of one stream.
#[derive(Debug, Default)]
pub(crate) struct ResponsesStream {
    pub(crate) tape: Tape,
    channels: Channels,
    /// The `sequence_number` of the last event.
    sequence: Option<u64>,
    pub(super) id: Box<str>,
    pub(super) model: Box<str>,
    pub(super) created_at: u64,
    pub(super) usage: Option<Usage>,
    has_stopped: bool,
}

impl ResponsesStream {
    /// Reads one event.
    pub fn read(&mut self, event: &sse::Event, meaning: &mut Meaning) -> Result<(), WireError> {
        let data: &[u8] = &event.data;
        if data.trim_ascii() == b"[DONE]" {
            // Not part of this protocol, but compatible servers send it.
            meaning.terminal = true;
            meaning.ends.extend(self.channels.all());
            return Ok(());
        }
        let mut tape = std::mem::take(&mut self.tape);
        let read = json::parse_into(data, &Bounds::ANSWER, &mut tape)
            .map_err(WireError::from)
            .and_then(|()| self.event(event.name(), tape.root(data), meaning));
        self.tape = tape.to_reuse();
        meaning.finished = self.has_stopped;
        read
    }

    /// The `sequence_number` of the next event.
    pub fn next_sequence(&self) -> u64 {
        self.sequence.map_or(0, |last| last.saturating_add(1))
    }

    fn event(&mut self, name: Option<&str>, root: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        let kind = kind_of(name, root)?;
        let Some(event) = find(kind) else { return self.unknown_event(kind, root, meaning) };
        let item = number(root, "output_index")?;
        let part = if event.part.is_empty() { 0 } else { number(root, event.part)? };
        for (key, value) in root.entries() {
            match event.members.iter().find(|(field, _)| key.is(field)) {
                Some((_, member)) => self.member(value, member, item, part, meaning)?,
                None => self.common(key, value, meaning)?,
            }
        }
        self.end(event, item, part, meaning);
        if matches!(event.ends, Ends::Item) {
            meaning.item = root.get("item").and_then(references::id_of);
        }
        Ok(())
    }

    fn member(
        &mut self,
        value: Value<'_>,
        member: &Member,
        item: u32,
        part: u32,
        meaning: &mut Meaning,
    ) -> Result<(), WireError> {
        // A value of another kind than the table promises is text that stands alone.
        let promised = match member {
            Member::Pieces(_) | Member::Response => Kind::Object,
            Member::Tokens(_) => Kind::Array,
            Member::Piece(_) | Member::Whole(..) => value.kind(),
        };
        if value.kind() != promised {
            return self.channels.by_rule(value, Rule::Free(By::Author), Origin::Assistant, meaning);
        }
        match member {
            Member::Piece(piece) => self.flow(value, *piece, item, part, meaning),
            Member::Pieces(pieces) => {
                for (key, value) in value.entries() {
                    match pieces.iter().find(|(field, _)| key.is(field)) {
                        Some((_, piece)) => self.flow(value, *piece, item, part, meaning)?,
                        None => self.channels.unknown(key, value, meaning)?,
                    }
                }
                Ok(())
            }
            Member::Tokens(piece) => {
                for token in value.items() {
                    if token.kind() != Kind::Object {
                        self.channels.by_rule(token, Rule::Free(By::Author), Origin::Assistant, meaning)?;
                    }
                    for (key, value) in token.entries() {
                        match key.is("token") {
                            true => self.flow(value, *piece, item, part, meaning)?,
                            false => self.channels.unknown(key, value, meaning)?,
                        }
                    }
                }
                Ok(())
            }
            Member::Whole(rule, origin) => self.channels.by_rule(value, *rule, *origin, meaning),
            Member::Response => {
                self.remember(value, meaning);
                self.channels.by_rule(value, Rule::Object(&shapes::ANSWER), Origin::Assistant, meaning)
            }
        }
    }

    /// Members that every event may have: numbers, ids, padding.
    fn common(&mut self, key: Value<'_>, value: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        match key.as_word().unwrap_or_default() {
            b"type" => Ok(()),
            b"sequence_number" if value.kind() == Kind::Number => {
                self.sequence = value.as_u64().or(self.sequence);
                Ok(())
            }
            b"item_id" | b"obfuscation" if value.as_word().is_some_and(words::is_id) => Ok(()),
            _ => self.channels.unknown(key, value, meaning),
        }
    }

    /// An event that is not known yet. What looks like a delta continues a channel of its own.
    fn unknown_event(&mut self, kind: &[u8], root: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        let piece = Piece::of(ChannelKind::Other, Origin::Assistant);
        let item = number(root, "output_index")?;
        for (key, value) in root.entries() {
            match key.is("delta") && kind.ends_with(b".delta") {
                true => self.flow(value, piece, item, 0, meaning)?,
                false => self.common(key, value, meaning)?,
            }
        }
        Ok(())
    }

    fn remember(&mut self, response: Value<'_>, meaning: &mut Meaning) {
        if self.id.is_empty() {
            let text = |field| response.get(field).and_then(Value::as_str).unwrap_or_default().into();
            (self.id, self.model) = (text("id"), text("model"));
            meaning.id = (!self.id.is_empty()).then(|| self.id.to_string());
            self.created_at = response.get("created_at").and_then(Value::as_f64).map_or(0, |at| at as u64);
        }
        if let Some(read) = response.get("usage").and_then(usage::read) {
            self.usage = Some(read);
            meaning.usage = self.usage;
        }
    }

    fn end(&mut self, event: &Event, item: u32, part: u32, meaning: &mut Meaning) {
        match event.ends {
            Ends::Nothing => {}
            Ends::Channel(kind) => {
                let inner = |inner: u32| inner / Piece::WAYS == part;
                meaning.ends.extend(self.channels.matching(|k, i, p| k == kind && i == item && inner(p)));
            }
            Ends::Item => meaning.ends.extend(self.channels.matching(|_, i, _| i == item)),
            Ends::Stream => {
                self.has_stopped = true;
                meaning.terminal = true;
                meaning.ends.extend(self.channels.all());
            }
        }
        meaning.error = event.is_error;
    }

    fn flow(
        &mut self,
        value: Value<'_>,
        piece: Piece,
        item: u32,
        part: u32,
        meaning: &mut Meaning,
    ) -> Result<(), WireError> {
        if !value.is_string() {
            return self.channels.by_rule(value, Rule::Free(By::Author), piece.origin, meaning);
        }
        let span = value.span();
        if span.len() > 2 {
            let channel = self.channels.of(piece.kind, item, piece.inner(part))?;
            let Piece { origin, sealed, .. } = piece;
            let json = piece.kind == ChannelKind::Arguments;
            meaning.leaves.push(Leaf { channel, span, origin, json, sealed, whole: false });
        }
        Ok(())
    }
}

/// An index; 0 where the event has none.
fn number(event: Value<'_>, field: &str) -> Result<u32, WireError> {
    let Some(value) = event.get(field).filter(|value| !value.is_null()) else { return Ok(0) };
    // Larger ones are the gate's own, and no response has so many items.
    let index = value.as_u64().and_then(|index| u32::try_from(index).ok()).filter(|index| *index < 1 << 24);
    index.ok_or_else(|| request::wrong(field, "an index"))
}
