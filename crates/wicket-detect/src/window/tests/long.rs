//! A secret is masked whole however long it is: the longest form of every row, at every place in a window.

use regex_syntax::{
    ParserBuilder,
    hir::{Class, Hir, HirKind},
};

use super::*;
use crate::rules::{Find, Rule};

/// Most times that a part is repeated where a shape sets no end.
const LONG: u32 = 700;

/// One text of the shape: the longest that it takes, with alternatives and characters drawn by `seed`.
fn longest(shape: &Hir, seed: &mut u64, text: &mut String) {
    match shape.kind() {
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).unwrap()),
        HirKind::Class(class) => {
            let characters: Vec<char> = match class {
                Class::Bytes(class) => {
                    class.iter().flat_map(|range| range.start()..=range.end()).map(char::from).collect()
                }
                Class::Unicode(class) => class.iter().flat_map(|range| range.start()..=range.end()).collect(),
            };
            text.push(characters[random(seed) % characters.len()]);
        }
        HirKind::Repetition(repetition) => {
            for _ in 0..repetition.max.unwrap_or(LONG) {
                longest(&repetition.sub, seed, text);
            }
        }
        HirKind::Capture(capture) => longest(&capture.sub, seed, text),
        HirKind::Concat(parts) => parts.iter().for_each(|part| longest(part, seed, text)),
        HirKind::Alternation(parts) => longest(&parts[random(seed) % parts.len()], seed, text),
        HirKind::Empty | HirKind::Look(_) => {}
    }
}

/// The example of a row with its secret in the longest form that passes the row's own check, as head, secret and tail.
/// `None` for rows without a shape, and for those whose secrets carry what cannot be drawn.
fn example(rule: &Rule) -> Option<[String; 3]> {
    let (Find::Token { shape, check, .. } | Find::Labelled { shape, check, .. } | Find::Named { shape, check, .. }) =
        rule.find
    else {
        return None;
    };
    let hit = rule.hits[0];
    let findings = DETECTOR.scan(hit, Origin::Assistant, Wants::of(&[Guard::Secrets])).findings;
    let span = findings.into_iter().find(|finding| finding.kind == rule.kind)?.span;
    let shape = ParserBuilder::new().unicode(false).utf8(false).build().parse(shape).unwrap();
    let drawn = (0..10).map(|seed| {
        let mut secret = String::new();
        longest(&shape, &mut { seed * 7 + 1 }, &mut secret);
        secret
    });
    let (head, tail) = (&hit[..span.start], &hit[span.end..]);
    // A shape may take more than the starts of its rule lead to.
    let is_found = |secret: &String| {
        let text = format!("{head}{secret}{tail}");
        let findings = DETECTOR.scan(&text, Origin::Assistant, Wants::of(&[Guard::Secrets])).findings;
        findings.iter().any(|finding| finding.span == (head.len()..head.len() + secret.len()))
    };
    let secret = drawn.filter(|secret| check(secret) && is_found(secret)).max_by_key(String::len)?;
    Some([head.to_owned(), secret, tail.to_owned()])
}

#[test]
fn the_longest_secret_of_every_row_is_masked_whole_wherever_it_stands() {
    let settings = looking_for(&[Guard::Secrets], &[Guard::Secrets]);
    let (mut n_rows, mut n_long, mut wrong) = (0, 0, Vec::new());
    for rule in crate::rules::all().filter(|rule| rule.kind.guard() == Some(Guard::Secrets)) {
        let Some([head, secret, tail]) = example(rule) else { continue };
        (n_rows, n_long) = (n_rows + 1, n_long + usize::from(secret.len() > BOUND / 2));
        for before in [0, 1, 20, 42, 43, 61, 85] {
            let text = format!("{}{head}{secret}{tail} and so on", "ab/".repeat(before));
            let output = if before == 42 { by_character(&text, &settings) } else { whole(&text, &settings) }.output;
            let shown = (0..secret.len() - 12).step_by(4).filter(|&at| output.contains(&secret[at..at + 12])).count();
            if shown > 0 {
                wrong.push((rule.id, before, secret.len(), output));
            }
        }
    }
    assert!(n_rows > 250 && n_long > 20, "{n_rows} rows, {n_long} of them long");
    assert!(wrong.is_empty(), "{} rows show a part: {wrong:#?}", wrong.len());
}
