//! From the file as written to the settings as meant. All checks live here; each names the key, what was found and what
//! would be right.

use std::{
    collections::{BTreeMap, HashSet},
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use wicket_gate::{
    perimeter::tls::Files,
    settings::{Audit, Bounds, GuardSetting, Guards, Listen, ModelRoute, Price, Provider, Settings},
    upstream::address::Destination,
};
use wicket_types::{
    Action, Bytes, Class, Confidence, Guard, Limits, ModelName, NanoDollars, OnError, ProviderName,
    limits::{Budget, Period},
};
use wicket_wire::Protocol;

use super::{
    diagnose::{Problem, nearest},
    file::{BudgetFile, File, GuardFile, ProviderFile, TlsFile},
    units::SecretName,
};

/// Where each provider's key lies.
pub type KeyNames = BTreeMap<ProviderName, SecretName>;

/// A checked configuration.
#[derive(Debug)]
pub struct Configuration {
    /// What the gate needs.
    pub settings: Settings,
    /// Where the providers' keys lie.
    pub keys: KeyNames,
    /// The data folder.
    pub data: PathBuf,
    /// The database's file in it.
    pub database: PathBuf,
    /// Where the passphrase lies that opens the root key, if there is one.
    pub passphrase: Option<SecretName>,
    /// Named exceptions to safe defaults, for the record and the console.
    pub exceptions: Vec<String>,
}

/// Checks `file`, which was read from `text` in `folder`.
pub fn from_file(file: File, text: &str, folder: &Path, path: Option<&Path>) -> Result<Configuration, Vec<Problem>> {
    let mut check = Check { folder, text, path, problems: Vec::new() };
    let mut exceptions = Vec::new();
    let listen = check.listen(&file, &mut exceptions);
    let mut keys = KeyNames::new();
    let providers = check.providers(file.providers, &mut keys);
    let routes = check.routes(&file.routes, &providers);
    let limits = check.limits(&file.limits);
    let guards = check.guards(&file.guards, &mut exceptions);
    let prices = check.prices(&file.prices);
    let audit = check.audit(&file.audit);
    let bounds = bounds(&file.bounds);
    let (data, database) = check.store(&file.store.url);
    let settings = Settings {
        version: version_of(text),
        listen,
        providers,
        routes,
        limits,
        guards,
        bounds,
        audit,
        prices,
        canary: file.guards.canary,
    };
    if check.problems.is_empty() {
        Ok(Configuration { settings, keys, data, database, passphrase: file.store.passphrase, exceptions })
    } else {
        Err(check.problems)
    }
}

/// First 12 hexadecimal digits of the SHA-256 of the file: which version of it a record speaks of.
fn version_of(text: &str) -> String {
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes())
        .as_ref()
        .iter()
        .take(6)
        .map(|b| format!("{b:02x}"))
        .collect()
}

struct Check<'a> {
    folder: &'a Path,
    text: &'a str,
    path: Option<&'a Path>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    /// Notes a problem at the first place where `key` is written.
    fn wrong(&mut self, key: &str, message: impl Into<String>, hint: impl Into<String>) {
        let path = self.path.unwrap_or(Path::new("(defaults)"));
        let last = key.rsplit('.').next().unwrap_or(key);
        let line = self.text.lines().position(|l| l.trim_start().starts_with(last));
        let place = match line {
            Some(line) => format!("{}:{}:1", path.display(), line + 1),
            None => path.display().to_string(),
        };
        self.problems.push(Problem { place, message: message.into(), hint: Some(hint.into()) });
    }

    fn listen(&mut self, file: &File, exceptions: &mut Vec<String>) -> Listen {
        let l = &file.listen;
        let gate = self.address("listen.gate", &l.gate, 8080);
        let admin = self.address("listen.admin", &l.admin, 9090);
        if gate == admin && gate.port() != 0 {
            self.wrong(
                "listen.admin",
                "`listen.gate` and `listen.admin` are the same address",
                "give the admin side a port of its own",
            );
        }
        if !admin.ip().is_loopback() {
            self.wrong(
                "listen.admin",
                format!("`listen.admin` is `{admin}`, which other machines reach"),
                "use 127.0.0.1 and a tunnel",
            );
        }
        let tls = l.tls.as_ref().and_then(|tls| self.tls(tls));
        if !gate.ip().is_loopback() && tls.is_none() {
            if l.plaintext_on_public_address {
                exceptions.push(format!(
                    "keys and prompts travel in the clear to {gate} (listen.plaintext_on_public_address)"
                ));
            } else {
                let hint = "set `listen.tls`, or listen on 127.0.0.1 behind a proxy; `plaintext_on_public_address = true` is the named exception";
                self.wrong(
                    "listen.gate",
                    format!("`listen.gate` is `{gate}`, which other machines reach, without TLS"),
                    hint,
                );
            }
        }
        let allow = self.networks("listen.allow", &l.allow);
        let deny = self.networks("listen.deny", &l.deny);
        let trusted_proxies = self.networks("listen.trusted_proxies", &l.trusted_proxies);
        Listen { gate, admin, tls, allow, deny, trusted_proxies }
    }

    fn address(&mut self, key: &str, text: &str, port: u16) -> SocketAddr {
        text.parse().unwrap_or_else(|_| {
            self.wrong(
                key,
                format!("`{key}` is `{text}`, which is no address with a port"),
                format!("write it like \"127.0.0.1:{port}\""),
            );
            SocketAddr::from(([127, 0, 0, 1], port))
        })
    }

    fn networks(&mut self, key: &str, texts: &[String]) -> Vec<ipnet::IpNet> {
        let mut networks = Vec::new();
        for text in texts {
            match text.parse().or_else(|_| text.parse::<IpAddr>().map(ipnet::IpNet::from)) {
                Ok(network) => networks.push(network),
                Err(_) => self.wrong(
                    key,
                    format!("`{text}` in `{key}` is no network"),
                    "write it like \"10.0.0.0/8\" or \"2001:db8::/32\"",
                ),
            }
        }
        networks
    }

    fn tls(&mut self, tls: &TlsFile) -> Option<Files> {
        let cert = self.file_of("listen.tls", "cert", &tls.cert)?;
        let key = self.file_of("listen.tls", "key", &tls.key)?;
        let client_ca = match &tls.client_ca {
            Some(name) => Some(self.file_of("listen.tls", "client_ca", name)?),
            None => None,
        };
        Some(Files { cert, key, client_ca })
    }

    fn file_of(&mut self, section: &str, key: &str, name: &SecretName) -> Option<PathBuf> {
        match name {
            SecretName::File(path) => Some(self.folder.join(path)),
            other => {
                self.wrong(
                    section,
                    format!("`{section}` takes files only, and `{key}` is `{other}`"),
                    "write it like \"file:tls/cert.pem\"",
                );
                None
            }
        }
    }

    fn providers(&mut self, files: BTreeMap<String, ProviderFile>, keys: &mut KeyNames) -> Vec<Provider> {
        let mut providers = Vec::new();
        for (name, file) in files {
            let section = format!("[providers.{name}]");
            let Some(parsed) = ProviderName::parse(&name) else {
                self.wrong(
                    &section,
                    format!("`{name}` is no name for a provider"),
                    "use lower-case letters, digits, `-` and `_`",
                );
                continue;
            };
            let Some(protocol) = Protocol::parse(&file.protocol) else {
                let hint = nearest(&file.protocol, &["openai", "anthropic"]);
                self.wrong("protocol", format!("{section}: protocol `{}` is not known", file.protocol), hint);
                continue;
            };
            let Some(there) = self.there(&section, &file) else { continue };
            let accepts = self.class(&section, &file.accepts);
            let ca = file.ca.as_ref().and_then(|ca| self.file_of(&section, "ca", ca));
            if let Some(key) = file.key {
                keys.insert(parsed.clone(), key);
            }
            providers.push(Provider {
                name: parsed,
                protocol,
                there,
                models: file.models,
                accepts,
                region: file.region,
                vendor: file.vendor,
                ca,
            });
        }
        providers
    }

    fn there(&mut self, section: &str, file: &ProviderFile) -> Option<Destination> {
        match Destination::parse(&file.url, file.private) {
            Ok(there) => Some(there),
            Err(problem) => {
                let hint = "write it like \"https://api.openai.com\", without user, query or odd spellings of the host";
                self.wrong("url", format!("{section}: `{}`: {problem}", file.url), hint);
                None
            }
        }
    }

    fn class(&mut self, section: &str, text: &str) -> Class {
        Class::parse(text).unwrap_or_else(|| {
            let hint = nearest(text, &["public", "internal", "confidential", "regulated"]);
            self.wrong("accepts", format!("{section}: `{text}` is no class of sensitivity"), hint);
            Class::Public
        })
    }

    fn routes(&mut self, files: &[super::file::RouteFile], providers: &[Provider]) -> Vec<ModelRoute> {
        let known: HashSet<&str> = providers.iter().map(|p| p.name.as_str()).collect();
        let mut routes = Vec::new();
        for file in files {
            if file.to.is_empty() {
                self.wrong(
                    "to",
                    format!("the route of `{}` leads nowhere", file.model),
                    "name at least one \"provider:model\"",
                );
            }
            let to = file.to.iter().filter_map(|target| self.target(&file.model, target, &known)).collect();
            routes.push(ModelRoute { model: file.model.clone(), to });
        }
        routes
    }

    fn target(&mut self, model: &str, target: &str, known: &HashSet<&str>) -> Option<(ProviderName, ModelName)> {
        let parts = target.split_once(':');
        let parsed = parts.and_then(|(p, m)| Some((ProviderName::parse(p)?, ModelName::parse(m)?)));
        match parsed {
            Some((provider, _)) if !known.contains(provider.as_str()) => {
                let names: Vec<&str> = known.iter().copied().collect();
                let hint = nearest(provider.as_str(), &names);
                self.wrong("to", format!("the route of `{model}` leads to `{provider}`, which is no provider"), hint);
                None
            }
            Some(fine) => Some(fine),
            None => {
                self.wrong(
                    "to",
                    format!("`{target}` in the route of `{model}` is no target"),
                    "write it like \"openai:gpt-5-mini\"",
                );
                None
            }
        }
    }

    fn limits(&mut self, file: &super::file::LimitsFile) -> Limits {
        for (key, zero) in [
            ("requests_per_minute", file.requests_per_minute == 0),
            ("tokens_per_minute", file.tokens_per_minute == 0),
            ("concurrent", file.concurrent == 0),
            ("body_bytes", file.body_bytes.0 == 0),
        ] {
            if zero {
                self.wrong(key, format!("`limits.{key}` is 0, so no call would ever pass"), "give a number above 0");
            }
        }
        Limits {
            requests_per_minute: Some(file.requests_per_minute),
            tokens_per_minute: Some(file.tokens_per_minute),
            concurrent: Some(file.concurrent),
            body: Some(Bytes(file.body_bytes.0)),
            budget: self.budget(&file.budget),
        }
    }

    fn budget(&mut self, file: &BudgetFile) -> Option<Budget> {
        let Some(per) = period(&file.per) else {
            let hint = nearest(&file.per, &["hour", "day", "week", "month", "total"]);
            self.wrong("budget", format!("`limits.budget.per` is `{}`", file.per), hint);
            return None;
        };
        let Some(amount) = NanoDollars::from_dollars(file.usd) else {
            self.wrong("budget", "`limits.budget.usd` is no amount of money", "give dollars, 0 or more");
            return None;
        };
        Some(Budget { amount, per })
    }

    fn guards(&mut self, file: &super::file::GuardsFile, exceptions: &mut Vec<String>) -> Guards {
        Guards::new(|guard| {
            let written = match guard {
                Guard::Injection => &file.injection,
                Guard::Pii => &file.pii,
                Guard::Secrets => &file.secrets,
                Guard::Safety => &file.safety,
                Guard::Leak => &file.leak,
                Guard::Exfil => &file.exfil,
            };
            self.guard(guard, written, exceptions)
        })
    }

    fn guard(&mut self, guard: Guard, file: &GuardFile, exceptions: &mut Vec<String>) -> GuardSetting {
        let mut setting = Guards::default_of(guard);
        let section = format!("[guards.{}]", guard.as_str());
        if let Some(text) = &file.action {
            match action(text) {
                Some(Action::Mask) if !matches!(guard, Guard::Pii | Guard::Secrets) => {
                    self.wrong(
                        "action",
                        format!("{section} cannot mask"),
                        "only `pii` and `secrets` can; use \"flag\" or \"block\"",
                    );
                }
                Some(action) => setting.action = action,
                None => {
                    let hint = nearest(text, &["off", "flag", "mask", "block"]);
                    self.wrong("action", format!("{section}: `{text}` is no action"), hint);
                }
            }
        }
        match file.limit {
            Some(limit) if (0.0..=1.0).contains(&limit) => setting.limit = Confidence::new(limit),
            Some(_) => self.wrong(
                "limit",
                format!("{section}: the limit is not between 0.0 and 1.0"),
                "give a number such as 0.8",
            ),
            None => {}
        }
        if let Some(places) = &file.applies_to {
            for place in places.iter().filter(|p| !matches!(p.as_str(), "input" | "output")) {
                self.wrong("applies_to", format!("{section}: `{place}` is no place"), "use \"input\" and \"output\"");
            }
            setting.input = places.iter().any(|p| p == "input");
            setting.output = places.iter().any(|p| p == "output");
        }
        match file.on_error.as_deref() {
            None | Some("refuse") => {}
            Some("pass") => {
                setting.on_error = OnError::Pass;
                exceptions.push(format!("calls pass when the guard `{}` fails (on_error = \"pass\")", guard.as_str()));
            }
            Some(text) => self.wrong(
                "on_error",
                format!("{section}: `{text}` is no answer to a failure"),
                nearest(text, &["refuse", "pass"]),
            ),
        }
        if setting.action == Action::Off {
            exceptions.push(format!("the guard `{}` is off", guard.as_str()));
        }
        setting
    }

    fn prices(&mut self, files: &BTreeMap<String, super::file::PriceFile>) -> Vec<Price> {
        let mut prices = Vec::new();
        for (model, file) in files {
            let amounts = [Some(file.input), Some(file.output), file.cache_read, file.cache_write];
            let [input, output, cache_read, cache_write] = amounts.map(|a| a.map(NanoDollars::from_dollars));
            if [input, output, cache_read, cache_write].iter().any(|a| matches!(a, Some(None))) {
                self.wrong(
                    model,
                    format!("a price of `{model}` is no amount of money"),
                    "give dollars for a million tokens, 0 or more",
                );
                continue;
            }
            let flat = |a: Option<Option<NanoDollars>>| a.flatten();
            prices.push(Price {
                model: model.clone(),
                input: flat(input).unwrap_or_default(),
                output: flat(output).unwrap_or_default(),
                cache_read: flat(cache_read),
                cache_write: flat(cache_write),
            });
        }
        prices
    }

    fn audit(&mut self, file: &super::file::AuditFile) -> Audit {
        if file.payloads != "none" {
            self.wrong(
                "payloads",
                format!("`audit.payloads` is `{}`", file.payloads),
                "this version keeps no payloads: use \"none\"",
            );
        }
        if file.on_error != "refuse" {
            self.wrong(
                "on_error",
                format!("`audit.on_error` is `{}`", file.on_error),
                "a call without a record is refused, always: use \"refuse\"",
            );
        }
        let wait_for_disk = match file.durability.as_str() {
            "process" => false,
            "disk" => true,
            other => {
                let hint = nearest(other, &["process", "disk"]);
                self.wrong("durability", format!("`audit.durability` is `{other}`"), hint);
                false
            }
        };
        Audit { wait_for_disk }
    }

    fn store(&mut self, url: &str) -> (PathBuf, PathBuf) {
        let database = match url.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => self.folder.join(path.trim_start_matches("//")),
            _ => {
                self.wrong(
                    "url",
                    format!("`store.url` is `{}`", url.split('@').next_back().unwrap_or(url)),
                    "write it like \"sqlite:data/wicketgate.db\"",
                );
                self.folder.join("data/wicketgate.db")
            }
        };
        let data = database.parent().unwrap_or(Path::new(".")).to_owned();
        (data, database)
    }
}

fn bounds(file: &super::file::BoundsFile) -> Bounds {
    let d = Bounds::default();
    Bounds {
        head: file.head.map_or(d.head, |v| v.0),
        body: file.body.map_or(d.body, |v| v.0),
        idle: d.idle,
        connect: file.connect.map_or(d.connect, |v| v.0),
        first_byte: file.first_byte.map_or(d.first_byte, |v| v.0),
        stall: file.stall.map_or(d.stall, |v| v.0),
        keep_alive: file.keep_alive.map_or(d.keep_alive, |v| v.0),
        drain: file.drain.map_or(d.drain, |v| v.0),
        memory: file.memory.map_or(d.memory, |v| v.0),
        memory_per_caller: file.memory_per_caller.map_or(d.memory_per_caller, |v| v.0),
        answer: file.answer.map_or(d.answer, |v| v.0),
        connections: file.connections.unwrap_or(d.connections),
    }
}

fn action(text: &str) -> Option<Action> {
    [("off", Action::Off), ("flag", Action::Flag), ("mask", Action::Mask), ("block", Action::Block)]
        .into_iter()
        .find_map(|(name, action)| (name == text).then_some(action))
}

/// Reads the name of a period.
pub fn period(text: &str) -> Option<Period> {
    [
        ("hour", Period::Hour),
        ("day", Period::Day),
        ("week", Period::Week),
        ("month", Period::Month),
        ("total", Period::Total),
    ]
    .into_iter()
    .find_map(|(name, period)| (name == text).then_some(period))
}
