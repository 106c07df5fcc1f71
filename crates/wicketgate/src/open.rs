//! Opening what a command needs: the configuration, the store, and a runtime to wait on it.

use std::{io::Read, time::Duration};

use anyhow::{Context, anyhow, bail};
use wicket_store::{RootKeySource, Store, StoreSettings};
use wicket_types::{Secret, Timestamp};

use crate::{
    cli::Global,
    config::{self, Configuration, outside::outside_secret, units::SecretName},
};

/// Most bytes of a secret on standard input.
const LONGEST_SECRET: u64 = 64 << 10;

/// Reads the configuration; every problem is told, each with its place.
///
/// # Errors
/// The file cannot be read or says something that will not do.
pub fn configuration(global: &Global) -> anyhow::Result<Configuration> {
    config::load(global.config.as_deref()).map_err(|invalid| anyhow!("the configuration cannot be used\n{invalid}"))
}

/// Runs `work` to its end on a small runtime of its own.
///
/// # Errors
/// What `work` says, or the system has no room for a runtime.
pub fn wait<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work)
}

/// Where the root key comes from.
///
/// # Errors
/// The passphrase is named and cannot be read.
pub fn root_key(configuration: &Configuration) -> anyhow::Result<RootKeySource> {
    match &configuration.passphrase {
        None => Ok(RootKeySource::beside(&configuration.data)),
        Some(name @ SecretName::Vault(_)) => bail!("`store.passphrase` is `{name}`, but the vault opens only with it"),
        Some(name) => Ok(RootKeySource::Passphrase(outside_secret(name, "passphrase")?)),
    }
}

/// Opens the configured store.
///
/// # Errors
/// It was never made, or something about it is wrong; each error says what to do.
pub async fn store(configuration: &Configuration) -> anyhow::Result<Store> {
    let root = root_key(configuration)?;
    Ok(Store::open(&configuration.data, &root, StoreSettings::default()).await?)
}

/// Reads a secret from standard input.
///
/// # Errors
/// Nothing came, too much came, or it is not text.
pub fn secret_from_stdin(label: &'static str) -> anyhow::Result<Secret> {
    let mut text = String::new();
    std::io::stdin().take(LONGEST_SECRET).read_to_string(&mut text).context("cannot read standard input")?;
    let secret = Secret::new(text.trim_end_matches(['\r', '\n']), label);
    if secret.expose().is_empty() {
        bail!("no secret came on standard input\nhint: wicketgate secret set NAME < FILE");
    }
    Ok(secret)
}

/// A span of time as people write it: `90d`, `12h`, `30m`, `45s`, `0s`.
///
/// # Errors
/// It is written otherwise.
pub fn span(text: &str) -> anyhow::Result<Duration> {
    let wrong = || anyhow!("`{text}` is no span of time\nhint: write it like 90d, 12h, 30m or 45s");
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    let seconds = match text.get(digits.len()..) {
        Some("d") => 86_400,
        Some("h") => 3_600,
        Some("m") => 60,
        Some("s") => 1,
        _ => return Err(wrong()),
    };
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(wrong)
}

/// A point in time as people write it.
///
/// # Errors
/// It is written otherwise.
pub fn time(text: &str) -> anyhow::Result<Timestamp> {
    Timestamp::parse(text)
        .ok_or_else(|| anyhow!("`{text}` is no time\nhint: write it like 2026-11-21 or 2026-11-21T09:00:00Z, in UTC"))
}
