//! Names and passwords of accounts that a sentence tells some words behind their label: `the password for the cabin is …`.

use std::ops::Range;

use wicket_types::Kind;

use super::{PASSWORDS, is_made_up, is_verb, pairs::name_at, told::is_term};
use crate::rules::{Find, Rule, labelled::is_password, shared};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    Rule {
        id: "pii.password_said",
        title: "Password that a sentence tells some words behind the label",
        source: "Common words of those who share a password",
        kind: Kind::of("pii.password"),
        confidence: 0.8,
        find: Find::Near { anchors: PASSWORDS, look: password },
        hits: &[
            "the password for the cabin is rivermoss77",
            "Das WLAN-Passwort in der Hütte ist rivermoss77.",
            "a senha do wifi é rivermoss77 e",
            "haslo do domku to rivermoss77",
            "lösenordet till stugans nät är rivermoss77",
            "le mot de passe du chalet est käserei2041",
            "Le mot de passe du wifi du gîte : rivermoss-83.",
            "Senha do portal alterada para rivermoss#83, avise",
            "Das Kennwort wurde geändert auf rivermoss-83",
            "temp password issued: rivermoss83!",
            "пароль от вайфая rivermoss83, не",
            "كلمة السر للواي فاي rivermoss83",
            "la contraseña fue cambiada a rivermoss83",
        ],
        passes: &[
            "the password for the vault is Windows11",
            "the password policy of the site is ISO27001",
            "the password length in bytes is 12chars",
            "the password, as said, is rivermoss77 no more",
            "a password to the site is required4",
            "the password hashing algorithm: rivermoss12",
            "a password was changed to bcrypt in 2019",
            "the password reset link is in v2.0.1-beta",
        ],
    },
    Rule {
        id: "pii.username_said",
        title: "User name that a sentence tells some words behind the label",
        source: "Common words of games, networks and log-ins",
        kind: Kind::of("pii.username"),
        confidence: 0.8,
        find: Find::Near {
            anchors: &[
                "handle",
                "username",
                "user name",
                "gamertag",
                "nickname",
                "nick ",
                "screen name",
                "account name",
                "login name",
                "benutzername",
                "gebruikersnaam",
                "nom d'utilisateur",
                "nome utente",
                "nombre de usuario",
                "nutzername",
                "login",
                "user id",
                "anmeldename",
                "identifiant",
                "pseudo",
                "usuario",
                "usuário",
                "nazwa użytkownika",
                "nazwę użytkownika",
                "användarnamn",
                "brukernavn",
                "brugernavn",
                "käyttäjätunnus",
                "kullanıcı adı",
                "логин",
                "имя пользователя",
                "ник",
            ],
            look: name,
        },
        hits: &[
            "his handle on there is OtterWalrus77",
            "my username for the forum was paleharbour_9",
            "Benutzername im Forum: paleharbour_9.",
            "Mein Login bei euch lautet paleharbour_9",
            "mon identifiant sur le site est paleharbour_9",
            "my own login there was paleharbour9",
            "nombre de usuario en la tienda: paleharbour9",
        ],
        passes: &[
            "the username on the form is optional",
            "a handle to the file is user_data",
            "the username column of the table is user_name",
            "the login page of version: v2.0",
            "login on the host: build77.internal/x",
            "a login with the type is int64",
        ],
    },
];

/// Verbs in front of what is told, in the languages of the labels.
const VERBS: &[&str] =
    &["is", "was", "ist", "lautet", "est", "es", "è", "é", "är", "er", "to", "jest", "on", "это", "remains", "became"];
/// Words behind a label that say what it is of. `the password column of the table:` has none there.
const OF: &[&str] = &[
    "for", "of", "to", "du", "de", "del", "della", "do", "da", "für", "vom", "zum", "der", "till", "til", "voor",
    "van", "от", "для", "im", "am", "bei", "beim", "auf", "in", "on", "at", "pour", "sur", "dans", "au", "en", "para",
    "no", "na", "em", "per", "su", "nel", "sul", "do", "dla", "w", "på", "i", "hos", "bij", "op", "av", "в", "на", "к",
];
/// Beginnings of words that say that something was given or changed, behind which the value follows: `was changed to`.
#[rustfmt::skip]
const CHANGES: &[&str] = &[
    "chang", "reset", "set", "updat", "issue", "assign", "geänder", "änder", "gesetzt", "zurückgesetzt", "vergeb", "troca", "alter",
    "mud", "redefin", "defin", "cambi", "modific", "restabl", "establec", "modifi", "réinit", "impost", "reimpost",
    "aggiorn", "gewijzigd", "ingesteld", "aangepast", "ändra", "bytt", "satt", "endre", "ændre", "nulstil", "zmieni",
    "ustawi", "změn", "nastav", "vaihde", "измен", "смен", "sustitu", "actualiz", "atualiz",
];
/// Words between such a word and the value.
const INTO: &[&str] =
    &["to", "as", "auf", "in", "zu", "para", "por", "a", "à", "en", "con", "naar", "op", "till", "til", "na", "на"];
/// Most words between a label and its verb.
const MOST: usize = 5;

/// Where what is told begins: behind a verb, with one word at least between the label and the verb, and nothing but words.
/// Where a sign may be, behind a colon as well.
fn told_at(text: &str, label: usize, may_be_sign: bool) -> Option<usize> {
    /// How far behind the label it begins, in bytes.
    const REACH: usize = 56;
    let rest = text.get(label..text.floor_char_boundary(label + REACH))?;
    let is_of = rest.get(1..).and_then(|rest| rest.split(' ').next()).is_some_and(|first| OF.contains(&first));
    let (mut at, mut is_change) = (label + 1, false);
    for (nth, word) in rest.strip_prefix(' ')?.split(' ').take(MOST + 1).enumerate() {
        let is_sign = || word.strip_suffix(':').is_some_and(|word| word.chars().all(char::is_alphabetic));
        if nth > 0 && (VERBS.contains(&word) || may_be_sign && is_of && is_sign()) {
            return Some(at + word.len() + 1);
        }
        // `was changed to`, `issued:`
        if is_change && INTO.contains(&word) || may_be_sign && word.ends_with(':') && begins_change(word) {
            return Some(at + word.len() + 1);
        }
        is_change = begins_change(word);
        if word.is_empty() || !word.chars().all(|c| c.is_alphabetic() || c == '-') {
            return None;
        }
        at += word.len() + 1;
    }
    None
}

/// Where the first word in Latin letters begins behind a label of another script and up to three words of that script:
/// `пароль от вайфая`.
fn behind_script(text: &str, label: usize) -> Option<usize> {
    /// How far behind the label it begins, in bytes.
    const REACH: usize = 56;
    let is_other = |c: char| c.is_alphabetic() && c > '\u{36f}';
    let rest = text.get(label..text.floor_char_boundary(label + REACH))?;
    text.get(..label)?.chars().next_back().filter(|&last| is_other(last))?;
    let mut at = label + 1;
    for word in rest.strip_prefix(' ')?.split(' ').take(4) {
        if word.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            return Some(at);
        }
        if word.is_empty() || !word.chars().all(is_other) {
            return None;
        }
        at += word.len() + 1;
    }
    None
}

/// Whether a word says that something was given or changed.
fn begins_change(word: &str) -> bool {
    CHANGES.iter().any(|change| word.starts_with(change))
}

fn password(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    if is_verb(text, &anchor) || !shared::begins_label(text, anchor.start) || shared::label_goes_on(text, anchor.end) {
        return None;
    }
    let start = told_at(text, anchor.end, true).or_else(|| behind_script(text, anchor.end))?;
    let is_sign = |c: &char| c.is_ascii_graphic() && !"\"'<>,;`|\\".contains(*c) || c.is_alphabetic();
    let length = text.get(start..)?.chars().take(40).take_while(is_sign).map(char::len_utf8).sum::<usize>();
    let value = text.get(start..start + length)?.trim_end_matches(['.', ')', ':', '!', '?']);
    let has = |what: fn(&u8) -> bool| value.bytes().filter(what).count();
    let is_told = has(u8::is_ascii_digit) > 0 && has(u8::is_ascii_lowercase) > 3 && is_password(value);
    (is_told && value.len() > 7 && !is_term(value) && !is_word_with_note(value)).then_some(start..start + value.len())
}

/// A word of a sentence with the number of a note behind it, or a number with its unit in front.
fn is_word_with_note(value: &str) -> bool {
    let stem = value.trim_end_matches(|c: char| c.is_ascii_digit());
    value.len() - stem.len() == 1 && stem.bytes().all(|byte| byte.is_ascii_lowercase())
        || value.starts_with(|c: char| c.is_ascii_digit()) && value.ends_with(['s', 'd'])
}

fn name(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    if !shared::begins_label(text, anchor.start) || shared::label_goes_on(text, anchor.end) {
        return None;
    }
    let start = told_at(text, anchor.end - usize::from(text.get(..anchor.end)?.ends_with(' ')), true)?;
    let name = name_at(text.get(start..)?)?.trim_end_matches(['.', '-']);
    let end = start + name.len();
    let has_digit = name.bytes().any(|byte| byte.is_ascii_digit());
    let is_path = matches!(text.as_bytes().get(end), Some(b'/' | b'(' | b'@'));
    (has_digit && is_made_up(name) && !is_path && !shared::is_word_at(text, end)).then_some(start..end)
}
