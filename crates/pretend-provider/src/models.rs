//! The models that exist here. Names are those of the real services, so that prices and routes can be tested.

use crate::Protocol;

/// What a model can do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Family {
    Chat,
    /// Chat that reasons first and refuses sampling parameters.
    Reasoning,
    Embedding,
}

const OPENAI: &[(&str, Family)] = &[
    ("gpt-4o", Family::Chat),
    ("gpt-4o-mini", Family::Chat),
    ("gpt-4.1", Family::Chat),
    ("gpt-4.1-mini", Family::Chat),
    ("gpt-4.1-nano", Family::Chat),
    ("gpt-3.5-turbo", Family::Chat),
    ("o3", Family::Reasoning),
    ("o3-mini", Family::Reasoning),
    ("o4-mini", Family::Reasoning),
    ("gpt-5", Family::Reasoning),
    ("gpt-5-mini", Family::Reasoning),
    ("gpt-5-nano", Family::Reasoning),
    ("gpt-5.1", Family::Reasoning),
    ("gpt-5.6-sol", Family::Reasoning),
    ("gpt-6-sol", Family::Reasoning),
    ("pretend-1", Family::Chat),
    ("llama-guard-3-8b", Family::Chat),
    ("shieldgemma-9b", Family::Chat),
    ("text-embedding-3-small", Family::Embedding),
    ("text-embedding-3-large", Family::Embedding),
    ("text-embedding-ada-002", Family::Embedding),
];

const ANTHROPIC: &[&str] = &[
    "claude-haiku-4-5",
    "claude-haiku-4-5-20251001",
    "claude-haiku-5-5",
    "claude-opus-4-1",
    "claude-opus-4-5",
    "claude-opus-4-6",
    "claude-sonnet-4-5",
    "claude-sonnet-4-5-20250929",
    "claude-sonnet-5-5",
    "pretend-1",
];

/// All names of a protocol, further ones last.
pub(crate) fn names(protocol: Protocol, further: &[String]) -> Vec<&str> {
    let known: Vec<&str> = match protocol {
        Protocol::OpenAi => OPENAI.iter().map(|(name, _)| *name).collect(),
        Protocol::Anthropic => ANTHROPIC.to_vec(),
    };
    known.into_iter().chain(further.iter().map(String::as_str)).collect()
}

/// The family of a model; `None` when there is no such model. Further models chat.
pub(crate) fn family(protocol: Protocol, name: &str, further: &[String]) -> Option<Family> {
    if further.iter().any(|known| known == name) {
        return Some(Family::Chat);
    }
    match protocol {
        Protocol::OpenAi => OPENAI.iter().find(|(known, _)| *known == name).map(|(_, family)| *family),
        Protocol::Anthropic => ANTHROPIC.contains(&name).then_some(Family::Chat),
    }
}
