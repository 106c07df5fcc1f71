//! Where a span stands in a document, as in `messages[2].content`: for error messages.

use std::ops::Range;

use super::{Bounds, Value, parse};

/// The path of the value or key at `span`; empty for the whole document and for bytes that are no JSON.
pub(crate) fn path_of(bytes: &[u8], span: &Range<usize>) -> String {
    let Ok(tape) = parse(bytes, &Bounds::ANSWER) else { return String::new() };
    let mut path = String::new();
    let mut value = tape.root(bytes);
    while value.span() != *span {
        let Some((step, inner)) = step_towards(value, span) else { break };
        if step.starts_with('[') || path.is_empty() {
            path.push_str(&step);
        } else {
            path.push('.');
            path.push_str(&step);
        }
        value = inner;
    }
    path
}

fn step_towards<'t>(value: Value<'t>, span: &Range<usize>) -> Option<(String, Value<'t>)> {
    let holds = |part: Value<'_>| part.span().start <= span.start && span.end <= part.span().end;
    for (key, member) in value.entries() {
        if holds(key) || holds(member) {
            let inner = if holds(key) { key } else { member };
            return Some((shown(key), inner));
        }
    }
    value.items().enumerate().find(|(_, item)| holds(*item)).map(|(n, item)| (format!("[{n}]"), item))
}

/// A key may hold what must not be shown, unless it is a plain short word.
fn shown(key: Value<'_>) -> String {
    match key.as_str() {
        Some(word) if crate::words::is_plain_key(&word) => word.into_owned(),
        _ => "…".to_owned(),
    }
}
