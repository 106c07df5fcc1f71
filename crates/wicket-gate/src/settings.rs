//! What the gate needs to know, as meant: checked values, no file syntax. The binary makes it from `wicketgate.toml`;
//! one value is one version of the configuration, and a visit sees exactly one version from knock to farewell.

mod judge;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;
use wicket_detect::second::Ask;
use wicket_types::{Action, Class, Confidence, Guard, Limits, ModelName, NanoDollars, OnError, ProviderName};
use wicket_wire::Protocol;

pub use judge::{Judge, JudgePrice, MOST_JUDGES, Speaks, When};

use crate::{address::Destination, rule_set::RuleSet};

/// One version of the configuration.
#[derive(Debug)]
pub struct Settings {
    /// Short digest of what was read, as written into every record.
    pub version: String,
    /// Where to listen.
    pub listen: Listen,
    /// The providers, in the order of the file: the order of preference.
    pub providers: Vec<Provider>,
    /// Aliases and orders of failover, looked at before the providers' own models.
    pub routes: Vec<ModelRoute>,
    /// Limits of callers that have none of their own.
    pub limits: Limits,
    /// What each guard does.
    pub guards: Guards,
    /// Guards of others that are asked beside them; at most [`MOST_JUDGES`].
    pub judges: Vec<Judge>,
    /// Bounds on time and memory.
    pub bounds: Bounds,
    /// The record.
    pub audit: Audit,
    /// Prices that the operator states or overrides, in dollars for a million tokens.
    pub prices: Vec<Price>,
    /// Whether system prompts get a canary and a fence.
    pub canary: bool,
    /// What the guards look for.
    pub rules: RuleSet,
}

/// Where to listen, and to whom.
#[derive(Debug, Clone)]
pub struct Listen {
    /// Applications.
    pub gate: SocketAddr,
    /// Console, admin interface, metrics.
    pub admin: SocketAddr,
    /// TLS of the gate's port.
    pub tls: Option<TlsFiles>,
    /// Networks whose callers are served; empty means all.
    pub allow: Vec<IpNet>,
    /// Networks whose callers are refused, also where `allow` has them.
    pub deny: Vec<IpNet>,
    /// Proxies whose `x-forwarded-for` is believed.
    pub trusted_proxies: Vec<IpNet>,
}

/// Where certificate and key lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// Certificate chain.
    pub cert: PathBuf,
    /// Private key; only its owner may read the file.
    pub key: PathBuf,
    /// Authorities for client certificates; set means that every client must show one.
    pub client_ca: Option<PathBuf>,
}

/// One `[providers.NAME]` entry.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its name.
    pub name: ProviderName,
    /// What it speaks.
    pub protocol: Protocol,
    /// Where it is.
    pub there: Destination,
    /// Model patterns with `*`; empty means none, and the provider is reached by routes only.
    pub models: Vec<String>,
    /// The most sensitive class that it may receive.
    pub accepts: Class,
    /// Region, for records.
    pub region: Option<String>,
    /// Name in the vendor register.
    pub vendor: Option<String>,
    /// Extra certificate authority, PEM, for a provider of one's own.
    pub ca: Option<PathBuf>,
}

/// One `[[routes]]` entry: a model name that callers use, and where it leads.
#[derive(Debug, Clone)]
pub struct ModelRoute {
    /// What callers write; may hold `*`.
    pub model: String,
    /// Provider and model, in order of preference.
    pub to: Vec<(ProviderName, ModelName)>,
}

/// What one guard does.
#[derive(Debug, Clone, Copy)]
pub struct GuardSetting {
    /// About a finding.
    pub action: Action,
    /// From which score or confidence on, 0.0 to 1.0.
    pub limit: Confidence,
    /// Whether requests are looked at.
    pub input: bool,
    /// Whether answers are looked at.
    pub output: bool,
    /// When the guard itself fails.
    pub on_error: OnError,
}

/// The settings of all guards.
#[derive(Debug, Clone, Copy)]
pub struct Guards {
    settings: [GuardSetting; Guard::ALL.len()],
    names: bool,
    encoder: Ask,
}

impl Guards {
    /// Settings by guard; the closure is asked once for each.
    pub fn new(of: impl FnMut(Guard) -> GuardSetting) -> Self {
        Guards { settings: Guard::ALL.map(of), names: false, encoder: Ask::Never }
    }

    /// The same, with names of persons, places and organisations among the personal data of requests, or without them.
    #[must_use]
    pub fn with_names(self, names: bool) -> Self {
        Guards { names, ..self }
    }

    /// Whether the guard of personal data looks for names.
    pub fn looks_for_names(&self) -> bool {
        self.names
    }

    /// The same, with the encoder asked about these texts. [`Guards::new`] asks it about none.
    #[must_use]
    pub fn with_encoder(self, encoder: Ask) -> Self {
        Guards { encoder, ..self }
    }

    /// Which texts the encoder reads.
    pub fn encoder(&self) -> Ask {
        self.encoder
    }

    /// The setting of one guard.
    pub fn of(&self, guard: Guard) -> &GuardSetting {
        &self.settings[guard as usize]
    }

    /// What applies when nothing is configured: mask personal data, refuse injection, secrets and leaks.
    pub fn default_of(guard: Guard) -> GuardSetting {
        let (action, limit) = match guard {
            Guard::Injection => (Action::Block, 0.7),
            Guard::Pii => (Action::Mask, 0.5),
            Guard::Secrets => (Action::Block, 0.5),
            Guard::Safety => (Action::Flag, 0.5),
            Guard::Leak => (Action::Block, 0.6),
            Guard::Exfil => (Action::Block, 0.5),
        };
        GuardSetting { action, limit: Confidence::new(limit), input: true, output: true, on_error: OnError::Refuse }
    }
}

impl Default for Guards {
    fn default() -> Self {
        Guards::new(Guards::default_of)
    }
}

/// Bounds on time and memory. Every phase of a visit has one.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// From accepting a connection, or the end of the last request, to a whole head.
    pub head: Duration,
    /// Longest silence within a body.
    pub body: Duration,
    /// How long an idle connection is kept.
    pub idle: Duration,
    /// To connect to a provider, TLS included.
    pub connect: Duration,
    /// From sending a call to the first byte of the answer.
    pub first_byte: Duration,
    /// Between two bytes of an answer, and for a client that does not read.
    pub stall: Duration,
    /// How often a stream that is held back, or silent, is kept alive.
    pub keep_alive: Duration,
    /// How long a visit waits for second looks, all its texts together.
    pub second_look: Duration,
    /// How long running visits may go on after the process was told to stop.
    pub drain: Duration,
    /// Bytes of request and answer bodies held at one time, all callers together.
    pub memory: u64,
    /// The same for one caller.
    pub memory_per_caller: u64,
    /// Longest answer that is not streamed.
    pub answer: u64,
    /// Connections at one time.
    pub connections: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Bounds {
            head: Duration::from_secs(10),
            body: Duration::from_secs(30),
            idle: Duration::from_secs(90),
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(120),
            stall: Duration::from_secs(60),
            keep_alive: Duration::from_secs(15),
            second_look: Duration::from_millis(200),
            drain: Duration::from_secs(30),
            memory: 512 << 20,
            memory_per_caller: 128 << 20,
            answer: 32 << 20,
            connections: 20_000,
        }
    }
}

/// How the record is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// Whether a record waits for the disk (`true`) or only survives a kill of the process (`false`).
    pub wait_for_disk: bool,
    /// Where a second copy of each signed checkpoint goes.
    pub anchor: Option<PathBuf>,
}

/// A price that the operator states.
#[derive(Debug, Clone)]
pub struct Price {
    /// Model pattern with `*`.
    pub model: String,
    /// For a million fresh prompt tokens.
    pub input: NanoDollars,
    /// For a million generated tokens.
    pub output: NanoDollars,
    /// For a million prompt tokens read from cache; `None` means as fresh ones.
    pub cache_read: Option<NanoDollars>,
    /// For a million prompt tokens written to cache; `None` means as fresh ones.
    pub cache_write: Option<NanoDollars>,
}
