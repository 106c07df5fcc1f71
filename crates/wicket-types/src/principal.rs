//! Who is calling, as the perimeter found out.

use serde::Serialize;

use crate::{KeyId, Limits, ids::Label};

/// The caller of one visit. Made by the perimeter from a verified key; everything behind trusts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Principal {
    /// The key that was shown.
    pub key: KeyId,
    /// The tenant it belongs to.
    pub tenant: Label,
    /// The team, where the key names one.
    pub team: Option<Label>,
    /// The person or service that owns the key.
    pub user: Label,
    /// Models the key may call, as patterns with `*`; empty means all.
    pub models: Vec<String>,
    /// Limits of this key; what is not set falls back to the file.
    pub limits: Limits,
}

impl Principal {
    /// Whether the key may call `model`.
    pub fn may_call(&self, model: &str) -> bool {
        self.models.is_empty() || self.models.iter().any(|pattern| matches(pattern, model))
    }
}

/// Whether `text` fits `pattern`, in which `*` stands for any run of characters. Linear in `text` for each `*`.
pub fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(first) = parts.next() else { return false };
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, fits) in [
            ("gpt-*", "gpt-5-mini", true),
            ("gpt-*", "o4", false),
            ("*", "anything", true),
            ("gpt-4o", "gpt-4o", true),
            ("gpt-4o", "gpt-4o-mini", false),
            ("*-mini", "gpt-5-mini", true),
            ("*-mini", "gpt-5-mini-2026", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }
}
