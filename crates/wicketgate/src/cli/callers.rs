//! Flags of the commands about callers: their keys, the secrets that are used for them, and their money.

use clap::{Args, Subcommand};

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
        /// `key:ID`, `user:TENANT/NAME`, `team:TENANT/NAME`, `tenant:NAME`, `session:KEY/NAME` or `judge:NAME`.
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
