//! What a detector reports: kind, place, confidence and the rule that says so. Never the text itself.

use std::{borrow::Cow, fmt, ops::Range};

use serde::{Serialize, Serializer};

use crate::Guard;

/// A dotted kind such as `pii.email`, `secret.aws_key`, `injection.override`; the first part names the guard.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Kind(Cow<'static, str>);

impl Kind {
    /// A kind known when the program was written.
    pub const fn of(dotted: &'static str) -> Self {
        Kind(Cow::Borrowed(dotted))
    }

    /// A kind named by the operator. Lower-case letters, digits, `_` and `.` only; anything else gives `None`.
    pub fn parse(dotted: &str) -> Option<Self> {
        let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '.');
        let parts_filled = dotted.split('.').all(|part| !part.is_empty());
        (dotted.contains('.') && parts_filled && dotted.chars().all(fine)).then(|| Kind(Cow::Owned(dotted.to_owned())))
    }

    /// The dotted name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The guard that this kind belongs to; `None` for a first part that no guard answers for.
    pub fn guard(&self) -> Option<Guard> {
        // Asked of every hit: a loop over nine bytes is quicker than a search of the string.
        match self.0.as_bytes().split(|byte| *byte == b'.').next()? {
            b"injection" => Some(Guard::Injection),
            b"pii" => Some(Guard::Pii),
            // What an operator calls by a word of their own must not leave the house, as a credential must not.
            b"secret" | b"custom" => Some(Guard::Secrets),
            b"safety" => Some(Guard::Safety),
            b"leak" => Some(Guard::Leak),
            b"exfil" => Some(Guard::Exfil),
            _ => None,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Kind {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

/// How sure a detector is: 0.0 (not at all) to 1.0 (certain). Checked once, at birth.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
pub struct Confidence(f32);

impl Confidence {
    /// A checked format, such as a card number with the right check digit.
    pub const CERTAIN: Confidence = Confidence(1.0);

    /// Clamps into 0.0 … 1.0; a number that is none counts as 0.0.
    pub const fn new(value: f32) -> Self {
        if value >= 1.0 {
            Confidence(1.0)
        } else if value > 0.0 {
            Confidence(value)
        } else {
            Confidence(0.0)
        }
    }

    /// The number, 0.0 to 1.0.
    pub const fn get(self) -> f32 {
        self.0
    }
}

/// How severe a harmful text is, as moderation policies grade it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Coarse, lewd or unkind.
    Low,
    /// Harm is meant or helped.
    Medium,
    /// Lives, children or many people are at stake.
    High,
}

impl Severity {
    /// What a report says.
    pub const fn as_str(self) -> &'static str {
        match self {
            Severity::Low => "low",
            Severity::Medium => "medium",
            Severity::High => "high",
        }
    }
}

/// One thing found in one text. `span` is a byte range of the text as given, on character borders, end exclusive.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub span: Range<usize>,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// The id of the rule that found it: of a row of this program, or of the operator's own.
    pub rule: Cow<'static, str>,
    /// How severe it is, for harmful text that the encoder or a built-in rule judged.
    pub severity: Option<Severity>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_knows_its_guard() {
        assert_eq!(Kind::of("secret.aws_key").guard(), Some(Guard::Secrets));
        assert_eq!(Kind::parse("pii.national_id.de").and_then(|k| k.guard()), Some(Guard::Pii));
        assert_eq!(Kind::of("weather.rain").guard(), None);
    }

    #[test]
    fn malformed_kinds_are_not_kinds() {
        for bad in ["", "pii", "pii.", ".email", "PII.email", "pii.e mail"] {
            assert_eq!(Kind::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn confidence_is_clamped_and_never_nan() {
        assert_eq!(Confidence::new(7.0).get(), 1.0);
        assert_eq!(Confidence::new(f32::NAN).get(), 0.0);
    }
}
