//! The guards, what each may do about a finding, and what came of it all.

use serde::{Deserialize, Serialize};

/// A family of detectors that the operator turns as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// Text that tries to change what the model was told to do.
    Injection,
    /// Personal data.
    Pii,
    /// Credentials and keys.
    Secrets,
    /// Harmful content.
    Safety,
    /// Answers that reveal the system prompt.
    Leak,
    /// Links and markup that carry data out.
    Exfil,
}

impl Guard {
    /// Every guard, in the order in which reports list them.
    pub const ALL: [Guard; 6] =
        [Guard::Injection, Guard::Pii, Guard::Secrets, Guard::Safety, Guard::Leak, Guard::Exfil];

    /// The name used in the configuration file, metrics and audit.
    pub const fn as_str(self) -> &'static str {
        match self {
            Guard::Injection => "injection",
            Guard::Pii => "pii",
            Guard::Secrets => "secrets",
            Guard::Safety => "safety",
            Guard::Leak => "leak",
            Guard::Exfil => "exfil",
        }
    }
}

/// What a guard does about a finding, from mild to strict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Do not look.
    Off,
    /// Let pass and say so.
    Flag,
    /// Replace by a pseudonym (personal data) or a fixed token (secrets).
    Mask,
    /// Refuse the visit.
    Block,
    /// Wait for a person.
    Hold,
}

/// What happens when a guard itself fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// Refuse: the default, for a rule that breaks is not a rule that passes.
    #[default]
    Refuse,
    /// Pass: the operator's named exception, audited each time.
    Pass,
}

/// The outcome of a visit, as told in the header `wicketgate-verdict`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing was found.
    #[default]
    Allow,
    /// Something was found and let pass.
    Flag,
    /// Something was replaced.
    Mask,
    /// The visit was refused.
    Block,
    /// The visit waits for a person.
    Hold,
}

impl Verdict {
    /// The word in the header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Allow => "allow",
            Verdict::Flag => "flag",
            Verdict::Mask => "mask",
            Verdict::Block => "block",
            Verdict::Hold => "hold",
        }
    }

    /// The verdict that an action leads to once something was found.
    pub const fn of(action: Action) -> Verdict {
        match action {
            Action::Off => Verdict::Allow,
            Action::Flag => Verdict::Flag,
            Action::Mask => Verdict::Mask,
            Action::Block => Verdict::Block,
            Action::Hold => Verdict::Hold,
        }
    }
}
