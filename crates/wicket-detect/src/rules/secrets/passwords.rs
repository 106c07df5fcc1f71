//! Passwords behind short names and in the words of other languages, where the guard for credentials must know them too.

use std::ops::Range;

use wicket_types::Kind;

use super::{assignment::assignment, sentences::is_told, words};
use crate::rules::{Find, Rule, labelled::is_password, logins::passwords::is_varied, programs};

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "secret.short_name",
        title: "Password assigned to a short name",
        source: "CWE-798: hard-coded credentials; names such as DB_PASS, psk and pw",
        kind: Kind::of("secret.assignment"),
        confidence: 0.8,
        find: Find::Near {
            anchors: &[
                "_pass", "-pass", ".pass", "epass", "hpass", "pass=", "pass:", "pass =", "pass\"", "pass'", "pass>",
                "psk", "psw", "pwrd", "_pw", "pw:", "pw=", "pw =", "pw\"", "pw'", "mdp:", "mdp=", "mdp =", "mdp\"",
                "clave:", "clave=", "clave =", "clave\"",
            ],
            look: short_name,
        },
        hits: &[
            concat!("DB_PASS='Vn4tRb", "8zQ'"),
            concat!("smtp_pass=Vn4tRb", "8zQ"),
            concat!("mdp: \"Vn4tRb", "8zQ\""),
            concat!("<Connector keystorePass=\"Vn4tRb", "8zQ\"/>"),
            concat!("psk=\"Vn4tRb", "8zQ\""),
            concat!("std::string db_pass = \"Vn4tRb", "8zQ\";"),
        ],
        passes: &[
            "tests_passed = 12",
            "pass: true",
            "pass=\"always\"",
            "n_pass = 1024",
            "db_pass = os.environ[\"DB_PASS1\"]",
            "bypass: Route66",
            "exports.Minipass = exports.isWritable2",
            "compass = north42",
            "a two-pass shift8+SWAR loop",
        ],
    },
    Rule {
        id: "secret.password_in_words",
        title: "Password in a sentence",
        source: "Common words of log-ins in the languages of Europe and in Chinese",
        kind: Kind::of("secret.password_in_words"),
        confidence: 0.8,
        find: Find::Labelled {
            labels: &[
                "passwort:",
                "passwort ist",
                "passwort lautet",
                "passwort",
                "kennwort:",
                "kennwort",
                "mot de passe:",
                "mot de passe :",
                "mot de passe",
                "contraseña:",
                "contraseña",
                "senha:",
                "senha",
                "wachtwoord:",
                "wachtwoord",
                "hasło:",
                "lösenord:",
                "пароль:",
                "密码:",
                "密码：",
                "pw is",
                "pass is",
                "password for",
                "/ pass",
            ],
            shape: "[!-\\[\\]-~]{6,64}",
            check: |value| is_password(value) && is_varied(value) && !words::is_host(value),
        },
        hits: &[
            concat!("das Passwort lautet Vn4t!Rb", "8zQ"),
            concat!("mot de passe : Vn4t!Rb", "8zQ"),
            concat!("the root pw is Vn4t!Rb", "8zQ"),
            concat!("log in with user ann / pass Vn4t!Rb", "8zQ"),
        ],
        passes: &[
            "Passwort: bitte mindestens 8 Zeichen",
            "mot de passe oublié ?",
            "the pw is wrong",
            "Kennwort SHA-256",
        ],
    },
    Rule {
        id: "secret.credentials_in_words",
        title: "Name and password in a sentence",
        source: "Common words of log-ins: a name, a stroke, a password",
        kind: Kind::of("secret.password_in_words"),
        confidence: 0.8,
        find: Find::Near {
            anchors: &["creds:", "creds are", "credentials:", "login:", "login is", "log in with"],
            look: behind_stroke,
        },
        hits: &[concat!("creds: ann / Vn4t!Rb", "8zQ")],
        passes: &["credentials: ask ann / bob", "login: required / optional", "creds: 2024/05/12"],
    },
];

/// As for names that say it in full, but that a sign may stand in the anchor.
fn short_name(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let name = text.get(anchor.clone())?;
    let is_sign = |c: char| !c.is_ascii_alphabetic();
    let start = anchor.start + name.len() - name.trim_start_matches(is_sign).len();
    let end = anchor.start + name.trim_end_matches(is_sign).len();
    // What goes on is a longer word, and is told by its own anchor or is none.
    let goes_on = text.as_bytes().get(end).is_some_and(u8::is_ascii_alphanumeric);
    let front = text.get(..start)?;
    (!goes_on && !programs::is_passage(text.get(start..)?, front)).then(|| assignment(text, start..end))?
}

/// The password of `name / password`.
fn behind_stroke(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let limit = text.floor_char_boundary((anchor.end + 80).min(text.len()));
    let line = text.get(anchor.end..limit)?.lines().next()?;
    let at = line.find(" / ")? + 3;
    let password = line.get(at..)?.split_whitespace().next()?.trim_end_matches(['.', ',', ';', ')']);
    is_told(password).then_some(anchor.end + at..anchor.end + at + password.len())
}
