//! Names and passwords of accounts: in fields, where a sign stands behind the label, and in sentences, where the value
//! itself must look like one.

pub mod fields;
pub mod handles;
pub mod keys;
pub mod lists;
pub mod logs;
pub mod pairs;
pub mod passwords;
pub mod sayings;
pub mod told;
pub mod users;

use std::ops::Range;

use super::shared;

/// What people write in front of a password, in the large languages of Europe and some of Asia.
#[rustfmt::skip]
const PASSWORDS: &[&str] = &[
    "password", "passwort", "kennwort", "passcode", "passphrase", "contraseña", "mot de passe", "mdp", "wachtwoord",
    "lösenord", "hasło", "senha", "heslo", "parole chiave", "pwd", "pw", "parola d'ordine", "secret word", "clave",
    "salasana", "passord", "adgangskode", "login/pass", "密码", "密碼", "口令", "パスワード", "パス", "비밀번호", "비번", "пароль",
    "كلمة المرور", "كلمة السر", "पासवर्ड", "mật khẩu", "kata sandi", "haslo", "pass", "şifre", "şifresi",
    "كلمة سر", "lösenordet", "passordet", "adgangskoden", "kodeordet", "parola", "κωδικός πρόσβασης", "κωδικός εισόδου",
    "κωδικός", "συνθηματικό", "jelszó", "jelszava", "jelszavam", "parolă", "пароля", "гасло", "лозинка", "lozinka",
    "zaporka", "geslo", "slaptažodis", "parool", "lykilorð", "סיסמה", "סיסמא", "รหัสผ่าน", "sandi", "kata laluan",
    "contrasenya", "palavra-passe", "kodeord", "hasła", "hasłem", "salasanani", "senhas", "pswd", "passw",
    "psw", "wachtwoorden", "şifrem", "parolam", "parolan", "wpa key", "wpa-key", "wpa2 key", "wpa2-key", "wpa2:", "wlan key",
    "wlan-key", "wifi key", "wi-fi key", "network key", "wlan-schlüssel", "netzwerkschlüssel", "wlan-code", "wifi code",
    "wi-fi code", "clé wifi", "clé wi-fi", "clé wpa", "clé du wifi", "code wifi", "chiave wifi", "chiave wi-fi",
    "chiave wpa", "chiave di rete", "klucz wifi", "klucz do wifi", "clave wifi", "clave wpa", "chave wifi", "chave wpa",
    "startkennwort", "startpasswort", "erstpasswort", "initialpasswort", "einmalpasswort", "adminpasswort", "benutzerpasswort",
    "netzwerkpasswort", "wlanpasswort", "beginwachtwoord", "startwachtwoord", "wifiwachtwoord", "startlösenord",
    "engångslösenord", "startpassord", "engangspassord", "engangskode", "startadgangskode",
    "wifi-code", "wifi-sleutel", "wifi-nyckel", "nätverksnyckel",
];

/// Whether the label at `anchor` is a verb, too, and a word of programs: `the user may pass`, `t.pass("macros/01.rs")`.
fn is_verb(text: &str, anchor: &Range<usize>) -> bool {
    text.get(anchor.clone()).is_some_and(|label| label.eq_ignore_ascii_case("pass"))
}

/// Something of a name that was made up: a digit or a sign inside, and no word of programmers.
fn is_made_up(value: &str) -> bool {
    let is_parted = value.contains(['_', '.', '-']) && !value.starts_with("e-");
    // Programs write their own names so, `listTokens` and `phone_number`: parts of those are none.
    const OF_PROGRAMS: &[&str] =
        &["number", "password", "sys", "email", "address", "type", "error", "data", "list", "value", "key", "token"];
    let words = || value.split(['_', '.', '-']);
    is_login_name(value)
        || is_parted
            && value.len() > 4
            && !is_file_or_site(value)
            && words().all(|word| word.len() > 1 && !is_stand_in(word) && word != "id" && !OF_PROGRAMS.contains(&word))
            && !is_stand_in(value)
            && !value.to_ascii_lowercase().contains("username")
            && !shared::is_placeholder(value)
}

/// Whether a cell below a head such as `user` holds the name of an account: one that looks made up and is whole.
pub(super) fn is_made_up_account(cell: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (4..=32).contains(&cell.len())
        && cell.bytes().all(is_part)
        && cell.starts_with(|c: char| c.is_ascii_alphabetic())
        && is_made_up(cell)
}

/// `config.json`, `amazon.es`: the name of a file or a site, by its ending.
fn is_file_or_site(value: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "com", "org", "net", "io", "dev", "app", "gg", "me", "tv", "eu", "de", "fr", "es", "it", "nl", "pt", "br",
        "pl", "se", "ru", "uk", "json", "yaml", "yml", "toml", "html", "xml", "csv", "txt", "log", "py", "js", "ts",
        "rs", "go", "md", "sh", "sql", "conf", "cfg", "ini", "pdf", "php", "exe", "dll", "pem",
    ];
    value.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}

/// A word that a sentence would not have there: letters and digits, and neither a version nor a term of programmers.
fn is_login_name(value: &str) -> bool {
    const TERMS: &[&str] = &[
        "oauth2", "sha256", "base64", "int32", "int64", "uint32", "uint64", "utf8", "ipv4", "ipv6", "field", "page",
        "form", "step", "test", "v",
    ];
    let has = |what: fn(&u8) -> bool| value.bytes().any(|byte| what(&byte));
    let stem = value.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').to_ascii_lowercase();
    let is_constant = !has(u8::is_ascii_lowercase);
    let is_hash = value.len() > 11 && value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    has(u8::is_ascii_digit)
        && value.len() > 4
        && !is_constant
        && !is_hash
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
