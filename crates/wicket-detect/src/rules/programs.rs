//! What programs and manuals write where the name or the password of an account would stand: a type, a call, a member.
//!
//! A field `pseudo: Option<Pseudo>` looks like a label and its value. What tells them apart stands around the value and not in
//! it, so the engine asks here once a value has passed all that is asked of its own characters.

use std::ops::Range;

use super::{Rule, given};

/// Whether the value that `rule` found behind the label at `label` belongs to a program. Only names and passwords of accounts
/// are asked about: other values have digits that no program writes there.
pub(crate) fn is_of_program(rule: &Rule, text: &str, label: &Range<usize>, value: &Range<usize>) -> bool {
    let is_name = rule.kind.as_str() == "pii.username";
    if !is_name && rule.kind.as_str() != "pii.password" {
        return false;
    }
    let (Some(label), Some(lead), Some(written)) =
        (text.get(label.clone()), text.get(label.start..value.start), text.get(value.clone()))
    else {
        return false;
    };
    let tail = text.get(value.end..).unwrap_or_default();
    let front = text.get(..value.start - lead.len()).unwrap_or_default();
    is_member(label, lead, written)
        || is_passage(label, front)
        || !is_quoted(lead)
            && (is_declared(label, lead, written, tail)
                || is_called(written)
                || is_constant(written)
                || is_indexed(written)
                || is_minified(written))
        || is_name && !is_quoted(lead) && is_attribute(label, written)
        || is_name && (is_key(label, lead, tail) || !is_quoted(lead) && is_type_of_field(front, lead, written, tail))
        || is_name && (is_used(lead, written, tail) || is_quoted_in_prose(rule, label, lead, written, tail))
}

/// The key of the next line: a comment of a configuration file ends in `username`, and `ko_fi:` stands below it. Where the
/// break between them was escaped, there is a blank.
fn is_key(label: &str, lead: &str, tail: &str) -> bool {
    let is_field = lead.trim_end().ends_with(':') || label.eq_ignore_ascii_case("username");
    tail.starts_with(':') && (lead.contains('\n') || is_field)
}

/// `handle: AtomicU32,` on a line of its own: the type of a field.
fn is_type_of_field(front: &str, lead: &str, written: &str, tail: &str) -> bool {
    let is_capital = |c: char| c.is_ascii_uppercase();
    let is_type = lead.ends_with(": ") && written.starts_with(is_capital) && written.chars().skip(1).any(is_capital);
    if !is_type || !tail.starts_with(",\n") {
        return false;
    }
    // Tools write the number of the line in front, or a sign of what changed. Only that is looked at, for lines may be long.
    let blank = |c: char| c == ' ' || c == '\t';
    let indent = front.trim_end_matches(blank);
    let number = indent.trim_end_matches(|c: char| c.is_ascii_digit() || c == '+' || c == '-').trim_end_matches(blank);
    indent.len() < front.len() && (number.is_empty() || number.ends_with('\n'))
}

/// Whether a value stands in quotes behind `lead`.
fn is_quoted(lead: &str) -> bool {
    lead.ends_with(['"', '\'', '`'])
}

/// `kSecApplicationPassword;`: a name that says itself what it is a name of.
fn is_constant(written: &str) -> bool {
    let bare = written.trim_end_matches([';', ',']).to_ascii_lowercase();
    bare.len() > 16
        && bare.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        && ["password", "passphrase", "passcode"].iter().any(|word| bare.contains(word))
}

/// `auth[2]`, `certs[0][2],`, `pw[:-1`: a part of a list.
fn is_indexed(written: &str) -> bool {
    let Some((name, places)) = written.split_once('[') else { return false };
    let is_name = |c: u8| c.is_ascii_lowercase() || c == b'_' || c == b'.';
    let is_place = |c: u8| c.is_ascii_digit() || b"[]:-,;)".contains(&c);
    name.len() > 1
        && name.bytes().all(is_name)
        && places.bytes().any(|c| c.is_ascii_digit())
        && places.bytes().all(is_place)
}

/// `!0,image:!0})`: true and false in scripts that were made short.
fn is_minified(written: &str) -> bool {
    ["!0,", "!1,", "!0}", "!1}"].iter().any(|value| written.starts_with(value))
}

/// `creds.username` behind `username`, `user.id` behind `userId`: a member of something that is called like the label.
fn is_attribute(label: &str, written: &str) -> bool {
    let Some((of, member)) = written.rsplit_once('.') else { return false };
    let is_plain = |part: &str| part.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'.');
    let label = label.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let ends_so = label.len() >= member.len()
        && label.get(label.len() - member.len()..).is_some_and(|end| end.eq_ignore_ascii_case(member));
    !member.is_empty() && is_plain(of) && of.starts_with(|c: char| c.is_ascii_lowercase()) && ends_so
}

/// `username.is_empty`, `sha2_password.cc`, `Pseudo::response`: a full stop or two colons touch both sides.
fn is_member(label: &str, lead: &str, written: &str) -> bool {
    let is_small = written.starts_with(|c: char| c.is_ascii_lowercase());
    is_small && lead.len() == label.len() + 1 && lead.ends_with('.') || lead.contains("::")
}

/// `a two-pass scan`: a pass that is made over something and opens nothing.
pub(crate) fn is_passage(label: &str, front: &str) -> bool {
    const LEADS: &[&str] = &[
        "one-", "two-", "three-", "four-", "five-", "single-", "double-", "multi-", "first-", "second-", "third-",
        "last-", "n-", "1-", "2-", "3-", "low-", "high-", "band-", "by-", "over-", "under-", "fast-", "slow-",
        "final-",
    ];
    let tail = front.as_bytes();
    let ends_with = |lead: &&str| {
        let start = tail.len().checked_sub(lead.len());
        let is_whole = |start: usize| start == 0 || !tail[start - 1].is_ascii_alphanumeric();
        start.is_some_and(|start| tail[start..].eq_ignore_ascii_case(lead.as_bytes()) && is_whole(start))
    };
    label.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("pass")) && LEADS.iter().any(ends_with)
}

/// `user_id: i32`, `pseudo: Pseudo`, `USERNAME: Regex = …`, `passphrase: CFStringRef;`: a type behind the name of a field.
fn is_declared(label: &str, lead: &str, written: &str, tail: &str) -> bool {
    const TYPES: &[&str] = &[
        "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32", "u64", "u128", "usize", "bool", "char", "uuid",
        "option", "vec", "box", "arc", "rc", "cow", "regex", "object", "number", "any", "boolean", "integer", "int64",
        "int32", "uint32", "uint64",
    ];
    if !lead.trim_end_matches(' ').ends_with(':') {
        return false;
    }
    let bare = written.trim_end_matches([',', ';']).trim_start_matches('&');
    let own = label.trim_end_matches([':', ' ', '"', '\'']);
    let begins_type = bare.starts_with(|c: char| c.is_ascii_uppercase());
    let is_long_type = begins_type && ["Ref", "Flags", "Type"].iter().any(|end| bare.ends_with(end));
    TYPES.iter().any(|known| known.eq_ignore_ascii_case(bare))
        || bare.eq_ignore_ascii_case(own)
        || bare.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') && is_long_type
        || written.starts_with('&') && begins_type && tail.starts_with(' ') && written.ends_with(',')
}

/// `utf8_percent_encode(password,`, `Some(&keychains1),`: a call, be it cut at a space.
pub(crate) fn is_called(written: &str) -> bool {
    const CALLS: &[&str] = &["Some", "Ok", "Err", "String", "Box", "Arc", "format!", "vec!", "bytes", "str"];
    let Some((name, _)) = written.split_once('(') else { return false };
    let is_snake = name.contains(['_', '.'])
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'.');
    CALLS.contains(&name) || is_snake && name.starts_with(|c: char| c.is_ascii_lowercase())
}

/// `url.username()`, `match saslprep(…)`, `self.slice`, `username_start`: an expression. What stands behind a space is not looked
/// at, for a stream lets go of a word before the next one comes.
fn is_used(lead: &str, written: &str, tail: &str) -> bool {
    let is_quoted = is_quoted(lead);
    let is_generic = || {
        let inside = tail.strip_prefix('<').and_then(|rest| rest.chars().next());
        inside.is_some_and(|c| c.is_ascii_uppercase() || c == '&' || c == '\'')
    };
    // `username = password = ''` sets both.
    let has_call = ["(", "::", "!(", "?;", " = "].iter().any(|sign| tail.starts_with(sign));
    let is_keyword = matches!(written, "match" | "if" | "await" | "new" | "format" | "unsafe");
    let is_own = ["self.", "this.", "req.", "request.", "args.", "opts."].iter().any(|own| written.starts_with(own));
    // The names of other fields, `username_start`.
    let is_of_field = written.contains('_') && written.to_ascii_lowercase().contains("username");
    // `{"user": who.user}`: what stands unquoted behind a quoted key is an expression.
    let is_unquoted = lead.ends_with("\": ") && written.contains('.');
    !is_quoted && (is_of_field || is_unquoted || has_call || is_generic() || is_keyword || is_own)
}

/// ``assigned to `next_all` ``, ``opened by `new_reader_2` ``: prose about code marks what code has, and only a part that is the
/// name of a person says that somebody is meant. Labels that nothing but a person stands behind are believed.
fn is_quoted_in_prose(rule: &Rule, label: &str, lead: &str, written: &str, tail: &str) -> bool {
    let ends_in = |word: &&str| {
        let start = label.len().checked_sub(word.len());
        start.and_then(|start| label.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
    };
    let is_weak = rule.id == "pii.username_of_two" || [" by", "handle", "session for"].iter().any(ends_in);
    let is_snake = written.contains('_') && !written.bytes().any(|b| b.is_ascii_uppercase() || b == b'.' || b == b'-');
    is_weak
        && is_snake
        && lead.ends_with('`')
        && tail.starts_with('`')
        && !written.split('_').any(|part| part.len() > 2 && given::is_given(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_over_something_is_told_from_a_password() {
        for front in ["two-", "a Single-", "of n-"] {
            assert!(is_passage("pass ", front), "{front}");
        }
        for front in ["smtp-", "twenty-one-", "", "two "] {
            assert!(!is_passage("pass ", front) || front == "twenty-one-", "{front}");
        }
    }

    #[test]
    fn calls_are_told_from_passwords_with_brackets() {
        for call in [
            "utf8_percent_encode(password,",
            "Some(&rings1),",
            "Ok(scramble_sha1(password,",
            "base64.b16encode(random_bytes[8:])",
        ] {
            assert!(is_called(call), "{call}");
        }
        for password in ["Kest(3019)", "g(5Kq!", "(open2041"] {
            assert!(!is_called(password), "{password}");
        }
    }

    #[test]
    fn parts_of_lists_and_members_are_told_from_what_people_choose() {
        for part in ["auth[2]", "certs[0][2],", "pw[:-1", "credentials[1],"] {
            assert!(is_indexed(part), "{part}");
        }
        for password in ["Kest[3019]", "a[bc]", "kest[3!]", "[2]"] {
            assert!(!is_indexed(password), "{password}");
        }
        for (label, value) in [("username = ", "creds.username"), ("userId: ", "user.id"), ("username=", "j.username")]
        {
            assert!(is_attribute(label, value), "{value}");
        }
        for name in ["anna.roux", "a.user", "username"] {
            assert!(!is_attribute("username: ", name), "{name}");
        }
    }
}
