//! A provider's secret as it may be shown, and the one destination that it is bound to.

use std::fmt;

use aws_lc_rs::hmac;
use wicket_types::Timestamp;

use crate::{
    StoreError,
    keyring::Keyring,
    row_mac::RowMac,
    sqlite::{VaultRecord, loaded},
};

/// How a destination is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// TLS.
    Https,
    /// In the clear, for houses and pretend providers.
    Http,
}

impl Scheme {
    /// As in a URL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Scheme::Https => "https",
            Scheme::Http => "http",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Scheme::Https, Scheme::Http].into_iter().find(|s| s.as_str() == text)
    }
}

/// Where a secret may be sent: scheme, host and port, all three.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Destination {
    scheme: Scheme,
    host: String,
    port: u16,
}

impl Destination {
    /// From the parts of a URL. The host is compared in lower case and without a last dot, for that is one host.
    ///
    /// # Errors
    /// The host is empty, longer than 253 bytes, or has characters that no host name or address has.
    pub fn new(scheme: Scheme, host: &str, port: u16) -> Result<Self, StoreError> {
        let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
        let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
        if host.is_empty() || host.len() > 253 || !host.bytes().all(fine) || port == 0 {
            return Err(StoreError::Invalid { what: "host", value: host, cause: "not the name or address of a host" });
        }
        Ok(Destination { scheme, host, port })
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}:{}", self.scheme.as_str(), self.host, self.port)
    }
}

/// A secret as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VaultEntry {
    /// Its name.
    pub name: String,
    /// Tells two secrets apart without telling what they are; 16 characters.
    pub fingerprint: String,
    /// Where it may go; `None` until it is first used.
    pub bound: Option<Destination>,
    /// When it was first entered.
    pub created: Timestamp,
    /// When its value was last changed.
    pub rotated: Timestamp,
}

impl VaultEntry {
    /// The rows that carry our MAC, and the names of the others.
    pub(crate) fn all(keyring: &Keyring, records: &[VaultRecord]) -> (Vec<VaultEntry>, Vec<String>) {
        let mut tampered = Vec::new();
        let entries = records.iter().filter_map(|record| {
            let entry = believe(&keyring.row_mac, record);
            if entry.is_none() {
                tampered.push(format!("vault_secret/{}", record.name));
            }
            entry
        });
        (entries.collect(), tampered)
    }
}

pub(crate) fn believe(key: &hmac::Key, record: &VaultRecord) -> Option<VaultEntry> {
    if !mac_of(key, record).fits(&record.mac) {
        return None;
    }
    let bound = destination(record);
    // Half a destination must not pass for none: none means "bind at first use".
    if bound.is_none() && (record.scheme.is_some() || record.host.is_some() || record.port.is_some()) {
        return None;
    }
    Some(VaultEntry {
        name: record.name.clone(),
        fingerprint: record.fingerprint.clone(),
        bound,
        created: loaded(record.created),
        rotated: loaded(record.rotated),
    })
}

pub(crate) fn mac_of(key: &hmac::Key, record: &VaultRecord) -> RowMac {
    RowMac::new(key, "vault_secret")
        .text("name", &record.name)
        .int("version", record.version)
        .maybe_text("scheme", record.scheme.as_deref())
        .maybe_text("host", record.host.as_deref())
        .maybe_int("port", record.port)
        .text("fingerprint", &record.fingerprint)
        .blob("sealed", &record.sealed)
        .int("created", record.created)
        .int("rotated", record.rotated)
}

pub(crate) fn bind(record: &mut VaultRecord, to: Option<&Destination>) {
    record.scheme = to.map(|to| to.scheme.as_str().to_owned());
    record.host = to.map(|to| to.host.clone());
    record.port = to.map(|to| i64::from(to.port));
}

pub(crate) fn destination(record: &VaultRecord) -> Option<Destination> {
    let scheme = Scheme::parse(record.scheme.as_deref()?)?;
    Destination::new(scheme, record.host.as_deref()?, u16::try_from(record.port?).ok()?).ok()
}
