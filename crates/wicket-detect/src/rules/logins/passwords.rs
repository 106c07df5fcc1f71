//! Passwords behind their labels: with a sign between them, or where the value can be nothing else.

use std::ops::Range;

use wicket_types::Kind;

use crate::rules::{
    Find, Rule,
    labelled::{is_password, labelled},
    shared,
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
            |value| is_password(value) && (is_varied(value) || has_sign_inside(value)),
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
            "and the password Olive$grove until",
            "y la contraseña oliva&limones a ver",
        ],
        &[
            "password Windows10",
            "password SHA-256",
            "password user&admin;",
            "password $olive",
            "password it's",
            "password policy",
            "password 2FA-app",
            "password reset/42?",
            "equivalent two-pass shift8+SWAR code",
            "see auth/native_password.cc#L94",
            "let found = find_password(Some(&rings1), name);",
        ],
    ),
    labelled(
        ("pii.password_of_key", "Password behind a word for a key", "Common words of wireless networks and safes"),
        "pii.password",
        (
            &[
                "schlüssel",
                "schluessel",
                "chiave:",
                "chiave =",
                "clé :",
                "clé:",
                "klucz:",
                "ключ:",
                "sleutel:",
                "nyckel:",
                "nøgle:",
                "nøkkel:",
                "chave:",
                "llave:",
                "avain:",
                "klíč:",
                "kulcs:",
                "κλειδί:",
                "anahtar:",
            ],
            SIGNS,
            |value| is_password(value) && is_of_words_and_signs(value),
        ),
        &["wlan -> Schlüssel Ol1ve-4417-Hain", "chiave: 'lanterna_Del_M0lo'", "clé : Ravin-Vert-4417"],
        &["Schlüssel: user_id2-feld", "chiave: AKQ4417295RRTX01", "clé : 4417-2950-0136", "ключ: aGVsbG8gd29ybGQx"],
    ),
    labelled(
        (
            "pii.password_of_network",
            "Key of a wireless network",
            "IEEE 802.11i: pre-shared keys; wpa_supplicant.conf(5)",
        ),
        "pii.password",
        (
            &["psk:", "psk=", "psk =", "\"psk\":", "wpa_passphrase=", "pre-shared key:", "wifi-sec.psk", "wpa-psk:"],
            "[!#-&(-;=?-\\[\\]-_a-~]{8,63}",
            is_network_key,
        ),
        &["ssid: Boathouse\n  psk: \"rivers-and-moss?\"", "wpa_passphrase=rivermoss77"],
        &["psk: string", "psk: Option<String>,", "psk = request.psk(", "psk: WPA-PSK-<key>"],
    ),
    Rule {
        id: "pii.password_of_input",
        title: "Password that a page holds in its field",
        source: "HTML Living Standard, 4.10.5.1.6: input of type password, and its value",
        kind: Kind::of("pii.password"),
        confidence: 0.85,
        find: Find::Near { anchors: &["type=\"password\""], look: of_input },
        hits: &["<input type=\"password\" name=\"pwd\" value=\"River_Moss77\">"],
        passes: &[
            "<input type=\"password\" name=\"pwd\" value=\"\">",
            "<input type=\"password\" name=\"field1\"><input value=\"boats77\">",
            "<input type=\"password\" value=\"{{ form.pw1 }}\">",
        ],
    },
];

/// What the attribute for the value of a field holds, in the same element.
fn of_input(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    /// Longest attributes between the two, in bytes.
    const REACH: usize = 64;
    const NAME: &str = " value=\"";
    let rest = text.get(anchor.end..text.floor_char_boundary(anchor.end + REACH))?;
    let element = rest.split('>').next().unwrap_or_default();
    let start = anchor.end + element.find(NAME)? + NAME.len();
    let length = text.as_bytes().get(start..)?.iter().take(64).position(|byte| matches!(byte, b'"' | b'>' | b' '))?;
    let value = text.get(start..start + length)?;
    let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
    (has_digit && is_password(value)).then_some(start..start + length)
}

/// A password, or words with signs between them, that no program and no manual would have there.
fn is_network_key(value: &str) -> bool {
    let is_parted = value.split(['-', '_', '.', '?', '!']).filter(|part| part.len() > 1).count() > 1;
    (is_password(value) || is_parted)
        && value.bytes().any(|byte| byte.is_ascii_lowercase())
        && !shared::is_placeholder(value)
        && !value.contains(['(', '<', '{'])
}

/// Small letters in a row, a capital, a digit, and a sign that parts words: a key of a program has no words, and a name in a
/// program no capitals beside signs.
fn is_of_words_and_signs(value: &str) -> bool {
    let is_small = |byte: &u8| byte.is_ascii_lowercase();
    let has_word =
        value.as_bytes().chunk_by(|a, b| is_small(a) == is_small(b)).any(|run| run.len() > 2 && is_small(&run[0]));
    let has = |what: fn(&u8) -> bool| value.bytes().any(|byte| what(&byte));
    let begins_loud = value.split(['-', '_']).any(|part| part.starts_with(|c: char| c.is_ascii_uppercase()));
    value.len() > 9
        && has_word
        && begins_loud
        && has(u8::is_ascii_digit)
        && value.contains(['-', '_', '!', '#', '$', '&', '@', '*'])
}

/// What a password is written with: everything that can be seen but `\`, which begins an escape, and the quotes and brackets
/// that end a value where it stands in a program or a page.
const SIGNS: &str = "[!#-&(-;=?-\\[\\]-_a-~]{6,64}";

/// Two words with nothing but a sign between them that no sentence writes there: `Olive$grove`.
fn has_sign_inside(value: &str) -> bool {
    let bare = value.trim_end_matches([',', '.', ')', '!', '?']);
    let is_word = |part: &str| part.len() > 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    bare.len() > 8
        && bare.split_once(['$', '&', '#', '^', '*', '!']).is_some_and(|(one, other)| is_word(one) && is_word(other))
}

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
