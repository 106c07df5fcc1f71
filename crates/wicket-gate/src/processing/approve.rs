//! The processing layer: route, sensitivity, permission, money. What it approves is written down before it is called.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use wicket_store::{
    BudgetBook,
    audit::{AuditLog, Opened, Record, Who},
    ledger::{Exhausted, Ledger, ScopeId},
    price::PriceTable,
};
use wicket_types::{Code, Limits, Moment, NanoDollars, Principal, Refusal, SessionId, Timestamp, limits::Budget};
use wicket_wire::{Operation, splice::Edit};

use super::{
    claim::Claimed,
    pricing::bounds,
    router::{Candidate, Question, candidates},
};
use crate::{
    input::Inspected,
    money::Money,
    monitor::{Farewell, Held},
    perimeter::limits::Limiter,
    settings::Settings,
    turn,
};

/// Fewest output tokens that are worth a call; with less money left the call is refused.
const WORTHWHILE: u64 = 16;

/// The ticket from processing to upstream: a call that may be made, paid for, and on the record.
pub struct Approved {
    pub(crate) inspected: Inspected,
    pub(crate) candidates: Vec<Candidate>,
}

/// What processing asks.
pub struct Processing<'a> {
    /// The money of all scopes.
    pub ledger: &'a Arc<Ledger>,
    /// The budgets that the operator has set.
    pub budgets: &'a BudgetBook,
    /// What models cost.
    pub prices: &'a PriceTable,
    /// The counters of all callers.
    pub limiter: &'a Arc<Limiter>,
    /// The record.
    pub audit: &'a AuditLog,
    /// Whether the last record could be written; readiness tells it.
    pub recording: &'a AtomicBool,
    /// Wall time.
    pub at: Timestamp,
    /// Monotonic time.
    pub now: Moment,
}

impl Processing<'_> {
    /// Decides whether the call may be made, holds its money, and opens its record.
    ///
    /// # Errors
    /// The model, its class or its price forbid it, money or tokens do not suffice, or the record cannot be written.
    pub async fn approve(&self, farewell: &mut Farewell, claimed: Claimed) -> Result<Approved, Refusal> {
        let Claimed { mut inspected, holder } = claimed;
        let settings = farewell.seen().settings.clone();
        let who = farewell.seen().notes.who.clone().ok_or(Code::Internal)?;
        let model = inspected.call.model.clone();
        if let Some(model) = model.as_ref().filter(|m| !who.may_call(m.as_str())) {
            return Err(Refusal::new(Code::ModelForbidden).detail(format!("The key's list does not have `{model}`.")));
        }
        if let Some(other) = inspected.call.other_models.iter().find(|m| !who.may_call(m.as_str())) {
            return Err(Refusal::new(Code::ModelForbidden)
                .detail(format!("The call also names `{other}`, which is not in the key's list.")));
        }
        if inspected.call.unreadable {
            return Err(Refusal::new(Code::BadRequest).detail("Send text: numbers of tokens cannot be inspected."));
        }
        let route = inspected.admitted.route.clone();
        let ask = Question {
            protocol: route.protocol,
            model: model.as_ref(),
            provider: route.provider.as_deref(),
            holder: holder.as_ref(),
            class: inspected.class,
        };
        let candidates = candidates(&settings, ask)?;
        if is_billed(route.operation) {
            let money = bounds(self.prices, &settings, &inspected, &candidates)?;
            self.hold(farewell, &settings, &who, &mut inspected, money).await?;
        } else {
            self.hold_nothing(farewell)?;
        }
        self.open(farewell, &candidates, &settings).await?;
        Ok(Approved { inspected, candidates })
    }

    /// Holds money and tokens. Where a call that is not bounded does not fit as a whole, it is given the bound that fits.
    async fn hold(
        &self,
        farewell: &mut Farewell,
        settings: &Settings,
        who: &Principal,
        inspected: &mut Inspected,
        mut money: Money,
    ) -> Result<(), Refusal> {
        let limits = inspected.admitted.limits;
        let scopes = self.scopes(who, farewell.seen().notes.session.as_ref(), &limits, settings);
        let visit = farewell.seen().id.clone();
        let unbounded = inspected.call.max_output_field.is_some() && inspected.call.max_output.is_none();
        let mut bound = None;
        // Nothing bounds a whole answer but its model, whose longest may be more than a minute allows. Half of the limit
        // leaves the other half to other calls.
        if unbounded && !inspected.call.stream {
            let most = limits.tokens_per_minute.map(|limit| money.allowed(limit / 2));
            bound = most.filter(|most| *most >= WORTHWHILE && money.exceeds(*most));
            if let Some(most) = bound {
                money = money.capped(most);
            }
        }
        let reservation = match self.ledger.reserve(&visit, &scopes, money.worst_case(), self.at) {
            Ok(reservation) => reservation,
            Err(exhausted) if unbounded => {
                let most = money.affordable(exhausted.left);
                if most < WORTHWHILE {
                    return Err(refuse(&exhausted, self.at));
                }
                bound = Some(most);
                money = money.capped(most);
                self.ledger.reserve(&visit, &scopes, money.worst_case(), self.at).map_err(|e| refuse(&e, self.at))?
            }
            Err(exhausted) => return Err(refuse(&exhausted, self.at)),
        };
        if let Some(most) = bound {
            cap(inspected, most);
        }
        let tokens = self.limiter.hold_tokens(who.key, &limits, money.tokens_wanted(inspected.call.stream), self.now);
        let tokens = match tokens {
            Ok(tokens) => tokens,
            Err(limited) => {
                let _settled = self.ledger.settle(&visit, NanoDollars::ZERO);
                return Err(self.limiter.refused(who.key, limited, self.now).await);
            }
        };
        farewell.hold(Held { reservation, money: Some(money), tokens: Some(tokens) });
        Ok(())
    }

    fn hold_nothing(&self, farewell: &mut Farewell) -> Result<(), Refusal> {
        let visit = farewell.seen().id.clone();
        let reservation =
            self.ledger.reserve(&visit, &[], NanoDollars::ZERO, self.at).map_err(|e| refuse(&e, self.at))?;
        farewell.hold(Held { reservation, money: None, tokens: None });
        Ok(())
    }

    /// The scopes that have a budget: those that the operator set, and for the key what its limits say.
    fn scopes(
        &self,
        who: &Principal,
        session: Option<&SessionId>,
        limits: &Limits,
        settings: &Settings,
    ) -> Vec<(ScopeId, Budget)> {
        let default = limits.budget.or(settings.limits.budget);
        let own = ScopeId::key(&who.key);
        let with_budget = |scope: ScopeId| {
            let set = self.budgets.get(&scope).or_else(|| if scope == own { default } else { None });
            set.map(|budget| (scope, budget))
        };
        ScopeId::all_of(who, session).into_iter().filter_map(with_budget).collect()
    }

    /// Returns when the record is in the file. The visits of one turn of the thread share the write.
    async fn open(
        &self,
        farewell: &mut Farewell,
        candidates: &[Candidate],
        settings: &Settings,
    ) -> Result<(), Refusal> {
        let first = candidates.first().and_then(|c| settings.providers.get(c.provider)).map(|p| p.name.clone());
        farewell.visit().notes.provider = first;
        let taken = {
            let (visit, reservation) = farewell.opening();
            let notes = &visit.notes;
            let who = notes.who.as_deref().map(Who::from).unwrap_or_default();
            self.audit.append_soon(&Record::Opened(Opened {
                at: visit.at,
                visit: &visit.id,
                behalf: None,
                who: Who { session: notes.session.as_ref(), ..who },
                route: notes.route.as_deref().unwrap_or_default(),
                model: notes.model.as_ref(),
                provider: notes.provider.as_ref(),
                class: notes.class,
                verdict: notes.verdict,
                kinds: &notes.asked.kinds,
                scanned: notes.asked.scanned,
                request: notes.digest_in,
                request_bytes: notes.bytes_in,
                reservation,
                config: &settings.version,
            }))
        };
        let written = match taken {
            Ok(seq) => {
                turn::end().await;
                // The record is in the log and waits: its visit must end there too, without having cost anything.
                self.audit.written(seq).await.inspect_err(|_| farewell.will_not_call())
            }
            Err(error) => {
                farewell.give_back();
                Err(error)
            }
        };
        self.recording.store(written.is_ok(), Ordering::Relaxed);
        written.map_err(|error| {
            tracing::error!(%error, "the record cannot be written, so the visit is refused");
            Code::AuditUnavailable.into()
        })
    }
}

/// Operations that a provider charges for; counting tokens and looking things up is free with both vendors.
fn is_billed(operation: Operation) -> bool {
    use Operation::{Chat, Embeddings, Messages, Responses, ResponsesCompact};
    matches!(operation, Chat | Embeddings | Messages | Responses | ResponsesCompact)
}

/// Writes a bound on the answer into the body.
fn cap(inspected: &mut Inspected, most: u64) {
    let Some((name, place)) = inspected.call.max_output_field.clone() else { return };
    let edit = match place {
        Some(span) => Edit { span, with: most.to_string().into_bytes() },
        None => {
            let comma = if inspected.call.object_empty { "" } else { "," };
            let end = inspected.call.object_end;
            Edit { span: end..end, with: format!("{comma}\"{name}\":{most}").into_bytes() }
        }
    };
    inspected.edits.push(edit);
}

fn refuse(exhausted: &Exhausted, now: Timestamp) -> Refusal {
    let refusal = Refusal::new(Code::BudgetExhausted).detail(format!("{exhausted}."));
    match exhausted.renews {
        Some(at) => refusal.retry_after(Duration::from_secs(at.as_secs().saturating_sub(now.as_secs()).max(1))),
        None => refusal,
    }
}
