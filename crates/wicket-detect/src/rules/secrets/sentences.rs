//! Passwords that somebody tells in a sentence: the word for it, what it is of, a word such as `is`, and the password.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_value, words};
use crate::rules::{Find, Rule, labelled::is_password, logins::passwords::is_varied, shared};

/// What leads to a password behind the word for it, with what it is of between: of ten languages.
const LEADS: &[&str] = &[
    " lautet ", " ist ", " est ", " es ", " é ", " è ", " to ", " is ", " är ", " jest ", " er ", ": ", "：", "是",
    "为", "は", "는 ", "은 ",
];

/// How far behind the word for it a password is looked for, in bytes.
const REACH: usize = 96;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    Rule {
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
                "contraseña temporal",
                "contraseña provisional",
                "clave de",
                "clave provisoria",
                "clave temporal",
                "mdp d",
                "mot de passe provisoire",
                "mot de passe temporaire",
                "senha provisória",
                "senha temporária",
                "password provvisoria",
                "password temporanea",
                "hasło tymczasowe",
                "hasło startowe",
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
                "la password per",
                "adgangskoden til",
                "passordet til",
                "heslo k",
                "비밀번호",
                "için şifre",
                "şifresi",
            ],
            look: told,
        },
        hits: &[
            concat!("das Passwort für die Datenbank lautet Vn4t!Rb", "8zQ – bitte nicht weitergeben"),
            concat!("le mot de passe du serveur est Vn4t!Rb", "8zQ, change-le"),
            concat!("La contraseña de la base es Vn4t!Rb", "8zQ."),
            concat!("la clave del servidor de copias es Vn4t!Rb", "8zQ, usuario"),
            concat!("Le mdp de la boîte a changé : Vn4t!Rb", "8zQ (merci)"),
            concat!("Clave provisoria del portal: Vn4t!Rb", "8zQ"),
            concat!("数据库密码是 Vn4t!Rb", "8zQ"),
            concat!("サーバーのパスワードは「Vn4t!Rb", "8zQ」です"),
            concat!("the root pw of staging is lamp-harvest-", "copper-violet, ok?"),
            concat!("Hasło do panelu db.internal to Vn4tRb", "8zQw - zmień je"),
            concat!("the mill at 10.0.0.7, root pw Vn4tRb", "8zQ, be quick"),
            concat!("пароль от db.internal: lamp-harvest-", "copper-violet-42, логин ann"),
            concat!("db.internal için şifre Vn4tRb", "8zQw"),
        ],
        passes: &[
            "the password for staging is in the vault",
            "das Passwort für 2024 ist abgelaufen",
            "password for root@cache18.silver.example:",
            "le mot de passe du serveur est requis depuis 2019",
            "密码是必填项",
            "a password for logging in to server01",
            "the password for staging is SHA256-hashed",
            "la clave de acceso es obligatoria desde 2019",
            "la clave del mapa: user_id2",
            "Hasło do konta to minimum 12 znaków",
        ],
    },
    Rule {
        id: "secret.key_told",
        title: "Key told in a sentence",
        source: "Common words for keys and tokens in the languages of Europe, in Chinese, in Japanese and in Korean",
        kind: Kind::of("secret.key_told"),
        confidence: 0.8,
        find: Find::Near {
            anchors: &[
                "-schlüssel",
                "wpa key",
                "wpa2 key",
                "wpa3 key",
                "wifi key",
                "wi-fi key",
                "zugangsschlüssel",
                "schlüssel für",
                "schlüssel:",
                "clé api",
                "clé d'api",
                "clé secrète",
                "jeton d",
                "clave api",
                "clave de api",
                "clave de la api",
                "clave secreta",
                "chiave api",
                "chiave segreta",
                "chave api",
                "chave da api",
                "chave de api",
                "chave secreta",
                "klucz api",
                "klucz do",
                "api-sleutel",
                "api-nyckel",
                "api-nøgle",
                "ключ",
                "токен",
                "密钥",
                "令牌",
                "キーは",
                "キー:",
                "キー：",
                "トークン",
                "シークレット",
                "api 키",
                "토큰",
                "anahtarı",
            ],
            look: key_told,
        },
        hits: &[
            concat!("Hier der API-Schlüssel für die Mühle: x7Kq2mN9", "pLw4Rt8Vz3Yb läuft im Mai ab"),
            concat!("Вот ключ для mill-core: 9f8aXk2LqPz7", "RtYw3NvB5mJd, никому не передавай"),
            concat!("millのAPIキーは 9f8aXk2LqPz7", "RtYw3NvB5mJd です"),
            concat!("la clé API est 9f8aXk2LqPz7", "RtYw3NvB5mJd, merci"),
        ],
        passes: &[
            "der API-Schlüssel für die Mühle ist abgelaufen",
            "ключ строки: 48213",
            "ключ кэша: mill-core-2041-beams",
            "Schlüssel: Ctrl+Alt+F12",
            "публичный ключ: 9f8aXk2LqPz7RtYw3NvB5mJd",
            "SSH-Schlüssel: SHA256:9f8aXk2LqPz7RtYw3NvB5mJdx7Kq2mN9pLw4Rt8",
        ],
    },
];

/// The password behind the first word that leads to one.
fn told(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let is_latin = text.as_bytes().get(anchor.start).is_some_and(u8::is_ascii);
    if is_latin && !shared::begins_word(text, anchor.start) {
        return None;
    }
    let limit = text.floor_char_boundary((anchor.end + REACH).min(text.len()));
    let sentence = text.get(anchor.end..limit)?.lines().next()?;
    let name = text.get(anchor.clone())?;
    let found = LEADS.iter().find_map(|lead| {
        let start = anchor.end + sentence.find(lead)? + lead.len();
        // The Polish for `is` is an English word, which leads to much else.
        let is_sure = *lead != " to " || !name.ends_with(['r', 'f']);
        value_at(text, start, if is_sure { is_told } else { is_of_signs })
    });
    // `root pw Vn4tRb8zQ, reboot it`.
    let stands_before = ["pw", "şifre", "密码", "パスワード", "비밀번호"].iter().any(|word| name.ends_with(word));
    let is_next = || stands_before.then(|| value_at(text, anchor.end, is_told))?;
    found.or_else(is_next)
}

/// The word at `start`, or behind the spaces and quotes there, if it passes `check`.
fn value_at(text: &str, start: usize, check: fn(&str) -> bool) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let bare = rest.trim_start_matches([' ', '"', '\'', '`', '「', '“', '„', '«']);
    let start = start + rest.len() - bare.len();
    let length = bare.bytes().take(96).take_while(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'`')).count();
    // In texts without spaces a sentence goes on behind a comma.
    let value = bare.get(..length)?.split(",").next()?.trim_end_matches(['.', ';', '?', '\'', ')']);
    check(value).then_some(start..start + value.len())
}

/// The key behind the first sign or verb that leads to one, or right behind the word for it.
fn key_told(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    // A public key is shown to everybody, and the key of a store of copies opens nothing.
    const HARMLESS: &[&str] = &["публичн", "открыт", "öffentlich", "public", "públic", "pubblic", "公", "ssh"];
    let from = text.floor_char_boundary(anchor.start.saturating_sub(24));
    let before = text.get(from..anchor.start)?.to_lowercase();
    if HARMLESS.iter().any(|word| before.contains(word)) {
        return None;
    }
    let limit = text.floor_char_boundary((anchor.end + REACH).min(text.len()));
    let sentence = text.get(anchor.end..limit)?.lines().next()?;
    let leads = LEADS.iter().filter_map(|lead| Some(anchor.end + sentence.find(lead)? + lead.len()));
    let mut starts = std::iter::once(anchor.end).chain(leads);
    starts.find_map(|start| value_at(text, start, is_key))
}

/// Whether a word is a key wherever it stands: long, of letters and digits, and no name, address or sum of a file.
fn is_key(value: &str) -> bool {
    let is_sum = value.starts_with("SHA") || value.starts_with("MD5") || value.contains(['@', '(', ',']);
    // Words with strokes between are names, unless their case changes or each is of a UUID.
    let is_name = value.contains('-')
        && !value.bytes().any(|b| b.is_ascii_uppercase())
        && value.bytes().any(|b| matches!(b, b'g'..=b'z'));
    value.len() >= 20 && !is_sum && !is_name && is_value(value)
}

fn is_of_signs(value: &str) -> bool {
    is_password(value) && is_varied(value) && !words::is_host(value) || words::is_passphrase(value)
}

/// Whether a word can be a password where a sentence tells one: one of signs, or of letters and digits and no name.
pub(super) fn is_told(value: &str) -> bool {
    let count = |what: fn(&u8) -> bool| value.bytes().filter(what).count();
    let is_mixed = || {
        let is_date = value.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.' | b':' | b'T' | b'Z'));
        value.len() >= 8
            && (count(u8::is_ascii_digit) >= 2
                || value.len() >= 10 && count(u8::is_ascii_digit) == 1 && !words::is_wordy(value))
            && count(u8::is_ascii_alphabetic) >= 4
            && !is_date
            && !value.contains(['/', '\\', '('])
            && is_password(value)
            && !words::is_host(value)
            && !words::is_member(value)
            && !words::names_a_cipher(value)
    };
    let is_cased = || {
        value.len() >= 12
            && count(u8::is_ascii_digit) == 0
            && is_password(value)
            && !words::is_identifier(value)
            && !value.contains(['/', '.'])
    };
    is_of_signs(value) || is_mixed() || is_cased()
}
