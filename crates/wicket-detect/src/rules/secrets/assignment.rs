//! Values assigned to a telling name in whatever syntax.

use std::ops::Range;

use super::{connection::STAND_INS, google, is_value, words};
use crate::rules::labelled::is_password;

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

/// What passwords have and words do not.
const SIGNS: [char; 9] = ['!', '#', '$', '%', '&', '?', '@', '^', '~'];

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

/// `name = "value"`, where the name holds the anchor and the value looks random.
pub(super) fn assignment(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    // `keyframe` and `secretary` hold the anchor and mean something else; `keys` and `authToken` do not.
    let goes_on = bytes.get(anchor.end..)?;
    // No ending is longer: a text of nothing but such words must not be read to its end at each of them.
    let n_letters = goes_on.iter().take(MOST_ENDING + 1).take_while(|b| b.is_ascii_lowercase()).count();
    let is_one_word = goes_on.get(..n_letters).is_some_and(is_ending);
    let starts_lower = bytes.get(anchor.start).is_some_and(u8::is_ascii_lowercase);
    if !is_one_word && (starts_lower || bytes.get(anchor.end - 1).is_some_and(u8::is_ascii_lowercase)) {
        return None;
    }
    let name = name_around(text, &anchor, 40)?;
    // `arn:aws:secretsmanager:eu-west-1:1234:secret:prod/db` and `did:key:z6Mk…` name things.
    let is_segment = matches!(bytes[..name.start], [.., before, b':'] if before.is_ascii_alphanumeric());
    if is_segment && bytes.get(name.end) == Some(&b':') {
        return None;
    }
    let mut place = place_of_value(text, name.end)?;
    // Frameworks tell by this word how the bytes of a key are written.
    if bytes.get(place.at..).is_some_and(|rest| rest.starts_with(b"base64:")) {
        place.at += b"base64:".len();
    }
    let at = place.at;
    let mut end = at + value_length(&bytes[at..bytes.len().min(at + 200)]);
    // A parameter of an address ends where the next one begins.
    if name.start.checked_sub(1).and_then(|i| bytes.get(i)).is_some_and(|b| matches!(b, b'?' | b'&')) {
        end = bytes[at..end].iter().position(|b| matches!(b, b'&' | b'#')).map_or(end, |n| at + n);
    }
    let is_closed = place.is_quoted && bytes.get(end).is_some_and(|b| matches!(b, b'"' | b'\'' | b'`'));
    let value = match text.get(at..end)? {
        whole if is_closed => whole,
        whole => whole.trim_end_matches(['.', '?', '!', '&', '=', '*']),
    };
    let end = if text.get(at..end)?.ends_with('=') { end } else { at + value.len() };
    // `token = get(…)`, `key: Vec<…>`: code, not a value.
    if bytes.get(end).is_some_and(|b| matches!(b, b'(' | b'[' | b'{' | b'<' | b':') && !text[end..].starts_with("</"))
        || end - at < if is_closed && value.contains(SIGNS) { 7 } else { 8 }
        || text.get(end..)?.starts_with("..")
    {
        return None;
    }
    let is_constant = !place.is_quoted && value.contains('_') && !value.bytes().any(|b| b.is_ascii_lowercase());
    if is_constant {
        return None;
    }
    // A value without a digit is none, unless it is a password.
    let name = text.get(name)?;
    let has_digit = value.bytes().fold(false, |any, b| any | b.is_ascii_digit());
    let is_password_name = names_a_password(name.as_bytes());
    if !has_digit && !is_password_name {
        return None;
    }
    let written = name;
    let name = name.to_ascii_lowercase();
    let is_identifier = TELLING_OF.iter().any(|end| name.ends_with(end))
        && !name.ends_with("access_key_id")
        && !name.ends_with("accesskeyid");
    // `License: BSD-3-clause`.
    let is_terms = name.contains("licen") && !name.contains("key") && !name.contains("code");
    let is_harmless =
        || is_identifier || is_terms || is_looked_up(written) || HARMLESS.iter().any(|word| name.contains(word));
    // A UUID names things more often than it opens them.
    let opens = ["secret", "api_key", "apikey", "api-key", "access_key", "accesskey", "access_token"];
    let is_name_of_things = || is_uuid(value) && !opens.iter().any(|word| name.contains(word));
    let looks_secret = match is_password_name {
        true => {
            let is_one = is_password(value) && !words::is_identifier(value) && !value.contains("?.");
            (is_one || words::is_passphrase(value))
                && (place.is_quoted || value.len() >= 8)
                && !STAND_INS.contains(&value.to_ascii_lowercase().as_str())
        }
        false if !place.is_assigned => {
            let n_digits = value.bytes().filter(u8::is_ascii_digit).count();
            is_value(value) && (value.len() >= 14 && n_digits >= 3 || is_closed && value.len() >= 24)
        }
        false => is_value(value) && (value.len() >= 16 || place.is_quoted && value.len() >= 10),
    };
    // Most values fail what is cheap to ask, and the rest is asked of few.
    let names_a_thing = || words::is_number(value) || words::is_file(value) || words::names_a_cipher(value);
    let is_told_elsewhere = google::is_shaped(value);
    (looks_secret && !is_told_elsewhere && !is_harmless() && !is_name_of_things() && !names_a_thing())
        .then_some(at..end)
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
fn names_a_password(name: &[u8]) -> bool {
    const WORDS: [&[u8]; 3] = [b"passw", b"pwd", b"passphrase"];
    // These begin other words too, so nothing but a sign or the end may follow them.
    const WHOLE: [&[u8]; 3] = [b"pass", b"psk", b"pw"];
    let begins = |rest: &[u8], word: &[u8]| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    let is_whole = |at: usize, word: &[u8]| {
        let rest = &name[at..];
        begins(rest, word) && !rest.get(word.len()).is_some_and(|b| b.is_ascii_alphanumeric()) && may_begin(name, at)
    };
    let mut places = name.iter().enumerate().filter(|(_, byte)| **byte | 0x20 == b'p');
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

/// How many of `bytes` can belong to a value. Names and values may stand in a row without a space, so that each value reads
/// over many names behind it: blocks of sixteen are looked at together.
fn value_length(bytes: &[u8]) -> usize {
    let within = |&b: &u8| {
        b.is_ascii_alphanumeric()
            | (b == b'!')
            | (b.wrapping_sub(b'#') < 4)
            | (b.wrapping_sub(b'*') < 2)
            | (b.wrapping_sub(b'-') < 3)
            | (b == b'=')
            | (b.wrapping_sub(b'?') < 2)
            | (b.wrapping_sub(b'^') < 2)
            | (b == b'~')
    };
    let (blocks, _) = bytes.as_chunks::<16>();
    let whole = blocks.iter().take_while(|block| block.iter().fold(true, |all, b| all & within(b))).count() * 16;
    whole + bytes[whole..].iter().take_while(|b| within(b)).count()
}

/// Whether a value has the shape of a UUID, RFC 9562.
fn is_uuid(value: &str) -> bool {
    let groups = value.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12]) && value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Letters of the longest of them, `orization`.
const MOST_ENDING: usize = 9;

/// What may follow a telling word inside one word: an `s`, the rest of the word, or another telling word.
fn is_ending(letters: &[u8]) -> bool {
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

/// Where the value stands that is assigned to a name in which `anchor` is one word and another says that it is secret:
/// `ASANA_ACCESS_TOKEN = "…"`, `my asana token …`. `None` where no such name, or nothing behind it, is.
pub(crate) fn value_of(text: &str, anchor: Range<usize>) -> Option<usize> {
    const TELLING: &[&str] =
        &["key", "token", "secret", "auth", "passw", "pwd", "api", "cred", "access", "login", "_pat", "contribsys"];
    let mut name = name_around(text, &anchor, 48)?;
    for _ in 0..3 {
        let Some(rest) = text.get(name.end..).and_then(|rest| rest.strip_prefix(' ')) else { break };
        let length = rest.bytes().take(13).take_while(u8::is_ascii_alphabetic).count();
        let word = rest.get(..length)?.to_ascii_lowercase();
        if !TELLING.iter().chain(&["personal", "client", "account", "id"]).any(|telling| word.starts_with(telling)) {
            break;
        }
        name.end += 1 + length;
    }
    let words = text.get(name.clone())?.to_ascii_lowercase();
    TELLING
        .iter()
        .any(|telling| words.contains(telling))
        .then(|| place_of_value(text, name.end).map(|place| place.at))?
}

/// The name around `anchor`; `None` where it is longer than any name, such as a run of base64.
fn name_around(text: &str, anchor: &Range<usize>, most: usize) -> Option<Range<usize>> {
    let in_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let bytes = text.as_bytes();
    let after = bytes[anchor.end..].iter().take(most + 1).take_while(|b| in_name(b)).count();
    let before = bytes[..anchor.start].iter().rev().take(most + 1).take_while(|b| in_name(b)).count();
    let name = anchor.start - before..anchor.end + after;
    let is_in_blob = name.start.checked_sub(1).and_then(|i| bytes.get(i)) == Some(&b'+');
    (after <= most && before <= most && !is_in_blob).then_some(name)
}

/// Where a value stands, and how it was written there.
struct Place {
    at: usize,
    is_quoted: bool,
    /// A sign such as `=` stands between name and value.
    is_assigned: bool,
}

/// Where the value stands whose name ends at `from`.
fn place_of_value(text: &str, from: usize) -> Option<Place> {
    let bytes = text.as_bytes();
    let skip = |at: usize, what: fn(&u8) -> bool, most: usize| {
        at + bytes[at..].iter().take(most).take_while(|b| what(b)).count()
    };
    let mut at = skip(from, |b| matches!(b, b'"' | b'\'' | b'`' | b']' | b'}' | b'\\'), 3);
    at = skip(at, |b| matches!(b, b' ' | b'\t'), 8);
    let operator = at;
    let leads = behind_block(text, operator).or_else(|| behind_lead(text, operator));
    at = skip(at, |b| matches!(b, b'=' | b':' | b'>' | b'|' | b'?' | b','), 3);
    let is_call = bytes.get(at) == Some(&b'(') && bytes.get(at + 1).is_some_and(|b| matches!(b, b'"' | b'\''));
    let is_assigned = is_call || leads.is_some() || at > operator && !(bytes[operator] == b'|' && at - operator < 2);
    at = match is_assigned {
        _ if is_call => at + 1,
        _ if leads.is_some() => leads?,
        true => {
            let behind = skip(at, |b| matches!(b, b' ' | b'\t' | b'\n'), 8);
            let rest = text.get(behind..text.floor_char_boundary((behind + 32).min(text.len())))?;
            match bytes[operator] {
                b',' => behind_lead(text, behind).unwrap_or(behind),
                b':' => behind + behind_type(rest).unwrap_or_default(),
                _ => behind,
            }
        }
        false => skip_to_value(text, operator)?,
    };
    let before_quote = at;
    // `mongodb://<user>:<password>@host`: what stands behind the sign is no value of what stands in front of it.
    if bytes.get(at) == Some(&b'@') && !bytes.get(at + 1).is_some_and(|b| matches!(b, b'"' | b'\'')) {
        return None;
    }
    // `N'…'` of SQL, `b'…'` and `r"…"` of programs.
    let is_marked = is_assigned
        && bytes.get(operator) != Some(&b',')
        && bytes.get(at).is_some_and(|b| matches!(b, b'N' | b'b' | b'r' | b'u' | b'L'))
        && bytes.get(at + 1).is_some_and(|b| matches!(b, b'"' | b'\''));
    at = skip(at + usize::from(is_marked), |b| matches!(b, b'"' | b'\'' | b'`' | b'\\' | b'@'), 3);
    let is_quoted = at > before_quote;
    let needs_quote = is_call || is_assigned && bytes[operator] == b',';
    (at > from && (is_quoted || !needs_quote)).then_some(Place { at, is_quoted, is_assigned })
}

/// How long a type and the `=` behind it are, in `api_key: &str = "…"`.
fn behind_type(rest: &str) -> Option<usize> {
    let equals = rest.find(" = ")?;
    let in_type =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'&' | b'<' | b'>' | b'_' | b'?' | b'.' | b':' | b'\'');
    (equals > 0 && rest.get(..equals)?.bytes().all(in_type)).then_some(equals + 3)
}

/// Behind `default =` in the block that declares a variable of Terraform, whatever its type and description.
fn behind_block(text: &str, from: usize) -> Option<usize> {
    let limit = text.floor_char_boundary((from + 120).min(text.len()));
    let rest = text.get(from..limit).filter(|rest| rest.starts_with("{\n"))?;
    let at = rest.find("default").filter(|&at| !rest[..at].contains('}'))?;
    let value = rest[at + 7..].trim_start_matches(' ').strip_prefix('=')?;
    Some(limit - value.trim_start_matches(' ').len())
}

/// Behind the word that leads to a value which is written apart from its name.
fn behind_lead(text: &str, from: usize) -> Option<usize> {
    let limit = text.floor_char_boundary((from + 48).min(text.len()));
    let rest = text.get(from..limit)?;
    let bare = rest.trim_start_matches([' ', '\t', '\n', '\r', '"', '\'', '{', '-', ',']);
    ["value:", "value\":", "value=", "value =", "default =", "default="]
        .iter()
        .find_map(|lead| bare.strip_prefix(lead))
        .map(|value| limit - value.trim_start_matches(' ').len())
}

/// Where a value stands that no `=` or `:` leads to: `ENV X_TOKEN value`, and plain words such as `token for staging is`.
fn skip_to_value(text: &str, from: usize) -> Option<usize> {
    let limit = text.floor_char_boundary((from + 48).min(text.len()));
    let rest = text.get(from..limit)?;
    let mut words = rest.split_inclusive(' ');
    let mut at = from;
    for _ in 0..4 {
        let word = words.next()?;
        // What stands on the next line is the next thing of a list; what ends a line may be the value.
        if word.trim_start_matches('\r').starts_with('\n') {
            return None;
        }
        let is_link = matches!(
            word.trim(),
            "" | "is"
                | "was"
                | "for"
                | "of"
                | "to"
                | "are"
                | "set"
                | "--body"
                | "staging"
                | "production"
                | "prod"
                | "test"
                | "dev"
        );
        if !is_link {
            break;
        }
        at += word.len();
    }
    Some(at)
}
