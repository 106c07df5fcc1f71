//! Reads a text in every way that it can be read, and asks every rule about each reading.

use std::ops::Range;

use wicket_types::{Guard, Origin};

use super::{
    Detector, Hit,
    anchors::Target,
    shapes::Trails,
    tables::{Column, Tables},
};
use crate::{
    Wants,
    reading::{
        Reading, Way, decode,
        drawn::drawn,
        leet::leet,
        loose::spelled_out,
        scrambled::unscrambled,
        turned::{self, Turn},
        words::disguised,
    },
    rules::{Context, Find, fillers, programs, secrets::assignment, shared},
};

/// What is told while a text is read.
pub(super) enum Told<'r> {
    /// A rule saw something, in a reading that was come by in this way.
    Hit(Hit, Way),
    /// There is a reading on which a model may have an opinion.
    Reading(Read<'r>),
}

/// One reading of a text.
pub(super) struct Read<'r> {
    pub text: &'r str,
    pub way: Way,
    pub wants: Wants,
    /// From bytes of the reading to bytes of the text as given.
    pub home: &'r dyn Fn(Range<usize>) -> Range<usize>,
}

/// The turns by which a text is to be read.
type Turns = [Option<Turn>; turned::MOST];

/// Whether the telling word at `anchor` stands as a word or the beginning of one; backwards, as the end of one.
fn is_turned_word(text: &str, anchor: &Range<usize>, turn: Turn) -> bool {
    match turn {
        Turn::Backwards => !shared::is_word_at(text, anchor.end),
        _ => shared::begins_word(text, anchor.start),
    }
}

impl Detector {
    /// Tells each hit in `text`, of which `reading` is the canonical one, and each reading of it. O(n).
    pub(super) fn each(
        &self,
        text: &str,
        reading: &Reading<'_>,
        origin: Origin,
        wants: Wants,
        tell: &mut dyn FnMut(Told<'_>),
    ) {
        self.read(reading, origin, wants, 0, &|span| span, tell);
        if !text.is_ascii() {
            self.read_hidden(text, origin, wants, tell);
        }
        if wants.has(Guard::Injection) {
            self.read_loosely(text, reading, origin, tell);
        }
    }

    /// Readings that make words of what may be none, for attacks alone.
    fn read_loosely(&self, text: &str, reading: &Reading<'_>, origin: Origin, tell: &mut dyn FnMut(Told<'_>)) {
        let wants = Wants::of(&[Guard::Injection]);
        let (spelled_out, leet) = (spelled_out(reading.text()), leet(reading.text()));
        for loose in spelled_out.iter().chain(&leet) {
            let home = |span| reading.original(loose.original(span));
            self.look_over(&Read { text: loose.text(), way: loose.way(), wants, home: &home }, origin, tell);
        }
        if let Some(words) = unscrambled(reading.text()) {
            let home = |span| reading.original(words.original(span));
            self.look_over(&Read { text: words.text(), way: words.way(), wants, home: &home }, origin, tell);
        }
        for drawn in drawn(text) {
            let home = |span| drawn.original(span);
            self.look_over(&Read { text: drawn.text(), way: drawn.way(), wants, home: &home }, origin, tell);
        }
        let disguised = match &leet {
            Some(leet) => disguised(leet, text, |span| reading.original(leet.original(span))),
            None => disguised(reading, text, |span| reading.original(span)),
        };
        if let Some(span) = disguised {
            let way = leet.map_or(reading.way(), |leet| leet.way());
            self.disguised.iter().for_each(|&rule| tell(Told::Hit(Hit { rule, span: span.clone() }, way)));
        }
    }

    /// Walks one reading and, up to [`decode::MAX_DEPTH`] deep, the readings encoded in it. `home` maps a span of the text
    /// that `reading` was made from to the text as given.
    fn read(
        &self,
        reading: &Reading<'_>,
        origin: Origin,
        wants: Wants,
        depth: usize,
        home: &dyn Fn(Range<usize>) -> Range<usize>,
        tell: &mut dyn FnMut(Told<'_>),
    ) {
        let home = |span| home(reading.original(span));
        let turns =
            self.look_over(&Read { text: reading.text(), way: reading.way(), wants, home: &home }, origin, tell);
        for turned in turns.into_iter().flatten().flat_map(|turn| turn.readings(reading.text())) {
            let (home, wants) = (|span| home(turned.original(span)), Wants::of(&[Guard::Injection]));
            self.look_over(&Read { text: turned.text(), way: turned.way(), wants, home: &home }, origin, tell);
        }
        if depth < decode::MAX_DEPTH {
            for inner in decode::decoded(reading.text()) {
                self.read(&inner, origin, wants, depth + 1, &home, tell);
            }
        }
    }

    /// Text spelled in invisible characters is a sign by itself, and is read like any other.
    fn read_hidden(&self, text: &str, origin: Origin, wants: Wants, tell: &mut dyn FnMut(Told<'_>)) {
        for hidden in decode::hidden(text) {
            let span = hidden.original(0..hidden.text().len());
            if wants.has(Guard::Injection) {
                self.hidden.iter().for_each(|&rule| tell(Told::Hit(Hit { rule, span: span.clone() }, Way::Hidden)));
            }
            self.read(&hidden, origin, wants, 1, &|span| span, tell);
        }
    }

    /// Looks at one reading; the turns by which it may say something else.
    fn look_over(&self, read: &Read<'_>, origin: Origin, tell: &mut dyn FnMut(Told<'_>)) -> Turns {
        let turns = self.walk(read.text, origin, read.wants, &mut |hit| {
            tell(Told::Hit(Hit { rule: hit.rule, span: (read.home)(hit.span) }, read.way));
        });
        tell(Told::Reading(Read { home: read.home, ..*read }));
        turns
    }

    /// One pass over one text: anchors first, for they give context to the numbers.
    fn walk(&self, text: &str, origin: Origin, wants: Wants, tell: &mut dyn FnMut(Hit)) -> Turns {
        let mut turns = Turns::default();
        let mut subjects: Vec<(usize, Context)> = Vec::new();
        let mut phrases_done = 0;
        let mut last = (usize::MAX, 0);
        let mut trails = Trails::new();
        let mut tables = Tables::default();
        let wants_pii = wants.has(Guard::Pii);
        let wants_numbers = wants_pii || wants.has(Guard::Secrets);
        let wants_phrases = wants.has(Guard::Injection);
        self.anchors.each(text, wants, |anchor, target| match target {
            Target::Subject(subject) if wants_pii => {
                tables.hear(text, &anchor, Column::Subject(subject));
                subjects.push((anchor.end, subject));
            }
            Target::Phrase(next)
                if wants_phrases
                    && next.may_follow(text, anchor.end)
                    && anchor.start >= phrases_done
                    && self.may_begin_phrase(text, anchor.start)
                    && !goes_on(text, anchor.end) =>
            {
                phrases_done = self.phrases.run(text, anchor.start, &mut |found| {
                    let rule = self.phrase_rules[found.phrase];
                    let counts =
                        !matches!(self.rules[rule].find, Find::Phrase { foreign: true, .. }) || origin.is_foreign();
                    if counts {
                        tell(Hit { rule, span: found.span });
                    }
                });
            }
            Target::Turned(turn)
                if wants_phrases && is_turned_word(text, &anchor, turn) && !turns.contains(&Some(turn)) =>
            {
                turns.iter_mut().find(|turn| turn.is_none()).into_iter().for_each(|free| *free = Some(turn));
            }
            // What a rule has just found is not looked through again for the same rule: a thousand heads of private keys in a
            // row are one key.
            Target::Rule(rule)
                if self.is_wanted(rule as usize, wants) && !(rule as usize == last.0 && anchor.start < last.1) =>
            {
                let rule = rule as usize;
                let counts = match self.rules[rule].find {
                    Find::Planted { .. } => origin.is_foreign(),
                    Find::Said { .. } => matches!(origin, Origin::Assistant | Origin::ToolCall),
                    _ => true,
                };
                if wants_pii && self.labels_column(rule, text, &anchor) {
                    tables.hear(text, &anchor, Column::Rule(rule));
                }
                if counts && let Some(span) = self.look(rule, text, anchor.clone(), &mut trails) {
                    last = (rule, span.end);
                    tell(Hit { rule, span: span.clone() });
                    self.look_along(rule, text, (anchor.start, span), &mut trails, tell);
                }
            }
            _ => {}
        });
        tables.each(text, |column, cell| match column {
            Column::Rule(rule) => {
                // Up to where the cell ends: the sign behind it may be one that a value has.
                let Some(head) = text.get(..cell.end) else { return };
                let mut is_shaped = || {
                    let shape = self.shapes[rule].as_ref();
                    shape.and_then(|s| s.end_of_match(head, cell.start, (&mut trails, rule))) == Some(cell.end)
                };
                let is_value = match self.rules[rule].find {
                    Find::Labelled { check, .. } => is_shaped() && text.get(cell.clone()).is_some_and(check),
                    Find::Column { check, .. } => text.get(cell.clone()).is_some_and(check),
                    _ => false,
                };
                if is_value {
                    tell(Hit { rule, span: cell });
                }
            }
            Column::Subject(subject) => {
                // The cell by itself: what stands in the one before is no part of a number in this one.
                let Some(value) = text.get(cell.clone()) else { return };
                self.digits.each(value, &[(0, subject)], &mut |hit| {
                    if self.is_wanted(hit.rule, wants) {
                        tell(Hit { rule: hit.rule, span: cell.start + hit.span.start..cell.start + hit.span.end });
                    }
                });
            }
        });
        if wants_numbers {
            self.digits.each(text, &subjects, &mut |hit| {
                if self.is_wanted(hit.rule, wants) {
                    tell(hit);
                }
            });
        }
        if wants_pii {
            for at in memchr::memchr_iter(b'@', text.as_bytes()) {
                for &rule in &self.at_signs {
                    if let Find::AtSign { look } = self.rules[rule].find
                        && let Some(span) = look(text, at)
                    {
                        tell(Hit { rule, span });
                    }
                }
            }
        }
        self.custom.each(text, wants, &mut |own, span| tell(Hit { rule: self.rules.len() + own, span }));
        turns
    }

    fn may_begin_phrase(&self, text: &str, at: usize) -> bool {
        shared::begins_word(text, at) || text.as_bytes().get(at).is_some_and(|&b| b >= 0x80)
    }

    fn is_wanted(&self, rule: usize, wants: Wants) -> bool {
        self.guards[rule].is_some_and(|guard| wants.has(guard))
            && (wants.has_names() || !self.rules[rule].goes_with_names())
    }

    /// Whether the label at `anchor` may stand at the head of a column that the rule is to look through.
    fn labels_column(&self, rule: usize, text: &str, anchor: &Range<usize>) -> bool {
        let rule = self.rules[rule];
        matches!(rule.find, Find::Labelled { .. } | Find::Column { .. })
            && rule.kind.guard() == Some(Guard::Pii)
            && shared::begins_label(text, anchor.start)
            && !shared::label_goes_on(text, anchor.end)
    }

    /// Asks one rule at its anchor.
    fn look(&self, rule: usize, text: &str, anchor: Range<usize>, trails: &mut Trails) -> Option<Range<usize>> {
        let shape = self.shapes[rule].as_ref();
        let mut end_of_match = |start: usize| shape?.end_of_match(text, start, (&mut *trails, rule));
        match self.rules[rule].find {
            Find::Token { starts, check, .. } => {
                if !shared::begins_word(text, anchor.start) || !starts.contains(&text.get(anchor.clone())?) {
                    return None;
                }
                let end = end_of_match(anchor.start)?;
                let span = anchor.start..end;
                let is_whole = !shared::is_word_at(text, end) && !shared::is_file_at(text, end);
                (is_whole && check(text.get(span.clone())?)).then_some(span)
            }
            Find::Labelled { check, .. } => {
                // A label that ends in a sign, such as `user=`, may touch its value; one that ends in a letter is a whole word.
                let ends_in_letter = shared::is_letter_at(text, anchor.end.saturating_sub(1));
                if !shared::begins_label(text, anchor.start)
                    || ends_in_letter && shared::label_goes_on(text, anchor.end)
                {
                    return None;
                }
                let start = fillers::skip_filler(text, anchor.end);
                let mut value_at = |start: usize| {
                    let span = start..end_of_match(start)?;
                    let is_whole = !shared::is_word_at(text, span.end) && check(text.get(span.clone())?);
                    let is_value = is_whole && !programs::is_of_program(self.rules[rule], text, &anchor, &span);
                    is_value.then_some(span)
                };
                let is_personal = self.rules[rule].kind.guard() == Some(Guard::Pii);
                match shared::below_heading(text, anchor.start, start).filter(|_| is_personal) {
                    Some(below) => value_at(below).filter(|span| shared::ends_line(text, span.end)),
                    None => value_at(start).filter(|_| start > anchor.end || !ends_in_letter).or_else(|| {
                        // What looks like a filler may be the head of the value: `plate: ER 62066`.
                        let bare = Some(fillers::skip_signs(text, anchor.end))
                            .filter(|bare| (anchor.end + 1..start).contains(bare));
                        let places = [bare, fillers::answer_to(text, anchor.end)];
                        places.into_iter().flatten().filter(|_| is_personal).find_map(value_at)
                    }),
                }
            }
            Find::Named { check, .. } => {
                let start = assignment::value_of(text, anchor)?;
                let end = end_of_match(start)?;
                (!shared::is_word_at(text, end) && check(text.get(start..end)?)).then_some(start..end)
            }
            Find::Near { look, .. } | Find::Planted { look, .. } | Find::Said { look, .. } => look(text, anchor),
            _ => None,
        }
    }
}

impl Detector {
    /// Tells the values that follow `first` in a list behind one label: `passports K40921177, R98860804 and L40921178`. They
    /// are written as the first one is, and no farther behind the label at `label` than a window looks back.
    fn look_along(
        &self,
        rule: usize,
        text: &str,
        (label, first): (usize, Range<usize>),
        trails: &mut Trails,
        tell: &mut dyn FnMut(Hit),
    ) {
        /// Bytes behind the beginning of the label in which a list ends.
        const FARTHEST: usize = 100;
        let Find::Labelled { check, .. } = self.rules[rule].find else { return };
        let is_personal = self.rules[rule].kind.guard() == Some(Guard::Pii);
        let mut end = first.end;
        while is_personal && end < label + FARTHEST {
            let Some(next) = shared::next_of_list(text, end).filter(|next| shared::is_alike(text, &first, *next))
            else {
                return;
            };
            let shape = self.shapes[rule].as_ref();
            let span = next..next + first.len();
            if shape.and_then(|shape| shape.end_of_match(text, next, (trails, rule))) != Some(span.end)
                || shared::is_word_at(text, span.end)
                || !text.get(span.clone()).is_some_and(check)
            {
                return;
            }
            end = span.end;
            tell(Hit { rule, span });
        }
    }
}

/// Whether the word whose anchor ends at `end` goes on there. If the longer word begins a phrase too, it is an anchor itself.
fn goes_on(text: &str, end: usize) -> bool {
    shared::is_letter_at(text, end) && end.checked_sub(1).is_some_and(|last| shared::is_letter_at(text, last))
}
