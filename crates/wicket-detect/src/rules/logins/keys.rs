//! Names of accounts behind the keys of settings and records, in the words of programs and of several languages: some of those
//! keys hold other names too, so the value must look like that of a person's account.

use super::{is_made_up, is_stand_in};
use crate::rules::{
    Rule,
    given::is_given,
    labelled::{has_digits, labelled},
    shared,
};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        (
            "pii.username_of_key",
            "User name behind a key that holds nothing else",
            "Common keys of settings and records; RFC 2798 and Active Directory schema: uid, sAMAccountName",
        ),
        "pii.username",
        (KEYS, "[A-Za-z][A-Za-z0-9._-]{1,30}[A-Za-z0-9_]", |value| {
            !shared::is_placeholder(value) && !is_stand_in(value)
        }),
        &[
            "{\"user_name\":\"kverhoeven\",\"id\":4}",
            "sAMAccountName: kverhoeven",
            "remote_user=kverhoeven ip",
            "{\"gebruikersnaam\": \"kverhoeven\"}",
            "FATAL: password authentication failed for user \"kverhoeven\"",
            "Access denied for user 'kverhoeven'@'203.0.113.9'",
        ],
        &[
            "{\"user_name\": \"string\"}",
            "remote_user=root",
            "{\"utente\": null}",
            "Access denied for user 'root'@'localhost'",
            "authentication failed for user",
        ],
    ),
    labelled(
        (
            "pii.username_of_setting",
            "User name behind a key of settings",
            "Common keys of settings in the languages of Europe",
        ),
        "pii.username",
        (SETTINGS, "[A-Za-z][A-Za-z0-9._-]{2,30}[A-Za-z0-9_]", is_made_up),
        &[
            "usuario = taller_norte\nclave",
            "- compte : `atelier_nord`",
            "konto: atelier.nord",
            "[smtp]\nutente = officina_nord",
        ],
        &["usuario = Usuario(", "compte : bancaire", "konto: gesperrt", "usuario = nuevo", "conta: 2024"],
    ),
    labelled(
        (
            "pii.username_of_owner",
            "User name behind a key for who owns or did something",
            "Common keys of records: tickets, files, audit logs",
        ),
        "pii.username",
        (OWNERS, "[a-z][a-z0-9]{0,24}(?:[._-][a-z0-9]{1,24}){1,2}", is_of_person),
        &[
            "{\"assignee\":\"otto.brandvik\"}",
            "{\"created_by\": \"o.brandvik\", \"at\"",
            "\"actor\":\"brandvik_o\"",
            "Gecko) user:brandvik.o",
            "\"requested_by\": \"nicole_jacobs\"",
        ],
        &[
            "{\"owner\": \"rust-lang\"}",
            "{\"owner\": \"platform_team\"}",
            "{\"author\": \"some.package.io\"}",
            "{\"actor\": \"github.com\"}",
            "{\"owner\": \"user_id\"}",
            "{\"sender\": \"app.main\"}",
            "user: r.email,",
            "user: self.a.b",
        ],
    ),
];

/// The name of a person's account of two parts: a given name or an initial and another name.
fn is_of_person(value: &str) -> bool {
    /// Last parts that files, modules and hosts have.
    const OTHERS: &[&str] = &[
        "main", "email", "login", "owner", "value", "field", "state", "author", "actor", "username", "local",
        "service", "system", "internal", "module", "bot", "team", "svc",
    ];
    let Some((first, last)) = value.split_once(['.', '_', '-']) else { return false };
    let is_word = |part: &str| part.len() > 2 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_initial = |part: &str| part.len() == 1 && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_initialled = is_initial(first) && is_word(last) || is_word(first) && first.len() > 3 && is_initial(last);
    let is_named = is_given(first) && is_word(last) || is_word(first) && is_given(last);
    // A person's two names with a full stop between them look like nothing else in a record, if the second ends no file.
    let is_dotted = value.contains('.') && is_word(first) && is_word(last) && last.len() > 4 && !has_digits::<1>(value);
    (is_initialled || is_named || is_dotted)
        && !OTHERS.contains(&last)
        && !OTHERS.contains(&first)
        && !is_stand_in(first)
        && !is_stand_in(last)
        && (is_initialled || is_made_up(value))
}

/// Keys that hold the name of an account and nothing else, each with its sign, and what servers write in front of one.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "\"user_name\":", "\"login_name\":", "\"user_login\":", "\"loginname\":", "\"userlogin\":", "\"account_name\":", "\"gebruiker\":",
    "\"gebruikersnaam\":", "\"utente\":", "\"nome_utente\":", "\"usuario\":", "\"nombre_usuario\":", "\"usuário\":",
    "\"utilisateur\":", "\"nom_utilisateur\":", "\"identifiant\":", "\"benutzer\":", "\"benutzername\":", "\"nutzername\":",
    "\"uzytkownik\":", "\"użytkownik\":", "\"brukernavn\":", "\"brugernavn\":", "\"användarnamn\":", "\"anvandarnamn\":",
    "\"kullanici_adi\":", "\"kullaniciadi\":", "\"käyttäjätunnus\":", "\"логин\":", "samaccountname:", "samaccountname=",
    "\"samaccountname\":", "remote_user=", "remote_user:", "auth_user=", "auth_user:", "logname=", "usrname=",
    "targetusername:", "subjectusername:", "\"targetusername\":", "\"subjectusername\":",
    "authentication failed for user \"", "authentication failed for user '", "access denied for user '",
    "login failed for user '", "login failed for user \"", "permission denied for user \"", "gebruiker '", "benutzer '",
    "utilisateur '", "usuario '", "utente '", "gebruiker \"", "benutzer \"", "usuario \"", "utente \"",
];

/// Keys that hold names of accounts most often.
#[rustfmt::skip]
const SETTINGS: &[&str] = &[
    "usuario =", "utente =", "benutzer =", "gebruiker =", "utilisateur =", "uzytkownik =", "użytkownik =", "bruker =",
    "compte :", "compte:", "konto:", "cuenta:", "konto =", "uzytkownik:", "użytkownik:", "smtp_user=", "smtp_user:",
    "ftp_user=", "ftp_user:", "ssh_user=", "ssh_user:", "ansible_user=", "ansible_user:", "vpn_user=", "vpn_user:",
    "db_user=", "db_user:", "smtp_username=", "benutzerkonto:", "gebruikersaccount:", "kontonavn:", "kontonamn:",
];

/// Keys for who owns something or did it, in quotes.
#[rustfmt::skip]
const OWNERS: &[&str] = &[
    "\"owner\":", "\"assignee\":", "\"actor\":", "\"author\":", "\"created_by\":", "\"createdby\":", "\"updated_by\":", "\"updatedby\":",
    "\"modified_by\":", "\"modifiedby\":", "\"requested_by\":", "\"requestedby\":", "\"approved_by\":", "\"approvedby\":",
    "\"submitted_by\":", "\"uploaded_by\":", "\"deleted_by\":", "\"reporter\":", "\"requester\":", "\"operator\":", "\"sender\":",
    "\"principal\":", "\"member\":", "\"player\":", "\"reviewer\":", "\"approver\":", "\"manager\":", "\"uid\":", "\"by\":", "\"who\":",
    "user:", "usr:", "usr=", "owner=", "actor=", "assignee=", "created_by=", "principal=", "opened_by=", "closed_by=",
];
