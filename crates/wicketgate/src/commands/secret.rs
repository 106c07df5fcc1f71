//! `wicketgate secret`: the built-in vault. Values come from standard input and are never shown.

use anyhow::Context;
use serde_json::{Value, json};
use wicket_gate::address;
use wicket_store::{Destination, VaultEntry};

use crate::{
    Ending,
    cli::{Format, Global, SecretArgs, SecretWhat},
    open,
    provider_keys::bound_to,
    say,
};

/// Runs the command.
pub fn run(global: &Global, args: SecretArgs) -> anyhow::Result<Ending> {
    let configuration = open::configuration(global)?;
    open::wait(async {
        let store = open::store(&configuration).await?;
        let now = wicket_gate::wall();
        match args.what {
            SecretWhat::Set { name, bound } => {
                let bound = bound.as_deref().map(destination).transpose()?;
                let secret = open::secret_from_stdin("provider key")?;
                done(global, &store.set_secret(&name, &secret, bound.as_ref(), now).await?)?;
            }
            SecretWhat::Rotate { name } => {
                let secret = open::secret_from_stdin("provider key")?;
                done(global, &store.rotate_secret(&name, &secret, now).await?)?;
            }
            SecretWhat::Remove { name } => {
                store.remove_secret(&name).await?;
                say::aside(&format!("`{name}` is gone"));
            }
            SecretWhat::List => list(global, &store.secrets())?,
        }
        store.close().await;
        Ok(Ending::Fine)
    })
}

/// Scheme, host and port of a URL.
///
/// # Errors
/// It is no plain URL.
pub fn destination(text: &str) -> anyhow::Result<Destination> {
    let there =
        address::Destination::parse(text, address::Private::Any).with_context(|| format!("`{text}` will not do"))?;
    bound_to(&there)
}

fn told(entry: &VaultEntry) -> Value {
    json!({
        "name": entry.name, "for": entry.bound.as_ref().map(ToString::to_string), "fingerprint": entry.fingerprint,
        "created": entry.created.to_string(), "rotated": entry.rotated.to_string(),
    })
}

fn done(global: &Global, entry: &VaultEntry) -> anyhow::Result<()> {
    if global.format == Format::Json {
        return say::json(&told(entry));
    }
    let bound = entry.bound.as_ref().map_or_else(|| "its first use".to_owned(), ToString::to_string);
    say::aside(&format!("`{}` is kept, fingerprint {}, bound to {bound}", entry.name, entry.fingerprint));
    Ok(())
}

fn list(global: &Global, entries: &[VaultEntry]) -> anyhow::Result<()> {
    if global.format == Format::Json {
        return say::json(&entries.iter().map(told).collect::<Vec<_>>());
    }
    let rows: Vec<Vec<String>> = entries
        .iter()
        .map(|e| {
            let bound = e.bound.as_ref().map_or_else(|| "(first use)".to_owned(), ToString::to_string);
            vec![e.name.clone(), bound, e.fingerprint.clone(), e.rotated.to_string()]
        })
        .collect();
    say::result(&say::table(&["NAME", "FOR", "FINGERPRINT", "ROTATED"], &rows));
    Ok(())
}
