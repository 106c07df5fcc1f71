//! Splice, never rebuild: new bytes for some spans; order, spelling and spaces of all else stay.

use std::ops::Range;

/// New bytes for one span of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced: a string leaf with its quotes, or an empty range for an insertion.
    pub span: Range<usize>,
    /// Raw JSON that takes its place.
    pub with: Vec<u8>,
}

/// `bytes` with `edits` made; without edits, an exact copy.
///
/// INVARIANT: `edits` are sorted and disjoint, as segments are. At an edit that breaks this, or that lies outside of
/// `bytes`, the result ends: a caller with a fault gets JSON that is cut short, never the text that a guard wanted gone.
pub fn splice(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    let growth: usize = edits.iter().map(|edit| edit.with.len()).sum();
    let mut out = Vec::with_capacity(bytes.len().saturating_add(growth));
    let mut done = 0;
    for Edit { span, with } in edits {
        let is_within = span.start <= span.end && span.end <= bytes.len();
        let (Some(kept), true) = (bytes.get(done..span.start), is_within) else { return out };
        out.extend_from_slice(kept);
        out.extend_from_slice(with);
        done = span.end;
    }
    out.extend_from_slice(bytes.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(span: Range<usize>, with: &str) -> Edit {
        Edit { span, with: with.into() }
    }

    #[test]
    fn no_edits_give_the_same_bytes() {
        assert_eq!(splice(b"{\"a\" : 1e2 }", &[]), b"{\"a\" : 1e2 }");
    }

    #[test]
    fn replaces_and_inserts_in_order() {
        let edits = [edit(5..8, "\"long text\""), edit(9..9, ",\"n\":1")];
        assert_eq!(splice(br#"{"a":"b" }"#, &edits), br#"{"a":"long text" ,"n":1}"#);
    }

    #[test]
    fn a_misplaced_edit_never_lets_the_old_text_through() {
        assert_eq!(splice(b"0123456789", &[edit(4..6, "x"), edit(2..3, "y")]), b"0123x");
        assert_eq!(splice(b"0123", &[edit(2..99, "x")]), b"");
    }
}
