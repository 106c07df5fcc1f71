//! What crosses the gate beside the body: headers in both directions, and the query.
//!
//! Ordinary headers pass untouched, known to us or not. What does not pass: anything about one hop only, the caller's
//! credential, statements about who the caller is, switches of providers and proxies, and the gate's own words.

use http::{HeaderMap, HeaderName};

/// The headers of a request as the provider gets them. Host, length and the provider's credential are added later, by
/// whoever makes the call, so nothing that a caller sends can stand beside them or take their place.
///
/// What the `connection` header lists is not removed on its word: it would let a caller choose which of the gate's
/// decisions arrive. The headers that are about one hop are known by name.
pub fn to_provider(headers: &HeaderMap) -> HeaderMap {
    pass(headers, goes_on)
}

/// The headers of an answer as the caller gets them: request ids, limits and vendors' own headers included.
pub fn to_caller(headers: &HeaderMap) -> HeaderMap {
    pass(headers, |name| {
        let name = name.as_str();
        let stays = HOP.contains(&name) || FROM_PROVIDER.contains(&name) || name.starts_with("wicketgate-");
        !stays && !name.contains('_')
    })
}

/// Whether a header of a request goes on to the provider.
pub fn goes_on(name: &HeaderName) -> bool {
    !stays_here(name.as_str())
}

/// The caller's query as the provider gets it: without the parameter that may hold the caller's key.
pub fn query(query: &str) -> Option<String> {
    let kept: Vec<&str> =
        query.split('&').filter(|pair| !pair.is_empty() && *pair != "key" && !pair.starts_with("key=")).collect();
    (!kept.is_empty()).then(|| kept.join("&"))
}

fn pass(headers: &HeaderMap, fine: impl Fn(&HeaderName) -> bool) -> HeaderMap {
    let mut passed = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        if fine(name) {
            passed.append(name.clone(), value.clone());
        }
    }
    passed
}

fn stays_here(name: &str) -> bool {
    // Some servers read `_` as `-`, so `x_api_key` may become the credential that was taken out.
    HOP.contains(&name)
        || FROM_CALLER.contains(&name)
        || name.contains('_')
        || FAMILIES.iter().any(|family| name.starts_with(family))
}

/// About one hop only (RFC 9110, section 7.6.1), and what frames a message.
const HOP: &[&str] = &[
    "connection",
    "content-length",
    "expect",
    "http2-settings",
    "keep-alive",
    "max-forwards",
    "proxy-authenticate",
    "proxy-authentication-info",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Credentials, statements about the caller, and headers that steer a provider's account, routing or logging.
const FROM_CALLER: &[&str] = &[
    "host",
    // Credentials.
    "authorization",
    "api-key",
    "cookie",
    "ocp-apim-subscription-key",
    "openai-organization",
    "openai-project",
    "x-api-key",
    "x-auth-token",
    "x-goog-api-key",
    "x-goog-user-project",
    // An answer in another coding could not be inspected; the gate asks for none.
    "accept-encoding",
    // Who the caller is said to be.
    "cf-connecting-ip",
    "client-ip",
    "fastly-client-ip",
    "forwarded",
    "from",
    "remote-addr",
    "remote-user",
    "true-client-ip",
    "x-client-cert",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-original-forwarded-for",
    "x-real-ip",
    "x-remote-user",
    "x-user",
    "x-user-email",
    "x-user-id",
    // Other paths, hosts and methods than those that were checked.
    "destination",
    "front-end-https",
    "x-backend",
    "x-base-url",
    "x-forward-url",
    "x-host",
    "x-http-method",
    "x-http-method-override",
    "x-http-host-override",
    "x-method-override",
    "x-original-host",
    "x-original-url",
    "x-override-url",
    "x-proxy-url",
    "x-rewrite-url",
    "x-target-url",
    "x-upstream",
];

/// The same by their beginning.
const FAMILIES: &[&str] = &[
    "cf-aig-",         // another gateway's switches
    "helicone-",       // the same
    "litellm-",        // the same
    "proxy-",          // proxies
    "wicketgate-",     // meant for this gate
    "x-amz-",          // signatures and security tokens
    "x-auth-request-", // identity, as written by proxies
    "x-authenticated-",
    "x-envoy-",
    "x-forwarded-", // and so x-forwarded-client-cert
    "x-goog-authenticated-",
    "x-goog-iap-",
    "x-litellm-",
    "x-ms-client-principal",
    "x-ms-token-",
    "x-portkey-",
    "x-ssl-",
];

/// What an answer says about the provider's insides, or would set on the caller's side for another host.
const FROM_PROVIDER: &[&str] = &[
    "access-control-allow-credentials",
    "access-control-allow-headers",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "alt-svc",
    "clear-site-data",
    "location",
    "nel",
    "public-key-pins",
    "refresh",
    "report-to",
    "server",
    "set-cookie",
    "set-cookie2",
    "strict-transport-security",
    "www-authenticate",
    "x-accel-redirect",
    "x-aspnet-version",
    "x-powered-by",
    "x-runtime",
    "x-sendfile",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn names(headers: &HeaderMap) -> Vec<&str> {
        headers.keys().map(HeaderName::as_str).collect()
    }

    fn map(all: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in all {
            headers.append(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn ordinary_and_vendors_headers_pass_with_all_their_values() {
        let sent = map(&[
            ("anthropic-version", "2023-06-01"),
            ("anthropic-beta", "a"),
            ("anthropic-beta", "b"),
            ("openai-beta", "assistants=v2"),
            ("user-agent", "sdk/1"),
            ("x-stainless-lang", "python"),
            ("idempotency-key", "k"),
            ("accept", "text/event-stream"),
            ("content-type", "application/json"),
            ("x-trace", "ours"),
            ("traceparent", "00-x"),
        ]);
        assert_eq!(to_provider(&sent), sent);
    }

    #[test]
    fn smug_04_nothing_about_hops_credentials_or_identity_goes_up() {
        let held = [
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "via",
            "proxy-authorization",
            "transfer-encoding",
            "content-length",
            "host",
            "authorization",
            "x-api-key",
            "api-key",
            "x-goog-api-key",
            "cookie",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-proto",
            "x-forwarded-client-cert",
            "x-real-ip",
            "x-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "x-original-url",
            "x-rewrite-url",
            "x-http-method-override",
            "x-remote-user",
            "x-auth-request-user",
            "x-ms-client-principal-id",
            "x-goog-iap-jwt-assertion",
            "x-amz-security-token",
            "x_api_key",
            "x_forwarded_for",
            "content_length",
            "wicketgate-session",
            "x-portkey-config",
            "litellm-api-base",
            "helicone-target-url",
            "openai-organization",
            "accept-encoding",
        ];
        let sent = map(&held.map(|name| (name, "evil")));
        assert_eq!(sent.keys_len(), held.len());
        assert!(to_provider(&sent).is_empty(), "{:?}", names(&to_provider(&sent)));
    }

    #[test]
    fn smug_04_a_connection_header_takes_nothing_out() {
        let sent =
            map(&[("connection", "close, anthropic-version, x-trace"), ("anthropic-version", "1"), ("x-trace", "t")]);
        assert_eq!(names(&to_provider(&sent)).len(), 2);
    }

    #[test]
    fn answers_keep_ids_and_limits_and_lose_cookies() {
        let came = map(&[
            ("request-id", "req_1"),
            ("x-request-id", "req_1"),
            ("retry-after", "3"),
            ("x-ratelimit-limit-requests", "9"),
            ("anthropic-ratelimit-tokens-limit", "9"),
            ("openai-processing-ms", "12"),
            ("content-type", "text/event-stream"),
        ]);
        assert_eq!(to_caller(&came), came);
        let held = map(&[
            ("set-cookie", "a=b"),
            ("server", "x"),
            ("location", "http://127.0.0.3"),
            ("connection", "close"),
            ("wicketgate-verdict", "allow"),
            ("alt-svc", "h3"),
            ("transfer-encoding", "chunked"),
            ("content_length", "1"),
        ]);
        assert!(to_caller(&held).is_empty());
    }
}
