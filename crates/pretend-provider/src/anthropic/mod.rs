//! Anthropic's API: which operation a path means, and who may call.

mod content;
mod messages;
mod models;
mod rules;
mod stream;

use crate::Protocol;
use crate::behaviour::Behaviour;
use crate::object::Object;
use crate::refusal::Refusal;
use crate::reply::Reply;
use crate::request::Request;
use crate::state::State;

const PROTOCOL: Protocol = Protocol::Anthropic;
const VERSIONS: [&str; 3] = ["2026-10-21", "2023-06-01", "2023-01-01"];

/// Answers a request in Anthropic's protocol.
///
/// # Errors
/// Everything that the service refuses.
pub(crate) fn answer(state: &State, request: &Request, wanted: &mut Behaviour) -> Result<Reply, Refusal> {
    let (method, path) = (request.method.as_str(), request.path.as_str());
    let segments: Vec<&str> = path.strip_prefix("/v1/").unwrap_or_default().split('/').collect();
    let known = match segments.as_slice() {
        ["messages"] | ["messages", "count_tokens"] => "POST",
        ["models"] => "GET",
        ["models", id] if !id.is_empty() => "GET",
        _ => return Err(Refusal::no_route(PROTOCOL, method, path)),
    };
    authenticate(state, request)?;
    if method != known {
        return Err(Refusal::method(PROTOCOL, method, path));
    }
    match segments.as_slice() {
        ["messages"] => messages::create(state, &body(request, "anthropic/messages")?, wanted),
        ["messages", _] => messages::count(state, &body(request, "anthropic/count_tokens")?),
        ["models"] => models::list(state, &crate::object::query(PROTOCOL, "anthropic/models", request)?),
        [_, id] => models::retrieve(state, id),
        _ => Err(Refusal::no_route(PROTOCOL, method, path)),
    }
}

fn authenticate(state: &State, request: &Request) -> Result<(), Refusal> {
    let refused = |message: &str| Err(Refusal::new(401, "authentication_error", message));
    let bearer = request.header("authorization").and_then(|header| header.strip_prefix("Bearer "));
    match request.header("x-api-key").or(bearer) {
        None => return refused("x-api-key header is required"),
        Some(key) if !state.accepts(key) => return refused("invalid x-api-key"),
        Some(_) => {}
    }
    match request.header("anthropic-version") {
        None => Err(Refusal::invalid("anthropic-version: header is required")),
        Some(version) if VERSIONS.contains(&version) => Ok(()),
        Some(version) => Err(Refusal::invalid(format!("anthropic-version: \"{version}\" is not a valid version"))),
    }
}

/// The body of a POST, checked against its shape; `?beta=true` opens the beta fields.
fn body(request: &Request, root: &str) -> Result<Object, Refusal> {
    let object = crate::object::body(PROTOCOL, request)?;
    let parameters = request.parameters();
    let beta = parameters.iter().any(|(name, value)| name == "beta" && value == "true");
    if let Some((name, _)) = parameters.iter().find(|(name, _)| name != "beta") {
        return Err(Refusal::invalid(format!("{name}: Extra inputs are not permitted")));
    }
    let root = if beta { format!("{root}?beta") } else { root.to_owned() };
    crate::object::checked(PROTOCOL, &root, &object)?;
    Ok(object)
}
