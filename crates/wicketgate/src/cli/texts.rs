//! Flags of the commands that look into text without a gate.

use std::path::PathBuf;

use clap::Args;
use wicket_detect::second::Ask;
use wicket_types::{Confidence, Guard};

use crate::config::units::HumanBytes;

/// Flags of `scan`.
#[derive(Debug, Args)]
pub struct Scan {
    /// Files, archives and folders; standard input if left out. With `--git` or `--staged` folders of repositories.
    pub paths: Vec<PathBuf>,
    /// Read history: every line that a commit added, of all branches or of a range such as `main..HEAD`.
    #[arg(long, value_name = "RANGE", num_args = 0..=1, require_equals = true, default_missing_value = "", conflicts_with_all = ["jsonl", "staged"])]
    pub git: Option<String>,
    /// Read what the next commit would add; for a hook before it.
    #[arg(long, conflicts_with = "jsonl")]
    pub staged: bool,
    /// Read JSON lines `{"id","text","origin"?,"system"?}` and write scores and findings in the same order.
    #[arg(long)]
    pub jsonl: bool,
    /// Where the text comes from, which weighs in: user, system, assistant, tool, retrieved. Without it, what lies in files,
    /// archives and repositories counts as `retrieved`, where orders are an attack; standard input and `--jsonl` as `user`.
    #[arg(long)]
    pub origin: Option<String>,
    /// Look for these only: injection, pii, secrets, safety, leak, exfil.
    #[arg(long, value_name = "FAMILY", value_delimiter = ',', value_parser = family)]
    pub only: Vec<Guard>,
    /// Look for names of persons, places and organisations too, with the guard of personal data; `--jsonl` always does.
    #[arg(long)]
    pub names: bool,
    /// Which texts the encoder reads, which takes milliseconds for each: `never`, `undecided` or `always`. Without it
    /// `undecided`, as the gate does; with `--jsonl` `always`.
    #[arg(long, value_name = "WHEN", value_parser = ask)]
    pub encoder: Option<Ask>,
    /// Leave out findings that are less sure than this, 0.0 to 1.0: as it is, what no guard acts on unless it is told to.
    #[arg(long, value_name = "NUMBER", value_parser = confidence, default_value = "0.5")]
    pub min_confidence: Confidence,
    /// Exit with 1 on findings of these only: the same words, `any` or `none`; with `incomplete` also where an archive was
    /// not opened, or not to its end, or a file that was named is no text.
    #[arg(long, value_name = "FAMILY", value_delimiter = ',', value_parser = fail_on, default_value = "any")]
    pub fail_on: Vec<FailOn>,
    /// Rules of your own, as `rules check` reads them; without them those of the file that `--config` names.
    #[arg(long, value_name = "FILE")]
    pub rules: Vec<PathBuf>,
    /// Findings that are known are not reported; the file holds keyed digests of them.
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    pub baseline: Option<PathBuf>,
    /// Write everything that is found into a baseline, and report nothing.
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    pub write_baseline: Option<PathBuf>,
    /// Comments with `wicketgate:allow` do not count: for what strangers wrote.
    #[arg(long, conflicts_with = "jsonl")]
    pub no_allow: bool,
    /// Show why: each sign with its rule, source, reading and weight, weak ones too.
    #[arg(long, conflicts_with = "jsonl")]
    pub explain: bool,
    /// Look into what `.gitignore` and `.wicketignore` leave out, too. What a repository holds is looked into in any case,
    /// unless `.wicketignore` names it.
    #[arg(long)]
    pub no_ignore: bool,
    /// Archives that are opened within each other; 0 opens none.
    #[arg(long, value_name = "N", default_value_t = 4)]
    pub archive_depth: usize,
    /// What one file may unpack to.
    #[arg(long, value_name = "SIZE", value_parser = size, default_value = "256MiB")]
    pub max_unpacked: HumanBytes,
}

/// What makes a scan fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// Any finding.
    Any,
    /// None: the report is all that is wanted.
    None,
    /// An archive that was not opened, or not to its end.
    Incomplete,
    /// Findings of one family.
    Guard(Guard),
}

fn family(name: &str) -> Result<Guard, String> {
    let known = Guard::ALL.into_iter().find(|guard| guard.as_str() == name);
    known.ok_or_else(|| format!("one of {}", Guard::ALL.map(Guard::as_str).join(", ")))
}

fn ask(word: &str) -> Result<Ask, String> {
    Ask::named(word).ok_or_else(|| format!("one of {}", Ask::ALL.map(Ask::as_str).join(", ")))
}

fn confidence(number: &str) -> Result<Confidence, String> {
    let known = number.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    known.map(Confidence::new).ok_or_else(|| "a number from 0.0 to 1.0".to_owned())
}

fn fail_on(name: &str) -> Result<FailOn, String> {
    match name {
        "any" => Ok(FailOn::Any),
        "none" => Ok(FailOn::None),
        "incomplete" => Ok(FailOn::Incomplete),
        name => family(name).map(FailOn::Guard),
    }
}

fn size(text: &str) -> Result<HumanBytes, String> {
    HumanBytes::parse(text).ok_or_else(|| "write it like 256MiB".to_owned())
}

/// Flags of `mask` and `unmask`.
#[derive(Debug, Args)]
pub struct Mask {
    /// The file; standard input if left out.
    pub file: Option<PathBuf>,
    /// Where `mask` keeps which pseudonym stands for what, and `unmask` finds it. Required; keep it as safe as the text.
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// The tenant whose pseudonyms are used.
    #[arg(long, default_value = "default")]
    pub tenant: String,
}
