//! Passwords that somebody tells in a sentence: the word for it, what it is of, a word such as `is`, and the password.

use std::ops::Range;

use wicket_types::Kind;

use super::words;
use crate::rules::{Find, Rule, labelled::is_password, logins::passwords::is_varied, shared};

/// What leads to a password behind the word for it, with what it is of between: of ten languages.
const LEADS: &[&str] =
    &[" lautet ", " ist ", " est ", " es ", " é ", " è ", " to ", " is ", " är ", " jest ", ": ", "：", "是", "は"];

/// How far behind the word for it a password is looked for, in bytes.
const REACH: usize = 96;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[Rule {
    id: "secret.password_told",
    title: "Password told in a sentence",
    source: "Common words of log-ins in the languages of Europe, in Chinese and in Japanese",
    kind: Kind::of("secret.password_in_words"),
    confidence: 0.8,
    find: Find::Near {
        anchors: &[
            "password for",
            "password of",
            "root pw",
            "passwort für",
            "passwort von",
            "passwort zu",
            "kennwort für",
            "mot de passe d",
            "contraseña de",
            "contraseña para",
            "senha d",
            "senha para",
            "hasło do",
            "пароль от",
            "пароль для",
            "密码",
            "パスワード",
            "wachtwoord van",
            "wachtwoord voor",
            "lösenordet till",
            "la password d",
        ],
        look: told,
    },
    hits: &[
        concat!("das Passwort für die Datenbank lautet Vn4t!Rb", "8zQ – bitte nicht weitergeben"),
        concat!("le mot de passe du serveur est Vn4t!Rb", "8zQ, change-le"),
        concat!("La contraseña de la base es Vn4t!Rb", "8zQ."),
        concat!("数据库密码是 Vn4t!Rb", "8zQ"),
        concat!("サーバーのパスワードは「Vn4t!Rb", "8zQ」です"),
        concat!("the root pw of staging is lamp-harvest-", "copper-violet, ok?"),
    ],
    passes: &[
        "the password for staging is in the vault",
        "das Passwort für 2024 ist abgelaufen",
        "password for root@cache18.silver.example:",
        "le mot de passe du serveur est requis depuis 2019",
        "密码是必填项",
    ],
}];

/// The password behind the first word that leads to one.
fn told(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let is_latin = text.as_bytes().get(anchor.start).is_some_and(u8::is_ascii);
    if is_latin && !shared::begins_word(text, anchor.start) {
        return None;
    }
    let limit = text.floor_char_boundary((anchor.end + REACH).min(text.len()));
    let sentence = text.get(anchor.end..limit)?.lines().next()?;
    LEADS.iter().find_map(|lead| {
        let start = sentence.find(lead)? + lead.len();
        let rest = sentence.get(start..)?;
        let bare = rest.trim_start_matches([' ', '"', '\'', '`', '「', '“', '«']);
        let start = anchor.end + start + rest.len() - bare.len();
        let length = bare.bytes().take_while(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'`')).count();
        let value = bare.get(..length)?.trim_end_matches(['.', ',', ';', '?', '\'', ')']);
        let is_one = is_password(value) && is_varied(value) && !words::is_host(value) || words::is_passphrase(value);
        is_one.then_some(start..start + value.len())
    })
}
