//! Why a visit was refused: one table from which status, error body, metric label, reference page and tests come.

use std::{fmt, time::Duration};

use crate::Kind;

/// What the visitor's SDK makes of a refusal: the class of error in both protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorClass {
    /// OpenAI's `error.type`.
    pub openai: &'static str,
    /// Anthropic's `error.type`.
    pub anthropic: &'static str,
}

const INVALID: ErrorClass = ErrorClass { openai: "invalid_request_error", anthropic: "invalid_request_error" };
const CONTENT: ErrorClass = ErrorClass { openai: "content_filter", anthropic: "invalid_request_error" };
const AUTHENTICATION: ErrorClass = ErrorClass { openai: "authentication_error", anthropic: "authentication_error" };
const PERMISSION: ErrorClass = ErrorClass { openai: "permission_error", anthropic: "permission_error" };
const NOT_FOUND: ErrorClass = ErrorClass { openai: "invalid_request_error", anthropic: "not_found_error" };
const TOO_LARGE: ErrorClass = ErrorClass { openai: "invalid_request_error", anthropic: "request_too_large" };
const RATE: ErrorClass = ErrorClass { openai: "rate_limit_error", anthropic: "rate_limit_error" };
const QUOTA: ErrorClass = ErrorClass { openai: "insufficient_quota", anthropic: "rate_limit_error" };
const SERVER: ErrorClass = ErrorClass { openai: "server_error", anthropic: "api_error" };
const OVERLOADED: ErrorClass = ErrorClass { openai: "server_error", anthropic: "overloaded_error" };

/// One row of the table of refusals.
#[derive(Debug)]
pub struct Row {
    /// The variant that stands for it in code.
    pub code: Code,
    /// The dotted id that callers see as `error.code`.
    pub id: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The class in each protocol.
    pub class: ErrorClass,
    /// What the visitor reads; says what to do where something can be done.
    pub public: &'static str,
    /// What it means, for the reference page and the operator.
    pub cause: &'static str,
    /// Whether the same call may succeed later without a change.
    pub waiting_helps: bool,
}

macro_rules! refusals {
    ($( $code:ident, $id:literal, $status:literal, $class:ident, $waiting:ident, $public:literal, $cause:literal; )*) => {
        /// The code of a refusal; `Code::row` has everything about it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code { $( #[doc = $cause] $code, )* }

        /// All refusals, in the order of the path.
        pub const TABLE: &[Row] = &[ $( Row {
            code: Code::$code, id: $id, status: $status, class: $class, public: $public, cause: $cause,
            waiting_helps: refusals!(@ $waiting),
        }, )* ];
    };
    (@ waiting_helps) => { true };
    (@ change_it) => { false };
}

refusals! {
    // Perimeter: who, how often, how large.
    Malformed, "perimeter.malformed", 400, INVALID, change_it,
        "The HTTP request is malformed.",
        "framing, headers or target of the request are ambiguous or not allowed";
    HeadersTooLarge, "perimeter.headers_too_large", 431, INVALID, change_it,
        "The request headers are too many or too large.",
        "more than 100 headers, or more than 64 KiB of them";
    UrlTooLong, "perimeter.url_too_long", 414, INVALID, change_it,
        "The request URL is too long.",
        "the request target has more than 8 KiB";
    TooSlow, "perimeter.too_slow", 408, INVALID, waiting_helps,
        "The request arrived too slowly.",
        "head or body did not arrive within the time allowed";
    AddressRefused, "perimeter.address", 403, PERMISSION, change_it,
        "Calls from this address are not allowed.",
        "the caller's address is on the deny list, or not on the allow list";
    Unauthenticated, "auth.unauthenticated", 401, AUTHENTICATION, change_it,
        "Missing or invalid Wicketgate key. Send a key made by `wicketgate key create` as `Authorization: Bearer` or `x-api-key`.",
        "no key, an unknown, wrong, expired or revoked key; the log tells which";
    TwoCredentials, "auth.two_credentials", 400, INVALID, change_it,
        "The request carries two different credentials. Send one.",
        "two credential carriers hold different values";
    RateLimited, "limit.requests", 429, RATE, waiting_helps,
        "Too many requests. Wait for the time in `retry-after`.",
        "the caller's requests per minute are used up";
    TokensLimited, "limit.tokens", 429, RATE, waiting_helps,
        "Too many tokens in this minute. Wait for the time in `retry-after`.",
        "the caller's tokens per minute are used up";
    CallOverLimit, "limit.call", 413, TOO_LARGE, change_it,
        "The call asks for more tokens than it may use in a minute. Lower its bound on the answer, or stream it.",
        "prompt and bound of the answer together are more than the caller's tokens per minute";
    TooManyAtOnce, "limit.concurrent", 429, RATE, waiting_helps,
        "Too many calls at the same time. Wait for one to end.",
        "the caller's number of concurrent calls is reached";
    BodyTooLarge, "limit.body", 413, TOO_LARGE, change_it,
        "The request body is larger than this gate allows.",
        "the body is larger than `limits.body_bytes`";
    Busy, "limit.memory", 503, OVERLOADED, waiting_helps,
        "The gate is at its limit of work in progress. Try again.",
        "the bytes in flight of this caller, or of all callers, are used up";
    ShuttingDown, "perimeter.shutdown", 503, OVERLOADED, waiting_helps,
        "The gate is shutting down. Try again.",
        "the process was told to stop and takes no new work";
    // Routes.
    NoSuchRoute, "route.unknown", 404, NOT_FOUND, change_it,
        "This gate does not serve that path.",
        "no route has this method and path";
    NoAdapter, "route.no_adapter", 404, NOT_FOUND, change_it,
        "This path exists at the provider, but Wicketgate cannot inspect it yet and lets nothing pass uninspected.",
        "a provider's path without an adapter; there is no unguarded door";
    NoSuchProvider, "route.no_provider", 404, NOT_FOUND, change_it,
        "No provider of this name is configured.",
        "`/to/{provider}/…` names a provider that the file does not have";
    MethodNotAllowed, "route.method", 405, INVALID, change_it,
        "This path does not take this method.",
        "the path exists with another method";
    // Input: what it says.
    ContentType, "input.content_type", 415, INVALID, change_it,
        "Send the body as `content-type: application/json` in UTF-8, without content-encoding.",
        "the body is not declared as plain JSON in UTF-8";
    BadJson, "input.json", 400, INVALID, change_it,
        "The body is not valid JSON.",
        "the body breaks RFC 8259, is not UTF-8, or exceeds the bounds for depth and numbers";
    DuplicateKey, "input.duplicate_key", 400, INVALID, change_it,
        "An object in the body has the same key twice.",
        "two keys of one object are equal after unescaping, so two parsers could read two meanings";
    TwinKey, "input.twin_key", 400, INVALID, change_it,
        "A key in the body differs from a known field only by case or by look-alike characters.",
        "a key equals a known field after folding, so another parser could take it for that field";
    BadRequest, "input.shape", 400, INVALID, change_it,
        "The body does not have the shape that this route takes.",
        "a field that the gate must understand is missing or has another type";
    DestinationField, "input.destination", 400, INVALID, change_it,
        "A call cannot choose its own destination or provider credential.",
        "the body names `api_base`, `base_url`, `api_key` or the like";
    Injection, "input.injection", 400, CONTENT, change_it,
        "The request was refused by a content rule.",
        "a finding of kind `injection` reached the operator's limit";
    InputPii, "input.pii", 400, CONTENT, change_it,
        "The request was refused because it contains personal data.",
        "a finding of kind `pii` in the request, and the guard's action is `block`";
    InputSecret, "input.secret", 400, CONTENT, change_it,
        "The request was refused because it contains a credential. Remove it, and rotate it if it is real.",
        "a finding of kind `secret` in the request, and the guard's action is `block`";
    InputSafety, "input.safety", 400, CONTENT, change_it,
        "The request was refused by a content rule.",
        "a finding of kind `safety` in the request, and the guard's action is `block`";
    GuardFailed, "guard.failed", 503, SERVER, waiting_helps,
        "A guard could not give its verdict, so the call was refused.",
        "a guard failed or ran out of time; set `on_error` to pass such calls";
    // Processing: may it happen.
    ObjectUnknown, "object.unknown", 404, NOT_FOUND, change_it,
        "No such object.",
        "the path, `previous_response_id`, `conversation` or an `item_reference` names something that no key of the caller's tenant had made through this gate, or that is deleted or older than 30 days";
    UnknownModel, "model.unknown", 404, NOT_FOUND, change_it,
        "No provider serves this model.",
        "no provider's `models` and no route has this name";
    ModelForbidden, "model.forbidden", 403, PERMISSION, change_it,
        "This key may not call this model.",
        "the key's list of models does not have it";
    ClassForbidden, "class.forbidden", 403, PERMISSION, change_it,
        "No provider of this model may receive data of this sensitivity.",
        "the sensitivity class of the call is above what the model's providers accept";
    UnknownPrice, "budget.unknown_price", 403, PERMISSION, change_it,
        "The price of this model is not known, so its cost cannot be bounded.",
        "neither the price table nor `[prices]` has this model";
    BudgetExhausted, "budget.exhausted", 429, QUOTA, change_it,
        "The budget is used up.",
        "the worst case of this call does not fit what is left of a budget of the key, user, team, tenant or session";
    // Upstream: the provider.
    NoProviderLeft, "upstream.unavailable", 503, OVERLOADED, waiting_helps,
        "No provider is available for this model.",
        "every provider that may serve the call failed or is resting";
    UpstreamTimeout, "upstream.timeout", 504, SERVER, waiting_helps,
        "The provider did not answer in time.",
        "connect, first byte or the next byte took longer than allowed";
    UpstreamGarbage, "upstream.bad_reply", 502, SERVER, waiting_helps,
        "The provider's answer could not be understood.",
        "the provider's answer breaks HTTP or its own protocol";
    UpstreamCut, "upstream.cut", 502, SERVER, waiting_helps,
        "The provider's answer broke off.",
        "the connection to the provider ended before the answer did";
    DestinationForbidden, "upstream.address", 503, SERVER, change_it,
        "The provider's address is not allowed.",
        "the provider's host resolves to an address that the address policy refuses";
    // Output: what comes back.
    OutputPii, "output.pii", 400, CONTENT, change_it,
        "The answer was withheld because it contains personal data.",
        "a finding of kind `pii` in the answer, and the guard's action is `block`";
    OutputSecret, "output.secret", 400, CONTENT, change_it,
        "The answer was withheld because it contains a credential.",
        "a finding of kind `secret` in the answer";
    OutputLeak, "output.leak", 400, CONTENT, change_it,
        "The answer was withheld by a content rule.",
        "the answer reveals the system prompt";
    OutputExfil, "output.exfil", 400, CONTENT, change_it,
        "The answer was withheld by a content rule.",
        "the answer carries a link or markup that would send data out";
    OutputSafety, "output.safety", 400, CONTENT, change_it,
        "The answer was withheld by a content rule.",
        "a finding of kind `safety` in the answer, and the guard's action is `block`";
    // The gate itself.
    AuditUnavailable, "audit.unavailable", 503, SERVER, waiting_helps,
        "The gate cannot keep its record, so it takes no calls.",
        "the audit log cannot be written";
    StoreUnavailable, "store.unavailable", 503, SERVER, waiting_helps,
        "The gate cannot reach its store, so it takes no calls.",
        "keys, budgets or secrets cannot be read";
    Internal, "internal", 500, SERVER, waiting_helps,
        "The gate failed on this call. The visit id finds it in the log.",
        "a fault in the gate itself ended this visit, and this visit only";
}

impl Code {
    /// Everything about this refusal.
    pub fn row(self) -> &'static Row {
        // The table is written in the order of the variants, so the discriminant is the index; a test holds it to that.
        &TABLE[self as usize]
    }

    /// The dotted id.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// The HTTP status.
    pub fn status(self) -> u16 {
        self.row().status
    }
}

/// A refused visit: the code, and what may be said beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Why.
    pub code: Code,
    /// A sentence for the visitor that names the place (`byte 812`, `messages[2].content`), never the content.
    pub detail: Option<String>,
    /// How long to wait, where waiting helps and the time is known.
    pub retry_after: Option<Duration>,
    /// The kinds that led to it, for the verdict header.
    pub kinds: Vec<Kind>,
}

impl Refusal {
    /// A refusal with nothing beside its code.
    pub fn new(code: Code) -> Self {
        Refusal { code, detail: None, retry_after: None, kinds: Vec::new() }
    }

    /// Adds a sentence that names the place, never the content.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says how long to wait.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Says which kinds led to it.
    #[must_use]
    pub fn because_of(mut self, kinds: Vec<Kind>) -> Self {
        self.kinds = kinds;
        self
    }

    /// What the visitor reads: the public sentence, and the detail where there is one.
    pub fn message(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{} {detail}", self.code.row().public),
            None => self.code.row().public.to_owned(),
        }
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Refusal::new(code)
    }
}

/// Names the dotted code, for logs.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.id())
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_code_finds_its_own_row() {
        assert!(TABLE.iter().all(|row| row.code.row().id == row.id));
    }

    #[test]
    fn ids_are_unique_and_every_row_helps() {
        let ids: HashSet<_> = TABLE.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), TABLE.len());
        for row in TABLE {
            assert!((400..=504).contains(&row.status), "{}", row.id);
            assert!(row.public.ends_with('.') && !row.cause.ends_with('.'), "{}", row.id);
        }
    }

    #[test]
    fn the_detail_follows_the_public_sentence() {
        let refusal = Refusal::new(Code::BadJson).detail("A value was expected at byte 12.");
        assert_eq!(refusal.message(), "The body is not valid JSON. A value was expected at byte 12.");
    }
}
