//! Signed checkpoints in the text form of C2SP `tlog-checkpoint` and `signed-note`, with Ed25519.
//!
//! ```text
//! wicketgate/gate-1            origin
//! 1000                         number of records
//! qINS1GRFhWPqtFbz…=           root, base64
//!                              (an empty line)
//! — wicketgate/gate-1 Az3grl…  name of the key; base64 of key id (4 bytes) and signature (64 bytes)
//! ```

use std::fmt;

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::{Engine, engine::general_purpose::STANDARD};

use super::{AuditError, Digest, merkle::hash};

/// Key type byte of Ed25519 in a signed note.
const ED25519_TYPE: u8 = 1;

/// Signs checkpoints. `{:?}` prints the public half.
pub struct SigningKey {
    pair: Ed25519KeyPair,
    public: PublicKey,
}

impl SigningKey {
    /// From the 32-byte seed of RFC 8032. `origin` names the log, such as `wicketgate/gate-1`.
    ///
    /// # Errors
    /// An origin that is empty, has spaces, control characters or `+`, or a seed that is not 32 bytes.
    pub fn new(origin: &str, seed: &[u8]) -> Result<Self, AuditError> {
        let pair = Ed25519KeyPair::from_seed_unchecked(seed)
            .map_err(|_| AuditError::Invalid { what: "signing key of", text: origin.to_owned() })?;
        let mut key = [0; 32];
        key.copy_from_slice(pair.public_key().as_ref());
        Ok(SigningKey { public: PublicKey::new(origin, key)?, pair })
    }

    /// What others need to verify the log.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The signed note of a tree.
    pub(super) fn sign(&self, size: u64, root: &Digest) -> String {
        let text = format!("{}\n{size}\n{}\n", self.public.origin, STANDARD.encode(root));
        let mut signature = self.public.id().to_vec();
        signature.extend_from_slice(self.pair.sign(text.as_bytes()).as_ref());
        format!("{text}\n\u{2014} {} {}\n", self.public.origin, STANDARD.encode(signature))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.public)
    }
}

/// Verifies checkpoints. Printed as a C2SP verifier key: `origin+keyid+base64(type ‖ key)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    origin: String,
    key: [u8; 32],
}

impl PublicKey {
    fn new(origin: &str, key: [u8; 32]) -> Result<Self, AuditError> {
        let fine = !origin.is_empty() && origin.chars().all(|c| !c.is_whitespace() && !c.is_control() && c != '+');
        if !fine {
            return Err(AuditError::Invalid { what: "origin", text: origin.to_owned() });
        }
        Ok(PublicKey { origin: origin.to_owned(), key })
    }

    /// Reads the printed form and checks the key id in it.
    ///
    /// # Errors
    /// Anything that is not a printed Ed25519 verifier key.
    pub fn parse(text: &str) -> Result<Self, AuditError> {
        let read = || {
            let (origin, rest) = text.trim().split_once('+')?;
            let (id, key) = rest.split_once('+')?;
            let bytes = STANDARD.decode(key).ok()?;
            let (kind, key) = bytes.split_first()?;
            let key = PublicKey::new(origin, key.try_into().ok()?).ok()?;
            (*kind == ED25519_TYPE && key.id_hex() == id).then_some(key)
        };
        read().ok_or_else(|| AuditError::Invalid { what: "public key", text: text.to_owned() })
    }

    /// The name of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The first four bytes of SHA-256(origin ‖ newline ‖ type ‖ key).
    fn id(&self) -> [u8; 4] {
        let digest = hash(&[self.origin.as_bytes(), b"\n", &[ED25519_TYPE], &self.key]);
        [digest[0], digest[1], digest[2], digest[3]]
    }

    fn id_hex(&self) -> String {
        self.id().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Reads a signed note and checks its signature; `None` if it is not a checkpoint of this log by this key.
    pub fn open(&self, note: &str) -> Option<SignedNote> {
        let (text, signatures) = note.split_once("\n\n")?;
        let signed = format!("{text}\n");
        let mut lines = text.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let size: u64 = size.parse().ok().filter(|n: &u64| n.to_string() == size)?;
        let root = STANDARD.decode(root).ok()?.try_into().ok()?;
        let by_us = |line: &str| {
            let rest = line.strip_prefix("\u{2014} ")?.strip_prefix(self.origin.as_str())?.strip_prefix(' ')?;
            let bytes = STANDARD.decode(rest).ok()?;
            let signature = bytes.strip_prefix(self.id().as_slice())?;
            UnparsedPublicKey::new(&ED25519, &self.key).verify(signed.as_bytes(), signature).ok()
        };
        let valid = signatures.lines().any(|line| by_us(line).is_some());
        (valid && origin == self.origin && lines.next().is_none()).then_some(SignedNote { size, root })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![ED25519_TYPE];
        bytes.extend_from_slice(&self.key);
        write!(f, "{}+{}+{}", self.origin, self.id_hex(), STANDARD.encode(bytes))
    }
}

/// What a checkpoint with a valid signature says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedNote {
    /// Number of records.
    pub size: u64,
    /// Root of their tree.
    pub root: Digest,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_valid_for_its_own_key_and_text_only() {
        let key = SigningKey::new("wicketgate/test", &[7; 32]).unwrap();
        let other = SigningKey::new("wicketgate/test", &[8; 32]).unwrap();
        let note = key.sign(42, &[9; 32]);
        assert_eq!(key.public().open(&note), Some(SignedNote { size: 42, root: [9; 32] }));
        assert_eq!(other.public().open(&note), None);
        assert_eq!(key.public().open(&note.replace("\n42\n", "\n43\n")), None);
        assert_eq!(key.public().open(&note.replace("\n42\n", "\n042\n")), None);
    }

    #[test]
    fn a_public_key_is_read_back_as_printed() {
        let key = SigningKey::new("wicketgate/test", &[7; 32]).unwrap();
        let printed = key.public().to_string();
        assert_eq!(&PublicKey::parse(&printed).unwrap(), key.public());
        assert!(PublicKey::parse(&printed.replace("test+", "tests+")).is_err());
        assert!(SigningKey::new("two words", &[7; 32]).is_err());
        assert!(SigningKey::new("short", &[7; 31]).is_err());
    }
}
