//! One question to a judge: leave of its breaker, its key, one call, and an answer of bounded size within the deadline.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};
use wicket_types::{NanoDollars, Secret};
use wicket_wire::Protocol;

use super::{
    fault::Fault,
    seat::Seat,
    speak::{self, Reading},
};
use crate::{
    lookups::Credentials,
    monotonic,
    settings::{Judge, JudgePrice},
    upstream::{
        breaker::{Leave, Outcome},
        call::credential,
        client::Waits,
        error::{Kind, UpstreamError},
        reply::Reply,
    },
};

/// Longest answer, in bytes: a list of scores has two thousand.
const ANSWER: usize = 64 << 10;

/// What came of one question.
pub(super) struct Told {
    pub reading: Result<Reading, Fault>,
    pub cost: NanoDollars,
    /// What it says about the judge's health.
    pub outcome: Outcome,
}

impl Told {
    fn unasked(fault: Fault) -> Self {
        Told { reading: Err(fault), cost: NanoDollars::ZERO, outcome: Outcome::Unknown }
    }
}

/// What all questions of one hearing together say about the judge's health: one answer is enough. They count once, for
/// else a single call with many texts, or with texts that the judge cannot bear, would take it from everybody.
pub(super) fn health(told: &[Told]) -> Outcome {
    let has = |outcome: Outcome| told.iter().any(|told| told.outcome == outcome);
    let worst = if has(Outcome::Failed) { Outcome::Failed } else { Outcome::Unknown };
    if has(Outcome::Answered) { Outcome::Answered } else { worst }
}

/// Whom to ask, and how long to wait.
pub(super) struct Asking<'a> {
    pub judge: &'a Judge,
    pub seat: &'a Seat,
    pub credentials: &'a dyn Credentials,
    pub connect: std::time::Duration,
    pub until: Instant,
}

impl Asking<'_> {
    /// Asks, where the breaker gives leave; it is told of the whole hearing by whoever holds it.
    pub async fn ask(&self, body: Bytes) -> Told {
        let most = most(self.judge, &body);
        let Ok(Ok(_turn)) = timeout_at(self.until, self.seat.turns.acquire()).await else {
            return Told::unasked(Fault::Deadline);
        };
        // Asked after the turn has come: a probe must not stand in a queue.
        if let Leave::Rest(_) = self.seat.line.ask(monotonic()) {
            return Told::unasked(Fault::Resting);
        }
        let (reading, outcome, sent) = self.call(body).await;
        let cost = match &reading {
            Ok(Reading { tokens: Some((prompt, generated)), .. }) => cost(self.judge, *prompt, *generated).min(most),
            // Nobody counted, or nobody knows whether the work was done.
            Ok(_) => most,
            Err(Fault::Status(_)) => NanoDollars::ZERO,
            Err(_) if !sent => NanoDollars::ZERO,
            Err(_) => most,
        };
        Told { reading, cost, outcome }
    }

    /// The answer, what it says about the judge's health, and whether the judge may have seen the question.
    async fn call(&self, body: Bytes) -> (Result<Reading, Fault>, Outcome, bool) {
        let key = match self.credentials.open(&self.judge.name, self.seat.line.upstream.destination()) {
            Ok(key) => key,
            Err(why) => return (Err(Fault::NoKey(why)), Outcome::Unknown, false),
        };
        let Some(head) = head(self.judge, key.as_deref()) else {
            return (Err(Fault::NoKey("it cannot stand in a header".to_owned())), Outcome::Unknown, false);
        };
        let left = self.until.saturating_duration_since(Instant::now());
        let waits = Waits { connect: self.connect.min(left), first_byte: left, idle: left, total: Some(left) };
        let called = timeout_at(self.until, async {
            let response = self.seat.line.upstream.call(head, body, &waits).await.map_err(Err)?;
            let body = read(response).await.map_err(Ok)?;
            Ok::<Bytes, Result<Fault, UpstreamError>>(body)
        });
        let fault = match called.await {
            Err(_) => return (Err(Fault::Deadline), Outcome::Failed, true),
            Ok(Ok(body)) => match speak::read(&self.judge.speaks, &body) {
                Ok(reading) => return (Ok(reading), Outcome::Answered, true),
                Err(why) => Fault::Garbage(why),
            },
            Ok(Err(Ok(fault))) => fault,
            Ok(Err(Err(error))) => {
                let outcome = if error.kind == Kind::Address { Outcome::Unknown } else { Outcome::Failed };
                let fault = match error.kind {
                    Kind::Timeout => Fault::Deadline,
                    _ => Fault::Unreachable(error.to_string()),
                };
                return (Err(fault), outcome, error.sent);
            }
        };
        // One that is busy, or does not know our key, is not one that is down. Nor is one that talks nonsense: it does so
        // without delay, and whoever writes the text may have asked for it.
        let is_up = matches!(&fault, Fault::Garbage(_)) || matches!(&fault, Fault::Status(status) if *status < 500);
        (Err(fault), if is_up { Outcome::Answered } else { Outcome::Failed }, true)
    }
}

/// What a question costs at most: no token is shorter than a byte.
pub(super) fn most(judge: &Judge, body: &Bytes) -> NanoDollars {
    cost(judge, body.len() as u64, speak::most_generated(&judge.speaks))
}

fn cost(judge: &Judge, prompt: u64, generated: u64) -> NanoDollars {
    let JudgePrice { call, input, output } = judge.price.unwrap_or_default();
    call.plus(wicket_types::Tokens(prompt).cost(input)).plus(wicket_types::Tokens(generated).cost(output))
}

fn head(judge: &Judge, key: Option<&Secret>) -> Option<http::request::Parts> {
    let mut request = Request::post(speak::path(&judge.speaks)).body(()).ok()?;
    let headers = request.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    headers.insert(header::USER_AGENT, HeaderValue::from_static("wicketgate"));
    if let Some(key) = key {
        credential(headers, Protocol::OpenAi, key)?;
    }
    Some(request.into_parts().0)
}

/// The body of an answer that says of itself that it is one.
async fn read(response: Response<Reply>) -> Result<Bytes, Fault> {
    if response.status() != StatusCode::OK {
        return Err(Fault::Status(response.status().as_u16()));
    }
    if !is_plain_json(response.headers()) {
        return Err(Fault::Garbage("it is not plain JSON"));
    }
    let mut body = response.into_body();
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| match error.kind {
            Kind::Timeout => Fault::Deadline,
            _ => Fault::Unreachable(error.to_string()),
        })?;
        let Ok(data) = frame.into_data() else { continue };
        if whole.len() + data.len() > ANSWER {
            return Err(Fault::Garbage("it is too long"));
        }
        whole.extend_from_slice(&data);
    }
    Ok(whole.freeze())
}

fn is_plain_json(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).unwrap_or_default();
    let kind = text(header::CONTENT_TYPE).split(';').next().unwrap_or_default().trim();
    let coding = text(header::CONTENT_ENCODING);
    kind.eq_ignore_ascii_case("application/json") && (coding.is_empty() || coding == "identity")
}
