//! Token counts as OpenAI tells them, under either API's names.

use wicket_types::{Tokens, Usage};

use crate::json::Value;

/// More tokens than any call can use: a larger count is no count.
const ABSURD: u64 = 1_000_000_000;

/// Reads a `usage` object of chat completions, embeddings (`prompt_tokens`, …) or responses (`input_tokens`, …).
/// `None` for one that is missing, or that cannot be true: negative, broken, huge, or parts larger than the whole.
pub(crate) fn read(usage: Value<'_>) -> Option<Usage> {
    let input = count(usage, "prompt_tokens").or_else(|| count(usage, "input_tokens"))?;
    let output = optional(usage, "completion_tokens", "output_tokens")?;
    let nothing = Usage::default();
    let details = |a, b| usage.get(a).or_else(|| usage.get(b)).filter(|details| !details.is_null());
    let (cached, written) = match details("prompt_tokens_details", "input_tokens_details") {
        Some(parts) => (optional(parts, "cached_tokens", "cached_tokens")?, written(parts)?),
        None => (0, 0),
    };
    let reasoning = match details("completion_tokens_details", "output_tokens_details") {
        Some(parts) => optional(parts, "reasoning_tokens", "reasoning_tokens")?,
        None => 0,
    };
    let fresh = input.checked_sub(cached)?.checked_sub(written)?;
    if reasoning > output {
        return None;
    }
    Some(Usage {
        input: Tokens(fresh),
        cache_read: Tokens(cached),
        cache_write: Tokens(written),
        output: Tokens(output),
        reasoning: Tokens(reasoning),
        ..nothing
    })
}

fn written(parts: Value<'_>) -> Option<u64> {
    optional(parts, "cache_write_tokens", "cache_creation_tokens")
}

fn count(object: Value<'_>, field: &str) -> Option<u64> {
    object.get(field)?.as_u64().filter(|n| *n <= ABSURD)
}

/// Zero where the field is missing or null under both names; `None` where it holds anything but a sane count.
fn optional(object: Value<'_>, field: &str, other: &str) -> Option<u64> {
    match object.get(field).or_else(|| object.get(other)) {
        Some(value) if !value.is_null() => value.as_u64().filter(|n| *n <= ABSURD),
        _ => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Bounds, parse};

    fn usage(text: &str) -> Option<Usage> {
        read(parse(text.as_bytes(), &Bounds::ANSWER).unwrap().root(text.as_bytes()))
    }

    #[test]
    fn parts_are_told_apart() {
        let read = usage(
            r#"{"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,"prompt_tokens_details":{"cached_tokens":60,
            "audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":20}}"#,
        )
        .unwrap();
        assert_eq!(
            (read.input, read.cache_read, read.output, read.reasoning),
            (Tokens(40), Tokens(60), Tokens(50), Tokens(20))
        );
        let read = usage(r#"{"input_tokens":7,"input_tokens_details":{"cached_tokens":7},"output_tokens":3}"#).unwrap();
        assert_eq!((read.input, read.cache_read, read.output), (Tokens(0), Tokens(7), Tokens(3)));
    }

    #[test]
    fn counts_that_cannot_be_true_are_no_counts() {
        for bad in [
            r#"{"prompt_tokens":-1,"completion_tokens":5}"#,
            r#"{"prompt_tokens":"12","completion_tokens":5}"#,
            r#"{"prompt_tokens":1.5,"completion_tokens":5}"#,
            r#"{"prompt_tokens":99999999999999,"completion_tokens":5}"#,
            r#"{"prompt_tokens":1,"completion_tokens":-5}"#,
            r#"{"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":2}}"#,
            r#"{"prompt_tokens":1,"completion_tokens":1,"completion_tokens_details":{"reasoning_tokens":2}}"#,
            "{}",
            "null",
            "[]",
        ] {
            assert_eq!(usage(bad), None, "{bad}");
        }
    }
}
