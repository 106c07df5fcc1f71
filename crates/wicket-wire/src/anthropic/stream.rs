//! The events of a streamed message: which strings continue which block.

use wicket_types::{Origin, Usage};

use super::{
    deltas::{DELTAS, Delta, Piece, piece},
    shapes, usage,
};
use crate::{
    ChannelKind, Channels, Leaf, Meaning, WireError,
    event_kind::kind_of,
    json::{self, Bounds, Kind, Tape, Value},
    request, sse,
    walk::{By, Rule},
};

/// Reads the events of one stream.
#[derive(Debug, Default)]
pub(crate) struct AnthropicStream {
    pub(crate) tape: Tape,
    channels: Channels,
    open: Vec<u32>,
    usage: Option<Usage>,
    has_stopped: bool,
}

impl AnthropicStream {
    /// Reads one event.
    pub fn read(&mut self, event: &sse::Event, meaning: &mut Meaning) -> Result<(), WireError> {
        let mut tape = std::mem::take(&mut self.tape);
        let data: &[u8] = &event.data;
        let read = json::parse_into(data, &Bounds::ANSWER, &mut tape)
            .map_err(WireError::from)
            .and_then(|()| self.event(event.name(), tape.root(data), meaning));
        self.tape = tape.to_reuse();
        meaning.finished = self.has_stopped;
        read
    }

    /// The blocks that have begun and not ended, in order of appearance.
    pub fn open_blocks(&self) -> impl Iterator<Item = u32> + '_ {
        self.open.iter().copied()
    }

    /// What the provider has counted so far.
    pub fn usage(&self) -> Usage {
        self.usage.unwrap_or_default()
    }

    fn event(&mut self, name: Option<&str>, root: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        let kind = kind_of(name, root)?;
        match kind {
            b"content_block_delta" => self.delta(root, meaning),
            b"content_block_start" => self.start(root, meaning),
            b"content_block_stop" => self.stop(root, meaning),
            b"message_start" => self.message(root, "message", meaning),
            b"message_delta" => self.message(root, "delta", meaning),
            b"message_stop" => {
                meaning.terminal = true;
                self.open.clear();
                meaning.ends.extend(self.channels.all());
                self.members(root, &[], meaning)
            }
            other => {
                meaning.ping = other == b"ping";
                meaning.error = other == b"error";
                self.members(root, &[], meaning)
            }
        }
    }

    fn delta(&mut self, root: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        let index = index_of(root)?;
        for (key, value) in root.entries() {
            if key.is("delta") {
                let tag = value.get("type");
                match DELTAS.iter().find(|delta| tag.is_some_and(|tag| tag.is(delta.name))) {
                    Some(delta) => self.pieces(value, delta, index, meaning)?,
                    None => self.unknown_delta(value, index, meaning)?,
                }
            } else if !key.is("type") && !key.is("index") {
                self.channels.unknown(key, value, meaning)?;
            }
        }
        Ok(())
    }

    /// Members of `value` that are pieces of `delta` flow, the others stand alone.
    fn pieces(&mut self, value: Value<'_>, delta: &Delta, block: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        if value.kind() != Kind::Object {
            return self.channels.by_rule(value, Rule::Free(By::Author), Origin::Assistant, meaning);
        }
        for (key, member) in value.entries() {
            if let Some(piece) = delta.pieces.iter().find(|piece| key.is(piece.field)) {
                self.flow(member, piece, block, meaning)?;
            } else if key.is("citation") || key.is("citations") {
                self.channels.by_rule(member, shapes::CITATIONS, Origin::Retrieved, meaning)?;
            } else if !key.is("type") {
                self.channels.unknown(key, member, meaning)?;
            }
        }
        Ok(())
    }

    /// A delta of a kind that is not known yet: its strings continue, each member a channel of its own.
    fn unknown_delta(&mut self, delta: Value<'_>, block: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        if delta.kind() != Kind::Object {
            return self.channels.by_rule(delta, Rule::Free(By::Author), Origin::Assistant, meaning);
        }
        for (n, (key, value)) in delta.entries().enumerate() {
            self.channels.unknown_key(key, meaning)?;
            if key.is("type") {
                self.channels.by_rule(value, Rule::Word, Origin::Metadata, meaning)?;
            } else {
                let inner = u32::try_from(n).unwrap_or(u32::MAX);
                self.flow(value, &piece("", ChannelKind::Other, inner, Origin::Assistant), block, meaning)?;
            }
        }
        Ok(())
    }

    fn start(&mut self, root: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        let index = index_of(root)?;
        if !self.open.contains(&index) {
            if self.open.len() >= MOST_BLOCKS {
                return Err(WireError::TooManyChannels { limit: MOST_BLOCKS });
            }
            self.open.push(index);
        }
        for (key, value) in root.entries() {
            if key.is("content_block") {
                let tag = value.get("type");
                let is_of = |delta: &&Delta| !delta.block.is_empty() && tag.is_some_and(|tag| tag.is(delta.block));
                match DELTAS.iter().find(is_of) {
                    Some(delta) => self.pieces(value, delta, index, meaning)?,
                    None => self.channels.by_rule(value, shapes::BLOCKS, Origin::Assistant, meaning)?,
                }
            } else if !key.is("type") && !key.is("index") {
                self.channels.unknown(key, value, meaning)?;
            }
        }
        Ok(())
    }

    fn stop(&mut self, root: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        let index = index_of(root)?;
        self.open.retain(|open| *open != index);
        meaning.ends.extend(self.channels.matching(|_, block, _| block == index));
        self.members(root, &["index"], meaning)
    }

    /// `message_start` and `message_delta`: what an answer holds besides its blocks, and the counts so far.
    fn message(&mut self, root: Value<'_>, field: &str, meaning: &mut Meaning) -> Result<(), WireError> {
        for (key, value) in root.entries() {
            if key.is(field) {
                let counts = value.get("usage");
                self.count(counts, meaning);
                meaning.id = value.get("id").and_then(Value::as_str).map(|id| id.into_owned());
                self.has_stopped |= value.get("stop_reason").is_some_and(Value::is_string);
                self.channels.by_rule(value, Rule::Object(&shapes::ANSWER), Origin::Assistant, meaning)?;
            } else if key.is("usage") {
                self.count(Some(value), meaning);
                self.channels.by_rule(value, Rule::Free(By::Author), Origin::Metadata, meaning)?;
            } else if !key.is("type") {
                self.channels.unknown(key, value, meaning)?;
            }
        }
        Ok(())
    }

    /// Counts that cannot be true leave the last ones as they are.
    fn count(&mut self, counts: Option<Value<'_>>, meaning: &mut Meaning) {
        if let Some(read) = counts.and_then(|counts| usage::read(counts, self.usage)) {
            self.usage = Some(read);
            meaning.usage = self.usage;
        }
    }

    /// Every member but `type` and those in `plain`, as texts that stand alone.
    fn members(&mut self, root: Value<'_>, plain: &[&str], meaning: &mut Meaning) -> Result<(), WireError> {
        for (key, value) in root.entries() {
            if !key.is("type") && !plain.iter().any(|field| key.is(field)) {
                self.channels.unknown(key, value, meaning)?;
            }
        }
        Ok(())
    }

    fn flow(&mut self, value: Value<'_>, piece: &Piece, block: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        if !value.is_string() {
            return self.channels.by_rule(value, Rule::Free(By::Author), piece.origin, meaning);
        }
        let span = value.span();
        // An empty piece, as in the start of most blocks, adds nothing.
        if span.len() > 2 {
            let channel = self.channels.of(piece.kind, block, piece.inner)?;
            let Piece { origin, sealed, .. } = *piece;
            let json = piece.kind == ChannelKind::Arguments;
            meaning.leaves.push(Leaf { channel, span, origin, json, sealed, whole: false });
        }
        Ok(())
    }
}

/// Most blocks that may be open at one time.
const MOST_BLOCKS: usize = 1024;

fn index_of(event: Value<'_>) -> Result<u32, WireError> {
    let index = event.get("index").and_then(Value::as_u64).and_then(|index| u32::try_from(index).ok());
    // The largest number is the gate's own, for texts that stand alone.
    index.filter(|index| *index < u32::MAX).ok_or_else(|| request::wrong("index", "the number of a block"))
}
