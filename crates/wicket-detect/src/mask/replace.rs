//! Putting tokens in and taking them out.

use std::{borrow::Cow, ops::Range};

use wicket_types::{Finding, Guard, Kind, Masked};

use super::{
    Unescaped,
    json::{ends_string, escape_into, within_string},
    pseudonyms::Pseudonyms,
    token::{self, BODY},
};

/// What stands where a credential stood. It cannot be undone, and fits into JSON, URLs of logs and source code alike.
pub const REMOVED: &str = "[secret removed]";

/// The kind of a text that looks like one of our tokens but was written by a visitor.
const LITERAL: Kind = Kind::of("pii.literal");

/// `text` with every finding, of whatever kind, replaced by [`REMOVED`]; [`Pseudonyms::mask`] gives personal data tokens that
/// can be undone. `findings` are sorted by start; they may overlap.
pub fn redact(text: &str, findings: &[Finding]) -> Masked {
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (span, _) in merged(findings) {
        out.push_str(text.get(copied..span.start).unwrap_or_default());
        out.push_str(REMOVED);
        copied = span.end.max(copied);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Masked::vouched(out)
}

impl Pseudonyms {
    /// `text` with every finding replaced: credentials by [`REMOVED`], everything else by its token.
    ///
    /// `findings` are sorted by start and lie on character borders; where they overlap, the whole stretch becomes one
    /// token. With `json`, `text` is JSON source and stays valid: a value is read without its escapes, so that
    /// `"O\u0027Brien"` and `O'Brien` share a token. A text that looks like a token of this map becomes a token
    /// itself, and so comes back.
    pub fn mask(&mut self, text: &str, findings: &[Finding], json: bool) -> Masked {
        let unescaped = if json { Unescaped::of(text) } else { Unescaped::plain(text) };
        let mut out = String::with_capacity(text.len());
        let mut copied = 0;
        let mut in_string = false;
        for (span, kind) in merged(findings) {
            let span = unescaped.source(unescaped.span(span));
            let span = if json { within_string(text, span) } else { span };
            let value = unescaped.span(span.clone());
            let Some(value) = unescaped.text().get(value).filter(|value| !value.is_empty()) else { continue };
            // A bare number becomes a string, for a token is no number.
            let before = text.get(copied..span.start).unwrap_or_default();
            in_string ^= json && ends_string(before);
            let quote = if json && !in_string { "\"" } else { "" };
            self.copy(text, copied..span.start, &mut out);
            out.push_str(quote);
            if kind.guard() == Some(Guard::Secrets) {
                out.push_str(REMOVED);
            } else {
                let at = self.entry(kind, value);
                if token::continues(text.as_bytes().get(span.end).copied()) {
                    self.glue(at);
                }
                out.extend(self.entries().nth(at).map(|entry| entry.token()));
            }
            out.push_str(quote);
            copied = span.end.max(copied);
        }
        self.copy(text, copied..text.len(), &mut out);
        Masked::vouched(out)
    }

    /// `text` with every token of this map replaced by its original; borrowed where there is none.
    ///
    /// Only exact tokens are restored: not in another case, not shortened, not lengthened. With `json`, `text` is the
    /// inside of JSON and originals are escaped for a JSON string.
    pub fn unmask<'t>(&self, text: &'t str, json: bool) -> Cow<'t, str> {
        let mut out = String::new();
        let mut copied = 0;
        for (span, value) in self.found(text) {
            out.push_str(text.get(copied..span.start).unwrap_or_default());
            push_value(value, json, &mut out);
            copied = span.end;
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        out.push_str(text.get(copied..).unwrap_or_default());
        Cow::Owned(out)
    }

    /// How many strings in `text` have the shape of a token but are none of this map: made up, from elsewhere, or
    /// altered by a model (another case, cut, a character more).
    pub fn unresolved(&self, text: &str) -> usize {
        let restored: Vec<_> = self.found(text).map(|(span, _)| span).collect();
        let is_restored = |at: usize| {
            let n_before = restored.partition_point(|span| span.start <= at);
            n_before.checked_sub(1).and_then(|last| restored.get(last)).is_some_and(|span| span.contains(&at))
        };
        memchr::memchr_iter(b'_', text.as_bytes()).filter(|&at| self.is_odd(text, at) && !is_restored(at)).count()
    }

    /// Whether the `_` at `at` stands between what looks like a label and what looks like a body.
    fn is_odd(&self, text: &str, at: usize) -> bool {
        /// Labels are shorter, so looking back stays cheap in a text full of `_`.
        const LONGEST_LABEL: usize = 40;
        let bytes = text.as_bytes();
        let n_body = bytes.iter().skip(at + 1).take(BODY + 2).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if n_body < 3 || !bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
            return false;
        }
        // Models escape the underscore in Markdown.
        let label_end = if at > 0 && bytes.get(at - 1) == Some(&b'\\') { at - 1 } else { at };
        let before = bytes.get(label_end.saturating_sub(LONGEST_LABEL)..label_end).unwrap_or_default();
        let start = before.iter().rposition(|&b| !b.is_ascii_alphanumeric() && b != b'_').map_or(0, |at| at + 1);
        let label = before.get(start..).unwrap_or_default();
        let is_shaped = label.len() > 1 && label.iter().all(|&b| b.is_ascii_uppercase() || b == b'_');
        n_body == BODY && is_shaped || self.labels.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(label))
    }

    /// The tokens of this map in `text`, in order, and their originals.
    pub(crate) fn found<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Range<usize>, &'a str)> {
        let text = if self.is_empty() { "" } else { text };
        token::bodies(text).filter_map(move |(underscore, body)| {
            let (start, entry) = self.at(text, underscore, &body, true)?;
            Some((start..start + entry.token().len(), entry.value()))
        })
    }

    /// Copies a stretch without findings; what would be taken for a token on the way back becomes a token.
    fn copy(&mut self, text: &str, span: Range<usize>, out: &mut String) {
        let Some(stretch) = text.get(span) else { return };
        let mut copied = 0;
        let bodies: Vec<_> = token::bodies(stretch).collect();
        for (underscore, body) in bodies {
            let Some((start, entry)) = self.at(stretch, underscore, &body, false) else {
                self.seen(body);
                continue;
            };
            let literal = entry.token().to_owned();
            let end = start + literal.len();
            out.push_str(stretch.get(copied..start).unwrap_or_default());
            let at = self.entry(&LITERAL, &literal);
            if token::continues(stretch.as_bytes().get(end).copied()) {
                self.glue(at);
            }
            out.extend(self.entries().nth(at).map(|entry| entry.token()));
            copied = end;
        }
        out.push_str(stretch.get(copied..).unwrap_or_default());
    }
}

/// Appends an original as it must stand in the text.
pub(crate) fn push_value(value: &str, json: bool, out: &mut String) {
    if json { escape_into(value, out) } else { out.push_str(value) }
}

/// Findings that overlap as one: a credential decides over personal data, otherwise the longest one gives the kind.
fn merged(findings: &[Finding]) -> Vec<(Range<usize>, &Kind)> {
    let mut merged: Vec<(Range<usize>, &Kind, usize)> = Vec::with_capacity(findings.len());
    for finding in findings.iter().filter(|finding| !finding.span.is_empty()) {
        let n = finding.span.len();
        match merged.last_mut().filter(|(span, _, _)| finding.span.start < span.end) {
            Some((span, kind, longest)) => {
                let is_secret = |kind: &Kind| kind.guard() == Some(Guard::Secrets);
                if (is_secret(&finding.kind), n) > (is_secret(kind), *longest) {
                    (*kind, *longest) = (&finding.kind, n);
                }
                span.end = span.end.max(finding.span.end);
            }
            None => merged.push((finding.span.clone(), &finding.kind, n)),
        }
    }
    merged.into_iter().map(|(span, kind, _)| (span, kind)).collect()
}
