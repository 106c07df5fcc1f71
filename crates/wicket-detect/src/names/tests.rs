use std::{sync::LazyLock, time::Instant};

use aws_lc_rs::digest::{SHA256, digest};
use proptest::prelude::*;
use wicket_types::Origin;

use super::{
    model::{Model, Unusable},
    viterbi::{self, NEVER, TAGS},
    *,
};
use crate::{Detector, Wants};

static DETECTOR: LazyLock<Detector> = LazyLock::new(Detector::standard);

fn found(text: &str) -> Vec<(&str, String)> {
    let scan = DETECTOR.scan(text, Origin::User, Wants::NONE.with_names());
    scan.findings.iter().map(|finding| (&text[finding.span.clone()], finding.rule.clone().into_owned())).collect()
}

#[test]
fn labelled_examples() {
    let person = |name| (name, "pii.person");
    let place = |name| (name, "pii.location");
    let organisation = |name| (name, "pii.organization");
    let cases: &[(&str, &[(&str, &str)])] = &[
        ("Tell Ingrid Halvorsen that I'm late.", &[person("Ingrid Halvorsen")]),
        ("Mr. Adeyemi's flight from Lagos is late", &[person("Adeyemi"), place("Lagos")]),
        ("Hi Priya,\nsee you at noon.\nCheers, Tom", &[person("Priya"), person("Tom")]),
        ("Frau Lindemann wohnt in Bremen.", &[person("Lindemann"), place("Bremen")]),
        ("Je m'appelle Camille Rousseau et j'habite à Nantes.", &[person("Camille Rousseau"), place("Nantes")]),
        ("Me llamo Lucía Navarro y vivo en Sevilla.", &[person("Lucía Navarro"), place("Sevilla")]),
        ("Меня зовут Ольга Соколова, я живу в городе Казань.", &[person("Ольга Соколова"), place("Казань")]),
        ("He joined Ashgrove Consulting Ltd in 2019", &[organisation("Ashgrove Consulting Ltd")]),
        ("name,city\nYuki Tanaka,Osaka\n", &[person("Yuki Tanaka"), place("Osaka")]),
        ("the build failed on Monday, see the log of the parser", &[]),
        ("let parser = Parser::new(Config::default());", &[]),
        ("What is the capital of the report?", &[]),
        ("", &[]),
    ];
    for (text, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|&(name, rule)| (name, rule.to_owned())).collect();
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn names_are_told_only_where_they_are_asked_for() {
    let text = "Please ask Maria Schneider in Hamburg to call me back.";
    assert_eq!(DETECTOR.scan(text, Origin::User, Wants::ALL).findings, []);
    assert_eq!(DETECTOR.scan(text, Origin::User, Wants::ALL.with_names()).findings.len(), 2);
}

#[test]
fn the_longest_known_name_counts() {
    let model = standard().expect("weights");
    let known = |text: &'static str| {
        let tokens: Vec<_> = token::tokens(text).collect();
        let found = features::known_names(text, &tokens, &features::look(text, &tokens, model), model);
        let text_of = |tokens: &[Token]| &text[tokens[0].start..tokens[tokens.len() - 1].end];
        found.into_iter().map(|name| (text_of(&tokens[name.tokens]), name.kind)).collect::<Vec<_>>()
    };
    use gazetteer::{LARGE_PLACE, ORGANIZATION};
    let expected = [("New York", LARGE_PLACE), ("Saint-Denis", LARGE_PLACE), ("Deutsche Bahn", ORGANIZATION)];
    assert_eq!(known("From New York to Saint-Denis by Deutsche Bahn"), expected);
    // Where nothing has a capital, a small word may be one.
    assert!(known("we were in berlin").contains(&("berlin", LARGE_PLACE)));
    assert!(!known("We were in berlin").contains(&("berlin", LARGE_PLACE)));
}

#[test]
fn an_address_in_a_block_is_told_line_by_line() {
    let text = "Ann Lee\n\n12 Mill Lane\n Apt. 4\n Leeds\n Ireland 40123\n";
    let address = |part| (part, "pii.address");
    let kinds = |text| {
        let scan = DETECTOR.scan(text, Origin::User, Wants::ALL.with_names());
        let told = scan.findings.into_iter().map(|finding| (text[finding.span].to_owned(), finding.kind.to_string()));
        told.collect::<Vec<_>>()
    };
    let expected = [
        ("Ann Lee", "pii.person"),
        address("12 Mill Lane"),
        address("Apt. 4"),
        ("Leeds", "pii.location"),
        ("Ireland", "pii.location"),
        address("40123"),
    ];
    assert_eq!(kinds(text), expected.map(|(part, kind)| (part.to_owned(), kind.to_owned())));
    let line = "Send it to 12 Mill Lane, Leeds, LS1 4DT.";
    assert_eq!(kinds(line), [("12 Mill Lane, Leeds, LS1 4DT".to_owned(), "pii.address".to_owned())]);
}

#[test]
fn a_street_gives_way_to_the_address_around_it_and_nothing_is_lost() {
    let finding = |kind: &'static str, span| Finding {
        kind: wicket_types::Kind::of(kind),
        span,
        confidence: Confidence::new(0.8),
        rule: kind.into(),
        severity: None,
    };
    let left = |mut findings: Vec<Finding>, class| -> Vec<(usize, usize)> {
        let names = [(Name { span: 5..40, class, margin: 1.0 }, 5..40)];
        drop_parts_of(&names, &mut findings);
        findings.into_iter().map(|finding| (finding.span.start, finding.span.end)).collect()
    };
    let street = || finding("pii.address", 5..20);
    assert!(left(vec![street()], ADDRESS).is_empty());
    assert_eq!(left(vec![street()], ORGANIZATION), [(5, 20)]);
    assert_eq!(left(vec![finding("pii.address", 5..40)], ADDRESS), [(5, 40)]);
    // The longer one gives way to the mail, so the street stays.
    assert_eq!(left(vec![street(), finding("pii.email", 30..50)], ADDRESS), [(5, 20), (30, 50)]);
}

#[test]
fn what_a_rule_proves_goes_before_a_name() {
    let text = "Maria Schneider <maria.schneider@example.org>, card 4111 1111 1111 1111, Hamburg";
    let scan = DETECTOR.scan(text, Origin::User, Wants::ALL.with_names());
    let kinds: Vec<&str> = scan.findings.iter().map(|finding| finding.kind.as_str()).collect();
    assert_eq!(kinds, ["pii.person", "pii.email", "pii.credit_card", "pii.location"]);
}

#[test]
fn a_disguised_name_is_found_where_it_stands() {
    let text = "Please ask Ma\u{200b}ria Schneider to call me back.";
    assert_eq!(found(text), [("Ma\u{200b}ria Schneider", "pii.person".to_owned())]);
}

#[test]
fn a_damaged_file_of_weights_is_refused() {
    let sealed = |mut content: Vec<u8>| {
        let sum = digest(&SHA256, &content);
        content.extend(sum.as_ref());
        content
    };
    let content = FILE[..FILE.len() - 32].to_vec();
    let with = |at: usize, bytes: &[u8]| {
        let mut changed = content.clone();
        changed[at..at + bytes.len()].copy_from_slice(bytes);
        changed
    };
    let refusal = |file: Vec<u8>| Model::read(&file).map(|_| ()).err();
    assert_eq!(refusal(sealed(content.clone())), None);
    assert_eq!(refusal(Vec::new()), Some(Unusable::Damaged));
    assert_eq!(refusal(FILE[..FILE.len() - 1].to_vec()), Some(Unusable::Damaged));
    assert_eq!(
        refusal([with(5000, &[1, 2, 3, 4]), FILE[FILE.len() - 32..].to_vec()].concat()),
        Some(Unusable::Damaged)
    );
    assert_eq!(refusal(sealed(with(0, b"X"))), Some(Unusable::Foreign));
    assert_eq!(refusal(sealed(content[..content.len() - 2].to_vec())), Some(Unusable::Damaged));
    assert_eq!(refusal(sealed([content.clone(), vec![0]].concat())), Some(Unusable::Damaged));
    for places in [0, 7, 1 << 30] {
        assert_eq!(refusal(sealed(with(8, &u32::to_le_bytes(places)))), Some(Unusable::OutOfBounds), "{places} places");
    }
    assert_eq!(refusal(sealed(with(12, &u32::MAX.to_le_bytes()))), Some(Unusable::OutOfBounds));
    assert_eq!(refusal(sealed(with(16, &u32::MAX.to_le_bytes()))), Some(Unusable::Damaged));
    assert_eq!(refusal(sealed(with(20, &f32::NAN.to_le_bytes()))), Some(Unusable::OutOfBounds));
}

#[test]
fn the_best_sequence_never_breaks_a_name_apart() {
    // Each token would rather be a later word of a person; the first one must begin it.
    let mut between = [[0; TAGS]; TAGS];
    for (before, row) in between.iter_mut().enumerate() {
        for (tag, score) in row.iter_mut().enumerate() {
            *score = if viterbi::may_follow(Some(before), tag) { 0 } else { NEVER };
        }
    }
    let start = std::array::from_fn(|tag| if viterbi::may_follow(None, tag) { 0 } else { NEVER });
    let mut scores = vec![[0; TAGS]; 3];
    scores.iter_mut().for_each(|row| row[2] = 9);
    let tags = viterbi::best(&scores, &model::Moves { start, between });
    assert_eq!(tags, [(1, 9), (2, 18), (2, 9)]);
}

#[test]
fn time_is_linear_in_the_text() {
    let model = standard().expect("weights");
    let time = |text: &str| {
        let once = || {
            let started = Instant::now();
            std::hint::black_box(names(model, text));
            started.elapsed()
        };
        (0..3).map(|_| once()).min().unwrap_or_default()
    };
    for part in ["Ann ", "a,", "\"name\": \"Ann\"\n", "王", "'a", "x=,"] {
        // Sixteen times where it is linear and 256 times where it is quadratic: between them lies room for a busy machine.
        let (short, long) = (time(&part.repeat(1_000)), time(&part.repeat(16_000)));
        assert!(long < short * 128, "{part:?}: sixteen times the text took {short:?} and {long:?}");
    }
}

proptest! {
    #[test]
    fn names_stand_on_borders_in_order(text in "(\\PC|[A-Z][a-z]+ |[:,\n\t\"=]|Dr\\. Anna |\u{200b}){0,80}") {
        let scan = DETECTOR.scan(&text, Origin::User, Wants::NONE.with_names());
        let mut end = 0;
        for finding in scan.findings {
            prop_assert!(text.get(finding.span.clone()).is_some_and(|name| !name.is_empty()));
            prop_assert!(finding.span.start >= end);
            end = finding.span.end;
        }
    }
}
