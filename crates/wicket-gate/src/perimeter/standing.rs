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
        for (what, standing) in [("requests", self.requests), ("tokens", self.tokens)] {
            let Some(Standing { limit, remaining, reset }) = standing else { continue };
            // Whole seconds, up: who waits as long as it is told must not come too early.
            let reset = Duration::from_secs(reset.as_secs() + u64::from(reset.subsec_nanos() > 0));
            let reset = match protocol {
                Protocol::OpenAi => format!("{}s", reset.as_secs()),
                Protocol::Anthropic => now.plus(reset).to_string(),
            };
            for (field, value) in [("limit", limit.to_string()), ("remaining", remaining.to_string()), ("reset", reset)]
            {
                let name = match protocol {
                    Protocol::OpenAi => format!("x-ratelimit-{field}-{what}"),
                    Protocol::Anthropic => format!("anthropic-ratelimit-{what}-{field}"),
                };
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    headers.insert(name, value);
                }
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
