//! Small sealed values that the gate keeps for itself, each in a row of its own.

use wicket_types::Timestamp;
use zeroize::Zeroizing;

use crate::{
    StoreError,
    envelope::Place,
    keyring::Keyring,
    sqlite::{Session, SettingRecord, stored},
};

/// The seed of the key that signs the audit log.
pub(crate) const AUDIT_SEED: &str = "audit-signing-seed";
/// The random id of the store.
pub(crate) const STORE_NAME: &str = "store-name";

pub(crate) async fn put(
    session: &mut Session,
    keyring: &Keyring,
    name: &str,
    value: &[u8],
    now: Timestamp,
) -> Result<(), StoreError> {
    let version = session.setting(name).await?.map_or(1, |old| old.version.saturating_add(1));
    let sealed = keyring.data.seal(&setting_place(name, version), value)?;
    session.put_setting(name, &SettingRecord { version, sealed }, stored(now)).await
}

pub(crate) async fn get(
    session: &mut Session,
    keyring: &Keyring,
    name: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
    let Some(record) = session.setting(name).await? else { return Ok(None) };
    keyring.data.open(&setting_place(name, record.version), &record.sealed).map(Some)
}

fn setting_place(name: &str, version: i64) -> Place<'_> {
    Place { table: "setting", column: "sealed", row: name, version: version.cast_unsigned() }
}
