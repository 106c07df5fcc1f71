//! Every word that a rule begins at, over and over: no rule reads farther from it than a bounded way, also where no space
//! parts words.

use std::{collections::BTreeSet, fs, time::Duration};

use wicket_types::Origin;

use super::Detector;
use crate::{
    Wants,
    rules::{self, Find},
};

/// Processor time of this thread, in which its neighbours do not count.
fn spent() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or_default())
}

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
    let is_full = std::env::var("WICKETGATE_ACCEPTANCE").is_ok_and(|asked| asked == "full");
    let (short, step) = if is_full { (20_000, 1) } else { (2_000, 61) };
    let detector = Detector::of_rules_alone();
    let time = |text: &str| {
        let begun = spent();
        detector.scan(text, Origin::ToolResult, Wants::ALL);
        spent() - begun
    };
    let mut steep = Vec::new();
    // Those outside ASCII are the ones that follow one another without a space.
    let (ascii, foreign): (Vec<&str>, Vec<&str>) = words().into_iter().partition(|word| word.is_ascii());
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
    assert!(steep.is_empty(), "{steep:#?}");
}
