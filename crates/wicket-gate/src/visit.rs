//! One visit: what is known about it from knock to farewell. Each layer writes down what it saw; the monitor turns the
//! notes into one record, one line of the log and the metrics.

use std::{net::IpAddr, sync::Arc, time::Instant};

use wicket_store::audit::Scanned;
use wicket_types::{
    Action, Class, Finding, Guard, Kind, ModelName, Principal, ProviderName, SessionId, Timestamp, Verdict, VisitId,
};

use crate::settings::{GuardSetting, Settings};

/// One visit. It sees exactly one version of the settings.
#[derive(Debug)]
pub struct Visit {
    /// Its id, in every answer and record.
    pub id: VisitId,
    /// When it began.
    pub at: Timestamp,
    /// The same on the monotonic clock.
    pub began: Instant,
    /// Where it comes from.
    pub peer: IpAddr,
    /// The configuration that holds for it.
    pub settings: Arc<Settings>,
    /// What the layers saw.
    pub notes: Notes,
}

/// What the layers saw. Holds no text of the visitor: names, numbers and kinds only.
#[derive(Debug, Default)]
pub struct Notes {
    /// Path of the route at the provider, such as `/v1/messages`.
    pub route: Option<Box<str>>,
    /// The caller, once the perimeter knows.
    pub who: Option<Arc<Principal>>,
    /// The conversation that the caller named.
    pub session: Option<SessionId>,
    /// The model that was asked for.
    pub model: Option<ModelName>,
    /// The provider that was called.
    pub provider: Option<ProviderName>,
    /// How sensitive the call is.
    pub class: Class,
    /// The strictest thing that happened.
    pub verdict: Verdict,
    /// The request, as the guards saw it.
    pub asked: Seen,
    /// The answer, as the guards saw it.
    pub answered: Seen,
    /// Size of the request's body.
    pub bytes_in: u64,
    /// SHA-256 of the request's body.
    pub digest_in: [u8; 32],
    /// Bytes that went back to the caller.
    pub bytes_out: u64,
    /// Words in the answer that look like pseudonyms and are none of this visit's.
    pub unresolved: u32,
}

/// What the guards saw of one direction.
#[derive(Debug, Default)]
pub struct Seen {
    /// What was found, and how often.
    pub kinds: Vec<(Kind, u32)>,
    /// What was looked at, and what could not be: images, sealed reasoning.
    pub scanned: Scanned,
}

impl Seen {
    /// One more text that was looked at.
    pub fn read(&mut self, bytes: usize) {
        self.scanned.segments = self.scanned.segments.saturating_add(1);
        self.scanned.bytes = self.scanned.bytes.saturating_add(bytes as u64);
    }

    /// One more text that could not be looked at.
    pub fn skipped(&mut self, bytes: usize) {
        self.scanned.skipped_segments = self.scanned.skipped_segments.saturating_add(1);
        self.scanned.skipped_bytes = self.scanned.skipped_bytes.saturating_add(bytes as u64);
    }

    /// One more thing that was found.
    pub fn found(&mut self, kind: &Kind) {
        match self.kinds.iter_mut().find(|(known, _)| known == kind) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => self.kinds.push((kind.clone(), 1)),
        }
    }
}

impl Notes {
    /// All kinds found in either direction, each once.
    pub fn kinds(&self) -> Vec<Kind> {
        let mut kinds: Vec<Kind> =
            self.asked.kinds.iter().chain(&self.answered.kinds).map(|(kind, _)| kind.clone()).collect();
        kinds.sort();
        kinds.dedup();
        kinds
    }

    /// Something was done about a finding.
    pub fn acted(&mut self, action: Action) {
        self.verdict = self.verdict.max(Verdict::of(action));
    }
}

/// What a guard's setting makes of one finding: `Off` where it is under the limit.
pub fn action_on(setting: &GuardSetting, finding: &Finding) -> Action {
    if finding.confidence >= setting.limit { setting.action } else { Action::Off }
}

/// The guard that answers for a finding; a kind that no guard owns is judged as personal data, the milder mask.
pub fn guard_of(finding: &Finding) -> Guard {
    finding.kind.guard().unwrap_or(Guard::Pii)
}

impl Visit {
    /// The same visit with its notes, to be taken to another thread and back; the notes here are empty meanwhile.
    pub(crate) fn lent(&mut self) -> Visit {
        Visit {
            id: self.id.clone(),
            at: self.at,
            began: self.began,
            peer: self.peer,
            settings: self.settings.clone(),
            notes: std::mem::take(&mut self.notes),
        }
    }
}
