//! The commands and their flags: the one definition from which help, completions, man pages and the reference are made.

mod callers;
mod record;
mod rules;
mod running;
mod texts;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use callers::{Budget, BudgetWhat, Key, KeyCreate, KeyWhat, SecretArgs, SecretWhat};
pub use record::{Audit, AuditExport, AuditWhat, Backup, Restore};
pub use rules::{Rules, RulesWhat};
pub use running::{Config, ConfigWhat, Demo, Init, Serve};
pub use texts::{FailOn, Mask, Scan};

/// One door between your applications and every AI service: authenticates, limits, inspects, masks and records each call.
#[derive(Debug, Parser)]
#[command(name = "wicketgate", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Whether the command has the format that was asked for.
    pub fn has_format(&self) -> bool {
        match self.global.format {
            Format::Text | Format::Json => true,
            Format::Sarif => matches!(self.command, Command::Scan(_)),
            Format::Csv => matches!(&self.command, Command::Audit(audit) if matches!(audit.what, AuditWhat::Export(_))),
        }
    }
}

/// Flags that every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// The configuration file; without it `wicketgate.toml` here, or the safe defaults. `scan` reads only one that is named,
    /// for the rules in it: the folder that it looks into may be a stranger's.
    #[arg(long, global = true, env = "WICKETGATE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Text for people, or JSON for scripts. `scan` also writes SARIF, and `audit export` CSV; other commands refuse these.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Colour in the output.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
    /// Say only what was asked for.
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// How output is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For scripts; its shape is stable.
    Json,
    /// Static Analysis Results Interchange Format 2.1.0; only `scan`, without `--jsonl`.
    Sarif,
    /// Comma-separated values; `audit export` only.
    Csv,
}

/// When output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Try it in a minute: a gate, a careless pretend provider and a key; attacks with and without the gate.
    Demo(Demo),
    /// Write wicketgate.toml, the data folder and the root key.
    Init(Init),
    /// Serve: the gate for applications, and the admin side.
    Serve(Serve),
    /// Fire a canary through every configured control; exit 1 if one does not trip.
    Doctor,
    /// The configuration: check it, show it, explain every key.
    Config(Config),
    /// Callers' keys.
    Key(Key),
    /// Providers' keys and other secrets in the built-in vault.
    Secret(SecretArgs),
    /// Money: ceilings of keys, users, teams, tenants, sessions and judges.
    Budget(Budget),
    /// The detectors over text, files, archives, git history or JSON lines; exit 1 on a finding.
    Scan(Scan),
    /// Rules of your own: check them, make lists of keyed hashes.
    Rules(Rules),
    /// Replace personal data by pseudonyms, the same as the gate's.
    Mask(Mask),
    /// Turn pseudonyms back, with the map that `mask` wrote.
    Unmask(Mask),
    /// The record of every visit: verify, follow, export, prove.
    Audit(Audit),
    /// An encrypted copy of the store and the record, also while a gate runs.
    Backup(Backup),
    /// Put a backup back.
    Restore(Restore),
    /// Completions for a shell.
    Completions(Completions),
    /// The manual pages, written into a folder.
    Man(Folder),
    /// The generated reference pages, written into a folder.
    #[command(hide = true)]
    Reference(Folder),
}

/// Flags of `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    pub shell: clap_complete::Shell,
}

/// A folder to write into.
#[derive(Debug, Args)]
pub struct Folder {
    /// The folder.
    pub dir: PathBuf,
}
