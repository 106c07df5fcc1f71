//! Names to which something is assigned: where they begin and end, and what they say of the value.

use std::ops::Range;

/// What a name says when its value is no secret, in lower case.
const HARMLESS: &[&str] = &[
    "public",
    "integrity",
    "csrf",
    "foreign",
    "primary",
    "keyword",
    "monkey",
    "author",
    "checksum",
    "cache",
    "sort",
    "partition",
    "tokenizer",
    "tiktoken",
    "max_token",
    "uri",
    "url",
    "_id_",
    "keyboard",
    "etag",
    "file",
    "path",
    "endpoint",
    "key_name",
    "keyname",
    "pagetoken",
    "page_token",
    "bucket",
    "hash",
    "fingerprint",
    "pubkey",
    "version",
    "keyvault",
    "keyframe",
    "length",
    "algorithm",
    "publishable",
    "sitekey",
    "site_key",
    "next_token",
    "nexttoken",
    "idempotency",
    "authenticity",
    "recv",
    "gpg",
    "keyserver",
    "xsrf",
    "antiforgery",
    "nonce",
];

/// Endings of names that tell something about a secret and do not hold it: `tokenCount`, `secretArn`.
const TELLING_OF: &[&str] = &[
    "id",
    "ids",
    "name",
    "names",
    "type",
    "label",
    "size",
    "vault",
    "arn",
    "count",
    "hint",
    "state",
    "kind",
    "identifier",
    "revision",
    "build",
    "digest",
    "tag",
    "schema",
    "address",
    "symbol",
    "server",
    "contract",
    "mint",
    "accessor",
];

/// What stands in front of `key` where things are looked up by it and nothing is opened.
const LOOKED_UP: &[&str] = &[
    "object",
    "row",
    "s3",
    "routing",
    "shard",
    "dedup",
    "message",
    "record",
    "translation",
    "i18n",
    "activity",
    "issue",
    "project",
    "state",
    "react",
    "node",
    "blob",
    "index",
    "lock",
    "mutex",
    "queue",
    "topic",
    "asset",
    "thumb",
    "image",
    "video",
    "media",
    "photo",
    "track",
    "song",
    "album",
    "feed",
    "item",
    "variant",
    "cart",
    "order",
    "lookup",
    "join",
    "group",
    "section",
    "menu",
    "page",
    "doc",
    "document",
    "template",
    "layout",
    "theme",
    "style",
    "config",
    "setting",
    "flag",
    "feature",
    "metric",
    "counter",
    "trace",
    "span",
    "correlation",
    "request",
    "response",
    "host",
    "resource",
    "event",
    "entity",
    "composite",
    "natural",
    "unique",
    "candidate",
    "surrogate",
    "change",
    "hot",
    "turn",
    "websocket",
];

/// What stands in front of `token` where it marks a place in a list or a version, and opens nothing.
const PLACE_MARKS: &[&str] = &[
    "change",
    "sync",
    "delta",
    "skip",
    "start",
    "end",
    "continuation",
    "resume",
    "concurrency",
    "lock",
    "cancellation",
    "design",
    "contract",
    "unsubscribe",
    "clientrequest",
    "device",
    "push",
    "fcm",
];

/// Whether a name says that its value opens nothing: it finds, tells of or shows something.
pub(super) fn is_harmless(name: &str) -> bool {
    // `security` holds `uri`, and the header of credentials holds `author`.
    let lower = name.to_ascii_lowercase().replace("security", "");
    let lower = if lower.ends_with("authorization") && lower.len() < 20 { String::from("auth") } else { lower };
    let is_identifier = TELLING_OF.iter().any(|end| lower.ends_with(end))
        && !lower.ends_with("access_key_id")
        && !lower.ends_with("accesskeyid");
    // `License: BSD-3-clause`.
    let is_terms = lower.contains("licen") && !lower.contains("key") && !lower.contains("code");
    is_identifier || is_terms || is_looked_up(name) || HARMLESS.iter().any(|word| lower.contains(word))
}

/// Whether a name says that its value opens something, be it a UUID.
pub(super) fn opens(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "secret",
        "api_key",
        "apikey",
        "api-key",
        "access_key",
        "accesskey",
        "access_token",
        "passw",
        "signing_key",
        "signingkey",
        "encryption_key",
        "auth_token",
        "authtoken",
        "auth-token",
        "access-token",
        "accesstoken",
        "api-token",
        "api_token",
        "apitoken",
        "refresh_token",
        "refresh-token",
        "bot_token",
        "bot-token",
        "server_token",
        "private_key",
        "privatekey",
        "private-key",
        "vault-token",
        "encryptionkey",
        "encryption-key",
    ];
    let lower = name.to_ascii_lowercase();
    // `X-Internal-Token` is the name of a header; `_authToken` of npm may lead to an account of no worth, and has a rule.
    WORDS.iter().any(|word| lower.contains(word)) && lower != "_authtoken"
        || lower.starts_with("x-") && lower.ends_with("-token")
        || lower.ends_with("_auth")
}

/// Whether a name is that of a key by which things are found, or of a mark of a place.
fn is_looked_up(name: &str) -> bool {
    let ends = |name: &str, word: &str| {
        let at = name.len().checked_sub(word.len())?;
        name.get(at..)?.eq_ignore_ascii_case(word).then_some(at)
    };
    // `traceKey` and `x_trace_key`, but not `dynatraceKey`.
    let is_whole = |name: &str, at: usize| {
        let bytes = name.as_bytes();
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        before.is_none_or(|b| !b.is_ascii_alphabetic() || b.is_ascii_lowercase() && bytes[at].is_ascii_uppercase())
    };
    let follows = |ending: &str, words: &[&str]| {
        let Some(at) = ends(name, ending) else { return false };
        let lead = name[..at].trim_end_matches(['_', '-', '.']);
        words.iter().any(|word| ends(lead, word).is_some_and(|at| is_whole(lead, at)))
    };
    follows("key", LOOKED_UP) || follows("token", PLACE_MARKS)
}

/// Whether a name, in whatever case, says that its value is a password.
pub(super) fn names_a_password(name: &[u8]) -> bool {
    const WORDS: [&[u8]; 3] = [b"passw", b"pwd", b"passphrase"];
    // These begin other words too, so nothing but a sign or the end may follow them.
    const WHOLE: [&[u8]; 7] = [b"pass", b"psk", b"pw", b"psw", b"pwrd", b"mdp", b"clave"];
    let begins = |rest: &[u8], word: &[u8]| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let is_whole = |at: usize, word: &[u8]| {
        let rest = &name[at..];
        begins(rest, word) && !rest.get(word.len()).is_some_and(|b| b.is_ascii_alphanumeric()) && may_begin(name, at)
    };
    let mut places = name.iter().enumerate().filter(|(_, byte)| matches!(**byte | 0x20, b'p' | b'm' | b'c'));
    places.any(|(at, _)| {
        WORDS.iter().any(|word| begins(&name[at..], word)) || WHOLE.iter().any(|word| is_whole(at, word))
    })
}

/// Whether a word can begin at `at` of a name: `db_pass`, `keystorePass` and `SSHPASS`, but not `Minipass`.
fn may_begin(name: &[u8], at: usize) -> bool {
    const LEADS: &[&[u8]] =
        &[b"db", b"ssh", b"root", b"user", b"ftp", b"my", b"smtp", b"mail", b"admin", b"sql", b"wifi"];
    let lead = &name[..at];
    let follows = |word: &&[u8]| lead.len() >= word.len() && lead[lead.len() - word.len()..].eq_ignore_ascii_case(word);
    match lead.last() {
        Some(b) if b.is_ascii_lowercase() && name[at].is_ascii_uppercase() => true,
        Some(b) if b.is_ascii_alphabetic() => LEADS.iter().any(follows),
        _ => true,
    }
}

/// Letters of the longest of them, `orization`.
pub(super) const MOST_ENDING: usize = 9;

/// What may follow a telling word inside one word: an `s`, the rest of the word, or another telling word.
pub(super) fn is_ending(letters: &[u8]) -> bool {
    const ENDINGS: &[&[u8]] = &[
        b"",
        b"s",
        b"key",
        b"keys",
        b"token",
        b"tokens",
        b"secret",
        b"secrets",
        b"phrase",
        b"word",
        b"password",
        b"pass",
        b"value",
        b"string",
        b"hook",
        b"code",
        b"data",
        b"se",
        b"sekey",
        b"ce",
        b"cekey",
        b"orization",
        b"kit",
        b"access",
        b"ize",
    ];
    ENDINGS.contains(&letters)
}

/// The name around `anchor`; `None` where it is longer than any name, such as a run of base64.
pub(super) fn name_around(text: &str, anchor: &Range<usize>, most: usize) -> Option<Range<usize>> {
    let in_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let bytes = text.as_bytes();
    let after = bytes[anchor.end..].iter().take(most + 1).take_while(|b| in_name(b)).count();
    let before = bytes[..anchor.start].iter().rev().take(most + 1).take_while(|b| in_name(b)).count();
    let name = anchor.start - before..anchor.end + after;
    let is_in_blob = name.start.checked_sub(1).and_then(|i| bytes.get(i)) == Some(&b'+');
    (after <= most && before <= most && !is_in_blob).then_some(name)
}
