//! The caller's key, wherever SDKs put it.
//!
//! All values of all carriers are seen. A gate that looks at the first one only lets the second one through to
//! whoever looks at the last.

use http::{HeaderMap, header};

/// Headers that hold a bare key.
const BARE: [&str; 3] = ["x-api-key", "api-key", "x-goog-api-key"];
/// Longest credential that is looked at.
const MAX: usize = 8 << 10;

/// What a request shows.
#[derive(PartialEq, Eq)]
pub enum Credential {
    /// Nothing.
    None,
    /// One credential, once or several times the same.
    One(String),
    /// Credentials that differ from each other.
    Conflict(Vec<String>),
}

/// Tells how many there are, not what they say.
impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Credential::None => f.write_str("None"),
            Credential::One(_) => f.write_str("One(credential)"),
            Credential::Conflict(all) => write!(f, "Conflict({} credentials)", all.len()),
        }
    }
}

/// Collects what the headers and the query (without `?`) show.
pub fn find(headers: &HeaderMap, query: Option<&str>) -> Credential {
    let mut found: Vec<String> = Vec::new();
    let mut take = |shown: Option<String>| {
        // A carrier that is there and cannot be read is a credential too: one that no key equals.
        let shown = shown.filter(|shown| shown.len() <= MAX).unwrap_or_default();
        if !found.contains(&shown) {
            found.push(shown);
        }
    };
    for value in headers.get_all(header::AUTHORIZATION) {
        take(value.to_str().ok().and_then(bearer));
    }
    for name in BARE {
        for value in headers.get_all(name) {
            take(value.to_str().ok().map(str::trim).map(str::to_owned));
        }
    }
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    for (_, value) in pairs.filter(|(name, _)| name == "key") {
        take(Some(value.into_owned()));
    }
    match found.len() {
        0 => Credential::None,
        1 => found.pop().map_or(Credential::None, Credential::One),
        _ => Credential::Conflict(found),
    }
}

fn bearer(value: &str) -> Option<String> {
    let (scheme, rest) = value.trim().split_once(' ')?;
    let token = rest.trim_start();
    (scheme.eq_ignore_ascii_case("bearer") && !token.contains([' ', ','])).then(|| token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(headers: &[(&'static str, &str)], query: &str) -> Credential {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        find(&map, Some(query))
    }

    #[test]
    fn finds_the_key_in_every_carrier() {
        let one = Credential::One("wgk_live_x".to_owned());
        for (headers, query) in [
            (&[("authorization", "Bearer wgk_live_x")][..], ""),
            (&[("authorization", "bearer  wgk_live_x")], ""),
            (&[("x-api-key", "wgk_live_x")], ""),
            (&[("api-key", "wgk_live_x")], ""),
            (&[("x-goog-api-key", "wgk_live_x")], ""),
            (&[], "alt=sse&key=wgk_live_x"),
            (&[], "%6bey=wgk%5flive_x"),
            (&[("authorization", "Bearer wgk_live_x"), ("x-api-key", "wgk_live_x")], "key=wgk_live_x"),
        ] {
            assert!(shown(headers, query) == one, "{headers:?} {query}");
        }
        assert_eq!(shown(&[("x-key", "a")], "monkey=b"), Credential::None);
    }

    #[test]
    fn smug_04_two_different_credentials_are_both_seen() {
        for (headers, query) in [
            (&[("authorization", "Bearer a"), ("authorization", "Bearer b")][..], ""),
            (&[("authorization", "Bearer a"), ("x-api-key", "b")], ""),
            (&[("x-api-key", "a"), ("x-api-key", "b")], ""),
            (&[("api-key", "a")], "key=b"),
            (&[], "key=a&key=b"),
            (&[("authorization", "Basic YTpi"), ("x-api-key", "b")], ""),
        ] {
            assert!(matches!(shown(headers, query), Credential::Conflict(_)), "{headers:?} {query}");
        }
    }

    #[test]
    fn an_unreadable_carrier_is_a_credential_that_no_key_equals() {
        for value in ["Basic YTpi", "Bearer", "Bearer a, Bearer b", "Bearer a b", "wgk_live_x"] {
            assert!(shown(&[("authorization", value)], "") == Credential::One(String::new()), "{value}");
        }
    }

    #[test]
    fn debug_does_not_show_it() {
        assert!(!format!("{:?}", shown(&[("x-api-key", "wgk_live_x")], "")).contains("wgk"));
    }
}
