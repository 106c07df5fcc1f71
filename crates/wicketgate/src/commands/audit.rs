//! `wicketgate audit`: the record, read and proved. Works beside a running gate, and `verify` without any store.

use std::{fs, io::Write, path::Path, thread, time::Duration};

use anyhow::{Context, anyhow, bail};
use serde_json::json;
use wicket_store::audit::{Entry, Filter, Prover, PublicKey, Reader, export_csv, export_json, verify};

use crate::{
    Ending,
    cli::{Audit, AuditExport, AuditWhat, Format, Global},
    open, say,
    wire_up::audit_dir,
};

/// How often `tail --follow` looks for news.
const LOOK: Duration = Duration::from_millis(200);

/// Runs the command.
pub fn run(global: &Global, args: Audit) -> anyhow::Result<Ending> {
    match args.what {
        AuditWhat::Verify { dir, key, anchor } => check(global, dir.as_deref(), key.as_deref(), anchor.as_deref()),
        AuditWhat::Key => {
            say::result(&public_key(global)?.to_string());
            Ok(Ending::Fine)
        }
        AuditWhat::Tail { lines, follow } => tail(global, lines, follow),
        AuditWhat::Export(wanted) => export(global, &wanted),
        AuditWhat::Prove { seq, anchor, old, new } => {
            let (configuration, key) = (open::configuration(global)?, public_key(global)?);
            let prover = Prover::read(&audit_dir(&configuration), &key)?;
            let proof = match (seq, anchor, old, new) {
                (Some(seq), ..) => prover.inclusion(seq)?,
                (None, Some(anchor), ..) => prover.since(&anchor, &key)?,
                (None, None, Some(old), Some(new)) => prover.consistency(old, new)?,
                _ => return Err(anyhow!("say what to prove\nhint: --seq N, --anchor FILE, or --old N --new M")),
            };
            say::result(&proof);
            Ok(Ending::Fine)
        }
    }
}

fn check(global: &Global, dir: Option<&Path>, key: Option<&str>, anchor: Option<&Path>) -> anyhow::Result<Ending> {
    let dir = match dir {
        Some(dir) => dir.to_owned(),
        None => {
            let configuration = open::configuration(global)?;
            let dir = audit_dir(&configuration);
            let anchor = anchor.or(configuration.settings.audit.anchor.as_deref());
            if !has_records(&dir) {
                return nothing_to_check(global, &dir, anchor);
            }
            dir
        }
    };
    let key = match key {
        Some(text) => PublicKey::parse(text)?,
        None => public_key(global)?,
    };
    let report = verify(&dir, &key, anchor)?;
    if global.format == Format::Json {
        let fault = report.fault.as_ref().map(|f| json!({ "seq": f.seq, "reason": f.reason }));
        say::json(
            &json!({ "ok": report.is_good(), "records": report.records, "signed": report.signed, "first_bad": fault }),
        )?;
    } else {
        match &report.fault {
            None => say::result(&format!("good: {} records, {} of them signed", report.records, report.signed)),
            Some(fault) => say::result(&format!("BAD at record {}: {}", fault.seq, fault.reason)),
        }
    }
    Ok(if report.is_good() { Ending::Fine } else { Ending::No })
}

/// Whether anything was ever written into the record's folder.
fn has_records(dir: &Path) -> bool {
    fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some())
}

/// A record that nobody began is no bad one; one that a kept checkpoint has seen is gone.
fn nothing_to_check(global: &Global, dir: &Path, anchor: Option<&Path>) -> anyhow::Result<Ending> {
    if let Some(anchor) = anchor.filter(|anchor| anchor.exists()) {
        bail!("there is no record in `{}`, but `{}` has seen one", dir.display(), anchor.display());
    }
    if global.format == Format::Json {
        say::json(&json!({ "ok": true, "records": 0, "signed": 0, "first_bad": null }))?;
    } else {
        say::result(&format!("nothing to verify: {}", no_records(dir)));
    }
    Ok(Ending::Fine)
}

fn no_records(dir: &Path) -> String {
    format!("there are no records yet in `{}`; `wicketgate serve` writes the first", dir.display())
}

fn public_key(global: &Global) -> anyhow::Result<PublicKey> {
    let configuration = open::configuration(global)?;
    open::wait(async {
        let store = open::store(&configuration).await?;
        let key = store.audit_signing_key().await?.public().clone();
        store.close().await;
        Ok(key)
    })
}

fn tail(global: &Global, lines: u64, follow: bool) -> anyhow::Result<Ending> {
    let dir = audit_dir(&open::configuration(global)?);
    let mut last = std::collections::VecDeque::new();
    let mut next = 0;
    if has_records(&dir) {
        let mut reader = Reader::open(&dir)?;
        while let Some(entry) = reader.next_entry()? {
            next = entry.seq + 1;
            last.push_back(entry);
            if last.len() as u64 > lines {
                last.pop_front();
            }
        }
    } else {
        say::aside(&no_records(&dir));
    }
    for entry in &last {
        line(global, entry);
    }
    if !follow {
        return Ok(Ending::Fine);
    }
    loop {
        thread::sleep(LOOK);
        if !has_records(&dir) {
            continue;
        }
        let mut reader = Reader::from_seq(&dir, next)?;
        while let Some(entry) = reader.next_entry()? {
            next = entry.seq + 1;
            line(global, &entry);
        }
    }
}

fn line(global: &Global, entry: &Entry) {
    if global.format == Format::Json {
        say::result(&entry.text);
        return;
    }
    let parts: Vec<String> =
        ["visit", "who.key", "model", "provider", "verdict", "code", "outcome", "action", "subject"]
            .iter()
            .filter_map(|name| entry.text_at(name).map(|value| format!("{}={value}", name.trim_start_matches("who."))))
            .collect();
    say::result(&format!("{:>7} {} {:<10} {}", entry.seq, entry.at, entry.kind, parts.join(" ")));
}

fn export(global: &Global, wanted: &AuditExport) -> anyhow::Result<Ending> {
    let filter = Filter {
        from: wanted.from.as_deref().map(open::time).transpose()?,
        to: wanted.to.as_deref().map(open::time).transpose()?,
        kind: wanted.kind.clone(),
        visit: wanted.visit.clone(),
        key: wanted.key.clone(),
        tenant: wanted.tenant.clone(),
        user: wanted.user.clone(),
        code: wanted.code.clone(),
    };
    let dir = audit_dir(&open::configuration(global)?);
    if !has_records(&dir) {
        say::aside(&no_records(&dir));
        return Ok(Ending::Fine);
    }
    let mut reader = Reader::open(&dir)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if global.format == Format::Csv {
        let mut kept = Vec::new();
        while let Some(entry) = reader.next_entry()? {
            if filter.admits(&entry) {
                kept.push(entry);
            }
        }
        export_csv(kept, &mut out).context("cannot write the export")?;
    } else {
        while let Some(entry) = reader.next_entry()? {
            if filter.admits(&entry) {
                export_json(&entry, &mut out).context("cannot write the export")?;
            }
        }
    }
    out.flush()?;
    Ok(Ending::Fine)
}
