//! Names of accounts in the fields of logs and records: behind a word for a user in some language and a sign, behind the name
//! of a network, and where the log of a server tells who.

use super::{is_made_up, is_stand_in};
use crate::rules::{Rule, labelled::labelled, shared};

/// The rules of this module.
pub static RULES: &[Rule] = &[
    labelled(
        (
            "pii.username_of_field",
            "User name behind a word for a user and a sign",
            "Logs of servers, as programs write fields",
        ),
        "pii.username",
        (USERS, "[A-Za-z][A-Za-z0-9._-]{1,30}[A-Za-z0-9_]", |value| {
            !shared::is_placeholder(value) && !is_stand_in(value)
        }),
        &[
            "gebruiker=kverhoeven ip=",
            "認証失敗: ユーザー=m_takagi 接続",
            "kullanıcı=bkaya55 ip",
            "utilisateur=plefort",
        ],
        &["gebruiker=root ip", "utente=null"],
    ),
    labelled(
        (
            "pii.username_of_network",
            "User name behind the name of a network",
            "Profiles, as people and records write them",
        ),
        "pii.username",
        (NETWORKS, "@?[A-Za-z][A-Za-z0-9._-]{2,30}[A-Za-z0-9_]", |value| {
            is_made_up(value.trim_start_matches('@')) && value.bytes().any(|byte| byte.is_ascii_lowercase())
        }),
        &[
            "github: harbour-ops",
            "lol my insta is sk8.harbour_",
            "我的微信号pale_0520，加我",
            "my new gamertag is Toast3r_X",
        ],
        &[
            "github: actions",
            "gitlab: latest",
            "insta is down",
            "twitter: twitter.com/pale",
            "const AC_LINEID: ADDRESS_CAPABILITY =",
        ],
    ),
    labelled(
        ("pii.username_of_log", "User name in the line of a log", "Logs of servers, as programs tell who"),
        "pii.username",
        (TOLD, "[A-Za-z][A-Za-z0-9]{0,24}(?:[._][A-Za-z0-9]{1,24}){1,3}", |value| {
            (is_made_up(value) || is_initialled(value)) && !value.bytes().any(|byte| byte.is_ascii_uppercase())
        }),
        &[
            "reachable at 203.0.113.9, ssh user deploy_mh, password",
            "misslyckades: användare olle_p, ip",
            "ошибка входа: пользователь v.sidorova адрес",
            "Benutzerin s.krautwurst kann sich nicht anmelden",
            "logowanie nieudane: m.wrobel z adresu",
        ],
        &[
            "as a user, user_id is",
            "utente user_name",
            "Login OK: [user_name]",
            "el usuario amazon.es no",
            "utente config.json",
        ],
    ),
];

/// An initial and a surname, or the other way round: `m.wrobel`. Behind other words this is the field of some variable.
fn is_initialled(value: &str) -> bool {
    let Some((front, behind)) = value.split_once(['.', '_']) else { return false };
    let (initial, name) = if front.len() == 1 { (front, behind) } else { (behind, front) };
    initial.len() == 1 && name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_lowercase()) && !is_stand_in(name)
}

/// Words for a user, each with its sign.
#[rustfmt::skip]
const USERS: &[&str] = &[
    "gebruiker=", "utente=", "usuario=", "usuário=", "utilisateur=", "benutzer=", "nutzer=", "kullanıcı=", "kullanici=",
    "пользователь=", "користувач=", "ユーザー=", "ユーザ=", "用户=", "사용자=", "användare=", "bruker=", "bruger=", "użytkownik=",
    "uživatel=", "user_login=", "login_name=", "loginname=", "ruser=", "euser=", "auser=", "acct=\"", "suser=", "duser=",
];

/// Networks and what people write of them.
#[rustfmt::skip]
const NETWORKS: &[&str] = &[
    "github:", "gitlab:", "bitbucket:", "codeberg:", "insta is", "instagram is", "ig is", "snap is", "snapchat is", "my snap",
    "tiktok is", "discord is", "twitter is", "telegram is", "mastodon is", "twitch is", "gamertag is", "gamer tag is",
    "insta:", "instagram:", "twitter:", "telegram:", "tiktok:", "twitch:", "snapchat:", "discord:", "微信号", "微信", "抖音号",
    "qq号", "line id", "wechat id", "wechat:", "kakao id", "카톡", "카카오톡",
];

/// What logs write in front of who it was.
#[rustfmt::skip]
const TOLD: &[&str] = &[
    "(login", "ssh user", "ftp user", "db user", "sftp user", "smb user", "vpn user", "radius user", "domain user", "ldap user",
    "user account", "login ok: [", "login incorrect: [", "auth: [", "utente", "användare", "användaren", "benutzer",
    "benutzerin", "gebruiker", "utilisateur", "usuario", "usuário", "użytkownik", "użytkownika", "kullanıcı", "пользователь",
    "пользователя", "користувач", "ユーザー", "用户", "사용자", "bruker", "brukeren", "bruger", "brugeren", "käyttäjä", "felhasználó",
    "uživatel", "connexion refusée pour", "échec de connexion pour", "anmeldung fehlgeschlagen für", "logowanie nieudane:",
    "login failed for", "authentication failed for", "auth failed for", "failed login for",
    "inlogfout voor", "accesso negato per", "acceso denegado para", "sign-in failed for",
    "échec du mot de passe pour", "mot de passe incorrect pour", "authentification échouée pour", "fehlgeschlagenes passwort für",
    "anmeldeversuch von", "inicio de sesión fallido para", "autenticación fallida para", "contraseña incorrecta para",
    "autenticazione fallita per", "accesso fallito per", "falha de login para", "falha de autenticação para",
    "aanmelding mislukt voor", "inlogpoging van", "nieudane logowanie użytkownika", "misslyckad inloggning för",
    "signing in as", "tried signing in as", "tried to sign in as",
];
