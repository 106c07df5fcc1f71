//! Findings lie in the text, in order and apart; and what is masked by them can be put back.

use std::sync::LazyLock;

use wicket_detect::{
    Detector, Wants, leak,
    mask::{Pseudonyms, ScopeKey, Unescaped, redact},
};
use wicket_types::{Finding, Guard, Origin};

static DETECTOR: LazyLock<Detector> = LazyLock::new(Detector::standard);

/// Who may have written a text.
const ORIGINS: [Origin; 6] =
    [Origin::User, Origin::Assistant, Origin::ToolCall, Origin::ToolResult, Origin::System, Origin::Name];

/// A scan and its masks, of any text by anyone.
pub fn law(data: &[u8]) -> bool {
    let Some(([origin, wants], text)) = crate::parts(data) else { return false };
    let origin = ORIGINS[usize::from(origin) % ORIGINS.len()];
    let guards: Vec<Guard> = Guard::ALL.into_iter().filter(|guard| wants >> *guard as u8 & 1 == 1).collect();
    let wants = if wants >= 0x80 { Wants::of(&guards).with_names() } else { Wants::of(&guards) };
    let scan = DETECTOR.scan(&text, origin, wants);
    for score in [scan.injection, scan.safety, scan.leak, scan.stages.rules, scan.stages.linear] {
        assert!((0.0..=1.0).contains(&score), "{score} for {text:?}");
    }
    in_order(&scan.findings, &text);
    for sign in DETECTOR.explain(&text, origin, wants) {
        assert!(text.get(sign.span.clone()).is_some(), "{sign:?} of {text:?}");
    }
    comes_back(&text, scan.findings.clone());
    stays_json(&text, origin, wants);
    assert!(DETECTOR.scan(&text, origin, wants) == scan, "another scan of {text:?}");
    let half = &text[..text.floor_char_boundary(text.len() / 2)];
    leak::contains_canary(&text, half);
    assert!((0.0..=1.0).contains(&leak::score(&text, half)));
    true
}

/// Sorted by their start, on borders of characters, never empty, and apart within a guard.
pub fn in_order(findings: &[Finding], text: &str) {
    assert!(findings.is_sorted_by_key(|finding| finding.span.start), "{findings:?} of {text:?}");
    for finding in findings {
        assert!(text.get(finding.span.clone()).is_some_and(|found| !found.is_empty()), "{finding:?} of {text:?}");
    }
    for guard in Guard::ALL {
        let of_guard: Vec<_> = findings.iter().filter(|finding| finding.kind.guard() == Some(guard)).collect();
        let apart = of_guard.is_sorted_by(|a, b| a.span.end <= b.span.start);
        assert!(apart, "{of_guard:?} overlap in {text:?}");
    }
}

/// What is masked is put back byte by byte, but for credentials, which are never put back.
fn comes_back(text: &str, mut findings: Vec<Finding>) {
    let redacted = redact(text, &findings);
    assert!(findings.is_empty() || redacted.as_str() != text);
    findings.retain(|finding| finding.kind.guard() != Some(Guard::Secrets));
    let mut names = Pseudonyms::new(&ScopeKey::new([7; 32]));
    let masked = names.mask(text, &findings, false);
    assert_eq!(names.unmask(masked.as_str(), false), text, "behind {masked}");
}

/// JSON whose values are masked is JSON, and so it is when they are put back.
fn stays_json(text: &str, origin: Origin, wants: Wants) {
    if serde_json::from_str::<serde_json::Value>(text).is_err() {
        return;
    }
    let unescaped = Unescaped::of(text);
    let mut findings = DETECTOR.scan(unescaped.text(), origin, wants).findings;
    for finding in &mut findings {
        finding.span = unescaped.source(finding.span.clone());
    }
    let mut names = Pseudonyms::new(&ScopeKey::new([7; 32]));
    let masked = names.mask(text, &findings, true).as_str().to_owned();
    let restored = names.unmask(&masked, true);
    for json in [masked.as_str(), &restored] {
        assert!(serde_json::from_str::<serde_json::Value>(json).is_ok(), "{text:?} became {json:?}");
    }
}
