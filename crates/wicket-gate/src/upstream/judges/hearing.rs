//! One hearing: all questions of a visit to one judge. It is a visit of its own in ledger and record: what it may cost is
//! held in the judge's account and written down before the first byte goes out, and settled after the last, however it
//! ends.

use std::time::Duration;

use aws_lc_rs::{
    digest::{Context, SHA256},
    rand::SecureRandom,
};
use tokio::time::Instant;
use wicket_store::{
    audit::{Closed, Opened, Outcome, Record, Scanned, Who},
    ledger::{Reservation, ScopeId},
};
use wicket_types::{Code, Confidence, Guard, Kind, ModelName, NanoDollars, Refusal, Verdict, VisitId, limits::Budget};

use super::{Asker, Bench, Brief, Fault, question, question::Told};
use crate::{
    docket::Said,
    monitor::metrics,
    settings::{Judge, Speaks},
    turn, wall,
};

/// A hearing that has begun; dropped without `close` it ends as given up, and what it held counts as spent.
pub(super) struct Hearing<'a> {
    bench: &'a Bench,
    judge: &'a Judge,
    id: VisitId,
    /// Why the judge's word is not whole.
    pub fault: Option<Fault>,
    began: Instant,
    scanned: Scanned,
    held: NanoDollars,
    cost: NanoDollars,
    score: Option<f32>,
    kinds: Vec<(Kind, u32)>,
    is_open: bool,
}

impl<'a> Hearing<'a> {
    /// Holds the money and opens the record. A fault that is known before is recorded too, and so is a budget without room.
    ///
    /// # Errors
    /// The record cannot be written.
    pub async fn open(
        bench: &'a Bench,
        asker: &Asker,
        judge: &'a Judge,
        brief: &Brief,
        fault: Option<Fault>,
    ) -> Result<Hearing<'a>, Refusal> {
        let mut random = [0; 16];
        bench.random.fill(&mut random).map_err(|_| Refusal::from(Code::Internal))?;
        let id = VisitId::new(random);
        let segments = brief.questions.len() as u64;
        let mut hearing = Hearing {
            bench,
            judge,
            id,
            fault,
            began: Instant::now(),
            scanned: Scanned { segments, bytes: brief.text_bytes, ..Scanned::default() },
            held: NanoDollars::ZERO,
            cost: NanoDollars::ZERO,
            score: None,
            kinds: Vec::new(),
            is_open: false,
        };
        let most = brief.questions.iter().map(|question| question::most(judge, &question.body));
        let reservation = hearing.hold(most.fold(NanoDollars::ZERO, NanoDollars::plus))?;
        hearing.record(asker, brief, &reservation).await?;
        Ok(hearing)
    }

    /// Holds what the questions may cost in the judge's account; holds nothing where it will not be asked.
    fn hold(&mut self, most: NanoDollars) -> Result<Reservation, Refusal> {
        let budget = self.budget();
        if self.fault.is_none() && budget.is_some() && self.judge.price.is_none() {
            self.fault = Some(Fault::Unpriced);
        }
        if self.fault.is_none() {
            let scopes: Vec<_> = budget.map(|budget| (ScopeId::judge(&self.judge.name), budget)).into_iter().collect();
            match self.bench.ledger.reserve(&self.id, &scopes, most, wall()) {
                Ok(reservation) => {
                    self.held = most;
                    return Ok(reservation);
                }
                Err(_) => self.fault = Some(Fault::Budget),
            }
        }
        // Nothing is asked for, so there is room.
        let none = self.bench.ledger.reserve(&self.id, &[], NanoDollars::ZERO, wall());
        none.map_err(|_| Code::Internal.into())
    }

    fn budget(&self) -> Option<Budget> {
        self.bench.budgets.get(&ScopeId::judge(&self.judge.name)).or(self.judge.budget)
    }

    async fn record(&mut self, asker: &Asker, brief: &Brief, reservation: &Reservation) -> Result<(), Refusal> {
        let mut digest = Context::new(&SHA256);
        brief.questions.iter().for_each(|question| digest.update(&question.body));
        let mut request = [0; 32];
        request.iter_mut().zip(digest.finish().as_ref()).for_each(|(to, from)| *to = *from);
        let who = asker.who.as_deref().map(Who::from).unwrap_or_default();
        let model = model(&self.judge.speaks).and_then(ModelName::parse);
        let taken = self.bench.audit.append_soon(&Record::Opened(Opened {
            at: wall(),
            visit: &self.id,
            behalf: Some(&asker.visit),
            who: Who { session: asker.session.as_ref(), ..who },
            route: &format!("judge.{}", self.judge.name),
            model: model.as_ref(),
            provider: Some(&self.judge.name),
            class: asker.class,
            verdict: Verdict::Allow,
            kinds: &[],
            scanned: self.scanned,
            request,
            request_bytes: brief.questions.iter().map(|question| question.body.len() as u64).sum(),
            reservation: (self.held > NanoDollars::ZERO).then_some(reservation),
            config: &asker.settings.version,
        }));
        let written = match taken {
            Ok(seq) => {
                // From here on the record has a beginning, and so it gets an end.
                self.is_open = true;
                turn::end().await;
                self.bench.audit.written(seq).await
            }
            Err(error) => {
                let _settled = self.bench.ledger.settle(&self.id, NanoDollars::ZERO);
                Err(error)
            }
        };
        written.map_err(|error| {
            tracing::error!(%error, "the record cannot be written, so no judge is asked");
            self.held = NanoDollars::ZERO;
            Code::AuditUnavailable.into()
        })
    }

    /// Notes what came of one question, and hands its word on.
    pub fn note(&mut self, told: Told) -> Option<Said> {
        self.cost = self.cost.plus(told.cost);
        let outcome = match &told.reading {
            Ok(reading) if reading.said.counts(self.judge) => "flagged",
            Ok(_) => "clean",
            Err(fault) => fault.as_str(),
        };
        metrics::judge_asked(self.judge.name.as_str(), outcome);
        match told.reading {
            Ok(reading) => {
                self.score = Some(self.score.unwrap_or(0.0).max(reading.said.score));
                for kind in Guard::ALL.into_iter().filter(|guard| self.judge.guards.contains(guard)) {
                    for kind in reading.said.kinds_for(self.judge, kind) {
                        self.kinds.push((kind, 1));
                    }
                }
                Some(reading.said)
            }
            Err(fault) => {
                self.fault.get_or_insert(fault);
                None
            }
        }
    }

    /// The hearing is over; the fault for which the judge's word is not whole.
    pub fn close(mut self) -> Option<Fault> {
        let outcome = if self.fault.is_some() { Outcome::UpstreamFailed } else { Outcome::Completed };
        self.end(outcome, self.cost);
        self.fault.take()
    }

    fn end(&mut self, outcome: Outcome, cost: NanoDollars) {
        if !std::mem::take(&mut self.is_open) {
            return;
        }
        let took: Duration = self.began.elapsed();
        let _settled = self.bench.ledger.settle(&self.id, cost);
        let name = self.judge.name.as_str();
        metrics::judge_heard(name, took, cost);
        // A judge that was not asked at all has counted no question.
        if let Some(fault) = self.fault.as_ref().filter(|fault| fault.is_early()) {
            metrics::judge_asked(name, fault.as_str());
        }
        let status = match &self.fault {
            Some(Fault::Status(status)) => *status,
            None if outcome == Outcome::Completed => 200,
            _ => 0,
        };
        let closed = Record::Closed(Closed {
            at: wall(),
            visit: &self.id,
            outcome,
            status,
            provider: Some(&self.judge.name),
            verdict: if self.kinds.is_empty() { Verdict::Allow } else { Verdict::Flag },
            code: self.fault.as_ref().map(|fault| match fault {
                Fault::Budget => Code::BudgetExhausted,
                Fault::Unpriced => Code::UnknownPrice,
                Fault::Class => Code::ClassForbidden,
                _ => Code::GuardFailed,
            }),
            kinds: &self.kinds,
            scanned: self.scanned,
            score: self.score.map(Confidence::new),
            usage: None,
            settled: cost,
            released_bytes: 0,
            duration: took,
        });
        if let Err(error) = self.bench.audit.append_soon(&closed) {
            tracing::error!(%error, "the end of a hearing could not be recorded");
        }
    }
}

impl Drop for Hearing<'_> {
    fn drop(&mut self) {
        // Nobody knows how far the questions came.
        self.end(Outcome::Aborted, self.held);
    }
}

/// The model that a judge names.
fn model(speaks: &Speaks) -> Option<&str> {
    match speaks {
        Speaks::Moderation { model } => model.as_deref(),
        Speaks::LlamaGuard { model } | Speaks::ShieldGemma { model, .. } => Some(model),
        Speaks::Http => None,
    }
}
