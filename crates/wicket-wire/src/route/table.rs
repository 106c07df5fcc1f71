//! The paths, as a table.

use wicket_types::Code;

use super::{Operation, Protocol, Route};

use Operation::*;
use Protocol::{Anthropic, OpenAi};

/// One path with an adapter. `{}` stands for one id.
struct Row(&'static str, &'static str, Option<Protocol>, Operation);

/// `None` as protocol: OpenAI's, or Anthropic's where the request has `anthropic-version`.
const ROWS: &[Row] = &[
    Row("POST", "/v1/chat/completions", Some(OpenAi), Chat),
    Row("POST", "/v1/responses", Some(OpenAi), Responses),
    // Before `{}`: these words are no response ids.
    Row("POST", "/v1/responses/compact", Some(OpenAi), ResponsesCompact),
    Row("POST", "/v1/responses/input_tokens", Some(OpenAi), ResponsesInputTokens),
    Row("GET", "/v1/responses/{}", Some(OpenAi), ResponsesRetrieve),
    Row("DELETE", "/v1/responses/{}", Some(OpenAi), ResponsesDelete),
    Row("POST", "/v1/responses/{}/cancel", Some(OpenAi), ResponsesCancel),
    Row("GET", "/v1/responses/{}/input_items", Some(OpenAi), ResponsesInputItems),
    Row("POST", "/v1/embeddings", Some(OpenAi), Embeddings),
    Row("GET", "/v1/models", None, Models),
    Row("GET", "/v1/models/{}", None, Model),
    Row("POST", "/v1/messages", Some(Anthropic), Messages),
    Row("POST", "/v1/messages/count_tokens", Some(Anthropic), CountTokens),
];

/// Provider paths that exist and cannot be inspected yet. A path matches by whole parts.
const UNGUARDED: &[&str] = &[
    "/v1/chat",
    "/v1/responses",
    "/v1/completions",
    "/v1/moderations",
    "/v1/images",
    "/v1/audio",
    "/v1/files",
    "/v1/uploads",
    "/v1/batches",
    "/v1/fine_tuning",
    "/v1/realtime",
    "/v1/models",
    "/v1/embeddings",
    "/v1/messages",
    "/v1/vector_stores",
    "/v1/containers",
    "/v1/conversations",
    "/v1/evals",
    "/v1/videos",
    "/v1/assistants",
    "/v1/threads",
    "/v1/skills",
    "/v1/complete",
    "/v1/organizations",
    "/v1/organization",
    "/v1beta",
    "/openai",
    "/model",
    "/mcp",
    "/integrations",
];

pub(super) fn find(method: &str, path: &str, anthropic: bool) -> Result<Route, Code> {
    if !is_plain(path) {
        return Err(Code::Malformed);
    }
    let (provider, path) = match path.strip_prefix("/to/") {
        Some(rest) => {
            let (name, _) = rest.split_once('/').ok_or(Code::NoSuchRoute)?;
            (Some(name.to_owned()), rest.get(name.len()..).unwrap_or_default())
        }
        None => (None, path),
    };
    let mut other_method = false;
    for Row(verb, pattern, protocol, operation) in ROWS {
        let Some(id) = matched(pattern, path) else { continue };
        if *verb != method {
            other_method = true;
            continue;
        }
        let protocol = protocol.unwrap_or(if anthropic { Anthropic } else { OpenAi });
        let object_id = (!id.is_empty()).then(|| id.to_owned());
        return Ok(Route { protocol, operation: *operation, provider, upstream_path: path.to_owned(), object_id });
    }
    match UNGUARDED.iter().any(|prefix| is_under(path, prefix)) {
        _ if other_method => Err(Code::MethodNotAllowed),
        true => Err(Code::NoAdapter),
        // Behind `/to/{provider}` every path is that provider's own: it exists there for all the gate knows.
        false if provider.is_some() => Err(Code::NoAdapter),
        false => Err(Code::NoSuchRoute),
    }
}

/// Whether every parser reads `path` alike: no empty part, no dot parts, nothing escaped, no parameters.
fn is_plain(path: &str) -> bool {
    let part_is_plain = |part: &str| {
        let fine = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b':' | b'@');
        !part.is_empty() && !matches!(part, "." | "..") && part.len() <= 256 && part.bytes().all(fine)
    };
    path.strip_prefix('/').is_some_and(|rest| rest.split('/').all(part_is_plain))
}

/// The id in `path` where it fits `pattern`; empty for a pattern without id.
fn matched<'p>(pattern: &str, path: &'p str) -> Option<&'p str> {
    let Some((before, after)) = pattern.split_once("{}") else { return (pattern == path).then_some("") };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

fn is_under(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
