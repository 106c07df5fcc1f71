//! Addresses of pages that tell who somebody is: profiles, and home pages that are spoken of as someone's own.
//!
//! Most addresses in a text are nobody's: documentation, downloads, search results. So the address must be a profile, or
//! the words in front of it must announce a home page, and then it must not be one that everybody knows.

use std::ops::Range;

use wicket_types::Kind;

use super::{Find, Rule, shared};

/// What they find.
pub const KIND: Kind = Kind::of("pii.url");

/// The rules of this module.
pub static RULES: &[Rule] = &[Rule {
    id: "pii.url",
    title: "Profile or home page of somebody",
    source: "HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(N): web addresses; RFC 3986, section 3",
    kind: KIND,
    confidence: 0.75,
    find: Find::Near { anchors: &["http://", "https://", "www.", "linkedin.com/in/"], look: page },
    hits: &[
        "My website is http://harbourlight-prints.co.nz",
        "Website: www.tansy-and-rowe.co.uk, call us",
        "see https://www.linkedin.com/in/otto-brandvik-3a91/ for more",
        "profile at linkedin.com/in/ottobrandvik",
        "visit https://brandvik-joinery.se/ or write",
        "read my blog: https://blog.ottobrandvik.no/2021/05/moving",
        "besuchen Sie https://www.hofladen-wiese.de/",
    ],
    passes: &[
        "see https://docs.rs/serde/latest/serde/ for more",
        "visit https://www.python.org/ for downloads",
        "curl https://api.ottobrandvik.no/v1/users",
        "visit http://localhost:8080/",
        "visit https://example.com/guide/install.html",
        "the website https://en.wikipedia.org/wiki/Otter says",
        "my site http://192.0.2.7/",
        "https://www.linkedin.com/in/",
    ],
}];

/// Longest address that is looked at; a longer one is no home page.
const LONGEST: usize = 256;

/// How far in front of an address its announcement stands.
const REACH: usize = 40;

/// Words that make what stands behind them somebody's own page.
const OWN: &[&str] = &[
    "website",
    "web site",
    "homepage",
    "home page",
    "webpage",
    "web page",
    "blog",
    "portfolio",
    "my site",
    "our site",
    "profile",
    "webseite",
    "internetseite",
    "sitio web",
    "página web",
    "site web",
    "sito web",
    "sito",
    "strona",
    "webbplats",
    "hemsida",
    "webstek",
    "personal site",
    "personal page",
    "linkedin",
    "facebook",
];

/// Words that send somebody to a page, which then must be a home page.
const SENDING: &[&str] = &[
    "visit",
    "photo",
    "photos",
    "files with you",
    "besuchen sie",
    "besuche",
    "visitez",
    "visite",
    "visita",
    "odwiedź",
    "bezoek",
    "besök",
    "web:",
    "url:",
    "site:",
    "page:",
    "check out",
    "find us at",
    "find me at",
    "online at",
];

/// Sites that everybody knows, by the last name before their top-level domain.
const KNOWN: &[&str] = &[
    "adobe",
    "amazon",
    "android",
    "anthropic",
    "apache",
    "apple",
    "atlassian",
    "bbc",
    "bing",
    "cloudflare",
    "cnn",
    "crates",
    "debian",
    "docker",
    "docs",
    "ebay",
    "europa",
    "example",
    "facebook",
    "github",
    "gitlab",
    "gnu",
    "google",
    "huggingface",
    "ibm",
    "ietf",
    "imdb",
    "instagram",
    "intel",
    "kernel",
    "kubernetes",
    "linkedin",
    "medium",
    "microsoft",
    "mozilla",
    "mysql",
    "nasa",
    "netflix",
    "nginx",
    "nodejs",
    "npmjs",
    "nvidia",
    "nytimes",
    "openai",
    "oracle",
    "paypal",
    "pinterest",
    "postgresql",
    "pypi",
    "python",
    "reddit",
    "rust-lang",
    "slack",
    "spotify",
    "sqlite",
    "stackoverflow",
    "stripe",
    "tiktok",
    "twitter",
    "ubuntu",
    "w3",
    "who",
    "wikimedia",
    "wikipedia",
    "yahoo",
    "youtube",
    "zoom",
];

/// Hosts whose pages with such a path are profiles.
const PROFILES: &[(&str, &str)] = &[
    ("linkedin.com", "/in/"),
    ("xing.com", "/profile/"),
    ("facebook.com", "/profile.php"),
    ("tiktok.com", "/@"),
    ("medium.com", "/@"),
    ("youtube.com", "/@"),
    ("threads.net", "/@"),
    ("mastodon.social", "/@"),
];

/// The address that begins at the anchor, if it is somebody's.
fn page(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    if !shared::begins_word(text, anchor.start) || matches!(text.as_bytes()[..anchor.start], [.., b'/' | b'.' | b'@']) {
        return None;
    }
    let rest = text.get(anchor.start..)?;
    let goes_on = |c: &char| !c.is_whitespace() && !matches!(c, '"' | '<' | '>' | '`' | '|' | '\\' | '^' | '{' | '}');
    let length: usize = rest.chars().take(LONGEST + 1).take_while(goes_on).map(char::len_utf8).sum();
    let address = rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '_']);
    let bare = address.split_once("://").map_or(address, |(_, bare)| bare);
    let (host, path) = bare.split_at(bare.find(['/', '?', '#']).unwrap_or(bare.len()));
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if address.len() > LONGEST || !is_host(&host) {
        return None;
    }
    let head = &text[text.floor_char_boundary(anchor.start.saturating_sub(REACH))..anchor.start];
    let is_announced = || announces(head, OWN) || path.len() < 2 && announces(head, SENDING);
    (is_profile(&host, path) || !is_known(&host) && is_announced())
        .then_some(anchor.start..anchor.start + address.len())
}

/// Names with dots between them, the last of letters alone.
fn is_host(host: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-');
    let top = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && top.len() > 1 && top.chars().all(char::is_alphabetic) && host.split('.').all(is_name)
}

fn is_profile(host: &str, path: &str) -> bool {
    let host = host.strip_prefix("www.").unwrap_or(host);
    PROFILES.iter().any(|(known, head)| host == *known && path.len() > head.len() + 1 && path.starts_with(head))
}

/// Documentation, programs, authorities, and what everybody knows.
fn is_known(host: &str) -> bool {
    let is_open =
        |name: &str| matches!(name, "api" | "docs" | "developer" | "dev" | "localhost" | "gov" | "edu" | "mil");
    host.split('.').any(|name| is_open(name) || KNOWN.contains(&name))
}

/// Whether one of `words` stands in `head`, as a whole word and in the same paragraph as its end.
fn announces(head: &str, words: &[&str]) -> bool {
    let near = head.rsplit("\n\n").next().unwrap_or_default().to_lowercase();
    words.iter().any(|word| {
        near.rfind(word).is_some_and(|at| {
            let end = at + word.len();
            let is_whole = shared::begins_word(&near, at) && !shared::is_letter_at(&near, end) || word.ends_with(':');
            // Another sentence has begun where a full stop parts them.
            is_whole && !near[end..].contains(". ")
        })
    })
}
