//! Scanning a stream: each channel of an answer has a window that holds back only what could still become a finding
//! or a pseudonym, at most [`BOUND`] characters, and never by time.
//!
//! ```text
//! pushed text ─▶ held ──first_cut──▶ unit ──scan with context──▶ cleared, with replacements and findings
//! ```
//! The law: where a text is cut into pushes changes nothing but the moments at which its parts are cleared. It holds
//! because the borders of units depend on the text alone: see [`cut`] for the rules, and [`overflow`] for what is
//! longer than the bound.

mod chain;
mod class;
mod cut;
mod opened;
mod overflow;
mod own;
mod unit;

use std::ops::Range;

use wicket_types::{Confidence, Finding, Guard, Origin};

use crate::{
    Detector, Wants,
    mask::{Pseudonyms, Unescaped, ends_string},
};
use cut::Cut;
use overflow::Inside;

/// Most characters that a window holds back.
pub const BOUND: usize = 256;

/// Bytes of cleared text that rules with context can look back on.
const CONTEXT: usize = 128;

/// What a window looks for and puts back. The same for every push of one channel.
#[derive(Clone, Copy, Debug)]
pub struct Settings<'a> {
    /// The rules.
    pub detector: &'a Detector,
    /// Who writes the channel: [`Origin::Assistant`] or [`Origin::ToolCall`].
    pub origin: Origin,
    /// Families to look for. Injection and safety ask for more text than a window holds and are ignored.
    pub wants: Wants,
    /// Families whose findings are replaced by a marker such as `[email removed]`.
    pub masked: Wants,
    /// From which confidence on a finding is replaced, by `Guard as usize`. Others are told and stay.
    pub limits: [Confidence; Guard::ALL.len()],
    /// Tokens to restore.
    pub pseudonyms: &'a Pseudonyms,
    /// A string planted in the system prompt; its appearance is a finding of kind `leak.canary`.
    pub canary: Option<&'a str>,
    /// The channel is JSON source, such as the arguments of a tool call.
    pub json: bool,
}

/// Whether a window would let the whole of `text` pass as it is, told without one where `text` is a single word: most texts
/// of an answer are names and ids. `false` means that a window must look.
pub fn is_clean_word(text: &str, settings: &Settings<'_>) -> bool {
    // A word is one unit to a window, unless it is longer than the bound.
    if text.len() > BOUND || settings.json || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return false;
    }
    let has_canary = settings.canary.is_some_and(|canary| !canary.is_empty() && text.contains(canary));
    if has_canary || settings.pseudonyms.found(text).next().is_some() {
        return false;
    }
    let wants = unit::judged(settings.wants);
    wants.is_empty() || settings.detector.scan(text, settings.origin, wants).findings.is_empty()
}

/// What a push has cleared. All ranges count bytes from the oldest byte that was held before the push.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// Bytes of pushed text now cleared, counted from the oldest.
    pub released: usize,
    /// What stands instead of parts of the cleared text: sorted, disjoint, within `0..released`.
    pub replaced: Vec<(Range<usize>, String)>,
    /// What was found in the cleared text, sorted by start. A finding longer than the bound ends where the window is.
    /// Where the action is to block, nothing of this step may be sent.
    pub findings: Vec<Finding>,
    /// Bytes still held.
    pub held: usize,
}

/// The hold-back buffer of one channel. An idle one that holds a word takes some 100 bytes, at most 128 more for
/// context.
#[derive(Debug, Default)]
pub struct Window {
    /// Pushed and not cleared.
    held: String,
    /// The last of what was cleared; between [`CONTEXT`] and twice as many bytes once the channel is that long.
    context: String,
    state: State,
}

/// What the cleared text leaves behind, besides the context.
#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// Words still to be scanned whatever they look like, because a label such as `password:` came before them.
    alert: u8,
    /// A finding longer than the bound is being withheld.
    inside: Option<Inside>,
    /// JSON only: the cleared text ends inside a string.
    in_string: bool,
}

impl Window {
    /// An empty window.
    pub fn new() -> Self {
        Window::default()
    }

    /// Takes the next piece of the channel's text and clears what can be cleared. O(n) in the text pushed and held.
    pub fn push(&mut self, text: &str, settings: &Settings<'_>) -> Step {
        self.held.push_str(text);
        self.advance(settings, false)
    }

    /// Clears everything: the channel is complete.
    pub fn finish(&mut self, settings: &Settings<'_>) -> Step {
        self.advance(settings, true)
    }

    /// Bytes of text held back.
    pub fn held(&self) -> usize {
        self.held.len()
    }

    /// Bytes of memory that the window takes, its buffers included.
    pub fn memory(&self) -> usize {
        size_of::<Self>() + self.held.capacity() + self.context.capacity()
    }

    fn advance(&mut self, settings: &Settings<'_>, at_end: bool) -> Step {
        let mut step = Step::default();
        let wants = unit::judged(settings.wants);
        if wants.is_empty() && settings.pseudonyms.is_empty() && settings.canary.is_none() {
            step.released = self.held.len();
            self.held = String::new();
            return step;
        }
        while let Some((length, ruling)) = self.next_unit(settings, step.released, at_end) {
            let unit = step.released..step.released + length;
            if ruling.wanted {
                unit::clear(self.around(unit.clone()), self.state, &ruling, settings, &mut step);
            } else {
                unit::restore(&self.held, unit.clone(), settings, &mut step);
            }
            if settings.json {
                self.state.in_string ^= ends_string(self.held.get(unit.clone()).unwrap_or_default());
            }
            self.remember(unit, ruling.swallow.is_some());
            step.released += length;
        }
        self.held.drain(..step.released);
        // Streams are many and mostly idle, so a long hold does not keep its buffer.
        if self.held.capacity() > 128 && self.held.len() < 64 {
            self.held.shrink_to(64);
        }
        step.held = self.held.len();
        step
    }

    /// The length of the next unit of the text held from `from` on, and how to judge it; `None` to wait for more text.
    fn next_unit(&mut self, settings: &Settings<'_>, from: usize, at_end: bool) -> Option<(usize, Ruling)> {
        let rest = self.held.get(from..).filter(|rest| !rest.is_empty())?;
        if let Some(inside) = self.state.inside {
            let (length, goes_on) = overflow::withheld(rest, inside, at_end);
            self.state.inside = goes_on.then_some(inside);
            if length > 0 || goes_on {
                return (length > 0).then_some((length, Ruling { wanted: true, finding: None, swallow: Some(inside) }));
            }
        }
        // Looking no further than the bound keeps the borders independent of how much was pushed at once.
        let view = unit::head(rest, BOUND);
        let is_full = view.len() < rest.len() || !at_end && unit::is_long(view, BOUND);
        let is_last = at_end && !is_full;
        let view = if settings.json && !is_last { unit::whole_escapes(view) } else { view };
        let unescaped = if settings.json { Unescaped::of(view) } else { Unescaped::plain(view) };
        let aims = cut::Aims { wants: unit::judged(settings.wants), canary: settings.canary, json: settings.json };
        let alert = self.state.alert;
        match cut::first_cut(unescaped.text(), &aims, &mut self.state.alert, is_last) {
            Cut::At { end, scan } => {
                let own = own::Own::of(settings.detector.custom(), aims.wants);
                let Some(end) = own.settled(unescaped.text(), end, is_last || is_full) else {
                    self.state.alert = alert;
                    return None;
                };
                let wanted = scan || own.acts();
                Some((unescaped.source(0..end).end, Ruling { wanted, finding: None, swallow: None }))
            }
            Cut::Wait if !is_full => None,
            Cut::Wait => {
                let around = self.around(from..from + view.len());
                let (length, finding) = overflow::cut(around, settings);
                self.state.alert = cut::ALERT;
                self.state.inside = finding.as_ref().map(|(_, inside)| *inside);
                Some((length, Ruling { wanted: true, finding: finding.map(|(finding, _)| finding), swallow: None }))
            }
        }
    }

    fn around(&self, unit: Range<usize>) -> Around<'_> {
        Around { context: unit::tail(&self.context, CONTEXT), held: &self.held, unit }
    }

    /// Keeps the unit as context for what follows.
    fn remember(&mut self, unit: Range<usize>, is_withheld: bool) {
        if is_withheld || self.state.inside.is_some() {
            // The rest of what is withheld must not look like the tail of a word.
            self.context.clear();
            return;
        }
        let unit = unit::tail_bytes(self.held.get(unit).unwrap_or_default(), CONTEXT);
        if self.context.len() + unit.len() > 2 * CONTEXT {
            let kept = unit::tail_bytes(&self.context, CONTEXT).len();
            self.context.drain(..self.context.len() - kept);
        }
        self.context.push_str(unit);
    }
}

/// A unit in its surroundings.
#[derive(Clone, Debug)]
struct Around<'a> {
    /// Cleared text before the unit, from a word's start on.
    context: &'a str,
    held: &'a str,
    /// Bytes of `held`.
    unit: Range<usize>,
}

/// How a unit is to be judged.
#[derive(Debug)]
struct Ruling {
    wanted: bool,
    /// A finding that was recognised by its head.
    finding: Option<Finding>,
    /// The unit belongs to a finding that was reported before.
    swallow: Option<Inside>,
}

#[cfg(test)]
mod tests;
