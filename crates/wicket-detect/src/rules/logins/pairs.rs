//! Names and passwords beside each other: `curl -u name:password`, `auth=("name", "password")`, `creds: name / password`.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_stand_in, told::is_term};
use crate::rules::{Find, Rule, labelled::is_password, shared};

/// The rules of this module.
pub static RULES: &[Rule] = &[Rule {
    id: "pii.password_in_pair",
    title: "Password behind the name of an account",
    source: "curl(1), -u; the Requests library, basic authentication; common words of log-ins",
    kind: Kind::of("pii.password"),
    confidence: 0.85,
    find: Find::Near {
        anchors: &["curl -u", "auth=(", "creds", "credentials", "router login", "zugangsdaten", "identifiants"],
        look: behind_name,
    },
    hits: &[
        "curl -u rosie938:Lantern2041 http",
        "get(u, auth=(\"rosie_hart\", \"lantern2041\"))",
        "my creds: rhart / kOd9p_7jS20",
        "whats the router login\n[09:13] Steven: rhart51 / Sylvia1961!\n",
    ],
    passes: &[
        "curl -u user:password http",
        "auth=(user, password)",
        "creds: name / value",
        "credentials: see v1 / page22x",
        "curl -u admin:$PASSWORD1",
    ],
}];

/// How long the name of an account is that `text` begins with.
pub(super) fn name_at(text: &str) -> Option<&str> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let length = text.bytes().take(40).take_while(is_part).count();
    text.get(..length)
        .filter(|name| name.len() > 2 && !is_stand_in(name) && name.starts_with(|c: char| c.is_alphabetic()))
}

/// The password behind the name that stands behind the anchor.
fn behind_name(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
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
        None => anchor.end + head.len() - head.trim_start_matches([' ', ':', '"', '\'', '(']).len(),
    };
    let name = name_at(text.get(at..)?)?;
    let rest = text.get(at + name.len()..)?;
    let gap = [":", "\", \"", "', '", " / ", "/", " : "].iter().find(|gap| rest.starts_with(**gap))?;
    let start = at + name.len() + gap.len();
    let is_sign = |byte: &u8| byte.is_ascii_graphic() && !b"\"'<>,;`|\\".contains(byte);
    let length = text.get(start..)?.bytes().take(64).take_while(is_sign).count();
    let value = text.get(start..start + length)?.trim_end_matches(['.', ')', '}', ']']);
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    (start - anchor.start < 100 && has_digit && is_password(value) && !is_term(value) && !value.starts_with("page"))
        .then_some(start..start + value.len())
}
