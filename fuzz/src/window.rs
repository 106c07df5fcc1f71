//! Where a stream is cut changes nothing, and no more than the bound is held back.

use std::sync::LazyLock;

use wicket_detect::{
    Detector, Wants,
    mask::{Pseudonyms, ScopeKey},
    window::{BOUND, Settings, Step, Window},
};
use wicket_types::{Confidence, Finding, Guard, Kind, Origin};

static DETECTOR: LazyLock<Detector> = LazyLock::new(Detector::standard);

/// What is planted in the system prompt.
const CANARY: &str = "CANARY-7 Is Here";
/// Stands in seeds for a pseudonym of the visit.
pub const TOKEN: &str = "EMAIL_";

/// Any text, cut at three places and at every character.
pub fn law(data: &[u8]) -> bool {
    let Some(([how, cuts @ ..], text)) = crate::parts::<4>(data) else { return false };
    let mut names = Pseudonyms::new(&ScopeKey::new([3; 32]));
    let token = names.token(&Kind::of("pii.email"), "bo\"b@example.org").to_owned();
    let text = text.replace(TOKEN, &token);
    let wants = Wants::of(&[Guard::Pii, Guard::Secrets, Guard::Exfil, Guard::Leak]);
    let settings = Settings {
        detector: &DETECTOR,
        origin: if how & 1 == 0 { Origin::Assistant } else { Origin::ToolCall },
        wants,
        masked: if how & 2 == 0 { wants } else { Wants::NONE },
        limits: [Confidence::new(0.5); Guard::ALL.len()],
        pseudonyms: &names,
        canary: (how & 4 == 0).then_some(CANARY),
        json: how & 8 != 0,
    };
    same_however_cut(&text, cuts, &settings);
    true
}

/// The law for one text: in one piece, in four, and character by character.
pub fn same_however_cut(text: &str, mut cuts: [u8; 3], settings: &Settings<'_>) {
    cuts.sort_unstable();
    let mut pieces = Vec::new();
    let mut from = 0;
    for cut in cuts {
        let at = text.floor_char_boundary(text.len() * usize::from(cut) / 255);
        pieces.push(&text[from..at]);
        from = at;
    }
    pieces.push(&text[from..]);
    let whole = stream([text], settings);
    assert!(stream(pieces, settings) == whole, "cut at {cuts:?} another outcome than {whole:?} of {text:?}");
    let by_character = stream(text.split_inclusive(|_: char| true), settings);
    assert!(by_character == whole, "by character {by_character:?} and not {whole:?} of {text:?}");
    crate::scan::in_order(&whole.findings, text);
}

/// What came out.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    output: String,
    findings: Vec<Finding>,
}

fn stream<'t>(pieces: impl IntoIterator<Item = &'t str>, settings: &Settings<'_>) -> Outcome {
    let (mut window, mut pending, mut done) = (Window::new(), String::new(), 0);
    let mut outcome = Outcome::default();
    let mut take = |step: Step, pending: &mut String| {
        let mut copied = 0;
        for (span, with) in &step.replaced {
            outcome.output.push_str(&pending[copied..span.start]);
            outcome.output.push_str(with);
            copied = span.end;
        }
        outcome.output.push_str(&pending[copied..step.released]);
        outcome.findings.extend(
            step.findings
                .into_iter()
                .map(|finding| Finding { span: finding.span.start + done..finding.span.end + done, ..finding }),
        );
        pending.drain(..step.released);
        done += step.released;
        assert_eq!(pending.len(), step.held);
        assert!(pending.chars().count() <= BOUND, "{} characters held of {pending:?}", pending.chars().count());
    };
    for piece in pieces {
        pending.push_str(piece);
        take(window.push(piece, settings), &mut pending);
    }
    take(window.finish(settings), &mut pending);
    assert!(pending.is_empty(), "the end clears everything, and not {pending:?}");
    outcome
}
