//! A caller's key: as it shall be, and as it is remembered, every column of its authority under a MAC.

use std::{net::IpAddr, sync::Arc};

use aws_lc_rs::hmac;
use ipnet::IpNet;
use wicket_types::{KeyId, Limits, Principal, Timestamp, ids::Label};

use crate::{
    StoreError,
    key_format::{Environment, KeyKind},
    row_mac::RowMac,
    sqlite::{KeyRecord, loaded},
};

/// What a new key shall be.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What it is for.
    pub kind: KeyKind,
    /// Where it is good.
    pub environment: Environment,
    /// What the operator calls it, at most 128 characters.
    pub name: String,
    /// The tenant it belongs to.
    pub tenant: Label,
    /// The team, if any.
    pub team: Option<Label>,
    /// The person or service that answers for it.
    pub user: Label,
    /// Models it may call, as patterns with `*`; empty means all.
    pub models: Vec<String>,
    /// Its limits.
    pub limits: Limits,
    /// Networks it may come from; empty means any.
    pub addresses: Vec<IpNet>,
    /// When it ends; 90 days from now if not said.
    pub expires: Option<Timestamp>,
}

impl NewKey {
    /// An inference key for the live environment without restrictions of its own.
    pub fn new(name: impl Into<String>, tenant: Label, user: Label) -> Self {
        NewKey {
            kind: KeyKind::Inference,
            environment: Environment::Live,
            name: name.into(),
            tenant,
            team: None,
            user,
            models: Vec::new(),
            limits: Limits::default(),
            addresses: Vec::new(),
            expires: None,
        }
    }

    /// What does not fit in it, if anything.
    pub(crate) fn check(&self, now: Timestamp) -> Result<(), StoreError> {
        let invalid = |what, value: &str, cause| Err(StoreError::Invalid { what, value: value.to_owned(), cause });
        let length = self.name.chars().count();
        if length == 0 || length > 128 || self.name.chars().any(char::is_control) {
            return invalid("key name", &self.name, "1 to 128 characters, and no control characters");
        }
        let bad_model = |m: &&String| m.is_empty() || m.len() > 200 || !m.bytes().all(|b| b.is_ascii_graphic());
        if let Some(model) = self.models.iter().find(bad_model) {
            return invalid("model pattern", model, "1 to 200 visible ASCII characters");
        }
        if self.models.len() > 1000 || self.addresses.len() > 1000 {
            return invalid("key", &self.name, "at most 1000 model patterns and 1000 networks");
        }
        match self.expires {
            Some(end) if end <= now => invalid("expiry", &end.to_string(), "it lies in the past"),
            _ => Ok(()),
        }
    }
}

/// A key as remembered: everything but the secret.
#[derive(Clone, Debug)]
pub struct KeyRow {
    /// The public id.
    pub id: KeyId,
    /// What it is for.
    pub kind: KeyKind,
    /// Where it is good.
    pub environment: Environment,
    /// What the operator calls it.
    pub name: String,
    /// Networks it may come from; empty means any.
    pub addresses: Vec<IpNet>,
    /// When it was made.
    pub created: Timestamp,
    /// From when on it is refused.
    pub expires: Timestamp,
    /// When it was revoked, if it was.
    pub revoked: Option<Timestamp>,
    /// Until when the secret before the last rotation is good too.
    pub old_secret_until: Option<Timestamp>,
    /// How often the row was written.
    pub version: u64,
    principal: Arc<Principal>,
}

impl KeyRow {
    /// Who calls with this key: tenant, team, user, models and limits.
    pub fn principal(&self) -> &Arc<Principal> {
        &self.principal
    }

    /// Whether the key may come from `address`. An IPv4 address written as IPv6 counts as IPv4.
    pub fn may_come_from(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.addresses.is_empty() || self.addresses.iter().any(|net| net.contains(&address))
    }

    /// Whether it is good at `now`, as far as time goes.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && now < self.expires
    }
}

/// The row, if it carries our MAC and reads well.
pub(crate) fn believe(key: &hmac::Key, record: &KeyRecord) -> Option<KeyRow> {
    if !mac_of(key, record).fits(&record.mac) {
        return None;
    }
    let id = KeyId::parse(&record.id)?;
    let networks: Vec<String> = serde_json::from_str(&record.addresses).ok()?;
    Some(KeyRow {
        id,
        kind: KeyKind::parse(&record.kind)?,
        environment: Environment::parse(&record.environment)?,
        name: record.name.clone(),
        addresses: networks.iter().map(|net| net.parse().ok()).collect::<Option<_>>()?,
        created: loaded(record.created),
        expires: loaded(record.expires),
        revoked: record.revoked.map(loaded),
        old_secret_until: record.old_until.map(loaded),
        version: u64::try_from(record.version).ok()?,
        principal: Arc::new(Principal {
            key: id,
            tenant: Label::parse(&record.tenant)?,
            team: match &record.team {
                Some(team) => Some(Label::parse(team)?),
                None => None,
            },
            user: Label::parse(&record.owner)?,
            models: serde_json::from_str(&record.models).ok()?,
            limits: serde_json::from_str(&record.limits).ok()?,
        }),
    })
}

pub(crate) fn mac_of(key: &hmac::Key, record: &KeyRecord) -> RowMac {
    RowMac::new(key, "caller_key")
        .text("id", &record.id)
        .int("version", record.version)
        .text("kind", &record.kind)
        .text("environment", &record.environment)
        .text("name", &record.name)
        .text("tenant", &record.tenant)
        .maybe_text("team", record.team.as_deref())
        .text("owner", &record.owner)
        .text("models", &record.models)
        .text("limits", &record.limits)
        .text("addresses", &record.addresses)
        .int("created", record.created)
        .int("expires", record.expires)
        .maybe_int("revoked", record.revoked)
        .int("pepper", record.pepper)
        .blob("hash", &record.hash)
        .maybe_blob("old_hash", record.old_hash.as_deref())
        .maybe_int("old_until", record.old_until)
}
