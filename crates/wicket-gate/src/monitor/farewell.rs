//! The end of a visit: money settled, record closed, numbers counted. It happens once, whatever ended the visit: a
//! `Farewell` that is dropped unsaid closes the visit as given up by the caller.

use std::{sync::Arc, time::Duration};

use wicket_store::{
    audit::{AuditLog, Closed, Outcome, Record, Refused, Who},
    ledger::{Ledger, Reservation},
};
use wicket_types::{Code, NanoDollars, Refusal, Timestamp, Usage, Verdict};

use super::metrics;
use crate::{
    money::{Money, Observed, generated},
    monotonic,
    perimeter::limits::HeldTokens,
    visit::Visit,
};

/// What a visit holds once it may call a provider.
pub struct Held {
    /// The money.
    pub reservation: Reservation,
    /// What the call costs, and its bounds; `None` for a call that is free.
    pub money: Option<Money>,
    /// Room in the limits; freed when the visit ends.
    pub tokens: Option<HeldTokens>,
}

/// One visit on its way out. Say `completed`, `refused` or the like; dropped unsaid it means that the caller has gone.
pub struct Farewell {
    visit: Visit,
    audit: Arc<AuditLog>,
    ledger: Arc<Ledger>,
    now: fn() -> Timestamp,
    held: Option<Held>,
    /// What the provider counted, as far as it is known.
    pub usage: Option<Usage>,
    /// Text that was seen, where the provider did not count.
    pub observed: Observed,
    status: u16,
    said: bool,
}

impl Farewell {
    /// Takes charge of a visit that has begun.
    pub fn new(visit: Visit, audit: Arc<AuditLog>, ledger: Arc<Ledger>, now: fn() -> Timestamp) -> Self {
        metrics::began();
        Farewell {
            visit,
            audit,
            ledger,
            now,
            held: None,
            usage: None,
            observed: Observed::default(),
            status: 0,
            said: false,
        }
    }

    /// The visit.
    pub fn visit(&mut self) -> &mut Visit {
        &mut self.visit
    }

    /// The visit, to read.
    pub fn seen(&self) -> &Visit {
        &self.visit
    }

    /// From here on the visit holds money, and its record is open.
    pub fn hold(&mut self, held: Held) {
        self.held = Some(held);
    }

    /// What the visit holds.
    pub fn held(&mut self) -> Option<&mut Held> {
        self.held.as_mut()
    }

    /// What the opening record needs.
    pub(crate) fn opening(&self) -> (&Visit, Option<&Reservation>) {
        (&self.visit, self.held.as_ref().filter(|held| held.money.is_some()).map(|held| &held.reservation))
    }

    /// The call will not be made: what was held is free again.
    pub(crate) fn give_back(&mut self) {
        if let Some(held) = self.held.take() {
            let _settled = self.ledger.settle(held.reservation.visit(), NanoDollars::ZERO);
            if let Some(tokens) = held.tokens {
                tokens.settle(0, monotonic());
            }
        }
    }

    /// The call will not be made, but its record is open: it ends for nothing.
    pub(crate) fn will_not_call(&mut self) {
        let Some(held) = &mut self.held else { return };
        held.money = None;
        if let Some(tokens) = held.tokens.take() {
            tokens.settle(0, monotonic());
        }
    }

    /// The status that the caller saw.
    pub fn status(&mut self, status: u16) {
        self.status = status;
    }

    /// The whole answer went out.
    pub fn completed(mut self) {
        self.close(Outcome::Completed, None);
    }

    /// The provider failed after its answer had begun, or told an error of its own.
    pub fn upstream_failed(mut self, code: Option<Code>) {
        self.close(Outcome::UpstreamFailed, code);
    }

    /// A stream that had begun ends early, with the error event of `refusal`. The caller's status stays.
    pub fn cut(mut self, refusal: &Refusal) {
        if !refusal.kinds.is_empty() {
            self.visit.notes.verdict = Verdict::Block;
        }
        self.close(outcome_of(refusal.code), Some(refusal.code));
    }

    /// Whether the money held covers what was seen of the answer; asks for another lease where that is foreseen.
    pub fn covers_what_was_seen(&mut self) -> bool {
        let seen = self.observed;
        let Some(Held { reservation, money: Some(money), .. }) = self.held.as_mut() else { return true };
        if money.is_near(seen) && self.ledger.extend(reservation, money.lease()).is_ok() {
            money.extended();
            let total = reservation.amount();
            let record = Record::Extended { at: (self.now)(), visit: &self.visit.id, total };
            if let Err(error) = self.audit.append(&record) {
                tracing::error!(visit = %self.visit.id, %error, "a lease could not be recorded, so the stream ends");
                return false;
            }
        }
        !money.is_beyond(seen)
    }

    /// Lets an answer go on to the caller as far as `cleared`.
    ///
    /// # Errors
    /// The caller's limit of tokens has no room now; how long to wait before asking again.
    pub fn let_flow(&mut self, cleared: Observed) -> Result<(), Duration> {
        match self.held.as_mut().and_then(|held| held.tokens.as_mut()) {
            Some(tokens) => tokens.flow(generated(cleared), monotonic()),
            None => Ok(()),
        }
    }

    /// The stream reached the money held.
    pub fn ceiling(mut self) {
        self.close(Outcome::Ceiling, Some(Code::BudgetExhausted));
    }

    /// The visit was refused, before the call or on its answer.
    pub fn refused(mut self, refusal: &Refusal) {
        self.status = refusal.code.status();
        let outcome = outcome_of(refusal.code);
        if outcome == Outcome::Refused {
            self.visit.notes.verdict = Verdict::Block;
        }
        self.close(outcome, Some(refusal.code));
    }

    fn close(&mut self, outcome: Outcome, code: Option<Code>) {
        self.said = true;
        let took = self.visit.began.elapsed();
        let written = match self.held.take() {
            Some(held) => self.settle(held, outcome, code, took),
            None => self.turned_away(code),
        };
        if let Err(error) = written {
            tracing::error!(visit = %self.visit.id, %error, "the end of a visit could not be recorded");
        }
        let notes = &self.visit.notes;
        metrics::ended(notes, notes.verdict, code, took);
        if let Some(code) = code {
            tracing::info!(visit = %self.visit.id, code = code.id(), took_us = took.as_micros() as u64, "visit refused");
        } else {
            tracing::debug!(visit = %self.visit.id, took_us = took.as_micros() as u64, "visit ended");
        }
    }

    /// The money is settled first: a record that cannot be written must not leave a caller with money held.
    fn settle(
        &self,
        held: Held,
        outcome: Outcome,
        code: Option<Code>,
        took: Duration,
    ) -> Result<(), wicket_store::audit::AuditError> {
        let notes = &self.visit.notes;
        let (usage, seen) = (self.usage.as_ref(), self.observed);
        let cost =
            held.money.as_ref().map_or(NanoDollars::ZERO, |m| m.cost(usage, seen, held.reservation.amount(), outcome));
        let _settled = self.ledger.settle(held.reservation.visit(), cost);
        if let (Some(tokens), Some(money)) = (held.tokens, &held.money) {
            tokens.settle(money.tokens_used(usage, seen, outcome), monotonic());
        }
        if let Some(provider) = &notes.provider {
            metrics::charged(provider.as_str(), self.usage.as_ref(), cost);
        }
        let record = Record::Closed(Closed {
            at: (self.now)(),
            visit: &self.visit.id,
            outcome,
            status: self.status,
            provider: notes.provider.as_ref(),
            verdict: notes.verdict,
            code,
            kinds: &notes.answered.kinds,
            scanned: notes.answered.scanned,
            score: None,
            usage: self.usage,
            settled: cost,
            released_bytes: notes.bytes_out,
            duration: took,
        });
        self.audit.append_soon(&record).map(drop)
    }

    fn turned_away(&self, code: Option<Code>) -> Result<(), wicket_store::audit::AuditError> {
        let notes = &self.visit.notes;
        // A caller who went away before anything was decided leaves the record of a visit that was given up.
        let code = code.unwrap_or(Code::Malformed);
        let who = notes.who.as_deref().map(Who::from).unwrap_or_default();
        let record = Record::Refused(Refused {
            at: (self.now)(),
            visit: Some(&self.visit.id),
            who: Who { session: notes.session.as_ref(), ..who },
            route: notes.route.as_deref(),
            model: notes.model.as_ref(),
            code,
            kinds: &notes.asked.kinds,
            request_bytes: notes.bytes_in,
            times: 1,
            config: &self.visit.settings.version,
        });
        self.audit.append_soon(&record).map(drop)
    }
}

impl Drop for Farewell {
    fn drop(&mut self) {
        if !self.said {
            self.close(Outcome::Aborted, None);
        }
    }
}

fn outcome_of(code: Code) -> Outcome {
    match code {
        Code::UpstreamTimeout | Code::UpstreamGarbage | Code::UpstreamCut | Code::NoProviderLeft => {
            Outcome::UpstreamFailed
        }
        Code::Internal => Outcome::Failed,
        _ => Outcome::Refused,
    }
}
