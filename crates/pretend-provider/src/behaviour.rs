//! What one request may ask of the provider beside an answer: what to say, how to cut it, what to break.
//!
//! The same keys work in three places. In the prompt: `[[pretend fault=hang delay_ms=5]]` in the last turn. In the header
//! `x-pretend: fault=hang`. For the next requests, whoever sends them: `POST /__behaviour {"fault": "hang", "times": 3}`.

use std::time::Duration;

use base64::Engine as _;
use serde_json::Value;

use crate::fault::Fault;
use crate::usage_fault::UsageFault;

/// How to answer one request. The default is an undisturbed answer.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    /// `say=TEXT|base64:…|hex:…`: answer exactly this text.
    pub say: Option<String>,
    /// `tokens=N`: answer filler text of this many tokens.
    pub tokens: Option<u64>,
    /// `call=NAME` and `arguments=base64:…`: answer with this tool call, declared or not.
    pub call: Option<(String, String)>,
    /// `think=base64:…`: the reasoning text to show.
    pub think: Option<String>,
    /// `refuse=TEXT`: the model declines with this sentence.
    pub refuse: Option<String>,
    /// `body=base64:…`: these bytes are the whole body, whatever was asked.
    pub body: Option<Vec<u8>>,
    /// `events=base64:…`: these bytes are the event stream, cut at blank lines.
    pub events: Option<Vec<u8>>,
    /// `status=N`: the status of the reply; with 4xx and 5xx also the protocol's own error body.
    pub status: Option<u16>,
    /// `type=TEXT`: the content type of the reply.
    pub content_type: Option<String>,
    /// `fault=NAME` and its figures `at`, `n`, `to`, `seed`.
    pub fault: Option<Fault>,
    /// `at=before|head|last|N`: where a cut happens; N counts body bytes.
    pub at: Option<String>,
    /// `n=N`: how many, how long, how large, by the fault.
    pub n: Option<u64>,
    /// `to=URL`: where a redirect points.
    pub to: Option<String>,
    /// `retry_after=TEXT`: a `retry-after` header.
    pub retry_after: Option<String>,
    /// `delta=word|chars:N|bytes:N|at:N-M|seed:N|whole`: how text is cut into streamed deltas.
    pub delta: Cut,
    /// `write=event|whole|events:N|bytes:N|at:N-M|seed:N|inside`: how the body is cut into chunks and writes.
    pub write: Cut,
    /// `escape=all|ascii|CHARS`: characters that are written as `\u0040` inside JSON strings.
    pub escape: Option<String>,
    /// `delay_ms=N`: pause before each write after the first.
    pub delay: Duration,
    /// `first_byte_ms=N`: pause before the first byte.
    pub first_byte: Duration,
    /// `usage=missing|negative|huge|string|nan|fraction|zero`: what is wrong with the reported usage.
    pub usage: Option<UsageFault>,
}

/// Where text or bytes are cut.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Cut {
    /// Deltas at words; one write for each event.
    #[default]
    Natural,
    /// One piece.
    Whole,
    /// This many characters in a piece.
    Chars(usize),
    /// At most this many bytes in a piece; deltas stay whole characters, writes do not.
    Bytes(usize),
    /// Before these bytes, counted from the start; the same one twice makes two pieces, else there are three.
    At(usize, usize),
    /// This many events in one write.
    Events(usize),
    /// Pieces of one to sixteen bytes, by a generator with this seed.
    Seed(u64),
    /// Inside every multi-byte character and every JSON escape.
    Inside,
}

/// Why a key or value is not understood.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BehaviourError {
    /// No such key.
    #[error("unknown key `{0}`")]
    Key(String),
    /// The key exists; the value says nothing.
    #[error("key `{key}` cannot be `{value}`")]
    Value {
        /// The key as written.
        key: String,
        /// The value as written.
        value: String,
    },
}

impl Behaviour {
    /// Reads `key=value` words.
    ///
    /// # Errors
    /// An unknown key, or a value that the key does not take.
    pub fn parse(words: &str) -> Result<Self, BehaviourError> {
        let mut behaviour = Self::default();
        for word in words.split_whitespace() {
            let (key, value) = word.split_once('=').unwrap_or((word, ""));
            behaviour.set(key, value)?;
        }
        Ok(behaviour)
    }

    /// Reads a JSON object with the same keys; numbers and strings are the same here.
    ///
    /// # Errors
    /// As for `parse`.
    pub fn from_json(object: &serde_json::Map<String, Value>) -> Result<Self, BehaviourError> {
        let mut behaviour = Self::default();
        for (key, value) in object {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            behaviour.set(key, &text)?;
        }
        Ok(behaviour)
    }

    /// Takes the directives out of `text`: what is left, and what they ask.
    ///
    /// # Errors
    /// As for `parse`; a typing error in a test must not look like an undisturbed answer.
    pub fn take_from(text: &str) -> Result<(String, Option<Self>), BehaviourError> {
        const OPEN: &str = "[[pretend ";
        let (mut left, mut rest, mut words) = (String::new(), text, String::new());
        while let Some((before, after)) = rest.split_once(OPEN) {
            let Some((inside, after)) = after.split_once("]]") else { break };
            left.push_str(before);
            words.push_str(inside);
            words.push(' ');
            rest = after;
        }
        left.push_str(rest);
        let found = if words.is_empty() { None } else { Some(Self::parse(&words)?) };
        Ok((left.trim().to_owned(), found))
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), BehaviourError> {
        let wrong = || BehaviourError::Value { key: key.to_owned(), value: value.to_owned() };
        let number = || value.parse::<u64>().map_err(|_| wrong());
        let text = || bytes(value).and_then(|bytes| String::from_utf8(bytes).ok()).ok_or_else(wrong);
        match key {
            "say" => self.say = Some(text()?),
            "tokens" => self.tokens = Some(number()?),
            "call" => {
                let arguments = self.call.take().map_or_else(|| "{}".to_owned(), |(_, arguments)| arguments);
                self.call = Some((text()?, arguments));
            }
            "arguments" => {
                let name = self.call.take().map_or_else(String::new, |(name, _)| name);
                self.call = Some((name, text()?));
            }
            "think" => self.think = Some(text()?),
            "refuse" => self.refuse = Some(text()?.replace('+', " ")),
            "body" => self.body = Some(bytes(value).ok_or_else(wrong)?),
            "events" => self.events = Some(bytes(value).ok_or_else(wrong)?),
            "status" => self.status = Some(value.parse().ok().filter(|it| (100..600).contains(it)).ok_or_else(wrong)?),
            "type" => self.content_type = Some(text()?),
            "fault" => match value.parse::<u16>() {
                Ok(status) if (300..600).contains(&status) => self.status = Some(status),
                _ => self.fault = Some(Fault::named(value).ok_or_else(wrong)?),
            },
            "at" => self.at = Some(value.to_owned()),
            "n" | "seed" => self.n = Some(number()?),
            "to" => self.to = Some(text()?),
            "retry_after" => self.retry_after = Some(text()?),
            "delta" => self.delta = Cut::named(value).ok_or_else(wrong)?,
            "write" => self.write = Cut::named(value).ok_or_else(wrong)?,
            "escape" => self.escape = Some(text()?),
            "delay_ms" => self.delay = Duration::from_millis(number()?),
            "first_byte_ms" => self.first_byte = Duration::from_millis(number()?),
            "usage" => self.usage = Some(UsageFault::named(value).ok_or_else(wrong)?),
            _ => return Err(BehaviourError::Key(key.to_owned())),
        }
        Ok(())
    }
}

impl Cut {
    fn named(value: &str) -> Option<Self> {
        let (name, figure) = value.split_once(':').unwrap_or((value, "1"));
        let size = figure.parse::<usize>().ok().filter(|size| *size > 0);
        Some(match name {
            "word" | "event" => Self::Natural,
            "whole" => Self::Whole,
            "inside" => Self::Inside,
            "chars" => Self::Chars(size?),
            "bytes" => Self::Bytes(size?),
            "events" => Self::Events(size?),
            "at" => {
                let (first, second) = figure.split_once('-').unwrap_or((figure, figure));
                Self::At(first.parse().ok()?, second.parse().ok()?)
            }
            "seed" => Self::Seed(figure.parse().ok()?),
            _ => return None,
        })
    }
}

/// `base64:…`, `hex:…` or the text itself.
fn bytes(value: &str) -> Option<Vec<u8>> {
    if let Some(encoded) = value.strip_prefix("base64:") {
        return base64::engine::general_purpose::STANDARD.decode(encoded).ok();
    }
    let Some(digits) = value.strip_prefix("hex:") else { return Some(value.as_bytes().to_vec()) };
    digits
        .as_bytes()
        .chunks(2)
        .map(|pair| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_directives_out_of_the_text() {
        let (left, found) =
            Behaviour::take_from("one [[pretend say=hex:4142 delta=chars:2]] two").expect("well formed");
        let found = found.expect("a directive");
        assert_eq!((left.as_str(), found.say.as_deref(), found.delta), ("one  two", Some("AB"), Cut::Chars(2)));
        assert!(Behaviour::take_from("nothing here").expect("well formed").1.is_none());
    }

    #[test]
    fn a_misspelt_key_is_told() {
        assert_eq!(Behaviour::parse("fualt=hang").err(), Some(BehaviourError::Key("fualt".to_owned())));
        assert!(Behaviour::parse("fault=hagn").is_err());
        assert!(Behaviour::parse("delta=chars:0").is_err());
    }
}
