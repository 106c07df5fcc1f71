//! Flags of the commands that set a gate up and run it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

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
