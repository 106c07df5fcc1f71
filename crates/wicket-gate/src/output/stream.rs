//! A streamed answer on its way out. Whole provider events wait in a queue until all of their text is cleared, and leave
//! with their original bytes; only an event whose text changes is written anew. Events that arrive together leave together.

use std::{collections::VecDeque, ops::Range, sync::Arc};

use bytes::BytesMut;
use wicket_detect::SecondOpinion;
use wicket_types::{Action, Code, Finding, Refusal, Usage};
use wicket_wire::{
    Leaf, Meaning, Operation, Route, json,
    splice::{Edit, splice},
    sse::{self, Decoder, Event},
    stream::StreamReader,
};

use super::{
    channel::Channel,
    collected::Collected,
    guard::{OutputGuard, is_prose},
    harm::Harm,
    keep::Keep,
    repeats,
};
use crate::{
    docket::{Answer, Docket},
    money::Observed,
    second_look::Doubt,
    visit::{Notes, action_on, guard_of},
};

/// Longest single event, in bytes.
const EVENT: usize = 4 << 20;
/// Bytes of events that may wait for their text to be cleared. The text that waits is short, what is around it may not be.
const WAITING: usize = 8 << 20;
/// Text kept for that look, in bytes.
const LEAK_TAIL: usize = 4096;

/// The inspection of one stream: bytes of events in, bytes of events out.
pub(crate) struct StreamGuard {
    guard: OutputGuard,
    route: Arc<Route>,
    decoder: Decoder,
    reader: StreamReader,
    channels: Vec<Channel>,
    queue: VecDeque<Held>,
    /// Bytes of the events in the queue.
    waiting: usize,
    events: Vec<Event>,
    /// The last usage that the provider told.
    pub usage: Option<Usage>,
    /// Bytes of generated text seen, reasoning and tool arguments included.
    pub text_bytes: u64,
    /// Events that carried generated text: no provider sends more than one a token.
    pub text_events: u64,
    /// The same, as far as it may leave.
    pub cleared: Observed,
    /// The protocol's last event has been seen.
    pub terminal: bool,
    keep: Option<Keep>,
    /// The text for judges of others, where any is asked.
    collected: Option<Collected>,
    harm: Harm,
    /// Where the event that was written last begins.
    last: usize,
}

/// What a whole stream leaves to be asked.
pub(crate) struct Questions {
    /// Of the encoder.
    pub doubts: Vec<Doubt>,
    /// Of judges of others.
    pub docket: Option<Docket>,
}

/// What is answered.
pub(crate) struct Answers {
    /// By the encoder, in the order of the doubts.
    pub opinions: Vec<Option<SecondOpinion>>,
    /// By judges of others.
    pub judges: Vec<Answer>,
}

/// An event that waits.
struct Held {
    event: Event,
    pieces: Vec<(Leaf, Range<u64>)>,
    edits: Vec<Edit>,
}

impl StreamGuard {
    pub fn new(guard: OutputGuard, route: Arc<Route>, keep: Option<Keep>) -> Self {
        StreamGuard {
            collected: guard.reach().map(Collected::new),
            harm: Harm::default(),
            last: 0,
            guard,
            reader: StreamReader::new(&route),
            route,
            decoder: Decoder::new(EVENT),
            channels: Vec::new(),
            queue: VecDeque::new(),
            waiting: 0,
            events: Vec::new(),
            usage: None,
            text_bytes: 0,
            text_events: 0,
            cleared: Observed::default(),
            terminal: false,
            keep,
        }
    }

    /// Takes what the provider sent and appends to `out` what may leave.
    ///
    /// # Errors
    /// A guard refuses, or the provider breaks its protocol. What was appended to `out` before may still leave.
    pub fn take(&mut self, bytes: &[u8], notes: &mut Notes, out: &mut BytesMut) -> Result<(), Refusal> {
        let mut events = std::mem::take(&mut self.events);
        let decoded = self.decoder.push(bytes, &mut events);
        let mut outcome = Ok(());
        for event in events.drain(..) {
            if outcome.is_ok() && !self.terminal {
                outcome = self.event(event, notes, out);
            }
        }
        self.events = events;
        outcome?;
        decoded.map_err(|e| Refusal::new(Code::UpstreamGarbage).detail(format!("{e}.")))
    }

    /// Gives back memory that only makes the next event quicker: nobody knows when it comes, and idle streams are many.
    pub fn rest(&mut self) {
        self.decoder.rest();
        self.reader.rest();
        self.events = Vec::new();
        self.queue.shrink_to_fit();
        self.channels.shrink_to_fit();
    }

    /// Bytes that have come and may not leave yet.
    pub fn held(&self) -> usize {
        let collected = self.collected.as_ref().map_or(0, Collected::len);
        self.waiting.saturating_add(self.decoder.held()).saturating_add(collected).saturating_add(self.harm.held())
    }

    /// The provider has ended: what was held gets its verdict and leaves.
    pub fn end(&mut self, notes: &mut Notes, out: &mut BytesMut) -> Result<(), Refusal> {
        for index in 0..self.channels.len() {
            self.finish(index, notes)?;
        }
        self.release(notes, out)
    }

    /// What is asked once the stream is at its end: mostly nothing. The protocol's last event, which is taken off the end of
    /// `out`, waits for the answers.
    pub fn last_questions(&mut self, out: &mut BytesMut) -> Option<(Questions, BytesMut)> {
        let docket = self.collected.take().map(|collected| {
            let is_cut = collected.is_cut;
            Docket { is_cut, ..self.guard.docket(collected.into_texts()) }
        });
        let docket = docket.filter(|docket| !docket.cases.is_empty());
        let questions = Questions { doubts: self.harm.take_doubts(), docket };
        let is_asked = !questions.doubts.is_empty() || questions.docket.is_some();
        let last = self.last.min(out.len());
        is_asked.then(|| (questions, out.split_off(last)))
    }

    /// Takes what the encoder and the judges said.
    pub fn heard(&self, questions: Questions, answers: Answers, notes: &mut Notes) -> Result<(), Refusal> {
        let Questions { doubts, docket } = questions;
        self.guard.seen_again(doubts, answers.opinions, notes)?;
        docket.map_or(Ok(()), |docket| self.guard.heard(docket, answers.judges, notes))
    }

    /// The bytes that tell the client why the stream ends here.
    pub fn error(&self, refusal: &Refusal, visit: &wicket_types::VisitId) -> Vec<u8> {
        wicket_wire::error_event(&self.route, refusal, visit, self.reader.next_sequence())
    }

    /// The protocol's own stop for a stream that reached the ceiling of its budget.
    pub fn ceiling(&self) -> Vec<u8> {
        wicket_wire::ceiling_events(&self.route, &self.reader)
    }

    fn event(&mut self, event: Event, notes: &mut Notes, out: &mut BytesMut) -> Result<(), Refusal> {
        let Meaning { leaves, ends, usage, terminal, id, item, .. } =
            self.reader.read(&event).map_err(|_| Refusal::from(Code::UpstreamGarbage))?;
        self.usage = usage.or(self.usage);
        self.terminal |= terminal;
        // The caller can come back to the answer from the moment that it knows the id, however the stream ends.
        if let Some(keep) = &self.keep {
            let pseudonyms = self.guard.pseudonyms();
            id.iter().for_each(|id| keep.answer(id, pseudonyms));
            keep.items(&item, pseudonyms);
        }
        if leaves.is_empty() && ends.is_empty() && self.queue.is_empty() {
            self.last = out.len();
            out.extend_from_slice(&event.raw);
            return Ok(());
        }
        let mut held = Held { pieces: Vec::with_capacity(leaves.len()), edits: Vec::new(), event };
        self.text_events = self.text_events.saturating_add(u64::from(leaves.iter().any(|l| !l.whole)));
        for leaf in leaves {
            self.leaf(leaf, &mut held, notes)?;
        }
        self.waiting = self.waiting.saturating_add(held.event.data.len());
        self.queue.push_back(held);
        for channel in ends {
            self.finish(channel.0 as usize, notes)?;
        }
        if self.terminal {
            for index in 0..self.channels.len() {
                self.finish(index, notes)?;
            }
        }
        self.release(notes, out)
    }

    fn leaf(&mut self, leaf: Leaf, held: &mut Held, notes: &mut Notes) -> Result<(), Refusal> {
        let text = leaf.text(&held.event.data);
        if leaf.sealed && !is_prose(&text) {
            notes.answered.skipped(text.len());
            return Ok(());
        }
        if let Some(collected) = &mut self.collected {
            match leaf.whole {
                true => collected.whole((leaf.origin, leaf.json), &text),
                false => collected.push(leaf.channel.0 as usize, (leaf.origin, leaf.json), &text),
            }
        }
        if leaf.whole {
            self.harm.whole(&text, (leaf.origin, leaf.json), &self.guard, notes)?;
        }
        if leaf.sealed && leaf.whole {
            return self.guard.sealed(&text, leaf.origin, notes);
        }
        notes.answered.read(text.len());
        if leaf.whole {
            if let Some(changed) = self.guard.whole(&text, leaf.origin, leaf.json, notes)? {
                held.edits.push(Edit { span: leaf.span, with: json::quote(&changed) });
            }
            return Ok(());
        }
        self.text_bytes = self.text_bytes.saturating_add(text.len() as u64);
        let index = leaf.channel.0 as usize;
        while self.channels.len() <= index {
            self.channels.push(Channel::default());
        }
        let Some(channel) = self.channels.get_mut(index) else { return Ok(()) };
        (channel.origin, channel.json, channel.sealed) = (leaf.origin, leaf.json, leaf.sealed);
        let (place, findings) = channel.push(&text, &self.guard.window(leaf.origin, leaf.json));
        self.judge(&findings, leaf.sealed, notes)?;
        if !leaf.sealed && self.guard.reads_fields(leaf.origin) {
            let held_by_fields = self.channels.get_mut(index).map(|channel| channel.fields(&text)).unwrap_or_default();
            self.guard.note_fields(&held_by_fields, notes)?;
        }
        self.listen(index, &text, false, notes)?;
        self.read_on(index, &text, false, notes)?;
        held.pieces.push((leaf, place));
        Ok(())
    }

    fn finish(&mut self, index: usize, notes: &mut Notes) -> Result<(), Refusal> {
        let Some(channel) = self.channels.get_mut(index) else { return Ok(()) };
        let findings = channel.finish(&self.guard.window(channel.origin, channel.json));
        let sealed = channel.sealed;
        self.judge(&findings, sealed, notes)?;
        self.listen(index, "", true, notes)?;
        self.read_on(index, "", true, notes)
    }

    /// Reads what a channel says for harm, a stretch at a time.
    fn read_on(&mut self, index: usize, text: &str, is_last: bool, notes: &mut Notes) -> Result<(), Refusal> {
        let Some(channel) = self.channels.get_mut(index) else { return Ok(()) };
        let source = (channel.origin, channel.json);
        self.harm.push((&mut channel.unread, text, is_last), source, &self.guard, notes)
    }

    fn judge(&self, findings: &[Finding], sealed: bool, notes: &mut Notes) -> Result<(), Refusal> {
        for finding in findings {
            if sealed {
                self.guard.note_sealed(finding, notes)?;
                continue;
            }
            let action: Action = action_on(self.guard.setting(guard_of(finding)), finding);
            self.guard.note(finding, action, notes)?;
        }
        Ok(())
    }

    /// Keeps the tail of what a channel said and looks now and then, and at its end, whether it gives the standing
    /// instructions away. Each channel is heard alone, since choices that take turns would garble each other.
    fn listen(&mut self, index: usize, text: &str, is_last: bool, notes: &mut Notes) -> Result<(), Refusal> {
        let Some(step) = self.guard.leak_step() else { return Ok(()) };
        let Some(channel) = self.channels.get_mut(index) else { return Ok(()) };
        channel.said.push_str(text);
        channel.unheard = channel.unheard.saturating_add(text.len());
        if channel.unheard == 0 || (channel.unheard < step && !is_last) {
            return Ok(());
        }
        channel.unheard = 0;
        self.guard.leaks(&channel.said, notes)?;
        if channel.said.len() > LEAK_TAIL {
            let from = channel.said.ceil_char_boundary(channel.said.len() - LEAK_TAIL / 2);
            channel.said.drain(..from);
        }
        Ok(())
    }

    /// Lets every event leave whose text is cleared. An event never overtakes one of its own channel; one of another
    /// channel it may overtake where the protocol does not number its events.
    fn release(&mut self, notes: &mut Notes, out: &mut BytesMut) -> Result<(), Refusal> {
        let may_overtake = self.route.operation == Operation::Chat;
        let mut waiting: Vec<u32> = Vec::new();
        let mut index = 0;
        while let Some(held) = self.queue.get(index) {
            let clear = |(leaf, place): &(Leaf, Range<u64>)| {
                !waiting.contains(&leaf.channel.0)
                    && self.channels.get(leaf.channel.0 as usize).is_none_or(|c| c.is_clear(place.end))
            };
            let free = waiting.is_empty() || (may_overtake && !held.pieces.is_empty());
            if free && held.pieces.iter().all(clear) {
                if let Some(held) = self.queue.remove(index) {
                    self.waiting = self.waiting.saturating_sub(held.event.data.len());
                    self.emit(held, notes, out);
                }
                continue;
            }
            if !may_overtake {
                break;
            }
            waiting.extend(held.pieces.iter().map(|(leaf, _)| leaf.channel.0));
            if waiting.is_empty() {
                break;
            }
            index += 1;
        }
        match self.waiting <= WAITING {
            true => Ok(()),
            false => Err(Refusal::new(Code::UpstreamGarbage).detail("Its events are too large for the text in them.")),
        }
    }

    fn emit(&mut self, held: Held, notes: &mut Notes, out: &mut BytesMut) {
        let Held { event, pieces, mut edits } = held;
        self.cleared.events = self.cleared.events.saturating_add(u64::from(!pieces.is_empty()));
        for (leaf, place) in pieces {
            self.cleared.bytes = self.cleared.bytes.saturating_add(place.end - place.start);
            let Some(channel) = self.channels.get_mut(leaf.channel.0 as usize) else { continue };
            if let Some(changed) = channel.rewritten(&place, &leaf.text(&event.data)) {
                edits.push(Edit { span: leaf.span, with: json::quote(&changed) });
            }
        }
        if !edits.is_empty() {
            leave_out_repeats(&event.data, &mut edits);
        }
        let before = out.len();
        self.last = before;
        if edits.is_empty() {
            out.extend_from_slice(&event.raw);
        } else {
            edits.sort_by_key(|e| e.span.start);
            let mut encoded = Vec::new();
            sse::encode(event.name(), &splice(&event.data, &edits), &mut encoded);
            out.extend_from_slice(&encoded);
        }
        notes.bytes_out = notes.bytes_out.saturating_add((out.len() - before) as u64);
    }
}

/// Log probabilities of a text that changes would tell what it was.
fn leave_out_repeats(data: &[u8], edits: &mut Vec<Edit>) {
    // The reader has parsed the event before, so this does not fail.
    if let Ok(tape) = json::parse(data, &json::Bounds::ANSWER) {
        repeats::leave_out(&repeats::found(data, tape.root(data)), edits);
    }
}
