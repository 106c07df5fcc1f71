//! What is known of hosts and paths: sites that everybody knows, sites of profiles, paths under which somebody's page stands.

/// Sites that everybody knows, and those that stand for any, by a name in front of their top-level domain.
const KNOWN: &[&str] = &[
    "acme",
    "adobe",
    "amazon",
    "android",
    "anthropic",
    "apache",
    "apple",
    "archive",
    "arxiv",
    "atlassian",
    "bar",
    "bbc",
    "bing",
    "bootstrapcdn",
    "cloudflare",
    "cnn",
    "company",
    "crates",
    "creativecommons",
    "debian",
    "discord",
    "docker",
    "docs",
    "doi",
    "domain",
    "ebay",
    "elastic",
    "europa",
    "example",
    "facebook",
    "figma",
    "fontawesome",
    "foo",
    "fsf",
    "github",
    "gitlab",
    "gnu",
    "golang",
    "google",
    "googleapis",
    "grafana",
    "gravatar",
    "gstatic",
    "host",
    "huggingface",
    "ibm",
    "ietf",
    "imdb",
    "img",
    "instagram",
    "intel",
    "jetbrains",
    "jquery",
    "jsdelivr",
    "json-schema",
    "kernel",
    "kubernetes",
    "linkedin",
    "mariadb",
    "medium",
    "microsoft",
    "mongodb",
    "mozilla",
    "mysite",
    "mysql",
    "mywebsite",
    "nasa",
    "netflix",
    "nginx",
    "nodejs",
    "npmjs",
    "nvidia",
    "nytimes",
    "openai",
    "opensource",
    "openssl",
    "oracle",
    "paypal",
    "pinterest",
    "postgresql",
    "pypi",
    "python",
    "readthedocs",
    "reddit",
    "redis",
    "rust-lang",
    "rustup",
    "schema",
    "semver",
    "server",
    "shields",
    "site",
    "slack",
    "spotify",
    "sqlite",
    "stackoverflow",
    "stripe",
    "telegram",
    "test",
    "tiktok",
    "twitter",
    "ubuntu",
    "unicode",
    "unlicense",
    "unpkg",
    "vimeo",
    "w3",
    "website",
    "whatsapp",
    "whatwg",
    "who",
    "wikimedia",
    "wikipedia",
    "x",
    "yahoo",
    "youtube",
    "zoom",
];

/// Hosts whose pages with such a path are profiles.
const PROFILES: &[(&str, &str)] = &[
    ("linkedin.com", "/in/"),
    ("linkedin.com", "/pub/"),
    ("xing.com", "/profile/"),
    ("facebook.com", "/profile.php"),
    ("tiktok.com", "/@"),
    ("medium.com", "/@"),
    ("youtube.com", "/@"),
    ("threads.net", "/@"),
    ("mastodon.social", "/@"),
    ("scholar.google.com", "/citations?user="),
    ("reddit.com", "/user/"),
    ("reddit.com", "/u/"),
    ("soundcloud.com", "/"),
    ("about.me", "/"),
    ("linktr.ee", "/"),
    ("calendly.com", "/"),
    ("orcid.org", "/0"),
    ("paypal.me", "/"),
    ("ko-fi.com", "/"),
];

/// Hosts whose pages are profiles where the path is one name.
const NAMED: &[&str] = &[
    "github.com",
    "gitlab.com",
    "twitter.com",
    "x.com",
    "instagram.com",
    "facebook.com",
    "fb.com",
    "t.me",
    "behance.net",
    "dribbble.com",
    "pinterest.com",
    "twitch.tv",
    "keybase.io",
    "venmo.com",
    "vk.com",
    "patreon.com",
];

/// Names that stand where the name of somebody would, and are a site's own.
const OF_SITES: &[&str] = &[
    "about",
    "api",
    "apps",
    "blog",
    "business",
    "contact",
    "current",
    "developers",
    "dialog",
    "docs",
    "enterprise",
    "events",
    "explore",
    "features",
    "groups",
    "guide",
    "hashtag",
    "help",
    "home",
    "index",
    "intent",
    "issues",
    "jobs",
    "join",
    "legal",
    "list",
    "login",
    "logout",
    "manual",
    "marketplace",
    "me",
    "name",
    "new",
    "notifications",
    "oauth",
    "orgs",
    "pages",
    "plugins",
    "policies",
    "pricing",
    "privacy",
    "register",
    "search",
    "security",
    "settings",
    "share",
    "sharer",
    "sharer.php",
    "sign_in",
    "signin",
    "signup",
    "sponsors",
    "status",
    "terms",
    "topics",
    "trending",
    "user",
    "username",
    "watch",
];

/// Parts of a path behind which the name of somebody stands.
const PEOPLE: &[&str] = &[
    "author", "authors", "member", "members", "people", "person", "profile", "profiles", "staff", "team", "u", "user",
    "users",
];

/// Paths that are as much somebody's home page as none.
const HOME_PATHS: &[&str] =
    &["", "/", "/about", "/about-me", "/aboutme", "/bio", "/contact", "/cv", "/me", "/portfolio", "/resume"];

/// Top-level domains of persons.
const PERSONAL: &[&str] = &["me", "name", "blog"];

/// Hosts that lend their names to home pages.
const LENDING: &[&str] = &[
    "github.io",
    "gitlab.io",
    "wordpress.com",
    "blogspot.com",
    "tumblr.com",
    "substack.com",
    "carrd.co",
    "wixsite.com",
    "weebly.com",
    "medium.com",
    "neocities.org",
    "bandcamp.com",
    "livejournal.com",
    "myportfolio.com",
];

/// Whether a page is a profile: on a site of profiles, or by a path that tells whose it is.
pub(super) fn is_profile(host: &str, path: &str) -> bool {
    let bare = host.strip_prefix("www.").unwrap_or(host);
    let is_of_site =
        PROFILES.iter().any(|(known, head)| bare == *known && path.len() > head.len() + 1 && path.starts_with(head));
    let is_named = || {
        let name = path.get(1..).unwrap_or_default();
        NAMED.contains(&bare) && is_name(name.strip_suffix('/').unwrap_or(name))
    };
    is_of_site || is_named() || !is_open(host) && !is_stand_in(host) && tells_whose(path)
}

/// Whether a path tells whose page it is: `/~lee/`, `/users/ann-lee`, `/@ann`, `/account?id=4711`.
fn tells_whose(path: &str) -> bool {
    const KEYS: &[&str] = &["account?id=", "profile?id=", "user?id=", "?user=", "?uid=", "?userid=", "?user_id="];
    let mut parts = path.split(['/', '?', '#']).skip(1).peekable();
    let mut is_told = false;
    while let Some(part) = parts.next() {
        if matches!(part, "api" | "v1" | "v2" | "v3" | "docs") {
            return false;
        }
        let next = parts.peek().copied().unwrap_or_default();
        is_told |= matches!(part.as_bytes(), [b'~' | b'@', first, ..] if first.is_ascii_alphanumeric())
            || PEOPLE.contains(&part) && is_name(next);
    }
    let behind = |key: &str| path.find(key).and_then(|at| path.as_bytes().get(at + key.len()));
    is_told || KEYS.iter().any(|key| behind(key).is_some_and(u8::is_ascii_alphanumeric))
}

/// Whether a part of a path can be a name or a number of somebody.
fn is_name(part: &str) -> bool {
    let is_written = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'));
    let is_file = [".html", ".htm", ".php", ".md", ".rs", ".json"].iter().any(|ending| part.ends_with(ending));
    let lower = part.to_ascii_lowercase();
    is_written && part.len() > 1 && !is_file && !OF_SITES.contains(&lower.as_str()) && !lower.contains("your")
}

/// Whether a page is the first of its host, or what persons put there of themselves.
pub(super) fn is_home(path: &str) -> bool {
    HOME_PATHS.contains(&path.strip_suffix('/').unwrap_or(path))
}

/// Whether the name of a host is one that persons take.
pub(super) fn is_personal(host: &str) -> bool {
    let (front, top) = host.rsplit_once('.').unwrap_or_default();
    let is_lent = LENDING.iter().any(|lender| {
        host.strip_suffix(lender).and_then(|name| name.strip_suffix('.')).is_some_and(|name| name != "www")
    });
    is_lent || PERSONAL.contains(&top) && front.strip_prefix("www.").unwrap_or(front).len() > 3
}

/// Documentation, programs, authorities, and what everybody knows.
pub(super) fn is_known(host: &str) -> bool {
    let mut names = host.rsplit('.');
    let is_of_authority = |name: &str| matches!(name, "gov" | "edu" | "mil");
    let is_official = names.next().is_some_and(is_of_authority);
    is_official || is_open(host) || names.any(|name| is_of_authority(name) || KNOWN.contains(&name))
}

/// Whether a host serves programs and those who write them.
fn is_open(host: &str) -> bool {
    let (front, _) = host.rsplit_once('.').unwrap_or_default();
    front.split('.').any(|name| matches!(name, "api" | "docs" | "doc" | "developer" | "dev" | "cdn" | "static"))
}

/// Whether a host stands for any, in documentation.
fn is_stand_in(host: &str) -> bool {
    host.split('.').any(|name| matches!(name, "example" | "foo" | "bar" | "test" | "localhost" | "invalid" | "host"))
}
