//! OpenAI's API: which operation a path means, who may call, and what the operations share.

mod chat;
mod chat_rules;
mod chat_writer;
mod embeddings;
mod judges;
mod models;
mod response_events;
mod response_items;
mod responses;
mod store;

use serde_json::{Value, json};

use crate::Protocol;
use crate::behaviour::Behaviour;
use crate::cache::Reading;
use crate::object::Object;
use crate::refusal::Refusal;
use crate::reply::Reply;
use crate::request::Request;
use crate::state::State;

const PROTOCOL: Protocol = Protocol::OpenAi;

/// Answers a request in OpenAI's protocol.
///
/// # Errors
/// Everything that the service refuses.
pub(crate) fn answer(state: &State, request: &Request, wanted: &mut Behaviour) -> Result<Reply, Refusal> {
    let (method, path) = (request.method.as_str(), request.path.as_str());
    let segments: Vec<&str> = path.strip_prefix("/v1/").unwrap_or_default().split('/').collect();
    let known = match segments.as_slice() {
        ["chat", "completions"] | ["embeddings"] | ["responses"] | ["moderations"] | ["judge"] => &["POST"][..],
        ["responses", "compact" | "input_tokens"] => &["POST"],
        ["responses", id] if !id.is_empty() => &["GET", "DELETE"],
        ["responses", id, "cancel"] if !id.is_empty() => &["POST"],
        ["responses", id, "input_items"] if !id.is_empty() => &["GET"],
        ["models"] => &["GET"],
        ["models", id] if !id.is_empty() => &["GET"],
        _ => return Err(Refusal::no_route(PROTOCOL, method, path)),
    };
    authenticate(state, request)?;
    if !known.contains(&method) {
        return Err(Refusal::method(PROTOCOL, method, path));
    }
    match (method, segments.as_slice()) {
        ("POST", ["chat", "completions"]) => chat::create(state, &body(request, "openai/chat")?, wanted),
        ("POST", ["embeddings"]) => embeddings::create(state, &body(request, "openai/embeddings")?),
        ("POST", ["moderations"]) => judges::moderate(state, &judges::body(request)?),
        ("POST", ["judge"]) => judges::judge(&judges::body(request)?),
        ("POST", ["responses"]) => responses::create(state, &body(request, "openai/responses")?, wanted),
        ("POST", ["responses", "compact"]) => responses::compact(state, &body(request, "openai/responses_compact")?),
        ("POST", ["responses", "input_tokens"]) => {
            responses::input_tokens(state, &body(request, "openai/responses_input_tokens")?)
        }
        ("GET", ["responses", id]) => {
            let query = crate::object::query(PROTOCOL, "openai/responses_retrieve", request)?;
            store::retrieve(state, id, &query)
        }
        ("DELETE", ["responses", id]) => store::delete(state, id),
        ("POST", ["responses", id, "cancel"]) => store::cancel(state, id),
        ("GET", ["responses", id, "input_items"]) => {
            let query = crate::object::query(PROTOCOL, "openai/responses_input_items", request)?;
            store::input_items(state, id, &query)
        }
        ("GET", ["models"]) => Ok(models::list(state)),
        ("GET", ["models", id]) => models::retrieve(state, id),
        _ => Err(Refusal::no_route(PROTOCOL, method, path)),
    }
}

fn authenticate(state: &State, request: &Request) -> Result<(), Refusal> {
    let refused = |message: String| Refusal::new(401, "invalid_request_error", message);
    let Some(header) = request.header("authorization") else {
        return Err(refused(
            "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer \
             auth (i.e. Authorization: Bearer YOUR_KEY)."
                .to_owned(),
        ));
    };
    let key = header.strip_prefix("Bearer ").unwrap_or_default();
    if state.accepts(key) {
        return Ok(());
    }
    let shown: String = key.chars().take(3).collect();
    Err(refused(format!("Incorrect API key provided: {shown}***.")).code("invalid_api_key"))
}

/// The body of a POST, checked against its shape. POST routes take no query.
fn body(request: &Request, root: &str) -> Result<Object, Refusal> {
    let object = crate::object::body(PROTOCOL, request)?;
    if let Some((name, _)) = request.parameters().first() {
        return Err(Refusal::invalid(format!("Unknown query parameter: '{name}'."))
            .param(name)
            .code("unknown_parameter"));
    }
    crate::object::checked(PROTOCOL, root, &object)?;
    Ok(object)
}

/// The value lies outside of a range that the service states.
fn out_of_range(object: &Object, name: &'static str, least: f64, most: f64) -> Result<(), Refusal> {
    let Some(value) = object.get(name).and_then(Value::as_f64) else { return Ok(()) };
    let (side, bound, code) = if value < least {
        (">=", least, "decimal_below_min_value")
    } else if value > most {
        ("<=", most, "decimal_above_max_value")
    } else {
        return Ok(());
    };
    let message = format!("Invalid '{name}': expected a value {side} {bound}, but got {value} instead.");
    Err(Refusal::invalid(message).param(name).code(code))
}

/// Usage as `responses` reports it.
fn usage(reading: Reading, output: u64, reasoning: u64) -> Value {
    let input = reading.fresh + reading.read;
    json!({
        "input_tokens": input,
        "input_tokens_details": {"cached_tokens": reading.read, "cache_write_tokens": reading.written},
        "output_tokens": output,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": input + output,
    })
}
