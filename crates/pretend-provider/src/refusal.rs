//! Refusals in the words of the real services: status, error type, place and code.

use serde_json::{Value, json};

use crate::Protocol;
use crate::reply::Reply;
use crate::validate::{Problem, What};

/// Why a request is not answered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{status} {kind}: {message}")]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// `error.type` of both protocols.
    pub(crate) kind: &'static str,
    pub(crate) message: String,
    /// `error.param`, OpenAI only.
    pub(crate) param: Option<String>,
    /// `error.code`, OpenAI only.
    pub(crate) code: Option<&'static str>,
}

const INVALID: &str = "invalid_request_error";

impl Refusal {
    pub(crate) fn new(status: u16, kind: &'static str, message: impl Into<String>) -> Self {
        Self { status, kind, message: message.into(), param: None, code: None }
    }
    /// A 400 `invalid_request_error`.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, INVALID, message)
    }
    pub(crate) fn param(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }
    pub(crate) fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    pub(crate) fn bad_json(protocol: Protocol) -> Self {
        Self::invalid(match protocol {
            Protocol::OpenAi => {
                "We could not parse the JSON body of your request. (The service expects a JSON payload.)"
            }
            Protocol::Anthropic => "The request body is not valid JSON",
        })
    }
    pub(crate) fn media_type(protocol: Protocol, found: &str) -> Self {
        let message = format!("Unsupported Media Type: '{found}'. The body must be 'application/json'.");
        let refusal = Self::new(415, INVALID, message);
        if protocol == Protocol::OpenAi { refusal.code("unsupported_media_type") } else { refusal }
    }
    pub(crate) fn too_large(protocol: Protocol) -> Self {
        match protocol {
            Protocol::OpenAi => Self::new(413, INVALID, "The request body is too large").code("request_too_large"),
            Protocol::Anthropic => {
                Self::new(413, "request_too_large", "Request exceeds the maximum allowed number of bytes.")
            }
        }
    }
    pub(crate) fn no_route(protocol: Protocol, method: &str, path: &str) -> Self {
        match protocol {
            Protocol::OpenAi => Self::new(404, INVALID, format!("Invalid URL ({method} {path})")),
            Protocol::Anthropic => Self::new(404, "not_found_error", "Not found"),
        }
    }
    pub(crate) fn method(protocol: Protocol, method: &str, path: &str) -> Self {
        match protocol {
            Protocol::OpenAi => {
                Self::new(405, INVALID, format!("Not allowed to {method} on {path}.")).code("method_not_supported")
            }
            Protocol::Anthropic => Self::new(405, INVALID, "Method Not Allowed"),
        }
    }
    pub(crate) fn no_model(protocol: Protocol, model: &str) -> Self {
        match protocol {
            Protocol::OpenAi => {
                Self::new(404, INVALID, format!("The model `{model}` does not exist or you do not have access to it."))
                    .code("model_not_found")
            }
            Protocol::Anthropic => Self::new(404, "not_found_error", format!("model: {model}")),
        }
    }
    /// What the shape check found, in the protocol's words.
    pub(crate) fn of(protocol: Protocol, problem: &Problem) -> Self {
        match protocol {
            Protocol::OpenAi => Self::openai(problem),
            Protocol::Anthropic => Self::anthropic(problem),
        }
    }

    fn openai(problem: &Problem) -> Self {
        let place = problem.bracketed();
        let (message, code) = match &problem.what {
            What::Unknown => (format!("Unknown parameter: '{place}'."), "unknown_parameter"),
            What::Missing => (format!("Missing required parameter: '{place}'."), "missing_required_parameter"),
            What::Type { expected, got } => {
                (format!("Invalid type for '{place}': expected {expected}, but got {got} instead."), "invalid_type")
            }
            What::Value { got, supported } => {
                let supported = supported.iter().map(|one| format!("'{one}'")).collect::<Vec<_>>().join(", ");
                (format!("Invalid value: '{got}'. Supported values are: {supported}."), "invalid_value")
            }
        };
        Self::invalid(message).param(place).code(code)
    }

    fn anthropic(problem: &Problem) -> Self {
        let place = problem.dotted();
        Self::invalid(match &problem.what {
            What::Unknown => format!("{place}: Extra inputs are not permitted"),
            What::Missing => format!("{place}: Field required"),
            What::Type { expected, .. } => format!("{place}: Input should be {expected}"),
            What::Value { supported, .. } => {
                let supported = supported.iter().map(|one| format!("'{one}'")).collect::<Vec<_>>().join(", ");
                format!("{place}: Input should be {supported}")
            }
        })
    }

    /// The error object, as it also stands in an error event of a stream.
    pub(crate) fn error(&self, protocol: Protocol) -> Value {
        match protocol {
            Protocol::OpenAi => {
                json!({"message": self.message, "type": self.kind, "param": self.param, "code": self.code})
            }
            Protocol::Anthropic => json!({"type": self.kind, "message": self.message}),
        }
    }

    pub(crate) fn reply(&self, protocol: Protocol, request: &str) -> Reply {
        let body = match protocol {
            Protocol::OpenAi => json!({"error": self.error(protocol)}),
            Protocol::Anthropic => json!({"type": "error", "error": self.error(protocol), "request_id": request}),
        };
        Reply::json(self.status, &body)
    }
}
