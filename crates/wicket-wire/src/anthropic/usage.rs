//! Token counts as Anthropic tells them.

use wicket_types::{Tokens, Usage};

use crate::json::Value;

/// More tokens than any call can use: a larger count is no count.
const ABSURD: u64 = 1_000_000_000;

/// Reads a `usage` object. In a stream each event repeats the counts that changed, cumulatively: `before` holds the others.
///
/// Where `iterations` tells of runs that the totals leave out (compaction, an advisor, a fallback model), the larger of the total
/// and the sum of the runs counts, so that no run goes unpaid. `None` for a count that cannot be true.
pub(super) fn read(usage: Value<'_>, before: Option<Usage>) -> Option<Usage> {
    let totals = counts(usage, before)?;
    let Some(runs) = usage.get("iterations").filter(|runs| !runs.is_null()) else { return Some(totals) };
    let mut sum = Usage::default();
    for run in runs.items() {
        let run = counts(run, None)?;
        sum.input = sum.input.plus(run.input);
        sum.cache_read = sum.cache_read.plus(run.cache_read);
        sum.cache_write = sum.cache_write.plus(run.cache_write);
        sum.cache_write_1h = sum.cache_write_1h.plus(run.cache_write_1h);
        sum.output = sum.output.plus(run.output);
    }
    Some(Usage {
        input: totals.input.max(sum.input),
        cache_read: totals.cache_read.max(sum.cache_read),
        cache_write: totals.cache_write.max(sum.cache_write),
        cache_write_1h: totals.cache_write_1h.max(sum.cache_write_1h),
        output: totals.output.max(sum.output),
        reasoning: totals.reasoning,
    })
}

fn counts(usage: Value<'_>, before: Option<Usage>) -> Option<Usage> {
    let old = before.unwrap_or_default();
    let tokens = |field: &str, old: Tokens| count(usage, field).map(|new| new.map_or(old, Tokens));
    let required = |field: &str, old: Tokens| match (tokens(field, old), before) {
        (Some(Tokens(0)), None) if usage.get(field).is_none() => None,
        (tokens, _) => tokens,
    };
    let (cache_write, cache_write_1h) = written(usage, old)?;
    let output = required("output_tokens", old.output)?;
    let reasoning = match usage.get("output_tokens_details").filter(|details| !details.is_null()) {
        Some(details) => Tokens(count(details, "thinking_tokens")?.unwrap_or(0)),
        None => old.reasoning,
    };
    Some(Usage {
        input: required("input_tokens", old.input)?,
        cache_read: tokens("cache_read_input_tokens", old.cache_read)?,
        cache_write,
        cache_write_1h,
        output,
        reasoning: reasoning.min(output),
    })
}

/// Tokens written to the five-minute and the one-hour cache. The split may be missing, and a later event may repeat the sum
/// alone: what the known one-hour part does not explain is five-minute.
fn written(usage: Value<'_>, old: Usage) -> Option<(Tokens, Tokens)> {
    let sum = count(usage, "cache_creation_input_tokens")?;
    let (short, long) = match usage.get("cache_creation").filter(|split| !split.is_null()) {
        Some(split) => (
            Tokens(count(split, "ephemeral_5m_input_tokens")?.unwrap_or(0)),
            Tokens(count(split, "ephemeral_1h_input_tokens")?.unwrap_or(0)),
        ),
        None => (old.cache_write, old.cache_write_1h),
    };
    Some(match sum {
        Some(sum) => (short.max(Tokens(sum).minus(long)), long),
        None => (short, long),
    })
}

/// A count: `Some(None)` where it is missing or null, `None` where it cannot be true.
fn count(object: Value<'_>, field: &str) -> Option<Option<u64>> {
    match object.get(field) {
        Some(value) if !value.is_null() => value.as_u64().filter(|n| *n <= ABSURD).map(Some),
        _ => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Bounds, parse};

    fn usage(text: &str, before: Option<Usage>) -> Option<Usage> {
        let tape = parse(text.as_bytes(), &Bounds::ANSWER).unwrap();
        read(tape.root(text.as_bytes()), before)
    }

    fn five(usage: Usage) -> [u64; 5] {
        [usage.input.0, usage.cache_read.0, usage.cache_write.0, usage.cache_write_1h.0, usage.output.0]
    }

    #[test]
    fn caches_are_told_apart() {
        let read = usage(
            r#"{"input_tokens":10,"cache_read_input_tokens":20,"cache_creation_input_tokens":30,
            "cache_creation":{"ephemeral_5m_input_tokens":12,"ephemeral_1h_input_tokens":18},"output_tokens":5}"#,
            None,
        );
        assert_eq!(five(read.unwrap()), [10, 20, 12, 18, 5]);
        let read = usage(r#"{"input_tokens":1,"cache_creation_input_tokens":30,"output_tokens":2}"#, None);
        assert_eq!(five(read.unwrap()), [1, 0, 30, 0, 2]);
    }

    #[test]
    fn a_later_count_keeps_what_it_does_not_repeat() {
        let begun = usage(
            r#"{"input_tokens":10,"cache_read_input_tokens":4,"cache_creation_input_tokens":9,
            "cache_creation":{"ephemeral_1h_input_tokens":9},"output_tokens":1}"#,
            None,
        );
        let later = usage(r#"{"output_tokens":77,"cache_creation_input_tokens":9}"#, begun);
        assert_eq!(five(later.unwrap()), [10, 4, 0, 9, 77]);
    }

    #[test]
    fn runs_that_the_totals_leave_out_are_counted() {
        let read = usage(
            r#"{"input_tokens":10,"output_tokens":5,"iterations":[
            {"type":"compaction","input_tokens":500,"output_tokens":60},{"type":"message","input_tokens":10,"output_tokens":5}]}"#,
            None,
        );
        assert_eq!(five(read.unwrap()), [510, 0, 0, 0, 65]);
    }

    #[test]
    fn bud_04_counts_that_cannot_be_true_are_no_counts() {
        for bad in [
            r#"{"input_tokens":-1,"output_tokens":5}"#,
            r#"{"input_tokens":"12","output_tokens":5}"#,
            r#"{"input_tokens":1.5,"output_tokens":5}"#,
            r#"{"input_tokens":99999999999999,"output_tokens":5}"#,
            r#"{"input_tokens":1,"output_tokens":1,"cache_read_input_tokens":-7}"#,
            r#"{"input_tokens":1,"output_tokens":1,"cache_creation":{"ephemeral_1h_input_tokens":"x"}}"#,
            r#"{"input_tokens":1,"output_tokens":1,"iterations":[{"input_tokens":-1,"output_tokens":1}]}"#,
            r#"{"input_tokens":1}"#,
            "{}",
            "null",
        ] {
            assert_eq!(usage(bad, None), None, "{bad}");
        }
    }
}
