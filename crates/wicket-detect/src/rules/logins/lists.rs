//! Names and passwords in the lists and links where nothing but a sign parts them from what tells of them.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_file_or_site, is_made_up, told::is_term};
use crate::rules::{Find, Rule, labelled::is_password, shared};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.password_behind_mail",
        title: "Password behind a mail address and a colon",
        source: "Lists of log-ins as they are leaked and imported: address, colon, password, one a line",
        kind: Kind::of("pii.password"),
        confidence: 0.85,
        find: Find::AtSign { look: behind_mail },
        hits: &[
            "ann.lee@mail.example.org:rivermoss77\nbo@example.net:Lantern!tide4\n",
            "1) ann.lee@mail.example.org:Lantern2041",
        ],
        passes: &[
            "git@forge.example.org:harbour/boats2",
            "scp notes2 ann@boats.example.org:notes22",
            "ann@boats.example.org:notes22.txt",
            "ann@boats.example.org:2222",
            "ann@mail.example.org: rivermoss77",
            "<ann@mail.example.org>:rivermoss77",
            "smtp://ann@mail.example.org:rivermoss77/inbox",
        ],
    },
    Rule {
        id: "pii.username_of_forum",
        title: "Name of an account of a forum behind its mark",
        source: "Reddit: u/ in front of the name of an account",
        kind: Kind::of("pii.username"),
        confidence: 0.85,
        find: Find::Near { anchors: &["u/"], look: of_forum },
        hits: &["as u/PaleHarbour_77 said", "cc /u/pale-harbour9", "(u/pale_harbour77)"],
        passes: &[
            "the ratio u/v2",
            "see https://boats.example.org/u/page_12",
            "menu/item_2",
            "u/page2/next_1",
            "/u/img_2.png",
        ],
    },
];

/// What stands between the colon behind a mail address and the end of its word.
fn behind_mail(text: &str, at: usize) -> Option<Range<usize>> {
    /// Longest command in front of an address that copies files.
    const REACH: usize = 48;
    const COPIES: &[&str] = &["scp ", "rsync ", "sftp ", "ssh ", "git ", "://"];
    let tail = text.get(at + 1..)?;
    let length = tail.bytes().take(96).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-')).count();
    let has_host = tail.get(..length)?.contains('.');
    let value = tail.get(length..)?.strip_prefix(':')?;
    let is_sign = |byte: &u8| byte.is_ascii_graphic() && !b"\"'<>,;`|\\".contains(byte);
    let end = value.bytes().take(65).take_while(is_sign).count();
    let password = value.get(..end)?;
    let is_whole = value.as_bytes().get(end).is_none_or(|byte| byte.is_ascii_whitespace() || b",;|\"'".contains(byte));
    let has_digit = password.bytes().any(|byte| byte.is_ascii_digit());
    let head = text.get(text.floor_char_boundary(at.saturating_sub(REACH))..at)?;
    let line = head.rsplit('\n').next().unwrap_or_default();
    let is_one = has_host
        && is_whole
        && has_digit
        && is_password(password)
        && !is_term(password)
        && !password.contains('/')
        && !is_file_or_site(password)
        && !line.ends_with("git")
        && !COPIES.iter().any(|copy| line.contains(copy));
    let start = at + 1 + length + 1;
    is_one.then_some(start..start + end)
}

/// The name behind the mark, where it looks made up. A stream holds the word for its digit or its length.
fn of_forum(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    /// From this length on a stream looks at any word.
    const LONG: usize = 16;
    let is_lower = text.get(anchor.clone()) == Some("u/");
    let head = text.as_bytes().get(..anchor.start)?;
    let front = head.strip_suffix(b"/").unwrap_or(head);
    let begins = front.last().is_none_or(|byte| b" \t\n([*\"'>,".contains(byte));
    let rest = text.get(anchor.end..).filter(|_| is_lower && begins)?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let length = rest.bytes().take(21).take_while(is_part).count();
    let name = rest.get(..length).filter(|_| (3..=20).contains(&length))?;
    let end = anchor.end + length;
    let is_seen = name.bytes().any(|byte| byte.is_ascii_digit()) || end - anchor.start >= LONG;
    let goes_on = matches!(rest.as_bytes().get(length), Some(b'/'))
        || matches!(rest.as_bytes().get(length..), Some([b'.', next, ..]) if next.is_ascii_alphanumeric());
    (is_seen && is_made_up(name) && !goes_on && !shared::is_word_at(text, end)).then_some(anchor.end..end)
}
