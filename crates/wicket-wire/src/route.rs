//! Which operation a method and path stand for.

use wicket_types::Code;

/// Whose words a message uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// OpenAI's, and of all who speak it.
    OpenAi,
    /// Anthropic's.
    Anthropic,
}

impl Protocol {
    /// Every protocol.
    pub const ALL: [Protocol; 2] = [Protocol::OpenAi, Protocol::Anthropic];

    /// The name in the configuration file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Protocol::OpenAi => "openai",
            Protocol::Anthropic => "anthropic",
        }
    }

    /// Reads the name; `None` for anything else.
    pub fn parse(name: &str) -> Option<Self> {
        Protocol::ALL.into_iter().find(|protocol| protocol.as_str() == name)
    }
}

/// What a call asks the provider to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// `POST /v1/chat/completions`
    Chat,
    /// `POST /v1/responses`
    Responses,
    /// `GET /v1/responses/{id}`
    ResponsesRetrieve,
    /// `POST /v1/responses/{id}/cancel`
    ResponsesCancel,
    /// `DELETE /v1/responses/{id}`
    ResponsesDelete,
    /// `GET /v1/responses/{id}/input_items`
    ResponsesInputItems,
    /// `POST /v1/responses/compact`
    ResponsesCompact,
    /// `POST /v1/responses/input_tokens`
    ResponsesInputTokens,
    /// `POST /v1/embeddings`
    Embeddings,
    /// `GET /v1/models`
    Models,
    /// `GET /v1/models/{id}`
    Model,
    /// `POST /v1/messages`
    Messages,
    /// `POST /v1/messages/count_tokens`
    CountTokens,
}

impl Operation {
    /// Whether a call has to have a body.
    pub const fn needs_body(self) -> bool {
        use Operation::{Chat, CountTokens, Embeddings, Messages, Responses, ResponsesCompact, ResponsesInputTokens};
        matches!(self, Chat | CountTokens | Embeddings | Messages | Responses | ResponsesCompact | ResponsesInputTokens)
    }
}

/// Where a call goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Whose words it uses.
    pub protocol: Protocol,
    /// What it asks for.
    pub operation: Operation,
    /// The provider named by `/to/{provider}/…`.
    pub provider: Option<String>,
    /// The path that the provider gets; no query, nothing percent-encoded.
    pub upstream_path: String,
    /// The response or model named in the path.
    pub object_id: Option<String>,
}

/// Finds the operation of `method` and `path` (no query). `anthropic_version_header` tells whether the request has
/// `anthropic-version`, which turns the shared paths into Anthropic's.
///
/// # Errors
/// [`Code::Malformed`] for a path that two parsers could read differently, [`Code::NoSuchRoute`],
/// [`Code::NoAdapter`] for a provider's path that cannot be inspected, [`Code::MethodNotAllowed`].
pub fn route(method: &str, path: &str, anthropic_version_header: bool) -> Result<Route, Code> {
    table::find(method, path, anthropic_version_header)
}

mod table;
