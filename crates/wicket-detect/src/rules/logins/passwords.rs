//! Passwords behind their labels: with a sign between them, or where the value can be nothing else.

use crate::rules::{
    Rule,
    labelled::{is_password, labelled},
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
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
                "\"passwd\":",
                "\"pass\":",
                "\"pwd\":",
                "\"pw\":",
                "'passwd':",
                "'pwd':",
                "lösen:",
                "kodeord:",
                "jelszó:",
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
            "let password = utf8_percent_encode(password, ALL)",
            "pub static sealedPassphrase: CFStringRef;",
            "const SEALED_PASSWORD = kVaultAccessSealedPassword;",
            "const unlockPasscode: OptionFlags = 1 << 4;",
            "pub fn stretch(passphrase: &Secret, kdf: &Kdf)",
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
                "lösen",
                "senha",
                "palavra-passe",
                "clave",
                "parola d'ordine",
                "parola",
                "heslo",
                "hasło",
                "salasana",
                "şifre",
                "şifrem",
                "passord",
                "adgangskode",
                "kodeord",
                "jelszó",
                "secret word",
                "wlan key",
                "wifi key",
                "wi-fi key",
                "wlan-schlüssel",
                "pw",
                "pwd",
                "mdp",
                "mdp c",
                "mdp c'est",
                "ww",
                "pass ",
                "password from",
                "pass phrase",
            ],
            SIGNS,
            |value| is_password(value) && is_varied(value),
        ),
        &[
            "sign in with the password Tq7$rainy",
            "the temporary password was Ol!ve4grove",
            "Password.Ol!ve4grove",
            "restablecer la clave Ol!ve4grove",
            "mon mdp c Drift4327$ et",
            "the WLAN key is Kest3019* fyi",
            "Salasana Lanter_54!, sähköposti",
            "password for the router: Ol!ve4grove",
        ],
        &[
            "password Windows10",
            "password SHA-256",
            "password policy",
            "password 2FA-app",
            "password reset/42?",
            "equivalent two-pass shift8+SWAR code",
            "see auth/native_password.cc#L94",
            "let found = find_password(Some(&rings1), name);",
        ],
    ),
];

/// What a password is written with: everything that can be seen but `\`, which begins an escape, and the quotes and brackets
/// that end a value where it stands in a program or a page.
const SIGNS: &str = "[!#-&(-;=?-\\[\\]-_a-~]{6,64}";

/// Letters, a digit, and a sign that words and versions do not have.
pub(crate) fn is_varied(value: &str) -> bool {
    let bare = value.trim_end_matches(['"', '\'', ',', ';', '.', ')', '}', '`', '!', '?']);
    let has = |what: fn(&u8) -> bool| bare.bytes().any(|byte| what(&byte));
    // A word in a sentence with a small letter, a capital, a digit and a sign behind them is no other.
    let is_loud = value.trim_end_matches([',', ';', '.', ')']).ends_with('!')
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase);
    has(u8::is_ascii_digit)
        && has(u8::is_ascii_alphabetic)
        && (bare.contains(['!', '#', '$', '%', '&', '*', '?', '@', '^', '~', '+']) || is_loud)
        && !bare.contains(['/', '='])
}
