//! Judges: guards of others that are asked beside the built-in ones. To the gate they are upstreams like any other, with a
//! line, a breaker, a key that is bound to its place, money and a record, and no trust beyond their word.
//!
//! ```text
//! docket ─▶ parts ─▶ memory (said lately?) ─▶ hearing (money held, record opened) ─▶ questions ─▶ hearing closed
//! ```

mod fault;
mod hearing;
mod memory;
mod parts;
mod proof;
mod question;
mod seat;
mod speak;

use std::{collections::HashMap, future::Future, pin::Pin, sync::Arc, task::Poll};

use aws_lc_rs::{
    hmac,
    rand::{SecureRandom, SystemRandom},
};
use bytes::Bytes;
use tokio::time::Instant;
use wicket_store::{BudgetBook, audit::AuditLog, ledger::Ledger};
use wicket_types::{Class, Code, OnError, Principal, Refusal, SessionId, VisitId};

pub use proof::prove;

use super::lines::LineError;
use crate::{
    docket::{Answer, Docket, Said},
    lookups::Credentials,
    monitor::metrics,
    monotonic,
    settings::{Judge, Settings},
    visit::Visit,
};
use fault::Fault;
use hearing::Hearing;
use memory::Mark;
use question::Asking;
use seat::{Seat, Seats};

/// On whose behalf judges are asked.
#[derive(Clone, Debug)]
pub(crate) struct Asker {
    visit: VisitId,
    who: Option<Arc<Principal>>,
    session: Option<SessionId>,
    class: Class,
    settings: Arc<Settings>,
}

impl Asker {
    /// As a visit stands now.
    pub fn of(visit: &Visit) -> Self {
        Asker {
            visit: visit.id.clone(),
            who: visit.notes.who.clone(),
            session: visit.notes.session.clone(),
            class: visit.notes.class,
            settings: visit.settings.clone(),
        }
    }
}

/// All judges, and what asking them takes.
pub(crate) struct Bench {
    seats: Seats,
    credentials: Arc<dyn Credentials>,
    ledger: Arc<Ledger>,
    budgets: Arc<BudgetBook>,
    audit: Arc<AuditLog>,
    random: SystemRandom,
    /// The key of what is remembered; `None` where the system has no random numbers, and then nothing is.
    marks: Option<hmac::Key>,
}

impl Bench {
    /// A bench on which nobody sits yet.
    pub fn new(
        credentials: Arc<dyn Credentials>,
        ledger: Arc<Ledger>,
        budgets: Arc<BudgetBook>,
        audit: Arc<AuditLog>,
    ) -> Self {
        let random = SystemRandom::new();
        let mut key = [0; 32];
        let marks = random.fill(&mut key).is_ok().then(|| hmac::Key::new(hmac::HMAC_SHA256, &key));
        Bench { seats: Seats::default(), credentials, ledger, budgets, audit, random, marks }
    }

    /// Seats exactly the judges of `settings`, or changes nothing.
    ///
    /// # Errors
    /// The first judge that cannot be reached by its description.
    pub fn set(&self, settings: &Settings) -> Result<(), LineError> {
        self.seats.set(&settings.judges)
    }

    /// Asks every judge of the docket, all at once; what they said. A judge that fails and may be passed over says nothing.
    ///
    /// # Errors
    /// A judge that may not be passed over gave no verdict, or the record cannot be written.
    pub async fn hear(&self, asker: &Asker, docket: &Docket) -> Result<Vec<Answer>, Refusal> {
        let judges = asker.settings.judges.iter().enumerate();
        let asked = judges.filter(|(place, _)| docket.cases.iter().any(|case| case.summoned.has(*place)));
        let mut answers = Vec::new();
        for heard in all(asked.map(|(place, judge)| self.hear_one(asker, docket, place, judge))).await {
            answers.extend(heard?);
        }
        Ok(answers)
    }

    async fn hear_one(
        &self,
        asker: &Asker,
        docket: &Docket,
        place: usize,
        judge: &Judge,
    ) -> Result<Vec<Answer>, Refusal> {
        let seat = self.seats.of(&judge.name).filter(|seat| seat.line.there() == &judge.there);
        let mut brief = Brief::default();
        let mut fault = None;
        match &seat {
            Some(seat) => fault = self.prepare(&mut brief, seat, asker, docket, (place, judge)).err(),
            None => fault = fault.or(Some(Fault::Gone)),
        }
        if fault.is_some() || !brief.questions.is_empty() {
            fault = self.ask(&mut brief, seat.as_deref(), asker, judge, fault).await?;
        } else {
            metrics::judge_remembered(judge.name.as_str());
        }
        if brief.words.iter().flatten().any(|said| said.counts(judge)) {
            tracing::info!(visit = %asker.visit, rule = format_args!("judge.{}", judge.name), "a judge found something");
        }
        if let Some(fault) = fault {
            tracing::warn!(visit = %asker.visit, judge = %judge.name, %fault, "a judge gave no verdict");
            if judge.on_error == OnError::Refuse {
                let guards: Vec<&str> = judge.guards.iter().map(|guard| guard.as_str()).collect();
                return Err(
                    Refusal::new(Code::GuardFailed).detail(format!("The guard asked was `{}`.", guards.join("`, `")))
                );
            }
        }
        Ok(brief.answers(place, judge))
    }

    /// Cuts the texts of one judge into questions, and leaves out those that it answered lately.
    fn prepare(
        &self,
        brief: &mut Brief,
        seat: &Seat,
        asker: &Asker,
        docket: &Docket,
        (place, judge): (usize, &Judge),
    ) -> Result<(), Fault> {
        if docket.is_cut {
            return Err(Fault::TooMuch);
        }
        let tenant = asker.who.as_ref().map_or("", |who| who.tenant.as_str());
        let mut known: HashMap<Mark, usize> = HashMap::new();
        for (number, case) in docket.cases.iter().enumerate().filter(|(_, case)| case.summoned.has(place)) {
            for part in parts::parts(case.shown(judge), judge.text_bytes) {
                let how = (docket.direction, case.origin);
                let mark = self.marks.as_ref().map(|key| memory::mark(key, judge, tenant, how, part));
                let at = match mark.and_then(|mark| known.get(&mark).copied()) {
                    Some(at) => at,
                    None => {
                        let now = monotonic();
                        let lately = mark.and_then(|mark| seat.memory.lock().recall(&mark, judge.remember, now));
                        if lately.is_none() {
                            if brief.questions.len() >= judge.questions {
                                return Err(Fault::TooMuch);
                            }
                            let body = speak::question(&judge.speaks, part, case.origin, docket.direction);
                            brief.questions.push(Question { word: brief.words.len(), mark, body: body.into() });
                            brief.text_bytes = brief.text_bytes.saturating_add(part.len() as u64);
                        }
                        brief.words.push(lately);
                        known.extend(mark.map(|mark| (mark, brief.words.len() - 1)));
                        brief.words.len() - 1
                    }
                };
                brief.parts.push((number, at));
            }
        }
        Ok(())
    }

    /// Asks what is left to be asked, within a hearing of its own: money held and record opened before, both closed after.
    /// Gives the fault for which the judge's word is not whole.
    async fn ask(
        &self,
        brief: &mut Brief,
        seat: Option<&Seat>,
        asker: &Asker,
        judge: &Judge,
        fault: Option<Fault>,
    ) -> Result<Option<Fault>, Refusal> {
        let until = Instant::now() + judge.deadline;
        let fault = fault.or((asker.class > judge.accepts).then_some(Fault::Class));
        let mut hearing = Hearing::open(self, asker, judge, brief, fault).await?;
        let (Some(seat), None) = (seat, &hearing.fault) else { return Ok(hearing.close()) };
        let asking =
            Asking { judge, seat, credentials: &*self.credentials, connect: asker.settings.bounds.connect, until };
        let told = all(brief.questions.iter().map(|question| asking.ask(question.body.clone()))).await;
        seat.line.report(question::health(&told), monotonic());
        for (question, told) in brief.questions.iter().zip(told) {
            let Some(said) = hearing.note(told) else { continue };
            if let Some(mark) = question.mark.filter(|_| !judge.remember.is_zero()) {
                seat.memory.lock().keep(mark, said.clone(), monotonic());
            }
            if let Some(word) = brief.words.get_mut(question.word) {
                *word = Some(said);
            }
        }
        Ok(hearing.close())
    }
}

/// What one judge is asked for one visit.
#[derive(Default)]
struct Brief {
    /// A word for each distinct part; `None` while it has none.
    words: Vec<Option<Said>>,
    /// The case of each part, and its word.
    parts: Vec<(usize, usize)>,
    /// What has to be asked.
    questions: Vec<Question>,
    /// Bytes of text in the questions.
    text_bytes: u64,
}

struct Question {
    word: usize,
    mark: Option<Mark>,
    body: Bytes,
}

impl Brief {
    /// The words about each case: those about its parts taken together. A part without a word adds nothing, so a case has
    /// an answer where all its parts have, or where one is a finding.
    fn answers(self, place: usize, judge: &Judge) -> Vec<Answer> {
        let mut answers: Vec<Answer> = Vec::new();
        for of_case in self.parts.chunk_by(|a, b| a.0 == b.0) {
            let words = || of_case.iter().map(|(_, word)| self.words.get(*word).and_then(Option::as_ref));
            let is_whole = words().all(|word| word.is_some());
            let said = words().flatten().cloned().reduce(Said::and);
            if let (Some((case, _)), Some(said)) = (of_case.first(), said)
                && (is_whole || said.counts(judge))
            {
                answers.push(Answer { case: *case, judge: place, said });
            }
        }
        answers
    }
}

/// Waits for all of a few futures at once, on one task.
async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<Option<Pin<Box<F>>>> = futures.map(|future| Some(Box::pin(future))).collect();
    let mut outputs: Vec<Option<F::Output>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, output) in running.iter_mut().zip(&mut outputs) {
            if let Some(under_way) = future
                && let Poll::Ready(done) = under_way.as_mut().poll(cx)
            {
                (*future, *output) = (None, Some(done));
            }
        }
        if running.iter().all(Option::is_none) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outputs.into_iter().flatten().collect()
}
