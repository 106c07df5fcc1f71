//! Hashes of passwords, which are guessed at leisure once they leak, and sealed files that a password opens.

use super::{is_long, is_short, token};
use crate::rules::Rule;

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
    token(
        (
            "secret.ansible_vault",
            "Sealed text of Ansible",
            "Ansible documentation, format of files encrypted with Vault",
        ),
        "secret.ansible_vault",
        (
            &["$ANSIBLE_VAULT;"],
            r"\$ANSIBLE_VAULT;1\.[0-9];AES256?(?:;[A-Za-z0-9_-]{1,32})?\r?\n[ \t]*[0-9a-f]{32}[0-9a-f]*(?:\r?\n[ \t]*[0-9a-f]{32}[0-9a-f]*)*",
            |_| true,
        ),
        &[concat!(
            "$ANSIBLE_VAULT;1.1;AES256\n",
            "66386439653236336462626566653063336164663966303231363934653561363964363833313662"
        )],
        &["$ANSIBLE_VAULT;1.1;AES256\n…", "a file begins with $ANSIBLE_VAULT;1.1;AES256"],
    ),
];
