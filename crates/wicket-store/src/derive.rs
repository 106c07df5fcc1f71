//! From one key to another: each purpose gets a key of its own, and nothing of one tells of the next.

use aws_lc_rs::hkdf;
use zeroize::Zeroizing;

use crate::StoreError;

/// A 256-bit key that is wiped on drop. It has no printed form, and no copy is made of it by accident: it stays in one
/// place, for each move of a bare array leaves a copy behind on the stack.
pub type KeyBytes = Box<Zeroizing<[u8; 32]>>;

/// Room for a key, to be filled in place.
pub(crate) fn blank_key() -> KeyBytes {
    Box::new(Zeroizing::new([0; 32]))
}

/// HKDF-SHA-256 (RFC 5869) of `key` for the purpose that `parts` spell; each part goes in after its length.
pub(crate) fn expand(key: &[u8; 32], parts: &[&[u8]]) -> Result<KeyBytes, StoreError> {
    let mut info = Vec::with_capacity(64);
    for part in parts {
        info.extend_from_slice(&(part.len() as u64).to_be_bytes());
        info.extend_from_slice(part);
    }
    let mut out = blank_key();
    hkdf::Salt::new(hkdf::HKDF_SHA256, b"wicketgate 1")
        .extract(key)
        .expand(&[&info], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut **out))
        .map_err(|_| StoreError::Crypto { what: "derive a key" })?;
    Ok(out)
}
