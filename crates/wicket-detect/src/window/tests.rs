//! The law of windows, and rows STRM-01, STRM-02, STRM-07 and MASK-02 of the security plan at this level.

mod long;
mod strm;

use std::sync::LazyLock;

use proptest::prelude::*;
use wicket_types::{Confidence, Guard, Kind};

use super::*;
use crate::{
    custom::{Find, Row, Rules},
    mask::ScopeKey,
};

static DETECTOR: LazyLock<Detector> = LazyLock::new(Detector::standard);
static NOBODY: LazyLock<Pseudonyms> = LazyLock::new(|| Pseudonyms::new(&ScopeKey::new([0; 32])));

const DATA: [Guard; 4] = [Guard::Pii, Guard::Secrets, Guard::Exfil, Guard::Leak];

fn looking_for<'a>(guards: &[Guard], masked: &[Guard]) -> Settings<'a> {
    Settings {
        detector: &DETECTOR,
        origin: Origin::Assistant,
        wants: Wants::of(guards),
        masked: Wants::of(masked),
        limits: [Confidence::new(0.0); Guard::ALL.len()],
        pseudonyms: &NOBODY,
        canary: None,
        json: false,
    }
}

/// What came out of a stream.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    output: String,
    findings: Vec<Finding>,
    /// Length of the text that had been released before the first finding was known.
    before_verdict: Option<usize>,
    most_held: usize,
}

fn stream<'a>(pieces: impl IntoIterator<Item = &'a str>, settings: &Settings<'_>) -> Outcome {
    let mut window = Window::new();
    let mut outcome = Outcome::default();
    let mut pending = String::new();
    let mut done = 0;
    let mut take = |window: &Window, step: Step, pending: &mut String, outcome: &mut Outcome| {
        assert_eq!(step.held, window.held());
        let mut copied = 0;
        for (span, with) in &step.replaced {
            outcome.output.push_str(&pending[copied..span.start]);
            outcome.output.push_str(with);
            copied = span.end;
        }
        outcome.output.push_str(&pending[copied..step.released]);
        if !step.findings.is_empty() {
            outcome.before_verdict.get_or_insert(done);
        }
        outcome.findings.extend(step.findings.into_iter().map(|mut finding| {
            finding.span = finding.span.start + done..finding.span.end + done;
            finding
        }));
        pending.drain(..step.released);
        done += step.released;
        outcome.most_held = outcome.most_held.max(pending.chars().count());
    };
    for piece in pieces {
        pending.push_str(piece);
        let step = window.push(piece, settings);
        take(&window, step, &mut pending, &mut outcome);
    }
    let step = window.finish(settings);
    take(&window, step, &mut pending, &mut outcome);
    assert!(pending.is_empty(), "the end clears everything");
    outcome
}

fn whole(text: &str, settings: &Settings<'_>) -> Outcome {
    stream([text], settings)
}

fn by_character(text: &str, settings: &Settings<'_>) -> Outcome {
    stream(text.split_inclusive(|_: char| true), settings)
}

fn same(left: &Outcome, right: &Outcome) -> bool {
    left.output == right.output && left.findings == right.findings
}

/// Cuts at character borders near the given places.
fn cut_at<'a>(text: &'a str, places: &[usize]) -> Vec<&'a str> {
    let mut places: Vec<_> = places.iter().map(|at| text.floor_char_boundary(at % (text.len() + 1))).collect();
    places.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for at in places {
        pieces.push(&text[from..at]);
        from = at;
    }
    pieces.push(&text[from..]);
    pieces
}

/// A small generator, so that tests need no luck.
fn random(seed: &mut u64) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize
}

/// Examples of every row of the families that windows judge.
fn examples() -> impl Iterator<Item = &'static str> {
    crate::rules::all()
        .filter(|rule| rule.kind.guard().is_some_and(|guard| DATA.contains(&guard)))
        .flat_map(|rule| rule.hits.iter().chain(rule.passes).copied())
}

#[test]
fn a_window_finds_what_a_scan_of_the_whole_finds() {
    let settings = looking_for(&DATA, &[]);
    let mut wrong = Vec::new();
    for example in examples() {
        let text = format!("Well, here it comes: {example} and so it went on.");
        let scanned = DETECTOR.scan(&text, Origin::Assistant, settings.wants).findings;
        let windowed = whole(&text, &settings).findings;
        if scanned != windowed {
            wrong.push(format!("{text:?}\n  scan   {scanned:?}\n  window {windowed:?}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_less_sure_than_its_limit_is_told_and_not_replaced() {
    let settings = |limit| Settings {
        limits: [Confidence::new(limit); Guard::ALL.len()],
        ..looking_for(&[Guard::Secrets], &[Guard::Secrets])
    };
    let key = concat!("AIzaSyq8RtV2", "nXw5LpKd7MzYb3HcJf9GsTe4Qua");
    let [alone, called] = ["it says", "my gemini key is"].map(|before| format!("{before} {key} there"));
    for (text, limit, is_replaced) in [(&alone, 0.95, false), (&alone, 0.5, true), (&called, 0.95, true)] {
        let outcome = by_character(text, &settings(limit));
        assert_eq!((outcome.findings.len(), outcome.output.contains(key)), (1, !is_replaced), "{text}");
    }
}

#[test]
fn every_two_way_cut_of_every_example_comes_out_the_same() {
    for settings in [looking_for(&DATA, &DATA), looking_for(&DATA, &[])] {
        for example in examples() {
            let text = format!("see {example} there");
            let expected = whole(&text, &settings);
            assert!(same(&by_character(&text, &settings), &expected), "{text:?} by character");
            for at in (0..text.len()).filter(|&at| text.is_char_boundary(at)) {
                let outcome = stream([&text[..at], &text[at..]], &settings);
                assert!(same(&outcome, &expected), "{text:?} cut at {at}: {outcome:?} instead of {expected:?}");
            }
        }
    }
}

#[test]
fn text_in_which_nothing_is_found_comes_out_as_it_went_in() {
    let text = "Plain words, a few numbers like 3 or 1,024, [brackets], a < b, Straße und Müller. 日本語のテキスト、そして😀 end";
    let outcome = by_character(text, &looking_for(&DATA, &DATA));
    assert_eq!((outcome.output.as_str(), outcome.findings.len()), (text, 0));
}

#[test]
fn nothing_is_held_where_nothing_is_looked_for() {
    let mut window = Window::new();
    let step = window.push("ann@exam", &looking_for(&[Guard::Injection], &[]));
    assert_eq!((step.released, step.held), (8, 0));
}

#[test]
fn an_idle_window_is_small() {
    let settings = looking_for(&DATA, &[]);
    let mut window = Window::new();
    assert!(window.memory() <= 96, "{}", window.memory());
    for _ in 0..500 {
        window.push(" words and 12 more words", &settings);
    }
    window.push(&"x".repeat(250), &settings);
    window.push(" done ", &settings);
    assert_eq!(window.held(), 0);
    assert!(window.memory() < 600, "{}", window.memory());
}

/// Pieces of which texts are made in the property tests: findings, halves of findings, and everything that leaves a
/// unit open.
const PIECES: &[&str] = &[
    " ",
    "  ",
    "\n",
    ", ",
    ". ",
    "a",
    "word",
    "The",
    "Long Title Of Names",
    "über",
    "日本",
    "😀",
    "\u{200b}",
    "ann@example.org",
    "ann@",
    "@",
    "4111 1111 1111 1111",
    "4111 1111",
    "DE89 3704 0044 0532 0130 00",
    "+49 30 1234567",
    " x33",
    "12",
    "3 ",
    "742 Evergreen Terrace",
    "Lindenstraße 12",
    "Springfield, IL 62704",
    "born on 24 September 1987",
    "password: ",
    "Winter99!x",
    "token = ",
    "user=",
    "9f8Kq2LmX7vKpT4sWbN9c3",
    "192.168.7.44",
    "-----BEGIN ",
    "RSA PRIVATE KEY-----",
    "\nMIIEowIBAAKCAQEA7d8x",
    "\n-----END RSA PRIVATE KEY-----",
    "eyJhbGciOiJIUzI1NiJ9",
    ".eyJzdWIiOiI0MjQyMTMxMjMifQ",
    ".t5crbJ3D7sICK1cSwO3l",
    "[",
    "](",
    "![x](https://e.example/p?d=",
    "bXkgc2VjcmV0IG5vdGVzIGZvciB5b3U",
    ")",
    "<img src=\"",
    "\">",
    "<",
    "CANARY",
    "CANARY-7 is",
    " here",
    "\\",
    "\\u00",
    "40",
    "\"",
    "{\"key\":",
    "AKIA",
    "Z7QW2XN4PLK5MRTB",
    "https://user:hunter22x@host.example/",
    "EMAIL_",
    "qZx7Kp2mVt9sLw4nRb8cYd3f",
    "qZx7Kp2mVt9sLw4nRb8cYd3fqZx7Kp2mVt9sLw4nRb8cYd3fqZx7Kp2mVt9sLw4nRb8cYd3f",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn where_a_text_is_cut_changes_nothing(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 1..40),
        places in prop::collection::vec(any::<usize>(), 0..12),
        json in any::<bool>(),
        masks in any::<bool>(),
    ) {
        let text = pieces.concat();
        let mut names = Pseudonyms::new(&ScopeKey::new([3; 32]));
        let token = names.token(&Kind::of("pii.email"), "bo\"b@example.org").to_owned();
        let text = text.replace("EMAIL_", &token);
        let settings = Settings {
            json,
            pseudonyms: &names,
            canary: Some("CANARY-7 Is Here"),
            ..looking_for(&DATA, if masks { &DATA } else { &[] })
        };
        let expected = whole(&text, &settings);
        let outcome = stream(cut_at(&text, &places), &settings);
        prop_assert!(same(&outcome, &expected), "{:?}\n{:?}\n{:?}", text, outcome, expected);
        let outcome = by_character(&text, &settings);
        prop_assert!(same(&outcome, &expected), "{:?}\n{:?}\n{:?}", text, outcome, expected);
        prop_assert!(outcome.most_held <= BOUND, "{}", outcome.most_held);
    }

    #[test]
    fn any_text_at_all_is_survived(text in "\\PC{0,300}", places in prop::collection::vec(any::<usize>(), 0..8), json in any::<bool>()) {
        let settings = Settings { json, canary: Some("é"), ..looking_for(&DATA, &DATA) };
        let outcome = stream(cut_at(&text, &places), &settings);
        prop_assert!(same(&outcome, &whole(&text, &settings)));
    }
}

#[test]
fn a_word_that_is_told_clean_without_a_window_passes_one_as_it_is() {
    let settings = looking_for(&DATA, &DATA);
    let words: Vec<&str> = examples().flat_map(str::split_ascii_whitespace).collect();
    let mut n_clean = 0;
    for (n, word) in words.iter().enumerate() {
        let joined = ["", ":", "=", "/"].map(|between| format!("{word}{between}{}", words[(n * 7 + 3) % words.len()]));
        for text in [(*word).to_owned()].iter().chain(&joined).filter(|text| is_clean_word(text, &settings)) {
            n_clean += 1;
            let outcome = whole(text, &settings);
            assert_eq!((&outcome.output, outcome.findings.len()), (text, 0), "{:?}", outcome.findings);
        }
    }
    assert!(n_clean > words.len(), "{n_clean} of {}", words.len());
}

/// A detector with an operator's own rules, each told by its id, its kind and what it must hit.
fn with_own(rows: Vec<(&str, &str, Find, &str)>) -> Detector {
    let rows = rows.into_iter().map(|(id, kind, find, hit)| Row {
        id: id.to_owned(),
        title: String::new(),
        source: String::new(),
        kind: Kind::parse(kind).unwrap(),
        confidence: 0.9,
        find,
        near: if hit.starts_with("ship") { vec!["ship".to_owned()] } else { Vec::new() },
        hits: vec![hit.to_owned()],
        passes: Vec::new(),
    });
    Detector::standard().with(std::sync::Arc::new(Rules::compile(rows.collect()).unwrap()))
}

fn words(words: &[&str]) -> Find {
    Find::Words(words.iter().map(|word| (*word).to_owned()).collect())
}

/// A detector that knows a project's name of two words, a number of three groups and a port.
static OWN: LazyLock<Detector> = LazyLock::new(|| {
    with_own(vec![
        ("a.words", "custom.project", words(&["Blue Heron", "heron of the north sea"]), "blue heron"),
        ("a.q", "pii.q", Find::Pattern(r"\bQ\d \d\d [a-z]{3}\b".to_owned()), "Q1 23 abc"),
        ("a.near", "pii.port", words(&["日本"]), "ship to 日本"),
    ])
});

#[test]
fn strm_01_an_operators_own_words_never_leave_in_parts() {
    let settings = Settings { detector: &OWN, ..looking_for(&DATA, &DATA) };
    let text = "So the blue   heron flies, a blue heron of the north sea too, blue skies and Q4 47 xyz; the herons of the north";
    let want = whole(text, &settings);
    assert!(!want.output.to_lowercase().contains("heron f") && !want.output.contains("xyz"), "{}", want.output);
    assert_eq!(want.findings.len(), 3, "{:?}", want.findings);
    assert!(same(&by_character(text, &settings), &want));
    let mut seed = 7;
    for _ in 0..300 {
        let places = [random(&mut seed), random(&mut seed), random(&mut seed)];
        assert!(same(&stream(cut_at(text, &places), &settings), &want), "{places:?}");
    }
}

#[test]
fn strm_01_a_word_that_counts_near_another_is_not_parted_when_that_has_left() {
    let settings = Settings { detector: &OWN, ..looking_for(&DATA, &DATA) };
    let text = "The ship that we sent left for 日本 today.";
    let want = whole(text, &settings);
    assert_eq!(want.findings.len(), 1, "{:?}", want.findings);
    assert_eq!(&text[want.findings[0].span.clone()], "日本");
    assert!(same(&by_character(text, &settings), &want));
}

#[test]
fn strm_01_own_words_of_scripts_without_spaces_are_not_parted() {
    let listed =
        with_own(vec![("a.words", "custom.project", words(&["青鷺計画", "青鷺 heron", "heron計"]), "青鷺計画")]);
    let pattern = with_own(vec![("a.q", "pii.q", Find::Pattern(r"番Q\d \d\d".to_owned()), "番Q1 23")]);
    for (detector, text, found) in [
        (&listed, "昨日青鷺計画について話した。", "青鷺計画"),
        (&listed, "これは青鷺 heron です", "青鷺 heron"),
        (&listed, "the heron計 and the herons", "heron計"),
        (&pattern, "番号は番Q7 47 です", "番Q7 47"),
    ] {
        let settings = Settings { detector, ..looking_for(&DATA, &DATA) };
        let want = whole(text, &settings);
        assert_eq!(want.findings.iter().map(|f| &text[f.span.clone()]).collect::<Vec<_>>(), [found]);
        assert!(same(&by_character(text, &settings), &want), "{text}");
    }
    // Where no listed word can begin, nothing waits for the end of the sentence.
    let settings = Settings { detector: &listed, ..looking_for(&DATA, &DATA) };
    let mut window = Window::new();
    assert!(window.push("昨日は天気がとても良かったので", &settings).held <= "ので".len());
}
