//! The upstream layer of the path: the approved call goes to the first candidate that answers, with that provider's key.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use wicket_types::{Code, Moment, Refusal, Timestamp};
use wicket_wire::{
    Protocol, json,
    splice::{Edit, splice},
};

use super::{
    breaker::Outcome,
    client::Waits,
    error::{Kind, UpstreamError},
    failover::{Course, Step},
    lines::{Line, Lines},
    reply::Reply,
    retry::Failure,
};
use crate::{
    crossing,
    input::Inspected,
    lookups::Credentials,
    monitor::{Farewell, metrics},
    monotonic,
    processing::{Approved, router::Candidate},
    settings::{Provider, Settings},
    wall,
};

/// The ticket from upstream to output: a provider's answer that has begun.
pub struct Answered {
    pub(crate) inspected: Inspected,
    pub(crate) response: Response<Reply>,
    /// The provider's key, so that no answer can carry it out.
    pub(crate) key: Option<Arc<wicket_types::Secret>>,
}

/// The upstream layer.
pub struct Caller<'a> {
    /// The lines to all providers.
    pub lines: &'a Lines,
    /// The providers' keys.
    pub credentials: &'a dyn Credentials,
}

/// One attempt's end.
enum Attempt {
    Answered(Box<Response<Reply>>, Option<Failure>),
    Failed(UpstreamError),
    NoKey(String),
}

impl Caller<'_> {
    /// Makes the call.
    ///
    /// # Errors
    /// Every candidate failed before its first byte, or none may be asked now.
    pub async fn call(&self, farewell: &mut Farewell, approved: Approved) -> Result<Answered, Refusal> {
        let Approved { inspected, candidates } = approved;
        let settings = farewell.seen().settings.clone();
        let lines = self.lines_to(&settings, &candidates)?;
        let mut course = Course::new(candidates.len(), is_safe(&inspected));
        let jitter = f64::from(farewell.seen().at.as_nanos() as u32 % 1_000) / 1_000.0;
        metrics::added(farewell.seen().began.elapsed());
        let mut last: Option<Refusal> = None;
        let mut step = course.begin(|at| leave(&lines, at));
        let mut first = true;
        loop {
            let Step::Ask { candidate: at, pause } = step else { return Err(gave_up(last, step)) };
            let (Some(candidate), Some(line)) = (candidates.get(at), lines.get(at)) else {
                return Err(Code::Internal.into());
            };
            let provider = settings.providers.get(candidate.provider).ok_or(Code::Internal)?;
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            if std::mem::take(&mut first) {
                line.retries.earn();
            }
            farewell.visit().notes.provider = Some(provider.name.clone());
            let key = self.credentials.open(&provider.name, line.upstream.destination());
            let failure = match self.attempt(provider, line, candidate, &inspected, key.as_ref(), &settings).await {
                Attempt::Answered(response, failure) => {
                    let ok = failure.is_none();
                    report(line, if ok { Outcome::Answered } else { outcome_of(response.status()) });
                    metrics::called(provider.name.as_str(), if ok { "answered" } else { "declined" });
                    let Some(failure) = failure else {
                        return Ok(Answered { inspected, response: *response, key: key.ok().flatten() });
                    };
                    step = course.after(failure, &line.retries, |at| leave(&lines, at), jitter);
                    if matches!(step, Step::GiveUp { .. }) {
                        // Nobody else is left: the caller gets the provider's own word.
                        return Ok(Answered { inspected, response: *response, key: key.ok().flatten() });
                    }
                    continue;
                }
                Attempt::Failed(error) => {
                    tracing::warn!(visit = %farewell.seen().id, provider = %provider.name, %error, "a call failed");
                    report(line, if error.kind == Kind::Address { Outcome::Unknown } else { Outcome::Failed });
                    metrics::called(provider.name.as_str(), word(error.kind));
                    last = Some(error.code().into());
                    if error.sent { Failure::Ambiguous } else { Failure::NotSent }
                }
                Attempt::NoKey(why) => {
                    tracing::error!(provider = %provider.name, why, "the provider's key cannot be used");
                    report(line, Outcome::Unknown);
                    metrics::called(provider.name.as_str(), "no_key");
                    last = Some(
                        Refusal::new(Code::NoProviderLeft).detail("A provider's key cannot be used; the log says why."),
                    );
                    Failure::NotSent
                }
            };
            step = course.after(failure, &line.retries, |at| leave(&lines, at), jitter);
        }
    }

    fn lines_to(&self, settings: &Settings, candidates: &[Candidate]) -> Result<Vec<Arc<Line>>, Refusal> {
        let line = |candidate: &Candidate| {
            let provider = settings.providers.get(candidate.provider)?;
            self.lines.to(&provider.name)
        };
        candidates.iter().map(|c| line(c).ok_or_else(|| Code::NoProviderLeft.into())).collect()
    }

    async fn attempt(
        &self,
        provider: &Provider,
        line: &Line,
        candidate: &Candidate,
        inspected: &Inspected,
        key: Result<&Option<Arc<wicket_types::Secret>>, &String>,
        settings: &Settings,
    ) -> Attempt {
        let key = match key {
            Ok(key) => key.as_deref(),
            Err(why) => return Attempt::NoKey(why.clone()),
        };
        let head = match head(provider, inspected, key) {
            Some(head) => head,
            None => return Attempt::NoKey("the key cannot stand in a header".to_owned()),
        };
        let bounds = &settings.bounds;
        let waits = Waits { connect: bounds.connect, first_byte: bounds.first_byte, idle: bounds.stall, total: None };
        match line.upstream.call(head, body(inspected, candidate), &waits).await {
            Err(error) => Attempt::Failed(error),
            Ok(response) => {
                let failure = Failure::of_status(response.status(), response.headers(), wall_now());
                Attempt::Answered(Box::new(response), failure)
            }
        }
    }
}

/// The bytes that go out: the caller's own, with the leaves replaced that a guard, a cap or an alias changed.
fn body(inspected: &Inspected, candidate: &Candidate) -> Bytes {
    let original = &inspected.admitted.body;
    let rename = candidate.rename.as_ref().zip(inspected.call.model_span.clone());
    if inspected.edits.is_empty() && rename.is_none() {
        return original.clone();
    }
    let mut edits = inspected.edits.clone();
    edits.extend(rename.map(|(name, span)| Edit { span, with: json::quote(name.as_str()) }));
    edits.sort_by_key(|edit| edit.span.start);
    splice(original, &edits).into()
}

fn head(
    provider: &Provider,
    inspected: &Inspected,
    key: Option<&wicket_types::Secret>,
) -> Option<http::request::Parts> {
    let admitted = &inspected.admitted;
    let mut target = admitted.route.upstream_path.clone();
    if let Some(query) = admitted.query.as_deref().and_then(crossing::query) {
        target.push('?');
        target.push_str(&query);
    }
    let mut request = Request::builder().method(admitted.method.clone()).uri(target).body(()).ok()?;
    *request.headers_mut() = crossing::to_provider(&admitted.headers);
    let headers = request.headers_mut();
    // Compressed answers could not be read as they flow.
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    if let Some(key) = key {
        credential(headers, provider.protocol, key)?;
    }
    Some(request.into_parts().0)
}

pub(super) fn credential(headers: &mut HeaderMap, protocol: Protocol, key: &wicket_types::Secret) -> Option<()> {
    let (name, text) = match protocol {
        Protocol::OpenAi => (header::AUTHORIZATION, format!("Bearer {}", key.expose())),
        Protocol::Anthropic => (header::HeaderName::from_static("x-api-key"), key.expose().to_owned()),
    };
    let text = zeroize_after(text, |text| HeaderValue::try_from(text))?;
    let mut value = text;
    value.set_sensitive(true);
    headers.insert(name, value);
    Some(())
}

fn zeroize_after(
    text: String,
    make: impl FnOnce(&str) -> Result<HeaderValue, header::InvalidHeaderValue>,
) -> Option<HeaderValue> {
    let text = wicket_types::Secret::new(text, "credential header");
    make(text.expose()).ok()
}

/// Looking something up twice does no harm; generating twice costs twice.
fn is_safe(inspected: &Inspected) -> bool {
    inspected.admitted.method == Method::GET
}

fn leave(lines: &[Arc<Line>], at: usize) -> super::breaker::Leave {
    let now: Moment = monotonic();
    lines.get(at).map_or(super::breaker::Leave::Rest(std::time::Duration::from_secs(1)), |line| line.ask(now))
}

fn report(line: &Line, outcome: Outcome) {
    line.report(outcome, monotonic());
}

/// A provider that is busy or limits this account is not a provider that is down.
fn outcome_of(status: StatusCode) -> Outcome {
    if status.is_server_error() { Outcome::Failed } else { Outcome::Answered }
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Address => "address",
        Kind::Refused => "refused",
        Kind::Timeout => "timeout",
        Kind::Garbage => "garbage",
        Kind::Cut => "cut",
    }
}

fn gave_up(last: Option<Refusal>, step: Step) -> Refusal {
    let rest = if let Step::GiveUp { rest } = step { rest } else { None };
    let refusal = last.unwrap_or_else(|| Code::NoProviderLeft.into());
    match rest {
        Some(wait) => refusal.retry_after(wait),
        None => refusal,
    }
}

fn wall_now() -> Timestamp {
    wall()
}
