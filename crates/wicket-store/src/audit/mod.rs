//! The audit log: what happened, in an order that nobody can change unseen. It is a file first.
//!
//! # On disk
//! `000001.log`, `000002.log`, …: UTF-8 lines `{"chain":"<64 hex>","record":{…}}`, each one record. A record is JSON in
//! canonical form (RFC 8785: sorted keys, no spaces; integers are written whole) and always has `at`, `seq` and `type`.
//! Over the bytes of `record` as written, from brace to brace:
//!
//! ```text
//! leaf(n)  = SHA-256(0x00 ‖ record(n))
//! chain(n) = SHA-256(chain(n-1) ‖ leaf(n)),   chain(-1) = 32 zero bytes
//! ```
//!
//! The leaves form the Merkle tree of RFC 9162. Every 1,000 records, every 10 seconds with news, and at shutdown, a
//! record of type `checkpoint` holds a C2SP checkpoint (origin, size, root; Ed25519) of the tree of all records before
//! it, and the file `checkpoint` gets one that covers that record too. A copy of that file kept elsewhere is an anchor:
//! it shows that a tail was cut or an older log put back. `tools/verify_audit.py` checks all of this without our code.
//!
//! # Personal data
//! Records hold names the operator gave, ids, digests, sizes and counts; free text only as [`wicket_types::Masked`].

mod anchor;
mod disk;
mod entry;
mod export;
mod filter;
mod json;
mod keeper;
mod keeping;
mod log;
mod merkle;
mod note;
mod prove;
mod read;
mod record;
mod recover;
mod settings;
mod shared;
mod verify;
mod write;
mod writer;

use std::path::PathBuf;

pub use entry::Entry;
pub use export::{export_csv, export_json};
pub use filter::Filter;
pub use log::{AuditLog, Opening};
pub use note::{PublicKey, SignedNote, SigningKey};
pub use prove::Prover;
pub use read::Reader;
pub use record::{Admin, Closed, Opened, Outcome, Record, Recovered, Refused, Scanned, Who};
pub use settings::{Durability, Settings};
pub use verify::{Fault, Report, verify};

/// The place of a record in the log: 0 for the first, without gaps.
pub type Sequence = u64;

/// A SHA-256 digest.
pub type Digest = [u8; 32];

/// Why the log cannot be opened, written or read.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A file operation failed.
    #[error("cannot {what} `{path}`")]
    Io {
        /// What was tried.
        what: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// Another process has the log open.
    #[error("the audit log in `{0}` is in use by another process")]
    InUse(PathBuf),
    /// The log holds something that this program did not write.
    #[error("the audit log is damaged at record {seq} in `{path}`: {reason}")]
    Damaged {
        /// In which file.
        path: PathBuf,
        /// The first record that is not as it should be.
        seq: Sequence,
        /// What is wrong with it.
        reason: String,
    },
    /// The log ends before the newest anchor: a tail was cut, or an older copy was put back.
    #[error("the audit log has {found} records but the anchor `{anchor}` has seen {expected}")]
    RolledBack {
        /// The anchor.
        anchor: PathBuf,
        /// Records in the log.
        found: u64,
        /// Records that the anchor vouches for.
        expected: u64,
    },
    /// An fsync failed. The kernel may have dropped what it could not write, so only a restart, which reads the file
    /// again, can tell what is there.
    #[error("the audit log could not be made durable; restart the gate after the disk is repaired")]
    NotDurable,
    /// The log was closed.
    #[error("the audit log is closed")]
    Closed,
    /// A name, key or note has not the right form.
    #[error("{what} `{text}` is not valid")]
    Invalid {
        /// What it should be.
        what: &'static str,
        /// What it is.
        text: String,
    },
    /// Nothing to prove: no signed checkpoint covers the record.
    #[error("no checkpoint covers record {0}")]
    NotCovered(Sequence),
}

impl AuditError {
    fn io(what: &'static str, path: &std::path::Path) -> impl FnOnce(std::io::Error) -> AuditError {
        move |source| AuditError::Io { what, path: path.to_owned(), source }
    }
}

#[cfg(test)]
mod tests;
