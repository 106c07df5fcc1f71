//! Every law on inputs near its seeds: seconds of what `make fuzz` does for hours.

#![allow(clippy::expect_used, clippy::panic, reason = "a law that does not hold panics")]
#![allow(missing_docs, reason = "a test's name is its documentation")]

use std::panic::{AssertUnwindSafe, catch_unwind};

use wicket_fuzz::{LAWS, Law, PIECES};

/// Longest input that is made.
const LONGEST: usize = 2_000;

/// A small generator, so that tests need no luck.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides.max(1)
    }
}

/// One change of `input`: bytes changed, cut out, doubled, a piece put in, or the tail of another seed behind it.
fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.roll(input.len() + 1);
    let until = (at + dice.roll(24)).min(input.len());
    match dice.roll(8) {
        0 => input.splice(at..until, [dice.roll(256) as u8]).for_each(drop),
        1 => drop(input.drain(at..until)),
        2 => {
            let doubled = input[at..until].repeat(1 + dice.roll(4));
            input.splice(at..at, doubled).for_each(drop);
        }
        3 => {
            let other = &seeds[dice.roll(seeds.len())];
            let from = dice.roll(other.len());
            input.splice(at.., other[from..].iter().copied()).for_each(drop);
        }
        _ => input.splice(at..at, PIECES[dice.roll(PIECES.len())].bytes()).for_each(drop),
    }
}

fn try_out(name: &str) {
    let law: &Law = LAWS.iter().find(|law| law.name == name).expect("a law");
    let seeds = (law.seeds)();
    let taken = seeds.iter().filter(|seed| holds(law, seed)).count();
    // One seed of the tables of names says that it is larger than it is.
    assert!(taken + 1 >= seeds.len() && taken > 0, "`{name}` takes {taken} of {} seeds", seeds.len());
    let mut dice = Dice(5);
    for _ in 0..law.short {
        let mut input = seeds[dice.roll(seeds.len())].clone();
        for _ in 0..=dice.roll(6) {
            change(&mut input, &seeds, &mut dice);
        }
        // Files of weights have the length that they say.
        if seeds.iter().all(|seed| seed.len() < LONGEST) {
            input.truncate(LONGEST);
        }
        holds(law, &input);
    }
}

/// Says which input it was, so that it can be tried again.
fn holds(law: &Law, input: &[u8]) -> bool {
    let outcome = catch_unwind(AssertUnwindSafe(|| (law.holds)(input)));
    outcome.unwrap_or_else(|_| panic!("`{}` does not hold of {:?}", law.name, String::from_utf8_lossy(input)))
}

#[test]
fn readings_lead_back_to_the_text() {
    try_out("reading");
}

#[test]
fn findings_lie_in_order_and_masks_can_be_undone() {
    try_out("scan");
}

#[test]
fn a_stream_comes_out_the_same_however_it_is_cut() {
    try_out("window");
}

#[test]
fn rule_files_are_taken_or_refused() {
    try_out("rules");
}

#[test]
fn weights_of_the_encoder_are_taken_or_refused() {
    try_out("encoder");
}

#[test]
fn weights_of_the_linear_model_are_taken_or_refused() {
    try_out("linear");
}

#[test]
fn weights_of_the_tagger_are_taken_or_refused() {
    try_out("names");
}
