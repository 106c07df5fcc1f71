//! Chat completion chunks: which strings are text, and of which choice, tool call or reasoning.

use wicket_types::Origin;

use crate::{
    ChannelKind, Channels, Leaf, Meaning, WireError, fields,
    json::{self, Bounds, Kind, Tape, Value},
    openai::usage,
    request, sse,
};

/// Most choices that a stream may have.
const MOST_CHOICES: usize = super::MOST_CHOICES as usize;

/// Reads the chunks of one stream.
#[derive(Debug, Default)]
pub(crate) struct ChatStream {
    tape: Tape,
    channels: Channels,
    id: Box<str>,
    model: Box<str>,
    created: u64,
    /// Index of each choice seen, and whether it has stopped.
    choices: Vec<(u32, bool)>,
    has_begun: bool,
}

impl ChatStream {
    /// Reads one event.
    pub fn read(&mut self, event: &sse::Event, meaning: &mut Meaning) -> Result<(), WireError> {
        let data: &[u8] = &event.data;
        if data.trim_ascii() == b"[DONE]" {
            meaning.terminal = true;
            meaning.finished = !self.choices.is_empty() && self.open_choices().next().is_none();
            meaning.ends.extend(self.channels.all());
            return Ok(());
        }
        let mut tape = std::mem::take(&mut self.tape);
        let read = json::parse_into(data, &Bounds::ANSWER, &mut tape)
            .map_err(WireError::from)
            .and_then(|()| self.chunk(tape.root(data), meaning));
        self.tape = tape;
        meaning.finished = !self.choices.is_empty() && self.open_choices().next().is_none();
        read
    }

    /// The id of the answer; empty before the first chunk.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The model that answers; empty before the first chunk.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// When the answer began, in seconds since 1970 by the provider's clock.
    pub fn created(&self) -> u64 {
        self.created
    }

    /// The choices that have not stopped.
    pub fn open_choices(&self) -> impl Iterator<Item = u32> + '_ {
        self.choices.iter().filter(|(_, stopped)| !stopped).map(|(index, _)| *index)
    }

    fn chunk(&mut self, root: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        if root.kind() != Kind::Object {
            return Err(request::wrong("the event", "an object"));
        }
        if !self.has_begun {
            self.begin(root);
        }
        for (key, value) in root.entries() {
            match key.as_word().unwrap_or_default() {
                b"choices" => {
                    for choice in value.items() {
                        self.choice(choice, meaning)?;
                    }
                }
                b"usage" => meaning.usage = usage::read(value),
                b"id"
                | b"object"
                | b"created"
                | b"model"
                | b"system_fingerprint"
                | b"service_tier"
                | b"obfuscation" => self.reference(value, meaning)?,
                b"error" => {
                    meaning.error = !value.is_null();
                    self.apart(value, meaning)?;
                }
                _ => self.unknown(key, value, meaning)?,
            }
        }
        Ok(())
    }

    fn begin(&mut self, root: Value<'_>) {
        let text = |field| root.get(field).and_then(Value::as_str).unwrap_or_default().into();
        (self.id, self.model) = (text("id"), text("model"));
        self.created = root.get("created").and_then(Value::as_u64).unwrap_or(0);
        self.has_begun = true;
    }

    fn choice(&mut self, choice: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        let index = index_of(choice, 0);
        let place = self.place_of(index)?;
        for (key, value) in choice.entries() {
            match key.as_word().unwrap_or_default() {
                b"index" => {}
                b"delta" => self.delta(value, index, meaning)?,
                b"finish_reason" => {
                    self.reference(value, meaning)?;
                    if value.is_string()
                        && let Some((_, stopped)) = self.choices.get_mut(place)
                    {
                        *stopped = true;
                    }
                }
                b"logprobs" => self.logprobs(value, index, meaning)?,
                _ => self.unknown(key, value, meaning)?,
            }
        }
        if self.choices.get(place).is_some_and(|(_, stopped)| *stopped) {
            meaning.ends.extend(self.channels.matching(|_, outer, _| outer == index));
        }
        Ok(())
    }

    fn place_of(&mut self, index: u32) -> Result<usize, WireError> {
        if let Some(place) = self.choices.iter().position(|(known, _)| *known == index) {
            return Ok(place);
        }
        if self.choices.len() >= MOST_CHOICES {
            return Err(WireError::TooManyChannels { limit: MOST_CHOICES });
        }
        self.choices.push((index, false));
        Ok(self.choices.len() - 1)
    }

    fn delta(&mut self, delta: Value<'_>, choice: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        for (key, value) in delta.entries() {
            match key.as_word().unwrap_or_default() {
                b"content" => self.content(value, choice, meaning)?,
                b"tool_calls" => {
                    for (n, call) in value.items().enumerate() {
                        self.tool_call(call, choice, index_of(call, n), meaning)?;
                    }
                }
                b"role" => self.reference(value, meaning)?,
                b"refusal" => self.flow(value, ChannelKind::Refusal, choice, 0, meaning)?,
                b"reasoning_content" => self.flow(value, ChannelKind::Reasoning, choice, 0, meaning)?,
                // Some servers send both names with the same text, so each is a channel of its own.
                b"reasoning" => self.flow(value, ChannelKind::Reasoning, choice, 1, meaning)?,
                b"reasoning_details" | b"thinking_blocks" => self.details(value, choice, 2, meaning)?,
                // The one call of the time before tools; no list of tools is this long.
                b"function_call" => self.called(value, choice, u32::MAX, meaning)?,
                b"audio" => self.audio(value, choice, meaning)?,
                b"annotations" => self.channels.whole(value, Origin::Retrieved, meaning)?,
                _ => self.unknown(key, value, meaning)?,
            }
        }
        Ok(())
    }

    /// Text, or an array of parts where reasoning and text take turns.
    fn content(&mut self, value: Value<'_>, choice: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        if value.kind() != Kind::Array {
            return self.flow(value, ChannelKind::Text, choice, 0, meaning);
        }
        for part in value.items() {
            for (key, value) in part.entries() {
                match key.as_word().unwrap_or_default() {
                    b"type" => self.reference(value, meaning)?,
                    b"text" => self.flow(value, ChannelKind::Text, choice, 0, meaning)?,
                    b"thinking" if value.is_string() => self.flow(value, ChannelKind::Reasoning, choice, 0, meaning)?,
                    b"thinking" => self.details(value, choice, 0, meaning)?,
                    _ => self.unknown(key, value, meaning)?,
                }
            }
        }
        Ok(())
    }

    /// Reasoning in blocks, where the text flows and signatures stay closed.
    fn details(&mut self, value: Value<'_>, choice: u32, inner: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        for block in value.items() {
            for (key, value) in block.entries() {
                match key.as_word().unwrap_or_default() {
                    b"text" | b"summary" | b"thinking" => {
                        self.flow(value, ChannelKind::Reasoning, choice, inner, meaning)?;
                    }
                    b"data" | b"signature" => self.sealed(value, choice, meaning)?,
                    b"type" | b"id" | b"format" => self.reference(value, meaning)?,
                    _ => self.unknown(key, value, meaning)?,
                }
            }
        }
        Ok(())
    }

    fn tool_call(&mut self, call: Value<'_>, choice: u32, index: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        for (key, value) in call.entries() {
            match key.as_word().unwrap_or_default() {
                b"index" => {}
                b"id" | b"type" => self.reference(value, meaning)?,
                b"function" | b"custom" => self.called(value, choice, index, meaning)?,
                b"extra_content" => self.extra(value, choice, meaning)?,
                _ => self.unknown(key, value, meaning)?,
            }
        }
        Ok(())
    }

    fn called(&mut self, call: Value<'_>, choice: u32, index: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        for (key, value) in call.entries() {
            match key.as_word().unwrap_or_default() {
                b"name" => self.flow(value, ChannelKind::Name, choice, index, meaning)?,
                b"arguments" => self.flow(value, ChannelKind::Arguments, choice, index, meaning)?,
                // What a custom tool gets is plain text, not JSON.
                b"input" => self.flow(value, ChannelKind::Tool, choice, index, meaning)?,
                _ => self.unknown(key, value, meaning)?,
            }
        }
        Ok(())
    }

    /// The signature of Gemini's reasoning, as its compatible API carries it.
    fn extra(&mut self, extra: Value<'_>, choice: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        match extra.get("google").and_then(|google| google.get("thought_signature")) {
            Some(signature) if extra.entries().count() == 1 => self.sealed(signature, choice, meaning),
            _ => self.apart(extra, meaning),
        }
    }

    fn audio(&mut self, audio: Value<'_>, choice: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        for (key, value) in audio.entries() {
            match key.as_word().unwrap_or_default() {
                b"data" => self.sealed(value, choice, meaning)?,
                b"transcript" => self.flow(value, ChannelKind::Transcript, choice, 0, meaning)?,
                b"id" => self.reference(value, meaning)?,
                _ => self.unknown(key, value, meaning)?,
            }
        }
        Ok(())
    }

    /// Tokens are the text once more, so each list flows through a channel of its own; alternatives stand alone.
    fn logprobs(&mut self, lists: Value<'_>, choice: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        for (name, list) in lists.entries() {
            let inner = u32::from(!name.is("content"));
            for token in list.items() {
                for (key, value) in token.entries() {
                    match key.as_word().unwrap_or_default() {
                        b"token" => self.flow(value, ChannelKind::Other, choice, inner, meaning)?,
                        _ => self.unknown(key, value, meaning)?,
                    }
                }
            }
        }
        Ok(())
    }

    /// The next piece of a text that flows.
    fn flow(
        &mut self,
        value: Value<'_>,
        kind: ChannelKind,
        outer: u32,
        inner: u32,
        meaning: &mut Meaning,
    ) -> Result<(), WireError> {
        if !value.is_string() {
            return self.apart(value, meaning);
        }
        let channel = self.channels.of(kind, outer, inner)?;
        let origin = match kind {
            ChannelKind::Name => Origin::Name,
            ChannelKind::Arguments | ChannelKind::Tool => Origin::ToolCall,
            _ => Origin::Assistant,
        };
        let json = kind == ChannelKind::Arguments;
        meaning.leaves.push(Leaf { channel, span: value.span(), origin, json, sealed: false, whole: false });
        Ok(())
    }

    fn sealed(&mut self, value: Value<'_>, choice: u32, meaning: &mut Meaning) -> Result<(), WireError> {
        if !value.is_string() {
            return self.apart(value, meaning);
        }
        let channel = self.channels.of(ChannelKind::Other, choice, u32::MAX)?;
        let origin = Origin::Assistant;
        meaning.leaves.push(Leaf { channel, span: value.span(), origin, json: false, sealed: true, whole: true });
        Ok(())
    }

    /// An id or word of the protocol: no text as long as it looks like one.
    fn reference(&mut self, value: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        match value.as_word() {
            Some(word) if fields::is_id(word) => Ok(()),
            None if !value.is_string() => Ok(()),
            _ => self.apart(value, meaning),
        }
    }

    fn unknown(&mut self, key: Value<'_>, value: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        if !key.as_str().is_some_and(|word| fields::is_plain_key(&word)) {
            self.apart(key, meaning)?;
        }
        self.apart(value, meaning)
    }

    /// Every string in `value` as a text that stands alone.
    fn apart(&mut self, value: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        self.channels.whole(value, Origin::Metadata, meaning)
    }
}

/// The member `index` of an array's object; `position` where it has none.
fn index_of(value: Value<'_>, position: usize) -> u32 {
    let given = value.get("index").and_then(Value::as_u64).and_then(|index| u32::try_from(index).ok());
    given.unwrap_or(u32::try_from(position).unwrap_or(u32::MAX))
}
