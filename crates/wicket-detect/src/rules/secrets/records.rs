//! Secrets in records whose names stand apart from them or say nothing by themselves: salts, password files, states of tools.

use std::ops::Range;

use wicket_types::Kind;

use super::{assigned_places::place_of_value, connection::is_kept_password, is_random, is_short};
use crate::{
    checks,
    rules::{Find, Rule, shared},
};

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "secret.salt",
        title: "Key or salt of WordPress",
        source: "WordPress documentation, wp-config.php: security keys, 64 characters of the secret-key service",
        kind: Kind::of("secret.salt"),
        confidence: 0.9,
        find: Find::Near {
            anchors: &[
                "auth_key",
                "auth_salt",
                "logged_in_key",
                "logged_in_salt",
                "nonce_key",
                "nonce_salt",
                "loggedinsalt",
            ],
            look: salt,
        },
        hits: &[concat!(
            "define('AUTH_KEY',         'kj(]gk9=CNSK]A%dl0V:H:/M}m--5*P",
            "-)jP)GP8-Gvo(5,{!aif+xs(oM=rxpNFz');"
        )],
        passes: &["define('AUTH_KEY', 'put your unique phrase here');", "AUTH_KEY=${AUTH_KEY}"],
    },
    Rule {
        id: "secret.password_file",
        title: "Password in a line of .pgpass",
        source: "PostgreSQL documentation, the password file: host, port, database, user and password with colons between",
        kind: Kind::of("secret.password_file"),
        confidence: 0.9,
        find: Find::Near { anchors: &[":5432:", ":5433:", ":6432:", ":5439:"], look: fifth_field },
        hits: &[
            concat!("db.internal:5432:mill:ann:Vn4tRb", "8zQ"),
            concat!("db.internal:5432:*:ann:lamp-harvest-", "copper-violet"),
        ],
        passes: &["ports: 127.0.0.1:5432:5432", "db:5432:mill:ann:password", "at 10.0.0.7:5432: refused"],
    },
    Rule {
        id: "secret.certificate_key",
        title: "App certificate of Agora",
        source: "Agora documentation, app certificates, which sign tokens",
        kind: Kind::of("secret.certificate_key"),
        confidence: 0.85,
        find: Find::Near { anchors: &["appcertificate", "app_certificate"], look: certificate },
        hits: &[concat!("const appCertificate = \"8f3c0e5b7a1d4926", "b0c7e5f1a3d8924b\"")],
        passes: &["appCertificate = process.env.AGORA", "APP_CERTIFICATE=\"\""],
    },
    Rule {
        id: "secret.made_password",
        title: "Password in a state of Terraform",
        source: "HashiCorp documentation, random provider: attribute `result` of random_password",
        kind: Kind::of("secret.made_password"),
        confidence: 0.9,
        find: Find::Near { anchors: &["\"random_password\""], look: made_password },
        hits: &[concat!(
            "\"type\":\"random_password\",\"name\":\"mill\",\"instances\":[{\"attributes\":{\"result\":\"Vn4tRb",
            "8zQw\"}}]"
        )],
        passes: &[
            "\"type\":\"random_password\",\"name\":\"mill\"",
            "resource \"random_password\" \"mill\" { length = 20 }",
        ],
    },
    Rule {
        id: "secret.signing_account",
        title: "Private key of an account that signs",
        source: "Hardhat documentation, network configuration: accounts; 32 bytes as hexadecimal digits",
        kind: Kind::of("secret.signing_account"),
        confidence: 0.9,
        find: Find::Near {
            anchors: &["accounts: [", "new wallet(", "--private-key ", "privatekeytoaccount("],
            look: signing_account,
        },
        hits: &[concat!("accounts: [\"0x00b0cce1ea60c7b114a33a2c56080822", "03f8076e2642540f77e3219c5f723f62\"]")],
        passes: &["accounts: [process.env.KEY]", "accounts: [\"0x51409d18039dda6d53b17abad769e7959c75c90b\"]"],
    },
    Rule {
        id: "secret.machine_account",
        title: "Access token of a machine account of Bitwarden",
        source: "Bitwarden documentation, Secrets Manager: access tokens",
        kind: Kind::of("secret.machine_account"),
        confidence: 0.95,
        find: Find::Near { anchors: &["bws_access_token", "--access-token 0."], look: machine_account },
        hits: &[concat!(
            "BWS_ACCESS_TOKEN=0.6531d065-db39-4221-88f9-2a8ded7af321.",
            "TmkWeWsZ6s1NMgD48DrhQRrTmJVGFM:WNF/79PxVKpkgTh1PyNKag=="
        )],
        passes: &["BWS_ACCESS_TOKEN=${BWS_ACCESS_TOKEN}", "BWS_ACCESS_TOKEN=0."],
    },
    Rule {
        id: "secret.login_file",
        title: "Password in a block of OpenVPN",
        source: "OpenVPN reference manual, option auth-user-pass: a name and a password on a line each",
        kind: Kind::of("secret.login_file"),
        confidence: 0.9,
        find: Find::Near { anchors: &["<auth-user-pass>"], look: second_line },
        hits: &[concat!("<auth-user-pass>\nann\nVn4tRb", "8zQ\n</auth-user-pass>")],
        passes: &["<auth-user-pass>\n</auth-user-pass>", "<auth-user-pass>\nuser\npassword\n</auth-user-pass>"],
    },
];

/// What stands in quotes behind the name at `anchor`: 64 characters of all kinds, spaces among them.
fn salt(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let place = place_of_value(text, anchor.end)?;
    let quote = *text.as_bytes().get(place.at.checked_sub(1)?).filter(|b| matches!(b, b'"' | b'\'' | b'`'))?;
    let in_salt = |b: &u8| *b != quote && (b.is_ascii_graphic() || *b == b' ');
    let length = text.as_bytes().get(place.at..)?.iter().take(80).take_while(|b| in_salt(b)).count();
    let value = text.get(place.at..place.at + length)?;
    let n_signs = value.bytes().filter(u8::is_ascii_punctuation).count();
    let is_salt = (32..=72).contains(&length) && n_signs >= 3 && checks::entropy(value.as_bytes()) >= 4.0;
    (is_salt && !shared::is_placeholder(value)).then_some(place.at..place.at + length)
}

/// The field behind the name of a database and that of an account.
fn fifth_field(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let limit = text.floor_char_boundary((anchor.end + 112).min(text.len()));
    let line = text.get(anchor.end..limit)?.split(char::is_whitespace).next()?;
    let mut fields = line.splitn(3, ':');
    let (base, user) = (fields.next()?, fields.next()?);
    let password = fields.next()?.trim_end_matches(['"', '\'', '`']);
    let is_name =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-*.".contains(&b));
    let start = anchor.end + base.len() + user.len() + 2;
    (is_name(base) && is_name(user) && is_kept_password(password)).then_some(start..start + password.len())
}

/// Thirty-two hexadecimal digits assigned to the name at `anchor`.
fn certificate(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let at = place_of_value(text, anchor.end)?.at;
    let length = text.as_bytes().get(at..)?.iter().take(33).take_while(|b| b.is_ascii_hexdigit()).count();
    (length == 32 && is_short(text.get(at..at + length)?)).then_some(at..at + length)
}

/// The attribute `result` behind the type at `anchor`.
fn made_password(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let limit = text.floor_char_boundary((anchor.end + 112).min(text.len()));
    let rest = text.get(anchor.end..limit)?;
    let behind = rest.find("\"result\":")? + "\"result\":".len();
    let start =
        anchor.end + behind + rest.get(behind..)?.bytes().take(2).take_while(|b| matches!(b, b' ' | b'"')).count();
    let length =
        text.as_bytes().get(start..)?.iter().take(112).take_while(|b| b.is_ascii_graphic() && **b != b'"').count();
    is_kept_password(text.get(start..start + length)?).then_some(start..start + length)
}

/// Thirty-two bytes as hexadecimal digits behind `anchor`.
fn signing_account(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let lead = bytes.get(anchor.end..)?.iter().take(3).take_while(|b| matches!(b, b' ' | b'"' | b'\'' | b'\n')).count();
    let start = anchor.end + lead;
    let marked = if bytes.get(start..)?.starts_with(b"0x") { 2 } else { 0 };
    let length = bytes.get(start + marked..)?.iter().take(65).take_while(|b| b.is_ascii_hexdigit()).count();
    let end = start + marked + length;
    (length == 64 && is_random(text.get(start..end)?)).then_some(start..end)
}

/// `0.`, a UUID, a full stop, a secret, a colon and a key behind the name at `anchor`.
fn machine_account(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let start = match text.get(anchor.clone())?.ends_with("0.") {
        true => anchor.end - 2,
        false => place_of_value(text, anchor.end)?.at,
    };
    let in_token = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'/' | b'+' | b'=');
    let length = text.as_bytes().get(start..)?.iter().take(120).take_while(|b| in_token(b)).count();
    let token = text.get(start..start + length)?;
    let is_one = token.starts_with("0.") && token.contains(':') && length >= 80 && is_random(token);
    is_one.then_some(start..start + length)
}

/// The second line behind `anchor`.
fn second_line(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let limit = text.floor_char_boundary((anchor.end + 112).min(text.len()));
    let rest = text.get(anchor.end..limit)?.trim_start_matches(['\r', '\n']);
    let (_, behind) = rest.split_once('\n')?;
    let password = behind.lines().next()?.trim_end();
    let start = limit - behind.len();
    (!password.contains(' ') && is_kept_password(password)).then_some(start..start + password.len())
}
