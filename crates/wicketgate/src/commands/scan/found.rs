//! One finding as a report tells it: its place, its rule and its own text masked.

use std::borrow::Cow;

use serde::Serialize;
use wicket_detect::{Scan, Sign, Stages};
use wicket_types::{Confidence, Guard, Kind, Severity};

use super::place::{Place, visible};

/// Most characters of an excerpt.
const EXCERPT: usize = 60;

/// One finding.
#[derive(Debug, Serialize)]
pub(super) struct Found {
    pub(super) file: String,
    /// Entries of archives, from the outermost in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) inside: Vec<String>,
    pub(super) line: usize,
    pub(super) column: usize,
    #[serde(skip)]
    pub(super) end_line: usize,
    #[serde(skip)]
    pub(super) end_column: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
    pub(super) rule: Cow<'static, str>,
    pub(super) confidence: Confidence,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) severity: Option<Severity>,
    /// What was found, masked where it is a secret or personal.
    pub(super) excerpt: String,
    /// The same in each run while rule, file and the words around it stay; tells nothing of what was found.
    pub(super) fingerprint: String,
    #[serde(flatten)]
    pub(super) commit: Option<CommitOf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) explained: Option<Explained>,
}

/// The commit of a finding, in history.
#[derive(Debug, Serialize)]
pub(super) struct CommitOf {
    pub(super) commit: String,
    pub(super) author: String,
    pub(super) date: String,
}

impl CommitOf {
    pub(super) fn of(place: &Place) -> Option<Self> {
        let commit = place.commit.as_ref()?;
        Some(CommitOf { commit: commit.id.clone(), author: commit.author.clone(), date: commit.date.clone() })
    }
}

/// Why it was found.
#[derive(Debug, Serialize)]
pub(super) struct Explained {
    /// What the rules saw at the place.
    pub(super) signs: Vec<SignOf>,
    /// What the text around it scores; only families that are scored as a whole have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) score: Option<Score>,
}

/// The score of a text in one family, 0.0 to 1.0, and what each stage of the detector gave to it.
#[derive(Debug, Serialize)]
pub(super) struct Score {
    pub(super) total: f32,
    pub(super) stages: Vec<Stage>,
}

/// What one stage says of a text.
#[derive(Debug, Serialize)]
pub(super) struct Stage {
    pub(super) stage: &'static str,
    pub(super) score: f32,
}

impl Score {
    /// The score of a text in the family of `guard`.
    pub(super) fn of(scan: &Scan, guard: Guard) -> Option<Self> {
        let Stages { rules, linear, linear_safety, encoder, encoder_safety, .. } = scan.stages;
        let (total, first, second) = match guard {
            Guard::Injection => (scan.injection, vec![("rules", rules), ("linear", linear)], encoder),
            Guard::Safety => (scan.safety, vec![("linear", linear_safety)], encoder_safety),
            _ => return None,
        };
        let second = second.map(|score| ("encoder", score));
        let stages = first.into_iter().chain(second).map(|(stage, score)| Stage { stage, score }).collect();
        (total > 0.0).then_some(Score { total, stages })
    }
}

/// One sign, as a report tells it.
#[derive(Debug, Serialize)]
pub(super) struct SignOf {
    pub(super) rule: String,
    pub(super) title: String,
    pub(super) source: String,
    pub(super) reading: &'static str,
    pub(super) weight: f32,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl SignOf {
    /// The sign at code points `start..end`.
    pub(super) fn of(sign: &Sign, start: usize, end: usize) -> Self {
        SignOf {
            rule: sign.rule.clone().into_owned(),
            title: sign.title.clone().into_owned(),
            source: sign.source.clone().into_owned(),
            reading: sign.way.as_str(),
            weight: sign.weight,
            start,
            end,
        }
    }
}

/// What a report may show of `text`: the head of a long credential, which says whose it is, and nothing of a short one; the
/// words of an attack as they are, unless they hold something that is masked.
pub(super) fn excerpt(kind: &Kind, text: &str, holds_data: bool) -> String {
    let length = text.chars().count();
    let is_data = !matches!(kind.guard(), Some(Guard::Injection | Guard::Exfil | Guard::Safety));
    if is_data || holds_data {
        let head = match (kind.as_str().starts_with("secret."), length) {
            (true, 20..) => 4,
            (_, 8..) => 1,
            _ => 0,
        };
        let shown: String = text.chars().take(head).collect();
        return format!("{}… ({length} characters)", visible(&shown));
    }
    let text = on_one_line(text);
    let shown: String = text.chars().take(EXCERPT).collect();
    format!("{}{}", visible(&shown), if text.chars().nth(EXCERPT).is_some() { "…" } else { "" })
}

/// The beginning of `text`, with one space for each stretch of spaces and line breaks, and none at either end.
fn on_one_line(text: &str) -> String {
    let mut line = String::new();
    for word in text.split(char::is_whitespace).filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        // Long before its end the excerpt is full; a text may be a megabyte.
        if line.len() > 8 * EXCERPT {
            break;
        }
    }
    line
}

/// A sign that is too weak to be a finding.
#[derive(Debug)]
pub(super) struct Weak {
    pub(super) place: String,
    pub(super) sign: SignOf,
    /// What the text around scores in the sign's family, behind the last of that family.
    pub(super) score: Option<Score>,
}

/// A text that was not looked into, or not to its end, and why.
#[derive(Debug)]
pub(super) struct Skipped {
    pub(super) place: String,
    pub(super) why: Why,
    /// Whether somebody asked for this very text.
    pub(super) is_named: bool,
}

impl Skipped {
    /// Whether something is missing from the scan. A picture in a folder is no text that was missed; what was named, or may
    /// hold texts, is.
    pub(super) fn is_missed(&self) -> bool {
        self.is_named || self.why != Why::Binary
    }
}

/// Why a text was not looked into.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Why {
    /// No text and no archive that is known.
    Binary,
    /// An archive within more others than are opened.
    Deep,
    /// An archive that unpacks to more than is looked into.
    Bomb,
    /// An archive with more entries than are looked into.
    Crowded,
    /// An archive or entry that is encrypted, broken or packed in a way that is not known.
    Sealed,
    /// A file that could not be read; the scan is not complete.
    Unreadable(String),
    /// A folder that could not be read.
    Closed(String),
}

impl Why {
    /// What did not happen. Of an archive that breaks in the middle, the part in front of that was looked into.
    pub(super) fn outcome(&self) -> &'static str {
        match self {
            Why::Binary | Why::Deep | Why::Closed(_) => "not looked into",
            Why::Bomb | Why::Crowded | Why::Sealed | Why::Unreadable(_) => "not looked into to the end",
        }
    }

    pub(super) fn as_str(&self) -> &str {
        match self {
            Why::Binary => "not text",
            Why::Deep => "an archive below `--archive-depth`",
            Why::Bomb => "unpacks to more than `--max-unpacked`",
            Why::Crowded => "has more entries than are looked into",
            Why::Sealed => "encrypted, broken or packed in an unknown way",
            Why::Unreadable(why) | Why::Closed(why) => why,
        }
    }

    /// Whether what was asked for could not be done, so that the scan fails.
    pub(super) fn is_failure(&self) -> bool {
        matches!(self, Why::Unreadable(_) | Why::Closed(_))
    }
}
