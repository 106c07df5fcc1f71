//! The deployment key and what is derived from it: one key for each purpose, none used for two.
//!
//! Root key ─wraps→ deployment key ─HKDF-SHA-256→ pepper, row MAC, data, fingerprint, pseudonym scopes, subjects.

use aws_lc_rs::{constant_time, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use wicket_types::{SessionId, ids::Label};

pub use crate::derive::KeyBytes;
use crate::{
    StoreError,
    derive::{blank_key, expand},
    envelope::SealingKey,
};

/// The version of the pepper in use; stored with each hash so that a later pepper can live beside it.
pub(crate) const PEPPER_VERSION: i64 = 1;

/// Every purpose key of one deployment. Lives as long as the store is open.
pub struct Keyring {
    deployment: KeyBytes,
    pub(crate) pepper: hmac::Key,
    pub(crate) row_mac: hmac::Key,
    pub(crate) data: SealingKey,
    fingerprint: hmac::Key,
}

impl Keyring {
    pub(crate) fn new(deployment: KeyBytes) -> Result<Self, StoreError> {
        let mac = |label: &[u8]| Ok(hmac::Key::new(hmac::HMAC_SHA256, &**expand(&deployment, &[label])?));
        Ok(Keyring {
            pepper: mac(b"pepper-v1")?,
            row_mac: mac(b"row-mac-v1")?,
            fingerprint: mac(b"fingerprint-v1")?,
            data: SealingKey::new(&*expand(&deployment, &[b"data-v1"])?)?,
            deployment,
        })
    }

    /// What the root key wraps.
    pub(crate) fn deployment(&self) -> &KeyBytes {
        &self.deployment
    }

    /// The key that pseudonyms of one tenant are computed with; with a session, of that session only.
    ///
    /// # Errors
    /// The crypto library fails; it has no reason to.
    pub fn pseudonym_scope(&self, tenant: &Label, session: Option<&SessionId>) -> Result<KeyBytes, StoreError> {
        match session {
            None => expand(&self.deployment, &[b"pseudonym-tenant-v1", tenant.as_str().as_bytes()]),
            Some(session) => expand(
                &self.deployment,
                &[b"pseudonym-session-v1", tenant.as_str().as_bytes(), session.as_str().as_bytes()],
            ),
        }
    }

    /// The key under which the audit log keeps what it says about one person.
    ///
    /// # Errors
    /// The crypto library fails; it has no reason to.
    pub fn audit_subject(&self, tenant: &Label, subject: &str) -> Result<KeyBytes, StoreError> {
        expand(&self.deployment, &[b"audit-subject-v1", tenant.as_str().as_bytes(), subject.as_bytes()])
    }

    /// A short text by which two equal values can be recognised and from which none can be guessed without the
    /// deployment key: 16 characters, 96 bits. `domain` keeps fingerprints of different things apart.
    pub fn fingerprint(&self, domain: &str, value: &[u8]) -> String {
        let mut mac = hmac::Context::with_key(&self.fingerprint);
        mac.update(&(domain.len() as u64).to_be_bytes());
        mac.update(domain.as_bytes());
        mac.update(value);
        printed(mac.sign().as_ref(), 12)
    }

    /// What is stored of a caller's key, so that neither a stolen table confirms a leaked key nor a writer of the
    /// table can make a usable row.
    ///
    /// One HMAC, not a slow password hash: the secret has 178 random bits, so there is nothing to guess, and a slow
    /// hash would let anyone with made-up keys spend our CPU.
    pub(crate) fn key_hash(pepper: &hmac::Key, id: &str, secret: &str) -> hmac::Tag {
        #[cfg(test)]
        HASHES.with(|n| n.set(n.get() + 1));
        let mut mac = hmac::Context::with_key(pepper);
        mac.update(b"wgkey");
        mac.update(id.as_bytes());
        mac.update(secret.as_bytes());
        mac.sign()
    }
}

/// A new 256-bit key from the operating system.
pub(crate) fn random_key() -> Result<KeyBytes, StoreError> {
    let mut key = blank_key();
    aws_lc_rs::rand::fill(&mut **key).map_err(|_| StoreError::Crypto { what: "get random bytes" })?;
    Ok(key)
}

/// The first `len` bytes as base64url, for ids and MACs in text files.
pub(crate) fn printed(bytes: &[u8], len: usize) -> String {
    URL_SAFE_NO_PAD.encode(bytes.get(..len).unwrap_or(bytes))
}

/// Whether a and b are equal, in a time that does not tell where they differ.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

#[cfg(test)]
thread_local! {
    /// Counts [`Keyring::key_hash`], for the tests that hold every answer to the same work.
    pub(crate) static HASHES: std::cell::Cell<u32> = const { std::cell::Cell::new(0) };
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    #[test]
    fn scopes_and_purposes_never_share_a_key() {
        let ring = Keyring::new(Box::new(Zeroizing::new([9; 32]))).expect("a keyring");
        let label = |text| Label::parse(text).expect("a label");
        let session = SessionId::parse("s").expect("a session");
        let keys = [
            ring.pseudonym_scope(&label("a"), None).expect("key"),
            ring.pseudonym_scope(&label("b"), None).expect("key"),
            ring.pseudonym_scope(&label("a"), Some(&session)).expect("key"),
            ring.pseudonym_scope(&label("as"), None).expect("key"),
            ring.audit_subject(&label("a"), "s").expect("key"),
        ];
        for (i, key) in keys.iter().enumerate() {
            assert!(keys[..i].iter().all(|other| other != key), "{i}");
        }
        assert_eq!(keys[0], ring.pseudonym_scope(&label("a"), None).expect("key"));
    }

    #[test]
    fn fingerprints_tell_domains_and_deployments_apart() {
        let ring = |byte| Keyring::new(Box::new(Zeroizing::new([byte; 32]))).expect("a keyring");
        assert_eq!(ring(1).fingerprint("vault", b"sk-1"), ring(1).fingerprint("vault", b"sk-1"));
        assert_ne!(ring(1).fingerprint("vault", b"sk-1"), ring(2).fingerprint("vault", b"sk-1"));
        assert_ne!(ring(1).fingerprint("vault", b"sk-1"), ring(1).fingerprint("other", b"sk-1"));
        assert_eq!(ring(1).fingerprint("vault", b"sk-1").len(), 16);
    }
}
