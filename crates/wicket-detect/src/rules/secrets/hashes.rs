//! Hashes of passwords, which are guessed at leisure once they leak, and sealed files that a password opens.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_long, is_short, token};
use crate::rules::{Find, Rule};

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        ("secret.password_hash", "Hash of a password", "crypt(5): bcrypt and MD5; Cisco IOS, secret types 8 and 9"),
        "secret.password_hash",
        (
            &["$2a$", "$2b$", "$2y$", "$1$", "$apr1$", "$8$", "$9$"],
            r"\$2[aby]\$[0-9]{2}\$[./A-Za-z0-9]{53}|\$(?:1|apr1)\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}|\$[89]\$[./A-Za-z0-9]{14}\$[./A-Za-z0-9]{43}",
            is_long,
        ),
        &[
            concat!("ann:$apr1$Kq2mN9pL$", "w4Rt8Vz3x7Kq2mN9pLw4R."),
            concat!("VALUES (1, '$2b$12$Kq2mN9pLw4Rt8Vz3Yb6Hc1", "Jd5Fg0Sa/uTiOeWnQvBkMlXzCrP.x7K')"),
        ],
        &["costs $1$ or $2a$ more", "sed 's/$1$2/x/'"],
    ),
    token(
        ("secret.crypt_hash", "Hash of a password of an account", "crypt(5): SHA-2 and yescrypt"),
        "secret.password_hash",
        (
            &["$5$", "$6$", "$y$"],
            r"\$[56]\$(?:rounds=[0-9]{1,9}\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{43,86}|\$y\$[./A-Za-z0-9]{2,6}\$[./A-Za-z0-9]{1,24}\$[./A-Za-z0-9]{43}",
            is_long,
        ),
        &[concat!(
            "root:$6$Kq2mN9pLw4Rt8Vz3$",
            "x7Kq2mN9pLw4Rt8Vz3Yb6Hc1Jd5Fg0Sa/uTiOeWnQvBkMlXzCrP.x7Kq2mN9pLw4Rt8Vz3Yb6Hc1Jd5Fg0:19500:0:99999"
        )],
        &["$6$rounds=5000$", "from $5$ to $6$"],
    ),
    token(
        ("secret.argon_hash", "Hash of a password by Argon2", "RFC 9106; the PHC string format"),
        "secret.password_hash",
        (
            &["$argon2"],
            r"\$argon2(?:id|i|d)\$v=[0-9]{2}\$m=[0-9]{1,9},t=[0-9]{1,4},p=[0-9]{1,4}\$[A-Za-z0-9+/]{11,44}\$[A-Za-z0-9+/]{22,88}",
            is_long,
        ),
        &[concat!(
            "$argon2id$v=19$m=65536,t=3,p=4$Kq2mN9pLw4Rt8Vz3",
            "Yb6Hc1$Jd5Fg0SauTiOeWnQvBkMlXzCrPx7Kq2mN9pLw4Rt8Vz"
        )],
        &["$argon2id$v=19$m=65536,t=3,p=4$salt$hash"],
    ),
    token(
        ("secret.ldap_hash", "Hash of a password in a directory", "RFC 2307, section 5.3; OpenLDAP: salted schemes"),
        "secret.password_hash",
        (
            &["{SHA}", "{SSHA}", "{SMD5}", "{SSHA512}", "{SSHA256}"],
            r"\{S(?:SHA(?:256|512)?|HA|MD5)\}[A-Za-z0-9+/]{22,100}={0,2}",
            is_short,
        ),
        &[concat!("ann:{SHA}Kq2mN9pLw4Rt8V", "z3Yb6Hc1Jd5F8=")],
        &["{SHA}", "sums {SHA} of files"],
    ),
    token(
        ("secret.django_hash", "Hash of a password of Django", "Django documentation, password management"),
        "secret.password_hash",
        (
            &["pbkdf2_sha256$", "pbkdf2_sha1$"],
            r"pbkdf2_sha(?:256|1)\$[0-9]{4,8}\$[A-Za-z0-9]{8,32}\$[A-Za-z0-9+/]{27,44}={0,2}",
            is_short,
        ),
        &[concat!("pbkdf2_sha256$600000$Kq2mN9pLw4Rt$", "8Vz3Yb6Hc1Jd5Fg0SauTiOeWnQvBkMlXzCrPx7Kq2mQ=")],
        &["pbkdf2_sha256$600000$salt$hash"],
    ),
    Rule {
        id: "secret.ansible_vault",
        title: "Sealed file of Ansible",
        source: "Ansible documentation, format of files encrypted with Vault",
        kind: Kind::of("secret.ansible_vault"),
        confidence: 0.9,
        find: Find::Near { anchors: &["$ansible_vault;1."], look: sealed_file },
        hits: &[concat!(
            "$ANSIBLE_VAULT;1.1;AES256\n",
            "66386439653236336462626566653063336164663966303231363934653561363964363833313662"
        )],
        passes: &[
            "$ANSIBLE_VAULT;1.1;AES256\n…",
            "a file begins with $ANSIBLE_VAULT;1.1;AES256",
            // One value among others is sealed so that the file can be shown.
            concat!(
                "db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n",
                "  66386439653236336462626566653063336164663966303231363934653561363964363833313662"
            ),
        ],
    },
];

/// The head of a sealed file and the lines behind it, unless they are the value of one name in an open file.
fn sealed_file(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    const MOST: usize = 65_536;
    let is_value = text[..anchor.start].trim_end_matches([' ', '\t', '\n', '\r']).ends_with(['|', '>']);
    let limit = text.floor_char_boundary((anchor.end + 64).min(text.len()));
    let head = text.get(anchor.end..limit)?.lines().next()?;
    let at = anchor.end + head.len();
    let body = text.get(at..)?;
    // The digits go on over the ends of lines; a body that is as long as that has room for all that people seal.
    let in_body = |b: &u8| b.is_ascii_digit() || matches!(b, b'a'..=b'f' | b'\n' | b'\r');
    let length = body.bytes().take(MOST).take_while(in_body).count();
    let digits = body.get(..length)?.trim_end();
    let n_first = digits.trim_start().bytes().take_while(u8::is_ascii_hexdigit).count();
    (!is_value && head.contains("AES") && n_first >= 32).then_some(anchor.start..at + digits.len())
}
