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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_its_path() {
        for (method, path, protocol, operation, id) in [
            ("POST", "/v1/chat/completions", OpenAi, Chat, None),
            ("POST", "/v1/responses", OpenAi, Responses, None),
            ("POST", "/v1/responses/compact", OpenAi, ResponsesCompact, None),
            ("POST", "/v1/responses/input_tokens", OpenAi, ResponsesInputTokens, None),
            ("GET", "/v1/responses/resp_1", OpenAi, ResponsesRetrieve, Some("resp_1")),
            ("DELETE", "/v1/responses/resp_1", OpenAi, ResponsesDelete, Some("resp_1")),
            ("POST", "/v1/responses/resp_1/cancel", OpenAi, ResponsesCancel, Some("resp_1")),
            ("GET", "/v1/responses/resp_1/input_items", OpenAi, ResponsesInputItems, Some("resp_1")),
            ("POST", "/v1/embeddings", OpenAi, Embeddings, None),
            ("GET", "/v1/models", OpenAi, Models, None),
            ("GET", "/v1/models/gpt-4.1", OpenAi, Model, Some("gpt-4.1")),
            ("POST", "/v1/messages", Anthropic, Messages, None),
            ("POST", "/v1/messages/count_tokens", Anthropic, CountTokens, None),
        ] {
            let found = find(method, path, false).unwrap();
            assert_eq!(
                (found.protocol, found.operation, found.object_id.as_deref()),
                (protocol, operation, id),
                "{path}"
            );
            assert_eq!(found.upstream_path, path);
            let direct = find(method, &format!("/to/house{path}"), false).unwrap();
            assert_eq!(direct, Route { provider: Some("house".to_owned()), ..found });
        }
        assert_eq!(find("GET", "/v1/models", true).unwrap().protocol, Anthropic);
        assert_eq!(find("POST", "/v1/chat/completions", true).unwrap().protocol, OpenAi);
    }

    #[test]
    fn there_is_no_unguarded_door() {
        for path in [
            "/v1/completions",
            "/v1/moderations",
            "/v1/images/generations",
            "/v1/audio/speech",
            "/v1/files",
            "/v1/files/file_1/content",
            "/v1/uploads",
            "/v1/batches",
            "/v1/fine_tuning/jobs",
            "/v1/realtime",
            "/v1/messages/batches",
            "/v1beta/models/gemini-pro:generateContent",
            "/openai/deployments/d/chat/completions",
            "/openai/v1/responses",
            "/model/m/converse",
            "/mcp/files",
            "/integrations/crm/people",
            "/v1/chat/completions/chatcmpl_1",
            "/v1/responses/resp_1/other",
            "/to/house/anything/at/all",
        ] {
            assert_eq!(find("POST", path, false), Err(Code::NoAdapter), "{path}");
        }
        for path in ["/v2/chat/completions", "/v1", "/favicon.ico", "/v1/modelsX", "/to/house", "/v1/unheard_of"] {
            assert_eq!(find("POST", path, false), Err(Code::NoSuchRoute), "{path}");
        }
        assert_eq!(find("GET", "/v1/chat/completions", false), Err(Code::MethodNotAllowed));
        assert_eq!(find("PUT", "/v1/responses/resp_1", false), Err(Code::MethodNotAllowed));
        assert_eq!(find("post", "/v1/messages", false), Err(Code::MethodNotAllowed));
    }

    #[test]
    fn parse_08_a_path_that_could_be_read_twice_is_refused() {
        let known = "/v1/chat/completions";
        for odd in [
            "//", "/./", "/../", "/%2f", "/%2F/", "/;a=b/", "/%00", "/%2e%2e/", "/\\", "/?", "/#", "/ ", "/\t", "/\0",
            "/é", "/*", "/x//", "/...;/", "/%252f",
        ] {
            for (at, _) in known.match_indices('/').chain(std::iter::once((known.len(), ""))) {
                let path = format!("{}{odd}{}", &known[..at], &known[at..]);
                assert_eq!(find("POST", &path, false), Err(Code::Malformed), "{path}");
                assert_eq!(find("POST", &format!("/to/house{path}"), false), Err(Code::Malformed), "{path}");
            }
        }
        for path in ["", "*", "v1/models", "http://host/v1/models", "/v1/models/", "/", "/v1/models/.."] {
            assert_eq!(find("GET", path, false), Err(Code::Malformed), "{path:?}");
        }
    }
}
