//! Addresses of pages that tell who somebody is: profiles, and home pages.
//!
//! Most addresses in a text are nobody's: documentation, downloads, search results. So the address must be a profile, or a
//! home page that not everybody knows, or the words in front of it must announce it as somebody's, or make it part of what
//! leads to them, as a mail address does.

mod sites;

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
    find: Find::Near {
        anchors: &[
            "http://",
            "https://",
            "www.",
            "linkedin.com/in/",
            "github.com/",
            "twitter.com/",
            "instagram.com/",
            "facebook.com/",
            "calendly.com/",
            "t.me/",
        ],
        look: page,
    },
    hits: &[
        "My website is http://harbourlight-prints.co.nz",
        "Website: www.tansy-and-rowe.co.uk, call us",
        "see https://www.linkedin.com/in/otto-brandvik-3a91/ for more",
        "profile at linkedin.com/in/ottobrandvik",
        "visit https://brandvik-joinery.se/ or write",
        "read my blog: https://blog.ottobrandvik.no/2021/05/moving",
        "besuchen Sie https://www.hofladen-wiese.de/",
        "see https://github.com/ottobrandvik for the code",
        "more at https://www.harbour-rowing.org/members/otto-brandvik",
        "http://harbour-rowing.org/~brandvik/index.html",
        "https://portal.harbour-rowing.org/account?id=40711&lang=no",
        "[Otto](https://twitter.com/otto_brandvik) wrote it",
        "requests.get(\"https://ottobrandvik.me\")",
        "have a look at www.harbour-rowing.org",
        "otto@harbour-rowing.org | http://harbour-rowing.org:8080/boats/index.php",
        "W: https://harbour-rowing.org/boats/index.html",
        "<site>https://harbour-rowing.org/boats/index.html</site>",
        "<li>Site : <a href=\"https://harbour-rowing.org/boats\">",
        "Resumé: https://harbour-rowing.org/otto.html",
        "<a href=\"https://calendly.com/otto-brandvik/30min\">",
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
        "see https://github.com/rowing/boats/issues/12",
        "see https://github.com/features and https://twitter.com/intent/tweet?text=a",
        "use \"github.com/rowing/boats/oars\"",
        "GET https://harbour-rowing.org/api/users/17",
        "as https://harbour-rowing.org/users/{id} or /users/guide.html",
        "the [boats](https://harbour-rowing.org) of",
        "url = \"https://harbour-rowing.org/boats/oars-1.2.tar.gz\"",
        "from https://harbour-rowing.org/boats/oars-1.2.tar.gz now",
    ],
}];

/// Longest address that is looked at; a longer one is no home page.
const LONGEST: usize = 256;

/// How far in front of an address its announcement stands.
const REACH: usize = 40;

/// How far in front of an address a mail address stands that leads to the same person.
const BESIDE: usize = 96;

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
    "perfil",
    "profil",
    "profilo",
    "profiel",
    "hjemmeside",
    "kotisivu",
    "nettside",
    "linkedin",
    "facebook",
    "resume",
    "resumé",
    "résumé",
    "curriculum vitae",
    "lebenslauf",
    "currículum",
    "my work",
    "meine arbeiten",
    "mi trabajo",
    "sign in at",
];

/// Labels of an address, with a sign behind them.
const LABELS: &[&str] = &["w", "web", "www", "home", "site", "sitio", "internet", "webb", "seite"];

/// The address that begins at the anchor, if it is somebody's.
fn page(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    if !shared::begins_word(text, anchor.start) || matches!(text.as_bytes()[..anchor.start], [.., b'/' | b'.' | b'@']) {
        return None;
    }
    let rest = text.get(anchor.start..)?;
    let goes_on = |c: &char| !c.is_whitespace() && !matches!(c, '"' | '<' | '>' | '`' | '|' | '\\' | '^' | '{' | '}');
    let length: usize = rest.chars().take(LONGEST + 1).take_while(goes_on).map(char::len_utf8).sum();
    // In a link of Markdown and in a list of arguments the address ends where its bracket does.
    let length = rest.find([')', '\'', ']']).filter(|_| opens(text, anchor.start)).map_or(length, |at| at.min(length));
    let address = rest[..length].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '*', '_']);
    let bare = address.split_once("://").map_or(address, |(_, bare)| bare);
    let (host, path) = bare.split_at(bare.find(['/', '?', '#']).unwrap_or(bare.len()));
    let host = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if address.len() > LONGEST || !is_host(&host) {
        return None;
    }
    let is_somebodys = sites::is_profile(&host, path)
        || sites::is_home(path) && sites::is_personal(&host)
        || !sites::is_known(&host)
            && (sites::is_home(path) && is_told(text, anchor.start) || is_own(text, anchor.start));
    is_somebodys.then_some(anchor.start..anchor.start + address.len())
}

/// Whether the sign before `at` opens what an address fills.
fn opens(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(..at), Some([.., b'(' | b'\'' | b'[']))
}

/// Names with dots between them, the last of letters alone.
fn is_host(host: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '-');
    let top = host.rsplit('.').next().unwrap_or_default();
    host.contains('.') && top.len() > 1 && top.chars().all(char::is_alphabetic) && host.split('.').all(is_name)
}

/// Whether an address stands among words, and not in a program or behind the words of a link.
fn is_told(text: &str, at: usize) -> bool {
    !matches!(text.as_bytes().get(..at), Some([.., b'"' | b'\'' | b'`' | b'=' | b'<'] | [.., b']', b'(' | b':']))
        && !text.get(..at).is_some_and(|head| head.ends_with("]: "))
}

/// Whether what stands in front of an address makes it somebody's: an announcement, a label, a mail address, or the name and
/// password that it is opened with.
fn is_own(text: &str, at: usize) -> bool {
    let head = |reach: usize| {
        let head = text.get(text.floor_char_boundary(at.saturating_sub(reach))..at).unwrap_or_default();
        head.rsplit("\n\n").next().unwrap_or_default()
    };
    announces(head(REACH)) || is_labelled(head(REACH)) || has_mail(head(BESIDE)) || head(BESIDE).contains("curl -u ")
}

/// Whether one of [`OWN`] stands in `head`, as a whole word and in the same sentence as its end.
fn announces(head: &str) -> bool {
    let near = head.to_lowercase();
    OWN.iter().any(|word| {
        near.rfind(word).is_some_and(|at| {
            let end = at + word.len();
            let is_whole = shared::begins_word(&near, at) && !shared::is_letter_at(&near, end);
            // Another sentence has begun where a full stop parts them.
            is_whole && !near[end..].contains(". ")
        })
    })
}

/// Whether one of [`LABELS`] stands right in front, with a sign behind it.
fn is_labelled(head: &str) -> bool {
    let head = head.strip_suffix("<a href=\"").unwrap_or(head);
    let tag = head.strip_suffix('>').filter(|tag| tag.ends_with(char::is_alphanumeric));
    let front = head.trim_end_matches([' ', '"', '\'', '>']);
    let Some(front) = tag.or_else(|| front.strip_suffix([':', '=', '|'])) else { return false };
    let front = front.trim_end_matches(['"', '\'', ' ']);
    let word = front.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    LABELS.iter().any(|label| label.eq_ignore_ascii_case(word))
}

/// Whether a mail address stands in `head`.
fn has_mail(head: &str) -> bool {
    memchr::memchr_iter(b'@', head.as_bytes()).any(|at| {
        let host = head.get(at + 1..).unwrap_or_default();
        let length =
            host.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')).count();
        let is_name = at.checked_sub(1).is_some_and(|before| head.as_bytes()[before].is_ascii_alphanumeric());
        is_name && host[..length].trim_end_matches('.').contains('.') && !head[..at].ends_with("git")
    })
}
