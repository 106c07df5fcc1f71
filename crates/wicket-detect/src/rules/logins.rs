//! Names and passwords of accounts: in fields, where a sign stands behind the label, and in sentences, where the value
//! itself must look like one.

use super::{
    Rule, always,
    labelled::{is_password, labelled},
    shared,
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        ("pii.username", "User name", "Common field names of log-ins"),
        "pii.username",
        (
            &[
                "login:",
                "user=",
                "username:",
                "username=",
                "username =",
                "\"user\":",
                "\"username\":",
                "user name:",
                "user_name:",
                "login=",
                "userid:",
                "user id:",
                "user_id:",
                "screen name:",
                "benutzername:",
                "utilisateur:",
                "usuario:",
                "nombre de usuario:",
                "nome utente:",
                "nazwa użytkownika:",
                "gebruikersnaam:",
                "användarnamn:",
                "nome de usuário:",
                "nome de utilizador:",
                "nazwa uzytkownika:",
                "nom d'utilisateur :",
                "identifiant :",
                "identifiant:",
                "user-id:",
                "user handle:",
                "login id:",
                "login name:",
                "user_name=",
            ],
            "@?[A-Za-z][A-Za-z0-9._-]{1,30}[A-Za-z0-9_-]",
            |value| !shared::is_placeholder(value) && !is_stand_in(value),
        ),
        &[
            "Login: karen38 / ok",
            "INFO login ok user=mwilms ip",
            "{\"user\": \"jan.novak\"}",
            "Username: @harbour_lights",
            "Nom d'utilisateur : plefort75",
        ],
        &["login: required", "username: string", "the user is here", "user=root"],
    ),
    labelled(
        ("pii.username_in_words", "User name in a sentence", "Common words of log-ins"),
        "pii.username",
        (
            &[
                "username",
                "user name",
                "user id",
                "userid",
                "login",
                "login name",
                "logged in as",
                "log in as",
                "login as",
                "signed in as",
                "sign in as",
                "account name",
                "screen name",
                "nickname",
                "gamertag",
                "benutzername",
                "nombre de usuario",
                "nome utente",
                "gebruikersnaam",
                "användarnamn",
            ],
            "[A-Za-z][A-Za-z0-9._-]{2,30}[A-Za-z0-9_]",
            is_login_name,
        ),
        &["my username is tkowalski_84", "user name p.hart92", "account name: mr_otter77", "signed in as birchbark9."],
        &[
            "username is required",
            "login v2.0 of the page",
            "username field2 of the form",
            "login oauth2 flow",
            "username user_name",
        ],
    ),
    labelled(
        ("pii.handle", "Name of an account behind an at sign", "Social networks, as they write the names of accounts"),
        "pii.username",
        (
            &[
                "handle",
                "username",
                "instagram",
                "insta",
                "twitter",
                "telegram",
                "tiktok",
                "snapchat",
                "mastodon",
                "threads",
                "bluesky",
                "discord",
                "skype",
                "follow me",
                "dm me",
            ],
            "@[A-Za-z0-9_][A-Za-z0-9._]{1,30}[A-Za-z0-9_]",
            |value| !AT_WORDS.contains(&value),
        ),
        &["Instagram: @pale.harbour", "my handle is @otter_writes"],
        &["a twitter thread", "handle @media queries well", "telegram @ noon"],
    ),
    labelled(
        ("pii.numbered_handle", "Name of an account with its number", "Discord: a name and four digits behind a sign"),
        "pii.username",
        (&["discord", "battletag", "battle.net"], "[A-Za-z][A-Za-z0-9._]{1,30}#[0-9]{4,6}", always),
        &["on Discord as paleharbour#4821", "BattleTag: Otter#11482"],
        &["discord issue #4821", "the discord server #general"],
    ),
    labelled(
        ("pii.password", "Password", "Common field names of log-ins"),
        "pii.password",
        (
            &[
                "password:",
                "password=",
                "password =",
                "passwort:",
                "contraseña:",
                "mot de passe:",
                "mot de passe :",
                "senha:",
                "pwd:",
                "pwd=",
                "passwd:",
                "passwd=",
                "pw:",
                "pw=",
                "password is",
                "passcode:",
                "passphrase:",
                "passphrase is",
                "passwort ist",
                "passwort lautet",
                "hasło:",
                "wachtwoord:",
                "wachtwoord is",
                "lösenord:",
                "\"password\":",
                "'password':",
                "kennwort:",
                "пароль:",
            ],
            SIGNS,
            is_password,
        ),
        &[
            "password: Winter99!",
            "my password is hunter2-Blue",
            "{\"password\": \"k9$mQ2vLx\"}",
            "pw: L@ntern77",
            "das Passwort lautet Regen2041!",
        ],
        &[
            "password: string",
            "password: ********",
            "password is required",
            "password=process.env.PW",
            "password: <your password>",
        ],
    ),
    labelled(
        ("pii.password_in_words", "Password in a sentence", "Common words of log-ins"),
        "pii.password",
        (
            &[
                "password",
                "passphrase",
                "passcode",
                "passwort",
                "kennwort",
                "contraseña",
                "mot de passe",
                "wachtwoord",
                "lösenord",
                "senha",
            ],
            SIGNS,
            |value| is_password(value) && is_varied(value),
        ),
        &["sign in with the password Tq7$rainy", "the temporary password was Ol!ve4grove"],
        &["password Windows10", "password SHA-256", "password policy", "password 2FA-app", "password reset/42?"],
    ),
];

/// What style sheets, programs and chats write behind an at sign.
const AT_WORDS: &[&str] = &[
    "@media",
    "@import",
    "@keyframes",
    "@layer",
    "@supports",
    "@property",
    "@override",
    "@everyone",
    "@here",
    "@channel",
    "@all",
    "@param",
    "@return",
];

/// What a password is written with: everything that can be seen but `\`, which begins an escape.
const SIGNS: &str = "[!-\\[\\]-~]{6,64}";

/// Letters, a digit, and a sign that words and versions do not have.
pub(super) fn is_varied(value: &str) -> bool {
    let bare = value.trim_end_matches(['"', '\'', ',', ';', '.', ')', '}', '`', '!', '?']);
    let has = |what: fn(&u8) -> bool| bare.bytes().any(|byte| what(&byte));
    has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && bare.contains(['!', '#', '$', '%', '&', '*', '?', '@', '^', '~', '+'])
        && !bare.contains(['/', '='])
}

/// A word that a sentence would not have there: letters and digits, and neither a version nor a term of programmers.
fn is_login_name(value: &str) -> bool {
    const TERMS: &[&str] = &[
        "oauth2", "sha256", "base64", "int32", "int64", "uint32", "uint64", "utf8", "ipv4", "ipv6", "field", "page",
        "form", "step", "test", "v",
    ];
    let has = |what: fn(&u8) -> bool| value.bytes().any(|byte| what(&byte));
    let stem = value.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_ascii_lowercase();
    has(u8::is_ascii_digit)
        && value.len() > 4
        && !is_stand_in(value)
        && !is_stand_in(&stem)
        && !TERMS.contains(&stem.as_str())
        && !TERMS.contains(&value.to_ascii_lowercase().as_str())
        && !shared::is_placeholder(value)
}

/// Whether a word stands where a user name would, in code and documentation.
fn is_stand_in(value: &str) -> bool {
    const STAND_INS: &[&str] = &[
        "string",
        "required",
        "none",
        "null",
        "true",
        "false",
        "root",
        "admin",
        "username",
        "user",
        "name",
        "the",
        "your",
        "req",
        "self",
        "this",
        "str",
        "int",
        "text",
        "varchar",
        "optional",
        "postgres",
        "guest",
        "anonymous",
        "input",
        "request",
        "data",
        "current_user",
    ];
    STAND_INS.contains(&value.to_ascii_lowercase().as_str())
}
