//! A chat stream: which chunk belongs to which choice, and what has stopped.

use super::delta::{Leaves, index_of};
use crate::{
    Channels, Meaning, WireError,
    json::{self, Bounds, Kind, Tape, Value},
    openai::usage,
    request, sse,
};

/// Most choices that a stream may have.
const MOST_CHOICES: usize = super::MOST_CHOICES as usize;

/// Reads the chunks of one stream.
#[derive(Debug, Default)]
pub(crate) struct ChatStream {
    pub(crate) tape: Tape,
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
            meaning.ends.extend(self.channels.all());
        } else {
            // The tape is lent out for the call, so that its memory serves every event of the stream.
            let mut tape = std::mem::take(&mut self.tape);
            let read = json::parse_into(data, &Bounds::ANSWER, &mut tape)
                .map_err(WireError::from)
                .and_then(|()| self.chunk(tape.root(data), meaning));
            self.tape = tape.to_reuse();
            read?;
        }
        meaning.finished = !self.choices.is_empty() && self.open_choices().next().is_none();
        Ok(())
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
            self.begin(root, meaning);
        }
        for (key, value) in root.entries() {
            match key.as_str().unwrap_or_default().as_ref() {
                "choices" if value.kind() == Kind::Array => {
                    value.items().try_for_each(|choice| self.choice(choice, meaning))?;
                }
                "id" | "object" | "created" | "model" | "system_fingerprint" | "service_tier" | "obfuscation" => {
                    self.leaves(0, meaning).reference(value)?
                }
                "usage" => {
                    meaning.usage = usage::read(value);
                    self.leaves(0, meaning).apart(value)?;
                }
                "error" => {
                    meaning.error = !value.is_null();
                    self.leaves(0, meaning).apart(value)?;
                }
                _ => self.leaves(0, meaning).unknown(key, value)?,
            }
        }
        Ok(())
    }

    fn begin(&mut self, root: Value<'_>, meaning: &mut Meaning) {
        let text = |field| root.get(field).and_then(Value::as_str).unwrap_or_default().into();
        (self.id, self.model) = (text("id"), text("model"));
        meaning.id = (!self.id.is_empty()).then(|| self.id.to_string());
        self.created = root.get("created").and_then(Value::as_u64).unwrap_or(0);
        self.has_begun = true;
    }

    fn choice(&mut self, choice: Value<'_>, meaning: &mut Meaning) -> Result<(), WireError> {
        let index = index_of(choice, 0);
        let place = self.place_of(index)?;
        let mut stops = false;
        let mut leaves = self.leaves(index, meaning);
        if choice.kind() != Kind::Object {
            return leaves.apart(choice);
        }
        for (key, value) in choice.entries() {
            match key.as_str().unwrap_or_default().as_ref() {
                "delta" => leaves.delta(value)?,
                "logprobs" => leaves.logprobs(value)?,
                "index" => leaves.reference(value)?,
                "finish_reason" => {
                    leaves.reference(value)?;
                    stops = value.is_string();
                }
                _ => leaves.unknown(key, value)?,
            }
        }
        if let Some((_, stopped)) = self.choices.get_mut(place) {
            *stopped |= stops;
            // Text after the stop would be odd, and is judged at once.
            if *stopped {
                meaning.ends.extend(self.channels.matching(|_, outer, _| outer == index));
            }
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

    fn leaves<'l>(&'l mut self, choice: u32, meaning: &'l mut Meaning) -> Leaves<'l> {
        Leaves { channels: &mut self.channels, choice, meaning }
    }
}
