//! What the adapters know, as a list: every request field, every member of every object, every streamed event.
//!
//! The list is read from the tables that the adapters themselves use, so it cannot promise more than they do. `tests/sdk/coverage.py`
//! compares it with the types of the official SDKs and fails on whatever those know and this list does not.

use std::collections::BTreeSet;

use crate::walk::{Rule, Shape};

/// Adds the fields of `shape`, the members of all objects within it, and once more by `type` those of objects that have one.
pub(crate) fn list_shape(shape: &'static Shape, prefix: &str, into: &mut BTreeSet<String>) {
    into.extend(shape.names().map(|name| format!("{prefix}field.{name}")));
    let mut seen: Vec<*const Shape> = Vec::new();
    let mut rest = vec![shape];
    while let Some(shape) = rest.pop() {
        // Shapes contain themselves, as a tool result contains blocks.
        if seen.iter().any(|known| std::ptr::eq(*known, shape)) {
            continue;
        }
        seen.push(shape);
        into.extend(shape.names().map(|name| format!("{prefix}member.{name}")));
        for (_, rule) in shape.0 {
            list_rule(rule, prefix, into, &mut rest);
        }
    }
}

fn list_rule(rule: &'static Rule, prefix: &str, into: &mut BTreeSet<String>, rest: &mut Vec<&'static Shape>) {
    match rule {
        Rule::Object(shape) | Rule::Parts(_, shape) | Rule::Messages(shape) => rest.push(shape),
        Rule::Said(_, rule) => list_rule(rule, prefix, into, rest),
        Rule::Tagged(kinds, other) => {
            for (kind, _, shape) in *kinds {
                into.extend(shape.names().map(|name| format!("{prefix}type.{kind}.{name}")));
                rest.push(shape);
            }
            rest.push(other);
        }
        _ => {}
    }
}
