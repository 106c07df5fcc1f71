//! Names of accounts where commands, logs and chats write them.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_login_name, is_made_up, is_stand_in, pairs::name_at};
use crate::rules::{Bytes, Find, Rule, Sight, Spot, shared};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.username_at_host",
        title: "Name of an account with which a host is entered",
        source: "ssh(1): user@host",
        kind: Kind::of("pii.username"),
        confidence: 0.8,
        find: Find::Near { anchors: &["ssh ", "scp ", "sftp "], look: at_host },
        hits: &["ssh rosie938@203.0.113.9", "ssh -p 2222 rosie.hart@build7", "ssh bbooth@203.0.113.9"],
        passes: &[
            "ssh root@203.0.113.9",
            "ssh pi@203.0.113.9",
            "ssh bbooth@build",
            "ssh ed25519 key",
            "ssh git@forge",
            "ssh user@host",
        ],
    },
    Rule {
        id: "pii.username_in_log",
        title: "Name of an account in the log of a server",
        source: "Common Log Format of web servers: host, identity, user",
        kind: Kind::of("pii.username"),
        confidence: 0.85,
        find: Find::Digit {
            sights: &[Sight { length: (1, 3), first: Bytes::Digit, behind: Bytes::Of(b"."), ..Sight::ANY }],
            look: in_log,
        },
        hits: &["203.0.113.9 - rosie938 [12/Mar/2024:10:02:03] GET"],
        passes: &["203.0.113.9 - - [12/Mar/2024]", "version 2.3 - build77 is", "203.0.113.9 - - rosie938"],
    },
    Rule {
        id: "pii.username_in_chat",
        title: "Name of an account in the log of a chat",
        source: "Logs of Internet Relay Chat: time, name, words",
        kind: Kind::of("pii.username"),
        confidence: 0.85,
        find: Find::Near { anchors: &["] <", "\n<"], look: in_chat },
        hits: &["[10:02] <rosie938> anyone up for it", "is it up\n<pale_harbour> no\n"],
        passes: &[
            "[10:02] <field1> is",
            "a[0] <b2> c",
            "[args] <old_file> x",
            "lhs[0] <sum-op> x",
            "x[i] <rosie938",
            "\n<row_data> x",
            "\n<pale_harbour>x</pale_harbour>",
        ],
    },
    Rule {
        id: "pii.username_in_channel",
        title: "Name of an account in the log of a channel",
        source: "Logs of chats as people copy them: time, name, colon, words",
        kind: Kind::of("pii.username"),
        confidence: 0.8,
        find: Find::Near { anchors: &["] "], look: in_channel },
        hits: &["[10:02] rosie_938: anyone up for it", "[10:02:17] pale.harbour7: yes"],
        passes: &[
            "[10:02] field1: is",
            "[10:02] error_4: no",
            "a[0] rosie938: c",
            "[10:02] Ann: yes",
            "[10:02] rosie938 left",
        ],
    },
    Rule {
        id: "pii.username_in_directory",
        title: "Name of an account in the entry of a directory",
        source: "RFC 4514, 3: uid as an attribute of a distinguished name; RFC 4519, 2.39",
        kind: Kind::of("pii.username"),
        confidence: 0.9,
        find: Find::Near { anchors: &["uid="], look: in_directory },
        hits: &["dn: uid=pharbour,ou=people,dc=mill,dc=example", "bind as UID=p.harbour, DC=mill"],
        passes: &["uid=1000(pharbour) gid=1000", "uid=admin,ou=system", "f(uid=name, ou=unit)", "uid=user_id,other=1"],
    },
    Rule {
        id: "pii.username_bare",
        title: "Name of an account behind the word for its kind",
        source: "Common words of log-ins and logs",
        kind: Kind::of("pii.username"),
        confidence: 0.8,
        find: Find::Near { anchors: &["user ", "uid:", "uid\":", "usr:"], look: bare },
        hits: &["Alarm user rosie938, pass", "uid: rosie938", "{\"uid\":\"rosie_93\"}", "{\"uid\": \"rosie_93\"}"],
        passes: &[
            "pub st_uid: f64x2",
            "the user page2 of",
            "__RPC_USER BSTR_UserSize64(",
            "user v2.0.1",
            "uid: s64.try_into()",
        ],
    },
];

/// The name behind `uid=` where the next part of the entry's own name follows.
fn in_directory(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    const PARTS: [&str; 4] = ["ou=", "dc=", "cn=", "o="];
    let name = name_at(text.get(anchor.end..)?).filter(|_| shared::begins_word(text, anchor.start))?;
    let end = anchor.end + name.len();
    let next = text.get(end..)?.strip_prefix(',')?.trim_start_matches(' ');
    let is_part = PARTS.iter().any(|part| next.get(..part.len()).is_some_and(|head| head.eq_ignore_ascii_case(part)));
    // The arguments of a function have names, too, and a space behind each comma: `f(uid=name, ou=unit)`.
    let is_called = text.as_bytes().get(..anchor.start).is_some_and(|head| head.ends_with(b"("));
    (is_part && !is_called).then_some(anchor.end..end)
}

/// The name behind a word that is no part of a name of a program.
fn bare(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let begins = shared::begins_word(text, anchor.start)
        && !matches!(text.as_bytes().get(..anchor.start), Some([.., b'_' | b'.' | b'-']));
    let rest = text.get(anchor.end..).filter(|_| begins)?;
    let start = anchor.end + rest.bytes().take(2).take_while(|byte| matches!(byte, b' ' | b'"')).count();
    let name = name_at(text.get(start..)?)?.trim_end_matches(['.', '-']);
    let end = start + name.len();
    let is_called = matches!(text.as_bytes().get(end), Some(b'(' | b':' | b'<' | b'='));
    (is_login_name(name) && !is_called && !shared::is_word_at(text, end)).then_some(start..end)
}

/// The name in front of `@` and a host, options before it.
fn at_host(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    const OF_SYSTEMS: &[&str] = &[
        "git", "ubuntu", "ec2-user", "centos", "debian", "vagrant", "deploy", "oracle", "jenkins", "ansible", "fedora",
    ];
    let head = text.get(anchor.end..text.floor_char_boundary(anchor.end + 64))?;
    let line = head.split('\n').next().unwrap_or_default();
    let at = memchr::memchr(b'@', line.as_bytes())?;
    let start = line.get(..at)?.rfind(' ').map_or(0, |space| space + 1);
    let name = name_at(line.get(start..)?).filter(|name| start + name.len() == at)?;
    let is_host = line.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphanumeric);
    let begins = shared::begins_word(text, anchor.start) && (start == 0 || line.starts_with('-'));
    // Behind the number of a host stands no word of a sentence.
    let is_number = line.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit) && name.len() > 3;
    (begins && is_host && (is_number && !is_stand_in(name) || is_made_up(name)) && !OF_SYSTEMS.contains(&name))
        .then_some(anchor.end + start..anchor.end + at)
}

/// The name behind the address of a host and the hyphen that stands for who asked it.
fn in_log(spot: &Spot<'_>) -> Option<Range<usize>> {
    // An address is no part of a longer row of numbers, and fifteen bytes long at most.
    let is_row = matches!(spot.text.as_bytes()[..spot.start], [.., before, b'.'] if before.is_ascii_digit());
    let rest = spot.text.get(spot.start..).filter(|_| !is_row)?;
    let address = rest.bytes().take(16).take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let name = name_at(rest.get(address..)?.strip_prefix(" - ")?)?;
    let n_dots = rest.bytes().take(address).filter(|byte| *byte == b'.').count();
    let start = spot.start + address + 3;
    // A stream looks at words with a digit.
    let is_name = name.bytes().any(|byte| byte.is_ascii_digit()) && is_made_up(name);
    let is_whole =
        shared::begins_word(spot.text, spot.start) && spot.text.as_bytes().get(start + name.len()) == Some(&b' ');
    (n_dots == 3 && is_name && is_whole).then_some(start..start + name.len())
}

/// Whether a time ends at `at`: `[10:02`.
fn follows_time(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(..at), Some([.., b':', a, b]) if a.is_ascii_digit() && b.is_ascii_digit())
}

/// The name between angle brackets behind a time in brackets, or where a line begins.
fn in_chat(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let name = name_at(text.get(anchor.end..)?)?;
    let end = anchor.end + name.len();
    let begins_line = text.as_bytes().get(anchor.start) == Some(&b'\n');
    // Elements of pages and arguments of commands stand so, too: without a time in front a name has a sign of its own.
    let is_name = match begins_line || follows_time(text, anchor.start) {
        true => is_login_name(name) || name.contains('_') && is_made_up(name),
        false => is_login_name(name),
    };
    (is_name && text.as_bytes().get(end..end + 2) == Some(b"> ")).then_some(anchor.end..end)
}

/// What programs number and write in front of what they log.
const OF_LOGS: &[&str] = &[
    "error", "warn", "warning", "info", "debug", "trace", "worker", "thread", "task", "node", "step", "job", "pod",
    "app",
];

/// The name between a time in brackets and a colon: one with a digit and a sign of its own, for the log of a program has words
/// there.
fn in_channel(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let name = name_at(text.get(anchor.end..).filter(|_| follows_time(text, anchor.start))?)?;
    let end = anchor.end + name.len();
    let has_digit = name.bytes().any(|byte| byte.is_ascii_digit());
    let word = name.split(['_', '.', '-']).next().filter(|word| word.len() < name.len());
    let is_name = has_digit && word.is_some_and(|word| !OF_LOGS.contains(&word)) && is_made_up(name);
    let is_said = matches!(text.as_bytes().get(end..end + 2), Some(b": "));
    (is_name && is_said).then_some(anchor.end..end)
}
