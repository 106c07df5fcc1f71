//! From a request to its answer: which protocol, which operation, what the behaviour changes.

use crate::behaviour::Behaviour;
use crate::overrides::overridden;
use crate::refusal::Refusal;
use crate::reply::Reply;
use crate::request::Request;
use crate::state::State;
use crate::{Protocol, admin, anthropic, openai};

/// A reply and how it is to be sent.
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    pub(crate) behaviour: Behaviour,
}

/// Answers any request.
pub(crate) fn answer(state: &State, request: &Request) -> Answer {
    if !request.is_for_caller() {
        return Answer { reply: admin::answer(state, request), behaviour: Behaviour::default() };
    }
    let protocol = protocol(request);
    let mut behaviour = state.next_planned().unwrap_or_default();
    let answered = dispatch(state, protocol, request, &mut behaviour);
    let id = state.id("req_");
    let reply = answered.unwrap_or_else(|refusal| refusal.reply(protocol, &id));
    let reply = overridden(reply, protocol, &behaviour, &id);
    let reply = match protocol {
        Protocol::OpenAi => reply.header("x-request-id", id).header("openai-version", "2020-10-01"),
        Protocol::Anthropic => reply.header("request-id", id),
    };
    Answer { reply, behaviour }
}

fn dispatch(state: &State, protocol: Protocol, request: &Request, wanted: &mut Behaviour) -> Result<Reply, Refusal> {
    if let Some(words) = request.header("x-pretend") {
        *wanted = Behaviour::parse(words).map_err(|problem| Refusal::invalid(format!("x-pretend: {problem}")))?;
    }
    match protocol {
        Protocol::OpenAi => openai::answer(state, request, wanted),
        Protocol::Anthropic => anthropic::answer(state, request, wanted),
    }
}

/// Anthropic's paths, and the shared ones when the caller states a version or an `x-api-key`.
fn protocol(request: &Request) -> Protocol {
    let path = request.path.as_str();
    let messages = path == "/v1/messages" || path.starts_with("/v1/messages/");
    let headers = ["anthropic-version", "x-api-key"].iter().any(|name| request.header(name).is_some());
    if messages || (headers && !path.starts_with("/v1/chat/")) { Protocol::Anthropic } else { Protocol::OpenAi }
}
