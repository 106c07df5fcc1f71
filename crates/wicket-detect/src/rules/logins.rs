//! Names and passwords of accounts: in fields, where a sign stands behind the label, and in sentences, where the value
//! itself must look like one.

use std::ops::Range;

use wicket_types::Kind;

use super::{
    Find, Rule, always,
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
                "/user:",
                "accepted password for",
                "accepted publickey for",
                "failed password for",
                "invalid user",
                "session opened for user",
                "session closed for user",
                "utente:",
                "benutzer:",
                "benutzerkennung:",
                "nutzername:",
                "gebruiker:",
                "pseudo :",
                "pseudo:",
                "skype:",
                "reddit: u/",
                "\"username\" :",
                "<username>",
                "<user>",
                "<login>",
                "utilizador:",
                "uživatel:",
                "brugernavn:",
                "brukernavn:",
                "käyttäjätunnus:",
                "kullanıcı adı:",
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
            "sshd[41]: Failed password for invalid user emoreau from 203.0.113.9",
            "<username>emoreau</username>",
        ],
        &[
            "login: required",
            "username: string",
            "the user is here",
            "user=root",
            "Accepted password for root from",
            "<username>string</username>",
        ],
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
                "for user",
                "as user",
                "user:",
                "handle",
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
        (
            "pii.username_told",
            "User name behind words that tell one",
            "Common words of log-ins: nothing but a name stands behind them",
        ),
        "pii.username",
        (
            &[
                "username is",
                "user name is",
                "user id is",
                "login is",
                "handle is",
                "online id is",
                "nickname is",
                "login as",
                "logged in as",
                "my username",
                "my login",
                "my user",
                "user id",
                "userid",
                "username",
                "user name",
                "nome utente",
                "nombre de usuario",
                "usuario",
                "nom d'utilisateur",
                "benutzername",
                "benutzerkennung",
                "gebruikersnaam",
                "account name",
                "user '",
                "user \"",
                "benutzername ist",
                "benutzername bleibt",
                "mi usuario",
                "mi usuario es",
                "il mio utente",
                "gebruikersnaam is",
                "utilisateur est",
            ],
            "[A-Za-z][A-Za-z0-9._-]{2,30}[A-Za-z0-9_]",
            is_made_up,
        ),
        &[
            "the admin login is brian_lopez",
            "my discord handle is richard.woodward",
            "Ihr Benutzername bleibt EvaKoch7",
        ],
        &["the username is required", "login is e-mail", "the user id is user_id", "username is optional."],
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
                "ig:",
                "ig",
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
                "pass:",
                "pass=",
                "pass =",
                "pass is",
                "pw is",
                "palavra-passe:",
                "clave:",
                "parola:",
                "heslo:",
                "salasana:",
                "adgangskode:",
                "passord:",
                "şifre:",
                "contraseña es",
                "mot de passe est",
                "senha é",
                "initial password",
                "temp password",
                "temporary password",
                "default password",
                "passwort wurde zurückgesetzt:",
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
    Rule {
        id: "pii.password_told",
        title: "Password that is told: behind a sign or a verb, or beside the name of an account",
        source: "Common words of log-ins",
        kind: Kind::of("pii.password"),
        confidence: 0.8,
        find: Find::Near {
            anchors: &[
                "password",
                "passwort",
                "kennwort",
                "passcode",
                "passphrase",
                "contraseña",
                "mot de passe",
                "mdp",
                "wachtwoord",
                "lösenord",
                "hasło",
                "senha",
                "heslo",
                "parole chiave",
                "pwd",
                "login/pass",
            ],
            look: told,
        },
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
        ],
    },
];

/// A password of letters and digits behind its label: behind a sign such as `:`, a verb such as `is`, or where the name of an
/// account stands right in front.
fn told(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    if !shared::begins_label(text, anchor.start) || shared::label_goes_on(text, anchor.end) {
        return None;
    }
    let start = shared::skip_filler(text, anchor.end);
    let gap = text.get(anchor.end..start).filter(|gap| !gap.is_empty())?;
    let is_sign = |&byte: &u8| byte.is_ascii_graphic() && !b"\"'<>,;`|\\".contains(&byte);
    let length = text.get(start..)?.bytes().take(64).take_while(is_sign).count();
    let value = text.get(start..start + length)?.trim_end_matches(['.', ')', '}', ']']);
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    // Most labels have no such value behind them, so the words in front are read last.
    (has_digit
        && is_password(value)
        && !is_term(value)
        && (is_announced(text, &anchor, gap) || follows_name(text, anchor.start)))
    .then_some(start..start + value.len())
}

/// Whether `gap`, what stands between a label and a value, says that it is one.
fn is_announced(text: &str, anchor: &Range<usize>, gap: &str) -> bool {
    const VERBS: &[&str] =
        &["is", "was", "be", "set", "ist", "lautet", "wurde", "est", "es", "è", "é", "är", "jest", "er"];
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
            || gap.starts_with("'s ")
            || words.clone().any(|word| VERBS.contains(&word))
            || words.any(|word| word == "to") && is_given())
}

/// Whether the name of an account and its label stand right in front of `at`: `login hbrandt / `.
fn follows_name(text: &str, at: usize) -> bool {
    /// How far in front the label stands, in bytes.
    const REACH: usize = 56;
    const NAMES: &[&str] =
        &["user", "login", "utente", "usuario", "utilisateur", "identifiant", "gebruiker", "användar"];
    let head = text.get(text.floor_char_boundary(at.saturating_sub(REACH))..at).unwrap_or_default();
    let Some((front, value)) = head.trim_end_matches([' ', ',', '/', ';', '|']).rsplit_once([' ', ':', '=']) else {
        return false;
    };
    // The label of the name is the word in front of it: a sentence would have others there.
    let label =
        front.trim_end_matches([' ', ':', '=']).rsplit([' ', '\n']).next().unwrap_or_default().to_ascii_lowercase();
    value.len() > 2 && !matches!(value, "and" | "und" | "oder") && NAMES.iter().any(|name| label.starts_with(name))
}

/// A word of programmers with a number behind it: `SHA256`, `field2.value`, `min8chars`.
fn is_term(value: &str) -> bool {
    const TERMS: &[&str] =
        &["sha", "md5", "field", "input", "min", "max", "base64", "utf", "argon", "pbkdf", "oauth", "http"];
    let lower = value.to_ascii_lowercase();
    TERMS.iter().any(|term| lower.starts_with(term)) || lower.starts_with("windows1")
}

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

/// What a password is written with: everything that can be seen but `\`, which begins an escape, and the quotes and brackets
/// that end a value where it stands in a program or a page.
const SIGNS: &str = "[!#-&(-;=?-\\[\\]-_a-~]{6,64}";

/// Something of a name that was made up: a digit, a sign inside, or a capital inside, and no word of programmers.
fn is_made_up(value: &str) -> bool {
    let is_parted = value.contains(['_', '.', '-']) && !value.starts_with("e-");
    let has_hump = value.as_bytes().windows(2).any(|two| two[0].is_ascii_lowercase() && two[1].is_ascii_uppercase());
    let words = || value.split(['_', '.', '-']);
    is_login_name(value)
        || (is_parted || has_hump)
            && value.len() > 4
            && words().all(|word| word.len() > 1 && !is_stand_in(word) && word != "id")
            && !is_stand_in(value)
            && !value.to_ascii_lowercase().contains("username")
            && !shared::is_placeholder(value)
}

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
        "invalid",
    ];
    STAND_INS.contains(&value.to_ascii_lowercase().as_str())
}
