//! The commands and their flags: the one definition from which help, completions, man pages and the reference are made.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

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

/// Flags that every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// The configuration file; without it `wicketgate.toml` here, or the safe defaults.
    #[arg(long, global = true, env = "WICKETGATE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Text for people, or JSON for scripts.
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
    /// Static Analysis Results Interchange Format 2.1.0; `scan` only.
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
    /// Money: ceilings of keys, users, teams, tenants and sessions.
    Budget(Budget),
    /// The detectors over text, files or JSON lines; exit 1 on a finding.
    Scan(Scan),
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

/// Flags of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// The gate's port; 0 takes a free one.
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// Show attack and defence, then stop instead of serving.
    #[arg(long)]
    pub once: bool,
}

/// Flags of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// Where; the current folder if left out.
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Ask nothing and take the defaults.
    #[arg(long)]
    pub yes: bool,
}

/// Flags of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Threads of the data plane; one for each core if left out.
    #[arg(long)]
    pub threads: Option<usize>,
    /// Make the data folder and the root key if there are none.
    #[arg(long)]
    pub init: bool,
    /// Open a record that ends before its anchor, after a backup was restored. It is written into the record.
    #[arg(long)]
    pub accept_rollback: bool,
}

/// `config …`
#[derive(Debug, Args)]
pub struct Config {
    /// What to do.
    #[command(subcommand)]
    pub what: ConfigWhat,
}

/// What to do with the configuration.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum ConfigWhat {
    /// Check the file; exit 2 with line and column where it is wrong.
    Check,
    /// Show what is in force, defaults included.
    Show,
    /// Explain every key, in Markdown.
    Reference,
    /// The JSON schema, for editors.
    Schema,
}

/// `key …`
#[derive(Debug, Args)]
pub struct Key {
    /// What to do.
    #[command(subcommand)]
    pub what: KeyWhat,
}

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum KeyWhat {
    /// Make a key; it is shown once.
    Create(KeyCreate),
    /// All keys, without their secrets.
    List,
    /// One key.
    Show {
        /// The key's id, the twelve characters after `wgk_live_`.
        id: String,
    },
    /// Give a key a new secret; the old one stays good for a while.
    Rotate {
        /// The key's id.
        id: String,
        /// How long the old secret stays good, a day at most: `1h`, `30m`, `0s`.
        #[arg(long, default_value = "1h")]
        overlap: String,
    },
    /// End a key for good; running gates follow within a second.
    Revoke {
        /// The key's id.
        id: String,
    },
}

/// Flags of `key create`.
#[derive(Debug, Args)]
pub struct KeyCreate {
    /// What you call it.
    #[arg(long)]
    pub name: String,
    /// The tenant it belongs to.
    #[arg(long, default_value = "default")]
    pub tenant: String,
    /// The team.
    #[arg(long)]
    pub team: Option<String>,
    /// The person or service that answers for it; the name if left out.
    #[arg(long)]
    pub user: Option<String>,
    /// A model pattern it may call, such as `gpt-5*`; repeat for more. All models if left out.
    #[arg(long = "model", value_name = "PATTERN")]
    pub models: Vec<String>,
    /// A network it may come from, such as `10.0.0.0/8`; repeat for more.
    #[arg(long = "from", value_name = "NETWORK")]
    pub networks: Vec<String>,
    /// How long it lasts: `90d`, `12h`.
    #[arg(long, default_value = "90d")]
    pub expires: String,
    /// Requests in any sixty seconds.
    #[arg(long)]
    pub requests_per_minute: Option<u32>,
    /// Tokens in any sixty seconds.
    #[arg(long)]
    pub tokens_per_minute: Option<u64>,
    /// Calls at one time.
    #[arg(long)]
    pub concurrent: Option<u32>,
    /// Money, such as `5/day`.
    #[arg(long, value_name = "USD/PERIOD")]
    pub budget: Option<String>,
    /// A key for testing: `wgk_test_…`.
    #[arg(long)]
    pub test: bool,
}

/// `secret …`
#[derive(Debug, Args)]
pub struct SecretArgs {
    /// What to do.
    #[command(subcommand)]
    pub what: SecretWhat,
}

/// What to do with secrets. Values come from standard input, never from arguments.
#[derive(Debug, Subcommand)]
pub enum SecretWhat {
    /// Enter a secret, read from standard input.
    Set {
        /// Its name, as in `vault:NAME`.
        name: String,
        /// The only scheme, host and port it may be sent to, such as `https://api.openai.com`.
        #[arg(long = "for", value_name = "URL")]
        bound: Option<String>,
    },
    /// Names, bindings and fingerprints; never values.
    List,
    /// Change the value, read from standard input; where it may be sent stays.
    Rotate {
        /// Its name.
        name: String,
    },
    /// Forget a secret.
    Remove {
        /// Its name.
        name: String,
    },
}

/// `budget …`
#[derive(Debug, Args)]
pub struct Budget {
    /// What to do.
    #[command(subcommand)]
    pub what: BudgetWhat,
}

/// What to do with budgets.
#[derive(Debug, Subcommand)]
pub enum BudgetWhat {
    /// Ceilings, and what is spent of them.
    List,
    /// Set the ceiling of a scope.
    Set {
        /// `key:ID`, `user:TENANT/NAME`, `team:TENANT/NAME`, `tenant:NAME` or `session:KEY/NAME`.
        scope: String,
        /// Dollars and period, such as `50/day`.
        amount: String,
    },
    /// Take the ceiling of a scope away; what the file says holds again.
    Remove {
        /// The scope.
        scope: String,
    },
}

/// Flags of `scan`.
#[derive(Debug, Args)]
pub struct Scan {
    /// Files and folders; standard input if left out.
    pub paths: Vec<PathBuf>,
    /// Read JSON lines `{"id","text","origin"?,"system"?}` and write scores and findings in the same order.
    #[arg(long)]
    pub jsonl: bool,
    /// Where the text comes from, which weighs in: user, system, assistant, tool, retrieved.
    #[arg(long, default_value = "user")]
    pub origin: String,
}

/// Flags of `mask` and `unmask`.
#[derive(Debug, Args)]
pub struct Mask {
    /// The file; standard input if left out.
    pub file: Option<PathBuf>,
    /// Where `mask` keeps which pseudonym stands for what, and `unmask` finds it.
    #[arg(long, value_name = "FILE")]
    pub map: PathBuf,
    /// The tenant whose pseudonyms are used.
    #[arg(long, default_value = "default")]
    pub tenant: String,
}

/// `audit …`
#[derive(Debug, Args)]
pub struct Audit {
    /// What to do.
    #[command(subcommand)]
    pub what: AuditWhat,
}

/// What to do with the record.
#[derive(Debug, Subcommand)]
pub enum AuditWhat {
    /// Check chain, tree and signatures; exit 1 with the first bad record. Needs only the folder and the public key.
    Verify {
        /// The record's folder; the configured one if left out.
        dir: Option<PathBuf>,
        /// The public key, as `audit key` prints it; asked from the store if left out.
        #[arg(long, value_name = "KEY")]
        key: Option<String>,
        /// A copy of the file `checkpoint` that was kept elsewhere.
        #[arg(long, value_name = "FILE")]
        anchor: Option<PathBuf>,
    },
    /// The public key with which others verify the record.
    Key,
    /// The last records, and new ones as they come.
    Tail {
        /// How many.
        #[arg(short = 'n', long, default_value_t = 20)]
        lines: u64,
        /// Go on with new ones.
        #[arg(short, long)]
        follow: bool,
    },
    /// Records as JSON lines, or as CSV with `--format csv`.
    Export(AuditExport),
    /// A proof, to be checked without this program: that a record is in the log, or that one log grew into another.
    Prove {
        /// The record's sequence number.
        #[arg(long, conflicts_with_all = ["old", "new"])]
        seq: Option<u64>,
        /// Size of the older tree.
        #[arg(long, requires = "new")]
        old: Option<u64>,
        /// Size of the newer tree.
        #[arg(long, requires = "old")]
        new: Option<u64>,
    },
}

/// Flags of `audit export`.
#[derive(Debug, Args)]
pub struct AuditExport {
    /// From this time on, such as `2026-11-21` or `2026-11-21T09:00:00Z`.
    #[arg(long)]
    pub from: Option<String>,
    /// Until this time.
    #[arg(long)]
    pub to: Option<String>,
    /// Only this kind: opened, closed, refused, admin, recovered, checkpoint.
    #[arg(long)]
    pub kind: Option<String>,
    /// Only this visit.
    #[arg(long)]
    pub visit: Option<String>,
    /// Only this key.
    #[arg(long)]
    pub key: Option<String>,
    /// Only this tenant.
    #[arg(long)]
    pub tenant: Option<String>,
    /// Only this user.
    #[arg(long)]
    pub user: Option<String>,
    /// Only this refusal, such as `input.injection`.
    #[arg(long)]
    pub code: Option<String>,
}

/// Flags of `backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write.
    pub to: PathBuf,
}

/// Flags of `restore`.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup.
    pub from: PathBuf,
    /// The data folder to make; the configured one if left out.
    pub to: Option<PathBuf>,
    /// The root key file that opens the backup; `root.key` in the data folder if left out.
    #[arg(long, value_name = "FILE")]
    pub root_key: Option<PathBuf>,
    /// Put the backup in the place of what is there.
    #[arg(long)]
    pub force: bool,
    /// Accept a backup that is older than the newest anchor.
    #[arg(long)]
    pub accept_older: bool,
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
