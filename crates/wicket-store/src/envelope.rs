//! Sealing single values: AES-256-GCM, bound to the place where the value stands.
//!
//! ```text
//! magic 4 | algorithm 1 | key id 8 | object version 8 | commitment 32 | nonce 12 | ciphertext … | tag 16
//! ```
//! The associated data is the whole header and the place (table, column, row), so a ciphertext that is moved to another
//! row or put back from an older version of its row does not open.

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    constant_time, hmac, rand,
};
use zeroize::Zeroizing;

use crate::{StoreError, derive::expand};

const MAGIC: &[u8; 4] = b"WGE1";
const AES_GCM: u8 = 1;
const COMMITMENT: std::ops::Range<usize> = 21..53;
const NONCE: std::ops::Range<usize> = 53..65;
/// Bytes before the ciphertext.
pub const HEADER_LEN: usize = 65;
const TAG_LEN: usize = 16;

/// Where a sealed value stands: it opens there and nowhere else.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The id of the row.
    pub row: &'a str,
    /// How often the row has been written.
    pub version: u64,
}

/// One key that seals and opens. The key bytes live inside the crypto library and are wiped by it on drop.
pub struct SealingKey {
    id: [u8; 8],
    cipher: LessSafeKey,
    commit: hmac::Key,
}

impl SealingKey {
    /// Derives cipher key, commitment key and public id from one 256-bit key.
    ///
    /// # Errors
    /// The crypto library refuses; it has no reason to.
    pub fn new(key: &[u8; 32]) -> Result<Self, StoreError> {
        let cipher = UnboundKey::new(&AES_256_GCM, &**expand(key, &[b"seal cipher"])?);
        let id = expand(key, &[b"seal id"])?;
        let mut short = [0; 8];
        short.copy_from_slice(&id[..8]);
        Ok(SealingKey {
            id: short,
            cipher: LessSafeKey::new(cipher.map_err(|_| StoreError::Crypto { what: "set up AES-256-GCM" })?),
            commit: hmac::Key::new(hmac::HMAC_SHA256, &**expand(key, &[b"seal commitment"])?),
        })
    }

    /// Seals `plain` for `place` under a fresh random nonce.
    ///
    /// Random 96-bit nonces are safe to about 2^32 uses of one key (NIST SP 800-38D, 8.3); what is sealed here is
    /// written by administrators or once in a while by the ledger, and stays far below.
    ///
    /// # Errors
    /// The operating system gives no random bytes.
    pub fn seal(&self, place: &Place<'_>, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).map_err(|_| StoreError::Crypto { what: "get random bytes" })?;
        let mut sealed = Vec::with_capacity(HEADER_LEN + plain.len() + TAG_LEN);
        sealed.extend_from_slice(MAGIC);
        sealed.push(AES_GCM);
        sealed.extend_from_slice(&self.id);
        sealed.extend_from_slice(&place.version.to_be_bytes());
        sealed.extend_from_slice(self.commitment(&nonce).as_ref());
        sealed.extend_from_slice(&nonce);
        let aad = associated(&sealed, place);
        sealed.extend_from_slice(plain);
        let Some(text) = sealed.get_mut(HEADER_LEN..) else { return Err(StoreError::Crypto { what: "seal" }) };
        let tag = self
            .cipher
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), text)
            .map_err(|_| StoreError::Crypto { what: "seal" })?;
        sealed.extend_from_slice(tag.as_ref());
        Ok(sealed)
    }

    /// Opens what was sealed for exactly this place.
    ///
    /// # Errors
    /// [`StoreError::Sealed`]: not an envelope, another key, another version, or changed in any bit.
    pub fn open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, StoreError> {
        self.try_open(place, sealed).map_err(|cause| StoreError::Sealed {
            table: place.table.to_owned(),
            column: place.column.to_owned(),
            row: place.row.to_owned(),
            cause,
        })
    }

    fn try_open(&self, place: &Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, &'static str> {
        let (header, body) = sealed.split_at_checked(HEADER_LEN).ok_or("it is cut short")?;
        if body.len() < TAG_LEN || !header.starts_with(MAGIC) || header[4] != AES_GCM {
            return Err("it is not a sealed value");
        }
        if header[5..13] != self.id {
            return Err("it was sealed under another key");
        }
        if header[13..21] != place.version.to_be_bytes() {
            return Err("it belongs to another version of the row");
        }
        let nonce: [u8; NONCE_LEN] = header[NONCE].try_into().map_err(|_| "it is cut short")?;
        // GCM alone does not commit to its key: one ciphertext can be made that opens under two. The commitment is
        // checked first, so only the key that sealed gets to decrypt.
        constant_time::verify_slices_are_equal(self.commitment(&nonce).as_ref(), &header[COMMITMENT])
            .map_err(|_| "it was sealed under another key")?;
        let mut plain = Zeroizing::new(body.to_vec());
        let len = self
            .cipher
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(associated(header, place)), &mut plain)
            .map_err(|_| "it was changed, or moved from another place")?
            .len();
        plain.truncate(len);
        Ok(plain)
    }

    fn commitment(&self, nonce: &[u8; NONCE_LEN]) -> hmac::Tag {
        hmac::sign(&self.commit, nonce)
    }
}

/// The header and the place, each part after its length, so that no two places read alike.
fn associated(header: &[u8], place: &Place<'_>) -> Vec<u8> {
    let mut aad = Vec::with_capacity(128);
    for part in [header, place.table.as_bytes(), place.column.as_bytes(), place.row.as_bytes()] {
        aad.extend_from_slice(&(part.len() as u64).to_be_bytes());
        aad.extend_from_slice(part);
    }
    aad
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const HERE: Place<'_> = Place { table: "vault_secret", column: "sealed", row: "openai", version: 3 };

    fn key(byte: u8) -> SealingKey {
        SealingKey::new(&[byte; 32]).expect("a key")
    }

    #[test]
    fn what_is_sealed_opens_in_its_place() {
        for plain in [&b""[..], b"x", &[7; 5000]] {
            let sealed = key(1).seal(&HERE, plain).expect("sealed");
            assert_eq!(*key(1).open(&HERE, &sealed).expect("opened"), plain);
        }
    }

    #[test]
    fn rest_03_a_moved_or_put_back_ciphertext_does_not_open() {
        let sealed = key(1).seal(&HERE, b"secret").expect("sealed");
        let elsewhere = [
            Place { table: "setting", ..HERE },
            Place { column: "fingerprint", ..HERE },
            Place { row: "anthropic", ..HERE },
            Place { version: 4, ..HERE },
            Place { version: 2, ..HERE },
            Place { table: "vault_secretsealed", column: "", ..HERE },
        ];
        for place in elsewhere {
            assert!(key(1).open(&place, &sealed).is_err(), "{place:?}");
        }
        assert!(key(2).open(&HERE, &sealed).is_err());
        println!("figure REST-03 {} of {} other places do not open a ciphertext", elsewhere.len(), elsewhere.len());
    }

    #[test]
    fn every_bit_of_an_envelope_counts_and_every_cut_shows() {
        let sealed = key(1).seal(&HERE, b"secret").expect("sealed");
        for at in 0..sealed.len() {
            for bit in 0..8 {
                let mut changed = sealed.clone();
                changed[at] ^= 1 << bit;
                assert!(key(1).open(&HERE, &changed).is_err(), "byte {at}, bit {bit}");
            }
            assert!(key(1).open(&HERE, &sealed[..at]).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn rest_04_no_nonce_repeats() {
        let (key, headers) = (key(1), crate::scale::full(100_000, 1_000_000));
        let nonces: HashSet<[u8; NONCE_LEN]> = (0..headers)
            .map(|_| key.seal(&HERE, b"").expect("sealed")[NONCE].try_into().expect("twelve bytes"))
            .collect();
        assert_eq!(nonces.len(), headers);
        println!("figure REST-04 {headers} headers, 0 nonces twice");
    }
}
