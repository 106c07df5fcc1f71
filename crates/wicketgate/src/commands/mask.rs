//! `wicketgate mask` and `unmask`: the gate's own pseudonyms for files and pipes.

use std::{
    fs,
    io::{Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use serde::{Deserialize, Serialize};
use wicket_detect::{
    Wants,
    mask::{Pseudonyms, ScopeKey},
};
use wicket_types::{Guard, Kind, Origin, ids::Label};

use crate::{
    Ending,
    cli::{Global, Mask},
    config::Configuration,
    open,
    say::{self, counted},
};

/// What one pseudonym stands for. The map is as sensitive as the text that was masked.
#[derive(Serialize, Deserialize)]
struct Row {
    token: String,
    kind: String,
    value: String,
}

/// Replaces personal data and credentials.
pub fn mask(global: &Global, args: Mask) -> anyhow::Result<Ending> {
    let map = map_of(&args, "mask")?;
    let text = input(args.file.as_deref())?;
    let configuration = open::configuration(global)?;
    let scope = scope(&configuration, &args.tenant)?;
    let mut pseudonyms = known(&scope, map)?;
    let wants = Wants::of(&[Guard::Pii, Guard::Secrets]);
    let wants = if configuration.settings.guards.looks_for_names() { wants.with_names() } else { wants };
    let findings = configuration.settings.rules.detector().scan(&text, Origin::User, wants).findings;
    let masked = pseudonyms.mask(&text, &findings, false);
    keep(&pseudonyms, map)?;
    write_exactly(masked.as_str())?;
    say::aside(&format!(
        "{} found, {} in {}",
        findings.len(),
        counted(pseudonyms.entries().len(), "pseudonym"),
        map.display()
    ));
    Ok(Ending::Fine)
}

/// Turns pseudonyms back.
pub fn unmask(global: &Global, args: Mask) -> anyhow::Result<Ending> {
    let map = map_of(&args, "unmask")?;
    let text = input(args.file.as_deref())?;
    let scope = scope(&open::configuration(global)?, &args.tenant)?;
    if !map.exists() {
        return Err(anyhow!("there is no map at `{}`\nhint: `wicketgate mask --map` writes it", map.display()));
    }
    let pseudonyms = known(&scope, map)?;
    write_exactly(&pseudonyms.unmask(&text, false))?;
    let left = pseudonyms.unresolved(&text);
    if left > 0 {
        let words = if left == 1 {
            "1 word looks like a pseudonym and is"
        } else {
            &format!("{left} words look like pseudonyms and are")
        };
        say::aside(&format!("{words} not in the map; what is not known stays as it is"));
    }
    Ok(Ending::Fine)
}

/// The file of the map, without which nothing can be turned back.
fn map_of<'a>(args: &'a Mask, command: &str) -> anyhow::Result<&'a Path> {
    args.map.as_deref().ok_or_else(|| {
        anyhow!(
            "`{command}` needs a file that keeps which pseudonym stands for what\nhint: `wicketgate {command} --map map.json FILE`"
        )
    })
}

fn scope(configuration: &Configuration, tenant: &str) -> anyhow::Result<ScopeKey> {
    let tenant = Label::parse(tenant).ok_or_else(|| anyhow!("`{tenant}` is no tenant"))?;
    open::wait(async {
        let store = open::store(configuration).await.context("pseudonyms are made with a key of the store")?;
        let key = store.keyring().pseudonym_scope(&tenant, None)?;
        store.close().await;
        Ok(ScopeKey::new(**key))
    })
}

fn known(scope: &ScopeKey, map: &Path) -> anyhow::Result<Pseudonyms> {
    let mut pseudonyms = Pseudonyms::new(scope);
    if map.exists() {
        let text = fs::read_to_string(map).with_context(|| format!("cannot read `{}`", map.display()))?;
        let rows: Vec<Row> = serde_json::from_str(&text).with_context(|| format!("`{}` is no map", map.display()))?;
        for row in rows {
            let kind =
                Kind::parse(&row.kind).ok_or_else(|| anyhow!("`{}` names no kind in `{}`", row.kind, map.display()))?;
            pseudonyms.adopt(&kind, &row.value, &row.token);
        }
    }
    Ok(pseudonyms)
}

fn keep(pseudonyms: &Pseudonyms, map: &Path) -> anyhow::Result<()> {
    let rows: Vec<Row> = pseudonyms
        .entries()
        .map(|e| Row { token: e.token().to_owned(), kind: e.kind().to_string(), value: e.value().to_owned() })
        .collect();
    let mut beside: PathBuf = map.to_owned();
    beside.as_mut_os_string().push(".new");
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)
        .with_context(|| format!("cannot write `{}`", beside.display()))?;
    file.write_all(serde_json::to_string_pretty(&rows)?.as_bytes())?;
    file.sync_all()?;
    fs::rename(&beside, map).with_context(|| format!("cannot write `{}`", map.display()))
}

fn input(file: Option<&Path>) -> anyhow::Result<String> {
    match file {
        Some(path) => fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display())),
        None => {
            let mut text = String::new();
            std::io::stdin().lock().read_to_string(&mut text).context("standard input is not UTF-8 text")?;
            Ok(text)
        }
    }
}

fn write_exactly(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}
