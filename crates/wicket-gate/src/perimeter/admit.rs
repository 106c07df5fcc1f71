//! The perimeter's part of the path: who knocks, how often, how large. Nothing of the body is read before the caller is
//! known and has room.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use wicket_store::{KeyBook, KeyProblem, KeyRow};
use wicket_types::{Class, Code, Limits, Moment, Refusal, SessionId};
use wicket_wire::{Operation, Route};

use super::{
    addresses::Addresses,
    arrival::{Arrival, check_head},
    credential::{self, Credential},
    limits::{HeldBytes, Limiter, Slot},
    strangers::Strangers,
};
use crate::visit::Visit;

/// Bytes held from the start for a body that does not announce its length; more are held as it comes in.
const UNANNOUNCED: u64 = 64 << 10;

/// The ticket from the perimeter to input: a known caller with room for this call.
pub struct Admitted {
    pub(crate) route: Arc<Route>,
    pub(crate) method: Method,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) limits: Limits,
    pub(crate) slot: Slot,
    pub(crate) memory: HeldBytes,
}

/// What the perimeter asks.
pub struct Perimeter<'a> {
    /// The callers' keys.
    pub keys: &'a KeyBook,
    /// The counters of all callers.
    pub limiter: &'a Arc<Limiter>,
    /// The counters of those who have no key.
    pub strangers: &'a Strangers,
    /// The address rules.
    pub addresses: &'a Addresses,
    /// Monotonic time.
    pub now: Moment,
}

impl Perimeter<'_> {
    /// Lets a call in.
    ///
    /// # Errors
    /// The first rule that the call breaks, in the order of the code.
    pub async fn admit(&self, visit: &mut Visit, arrival: Arrival) -> Result<Admitted, Refusal> {
        let Arrival { peer, server_name, head, body } = arrival;
        check_head(&head, server_name.as_deref())
            .map_err(|flaw| Refusal::new(flaw.code()).detail(format!("{flaw}.")))?;
        visit.peer = self.addresses.caller(peer, &head.headers);
        if !self.addresses.admit(visit.peer) {
            return Err(Code::AddressRefused.into());
        }
        let key = self.authenticate(visit, &head.headers, head.uri.query())?;
        let route = self.route(&head)?;
        visit.notes.route = Some(without_id(&route).into());
        let limits = key.principal().limits.or(visit.settings.limits);
        let slot = match self.limiter.admit(key.id, &limits, self.now) {
            Ok(slot) => slot,
            Err(limited) => return Err(self.limiter.refused(key.id, limited, self.now).await),
        };
        wishes(visit, &head.headers)?;
        let takes_body = matches!(head.method, Method::POST | Method::PUT | Method::PATCH);
        if takes_body && needs_json(route.operation) {
            check_content(&head.headers)?;
        }
        let most = limits.body.map_or(4 << 20, |b| b.0);
        let announced = http_body::Body::size_hint(&body).exact();
        if announced.is_some_and(|length| length > most) {
            return Err(too_large(most));
        }
        let mut memory =
            self.limiter.hold_bytes(key.id, announced.unwrap_or(UNANNOUNCED), self.now).map_err(Refusal::from)?;
        let has_room = |length| memory.cover(length, self.now).is_ok();
        let body = body.collect_up_to(most, has_room).await.map_err(|e| match e.code() {
            Code::BodyTooLarge => too_large(most),
            code => Refusal::new(code).detail(format!("{e}.")),
        })?;
        visit.notes.bytes_in = body.len() as u64;
        visit.notes.digest_in = sha256(&body);
        let query = head.uri.query().map(str::to_owned);
        Ok(Admitted {
            route: Arc::new(route),
            method: head.method,
            query,
            headers: head.headers,
            body,
            limits,
            slot,
            memory,
        })
    }

    fn authenticate(
        &self,
        visit: &mut Visit,
        headers: &HeaderMap,
        query: Option<&str>,
    ) -> Result<Arc<KeyRow>, Refusal> {
        self.strangers.check(visit.peer, self.now).map_err(|wait| Refusal::new(Code::RateLimited).retry_after(wait))?;
        let found = match credential::find(headers, query) {
            Credential::None => Err(KeyProblem::Missing),
            Credential::One(shown) => self.keys.verify(&shown, visit.at),
            Credential::Conflict(all) if all.iter().any(|shown| self.keys.verify(shown, visit.at).is_ok()) => {
                return Err(Code::TwoCredentials.into());
            }
            Credential::Conflict(_) => Err(KeyProblem::Shape),
        };
        let row = found.map_err(|problem| {
            self.strangers.failed(visit.peer, self.now);
            tracing::info!(visit = %visit.id, peer = %visit.peer, problem = ?problem, "a key was refused");
            Refusal::new(Code::Unauthenticated)
        })?;
        if !row.may_come_from(visit.peer) {
            return Err(Refusal::new(Code::AddressRefused).detail("This key may be used from other networks only."));
        }
        visit.notes.who = Some(row.principal().clone());
        Ok(row)
    }

    fn route(&self, head: &http::request::Parts) -> Result<Route, Refusal> {
        let anthropic = head.headers.contains_key("anthropic-version");
        wicket_wire::route(head.method.as_str(), head.uri.path(), anthropic).map_err(Refusal::from)
    }
}

/// What the caller asks of this visit in headers of ours.
fn wishes(visit: &mut Visit, headers: &HeaderMap) -> Result<(), Refusal> {
    if let Some(value) = single(headers, "wicketgate-session")? {
        let session = value.to_str().ok().and_then(SessionId::parse);
        let wrong =
            || Refusal::new(Code::BadRequest).detail("`wicketgate-session` has at most 128 visible ASCII characters.");
        visit.notes.session = Some(session.ok_or_else(wrong)?);
    }
    if let Some(value) = single(headers, "wicketgate-class")? {
        let class = value.to_str().ok().and_then(Class::parse);
        let wrong = || {
            Refusal::new(Code::BadRequest).detail("`wicketgate-class` is public, internal, confidential or regulated.")
        };
        visit.notes.class = class.ok_or_else(wrong)?;
    }
    Ok(())
}

/// The path for the record. An id is the caller's to write, so it could be anything.
fn without_id(route: &Route) -> String {
    match &route.object_id {
        Some(id) => route.upstream_path.replacen(id.as_str(), "{id}", 1),
        None => route.upstream_path.clone(),
    }
}

/// A header that may stand there once: of two, each reader would believe another.
fn single<'h>(headers: &'h HeaderMap, name: &'static str) -> Result<Option<&'h HeaderValue>, Refusal> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        _ => Err(Refusal::new(Code::BadRequest).detail(format!("`{name}` stands there more than once."))),
    }
}

fn needs_json(operation: Operation) -> bool {
    !matches!(operation, Operation::ResponsesCancel)
}

/// Only plain JSON in UTF-8 is looked into, so only that comes in.
fn check_content(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut types = headers.get_all(http::header::CONTENT_TYPE).iter();
    let (one, more) = (types.next().and_then(|v| v.to_str().ok()), types.next());
    let plain = |text: &str| {
        let mut parts = text.split(';').map(str::trim);
        let kind = parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
        let fine = |part: &str| {
            let part = part.to_ascii_lowercase();
            matches!(part.as_str(), "charset=utf-8" | "charset=\"utf-8\"" | "charset=utf8" | "")
        };
        kind && parts.all(fine)
    };
    let encoded = headers.get(http::header::CONTENT_ENCODING).is_some_and(|v| v.as_bytes() != b"identity");
    if one.is_some_and(plain) && more.is_none() && !encoded { Ok(()) } else { Err(Code::ContentType.into()) }
}

fn too_large(most: u64) -> Refusal {
    Refusal::new(Code::BodyTooLarge).detail(format!("At most {most} bytes."))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut digest = [0; 32];
    digest.copy_from_slice(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes).as_ref());
    digest
}
