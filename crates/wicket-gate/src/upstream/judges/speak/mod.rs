//! What judges speak: one question in each of their shapes, and their answers, read strictly. An answer that is not
//! exactly what the shape allows is an error and never a word of innocence.

mod guard_model;
mod http;
mod moderation;

use wicket_types::{Kind, Origin};
use wicket_wire::json::{self, Bounds, Value};

use crate::{
    docket::{Direction, Said},
    settings::Speaks,
};

/// Bounds of an answer: a few scores, a word or two.
const ANSWER: Bounds = Bounds { depth: 12, nodes: 4_096, key_bytes: 256, string_bytes: 16 << 10, ..Bounds::CALL };

/// Most categories of an answer. Each of them is looked up among all scores, so a judge must not name thousands.
const CATEGORIES: usize = 64;

/// Why an answer cannot be used: what it lacks, never what it says.
pub(super) type Wrong = &'static str;

/// What a judge answered.
#[derive(Debug, PartialEq)]
pub(super) struct Reading {
    pub said: Said,
    /// Prompt and generated tokens, where it counted them.
    pub tokens: Option<(u64, u64)>,
}

/// The path below the judge's URL.
pub(super) fn path(speaks: &Speaks) -> &'static str {
    match speaks {
        Speaks::Moderation { .. } => "/moderations",
        Speaks::LlamaGuard { .. } | Speaks::ShieldGemma { .. } => "/chat/completions",
        Speaks::Http => "/judge",
    }
}

/// The body of one question.
pub(super) fn question(speaks: &Speaks, text: &str, origin: Origin, direction: Direction) -> String {
    match speaks {
        Speaks::Moderation { model } => moderation::question(model.as_deref(), text),
        Speaks::LlamaGuard { model } => guard_model::llama_guard(model, text, direction),
        Speaks::ShieldGemma { model, policy } => guard_model::shield_gemma(model, policy, text, direction),
        Speaks::Http => http::question(text, origin, direction),
    }
}

/// Most tokens that an answer may have; what a question costs at most follows from it.
pub(super) fn most_generated(speaks: &Speaks) -> u64 {
    match speaks {
        Speaks::LlamaGuard { .. } => guard_model::LLAMA_GUARD_TOKENS,
        Speaks::ShieldGemma { .. } => guard_model::SHIELD_GEMMA_TOKENS,
        Speaks::Moderation { .. } | Speaks::Http => 0,
    }
}

/// Reads an answer.
pub(super) fn read(speaks: &Speaks, body: &[u8]) -> Result<Reading, Wrong> {
    let tape = json::parse(body, &ANSWER).map_err(|_| "it is not strict JSON")?;
    let root = tape.root(body);
    match speaks {
        Speaks::Moderation { .. } => moderation::read(root),
        Speaks::LlamaGuard { .. } => guard_model::read(root, guard_model::safe_or_unsafe),
        Speaks::ShieldGemma { .. } => guard_model::read(root, guard_model::yes_or_no),
        Speaks::Http => http::read(root),
    }
}

/// A text as a JSON string.
fn quoted(text: &str) -> String {
    String::from_utf8(json::quote(text)).unwrap_or_else(|_| "\"\"".to_owned())
}

/// A number from 0 to 1.
fn score(value: Option<Value<'_>>) -> Result<f32, Wrong> {
    let score = value.and_then(Value::as_f64).ok_or("a score is missing or is no number")?;
    if (0.0..=1.0).contains(&score) { Ok(score as f32) } else { Err("a score is not between 0 and 1") }
}

/// Our word for a kind of harm.
fn harm(word: &str) -> Option<Kind> {
    const WORDS: &[(&str, Kind)] = &[
        ("hate", Kind::of("safety.hate")),
        ("harassment", Kind::of("safety.harassment")),
        ("sexual", Kind::of("safety.sexual")),
        ("minors", Kind::of("safety.minors")),
        ("violence", Kind::of("safety.violence")),
        ("self_harm", Kind::of("safety.self_harm")),
        ("crime", Kind::of("safety.crime")),
        ("weapons", Kind::of("safety.weapons")),
        ("malware", Kind::of("safety.malware")),
    ];
    WORDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| kind.clone())
}

#[cfg(test)]
mod tests;
