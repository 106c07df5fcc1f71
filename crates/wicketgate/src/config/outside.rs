//! Secrets that lie outside of the vault: in the environment, or in a file of their owner's.

use std::path::Path;

use anyhow::{Context, bail};
use wicket_types::Secret;

use super::units::SecretName;

/// Reads a secret that lies in the environment or in a file of its owner's.
///
/// # Errors
/// It is not there, not text, empty, or others may read the file.
pub fn outside_secret(name: &SecretName, label: &'static str) -> anyhow::Result<Secret> {
    let text = match name {
        SecretName::Env(variable) => std::env::var(variable).with_context(|| format!("cannot read `{name}`"))?,
        SecretName::File(path) => owners_file(path).with_context(|| format!("cannot read `{name}`"))?,
        SecretName::Vault(_) => bail!("`{name}` lies in the vault and cannot be read from outside"),
    };
    let secret = Secret::new(text.trim_end_matches(['\r', '\n']), label);
    if secret.expose().is_empty() {
        bail!("`{name}` is empty");
    }
    Ok(secret)
}

fn owners_file(path: &Path) -> anyhow::Result<String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        bail!("mode {mode:04o} lets others than the owner read it\nhint: chmod 600 {}", path.display());
    }
    Ok(std::fs::read_to_string(path)?)
}
