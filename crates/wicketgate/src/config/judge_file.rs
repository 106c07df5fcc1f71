//! `[[judges]]` as a person writes it. The comments here become the reference page; checks live in `settings`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    file::BudgetFile,
    units::{HumanBytes, HumanDuration, PrivateFile, SecretName},
};

/// A guard of others that is asked over HTTP beside the built-in ones.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgeFile {
    /// Its name, in records as `judge.NAME`; no provider has the same.
    pub name: String,
    /// `"openai-moderation"`, `"llama-guard"`, `"shieldgemma"` (both behind chat completions) or `"http"`, the gate's own
    /// contract.
    pub kind: String,
    /// Scheme, host, port and path, before `/moderations`, `/chat/completions` or `/judge`.
    pub url: String,
    /// The networks of your own that the host's name leads to, and then nowhere else; or `true` for any.
    #[serde(default)]
    pub private: PrivateFile,
    /// Its key, as `"vault:NAME"`, `"env:NAME"` or `"file:PATH"`. Left out means: no credential is sent.
    pub key: Option<SecretName>,
    /// Extra certificate authority in PEM, as `"file:…"`, for a judge of your own.
    pub ca: Option<SecretName>,
    /// The model. Required for `llama-guard` and `shieldgemma`, unknown to `http`.
    pub model: Option<String>,
    /// The principle that a `shieldgemma` judges by, in the form `"Name": The text shall not …`. Default: no dangerous
    /// content.
    pub policy: Option<String>,
    /// The guards that its word counts for: `"injection"`, `"safety"`, `"pii"`, `"secrets"`, `"exfil"`. A judge tells no
    /// places, so what its guard would mask is refused.
    pub guards: Vec<String>,
    /// `["input"]`, `["output"]` or both. A streamed answer is judged at its end.
    #[serde(default = "input")]
    pub applies_to: Vec<String>,
    /// `"always"`, or `"undecided"`: only texts for which the built-in score of `injection` or `safety` lies in `band`; the
    /// judge's word then takes the place of the built-in one.
    #[serde(default = "always")]
    pub when: String,
    /// The scores that count as undecided, both ends included.
    #[serde(default = "band")]
    pub band: [f64; 2],
    /// From which score on its word is a finding, 0.0 to 1.0. Left out means: where it says so itself.
    pub threshold: Option<f32>,
    /// How long a visit waits for it, all questions together. Default `"2s"`.
    #[serde(default = "two_seconds")]
    pub deadline: HumanDuration,
    /// When it gives no verdict: `"refuse"` or, as a named exception, `"pass"`; then the built-in guards stand alone.
    #[serde(default = "refuse")]
    pub on_error: String,
    /// Take personal data and credentials out of what it sees.
    #[serde(default = "yes")]
    pub mask: bool,
    /// The most sensitive class that it may receive; a call above it counts as one without a verdict.
    #[serde(default = "internal")]
    pub accepts: String,
    /// Most text in one question; longer text is asked about in parts that overlap. Default `"8KiB"`.
    #[serde(default = "eight_kib")]
    pub text_bytes: HumanBytes,
    /// Most questions of one visit and direction; a call with more text counts as one without a verdict.
    #[serde(default = "sixty_four")]
    pub questions: usize,
    /// Most questions at one time, all visits together.
    #[serde(default = "sixteen")]
    pub concurrent: usize,
    /// How long a verdict is remembered, so that an unchanged history is not judged again; `"0s"` means not at all.
    /// Default `"10m"`.
    #[serde(default = "ten_minutes")]
    pub remember: HumanDuration,
    /// What it costs. Left out means free; with a budget it must be stated.
    pub price: Option<JudgePriceFile>,
    /// What may be spent on it, all callers together. `wicketgate budget set judge:NAME` comes first.
    pub budget: Option<BudgetFile>,
}

/// What a judge costs, in dollars.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct JudgePriceFile {
    /// Each question.
    pub call: f64,
    /// A million prompt tokens.
    pub input: f64,
    /// A million generated tokens.
    pub output: f64,
}

fn input() -> Vec<String> {
    vec!["input".into()]
}

fn always() -> String {
    "always".into()
}

const fn band() -> [f64; 2] {
    [0.3, 0.9]
}

fn refuse() -> String {
    "refuse".into()
}

fn internal() -> String {
    "internal".into()
}

const fn yes() -> bool {
    true
}

const fn two_seconds() -> HumanDuration {
    HumanDuration(std::time::Duration::from_secs(2))
}

const fn ten_minutes() -> HumanDuration {
    HumanDuration(std::time::Duration::from_secs(600))
}

const fn eight_kib() -> HumanBytes {
    HumanBytes(8 << 10)
}

const fn sixty_four() -> usize {
    64
}

const fn sixteen() -> usize {
    16
}
