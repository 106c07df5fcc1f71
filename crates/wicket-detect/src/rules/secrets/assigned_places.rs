//! Where the value stands that is assigned to a name, in whatever syntax.

use std::ops::Range;

/// Where a value stands, and how it was written there.
pub(super) struct Place {
    pub at: usize,
    pub is_quoted: bool,
    /// A sign such as `=` stands between name and value.
    pub is_assigned: bool,
}

/// Where the value stands whose name ends at `from`.
pub(super) fn place_of_value(text: &str, from: usize) -> Option<Place> {
    let bytes = text.as_bytes();
    let skip = |at: usize, what: fn(&u8) -> bool, most: usize| {
        at + bytes[at..].iter().take(most).take_while(|b| what(b)).count()
    };
    let mut at = skip(from, |b| matches!(b, b'"' | b'\'' | b'`' | b']' | b'}' | b'\\'), 3);
    at = skip(at, |b| matches!(b, b' ' | b'\t'), 8);
    let operator = at;
    let leads =
        behind_block(text, operator).or_else(|| behind_lead(text, operator)).or_else(|| behind_tags(text, operator));
    at = skip(at, |b| matches!(b, b'=' | b':' | b'>' | b'|' | b'?' | b','), 3);
    let is_call = bytes.get(at) == Some(&b'(') && bytes.get(at + 1).is_some_and(|b| matches!(b, b'"' | b'\''));
    let is_assigned = is_call || leads.is_some() || at > operator && !(bytes[operator] == b'|' && at - operator < 2);
    at = match is_assigned {
        _ if is_call => at + 1,
        _ if leads.is_some() => leads?,
        true => {
            let mut behind = skip(at, |b| matches!(b, b' ' | b'\t' | b'\n'), 8);
            // Columns of settings are wide; the next line is not.
            if !bytes[at..behind].contains(&b'\n') {
                behind = skip(behind, |b| *b == b' ', 16);
            }
            let rest = text.get(behind..text.floor_char_boundary((behind + 32).min(text.len())))?;
            match bytes[operator] {
                b',' => behind_lead(text, behind).unwrap_or(behind),
                b':' => behind + behind_type(rest).unwrap_or_default(),
                _ => behind,
            }
        }
        false => skip_to_value(text, operator)?,
    };
    at += conversion_at(text, at).filter(|_| is_assigned).unwrap_or_default();
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

/// Behind the tags that stand between a name and its value: `<key>ApiKey</key>\n<string>…`, `<string name="api_key"
/// translatable="false">…`, `<AdministratorPassword><Value>…`.
fn behind_tags(text: &str, from: usize) -> Option<usize> {
    const MOST: usize = 3;
    let limit = text.floor_char_boundary((from + 96).min(text.len()));
    let mut rest = text.get(from..limit)?;
    // The tag in which the name itself stands goes on to its end.
    if !rest.starts_with('<') {
        let (tail, behind) = rest.split_once('>')?;
        let is_open =
            tail.is_empty() || tail.ends_with('"') && tail.contains("=\"") && !tail.contains(['<', '(', '\n']);
        rest = is_open.then_some(behind)?;
    }
    // What marks a value, and no part of a sentence.
    const HOLDERS: &[&str] = &["value", "string", "td", "dd", "val", "text", "data", "content"];
    let mut is_held = false;
    let in_tag =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'/' | b'=' | b'"' | b'_' | b'-' | b':' | b'.');
    for _ in 0..MOST {
        let Some(tag) = rest.trim_start().strip_prefix('<') else { break };
        let (tag, behind) = tag.split_once('>')?;
        let name = tag.split(' ').next()?.to_ascii_lowercase();
        is_held |= HOLDERS.contains(&name.as_str());
        let is_tag = (is_held || name.starts_with('/')) && tag.bytes().all(in_tag) && !tag.ends_with('/');
        rest = is_tag.then_some(behind)?;
    }
    let at = limit - rest.len();
    let length = rest.bytes().take_while(|b| b.is_ascii_graphic() && *b != b'<').count();
    (length > 0 && text.get(at + length..)?.starts_with("</")).then_some(at)
}

/// How long the call is in which a literal at `at` is made into what keeps a secret: `String::from("…")`,
/// `Convert.FromBase64String("…")`.
fn conversion_at(text: &str, at: usize) -> Option<usize> {
    const CONVERT: &[&str] =
        &["from", "frombase64string", "b64decode", "base64_decode", "fromhex", "unhexlify", "getbytes"];
    let bytes = text.as_bytes();
    let in_path = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b':' | b'.' | b'_');
    let length = bytes.get(at..)?.iter().take(40).take_while(|b| in_path(b)).count();
    let is_call = bytes.get(at + length) == Some(&b'(') && matches!(bytes.get(at + length + 1), Some(b'"' | b'\''));
    let last = text.get(at..at + length)?.rsplit([':', '.']).next()?.to_ascii_lowercase();
    (is_call && CONVERT.contains(&last.as_str())).then_some(length + 1)
}

/// Where the first value of a column stands whose name, at `name`, is one of a row of names: `user,password\nann,…` and
/// `| user | password |\n|---|---|\n| ann | … |`.
pub(super) fn place_in_column(text: &str, name: &Range<usize>) -> Option<Place> {
    const REACH: usize = 112;
    let before = text.as_bytes().get(..name.start)?;
    let between = *before.iter().rev().find(|b| **b != b' ')?;
    let behind = text.as_bytes().get(name.end..)?.iter().find(|b| !matches!(b, b' ' | b'\r'))?;
    if !matches!(between, b',' | b';' | b'|') || *behind != between && *behind != b'\n' {
        return None;
    }
    let row = &before[before.len().saturating_sub(REACH)..];
    let row = row.rsplit(|b| *b == b'\n').next()?;
    let in_names = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | b'-' | b'.') || *b == between;
    let is_first = row.len() < REACH.min(before.len()) || row.len() == before.len();
    if !is_first || !row.iter().all(in_names) || row.first() == Some(&b' ') {
        return None;
    }
    let n_before = row.iter().filter(|b| **b == between).count();
    let limit = text.floor_char_boundary((name.end + REACH).min(text.len()));
    let rest = text.get(name.end..limit)?;
    let is_rule = |line: &str| !line.is_empty() && line.bytes().all(|b| matches!(b, b'|' | b'-' | b':' | b' '));
    let first = rest.lines().skip(1).find(|line| !is_rule(line))?;
    let sign = char::from(between);
    let n_names = row.iter().chain(rest.lines().next()?.as_bytes()).filter(|b| **b == between).count();
    if first.matches(sign).count() > n_names {
        return None;
    }
    let cell = first.splitn(n_before + 1, sign).nth(n_before)?.trim_start_matches([' ', '"', '`']);
    let at = name.end + rest.find(first)? + first.len() - cell.len();
    Some(Place { at, is_quoted: false, is_assigned: true })
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
