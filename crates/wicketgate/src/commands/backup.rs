//! `wicketgate backup` and `restore`.

use serde_json::json;
use wicket_store::{RootKeySource, backup};

use crate::{
    Ending,
    cli::{Backup, Format, Global, Restore},
    open, say,
};

/// Writes an encrypted copy of store and record, also while a gate runs.
pub fn backup(global: &Global, args: Backup) -> anyhow::Result<Ending> {
    let configuration = open::configuration(global)?;
    open::wait(async {
        let store = open::store(&configuration).await?;
        let about = store.backup(&args.to, wicket_gate::wall()).await?;
        store.close().await;
        told(global, &format!("wrote {}", args.to.display()), &about, None)
    })
}

/// Puts a backup back, after everything in it was verified.
pub fn restore(global: &Global, args: Restore) -> anyhow::Result<Ending> {
    let configuration = open::configuration(global)?;
    let to = args.to.clone().unwrap_or_else(|| configuration.data.clone());
    let root = match args.root_key {
        Some(path) => RootKeySource::File(path),
        None => match open::root_key(&configuration)? {
            RootKeySource::File(_) => RootKeySource::beside(&to),
            passphrase => passphrase,
        },
    };
    open::wait(async {
        let (force, accept_older) = (args.force, args.accept_older);
        let options = backup::RestoreOptions { force, accept_older, anchor: args.anchor.as_deref() };
        let done = backup::restore(&args.from, &to, &root, options, wicket_gate::wall()).await?;
        if let Some(known) = done.older_than {
            let behind = format!(
                "it is older than generation {} with {} records, which was known",
                known.generation, known.audit_records
            );
            say::aside(&format!("{behind}; keys that were revoked since may be good again"));
        }
        if let Some(old) = &done.replaced {
            say::aside(&format!("what was there before lies in {}", old.display()));
        }
        told(
            global,
            &format!("restored {} into {}", args.from.display(), to.display()),
            &done.about,
            Some(done.audit_records),
        )
    })
}

fn told(global: &Global, sentence: &str, about: &backup::About, records: Option<u64>) -> anyhow::Result<Ending> {
    if global.format == Format::Json {
        let told = json!({ "taken": about.taken.to_string(), "store": about.store, "generation": about.generation, "audit_records": records });
        say::json(&told)?;
    } else {
        say::result(&format!("{sentence}: store {}, change {}, taken {}", about.store, about.generation, about.taken));
    }
    Ok(Ending::Fine)
}
