//! Looks into one text after another, in windows of bounded size, and gathers what rules find, less what is allowed or known.

use std::{
    collections::BTreeMap,
    io::{self, Read},
};

use wicket_detect::Wants;
use wicket_types::Origin;

use super::{
    baseline::Baseline,
    decode::Decoder,
    found::{Found, Skipped, Weak, Why},
    place::{Place, Spot},
    reader::Reader,
    tell::Teller,
};

/// Bytes of text that are scanned at once.
const WINDOW: usize = 1 << 20;
/// Longest finding that is seen whole wherever windows end, in bytes.
const OVERLAP: usize = 64 << 10;

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Aim<'a> {
    pub(super) reader: Reader<'a>,
    /// Whose text it is; without it each place says so.
    pub(super) origin: Option<Origin>,
    pub(super) wants: Wants,
    pub(super) explain: bool,
    /// Whether a comment may allow what stands on its line.
    pub(super) comments_allow: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) found: Vec<Found>,
    pub(super) skipped: Vec<Skipped>,
    /// Weak signs that make no finding; gathered only where the report explains.
    pub(super) weak: Vec<Weak>,
    /// Findings that a comment on their line allows.
    pub(super) allowed: usize,
    /// Findings that the baseline has.
    pub(super) known: usize,
    pub(super) texts: usize,
    pub(super) bytes: u64,
}

/// How far a scan has come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub(super) texts: usize,
    pub(super) bytes: u64,
    pub(super) found: usize,
}

impl Report {
    /// How far it has come.
    pub(super) fn count(&self) -> Count {
        Count { texts: self.texts, bytes: self.bytes, found: self.found.len() }
    }

    /// Adds what came of other texts, behind what is there.
    pub(super) fn append(&mut self, mut more: Report) {
        self.found.append(&mut more.found);
        self.skipped.append(&mut more.skipped);
        self.weak.append(&mut more.weak);
        self.allowed += more.allowed;
        self.known += more.known;
        self.texts += more.texts;
        self.bytes += more.bytes;
    }
}

/// Looks for one aim, and remembers what it found.
#[derive(Debug)]
pub(super) struct Look<'a> {
    aim: Aim<'a>,
    baseline: &'a mut Baseline,
    /// How often each fingerprint came before: equal lines are told apart by their number.
    pub(super) again: BTreeMap<String, usize>,
    pub(super) report: Report,
}

impl<'a> Look<'a> {
    pub(super) fn new(aim: Aim<'a>, baseline: &'a mut Baseline) -> Self {
        Look { aim, baseline, again: BTreeMap::new(), report: Report::default() }
    }

    /// What is looked for.
    pub(super) fn aim(&self) -> Aim<'a> {
        self.aim
    }

    /// What is known.
    pub(super) fn baseline(&mut self) -> &mut Baseline {
        self.baseline
    }

    pub(super) fn skip(&mut self, place: &Place, why: Why) {
        let is_named = place.is_named && place.inside.is_empty();
        self.report.skipped.push(Skipped { place: place.to_string(), why, is_named });
    }

    /// Looks into the text that `reader` gives, if it is text.
    ///
    /// # Errors
    /// The reader's.
    pub(super) fn read_through(&mut self, place: &Place, reader: &mut dyn Read) -> io::Result<()> {
        let mut decoder = Decoder::default();
        let mut windows = Windows::new(self, place, Spot::START);
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = match reader.read(&mut buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    // What came out of a broken archive before it broke is looked into all the same.
                    windows.push(&decoder.text(&[]).unwrap_or_default());
                    if !windows.text.is_empty() {
                        windows.finish();
                    }
                    return Err(error);
                }
                Ok(read) => read,
            };
            let bytes = buffer.get(..read).unwrap_or_default();
            let Some(text) = decoder.text(bytes) else {
                windows.look.skip(place, Why::Binary);
                return Ok(());
            };
            windows.push(&text);
            if read == 0 {
                windows.finish();
                return Ok(());
            }
        }
    }

    /// Begins a text that comes in pieces, of which the first stands at `start`.
    pub(super) fn begin<'l>(&'l mut self, place: &'l Place, start: Spot) -> Windows<'l, 'a> {
        Windows::new(self, place, start)
    }
}

/// One text, scanned in windows that overlap. A finding belongs to the window in which it begins, and each window has at
/// least [`OVERLAP`] bytes in front of and behind what belongs to it, so windows change nothing but memory.
pub(super) struct Windows<'l, 'a> {
    look: &'l mut Look<'a>,
    place: &'l Place,
    text: String,
    /// Where `text` begins.
    start: Spot,
    /// From which byte on findings belong to this window.
    from: usize,
}

impl<'l, 'a> Windows<'l, 'a> {
    fn new(look: &'l mut Look<'a>, place: &'l Place, start: Spot) -> Self {
        Windows { look, place, text: String::new(), start, from: 0 }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.look.report.bytes += text.len() as u64;
        self.text.push_str(text);
        while self.text.len() >= WINDOW + 2 * OVERLAP {
            let to = self.text.floor_char_boundary(WINDOW);
            self.scan(to + OVERLAP, to);
            let rest = self.text.floor_char_boundary(to - OVERLAP);
            self.start = self.start.behind(self.text.get(..rest).unwrap_or_default());
            self.text.drain(..rest);
            self.from = to - rest;
        }
    }

    pub(super) fn finish(mut self) {
        self.look.report.texts += 1;
        self.scan(self.text.len(), self.text.len() + 1);
    }

    /// Scans the first `length` bytes and tells what begins before byte `to`.
    fn scan(&mut self, length: usize, to: usize) {
        let text = self.text.get(..self.text.floor_char_boundary(length)).unwrap_or_default();
        Teller::new(self.look, self.place, text, self.start).tell_all(self.from..to);
    }
}

#[cfg(test)]
mod tests {
    use wicket_detect::{Detector, second::Ask};
    use wicket_types::Guard;

    use super::*;

    /// What is found in `text`, read in pieces of odd length.
    fn found(detector: &Detector, text: &str) -> Vec<(usize, usize, usize, usize)> {
        let mut baseline = Baseline::new(None, None).expect("a baseline");
        let aim = Aim {
            reader: Reader::new(detector, Ask::Never),
            origin: None,
            wants: Wants::of(&[Guard::Pii]),
            explain: false,
            comments_allow: true,
        };
        let mut look = Look::new(aim, &mut baseline);
        look.read_through(&Place::default(), &mut text.as_bytes()).expect("a text");
        look.report.found.iter().map(|found| (found.start, found.end, found.line, found.column)).collect()
    }

    #[test]
    fn windows_change_nothing_of_what_is_found() {
        let detector = Detector::standard();
        let mut text = String::new();
        let mut want = Vec::new();
        let (mut chars, mut line, mut column) = (0, 1, 1);
        for n in 0..240 {
            // A finding every 10 kB or so, some on long lines, some at the very places where windows end.
            let filler = "ein würdiges Wort ".repeat(n % 7 * 180 + 30);
            let border = if n % 3 == 0 { "\n" } else { "\t" };
            for part in [filler.as_str(), border, "ann@example.org", " "] {
                if part.starts_with("ann") {
                    want.push((chars, chars + part.len(), line, column));
                }
                chars += part.chars().count();
                line += part.matches('\n').count();
                column = if part.contains('\n') { 1 } else { column + part.chars().count() };
                text += part;
            }
        }
        for at in [WINDOW - 7, WINDOW, 2 * WINDOW - 3] {
            assert!(text.len() > at + OVERLAP, "{} bytes have no window that ends at {at}", text.len());
        }
        assert_eq!(found(&detector, &text), want);
    }
}
