//! Values assigned to a telling name in whatever syntax.

use std::ops::Range;

use super::{
    assigned_names::{MOST_ENDING, is_ending, is_harmless, name_around, names_a_password, opens},
    assigned_places::{Place, place_in_column, place_of_value},
    connection::STAND_INS,
    google, is_value, words,
};
use crate::rules::labelled::is_password;

/// What passwords have and words do not.
const SIGNS: [char; 9] = ['!', '#', '$', '%', '&', '?', '@', '^', '~'];

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
    let span = name_around(text, &anchor, 72)?;
    // `arn:aws:secretsmanager:eu-west-1:1234:secret:prod/db` and `did:key:z6Mk…` name things.
    let is_segment = matches!(bytes[..span.start], [.., before, b':'] if before.is_ascii_alphanumeric());
    // So do `checksum/secret: 9896b6d1…`, `minisign public key 2KZG…`.
    // A link that takes an address off a list opens nothing else.
    let is_farewell = matches!(bytes[..span.start], [.., b'?' | b'&'])
        && text[text.floor_char_boundary(span.start.saturating_sub(48))..span.start].contains("unsubscribe");
    // `"AWS::ApiGateway::ApiKey": "48205d4f…"` names a type.
    let is_type = text[..span.start].ends_with("::") && matches!(bytes.get(span.end), Some(b'"' | b'\''));
    // The key of a store of copies; its password opens something.
    let is_of_copies = text[span.clone()].eq_ignore_ascii_case("key")
        && ["cache ", "Cache "].iter().any(|lead| text[..span.start].ends_with(lead));
    let is_of_another = is_farewell
        || is_type
        || is_of_copies
        || ["checksum/", "public ", "Public "].iter().any(|lead| text[..span.start].ends_with(lead));
    if is_of_another || is_segment && bytes.get(span.end) == Some(&b':') {
        return None;
    }
    let value = Value::of(text, &span)?;
    let between = text.get(span.end..value.span.start)?;
    let name = text.get(span)?;
    if is_variant(name, between, value.written) || is_of_folder(name, between, value.written) {
        return None;
    }
    // Most values fail what is cheap to ask, and the rest is asked of few.
    let is_secret = match names_a_password(name.as_bytes()) {
        true => value.looks_like_password(),
        false => value.looks_random(opens(name) || name.ends_with("credential")),
    };
    // A UUID names things more often than it opens them.
    let is_name_of_things = || {
        let is_member = !value.place.is_quoted && ["self.", "this."].iter().any(|lead| value.written.starts_with(lead));
        let is_name = is_uuid(value.written) && !opens(name) || is_member || words::is_of_program(value.written);
        is_name && !names_a_password(name.as_bytes())
    };
    (is_secret && !is_harmless(name) && !is_name_of_things() && !value.names_a_thing() && !spells(value.written, name))
        .then_some(value.span)
}

/// `CachingSha2Password => "caching_sha2_password"`: a name that is given to itself in another spelling.
fn spells(value: &str, name: &str) -> bool {
    let letters = |byte: &u8| byte.is_ascii_alphanumeric();
    let (ours, theirs) = (value.bytes().filter(letters), name.bytes().filter(letters));
    ours.map(|b| b.to_ascii_lowercase()).eq(theirs.map(|b| b.to_ascii_lowercase()))
}

/// `TrafficSecrets::Chacha20Poly1305`: a variant of a type, both written as types are.
fn is_variant(name: &str, between: &str, written: &str) -> bool {
    let is_type = |word: &str| {
        word.bytes().all(|b| b.is_ascii_alphanumeric())
            && matches!(word.as_bytes(), [first, second, third, ..]
                if first.is_ascii_uppercase() && second.is_ascii_lowercase() && third.is_ascii_lowercase())
    };
    between == "::" && is_type(name) && is_type(written)
}

/// `` `pwd`/build-v13.0.0 ``: the command and the variable of the folder that one is in.
fn is_of_folder(name: &str, between: &str, written: &str) -> bool {
    name.eq_ignore_ascii_case("pwd") && matches!(between, "" | "`" | ")" | "}") && written.starts_with('/')
}

/// A value, as far as it can belong to the name in front of it.
struct Value<'t> {
    span: Range<usize>,
    written: &'t str,
    place: Place,
    /// Whether the quote in front of it stands behind it too.
    is_closed: bool,
}

impl<'t> Value<'t> {
    /// The value of `name`; `None` for code.
    fn of(text: &'t str, name: &Range<usize>) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut place = place_in_column(text, name).or_else(|| place_of_value(text, name.end))?;
        // Frameworks tell by this word how the bytes of a key are written.
        if bytes.get(place.at..).is_some_and(|rest| rest.starts_with(b"base64:")) {
            place.at += b"base64:".len();
        }
        let at = place.at;
        if !place.is_quoted && begins_with_a_telling_name(&bytes[at..]) {
            return None;
        }
        let mut end = at + value_length(&bytes[at..bytes.len().min(at + 200)]);
        // A parameter of an address ends where the next one begins.
        if name.start.checked_sub(1).and_then(|i| bytes.get(i)).is_some_and(|b| matches!(b, b'?' | b'&')) {
            end = bytes[at..end].iter().position(|b| matches!(b, b'&' | b'#')).map_or(end, |n| at + n);
        }
        // Secrets that frameworks make hold signs that no name holds.
        if place.is_quoted && place.is_assigned {
            end = jumble_end(text, at, end).unwrap_or(end);
        }
        let is_closed = place.is_quoted && bytes.get(end).is_some_and(|b| matches!(b, b'"' | b'\'' | b'`'));
        let written = match text.get(at..end)? {
            whole if is_closed => whole,
            whole => whole.trim_end_matches(['.', '?', '!', '&', '=', '*']),
        };
        let end = if text.get(at..end)?.ends_with('=') { end } else { at + written.len() };
        // `token = get(…)`, `key: Vec<…>`.
        let is_code = bytes.get(end).is_some_and(|b| matches!(b, b'(' | b'[' | b'{' | b'<' | b':'))
            && !text[end..].starts_with("</")
            || text.get(end..)?.starts_with("..");
        let least = if is_closed && written.contains(SIGNS) { 7 } else { 8 };
        let is_constant = !place.is_quoted && written.contains('_') && !written.bytes().any(|b| b.is_ascii_lowercase());
        // `auth-52011db2 uid=40d5211b-…`: what stands there is assigned to a name of its own.
        let is_of_another = !place.is_assigned
            && written
                .trim_end_matches('=')
                .split_once('=')
                .is_some_and(|(name, _)| name.len() > 1 && name.bytes().all(|b| b.is_ascii_lowercase()));
        let is_one = !is_code && !is_constant && !is_of_another && end - at >= least;
        is_one.then_some(Value { span: at..end, written, place, is_closed })
    }

    fn looks_like_password(&self) -> bool {
        // What is longer is sealed, or no password.
        const MOST: usize = 128;
        let value = self.written;
        if value.len() > MOST {
            return false;
        }
        let is_one = is_password(value) && !words::is_identifier(value) && !value.contains("?.");
        // `the password for db20.copper.corp`, `let password = Bundle.main.infoDictionary`.
        if !self.place.is_quoted && words::is_host(value) {
            return false;
        }
        (is_one || words::is_passphrase(value) || words::is_generated(value))
            && (self.place.is_quoted || value.len() >= 8)
            // `'-anonymous@'` is what one tells to a server of files.
            && !STAND_INS.contains(&value.to_ascii_lowercase().trim_matches(['!', '-', '@']))
    }

    /// A value without a digit is none, unless it is a password.
    fn looks_random(&self, opens: bool) -> bool {
        let value = self.written;
        let n_digits = value.bytes().fold(0_usize, |n, b| n + usize::from(b.is_ascii_digit()));
        let is_long = match self.place.is_assigned {
            true => value.len() >= if opens { 12 } else { 16 } || self.place.is_quoted && value.len() >= 10,
            false => value.len() >= 14 && n_digits >= 3 || self.is_closed && value.len() >= 24,
        };
        // People choose some of their secrets as they choose passwords.
        let is_chosen = || {
            opens && self.is_closed && value.contains(SIGNS) && is_password(value)
                || opens && self.place.is_assigned && words::is_chosen(value)
        };
        let is_scrambled = || opens && self.place.is_assigned && words::is_scrambled(value);
        let is_phrase = || opens && self.is_closed && words::is_passphrase(value);
        is_scrambled()
            || is_phrase()
            || n_digits > 0
                && (is_long && is_value(value) && !words::is_name_of_words(value)
                    || is_chosen() && !words::is_member(value))
    }

    /// Whether it is a number, a file or the name of a cipher, or told by a rule of its own.
    fn names_a_thing(&self) -> bool {
        let value = self.written;
        // `TOKEN = "0x…"` with twenty bytes is the address of a contract.
        let is_contract =
            value.starts_with("0x") && value.len() == 42 && value[2..].bytes().all(|b| b.is_ascii_hexdigit());
        // Sealed for a cluster (Bitnami Sealed Secrets): it begins with the length of a session key, 512 bytes, in base64.
        let is_sealed = value.len() >= 160 && (value.starts_with("AgA") || value.starts_with("AgB"));
        is_contract
            || is_sealed
            || words::is_number(value)
            || words::is_file(value)
            || words::names_a_cipher(value)
            || google::is_shaped(value)
    }
}

/// Whether `bytes` begin with an assignment to a telling name, `token=api_key=…`, in which its own anchor finds the value. A
/// text of nothing but names must not have the same names read as the value of each.
fn begins_with_a_telling_name(bytes: &[u8]) -> bool {
    const LONGEST: usize = 32;
    // `turkey=…` and `monkey=…` are passwords that somebody chose.
    const ENDINGS: &[&[u8]] = &[
        b"_key",
        b"-key",
        b"apikey",
        b"accesskey",
        b"signingkey",
        b"privatekey",
        b"encryptionkey",
        b"token",
        b"secret",
        b"password",
        b"passwd",
    ];
    let head = bytes.get(..LONGEST.min(bytes.len())).unwrap_or_default();
    let Some(length) = head.iter().position(|b| !b.is_ascii_alphabetic() && !matches!(b, b'_' | b'-')) else {
        return false;
    };
    let ends_with = |ending: &&[u8]| {
        let last = length.checked_sub(ending.len()).and_then(|start| head.get(start..length));
        last.is_some_and(|last| last.eq_ignore_ascii_case(ending))
    };
    head[length] == b'='
        && bytes.get(length + 1).is_some_and(u8::is_ascii_alphanumeric)
        && ENDINGS.iter().any(ends_with)
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

/// The end of a long row of letters, digits and signs of all kinds up to its quote, where the value that began at `at` seemed to
/// end at `end`: `django-insecure-k(2#…`.
fn jumble_end(text: &str, at: usize, end: usize) -> Option<usize> {
    const MOST: usize = 100;
    let bytes = text.as_bytes();
    let quote = *at.checked_sub(1).and_then(|before| bytes.get(before)).filter(|b| matches!(b, b'"' | b'\''))?;
    let is_sign = |b: u8| b.is_ascii_punctuation() && !matches!(b, b'\\' | b'<' | b',' | b':');
    if !bytes.get(end).is_some_and(|&b| b != quote && is_sign(b)) {
        return None;
    }
    let rest = bytes.get(at..)?.iter().take(MOST);
    let length = rest.take_while(|&&b| b != quote && (b.is_ascii_alphanumeric() || is_sign(b))).count();
    let value = text.get(at..at + length)?;
    let count = |what: fn(&u8) -> bool| value.bytes().filter(what).count();
    let n_changes = value.as_bytes().windows(2).filter(|pair| class(pair[0]) != class(pair[1])).count();
    let is_jumble = length >= 18
        && bytes.get(at + length) == Some(&quote)
        && count(u8::is_ascii_digit) > 1
        && count(u8::is_ascii_punctuation) > 1
        && n_changes * 3 >= length
        && !["${", "{{", "[0-9", "[a-z", "[A-Z", "]+", "]{", "]*", "(?", "()"].iter().any(|code| value.contains(code));
    is_jumble.then_some(at + length)
}

/// Of what kind a character is, to tell how often kinds change.
fn class(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        _ => 3,
    }
}

/// Whether a value has the shape of a UUID, RFC 9562.
fn is_uuid(value: &str) -> bool {
    let groups = value.split('-').map(str::len);
    groups.eq([8, 4, 4, 4, 12]) && value.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
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
