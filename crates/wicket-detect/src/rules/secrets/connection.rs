//! Passwords in addresses, in the strings that lead to data stores, and on command lines.

use std::ops::Range;

use wicket_types::Kind;

use super::words;
use crate::rules::{Find, Rule, labelled::is_password, shared};

/// Passwords that stand in documentation and in first configurations, and protect nothing.
pub(super) const STAND_INS: &[&str] = &[
    "password",
    "pass",
    "pwd",
    "secret",
    "user",
    "username",
    "postgres",
    "root",
    "admin",
    "test",
    "guest",
    "pw",
    "passwd",
    "mypassword",
    "mysecret",
    "secretpassword",
    "mysecretpassword",
    "passw0rd",
    "anoncvs",
    "anonymous",
    "pserver:anoncvs",
    "p@ssw0rd",
    "hunter2",
    "foo",
    "bar",
    "none",
    "null",
    "token",
    "apikey",
    "xxx",
    "test123",
    "pass123",
    "admin123",
    "test1234",
    "pass1234",
    "password1",
    "password123",
    "12345678",
    "123456",
    "secret123",
    "welcome1",
    "qwerty123",
    "abc12345",
    "abcd1234",
    "admin@123",
    "p@ssw0rd123",
    "pa$$w0rd",
    "letmein123",
    "changeme123",
];

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "secret.connection_string",
        title: "Address with a password",
        source: "RFC 3986, section 3.2.1: user information in an authority",
        kind: Kind::of("secret.connection_string"),
        confidence: 0.9,
        find: Find::Near { anchors: &["://"], look: userinfo },
        hits: &[
            concat!("postgres://app:s3cr", "Et9x@db.internal:5432/app"),
            concat!("https://ann:Tq7", "vLp2x@git.example.org/repo.git"),
            concat!("redis://:k9Wm", "2xQv7@cache.internal:6379/0"),
            concat!("mongodb+srv://app:Vn4", "tRb8z@cluster0.example.net/db"),
        ],
        passes: &[
            "https://example.org/a:b@c",
            "postgres://user:password@localhost/db",
            "postgres://app:${DB_PASSWORD}@db/app",
            "ftp://ann@example.org",
        ],
    },
    Rule {
        id: "secret.go_data_source",
        title: "Data source name with a password",
        source: "Go MySQL driver documentation, DSN: user:password@protocol(address)/name",
        kind: Kind::of("secret.go_data_source"),
        confidence: 0.9,
        find: Find::Near { anchors: &["@tcp(", "@unix("], look: |text, anchor| user_before(text, anchor.start, b':') },
        hits: &[concat!("app:Vn4tRb", "8zQ@tcp(db.internal:3306)/shop?parseTime=true")],
        passes: &["user:password@tcp(localhost:3306)/db", "app:${DB_PASSWORD}@tcp(db:3306)/shop", "call @tcp(1)"],
    },
    Rule {
        id: "secret.oracle_address",
        title: "Oracle address with a password",
        source: "Oracle JDBC developer's guide, database URLs: jdbc:oracle:thin:user/password@host",
        kind: Kind::of("secret.oracle_address"),
        confidence: 0.9,
        find: Find::Near { anchors: &["jdbc:oracle:thin:"], look: oracle_user },
        hits: &[concat!("jdbc:oracle:thin:app/Vn4t", "Rb8zQ@db.internal:1521/orcl")],
        passes: &["jdbc:oracle:thin:@db.internal:1521/orcl", "jdbc:oracle:thin:scott/${PASSWORD}@db:1521/orcl"],
    },
    Rule {
        id: "secret.curl_user",
        title: "Name and password on a command line of curl",
        source: "curl manual, option --user: name and password with a colon between",
        kind: Kind::of("secret.curl_user"),
        confidence: 0.85,
        find: Find::Near { anchors: &["--user ", "--user=", " -u ", " -u"], look: curl_user },
        hits: &[
            concat!("curl -s --user ann:Vn4t", "Rb8zQ https://api.example.org/v1/items"),
            concat!("curl -u 'ann@example.org:Tq7", "vLp2x!' https://api.example.org/"),
        ],
        passes: &[
            "curl -u user:password https://api.example.org/",
            "curl -u \"$NAME:$API_TOKEN\" https://api.example.org/",
            "docker run --user 1000:1000 image",
            "sort -u file:name7",
        ],
    },
];

/// `scheme://user:password@host`.
pub(super) fn userinfo(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let scheme = text.as_bytes()[..anchor.start]
        .iter()
        .rev()
        .take(24)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
        .count();
    let limit = text.floor_char_boundary((anchor.end + 256).min(text.len()));
    let rest = text.get(anchor.end..limit)?;
    let authority = &rest[..rest
        .find(|c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '<' | '>' | '?' | '`'))
        .unwrap_or(rest.len())];
    let (user, host) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    let is_stand_in = shared::is_placeholder(password)
        || STAND_INS.contains(&password.to_ascii_lowercase().as_str())
        || password.starts_with(['$', '{', '%', '[', '*']);
    (scheme > 0 && !host.is_empty() && password.len() >= 4 && !is_stand_in)
        .then_some(anchor.start - scheme..anchor.end + authority.len())
}

/// `user:password` that ends at `end`, the place of an `@`.
fn user_before(text: &str, end: usize, between: u8) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let in_user = |b: &u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>' | b'=');
    let length = bytes[..end].iter().rev().take(96).take_while(|b| in_user(b)).count();
    let user = text.get(end - length..end)?;
    let (name, password) = user.split_once(char::from(between))?;
    (!name.is_empty() && is_kept_password(password)).then_some(end - password.len()..end)
}

/// The password of `user/password@` behind `jdbc:oracle:thin:`.
fn oracle_user(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let limit = text.floor_char_boundary((anchor.end + 96).min(text.len()));
    let rest = text.get(anchor.end..limit)?;
    let (user, _) = rest.split_once('@')?;
    let (_, password) = user.split_once('/')?;
    let end = anchor.end + user.len();
    (!user.contains(char::is_whitespace) && is_kept_password(password)).then_some(end - password.len()..end)
}

/// The password of `-u name:password` on the line of a command that names curl.
fn curl_user(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    // What a stream remembers of the text before is as long.
    const REACH: usize = 100;
    let from = text.floor_char_boundary(anchor.start.saturating_sub(REACH));
    let before = text.get(from..anchor.start)?;
    let at =
        anchor.end + text.get(anchor.end..)?.bytes().take(2).take_while(|b| matches!(b, b' ' | b'"' | b'\'')).count();
    let in_user = |b: &u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b'`');
    let length = text.as_bytes()[at..].iter().take(200).take_while(|b| in_user(b)).count();
    let (name, password) = text.get(at..at + length)?.split_once(':')?;
    let has_letter = name.bytes().any(|b| b.is_ascii_alphabetic());
    (before.contains("curl") && has_letter && is_kept_password(password))
        .then_some(at + length - password.len()..at + length)
}

/// Whether a password is one that somebody keeps, and neither a stand-in nor the name of a variable.
pub(super) fn is_kept_password(password: &str) -> bool {
    let is_stand_in = STAND_INS.contains(&password.to_ascii_lowercase().trim_end_matches('!'));
    !is_stand_in
        && !password.starts_with(['$', '{', '%', '[', '*', '<'])
        && (is_password(password) || words::is_passphrase(password))
}
