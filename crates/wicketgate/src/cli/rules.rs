//! Flags of `rules`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::config::units::SecretName;

/// `rules …`
#[derive(Debug, Args)]
pub struct Rules {
    /// What to do.
    #[command(subcommand)]
    pub what: RulesWhat,
}

/// What to do with rules of one's own.
#[derive(Debug, Subcommand)]
pub enum RulesWhat {
    /// Read rule files and run their proofs; exit 2 with file, line and example where one fails.
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Make a list of keyed hashes from values on standard input, one a line; the values are not kept.
    KeyedList {
        /// The key, as `env:NAME` or `file:PATH`: at least 16 bytes that nobody can guess.
        #[arg(long, value_parser = SecretName::parse)]
        key: SecretName,
    },
}
