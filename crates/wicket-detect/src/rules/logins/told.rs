//! Passwords that are told in sentences: behind a verb, or beside the name of an account.

use std::ops::Range;

use wicket_types::Kind;

use super::{PASSWORDS, is_verb};
use crate::{
    rules::{Find, Rule, fillers, labelled::is_password, programs, shared},
    scripts::parts_words,
};

/// The rules of this module.
pub static RULES: &[Rule] = &[Rule {
    id: "pii.password_told",
    title: "Password that is told: behind a sign or a verb, or beside the name of an account",
    source: "Common words of log-ins",
    kind: Kind::of("pii.password"),
    confidence: 0.8,
    find: Find::Near { anchors: PASSWORDS, look: told },
    hits: &[
        "nome utente p.riva82, password Lantern2041, IP",
        "login hbrandt / password rivermoss77",
        "<password>rivermoss77</password>",
        "Password - Lantern2041",
        "the password's Lantern2041",
        "{\"password\" : \"Lantern2041\"}",
        "the password (still Lantern2041)",
        "I changed my password to Lantern2041",
        "Kennwort lautet rivermoss77",
        "mdp : Lantern2041",
        "wifi is ann.lee pw lantern848",
        "Benutzername hbrandt8, Kennwort LANTERN_orchid76",
        "Inloggen met hbrandt8 en wachtwoord raven1459",
        "reset password river-falcon-mango-33, collect",
        "办公室wifi密码是Lantern2041，别",
        "wifiのパスはLantern2041、",
        "와이파이 비번은 Lantern2041야",
        "пароль: rivermoss77",
        "user telcoadmin, pass zq7-Plum-tart",
        "modem şifresi rivermoss_1907 kullanıcı",
        "inlognaam is fietsbel88 wachtwoord rivermoss8!",
        "पासवर्ड rivermoss9",
        "et le mdp Rivière2bleue mais",
        "{\"password_wifi\": \"rivermoss-77\"}",
        "senha_inicial=rivermoss77",
        "Κωδικός πρόσβασης: Lantern2041",
    ],
    passes: &[
        "the user sets a password in Windows10",
        "user, password SHA256",
        "the login page and password manager2",
        "the user asks for a password",
        "username and password fields1",
        "the password to Windows10",
        "<input type=\"password\" id=\"field1\">",
        "password - field2.value",
        "password - min8chars",
        "passcode issued in 2024",
        "[#41]: https://git.example/org/password-hashes/pull/41",
        "sql/auth/native_password.cc#L94",
        "the tests pass on Windows10",
        "the user may pass 12abc34 there",
        "wachtwoord oauth2",
        "password_hash: rivermoss77",
        "password_policy = strict12",
        "t.pass(\"macros/01_harbour.rs\");",
    ],
}];
/// A password of letters and digits behind its label: behind a sign such as `:`, a verb such as `is`, or where the name of an
/// account stands right in front.
fn told(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    if !shared::begins_label(text, anchor.start) || shared::label_goes_on(text, anchor.end) {
        return None;
    }
    let label = behind_suffix(text, anchor.end);
    let start = fillers::skip_filler(text, label);
    // `sha2_password.cc` and `github.com/org/password-hashes` go on with the word.
    let gap = text.get(label..start).filter(|gap| !matches!(*gap, "" | "." | "-"))?;
    let is_sign =
        |c: &char| c.is_ascii_graphic() && !"\"'<>,;`|\\".contains(*c) || c.is_alphabetic() && !parts_words(*c);
    let length: usize = text.get(start..)?.chars().take(64).take_while(is_sign).map(char::len_utf8).sum();
    let value = text.get(start..start + length)?.trim_end_matches(['.', ')', '}', ']']);
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    // Most labels have no such value behind them, so the words in front are read last.
    (has_digit
        && is_password(value)
        && !is_term(value)
        && !programs::is_called(value)
        && (!is_verb(text, &anchor) && is_announced(text, &anchor, gap)
            || follows_name(text, &anchor)
            || is_of_words(value)
            || is_short(text, &anchor)
            || is_foreign(text, &anchor) && value.bytes().filter(u8::is_ascii_lowercase).count() > 3))
        .then_some(start..start + value.len())
}

/// Where a key ends that says behind `password` which one it is: `password_wifi`, `senha_inicial`. Keys for what a program
/// knows about passwords are left out.
fn behind_suffix(text: &str, label: usize) -> usize {
    #[rustfmt::skip]
    const ABOUT: &[&str] = &[
        "hash", "hashed", "policy", "length", "min", "max", "reset", "url", "uri", "field", "file", "path", "env",
        "hint", "salt", "strength", "regex", "pattern", "id", "count", "encrypted", "digest", "type", "key",
        "expires", "expiry", "encoder", "encoding", "grant", "manager", "verifier", "validator", "column", "name",
        "format", "algorithm", "alg", "ref", "version", "input", "label", "prompt", "callback", "check", "test",
        "len", "size",
    ];
    let Some(rest) = text.get(label..).and_then(|rest| rest.strip_prefix('_')) else { return label };
    let length: usize = rest.chars().take(17).take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    let word = rest.get(..length).unwrap_or_default().to_ascii_lowercase();
    let behind = rest.get(length..).unwrap_or_default().trim_start_matches(['"', '\'', ' ']);
    let is_key = (2..=16).contains(&length) && !ABOUT.contains(&word.as_str()) && behind.starts_with([':', '=']);
    if is_key { label + 1 + length } else { label }
}

/// Whether `gap`, what stands between a label and a value, says that it is one.
fn is_announced(text: &str, anchor: &Range<usize>, gap: &str) -> bool {
    const VERBS: &[&str] =
        &["is", "was", "be", "set", "issued", "ist", "lautet", "wurde", "est", "es", "è", "é", "är", "jest", "er"];
    const CHANGES: &[&str] = &["chang", "reset", "updat", "set my", "hasło"];
    // A quote behind `="` ends the attribute of a page, and another begins: `type="password" id="field1"`.
    let is_attribute = gap.starts_with('"') && gap.contains(char::is_alphabetic);
    let mut words = gap.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let head = || text.get(text.floor_char_boundary(anchor.start.saturating_sub(32))..anchor.end).unwrap_or_default();
    let is_given = || {
        let head = head().to_lowercase();
        CHANGES.iter().any(|change| head.contains(change))
    };
    !is_attribute
        && (gap.contains([':', '=', '>', '(', '-'])
            || fillers::PARTICLES.iter().any(|particle| gap.contains(particle))
            || gap.starts_with("'s ")
            || words.clone().any(|word| VERBS.contains(&word))
            || words.any(|word| word == "to") && is_given())
}

/// Whether the name of an account and its label stand right in front of that of a password: `login hbrandt / `.
fn follows_name(text: &str, label: &Range<usize>) -> bool {
    /// How far in front the label stands, in bytes.
    const REACH: usize = 56;
    const NAMES: &[&str] = &[
        "user",
        "login",
        "utente",
        "usuario",
        "usuário",
        "utilisateur",
        "identifiant",
        "gebruiker",
        "användar",
        "inlog",
        "benutzer",
        "nutzer",
        "konto",
        "compte",
        "utilizador",
        "uživatel",
        "käyttäj",
        "nick",
        "log",
    ];
    const LINKS: &[&str] =
        &[" and", " und", " en", " et", " y", " e", " och", " og", " con la", " com a", " with", " mit"];
    let head = text.get(text.floor_char_boundary(label.start.saturating_sub(REACH))..label.start).unwrap_or_default();
    if is_verb(text, label) && !head.trim_end().ends_with([',', '/', ';', '|']) {
        return false;
    }
    let head = head.trim_end_matches([' ', ',', '/', ';', '|']);
    let linked = LINKS.iter().find_map(|link| head.strip_suffix(link));
    let head = linked.unwrap_or(head);
    let Some((front, value)) = head.rsplit_once([' ', ':', '=']) else {
        return false;
    };
    // The label of the name is the word in front of it: a sentence would have others there.
    let front = [" met", " mit", " as", " als", " in as", " con", " com"]
        .iter()
        .find_map(|link| front.strip_suffix(link))
        .unwrap_or(front);
    let label =
        front.trim_end_matches([' ', ':', '=']).rsplit([' ', '\n']).next().unwrap_or_default().to_ascii_lowercase();
    // `login page and password` speaks of no name.
    let is_name = linked.is_none() || value.contains(['.', '_']) || value.bytes().any(|byte| byte.is_ascii_digit());
    is_name
        && value.len() > 2
        && !matches!(value, "and" | "und" | "oder")
        && NAMES.iter().any(|name| label.starts_with(name))
}

/// Four words or more with hyphens between them, one of them a number: `river-falcon-mango-33`.
fn is_of_words(value: &str) -> bool {
    let is_number = |part: &str| part.len() > 1 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_word = |part: &str| part.len() > 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let parts = || value.split('-');
    parts().all(|part| is_word(part) || is_number(part))
        && parts().filter(|part| is_word(part)).count() > 2
        && parts().filter(|part| is_number(part)).count() == 1
}

/// Whether the label is one that people write in haste and no program has: `pw lantern848`.
fn is_short(text: &str, anchor: &Range<usize>) -> bool {
    matches!(text.get(anchor.clone()), Some("pw" | "PW" | "Pw" | "mdp" | "MDP"))
}

/// Whether the label is none of those that programs and what is written about them have: few words with digits stand behind
/// the others.
fn is_foreign(text: &str, anchor: &Range<usize>) -> bool {
    const OF_PROGRAMS: &[&str] = &[
        "password",
        "passcode",
        "passphrase",
        "pass",
        "login/pass",
        "pwd",
        "pw",
        "secret word",
        "passwd",
        "pswd",
        "passw",
        "psw",
    ];
    let label = text.get(anchor.clone()).unwrap_or_default();
    !OF_PROGRAMS.iter().any(|of_programs| label.eq_ignore_ascii_case(of_programs))
}

/// A word of programmers with a number behind it: `SHA256`, `field2.value`, `min8chars`.
pub(super) fn is_term(value: &str) -> bool {
    const TERMS: &[&str] =
        &["sha", "md5", "field", "input", "min", "max", "base64", "utf", "argon", "pbkdf", "oauth", "http"];
    let lower = value.to_ascii_lowercase();
    TERMS.iter().any(|term| lower.starts_with(term)) || lower.starts_with("windows1")
}
