//! From a tape to segments, by tables: an adapter says what each field of an object holds, and the walk visits all of
//! them. No string escapes it: a field without a rule is text of origin `Metadata`.

mod shape;

use wicket_types::Origin;

pub(crate) use shape::{By, Rule, Shape};

use crate::{
    Segment, WireError, fields,
    json::{Kind, Value},
    words,
};

/// Who is speaking, in which logical text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Voice {
    pub origin: Origin,
    pub channel: u32,
}

/// Collects the segments of one message.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    pub segments: Vec<Segment>,
    /// Numbers in free-form JSON are read too where they are as long as a card's or a person's number. Of answers they
    /// are not: there a replaced number would break the type that a tool's arguments have.
    reads_numbers: bool,
    channels: u32,
}

impl Walk {
    /// For the message of a caller.
    pub fn of_call() -> Self {
        Walk { reads_numbers: true, ..Walk::default() }
    }

    /// A new logical text by `origin`.
    pub fn voice(&mut self, origin: Origin) -> Voice {
        self.channels = self.channels.saturating_add(1);
        Voice { origin, channel: self.channels - 1 }
    }

    /// Visits every member of `value` by the rules of `shape`. Recursion is bounded by the depth of the tape.
    pub fn object(&mut self, value: Value<'_>, shape: &Shape, voice: Voice) -> Result<(), WireError> {
        for (key, member) in value.entries() {
            match shape.rule(key) {
                Some(Rule::Signed) if is_signed(value) => self.field(member, Rule::Sealed, voice)?,
                Some(rule) => self.field(member, rule, voice)?,
                None => {
                    fields::refuse_twin(key, shape.names())?;
                    self.unknown(key, member);
                }
            }
        }
        Ok(())
    }

    /// Visits a member that has no rule.
    pub fn unknown(&mut self, key: Value<'_>, member: Value<'_>) {
        self.key(key, Origin::Metadata);
        self.free(member, Origin::Metadata);
    }

    /// Visits one value by `rule`.
    pub fn field(&mut self, value: Value<'_>, rule: Rule, voice: Voice) -> Result<(), WireError> {
        match rule {
            Rule::Word => self.word(value, words::is_protocol_word),
            Rule::Id => self.word(value, words::is_id),
            Rule::Signed => self.text(value, voice),
            Rule::Said(by, rule) => {
                let voice = self.by(by, voice);
                return self.field(value, *rule, voice);
            }
            Rule::Text(by) => {
                let voice = self.by(by, voice);
                self.text(value, voice);
            }
            Rule::Free(by) => {
                let origin = by.origin(voice);
                self.free(value, origin);
            }
            Rule::Parts(by, shape) => {
                let voice = self.by(by, voice);
                return self.each(value, voice, &mut |walk, part| walk.object(part, shape, voice));
            }
            Rule::Object(shape) => {
                return self.each(value, voice, &mut |walk, part| walk.object(part, shape, voice));
            }
            Rule::Messages(shape) => {
                return self.each(value, voice, &mut |walk, message| {
                    // A role that no one knows may be a person's for all the gate can tell.
                    let voice = walk.voice(author(message).unwrap_or(Origin::User));
                    walk.object(message, shape, voice)
                });
            }
            Rule::Tagged(shapes, other) => {
                return self.each(value, voice, &mut |walk, part| {
                    let tag = part.get("type");
                    let found = shapes.iter().find(|(name, ..)| tag.is_some_and(|tag| tag.is(name)));
                    let (by, shape) = found.map_or((By::Role, other), |(_, by, shape)| (*by, *shape));
                    let voice = match (by, author(part)) {
                        (By::Role, Some(origin)) => walk.voice(origin),
                        _ => walk.by(by, voice),
                    };
                    walk.object(part, shape, voice)
                });
            }
            Rule::Json(by) if value.is_string() => {
                let voice = self.by(by, voice);
                self.push(value, voice, true, false);
            }
            Rule::Json(by) => {
                let origin = by.origin(voice);
                self.free(value, origin);
            }
            Rule::Sealed if value.is_string() => self.push(value, voice, false, true),
            Rule::Media if is_data_url(value) => self.push(value, voice, false, true),
            Rule::Sealed | Rule::Media => self.text(value, voice),
        }
        Ok(())
    }

    /// Every string in `value` as one text, and every key that is no plain word.
    pub fn text(&mut self, value: Value<'_>, voice: Voice) {
        match value.kind() {
            Kind::String | Kind::Escaped => self.push(value, voice, false, false),
            Kind::Array => value.items().for_each(|item| self.text(item, voice)),
            Kind::Object => value.entries().for_each(|(key, member)| {
                self.key(key, voice.origin);
                self.text(member, voice);
            }),
            Kind::Null | Kind::True | Kind::False | Kind::Number => {}
        }
    }

    /// Every string in `value`, and every key that is no plain word, as a text of its own.
    pub fn free(&mut self, value: Value<'_>, origin: Origin) {
        match value.kind() {
            Kind::String | Kind::Escaped => {
                let voice = self.voice(origin);
                self.push(value, voice, false, is_data_url(value));
            }
            Kind::Array => value.items().for_each(|item| self.free(item, origin)),
            Kind::Object => value.entries().for_each(|(key, member)| {
                self.key(key, origin);
                self.free(member, origin);
            }),
            Kind::Number if self.reads_numbers && is_telling(value) => {
                let voice = self.voice(origin);
                self.push(value, voice, false, false);
            }
            Kind::Null | Kind::True | Kind::False | Kind::Number => {}
        }
    }

    /// One string, or number, as a segment.
    pub fn push(&mut self, value: Value<'_>, voice: Voice, json: bool, sealed: bool) {
        let Voice { origin, channel } = voice;
        self.segments.push(Segment { span: value.span(), origin, channel, json, sealed });
    }

    /// A key that is no plain word, as a text of its own.
    pub fn key(&mut self, key: Value<'_>, origin: Origin) {
        if !key.as_str().is_some_and(|word| words::is_plain_key(&word)) {
            let voice = self.voice(origin);
            self.push(key, voice, false, false);
        }
    }

    fn word(&mut self, value: Value<'_>, is_word: fn(&[u8]) -> bool) {
        match value.as_word() {
            Some(word) if is_word(word) => {}
            _ if value.kind() == Kind::Array => value.items().for_each(|item| self.word(item, is_word)),
            None if !value.is_string() && value.kind() != Kind::Object => {}
            _ => self.free(value, Origin::Metadata),
        }
    }

    fn by(&mut self, by: By, voice: Voice) -> Voice {
        match by {
            By::Author | By::Role => voice,
            By::Is(origin) => self.voice(origin),
        }
    }

    /// Objects in `value`, alone or in arrays, go to `visit`; strings in their place are text.
    fn each<'t>(
        &mut self,
        value: Value<'t>,
        voice: Voice,
        visit: &mut dyn FnMut(&mut Walk, Value<'t>) -> Result<(), WireError>,
    ) -> Result<(), WireError> {
        match value.kind() {
            Kind::Object => visit(self, value),
            Kind::Array => value.items().try_for_each(|item| self.each(item, voice, visit)),
            _ if is_data_url(value) => {
                self.push(value, voice, false, true);
                Ok(())
            }
            _ => {
                self.text(value, voice);
                Ok(())
            }
        }
    }
}

/// Who wrote a message, by its `role`. An unknown role is none.
pub(crate) fn author(message: Value<'_>) -> Option<Origin> {
    Some(match message.get("role")?.as_str()?.as_ref() {
        "system" => Origin::System,
        "developer" => Origin::Developer,
        "user" => Origin::User,
        "assistant" => Origin::Assistant,
        "tool" | "function" => Origin::ToolResult,
        _ => return None,
    })
}

fn is_signed(object: Value<'_>) -> bool {
    let has_text = |field| object.get(field).is_some_and(|seal| seal.is_string() && seal.span().len() > 2);
    has_text("signature") || has_text("encrypted_content")
}

/// Whether a number has enough digits to stand for a card, an account or a person, and none of a measured value's marks.
fn is_telling(number: Value<'_>) -> bool {
    const DIGITS_OF_A_PERSON: usize = 9;
    let source = number.source().as_bytes();
    source.len() >= DIGITS_OF_A_PERSON && source.iter().all(u8::is_ascii_digit)
}

fn is_data_url(value: Value<'_>) -> bool {
    let raw = value.source().as_bytes();
    value.is_string() && raw.get(1..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"data:"))
}
