//! How a caller stands with its limits, in the headers that the SDKs of both protocols read.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};
use wicket_types::Timestamp;
use wicket_wire::Protocol;

use super::window::{SPAN, Window};

/// A limit of sixty seconds as its caller reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The limit.
    pub limit: u64,
    /// What is left of it.
    pub remaining: u64,
    /// When all of it is free again, if nothing more is used.
    pub reset: Duration,
}

/// The headers of a limit, what is left of it and when it is whole again: as OpenAI names them, and as Anthropic does.
type Names = [[&'static str; 3]; 2];

const REQUESTS: Names = [
    ["x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"],
    [
        "anthropic-ratelimit-requests-limit",
        "anthropic-ratelimit-requests-remaining",
        "anthropic-ratelimit-requests-reset",
    ],
];
const TOKENS: Names = [
    ["x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
    ["anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"],
];

/// The limits that a caller has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    /// Of requests.
    pub requests: Option<Standing>,
    /// Of tokens.
    pub tokens: Option<Standing>,
}

impl Standing {
    pub(super) fn of(window: &mut Window, held: u64, limit: u64, now: wicket_types::Moment) -> Self {
        let remaining = limit.saturating_sub(window.used(now).saturating_add(held));
        // What is held will count for a whole window yet.
        let reset = if held > 0 { SPAN } else { window.clears_in(now) };
        Standing { limit, remaining, reset }
    }
}

impl Standings {
    /// Writes the headers of `protocol`: `x-ratelimit-limit-requests` and its like, or `anthropic-ratelimit-requests-limit`
    /// and its like, whose reset is a time of day.
    pub fn tell(&self, protocol: Protocol, headers: &mut HeaderMap, now: Timestamp) {
        for (standing, [in_openai, in_anthropic]) in [(self.requests, REQUESTS), (self.tokens, TOKENS)] {
            let Some(Standing { limit, remaining, reset }) = standing else { continue };
            // Whole seconds, up: who waits as long as it is told must not come too early.
            let reset = Duration::from_secs(reset.as_secs() + u64::from(reset.subsec_nanos() > 0));
            let (names, reset) = match protocol {
                Protocol::OpenAi => (in_openai, format!("{}s", reset.as_secs())),
                Protocol::Anthropic => (in_anthropic, now.plus(reset).to_string()),
            };
            let [of_limit, of_rest, of_reset] = names.map(HeaderName::from_static);
            headers.insert(of_limit, limit.into());
            headers.insert(of_rest, remaining.into());
            if let Ok(reset) = HeaderValue::try_from(reset) {
                headers.insert(of_reset, reset);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_protocols_get_the_headers_that_their_sdks_read() {
        let tokens = Standing { limit: 10_000, remaining: 9, reset: Duration::from_millis(1_500) };
        let standings = Standings { requests: None, tokens: Some(tokens) };
        let told = |protocol| {
            let mut headers = HeaderMap::new();
            standings.tell(protocol, &mut headers, Timestamp::from_secs(1_800_000_000));
            let pair = |(name, value): (&HeaderName, &HeaderValue)| format!("{name}: {}", value.to_str().unwrap());
            let mut lines: Vec<String> = headers.iter().map(pair).collect();
            lines.sort();
            lines
        };
        assert_eq!(
            told(Protocol::OpenAi),
            ["x-ratelimit-limit-tokens: 10000", "x-ratelimit-remaining-tokens: 9", "x-ratelimit-reset-tokens: 2s"]
        );
        assert_eq!(
            told(Protocol::Anthropic),
            [
                "anthropic-ratelimit-tokens-limit: 10000",
                "anthropic-ratelimit-tokens-remaining: 9",
                "anthropic-ratelimit-tokens-reset: 2027-01-15T08:00:02.000Z"
            ]
        );
    }
}
