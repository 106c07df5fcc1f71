//! Findings that a person has looked at and allows, by a comment on the same line.
//!
//! `wicketgate:allow` allows everything on its line, `wicketgate:allow(pii.email, secret.slack)` the rules or kinds it names.

use std::ops::Range;

use wicket_types::Finding;

/// What the comment says.
const MARK: &str = "wicketgate:allow";
/// How far from a finding its comment may stand, in bytes; a line may be a whole program.
pub(super) const REACH: usize = 4096;

/// Whether a comment on the finding's first or last line allows it.
pub(super) fn is_allowed(text: &str, finding: &Finding) -> bool {
    !allowing_lines(text, finding).is_empty()
}

/// The first and the last line of `finding`, as far as a comment on them allows it.
pub(super) fn allowing_lines(text: &str, finding: &Finding) -> Vec<Range<usize>> {
    let Range { start, end } = finding.span;
    let last = text.floor_char_boundary(end.saturating_sub(1)).max(start);
    let lines = [start..start, last..last].map(|at| line_around(text, &at, REACH));
    lines.into_iter().filter(|line| allows(text.get(line.clone()).unwrap_or_default(), finding)).collect()
}

fn allows(line: &str, finding: &Finding) -> bool {
    line.match_indices(MARK).any(|(at, _)| {
        let rest = line.get(at + MARK.len()..).unwrap_or_default();
        match rest.strip_prefix('(').and_then(|list| list.split_once(')')) {
            Some((list, _)) => {
                list.split(',').map(str::trim).any(|name| name == finding.rule || name == finding.kind.as_str())
            }
            None => !rest.starts_with('('),
        }
    })
}

/// The line or lines on which `span` lies, at most `reach` bytes on each side.
pub(super) fn line_around(text: &str, span: &Range<usize>, reach: usize) -> Range<usize> {
    let from = text.floor_char_boundary(span.start.saturating_sub(reach));
    let to = text.ceil_char_boundary(span.end.saturating_add(reach).min(text.len()));
    let before = text.get(from..span.start).unwrap_or_default();
    let behind = text.get(span.end..to).unwrap_or_default();
    before.rfind('\n').map_or(from, |at| from + at + 1)..behind.find('\n').map_or(to, |at| span.end + at)
}
