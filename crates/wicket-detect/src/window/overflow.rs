//! What is longer than the bound: a run without borders, a long token, a private key.
//!
//! A full window clears its first half, so that whatever begins there was seen with at least as much text behind it.
//! What fills the whole window and is recognised by its head is withheld to its end, however long it is.

use std::ops::Range;

use wicket_types::{Confidence, Finding, Guard};

use super::{Around, BOUND, Settings, opened, unit};
use crate::{checks, rules::Rule};

/// A finding whose head was reported and whose rest is still coming.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inside {
    /// Whether the head was replaced, and so the rest is.
    pub(super) is_masked: bool,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// A token: up to the first character that tokens do not have.
    Run,
    /// A private key in text form.
    Key,
    /// An address in markup.
    Address,
}

/// How keys in text form and markup begin that may be longer than half a window. Tokens are told by their own rules.
const OPENINGS: &[&str] = &["-----BEGIN", "![", "<img"];

/// How the header of a JSON web token begins in base64: `{"alg":`, `{"typ":`, `{"kid":`, `{"enc":`, `{"cty":`,
/// `{"x5`, `{"jku`.
const JWT_HEADS: &[&str] =
    &["eyJhbGciOi", "eyJ0eXAiOi", "eyJraWQiOi", "eyJlbmMiOi", "eyJjdHkiOi", "eyJ4NX", "eyJqa3", "eyJ6aXAiOi"];

/// How much of a full unit is cleared, and the finding that fills it, with spans from the unit's start.
pub(super) fn cut(around: Around<'_>, settings: &Settings<'_>) -> (usize, Option<(Finding, Inside)>) {
    let text = around.held.get(around.unit.clone()).unwrap_or_default();
    let mut spans: Vec<_> = unit::findings(&around, around.unit.clone(), settings)
        .into_iter()
        .map(|finding| {
            let span = finding.span.start - around.unit.start..finding.span.end - around.unit.start;
            (span, Some(finding))
        })
        .collect();
    let judged = unit::judged(settings.wants);
    let open = if judged.has(Guard::Secrets) { open_secrets(&around, text, settings) } else { Vec::new() };
    if let Some((finding, inside)) = filling(&around, text, &spans, &open, settings) {
        return (text.len(), Some((finding, inside)));
    }
    spans.extend(settings.pseudonyms.found(text).map(|(span, _)| (span, None)));
    let mut at = border(text);
    let bytes = text.as_bytes();
    // A finding that ends where its token goes on has met the limit of its rule, not the end of the secret.
    let is_covered = |head: usize| {
        spans.iter().any(|(span, _)| {
            span.start <= head && head < span.end && !bytes.get(span.end).is_some_and(|&byte| in_token(byte))
        })
    };
    let begins_word = |head: usize| {
        let is_word = |at: usize| bytes.get(at).is_some_and(|&b| b.is_ascii_alphanumeric() || b == b'_');
        !is_word(head) || head.checked_sub(1).is_none_or(|before| !is_word(before))
    };
    at = open.iter().map(|(start, _)| *start).filter(|&start| start > 0).fold(at, usize::min);
    if judged.has(Guard::Secrets) || judged.has(Guard::Exfil) {
        for start in OPENINGS.iter().flat_map(|head| memchr::memmem::find_iter(bytes, head)) {
            if start > 0 && start < at && begins_word(start) && !is_covered(start) {
                at = start;
            }
        }
    }
    // What was found is not cut: it waits where it can, otherwise it goes as a whole.
    while let Some((span, _)) = spans.iter().find(|(span, _)| span.start < at && at < span.end) {
        at = if span.start > 0 { span.start } else { span.end };
        if span.start == 0 {
            break;
        }
    }
    (if at == 0 { text.len() } else { at }, None)
}

/// The finding that fills the window from its first byte to its last, if any.
fn filling(
    around: &Around<'_>,
    text: &str,
    spans: &[(Range<usize>, Option<Finding>)],
    open: &[(usize, &'static Rule)],
    settings: &Settings<'_>,
) -> Option<(Finding, Inside)> {
    let wants = unit::judged(settings.wants);
    let whole = |finding: &Finding| Finding { span: 0..text.len(), ..finding.clone() };
    let fills = spans.iter().find(|(span, _)| span.start == 0 && span.end == text.len()).and_then(|(_, f)| f.as_ref());
    if let Some(finding) = fills {
        let shape = match finding.kind.guard() {
            Some(Guard::Exfil) => Shape::Address,
            _ if text.starts_with("-----") => Shape::Key,
            _ => Shape::Run,
        };
        return Some((whole(finding), Inside { is_masked: unit::is_masked(finding, settings), shape }));
    }
    if wants.has(Guard::Secrets)
        && let Some(finding) = long_token(text, open)
    {
        let is_masked = unit::is_masked(&finding, settings);
        return Some((finding, Inside { is_masked, shape: Shape::Run }));
    }
    if wants.has(Guard::Exfil) {
        // An address that already carries data will not carry less of it when it ends.
        for close in [")", "\">", ">"] {
            let closed = format!("{}{text}{close}", around.context);
            let found = unit::found_in(&closed, around.context.len(), settings);
            let open = found
                .iter()
                .find(|f| f.kind.guard() == Some(Guard::Exfil) && f.span.start <= 1 && f.span.end >= text.len());
            if let Some(finding) = open {
                return Some((
                    Finding { span: finding.span.start..text.len(), ..finding.clone() },
                    Inside { is_masked: unit::is_masked(finding, settings), shape: Shape::Address },
                ));
            }
        }
    }
    None
}

/// Where secrets begin in the unit that may go on behind it, told with the text in front of it.
fn open_secrets(around: &Around<'_>, text: &str, settings: &Settings<'_>) -> Vec<(usize, &'static Rule)> {
    let from = around.context.len();
    let open = settings.detector.open_secrets(&format!("{}{text}", around.context));
    open.into_iter().filter_map(|(start, rule)| Some((start.checked_sub(from)?, rule))).collect()
}

/// A token that fills the window and that its head and its form so far give away.
fn long_token(text: &str, open: &[(usize, &'static Rule)]) -> Option<Finding> {
    let run = text.trim_start_matches(['"', '\'', '(', '[', '`']);
    let start = text.len() - run.len();
    // A stand-in such as `ops_eyJxxxx…` repeats itself.
    if !run.bytes().all(in_token) || checks::entropy(run.as_bytes()) < 3.0 {
        return None;
    }
    // Much else than a web token begins with `eyJ`: whatever is JSON in base64.
    let has_jwt_head =
        || JWT_HEADS.iter().any(|head| run.starts_with(head)) || run.starts_with("eyJ") && run.contains(".eyJ");
    let is_told = |rule: &Rule| rule.id != "secret.jwt" || has_jwt_head();
    let (_, rule) = open.iter().find(|(at, rule)| *at == start && is_told(rule))?;
    let span = start..text.len();
    Some(Finding {
        kind: rule.kind.clone(),
        span,
        confidence: Confidence::new(0.9),
        rule: rule.id.into(),
        severity: None,
    })
}

/// Characters of long tokens: all of base64 and its relatives, and what parts the fields of others.
fn in_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b'-' | b'.' | b'=' | b'+' | b'/' | b'~' | b'%' | b'@' | b':' | b'|')
}

/// Half of the window, or the last white space before.
fn border(text: &str) -> usize {
    let half = unit::head(text, BOUND / 2);
    half.rfind(char::is_whitespace)
        .and_then(|at| half.get(at..)?.chars().next().map(|c| at + c.len_utf8()))
        .unwrap_or(half.len())
}

/// How much of `rest` belongs to what is being withheld, and whether it goes on behind that.
pub(super) fn withheld(rest: &str, inside: Inside, at_end: bool) -> (usize, bool) {
    let bytes = rest.as_bytes();
    let end = match inside.shape {
        Shape::Run => bytes.iter().position(|&b| !in_token(b)),
        Shape::Address => bytes.iter().position(|b| matches!(b, b')' | b'>' | b'\n')).map(|at| at + 1),
        Shape::Key => opened::key_tail(bytes, 0),
    };
    match end {
        Some(end) => (end, false),
        None if at_end => (bytes.len(), false),
        // The last line of a key is looked for as one, so its beginning stays.
        None if inside.shape == Shape::Key => {
            let kept = memchr::memmem::rfind(bytes, b"-----").filter(|at| bytes.len() - at < 64);
            let dashes = bytes.iter().rev().take(5).take_while(|&&b| b == b'-').count();
            (kept.unwrap_or(bytes.len() - dashes), true)
        }
        None => (bytes.len(), true),
    }
}
