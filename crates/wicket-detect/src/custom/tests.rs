//! Rules good and bad, of each sort, alone and beside the built-in ones.

use std::{sync::Arc, time::Instant};

use wicket_types::Origin;

use super::*;
use crate::Detector;

fn row(id: &str, kind: &str, find: Find, hit: &str) -> Row {
    Row {
        id: id.to_owned(),
        title: "a thing of ours".to_owned(),
        source: String::new(),
        kind: Kind::parse(kind).unwrap(),
        confidence: 0.9,
        find,
        near: Vec::new(),
        hits: vec![hit.to_owned()],
        passes: Vec::new(),
    }
}

fn pattern(text: &str, hit: &str) -> Row {
    row("acme.pattern", "pii.employee", Find::Pattern(text.to_owned()), hit)
}

fn words(entries: &[&str], hit: &str) -> Row {
    row("acme.words", "custom.project", Find::Words(entries.iter().map(|&e| e.to_owned()).collect()), hit)
}

fn found(rows: Vec<Row>, text: &str) -> Vec<String> {
    let detector = Detector::standard().with(Arc::new(Rules::compile(rows).unwrap()));
    let scan = detector.scan(text, Origin::User, Wants::ALL);
    scan.findings.iter().map(|f| format!("{} {}", f.rule, &text[f.span.clone()])).collect()
}

#[test]
fn a_pattern_finds_its_matches_beside_the_built_in_rules() {
    let rule = || pattern(r"\bEMP-\d{6}\b", "EMP-123456");
    assert_eq!(
        found(vec![rule()], "EMP-004711 wrote to ann@example.org; not EMP-12, not xEMP-123456"),
        ["acme.pattern EMP-004711", "pii.email ann@example.org"]
    );
    assert_eq!(found(vec![rule()], "ＥＭＰ-００４７１１"), ["acme.pattern ＥＭＰ-００４７１１"]);
    assert_eq!(found(vec![rule()], "see VGhlIG51bWJlciBpcyBFTVAtMDA0NzEx now").len(), 1, "behind base64");
    assert_eq!(found(vec![pattern(r"(?u:[\p{Lu}ÄÖÜ]{2})-\d{3}", "ÄÖ-123")], "Kürzel ÖÄ-471."), ["acme.pattern ÖÄ-471"]);
}

#[test]
fn many_large_patterns_find_what_each_finds_alone() {
    // Together they are far more than one automaton can hold; alone each is small enough.
    let rule = |n: usize| Row {
        id: format!("acme.n{n}"),
        ..pattern(&format!("([a-z]{{1,30}}[0-9]{{1,10}}){{1,20}}[k-z][0-9]{n}Q"), &format!("ab1z1{n}Q"))
    };
    let text = format!("ab1z10Q {} cd2z2119Q", "abc12".repeat(200) + " ").repeat(20);
    let found = found((0..120).map(rule).collect(), &text);
    assert_eq!((found.len(), &*found[0], &*found[39]), (40, "acme.n0 ab1z10Q", "acme.n119 cd2z2119Q"));
}

#[test]
fn words_are_whole_in_any_case_with_any_space() {
    let rule = || words(&["Project Falcon", "Straße 9", "falcon", "東京計画"], "PROJECT  falcon");
    assert_eq!(
        found(vec![rule()], "the project\n falcon, Falcons, unfalcon, STRAẞE 9 和東京計画の話"),
        ["acme.words project\n falcon", "acme.words STRAẞE 9", "acme.words 東京計画"]
    );
}

#[test]
fn a_word_nearby_is_needed_where_the_rule_says_so() {
    let rule = Row { near: vec!["Badge".into()], ..pattern(r"\b\d{7}\b", "badge 1234567") };
    let text = format!("his badge: 7654321. {} 7654322, badges 7654323", "word ".repeat(30));
    assert_eq!(found(vec![rule], &text), ["acme.pattern 7654321"]);
}

#[test]
fn keyed_lists_find_values_that_they_do_not_hold() {
    let key = b"0123456789abcdef0123456789abcdef";
    let list = write_keyed_list(["AB-4711-23", "ann@example.org"].into_iter(), key).unwrap();
    assert!(!list.contains("4711"));
    let rule = || row("acme.keyed", "pii.patient", Find::Keyed(KeyedList::parse(&list, key).unwrap()), "ab471123");
    assert_eq!(found(vec![rule()], "patient AB/4711.23, AB-4711-24"), ["acme.keyed AB/4711.23"]);
    assert_eq!(KeyedList::parse(&list, b"another key of 22 byte").unwrap_err(), KeyedListError::OtherKey);
    assert_eq!(KeyedList::parse("AB-4711", key).unwrap_err(), KeyedListError::NotAList);
    assert_eq!(KeyedList::parse(&(list.clone() + "zz\n"), key).unwrap_err(), KeyedListError::Line(6));
    assert_eq!(write_keyed_list(["x"].into_iter(), key).unwrap_err(), KeyedListError::Value(1));
    assert_eq!(write_keyed_list(["abcdef"].into_iter(), b"short").unwrap_err(), KeyedListError::ShortKey);
}

#[test]
fn a_rule_that_fails_its_own_proof_is_refused() {
    let refused = |rule: Row| Rules::compile(vec![rule]).unwrap_err().to_string();
    for (rule, want) in [
        (pattern(r"\d{6}", "EMP-12345"), "misses its own hit `EMP-12345`"),
        (Row { passes: vec!["of 123456".into()], ..pattern(r"\d{6}", "123456") }, "fires on `of 123456`"),
        (Row { hits: Vec::new(), ..pattern(r"\d{6}", "x") }, "has no `hits`"),
        (pattern(r"\d+", "1"), "longer than 1024 bytes"),
        (pattern(r"(a|b)*", "a"), "matches nothing at all"),
        (pattern(r"(?u:\bx)", "x"), "makes scans slow"),
        (pattern(r"[äö]x", "äx"), "put letters beyond ASCII"),
        (pattern(r"(x", "x"), "unclosed group"),
        (pattern(r"(?u:\w{200})", "x"), "too large"),
        (pattern(r"(?:(?:x{30}){30}){30}", "x"), "longer than 1024 bytes"),
        (words(&[" "], "x"), "empty or longer"),
        (row("a.b", "weather.rain", Find::Words(vec!["x".into()]), "x"), "no guard acts"),
        (row("pii.email", "pii.email", Find::Words(vec!["x".into()]), "x"), "is there twice"),
    ] {
        let said = refused(rule);
        assert!(said.contains(want), "{said:?} says no {want:?}");
    }
    assert!(matches!(Rules::compile(vec![pattern("a", "a"), pattern("b", "b")]).unwrap_err(), RuleError::Twice(_)));
    for taken in ["pii.email", "model.linear.injection"] {
        let row = Row { id: taken.to_owned(), ..pattern("a", "a") };
        assert_eq!(Rules::compile(vec![row]).unwrap_err(), RuleError::Twice(taken.to_owned()));
    }
}

#[test]
fn a_million_entries_are_one_small_automaton() {
    let entries: Vec<String> = (0..1_000_000).map(|n| format!("Customer {:08}", n * 37 % 100_000_007)).collect();
    let rules =
        Rules::compile(vec![row("acme.many", "pii.customer", Find::Words(entries), "customer 00000037")]).unwrap();
    let detector = Detector::standard().with(Arc::new(rules));
    let text = "an ordinary line about nothing, ".repeat(2_000) + "then CUSTOMER 00000074 comes, not customer 00000075";
    let scan = detector.scan(&text, Origin::User, Wants::of(&[Guard::Pii]));
    let spans: Vec<_> = scan.findings.iter().filter(|f| f.rule == "acme.many").map(|f| &text[f.span.clone()]).collect();
    assert_eq!(spans, ["CUSTOMER 00000074"]);
}

#[test]
fn grd_12_hostile_texts_cost_no_more_than_their_length() {
    let rules = vec![pattern(r"a[^b]{0,900}b|a", "a"), words(&["a a a a a a a a b", "a a"], "a a")];
    let rules = Rules::compile(rules).unwrap();
    let time = |length: usize| {
        let text = "a ".repeat(length / 2);
        let begun = Instant::now();
        rules.each(&text, Wants::ALL, &mut |_, _| {});
        begun.elapsed()
    };
    time(20_000);
    let (short, long) = (time(20_000), time(200_000));
    assert!(long < short * 40, "{short:?} for 20 kB, {long:?} for 200 kB");
}

#[test]
fn without_rules_nothing_changes_and_with_them_the_set_has_another_name() {
    let plain = Detector::standard();
    let name = |rule: Row| {
        let rules = Arc::new(Rules::compile(vec![rule]).unwrap());
        Detector::standard().with(rules).rule_set_version().to_owned()
    };
    assert_eq!(Detector::standard().with(Arc::default()).rule_set_version(), plain.rule_set_version());
    let (one, other) = (name(pattern("abc", "abc")), name(pattern("ab[cd]", "abc")));
    assert!(one != other && one.starts_with(plain.rule_set_version()), "{one} {other}");
    let rules = Arc::new(Rules::compile(vec![pattern("abc", "abc")]).unwrap());
    assert_eq!(Detector::standard().with(rules.clone()).with(rules).rule_set_version(), one);
}
