//! A delta: which of its strings continue which text.

use wicket_types::Origin;

use crate::{
    ChannelKind, Channels, Leaf, Meaning, WireError,
    json::{Kind, Value},
    words,
};

/// Collects the leaves of one choice. A value of another kind than the protocol promises is read as text that stands
/// alone, so no string goes unread.
pub(super) struct Leaves<'l> {
    pub channels: &'l mut Channels,
    pub choice: u32,
    pub meaning: &'l mut Meaning,
}

impl Leaves<'_> {
    /// The member `delta`.
    pub fn delta(&mut self, delta: Value<'_>) -> Result<(), WireError> {
        self.members(delta, |leaves, field, key, value| match field {
            "content" => leaves.content(value),
            "role" => leaves.reference(value),
            "tool_calls" => leaves.each(value, |leaves, n, call| leaves.tool_call(call, index_of(call, n))),
            "refusal" => leaves.flow(value, ChannelKind::Refusal, 0),
            "reasoning_content" => leaves.flow(value, ChannelKind::Reasoning, 0),
            // Some servers send both names with the same text, so each is a channel of its own.
            "reasoning" => leaves.flow(value, ChannelKind::Reasoning, 1),
            "reasoning_details" | "thinking_blocks" => leaves.blocks(value, 2),
            // The one call of the time before tools; no list of tools is this long.
            "function_call" => leaves.called(value, u32::MAX),
            "audio" => leaves.audio(value),
            "annotations" => leaves.channels.whole(value, Origin::Retrieved, leaves.meaning),
            _ => leaves.unknown(key, value),
        })
    }

    /// Tokens are the text once more, so each list flows through a channel of its own; alternatives stand alone.
    pub fn logprobs(&mut self, lists: Value<'_>) -> Result<(), WireError> {
        self.members(lists, |leaves, field, key, list| {
            let inner = u32::from(field != "content");
            leaves.unknown_key(key)?;
            leaves.each(list, |leaves, _, token| {
                leaves.members(token, |leaves, field, key, value| match field {
                    "token" => leaves.flow(value, ChannelKind::Other, inner),
                    _ => leaves.unknown(key, value),
                })
            })
        })
    }

    /// Text, or an array of parts where reasoning and text take turns.
    fn content(&mut self, value: Value<'_>) -> Result<(), WireError> {
        if value.kind() != Kind::Array {
            return self.flow(value, ChannelKind::Text, 0);
        }
        self.each(value, |leaves, _, part| {
            leaves.members(part, |leaves, field, key, value| match field {
                "type" => leaves.reference(value),
                "text" => leaves.flow(value, ChannelKind::Text, 0),
                "thinking" if value.is_string() => leaves.flow(value, ChannelKind::Reasoning, 0),
                "thinking" => leaves.blocks(value, 0),
                _ => leaves.unknown(key, value),
            })
        })
    }

    /// Reasoning in blocks, where the text flows and signatures stay closed.
    fn blocks(&mut self, value: Value<'_>, inner: u32) -> Result<(), WireError> {
        self.each(value, |leaves, _, block| {
            leaves.members(block, |leaves, field, key, value| match field {
                "text" | "summary" | "thinking" => leaves.flow(value, ChannelKind::Reasoning, inner),
                "data" | "signature" => leaves.sealed(value),
                "type" | "id" | "format" | "index" => leaves.reference(value),
                _ => leaves.unknown(key, value),
            })
        })
    }

    fn tool_call(&mut self, call: Value<'_>, index: u32) -> Result<(), WireError> {
        self.members(call, |leaves, field, key, value| match field {
            "id" | "type" | "index" => leaves.reference(value),
            "function" | "custom" => leaves.called(value, index),
            "extra_content" => leaves.extra(value),
            _ => leaves.unknown(key, value),
        })
    }

    fn called(&mut self, call: Value<'_>, index: u32) -> Result<(), WireError> {
        self.members(call, |leaves, field, key, value| match field {
            "name" => leaves.flow(value, ChannelKind::Name, index),
            "arguments" => leaves.flow(value, ChannelKind::Arguments, index),
            // What a custom tool gets is plain text, not JSON.
            "input" => leaves.flow(value, ChannelKind::Tool, index),
            _ => leaves.unknown(key, value),
        })
    }

    /// Where Gemini's compatible API keeps the signature of its reasoning.
    fn extra(&mut self, extra: Value<'_>) -> Result<(), WireError> {
        self.members(extra, |leaves, field, key, value| match field {
            "google" => leaves.members(value, |leaves, field, key, value| match field {
                "thought_signature" => leaves.sealed(value),
                _ => leaves.unknown(key, value),
            }),
            _ => leaves.unknown(key, value),
        })
    }

    fn audio(&mut self, audio: Value<'_>) -> Result<(), WireError> {
        self.members(audio, |leaves, field, key, value| match field {
            "data" => leaves.sealed(value),
            "transcript" => leaves.flow(value, ChannelKind::Transcript, 0),
            "id" => leaves.reference(value),
            _ => leaves.unknown(key, value),
        })
    }

    /// The next piece of a text that flows.
    fn flow(&mut self, value: Value<'_>, kind: ChannelKind, inner: u32) -> Result<(), WireError> {
        if !value.is_string() {
            return self.apart(value);
        }
        let channel = self.channels.of(kind, self.choice, inner)?;
        let origin = match kind {
            ChannelKind::Name => Origin::Name,
            ChannelKind::Arguments | ChannelKind::Tool => Origin::ToolCall,
            _ => Origin::Assistant,
        };
        let json = kind == ChannelKind::Arguments;
        self.meaning.leaves.push(Leaf { channel, span: value.span(), origin, json, sealed: false, whole: false });
        Ok(())
    }

    fn sealed(&mut self, value: Value<'_>) -> Result<(), WireError> {
        if !value.is_string() {
            return self.apart(value);
        }
        let channel = self.channels.of(ChannelKind::Other, self.choice, u32::MAX)?;
        let origin = Origin::Assistant;
        self.meaning.leaves.push(Leaf { channel, span: value.span(), origin, json: false, sealed: true, whole: true });
        Ok(())
    }

    /// An id or word of the protocol, or a number: no text as long as it looks like one.
    pub fn reference(&mut self, value: Value<'_>) -> Result<(), WireError> {
        match value.as_word() {
            Some(word) if words::is_id(word) => Ok(()),
            _ => self.apart(value),
        }
    }

    /// A member that no rule knows.
    pub fn unknown(&mut self, key: Value<'_>, value: Value<'_>) -> Result<(), WireError> {
        self.unknown_key(key)?;
        self.apart(value)
    }

    fn unknown_key(&mut self, key: Value<'_>) -> Result<(), WireError> {
        let is_plain = key.as_str().is_some_and(|word| words::is_plain_key(&word));
        if is_plain { Ok(()) } else { self.apart(key) }
    }

    /// Every string in `value` as a text that stands alone.
    pub fn apart(&mut self, value: Value<'_>) -> Result<(), WireError> {
        self.channels.whole(value, Origin::Metadata, self.meaning)
    }

    /// Each member of an object, with the text of its key: an escaped spelling does not lead out of a channel.
    fn members<'t>(
        &mut self,
        object: Value<'t>,
        mut visit: impl FnMut(&mut Self, &str, Value<'t>, Value<'t>) -> Result<(), WireError>,
    ) -> Result<(), WireError> {
        if object.kind() != Kind::Object {
            return self.apart(object);
        }
        object.entries().try_for_each(|(key, value)| visit(self, &key.as_str().unwrap_or_default(), key, value))
    }

    /// Each item of an array, with its position.
    fn each<'t>(
        &mut self,
        array: Value<'t>,
        mut visit: impl FnMut(&mut Self, usize, Value<'t>) -> Result<(), WireError>,
    ) -> Result<(), WireError> {
        if array.kind() != Kind::Array {
            return self.apart(array);
        }
        array.items().enumerate().try_for_each(|(n, item)| visit(self, n, item))
    }
}

/// The member `index` of an array's object; `position` where it has none.
pub(super) fn index_of(value: Value<'_>, position: usize) -> u32 {
    let given = value.get("index").and_then(Value::as_u64).and_then(|index| u32::try_from(index).ok());
    given.unwrap_or(u32::try_from(position).unwrap_or(u32::MAX))
}
