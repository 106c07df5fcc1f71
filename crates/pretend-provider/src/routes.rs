//! From a request to its answer: which operation, who asks, what body, what the behaviour changes.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use parking_lot::Mutex;
use serde_json::{Map, Value};

use crate::ask::Ask;
use crate::behaviour::Behaviour;
use crate::cache::Cache;
use crate::models::{self, Family};
use crate::openai::Stored;
use crate::refusal::Refusal;
use crate::reply::{Body, Reply};
use crate::server::Request;
use crate::{Options, Protocol, admin, anthropic, openai, shapes, tokens, validate};

/// What all requests share.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) options: Options,
    pub(crate) recorder: crate::record::Recorder,
    pub(crate) cache: Cache,
    pub(crate) stored: Mutex<Stored>,
    plan: Mutex<VecDeque<(Behaviour, u32)>>,
    ids: AtomicU64,
}

/// A reply and how it is to be sent.
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    pub(crate) behaviour: Behaviour,
}

/// The JSON object of a request body.
pub(crate) type Object = Map<String, Value>;

impl State {
    pub(crate) fn new(options: Options) -> Self {
        let recorder = crate::record::Recorder::new(options.keep);
        Self {
            options,
            recorder,
            cache: Cache::default(),
            stored: Mutex::default(),
            plan: Mutex::default(),
            ids: AtomicU64::new(1),
        }
    }

    pub(crate) fn plan(&self, behaviour: Behaviour, times: u32) {
        self.plan.lock().push_back((behaviour, times));
    }
    pub(crate) fn clear_plan(&self) {
        self.plan.lock().clear();
    }
    fn next_planned(&self) -> Option<Behaviour> {
        let mut plan = self.plan.lock();
        loop {
            match plan.front_mut()? {
                (_, 0) => {
                    plan.pop_front();
                }
                (behaviour, times) => {
                    *times -= 1;
                    return Some(behaviour.clone());
                }
            }
        }
    }

    /// A new id with this prefix: no two are alike, and the same order of calls gives the same ids.
    pub(crate) fn id(&self, prefix: &str) -> String {
        let number = self.ids.fetch_add(1, Ordering::Relaxed);
        format!("{prefix}{:016x}{number:08x}", tokens::mark(&number.to_le_bytes()))
    }

    /// The family of a model.
    ///
    /// # Errors
    /// There is no such model.
    pub(crate) fn family(&self, protocol: Protocol, model: &str) -> Result<Family, Refusal> {
        models::family(protocol, model, &self.options.models).ok_or_else(|| Refusal::no_model(protocol, model))
    }

    /// Answers any request.
    pub(crate) fn answer(&self, request: &Request) -> Answer {
        if !request.is_for_caller() {
            return Answer { reply: admin::answer(self, request), behaviour: Behaviour::default() };
        }
        let protocol = protocol(request);
        let mut behaviour = self.next_planned().unwrap_or_default();
        let answered = self.dispatch(protocol, request, &mut behaviour);
        let id = self.id("req_");
        let reply = answered.unwrap_or_else(|refusal| refusal.reply(protocol, &id));
        let reply = overridden(reply, protocol, &behaviour, &id);
        let reply = match protocol {
            Protocol::OpenAi => reply.header("x-request-id", id).header("openai-version", "2020-10-01"),
            Protocol::Anthropic => reply.header("request-id", id),
        };
        Answer { reply, behaviour }
    }

    fn dispatch(&self, protocol: Protocol, request: &Request, wanted: &mut Behaviour) -> Result<Reply, Refusal> {
        if let Some(words) = request.header("x-pretend") {
            *wanted = Behaviour::parse(words).map_err(|problem| Refusal::invalid(format!("x-pretend: {problem}")))?;
        }
        match protocol {
            Protocol::OpenAi => openai::answer(self, request, wanted),
            Protocol::Anthropic => anthropic::answer(self, request, wanted),
        }
    }

    /// Whether `key` is accepted.
    pub(crate) fn accepts(&self, key: &str) -> bool {
        match self.options.keys.as_slice() {
            [] => key.starts_with("sk-pretend-"),
            keys => keys.iter().any(|known| known == key),
        }
    }
}

/// Anthropic's paths, and the shared ones when the caller states a version or an `x-api-key`.
fn protocol(request: &Request) -> Protocol {
    let path = request.path.as_str();
    let messages = path == "/v1/messages" || path.starts_with("/v1/messages/");
    let headers = ["anthropic-version", "x-api-key"].iter().any(|name| request.header(name).is_some());
    if messages || (headers && !path.starts_with("/v1/chat/")) { Protocol::Anthropic } else { Protocol::OpenAi }
}

/// The JSON object of a POST body.
///
/// # Errors
/// Another media type, a body that is too large, broken JSON or something else than an object.
pub(crate) fn body(protocol: Protocol, request: &Request) -> Result<Object, Refusal> {
    let media_type = request.header("content-type").unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::media_type(protocol, media_type));
    }
    if request.body.len() > 32 << 20 {
        return Err(Refusal::too_large(protocol));
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Refusal::bad_json(protocol)),
    }
}

/// Query parameters, checked against the shape `root` as if they were a JSON object.
///
/// # Errors
/// A parameter that is unknown or of the wrong type.
pub(crate) fn query(protocol: Protocol, root: &str, request: &Request) -> Result<Object, Refusal> {
    let shape = shapes::of(protocol).get(root);
    let mut object = Object::new();
    for (name, text) in request.parameters() {
        let name = name.split('[').next().unwrap_or_default();
        let kinds = shape.and_then(|shape| shape.fields.iter().find(|field| field.name == name));
        let has = |wanted: fn(&shapes::Kind) -> bool| kinds.is_some_and(|field| field.kinds.iter().any(wanted));
        let value = match (text.parse::<i64>(), text.parse::<bool>()) {
            (Ok(number), _) if has(|kind| *kind == shapes::Kind::Integer) => Value::from(number),
            (_, Ok(flag)) if has(|kind| matches!(kind, shapes::Kind::Boolean | shapes::Kind::Exactly(_))) => {
                flag.into()
            }
            _ => Value::from(text),
        };
        if has(|kind| matches!(kind, shapes::Kind::List(_))) {
            let list = object.entry(name).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(items) = list {
                items.push(value);
            }
        } else {
            object.insert(name.to_owned(), value);
        }
    }
    checked(protocol, root, &object)?;
    Ok(object)
}

/// Checks a body against its shape.
///
/// # Errors
/// The first problem, in the protocol's words.
pub(crate) fn checked(protocol: Protocol, root: &str, object: &Object) -> Result<(), Refusal> {
    validate::check(protocol, root, object).map_err(|problem| Refusal::of(protocol, &problem))
}

/// Moves the directives of the last turn into `behaviour`.
///
/// # Errors
/// A directive that is not understood.
pub(crate) fn take_directives(ask: &mut Ask, behaviour: &mut Behaviour) -> Result<(), Refusal> {
    let (left, found) = Behaviour::take_from(&ask.last).map_err(|problem| Refusal::invalid(problem.to_string()))?;
    if let Some(found) = found {
        ask.last = left;
        *behaviour = found;
    }
    Ok(())
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// What the behaviour changes about a reply as a whole.
fn overridden(mut reply: Reply, protocol: Protocol, behaviour: &Behaviour, id: &str) -> Reply {
    match behaviour.status {
        Some(status @ 400..) => reply = planned_error(protocol, status).reply(protocol, id),
        Some(status @ 300..400) => {
            reply = Reply::whole(status, "text/plain", Vec::new());
            reply = reply.header("location", behaviour.to.as_deref().unwrap_or("http://127.0.0.3:9/"));
        }
        Some(status) => reply.status = status,
        None => {}
    }
    if let Some(body) = &behaviour.body {
        reply.body = Body::Whole(body.clone());
    }
    if let Some(events) = &behaviour.events {
        let status = reply.status;
        reply = Reply { status, tokens: reply.tokens, ..Reply::events(split_events(events)) };
    }
    if let Some(content_type) = &behaviour.content_type {
        reply.headers.retain(|(name, _)| name != "content-type");
        reply = reply.header("content-type", content_type);
    }
    if let Some(after) = &behaviour.retry_after {
        reply = reply.header("retry-after", after);
    }
    reply
}

/// The error that a service sends with this status.
fn planned_error(protocol: Protocol, status: u16) -> Refusal {
    let (kind, message, code) = match (protocol, status) {
        (Protocol::OpenAi, 429) => ("requests", "Rate limit reached for requests", Some("rate_limit_exceeded")),
        (Protocol::OpenAi, 401) => ("invalid_request_error", "Incorrect API key provided.", Some("invalid_api_key")),
        (Protocol::OpenAi, 500..) => ("server_error", "The server had an error while processing your request.", None),
        (Protocol::OpenAi, _) => ("invalid_request_error", "The request was refused.", None),
        (Protocol::Anthropic, 401) => ("authentication_error", "invalid x-api-key", None),
        (Protocol::Anthropic, 403) => ("permission_error", "Forbidden", None),
        (Protocol::Anthropic, 404) => ("not_found_error", "Not found", None),
        (Protocol::Anthropic, 413) => ("request_too_large", "Request too large", None),
        (Protocol::Anthropic, 429) => ("rate_limit_error", "This request would exceed your rate limit.", None),
        (Protocol::Anthropic, 529) => ("overloaded_error", "Overloaded", None),
        (Protocol::Anthropic, 500..) => ("api_error", "Internal server error", None),
        (Protocol::Anthropic, _) => ("invalid_request_error", "The request was refused.", None),
    };
    let refusal = Refusal::new(status, kind, message);
    if let Some(code) = code { refusal.code(code) } else { refusal }
}

/// Cuts a scripted stream after each blank line, so that it is still sent event by event.
fn split_events(bytes: &[u8]) -> Vec<Vec<u8>> {
    let (mut events, mut event) = (Vec::new(), Vec::new());
    for byte in bytes {
        event.push(*byte);
        if event.ends_with(b"\n\n") || event.ends_with(b"\r\n\r\n") {
            events.push(std::mem::take(&mut event));
        }
    }
    if !event.is_empty() {
        events.push(event);
    }
    events
}
