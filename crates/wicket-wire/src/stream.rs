//! What each streamed event means: one reader per protocol behind one door.

use crate::{Meaning, Operation, Protocol, Route, WireError, anthropic, json::Tape, openai, sse};

/// Reads the events of one streamed answer in order and knows which channels are open.
#[derive(Debug)]
pub struct StreamReader {
    pub(crate) by: Reader,
}

#[derive(Debug)]
pub(crate) enum Reader {
    Chat(openai::chat::ChatStream),
    Responses(openai::responses::ResponsesStream),
    Messages(anthropic::AnthropicStream),
}

impl StreamReader {
    /// A reader for the stream that answers `route`.
    pub fn new(route: &Route) -> Self {
        let by = match (route.protocol, route.operation) {
            (Protocol::Anthropic, _) => Reader::Messages(Default::default()),
            (_, Operation::Chat) => Reader::Chat(Default::default()),
            _ => Reader::Responses(Default::default()),
        };
        StreamReader { by }
    }

    /// The `sequence_number` of the next event, where the protocol numbers its events.
    pub fn next_sequence(&self) -> Option<u64> {
        match &self.by {
            Reader::Responses(stream) => Some(stream.next_sequence()),
            _ => None,
        }
    }

    /// Gives back memory that only makes the next event quicker.
    pub fn rest(&mut self) {
        *match &mut self.by {
            Reader::Chat(stream) => &mut stream.tape,
            Reader::Responses(stream) => &mut stream.tape,
            Reader::Messages(stream) => &mut stream.tape,
        } = Tape::default();
    }

    /// Reads one event.
    ///
    /// # Errors
    /// Its data is no strict JSON, or lacks the shape that the protocol promises.
    pub fn read(&mut self, event: &sse::Event) -> Result<Meaning, WireError> {
        let mut meaning = Meaning::default();
        self.read_into(event, &mut meaning)?;
        Ok(meaning)
    }

    /// Reads one event into `meaning`, whose memory is used again.
    ///
    /// # Errors
    /// As [`StreamReader::read`].
    pub fn read_into(&mut self, event: &sse::Event, meaning: &mut Meaning) -> Result<(), WireError> {
        meaning.clear();
        match &mut self.by {
            Reader::Chat(stream) => stream.read(event, meaning),
            Reader::Responses(stream) => stream.read(event, meaning),
            Reader::Messages(stream) => stream.read(event, meaning),
        }
    }
}
