//! Names and passwords beside each other: `curl -u name:password`, `auth=("name", "password")`, `creds: name / password`.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_stand_in, told::is_term};
use crate::rules::{Find, Rule, labelled::is_password, shared};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.username_in_pair",
        title: "Name of an account with its password behind it",
        source: "curl(1), -u; common words of log-ins",
        kind: Kind::of("pii.username"),
        confidence: 0.8,
        find: Find::Near { anchors: PAIRS, look: name_in_pair },
        hits: &[
            "curl -u bbest7:Lantern2041 http",
            "curl -u harbour_backup:Lantern2041 http",
            "The credentials are marion_roberts4 / kOd9p_7jS20",
        ],
        passes: &["curl -u user:password http", "creds: name / value"],
    },
    Rule {
        id: "pii.password_of_command",
        title: "Password given to a command",
        source: "sshpass(1), -p",
        kind: Kind::of("pii.password"),
        confidence: 0.85,
        find: Find::Near { anchors: &["sshpass -p"], look: of_command },
        hits: &["sshpass -p 'coffee987' ssh bbooth@203.0.113.9", "sshpass -pLantern2041 ssh x"],
        passes: &["sshpass -p \"$PASSWORD\" ssh x", "sshpass -p password ssh x", "sshpass -p '' ssh x"],
    },
    Rule {
        id: "pii.password_in_pair",
        title: "Password behind the name of an account",
        source: "curl(1), -u; the Requests library, basic authentication; common words of log-ins",
        kind: Kind::of("pii.password"),
        confidence: 0.85,
        find: Find::Near { anchors: PAIRS, look: behind_name },
        hits: &[
            "curl -u rosie938:Lantern2041 http",
            "get(u, auth=(\"rosie_hart\", \"lantern2041\"))",
            "my creds: rhart / kOd9p_7jS20",
            "The creds are jones1922 / Sunset#7060, ok",
            "whats the router login\n[09:13] Steven: rhart51 / Sylvia1961!\n",
        ],
        passes: &[
            "curl -u user:password http",
            "auth=(user, password)",
            "creds: name / value",
            "credentials: see v1 / page22x",
            "curl -u admin:$PASSWORD1",
        ],
    },
];

/// What stands in front of a name and its password.
const PAIRS: &[&str] = &["curl -u", "auth=(", "creds", "credentials", "router login", "zugangsdaten", "identifiants"];

/// How long the name of an account is that `text` begins with.
pub(super) fn name_at(text: &str) -> Option<&str> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let length = text.bytes().take(40).take_while(is_part).count();
    text.get(..length)
        .filter(|name| name.len() > 2 && !is_stand_in(name) && name.starts_with(|c: char| c.is_alphabetic()))
}

/// The password behind the name that stands behind the anchor.
fn behind_name(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    pair(text, anchor).map(|(_, password)| password)
}

/// The name, where it has a digit or is of one word with the password: a stream holds no other words until it knows what
/// stands behind them.
fn name_in_pair(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let (name, password) = pair(text, anchor)?;
    let is_held = name.end + 1 == password.start || text.get(name.clone())?.bytes().any(|byte| byte.is_ascii_digit());
    is_held.then_some(name)
}

/// The word behind the option, in quotes or without.
fn of_command(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let rest = text.get(anchor.end..)?;
    let start = anchor.end + rest.len() - rest.trim_start_matches([' ', '"', '\'']).len();
    let length = text.get(start..)?.bytes().take(64).take_while(|byte| !b" \"'\n".contains(byte)).count();
    let value = text.get(start..start + length)?;
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    (has_digit && is_password(value) && shared::begins_word(text, anchor.start)).then_some(start..start + length)
}

/// The name of an account behind the anchor, and the password behind that.
fn pair(text: &str, anchor: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    if !shared::begins_word(text, anchor.start) || shared::label_goes_on(text, anchor.end) {
        return None;
    }
    let head = text.get(anchor.end..)?;
    let at = match head.strip_prefix('\n') {
        Some(answer) => {
            let speaker =
                answer.bytes().take(32).position(|byte| matches!(byte, b'\n')).or(Some(answer.len().min(32)))?;
            let line = answer.get(..answer.floor_char_boundary(speaker))?;
            anchor.end + 1 + line.rfind(": ")? + 2
        }
        None => {
            let told = [" are ", " is ", " sind ", " lauten "].iter().find_map(|verb| head.strip_prefix(verb));
            anchor.end + head.len() - told.unwrap_or(head).trim_start_matches([' ', ':', '"', '\'', '(']).len()
        }
    };
    let name = name_at(text.get(at..)?)?;
    let rest = text.get(at + name.len()..)?;
    let gap = [":", "\", \"", "', '", " / ", "/", " : "].iter().find(|gap| rest.starts_with(**gap))?;
    let start = at + name.len() + gap.len();
    let is_sign = |byte: &u8| byte.is_ascii_graphic() && !b"\"'<>,;`|\\".contains(byte);
    let length = text.get(start..)?.bytes().take(64).take_while(is_sign).count();
    let value = text.get(start..start + length)?.trim_end_matches(['.', ')', '}', ']']);
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    let is_one = has_digit && is_password(value) && !is_term(value) && !value.starts_with("page");
    (start - anchor.start < 100 && is_one).then_some((at..at + name.len(), start..start + value.len()))
}
