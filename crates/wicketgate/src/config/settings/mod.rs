//! From the file as written to the settings as meant. All checks live here; each names the key, what was found and what
//! would be right.

mod guards;
mod judges;
mod limits;
mod listen;
mod providers;
mod store;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use wicket_detect::custom::Rules;
use wicket_gate::{
    rule_set::RuleSet,
    settings::{Bounds, Settings},
};
use wicket_types::ProviderName;

pub use limits::period;

use super::{
    Invalid, Seen, change,
    diagnose::Problem,
    file::{BoundsFile, File},
    places::Places,
    rules::{self, Loaded, Writers},
    units::SecretName,
};

/// Where the key of each provider and judge lies.
pub type KeyNames = BTreeMap<ProviderName, SecretName>;

/// A checked configuration.
#[derive(Debug)]
pub struct Configuration {
    /// What the gate needs.
    pub settings: Settings,
    /// Where the keys of providers and judges lie.
    pub keys: KeyNames,
    /// The data folder.
    pub data: PathBuf,
    /// The database's file in it.
    pub database: PathBuf,
    /// Where the passphrase lies that opens the root key, if there is one.
    pub passphrase: Option<SecretName>,
    /// Named exceptions to safe defaults, for the record and the console.
    pub exceptions: Vec<String>,
    /// The file itself, the rule files, and the lists that those name: a change of one is a change of the configuration.
    pub files: Vec<Seen>,
    /// The file as it was read; secrets are named in it and never written.
    pub text: String,
}

/// Checks `file`, which was read from `text` in `folder`.
pub fn from_file(file: File, text: &str, folder: &Path, path: Option<&Path>) -> Result<Configuration, Invalid> {
    let mut check = Check { folder, places: Places::of(text, path), problems: Vec::new() };
    let mut exceptions = Vec::new();
    let listen = check.listen(&file, &mut exceptions);
    let mut keys = KeyNames::new();
    let providers = check.providers(file.providers, &mut keys);
    let routes = check.routes(&file.routes, &providers);
    let limits = check.limits(&file.limits);
    let guards = check.guards(&file.guards, &mut exceptions);
    let judges = check.judges(file.judges, &providers, &mut keys, &mut exceptions);
    let rules = check.rules(&file.guards.rules);
    let prices = check.prices(&file.prices);
    let audit = check.audit(&file.audit);
    let bounds = bounds(&file.bounds);
    let (data, database) = check.store(&file.store.url);
    let settings = Settings {
        version: version(text, &rules.rules),
        listen,
        providers,
        routes,
        limits,
        guards,
        judges,
        bounds,
        audit,
        prices,
        canary: file.guards.canary,
        rules: RuleSet::new(rules.rules),
    };
    if check.problems.is_empty() {
        let (passphrase, text) = (file.store.passphrase, text.to_owned());
        let files = rules.files;
        Ok(Configuration { settings, keys, data, database, passphrase, exceptions, files, text })
    } else {
        Err(Invalid { problems: check.problems, files: rules.files })
    }
}

struct Check<'a> {
    folder: &'a Path,
    places: Places<'a>,
    problems: Vec<Problem>,
}

impl Check<'_> {
    /// Notes a problem with the part of the file to which `at` leads.
    fn wrong(&mut self, at: &[&str], message: impl Into<String>, hint: impl Into<String>) {
        let place = self.places.place(at);
        self.problems.push(Problem { place, message: message.into(), hint: Some(hint.into()) });
    }

    /// The rules of the operator's own.
    fn rules(&mut self, files: &[PathBuf]) -> Loaded {
        let files: Vec<PathBuf> = files.iter().map(|file| self.folder.join(file)).collect();
        rules::load(&files, Writers::OwnerOnly).unwrap_or_else(|Invalid { problems, files }| {
            self.problems.extend(problems);
            Loaded { files, ..Loaded::default() }
        })
    }

    fn file_of(&mut self, at: &[&str], name: &SecretName) -> Option<PathBuf> {
        match name {
            SecretName::File(path) => Some(self.folder.join(path)),
            other => {
                let message = format!("`{}` takes files only, and it is `{other}`", at.join("."));
                self.wrong(at, message, "write it like \"file:tls/cert.pem\"");
                None
            }
        }
    }
}

/// Names what was read: the file, and what the rules are where there are rules of one's own.
fn version(text: &str, rules: &Rules) -> String {
    change::version(&rules.version().map_or_else(|| text.to_owned(), |rules| format!("{text}{rules}")))
}

fn bounds(file: &BoundsFile) -> Bounds {
    let d = Bounds::default();
    Bounds {
        head: file.head.map_or(d.head, |v| v.0),
        body: file.body.map_or(d.body, |v| v.0),
        idle: d.idle,
        connect: file.connect.map_or(d.connect, |v| v.0),
        first_byte: file.first_byte.map_or(d.first_byte, |v| v.0),
        stall: file.stall.map_or(d.stall, |v| v.0),
        keep_alive: file.keep_alive.map_or(d.keep_alive, |v| v.0),
        second_look: file.second_look.map_or(d.second_look, |v| v.0),
        drain: file.drain.map_or(d.drain, |v| v.0),
        memory: file.memory.map_or(d.memory, |v| v.0),
        memory_per_caller: file.memory_per_caller.map_or(d.memory_per_caller, |v| v.0),
        answer: file.answer.map_or(d.answer, |v| v.0),
        connections: file.connections.unwrap_or(d.connections),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    #[test]
    fn a_problem_is_told_in_its_own_section_where_others_have_the_same_key() {
        let text = "[limits]\ntokens_per_minute = 5\n\
                    [guards.injection]\naction = \"block\"\non_error = \"refuse\"\n\
                    [guards.pii]\naction = \"blok\"\n\
                    [[routes]]\nmodel = \"a\"\nto = [\"nobody:x\"]\n\
                    [store]\nurl = \"sqlite:x.db\"\n\
                    [providers.p]\nprotocol = \"openai\"\nurl = \"ftp://x\"\n\
                    [audit]\non_error = \"pass\"\n";
        let problems = crate::config::parse(text, Path::new("w.toml")).expect_err("four problems").problems;
        let mut places: Vec<&str> = problems.iter().map(|problem| problem.place.as_str()).collect();
        places.sort_unstable();
        assert_eq!(places, ["w.toml:10:7", "w.toml:15:7", "w.toml:17:12", "w.toml:7:10"]);
    }
}
