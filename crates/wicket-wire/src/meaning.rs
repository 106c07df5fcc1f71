//! What one streamed event means: which leaves it adds to which channels, and what it ends.

use std::{borrow::Cow, ops::Range};

use wicket_types::{Origin, Usage};

use crate::{
    WireError,
    json::{self, Kind, Value},
    words,
};

/// Most channels of one stream.
const MOST: usize = 4096;

/// One channel of a stream, numbered from 0 in order of appearance: a choice's text, a block, one tool call's arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChannelId(pub u32);

/// What a channel carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChannelKind {
    /// The answer itself.
    Text,
    /// Reasoning and its summaries.
    Reasoning,
    /// A refusal in the model's own words.
    Refusal,
    /// Arguments of a tool, which are JSON.
    Arguments,
    /// Input of a tool, which is plain text.
    Tool,
    /// The name of a tool.
    Name,
    /// What is spoken in audio.
    Transcript,
    /// Text beside the answer.
    Other,
}

/// The channels of one stream, numbered as they appear: by kind, and by two indices such as choice and tool call.
#[derive(Debug, Default)]
pub struct Channels(Vec<(ChannelKind, u32, u32)>);

impl Channels {
    /// The channel of this kind and these indices, new where there is none yet.
    ///
    /// # Errors
    /// The stream has opened more channels than the gate follows.
    pub fn of(&mut self, kind: ChannelKind, outer: u32, inner: u32) -> Result<ChannelId, WireError> {
        let key = (kind, outer, inner);
        // The channel that is being written to is nearly always among the last few, so the search runs backwards.
        if let Some(at) = self.0.iter().rposition(|known| *known == key) {
            return Ok(ChannelId(at as u32));
        }
        if self.0.len() >= MOST {
            return Err(WireError::TooManyChannels { limit: MOST });
        }
        self.0.push(key);
        Ok(ChannelId(self.0.len() as u32 - 1))
    }

    /// Adds every string in `value`, and every key that is no plain word, as a leaf that stands alone.
    pub(crate) fn whole(&mut self, value: Value<'_>, origin: Origin, meaning: &mut Meaning) -> Result<(), WireError> {
        match value.kind() {
            Kind::String | Kind::Escaped => {
                let channel = self.of(ChannelKind::Other, u32::MAX, 0)?;
                let span = value.span();
                meaning.leaves.push(Leaf { channel, span, origin, json: false, sealed: false, whole: true });
                Ok(())
            }
            Kind::Array => value.items().try_for_each(|item| self.whole(item, origin, meaning)),
            Kind::Object => value.entries().try_for_each(|(key, member)| {
                if !key.as_str().is_some_and(|word| words::is_plain_key(&word)) {
                    self.whole(key, origin, meaning)?;
                }
                self.whole(member, origin, meaning)
            }),
            Kind::Null | Kind::True | Kind::False | Kind::Number => Ok(()),
        }
    }

    /// All channels.
    pub fn all(&self) -> impl Iterator<Item = ChannelId> + use<> {
        (0..self.0.len() as u32).map(ChannelId)
    }

    /// The channels that fit.
    pub fn matching(&self, fits: impl Fn(ChannelKind, u32, u32) -> bool) -> impl Iterator<Item = ChannelId> {
        self.0
            .iter()
            .enumerate()
            .filter(move |(_, (kind, outer, inner))| fits(*kind, *outer, *inner))
            .map(|(at, _)| ChannelId(at as u32))
    }
}

/// One string leaf of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// The channel that it continues; of no weight where `whole` is set.
    pub channel: ChannelId,
    /// Its bytes in the event's data, quotes included.
    pub span: Range<usize>,
    /// Who wrote it.
    pub origin: Origin,
    /// The channel's text is itself JSON.
    pub json: bool,
    /// Signed, encrypted or binary: never rewritten.
    pub sealed: bool,
    /// It stands for itself or repeats a channel's whole text: judged alone, not as the next piece of a channel.
    pub whole: bool,
}

impl Leaf {
    /// What the leaf says.
    pub fn text<'b>(&self, data: &'b [u8]) -> Cow<'b, str> {
        data.get(self.span.clone()).and_then(json::unquote).unwrap_or_default()
    }
}

/// What one event means.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// Its leaves, in the order of their bytes.
    pub leaves: Vec<Leaf>,
    /// Channels that are complete after it.
    pub ends: Vec<ChannelId>,
    /// What the provider has counted so far.
    pub usage: Option<Usage>,
    /// The protocol's last event.
    pub terminal: bool,
    /// Every choice or block has come to its end.
    pub finished: bool,
    /// The provider reports an error.
    pub error: bool,
    /// A sign of life without content.
    pub ping: bool,
    /// The provider's id of the answer.
    pub id: Option<String>,
    /// The provider's id of a part that is complete now and that a later call can name (an item of the Responses API).
    pub item: Option<String>,
}

impl Meaning {
    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.leaves.clear();
        self.ends.clear();
        (self.usage, self.id, self.item) = (None, None, None);
        (self.terminal, self.finished, self.error, self.ping) = (false, false, false, false);
    }
}
