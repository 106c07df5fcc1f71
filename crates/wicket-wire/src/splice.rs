//! Splicing: the old bytes with some spans replaced. Everything between them, order, spelling and spaces, stays.

use std::ops::Range;

/// One replacement: raw JSON bytes in the place of a span; an empty span inserts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub span: Range<usize>,
    /// What stands there after.
    pub with: Vec<u8>,
}

/// `bytes` with `edits` made. Edits are sorted by start and do not overlap; one that starts before the end of its
/// predecessor is left out rather than made in the wrong place.
pub fn splice(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let more: usize = edits.iter().map(|e| e.with.len()).sum();
    let mut out = Vec::with_capacity(bytes.len().saturating_add(more));
    let mut from = 0;
    for edit in edits {
        if edit.span.start < from || edit.span.end > bytes.len() || edit.span.start > edit.span.end {
            continue;
        }
        out.extend_from_slice(bytes.get(from..edit.span.start).unwrap_or_default());
        out.extend_from_slice(&edit.with);
        from = edit.span.end;
    }
    out.extend_from_slice(bytes.get(from..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_the_spans_changes() {
        let edits = [Edit { span: 1..3, with: b"XYZ".to_vec() }, Edit { span: 5..5, with: b"+".to_vec() }];
        assert_eq!(splice(b"abcdefg", &edits), b"aXYZde+fg");
        assert_eq!(splice(b"abcdefg", &[]), b"abcdefg");
    }

    #[test]
    fn an_edit_that_overlaps_its_predecessor_is_left_out() {
        let edits = [Edit { span: 0..4, with: vec![] }, Edit { span: 2..5, with: b"!".to_vec() }];
        assert_eq!(splice(b"abcdefg", &edits), b"efg");
    }
}
