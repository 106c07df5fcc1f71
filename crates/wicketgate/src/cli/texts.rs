//! Flags of the commands that look into text without a gate.

use std::path::PathBuf;

use clap::Args;

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
