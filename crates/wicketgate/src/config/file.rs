//! `wicketgate.toml` as a person writes it. The comments here become the reference page; checks live in `settings`.

use std::{collections::BTreeMap, path::PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    judge_file::JudgeFile,
    units::{HumanBytes, HumanDuration, PrivateFile, SecretName},
};

/// The whole file. Every part may be left out; the defaults are safe.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    /// Where the gate and its admin side listen.
    pub listen: ListenFile,
    /// Where keys, budgets, secrets and the record are kept.
    pub store: StoreFile,
    /// The providers behind the gate, by name.
    pub providers: BTreeMap<String, ProviderFile>,
    /// Model names that callers use, and where they lead; looked at before the providers' own models.
    pub routes: Vec<RouteFile>,
    /// Limits of callers that have none of their own.
    pub limits: LimitsFile,
    /// What each guard does.
    pub guards: GuardsFile,
    /// Guards of others that are asked beside them; all that they say is a score.
    pub judges: Vec<JudgeFile>,
    /// Bounds on time and memory.
    pub bounds: BoundsFile,
    /// Prices that the built-in table lacks or has otherwise, by model pattern.
    pub prices: BTreeMap<String, PriceFile>,
    /// The record of every visit.
    pub audit: AuditFile,
}

/// Where the gate and its admin side listen.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ListenFile {
    /// Applications.
    pub gate: String,
    /// Metrics and administration; never shared with the gate's port, never on a public address.
    pub admin: String,
    /// TLS for applications.
    pub tls: Option<TlsFile>,
    /// Networks that are served, such as `"10.0.0.0/8"`; empty means all.
    pub allow: Vec<String>,
    /// Networks that are refused, also where `allow` has them.
    pub deny: Vec<String>,
    /// Proxies whose `x-forwarded-for` is believed.
    pub trusted_proxies: Vec<String>,
    /// Listen in the clear on an address that other machines reach. A named exception: it is written into the record.
    pub plaintext_on_public_address: bool,
}

impl Default for ListenFile {
    fn default() -> Self {
        ListenFile {
            gate: "127.0.0.1:8080".into(),
            admin: "127.0.0.1:9090".into(),
            tls: None,
            allow: Vec::new(),
            deny: Vec::new(),
            trusted_proxies: Vec::new(),
            plaintext_on_public_address: false,
        }
    }
}

/// TLS for applications; the files are read again when they change.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TlsFile {
    /// Certificate chain in PEM, as `"file:…"`.
    pub cert: SecretName,
    /// Private key in PEM, as `"file:…"`, readable by its owner only.
    pub key: SecretName,
    /// Authorities for client certificates in PEM; set means that every client must show one.
    pub client_ca: Option<SecretName>,
}

/// Where keys, budgets, secrets and the record are kept.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct StoreFile {
    /// `"sqlite:PATH"`; the folder of the file also holds the root key and the record. Relative to the file's folder.
    pub url: String,
    /// A passphrase that opens the root key, instead of a key file.
    pub passphrase: Option<SecretName>,
}

impl Default for StoreFile {
    fn default() -> Self {
        StoreFile { url: "sqlite:data/wicketgate.db".into(), passphrase: None }
    }
}

/// One provider.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderFile {
    /// `"openai"` or `"anthropic"`.
    pub protocol: String,
    /// Scheme, host and port, and a path prefix where the provider has one before `/v1`.
    pub url: String,
    /// The networks of your own that the host's name leads to, such as `["10.2.0.0/16"]`, and then nowhere else; or
    /// `true` for any. An address that is written out needs no leave.
    #[serde(default)]
    pub private: PrivateFile,
    /// The provider's key, as `"vault:NAME"`, `"env:NAME"` or `"file:PATH"`. Left out means: no credential is sent.
    pub key: Option<SecretName>,
    /// Models that it serves; `*` stands for any run of characters.
    #[serde(default)]
    pub models: Vec<String>,
    /// Its name in the vendor register.
    pub vendor: Option<String>,
    /// Where it processes data.
    pub region: Option<String>,
    /// The most sensitive class that it may receive: `"public"`, `"internal"`, `"confidential"` or `"regulated"`.
    #[serde(default = "internal")]
    pub accepts: String,
    /// Extra certificate authority in PEM, as `"file:…"`, for a provider of your own.
    pub ca: Option<SecretName>,
}

fn internal() -> String {
    "internal".into()
}

/// A model name that callers use, and where it leads.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteFile {
    /// What callers write; `*` stands for any run of characters.
    pub model: String,
    /// `"provider:model"`, in order of preference: the next is tried when one fails before its first byte.
    pub to: Vec<String>,
}

/// Limits for one caller.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsFile {
    /// Requests allowed in any sixty seconds.
    pub requests_per_minute: u32,
    /// Tokens, in and out, allowed in any sixty seconds.
    pub tokens_per_minute: u64,
    /// Calls under way at one time.
    pub concurrent: u32,
    /// Largest request body, for example `"4MiB"`.
    pub body_bytes: HumanBytes,
    /// Money for a period.
    pub budget: BudgetFile,
}

impl Default for LimitsFile {
    fn default() -> Self {
        LimitsFile {
            requests_per_minute: 600,
            tokens_per_minute: 400_000,
            concurrent: 64,
            body_bytes: HumanBytes(4 << 20),
            budget: BudgetFile { usd: 50.0, per: "day".into() },
        }
    }
}

/// Money for a period.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BudgetFile {
    /// US dollars.
    pub usd: f64,
    /// `"hour"`, `"day"`, `"week"`, `"month"` or `"total"`; periods begin at midnight UTC.
    pub per: String,
}

/// What each guard does.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GuardsFile {
    /// Text that tries to change what the model was told to do. Default `block` from score 0.7 on.
    pub injection: GuardFile,
    /// Personal data. Default `mask`.
    pub pii: GuardFile,
    /// Credentials. Default `block`.
    pub secrets: GuardFile,
    /// Harmful content. Default `flag`.
    pub safety: GuardFile,
    /// Answers that reveal the system prompt. Default `block` from score 0.6 on.
    pub leak: GuardFile,
    /// Links and markup that would carry data out. Default `block`.
    pub exfil: GuardFile,
    /// Files with rules of your own, looked for by all guards; see the keys of a rule file below. Relative to this file.
    pub rules: Vec<PathBuf>,
    /// Plant a marker in system prompts, so that a leak is certain when the marker comes back. Changes the prompt.
    pub canary: bool,
    /// Let the guard `pii` also look for names of persons, places and organisations, for addresses of any shape and for
    /// profiles and home pages, in what users and tools say. A tagger tells them by judgement, so it misses some and takes some other words for names.
    pub names: bool,
    /// Which texts of requests a small neural network reads behind the other detectors, to tell attacks and harmful talk:
    /// `"undecided"` (default), about one ordinary text in fifty, `"always"` or `"never"`. A look takes milliseconds.
    pub encoder: Option<String>,
}

/// One guard. What is left out is as the default of that guard.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct GuardFile {
    /// `"off"`, `"flag"`, `"mask"` or `"block"`.
    pub action: Option<String>,
    /// From which score on, 0.0 to 1.0.
    pub limit: Option<f32>,
    /// `["input"]`, `["output"]` or both.
    pub applies_to: Option<Vec<String>>,
    /// When the guard itself fails: `"refuse"` or, as a named exception, `"pass"`.
    pub on_error: Option<String>,
}

/// Bounds on time and memory.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct BoundsFile {
    /// For a whole request head, for example `"10s"`.
    pub head: Option<HumanDuration>,
    /// Longest silence within a request body; it also has to keep 1 KiB a second after its first ten. Default `"30s"`.
    pub body: Option<HumanDuration>,
    /// To connect to a provider. Default `"5s"`.
    pub connect: Option<HumanDuration>,
    /// From a call to the first byte of its answer. Default `"120s"`.
    pub first_byte: Option<HumanDuration>,
    /// Between two bytes of an answer, and for a client that does not read. Default `"60s"`.
    pub stall: Option<HumanDuration>,
    /// How often a silent stream is kept alive. Default `"15s"`.
    pub keep_alive: Option<HumanDuration>,
    /// How long a call waits for the encoder before the other detectors decide alone. Default `"200ms"`.
    pub second_look: Option<HumanDuration>,
    /// How long running visits may go on after the process was told to stop. Default `"30s"`.
    pub drain: Option<HumanDuration>,
    /// Bytes of bodies held at one time, all callers together. Default `"512MiB"`.
    pub memory: Option<HumanBytes>,
    /// The same for one caller. Default `"128MiB"`.
    pub memory_per_caller: Option<HumanBytes>,
    /// Longest answer that is not streamed. Default `"32MiB"`.
    pub answer: Option<HumanBytes>,
    /// Connections at one time. Default 20000.
    pub connections: Option<usize>,
}

/// Price of a model in dollars for a million tokens.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceFile {
    /// Fresh prompt tokens.
    pub input: f64,
    /// Generated tokens.
    pub output: f64,
    /// Prompt tokens read from the provider's cache; left out means as fresh ones.
    pub cache_read: Option<f64>,
    /// Prompt tokens written to the provider's cache; left out means as fresh ones.
    pub cache_write: Option<f64>,
}

/// The record of every visit.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AuditFile {
    /// Which texts are kept beside the record: `"none"`. Digests and sizes always are.
    pub payloads: String,
    /// When the record cannot be written: `"refuse"`.
    pub on_error: String,
    /// `"process"` survives a kill of the process; `"disk"` waits for the disk, and survives a loss of power.
    pub durability: String,
    /// A file that gets a copy of every signed checkpoint, best on another machine: a log that ends before it is not served.
    pub anchor: Option<PathBuf>,
}

impl Default for AuditFile {
    fn default() -> Self {
        let word = str::to_owned;
        AuditFile { payloads: word("none"), on_error: word("refuse"), durability: word("process"), anchor: None }
    }
}
