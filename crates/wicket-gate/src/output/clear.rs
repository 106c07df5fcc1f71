//! The output layer of the path: a provider's answer becomes the caller's.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use http_body::Body;
use wicket_types::{Code, Origin, Refusal};
use wicket_wire::{Operation, Route};

use super::{
    OutputGuard, ReplyBody, StreamGuard,
    body::{Around, Flow},
    keep::Keep,
    whole::{clear_whole, read},
};
use crate::{
    crossing,
    gate::Gate,
    money::Observed,
    monitor::Farewell,
    perimeter::{limits::HeldBytes, serve::Closing},
    turn,
    upstream::{Asker, call::Answered},
    visit::{Notes, Visit},
    wall,
};

/// Longest error of a provider that is passed on, in bytes.
const ERROR: u64 = 1 << 20;

/// The output layer.
pub(crate) struct Output<'a> {
    pub gate: &'a Gate,
    pub closing: &'a Closing,
}

impl Output<'_> {
    /// Judges the answer and hands the visit's end to whoever will see it.
    ///
    /// # Errors
    /// A guard withholds the answer, or it cannot be read. The farewell is left to the caller then.
    pub async fn clear(
        &self,
        farewell: &mut Option<Farewell>,
        answered: Answered,
    ) -> Result<Response<ReplyBody>, Refusal> {
        let (parts, body) = answered.response.into_parts();
        let status = parts.status;
        let kind = content_kind(&parts.headers)?;
        let inspected = answered.inspected;
        let route = inspected.admitted.route.clone();
        let going = farewell.as_mut().ok_or(Code::Internal)?;
        going.status(status.as_u16());
        self.forget(&route, status, going.seen());
        let keep = Keep::of(self.gate, going.seen(), &route, &inspected.call);
        let settings = going.seen().settings.clone();
        let guard = OutputGuard::new(
            settings.rules.detector().clone(),
            settings.clone(),
            inspected.pseudonyms,
            inspected.system,
            inspected.canary,
        );
        let mut memory = inspected.admitted.memory;
        let (mut head, slot) = (crossing::to_caller(&parts.headers), inspected.admitted.slot);
        own_headers(&mut head, going);
        self.gate.standings(going.seen()).tell(route.protocol, &mut head, wall());
        if status.is_success() && kind == Content::Events {
            let farewell = farewell.take().ok_or(Code::Internal)?;
            let around = Around {
                bench: self.gate.bench.clone(),
                looks: self.gate.second_look.clone(),
                patience: settings.bounds.second_look,
                protocol: route.protocol,
                keep_alive: settings.bounds.keep_alive,
                closing: self.closing.clone(),
                caller: self.gate.still_valid.clone(),
                slot,
                memory,
            };
            let flow = Flow::new(body, StreamGuard::new(guard, route, keep), farewell, around);
            return Ok(response(status, head, ReplyBody::Stream(Box::new(flow))));
        }
        let most = if status.is_success() { settings.bounds.answer } else { ERROR };
        let bytes = read(body, most, &mut memory).await?;
        if !status.is_success() {
            let bytes = without_key(bytes, answered.key.as_deref().map(|key| key.expose()));
            let bytes = cleared_error(&route, bytes, &guard, &mut going.visit().notes)?;
            verdict(&mut head, going);
            if let Some(farewell) = farewell.take() {
                farewell.upstream_failed(None);
            }
            return Ok(response(status, head, ReplyBody::Whole(Some(counted(bytes, memory)))));
        }
        let bytes = if bytes.is_empty() && status == StatusCode::NO_CONTENT {
            bytes
        } else {
            if kind != Content::Json {
                return Err(Code::UpstreamGarbage.into());
            }
            let notes = &mut going.visit().notes;
            let whole = clear_whole(&route, bytes, &guard, notes)?;
            notes.bytes_out = whole.body.len() as u64;
            if let Some(keep) = keep {
                whole.id.iter().for_each(|id| keep.answer(id, guard.pseudonyms()));
                keep.items(&whole.items, guard.pseudonyms());
            }
            going.usage = whole.usage;
            going.observed = Observed { bytes: whole.text_bytes, events: 0 };
            let opinions = self.gate.second_look.look(&whole.doubts, settings.bounds.second_look).await;
            guard.seen_again(whole.doubts, opinions, &mut going.visit().notes)?;
            if !whole.texts.is_empty() {
                let docket = guard.docket(whole.texts);
                let answers = self.gate.bench.hear(&Asker::of(going.seen()), &docket).await?;
                guard.heard(docket, answers, &mut going.visit().notes)?;
            }
            whole.body
        };
        verdict(&mut head, going);
        if let Some(farewell) = farewell.take() {
            farewell.completed();
        }
        drop(slot);
        turn::end().await;
        Ok(response(status, head, ReplyBody::Whole(Some(counted(bytes, memory)))))
    }
}

impl Output<'_> {
    /// What its provider has deleted, or does not have any more, is forgotten here too.
    fn forget(&self, route: &Route, status: StatusCode, visit: &Visit) {
        let gone = status.is_success() || status == StatusCode::NOT_FOUND;
        if route.operation == Operation::ResponsesDelete
            && gone
            && let (Some(id), Some(who)) = (&route.object_id, &visit.notes.who)
        {
            self.gate.objects.forget(id, &who.tenant);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Json,
    Events,
    Other,
}

/// What an answer says it is. A compressed one is refused: it was not asked for and cannot be read as it flows.
fn content_kind(headers: &HeaderMap) -> Result<Content, Refusal> {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|v| v.as_bytes() != b"identity") {
        return Err(Refusal::new(Code::UpstreamGarbage).detail("It is compressed, which was not asked for."));
    }
    let text = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Ok(match kind.as_str() {
        "application/json" => Content::Json,
        "text/event-stream" => Content::Events,
        _ => Content::Other,
    })
}

/// The bytes, counted as held until the last of them has left: a client that does not read keeps them here.
fn counted(bytes: Bytes, mut memory: HeldBytes) -> Bytes {
    memory.shrink_to(bytes.len() as u64);
    Bytes::from_owner(Counted { bytes, _memory: memory })
}

struct Counted {
    bytes: Bytes,
    _memory: HeldBytes,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

fn response(status: StatusCode, head: HeaderMap, body: ReplyBody) -> Response<ReplyBody> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = head;
    if let Some(length) = response.body().size_hint().exact() {
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    response
}

/// What the gate itself says in the head of an answer.
fn own_headers(head: &mut HeaderMap, farewell: &Farewell) {
    put(head, "wicketgate-visit", farewell.seen().id.as_str());
    verdict(head, farewell);
}

fn verdict(head: &mut HeaderMap, farewell: &Farewell) {
    let notes = &farewell.seen().notes;
    let kinds = notes.kinds();
    if kinds.is_empty() {
        head.insert("wicketgate-verdict", HeaderValue::from_static(notes.verdict.as_str()));
        return;
    }
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    put(head, "wicketgate-verdict", &format!("{}; {}", notes.verdict.as_str(), kinds.join(", ")));
}

fn put(head: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        head.insert(name, value);
    }
}

/// An error is read like an answer, for a provider may write anything into one; what is no JSON is read as a text.
fn cleared_error(route: &Route, bytes: Bytes, guard: &OutputGuard, notes: &mut Notes) -> Result<Bytes, Refusal> {
    match clear_whole(route, bytes.clone(), guard, notes) {
        Ok(whole) => Ok(whole.body),
        Err(refusal) if refusal.code == Code::UpstreamGarbage => {
            // What is neither JSON nor text says nothing to a caller.
            let Ok(text) = std::str::from_utf8(&bytes) else { return Ok(Bytes::new()) };
            notes.answered.read(text.len());
            let changed = guard.whole(text, Origin::Assistant, false, notes)?;
            Ok(changed.map_or_else(|| bytes.clone(), Bytes::from))
        }
        Err(refusal) => Err(refusal),
    }
}

/// A provider's error passes as it is, except that it must not carry the provider's key.
fn without_key(bytes: Bytes, key: Option<&str>) -> Bytes {
    let Some(key) = key.filter(|key| key.len() >= 8) else { return bytes };
    let Ok(text) = std::str::from_utf8(&bytes) else { return Bytes::new() };
    if text.contains(key) { text.replace(key, "[provider key]").into() } else { bytes }
}
