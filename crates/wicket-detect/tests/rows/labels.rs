//! Every word that a rule begins at, over and over: no rule reads farther from it than a bounded way, also where no space
//! parts words.

use std::collections::BTreeSet;

use wicket_detect::{
    Detector, Wants,
    rules::{self, Find},
};
use wicket_types::Origin;

use crate::{full, hostile::spent};

fn words() -> BTreeSet<&'static str> {
    let of = |rule: &'static rules::Rule| match rule.find {
        Find::Labelled { labels, .. } => labels,
        Find::Near { anchors, .. } | Find::Planted { anchors, .. } | Find::Said { anchors, .. } => anchors,
        Find::Named { names, .. } => names,
        Find::Token { starts, .. } => starts,
        _ => &[],
    };
    rules::all().flat_map(of).copied().collect()
}

#[test]
fn grd_12_words_that_rules_begin_at_take_no_longer_than_their_number() {
    // A few of them where nothing is optimised; all where the figures count.
    let (short, step) = full((2_000, 61), (20_000, 1));
    let detector = Detector::of_rules_alone();
    let time = |text: &str| {
        let begun = spent();
        detector.scan(text, Origin::ToolResult, Wants::ALL);
        spent() - begun
    };
    let mut steep = Vec::new();
    // Those outside ASCII are the ones that follow one another without a space.
    let (ascii, foreign): (Vec<&str>, Vec<&str>) = words().into_iter().partition(|word| word.is_ascii());
    let n_words = ascii.len() + foreign.len();
    for word in ascii.into_iter().step_by(step).chain(foreign.into_iter().step_by(step)) {
        for unit in [word.to_owned(), format!("{word} "), format!("{word}是1")] {
            let text = unit.repeat(10 * short / unit.len() + 10);
            let head = &text[..text.floor_char_boundary(text.len() / 10)];
            let (one, ten) = (time(head).min(time(head)), time(&text));
            if ten.as_secs_f64() > 30.0 * one.as_secs_f64().max(0.002) {
                steep.push(format!("{unit:?}: {one:?}, then {ten:?}"));
            }
        }
    }
    println!("figure GRD-12 {n_words} words that rules begin at: {} steep", steep.len());
    assert!(steep.is_empty(), "{steep:#?}");
}
