//! One channel of a stream: a choice's text, a content block, the arguments of one tool call. Counts what was pushed and
//! what is cleared, and keeps the replacements that fall into text which still waits in an event.

use std::ops::Range;

use wicket_detect::{
    fields::Fields,
    window::{Settings, Step, Window},
};
use wicket_types::{Finding, Origin};

/// One channel. Positions are bytes of its text since the stream began.
pub(super) struct Channel {
    /// Who writes it.
    pub origin: Origin,
    /// Its text is JSON.
    pub json: bool,
    /// Its text cannot be rewritten: what is found in it is told and nothing else.
    pub sealed: bool,
    /// Its latest text, for the look at leaks, and how much of it is new since the last look.
    pub said: String,
    /// Bytes of `said` that no look has seen.
    pub unheard: usize,
    /// What was not read for harm yet: less than a stretch.
    pub unread: String,
    /// What reads its fields, once it has begun as JSON does.
    fields: Option<Box<Fields>>,
    /// It has begun in another way.
    prose: bool,
    window: Window,
    pushed: u64,
    cleared: u64,
    replacements: Vec<(Range<u64>, String)>,
}

impl Default for Channel {
    fn default() -> Self {
        Channel {
            origin: Origin::Assistant,
            json: false,
            sealed: false,
            said: String::new(),
            unheard: 0,
            unread: String::new(),
            fields: None,
            prose: false,
            window: Window::new(),
            pushed: 0,
            cleared: 0,
            replacements: Vec::new(),
        }
    }
}

impl Channel {
    /// Takes the next piece; its place in the channel, and what was found.
    pub fn push(&mut self, text: &str, settings: &Settings<'_>) -> (Range<u64>, Vec<Finding>) {
        let start = self.pushed;
        self.pushed = self.pushed.saturating_add(text.len() as u64);
        let step = self.window.push(text, settings);
        (start..self.pushed, self.absorb(step))
    }

    /// What the fields that end in the next piece hold.
    pub fn fields(&mut self, text: &str) -> Vec<Finding> {
        if self.fields.is_none() && !self.prose && !text.trim().is_empty() {
            self.prose = !self.json && !Fields::begin(text);
            self.fields = (!self.prose).then(Box::default);
        }
        self.fields.as_mut().map(|fields| fields.push(text)).unwrap_or_default()
    }

    /// The channel is complete: everything that was held gets its verdict.
    pub fn finish(&mut self, settings: &Settings<'_>) -> Vec<Finding> {
        let step = self.window.finish(settings);
        let findings = self.absorb(step);
        self.cleared = self.pushed;
        findings
    }

    fn absorb(&mut self, step: Step) -> Vec<Finding> {
        let base = self.cleared;
        let at = |offset: usize| base.saturating_add(offset as u64);
        if !self.sealed {
            let placed = step.replaced.into_iter().map(|(span, with)| (at(span.start)..at(span.end), with));
            self.replacements.extend(placed);
        }
        self.cleared = at(step.released);
        step.findings
    }

    /// Whether all text up to `end` is cleared.
    pub fn is_clear(&self, end: u64) -> bool {
        self.cleared >= end
    }

    /// The text of the piece at `place` after replacement; `None` where nothing in it changes. Pieces are taken in order.
    ///
    /// A replacement that spans two pieces is written into the first and cut out of the second.
    pub fn rewritten(&mut self, place: &Range<u64>, text: &str) -> Option<String> {
        let touches = |r: &Range<u64>| r.start < place.end && r.end > place.start;
        let changed = if self.replacements.iter().any(|(r, _)| touches(r)) {
            let mut out = String::with_capacity(text.len());
            let mut from = place.start;
            for (span, with) in self.replacements.iter().filter(|(r, _)| touches(r)) {
                out.push_str(slice(text, place.start, from..span.start.max(from)));
                if span.start >= place.start {
                    out.push_str(with);
                }
                from = span.end.min(place.end);
            }
            out.push_str(slice(text, place.start, from..place.end));
            Some(out)
        } else {
            None
        };
        self.replacements.retain(|(r, _)| r.end > place.end);
        changed
    }
}

fn slice(text: &str, base: u64, range: Range<u64>) -> &str {
    let at = |position: u64| usize::try_from(position.saturating_sub(base)).unwrap_or(usize::MAX);
    text.get(at(range.start)..at(range.end)).unwrap_or_default()
}
