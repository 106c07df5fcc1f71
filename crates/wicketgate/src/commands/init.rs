//! `wicketgate init`: the file, the data folder, the root key.

use std::{
    fs,
    io::{BufRead, IsTerminal, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

use anyhow::{Context, bail};
use serde_json::json;
use wicket_store::{RootKeySource, Store, StoreSettings};

use crate::{
    Ending,
    cli::{Format, Global, Init},
    config::FILE_NAME,
    open, say,
};

/// The file as `init` writes it; a test holds it to parse.
pub const EXAMPLE: &str = include_str!("../../wicketgate.example.toml");

/// Runs the command.
pub fn run(global: &Global, args: Init) -> anyhow::Result<Ending> {
    let file = args.dir.join(FILE_NAME);
    let data = args.dir.join("data");
    let store = data.join("wicketgate.db");
    for (taken, is_there) in [(&file, is_written(&file)), (&store, Store::lies_in(&data))] {
        if is_there {
            bail!("`{}` is there already\nhint: choose another folder, or go on with what is there", taken.display());
        }
    }
    if !args.yes && std::io::stdin().is_terminal() && !agreed(&file, &data)? {
        return Ok(Ending::No);
    }
    fs::create_dir_all(&args.dir).with_context(|| format!("cannot make `{}`", args.dir.display()))?;
    write_private(&file, EXAMPLE)?;
    open::wait(async {
        let store =
            Store::init(&data, &RootKeySource::beside(&data), StoreSettings::default(), wicket_gate::wall()).await?;
        store.close().await;
        Ok(())
    })?;
    if global.format == Format::Json {
        say::json(&json!({ "file": file, "data": data }))?;
        return Ok(Ending::Fine);
    }
    let at = if args.dir == Path::new(".") { String::new() } else { format!("cd {} && ", args.dir.display()) };
    say::result(&format!(
        "Wrote {} and {}. The root key in it opens everything else: keep a copy in a safe place.\n\nNext:\n  \
         {at}wicketgate secret set openai --for https://api.openai.com < KEY-FILE\n  \
         {at}wicketgate key create --name my-app\n  {at}wicketgate serve",
        file.display(),
        data.display()
    ));
    Ok(Ending::Fine)
}

/// Whether somebody has written the file. What an `init` that was broken off has left of it is written again.
fn is_written(file: &Path) -> bool {
    file.exists() && !fs::read(file).is_ok_and(|text| EXAMPLE.as_bytes().starts_with(&text))
}

fn agreed(file: &Path, data: &Path) -> anyhow::Result<bool> {
    let mut out = std::io::stderr().lock();
    write!(out, "Write {} and {} with a new root key? [Y/n] ", file.display(), data.display())?;
    out.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "" | "y" | "yes"))
}

fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    // A generous umask does not widen what was asked for, a strict one must not narrow it.
    file.set_permissions(fs::Permissions::from_mode(0o600))?;
    file.write_all(text.as_bytes()).with_context(|| format!("cannot write `{}`", path.display()))
}
