//! `wicketgate rules`: an operator's own rules, checked before a gate or a scan reads them.

use std::{
    io::{Read, Write},
    path::PathBuf,
};

use anyhow::{Context, anyhow};
use serde_json::json;
use wicket_detect::custom::{self, write_keyed_list};

use crate::{
    Ending,
    cli::{Format, Global, Rules, RulesWhat},
    config::{
        outside::outside_secret,
        rules::{Writers, load},
        units::SecretName,
    },
    say,
};

/// Runs the command.
pub fn run(global: &Global, args: Rules) -> anyhow::Result<Ending> {
    match args.what {
        RulesWhat::Check { files } => check(global, &files)?,
        RulesWhat::KeyedList { key } => keyed_list(&key)?,
    }
    Ok(Ending::Fine)
}

/// The rules of some files, which may lie in a checked-out repository.
///
/// # Errors
/// A file cannot be read, or a rule fails its proof.
pub fn of_files(files: &[PathBuf]) -> anyhow::Result<custom::Rules> {
    let loaded = load(files, Writers::Anyone).map_err(|invalid| anyhow!("the rules cannot be used\n{invalid}"))?;
    Ok(loaded.rules)
}

fn check(global: &Global, files: &[PathBuf]) -> anyhow::Result<()> {
    let rules = of_files(files)?;
    if global.format == Format::Json {
        let ids: Vec<&str> = rules.heads().iter().map(|head| head.id.as_str()).collect();
        return say::json(&json!({ "ok": true, "rules": ids, "version": rules.version() }));
    }
    let count = rules.heads().len();
    say::result(&format!("{count} rule{}: fine", if count == 1 { "" } else { "s" }));
    Ok(())
}

fn keyed_list(key: &SecretName) -> anyhow::Result<()> {
    let key = outside_secret(key, "key of a list")?;
    let mut values = String::new();
    std::io::stdin().lock().read_to_string(&mut values).context("standard input is not UTF-8 text")?;
    let lines = values.lines().map(str::trim).filter(|line| !line.is_empty());
    let list = write_keyed_list(lines, key.expose().as_bytes())?;
    let mut out = std::io::stdout().lock();
    out.write_all(list.as_bytes())?;
    Ok(out.flush()?)
}
