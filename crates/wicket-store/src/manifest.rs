//! One MAC over the whole set of rows that grant authority. The MAC of a row shows that the row was changed; only the
//! set shows that one was deleted, or put back as it once was.

use std::path::Path;

use aws_lc_rs::hmac;

use crate::{StoreError, row_mac::RowMac, sqlite::Session};

/// Checks the set and gives its generation: the number of changes so far.
pub(crate) async fn check(session: &mut Session, key: &hmac::Key, path: &Path) -> Result<u64, StoreError> {
    let broken = || StoreError::ManifestBroken { path: path.to_owned() };
    let (generation, mac) = session.manifest().await?.ok_or_else(broken)?;
    let inventory = session.inventory().await?;
    if !manifest_mac(key, generation, &inventory).fits(&mac) {
        return Err(broken());
    }
    u64::try_from(generation).map_err(|_| broken())
}

/// Writes the manifest of the rows as they now are.
pub(crate) async fn write(session: &mut Session, key: &hmac::Key, generation: u64) -> Result<(), StoreError> {
    let generation = i64::try_from(generation).unwrap_or(i64::MAX);
    let inventory = session.inventory().await?;
    session.put_manifest(generation, &manifest_mac(key, generation, &inventory).finish()).await
}

fn manifest_mac(key: &hmac::Key, generation: i64, inventory: &str) -> RowMac {
    RowMac::new(key, "manifest").int("generation", generation).text("inventory", inventory)
}
