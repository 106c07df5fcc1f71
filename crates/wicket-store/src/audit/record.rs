//! What is written down: one type for each kind of record, borrowed from the visit so that writing copies nothing.

use std::time::Duration;

use wicket_types::{
    Class, Code, Confidence, Kind, Masked, ModelName, NanoDollars, Principal, ProviderName, SessionId, Timestamp,
    Usage, Verdict, VisitId,
};

use super::Digest;
use crate::ledger::Reservation;

/// One record. Every visit that reaches a provider writes `Opened` before the first byte goes there, and `Closed` after.
#[derive(Clone, Copy, Debug)]
pub enum Record<'a> {
    /// A visit is about to reach a provider.
    Opened(Opened<'a>),
    /// A visit holds more money: written before the provider may use it.
    Extended {
        /// When.
        at: Timestamp,
        /// Which visit.
        visit: &'a VisitId,
        /// All that it holds now.
        total: NanoDollars,
    },
    /// A visit is over.
    Closed(Closed<'a>),
    /// A visit was refused before it reached a provider, or many alike were.
    Refused(Refused<'a>),
    /// A person or program changed how the gate works.
    Admin(Admin<'a>),
    /// The log was opened again and found a visit without an end.
    Recovered(Recovered<'a>),
}

/// Who is calling. Empty where the perimeter could not tell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Who<'a> {
    /// The id of the key.
    pub key: Option<&'a str>,
    /// The tenant.
    pub tenant: Option<&'a str>,
    /// The team.
    pub team: Option<&'a str>,
    /// The owner of the key.
    pub user: Option<&'a str>,
    /// The session that the caller named.
    pub session: Option<&'a SessionId>,
}

impl<'a> From<&'a Principal> for Who<'a> {
    fn from(who: &'a Principal) -> Self {
        Who {
            key: Some(who.key.as_str()),
            tenant: Some(who.tenant.as_str()),
            team: who.team.as_ref().map(|team| team.as_str()),
            user: Some(who.user.as_str()),
            session: None,
        }
    }
}

/// How much of a text the guards read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scanned {
    /// Segments read.
    pub segments: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Segments passed on unread: sealed reasoning, media.
    pub skipped_segments: u64,
    /// Their bytes.
    pub skipped_bytes: u64,
}

/// A visit is about to reach a provider. What a crash must not forget: the money held and who holds it.
#[derive(Clone, Copy, Debug)]
pub struct Opened<'a> {
    /// When.
    pub at: Timestamp,
    /// Which visit.
    pub visit: &'a VisitId,
    /// The visit on whose behalf this one is made: a judge is asked about a text of it.
    pub behalf: Option<&'a VisitId>,
    /// Who is calling.
    pub who: Who<'a>,
    /// The route, such as `/v1/messages`; `judge.NAME` for a question to a judge.
    pub route: &'a str,
    /// The model asked for.
    pub model: Option<&'a ModelName>,
    /// The provider that is tried first.
    pub provider: Option<&'a ProviderName>,
    /// How sensitive the call is.
    pub class: Class,
    /// What the guards made of the request.
    pub verdict: Verdict,
    /// What was found in the request, and how often.
    pub kinds: &'a [(Kind, u32)],
    /// How much of the request was read.
    pub scanned: Scanned,
    /// Digest of the request body as it arrived.
    pub request: Digest,
    /// Its size in bytes.
    pub request_bytes: u64,
    /// The money held, where a budget asked for it.
    pub reservation: Option<&'a Reservation>,
    /// The configuration in force.
    pub config: &'a str,
}

/// How an opened visit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The whole answer went out.
    Completed,
    /// The gate withheld the answer, or the rest of it.
    Refused,
    /// The provider failed.
    UpstreamFailed,
    /// The visitor went away.
    Aborted,
    /// The stream reached the money held.
    Ceiling,
    /// The gate failed on this visit.
    Failed,
}

impl Outcome {
    /// The word in the record.
    pub const fn as_str(self) -> &'static str {
        match self {
            Outcome::Completed => "completed",
            Outcome::Refused => "refused",
            Outcome::UpstreamFailed => "upstream_failed",
            Outcome::Aborted => "aborted",
            Outcome::Ceiling => "ceiling",
            Outcome::Failed => "failed",
        }
    }
}

/// A visit is over.
#[derive(Clone, Copy, Debug)]
pub struct Closed<'a> {
    /// When.
    pub at: Timestamp,
    /// Which visit.
    pub visit: &'a VisitId,
    /// How it ended.
    pub outcome: Outcome,
    /// The HTTP status that the visitor saw.
    pub status: u16,
    /// The provider that answered, after any failover.
    pub provider: Option<&'a ProviderName>,
    /// What the guards made of request and answer together.
    pub verdict: Verdict,
    /// Why it was refused, where it was.
    pub code: Option<Code>,
    /// What was found in the answer, and how often.
    pub kinds: &'a [(Kind, u32)],
    /// How much of the answer was read.
    pub scanned: Scanned,
    /// The highest score that a judge gave; `None` for every other visit.
    pub score: Option<Confidence>,
    /// What the provider counted; `None` where it did not say, or said something absurd.
    pub usage: Option<Usage>,
    /// What the visit cost.
    pub settled: NanoDollars,
    /// Bytes of the answer that reached the visitor.
    pub released_bytes: u64,
    /// From the first byte in to the last byte out.
    pub duration: Duration,
}

/// A visit was refused before it reached a provider.
#[derive(Clone, Copy, Debug)]
pub struct Refused<'a> {
    /// When; of many, the last.
    pub at: Timestamp,
    /// Which visit; `None` for many alike.
    pub visit: Option<&'a VisitId>,
    /// Who was calling, as far as it is known.
    pub who: Who<'a>,
    /// The route, where one was found.
    pub route: Option<&'a str>,
    /// The model asked for, where the body was read.
    pub model: Option<&'a ModelName>,
    /// Why.
    pub code: Code,
    /// What was found in the request, and how often.
    pub kinds: &'a [(Kind, u32)],
    /// Size of the request body in bytes.
    pub request_bytes: u64,
    /// How many visits this record stands for: 1, or more where a flood is told in one line.
    pub times: u64,
    /// The configuration in force.
    pub config: &'a str,
}

/// A person or program changed how the gate works.
#[derive(Clone, Copy, Debug)]
pub struct Admin<'a> {
    /// When.
    pub at: Timestamp,
    /// Who did it: an operator's name, or `gate`.
    pub actor: &'a str,
    /// What was done, such as `key.create`, `config.reload`.
    pub action: &'a str,
    /// To what: the id of a key, the name of a provider.
    pub subject: &'a str,
    /// More about it.
    pub detail: Option<&'a Masked>,
}

/// The log was opened again and found a visit without an end.
#[derive(Clone, Copy, Debug)]
pub struct Recovered<'a> {
    /// When it was found.
    pub at: Timestamp,
    /// Which visit.
    pub visit: &'a VisitId,
    /// The record that opened it.
    pub opened: super::Sequence,
    /// What it held, and what it is charged.
    pub settled: NanoDollars,
}
