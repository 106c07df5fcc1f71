//! Where the value stands that is assigned to a name, in whatever syntax.

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
