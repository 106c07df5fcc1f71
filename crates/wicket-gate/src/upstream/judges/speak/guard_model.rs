//! Guard models behind OpenAI's chat completions. They read the text in a frame and answer with a word; whoever writes
//! the text may try to close the frame and put words into the model's mouth, so marks of frames are taken apart first.
//!
//! # Source
//! Llama Guard 3's model card (hazards S1 … S14; `safe`, or `unsafe` and a line of hazards) and ShieldGemma's (one
//! principle at a time; `Yes` or `No`).

use wicket_types::Kind;
use wicket_wire::json::Value;

use super::{Reading, Wrong, harm, quoted};
use crate::docket::{Direction, Said};

/// Room for `unsafe` and all hazards.
pub(super) const LLAMA_GUARD_TOKENS: u64 = 96;
/// `Yes` and `No` have one token each; an explanation would only cost.
pub(super) const SHIELD_GEMMA_TOKENS: u64 = 1;

/// What ends a line for some reader.
const LINE_ENDS: [char; 7] = ['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// Words that begin a turn where a frame is plain text.
const TURNS: &[&str] =
    &["user:", "agent:", "human:", "human question:", "assistant:", "chatbot response:", "system:", "model:"];

/// The model's own template states the hazards; it judges the last turn.
pub(super) fn llama_guard(model: &str, text: &str, direction: Direction) -> String {
    let turn = |role: &str, text: &str| format!("{{\"role\":\"{role}\",\"content\":{}}}", quoted(text));
    let turns = match direction {
        Direction::Input => turn("user", &fenced(text)),
        // The template wants a user's turn first. What the user wrote is not the judge's to see.
        Direction::Output => {
            format!("{},{}", turn("user", "(A question that is not shown.)"), turn("assistant", &fenced(text)))
        }
    };
    chat(model, &turns, LLAMA_GUARD_TOKENS)
}

/// The principle stands in the prompt, after the text, so that the text cannot follow it with another one.
pub(super) fn shield_gemma(model: &str, policy: &str, text: &str, direction: Direction) -> String {
    let (whose, what) = match direction {
        Direction::Input => ("Human Question", "human question"),
        Direction::Output => ("Chatbot Response", "chatbot response"),
    };
    let prompt = format!(
        "You are a policy expert trying to help determine whether a {what} is in violation of the defined safety \
         policies.\n\n<start_of_turn>\n{whose}: {}\n<end_of_turn>\n\nOur safety principle is defined in the below:\n\n\
         * {policy}\n\nDoes the {what} violate the above principle? Your answer must start with 'Yes' or 'No'.\n",
        fenced(text)
    );
    let turn = format!("{{\"role\":\"user\",\"content\":{}}}", quoted(&prompt));
    chat(model, &turn, SHIELD_GEMMA_TOKENS)
}

fn chat(model: &str, turns: &str, most: u64) -> String {
    let model = quoted(model);
    format!("{{\"model\":{model},\"messages\":[{turns}],\"max_tokens\":{most},\"temperature\":0,\"stream\":false}}")
}

/// The text with every mark taken apart that a template could take for the end of the frame: `<|eot|>`, `</s>`,
/// `<end_of_turn>`, `[/INST]`, and lines that look like a turn of somebody else.
fn fenced(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (number, line) in text.split_inclusive(LINE_ENDS).enumerate() {
        let starts =
            |turn: &str| line.trim_start().get(..turn.len()).is_some_and(|head| head.eq_ignore_ascii_case(turn));
        if number > 0 && TURNS.iter().any(|turn| starts(turn)) {
            out.push_str("> ");
        }
        let mut rest = line.chars().peekable();
        while let Some(c) = rest.next() {
            let opens = rest.peek().is_some_and(|next| next.is_ascii_alphabetic() || matches!(next, '|' | '/' | '<'));
            out.push(match c {
                '<' if opens => '‹',
                '[' if opens => '［',
                other => other,
            });
        }
    }
    out
}

/// Reads the one choice of a completion, whose text `word` understands.
pub(super) fn read(root: Value<'_>, word: fn(&str, &str) -> Result<Said, Wrong>) -> Result<Reading, Wrong> {
    let mut choices = root.get("choices").ok_or("`choices` is missing")?.items();
    let (Some(choice), None) = (choices.next(), choices.next()) else { return Err("it has not exactly one choice") };
    let message = choice.get("message").ok_or("`message` is missing")?;
    let content = message.get("content").and_then(Value::as_str).ok_or("`content` is no text")?;
    let end = choice.get("finish_reason").and_then(Value::as_str).ok_or("`finish_reason` is missing")?;
    let said = word(content.trim_matches(|c: char| c.is_ascii_whitespace()), &end)?;
    let count = |name: &str| root.get("usage").and_then(|usage| usage.get(name)).and_then(Value::as_u64);
    Ok(Reading { said, tokens: count("prompt_tokens").zip(count("completion_tokens")) })
}

/// `safe`; or `unsafe`, and on the next line the hazards with commas between them.
pub(super) fn safe_or_unsafe(text: &str, end: &str) -> Result<Said, Wrong> {
    if end != "stop" {
        return Err("the answer was cut");
    }
    if text == "safe" {
        return Ok(Said::CLEAN);
    }
    let mut lines = text.lines().map(str::trim);
    let (Some("unsafe"), hazards, None) = (lines.next(), lines.next(), lines.next()) else {
        return Err("it answered neither `safe` nor `unsafe`");
    };
    let mut kinds = Vec::new();
    for hazard in hazards.into_iter().flat_map(|line| line.split(',')) {
        let number = hazard.trim().strip_prefix('S').and_then(|digits| digits.parse::<u8>().ok());
        kinds.extend(kind(number.filter(|n| (1..=99).contains(n)).ok_or("a hazard has no number")?));
    }
    Ok(Said { score: 1.0, flagged: true, kinds })
}

/// `Yes`: the principle is violated. `No`: it is not.
pub(super) fn yes_or_no(text: &str, end: &str) -> Result<Said, Wrong> {
    match (text, end) {
        ("Yes", "stop" | "length") => Ok(Said { score: 1.0, flagged: true, kinds: Vec::new() }),
        ("No", "stop" | "length") => Ok(Said::CLEAN),
        _ => Err("it answered neither `Yes` nor `No`"),
    }
}

/// Our word for a hazard; several of them have none.
fn kind(hazard: u8) -> Option<Kind> {
    harm(match hazard {
        1 => "violence",
        2 => "crime",
        3 | 12 => "sexual",
        4 => "minors",
        5 => "harassment",
        9 => "weapons",
        10 => "hate",
        11 => "self_harm",
        14 => "malware",
        _ => return None,
    })
}
