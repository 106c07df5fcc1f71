//! Records as they are read back.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;
use wicket_types::{NanoDollars, Timestamp, VisitId, limits::Period};

use super::{
    Digest, Sequence,
    json::digest_from_hex,
    write::{HEAD, NECK, RECORD_AT},
};
use crate::ledger::{Era, Money, ScopeId};

/// One record of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the log.
    pub seq: Sequence,
    /// When it was written.
    pub at: Timestamp,
    /// `opened`, `extended`, `closed`, `refused`, `admin`, `recovered` or `checkpoint`.
    pub kind: String,
    /// All its fields, with those above.
    pub fields: Value,
    /// The record as written: canonical JSON, over which its leaf is computed.
    pub text: String,
}

impl Entry {
    /// Reads the record of a line; `None` if it is none.
    pub(super) fn parse(record: &[u8]) -> Option<Entry> {
        let text = std::str::from_utf8(record).ok()?.to_owned();
        let fields: Value = serde_json::from_str(&text).ok()?;
        let at = Timestamp::parse(fields.get("at")?.as_str()?)?;
        let kind = fields.get("type")?.as_str()?.to_owned();
        Some(Entry { seq: fields.get("seq")?.as_u64()?, at, kind, text, fields })
    }

    /// A text field, by its path: `visit`, `who.key`.
    pub fn text_at(&self, path: &str) -> Option<&str> {
        self.value_at(path)?.as_str()
    }

    /// A field, by its path.
    pub fn value_at(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(&self.fields, |value, name| value.get(name))
    }
}

/// The fields of a record that recovery and verification need.
#[derive(Deserialize)]
pub(super) struct Head<'a> {
    #[serde(borrow)]
    at: Cow<'a, str>,
    pub seq: Sequence,
    #[serde(borrow, rename = "type")]
    pub kind: Cow<'a, str>,
    visit: Option<VisitId>,
    reservation: Option<Held>,
    held: Option<u64>,
    settled: Option<u64>,
    #[serde(borrow)]
    pub note: Option<Cow<'a, str>>,
    frontier: Option<Vec<String>>,
    pub oldest_open: Option<Sequence>,
}

#[derive(Deserialize)]
struct Held {
    amount: u64,
    scopes: Vec<HeldScope>,
}

#[derive(Deserialize)]
struct HeldScope {
    per: Period,
    scope: ScopeId,
    start: u64,
}

impl<'a> Head<'a> {
    pub fn parse(record: &'a [u8]) -> Option<Self> {
        serde_json::from_slice(record).ok()
    }

    /// The frontier of a checkpoint record.
    pub fn frontier(&self) -> Option<Vec<Digest>> {
        self.frontier.as_ref()?.iter().map(|text| digest_from_hex(text.as_bytes())).collect()
    }

    /// What the record says about money.
    pub fn money(self) -> Option<Money> {
        let visit = self.visit?;
        match &*self.kind {
            "opened" => {
                let at = Timestamp::parse(&self.at)?;
                let held = self.reservation.unwrap_or(Held { amount: 0, scopes: Vec::new() });
                let part = |s: HeldScope| (s.scope, Era { per: s.per, start: s.start });
                let scopes = held.scopes.into_iter().map(part).collect();
                Some(Money::Opened { visit, at, amount: NanoDollars(held.amount), scopes })
            }
            "extended" => Some(Money::Extended { visit, total: NanoDollars(self.held?) }),
            "closed" => Some(Money::Settled { visit, cost: NanoDollars(self.settled?) }),
            "recovered" => Some(Money::Lost { visit }),
            _ => None,
        }
    }
}

/// Cuts a line, without its newline, into its chain and its record; `None` if it has not the form of a line.
pub(super) fn split_line(line: &[u8]) -> Option<(Digest, &[u8])> {
    let rest = line.strip_prefix(HEAD.as_bytes())?;
    let chain = digest_from_hex(rest.get(..64)?)?;
    rest.get(64..)?.strip_prefix(NECK.as_bytes())?;
    let record = line.strip_suffix(b"}")?.get(RECORD_AT..)?;
    Some((chain, record))
}
