//! Passwords among the arguments of a call, and in statements of SQL and PowerShell that make an account.

use std::ops::Range;

use wicket_types::Kind;

use super::{connection::is_kept_password, is_mixed, is_value};
use crate::rules::{Find, Rule, shared};

/// Calls that take a password, and which argument it is, counted from zero.
const CALLS: &[(&str, usize)] = &[
    ("networkcredential(", 1),
    ("httpbasicauth(", 1),
    ("httpdigestauth(", 1),
    ("httpntlmauth(", 1),
    ("auth=(", 1),
    ("basic_auth(", 1),
    ("basicauth(", 1),
    (".login(", 1),
    ("new pdo(", 2),
    ("mysqli(", 2),
    ("mysqli_connect(", 2),
    ("mysql_connect(", 2),
    ("getconnection(", 2),
    ("dbi->connect(", 2),
    ("passwordauthentication(", 1),
    ("usernamepasswordcredentials(", 1),
    ("new client(", 1),
    ("clientv2(", 0),
    ("translator(", 0),
    ("rollbar.init(", 0),
    ("jwt.sign(", 1),
    ("jwt.encode(", 1),
    ("jwt.verify(", 1),
    ("hash_hmac(", 2),
    ("createhmac(", 1),
    ("hmac.new(", 0),
    ("openssl_encrypt(", 2),
    ("openssl_decrypt(", 2),
    ("createcipheriv(", 1),
    ("createdecipheriv(", 1),
    ("aes.new(", 0),
    ("fernet(", 0),
    ("secretkeyspec(", 0),
    ("cryptojs.aes.encrypt(", 1),
    ("cryptojs.aes.decrypt(", 1),
    ("cookieparser(", 0),
    ("cookiesession(", 0),
    ("urlsafetimedserializer(", 0),
    ("pbkdf2sync(", 0),
    ("scryptsync(", 0),
    ("database(", 2),
    ("dbconnect(", 2),
    ("odbc_connect(", 2),
    ("pg_pconnect(", 2),
    ("oci_connect(", 1),
    ("ftp_login(", 2),
    ("ssh2_auth_password(", 2),
    ("ldap_bind(", 2),
    ("imap_open(", 2),
    ("url.userpassword(", 1),
    ("setbasicauth(", 1),
    ("plainauth(", 2),
    ("ssh.password(", 0),
    ("wifi.begin(", 1),
    ("newstaticcredentials(", 1),
    ("basicawscredentials(", 1),
    ("basicsessioncredentials(", 1),
];

/// The names of [`CALLS`], which are what the text is searched for.
const NAMES: &[&str] = &{
    let mut names = [""; CALLS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = CALLS[at].0;
        at += 1;
    }
    names
};

/// How far behind the name of a call its password is looked for, in bytes: what a stream remembers is as long.
const REACH: usize = 112;

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "secret.call_password",
        title: "Password among the arguments of a call",
        source: "CWE-798: hard-coded credentials; documentation of .NET, requests, smtplib, PDO, JDBC, DBI and jsonwebtoken",
        kind: Kind::of("secret.call_password"),
        confidence: 0.85,
        find: Find::Near { anchors: NAMES, look: argument },
        hits: &[
            concat!("new NetworkCredential(\"ann\", \"Vn4tRb", "8zQ\", \"CORP\")"),
            concat!("requests.get(url, auth=('ann', 'Vn4tRb", "8zQ'))"),
            concat!("smtp.login(\"ann@example.org\", \"Vn4tRb", "8zQ\")"),
            concat!("new PDO('mysql:host=db;dbname=shop', 'ann', 'Vn4tRb", "8zQ');"),
            concat!("DriverManager.getConnection(url, \"ann\", \"Vn4tRb", "8zQ\");"),
            concat!(".basic_auth(\"ann\", Some(\"Vn4tRb", "8zQ\"))"),
            concat!("jwt.sign(payload, 'Vn4tRb8zQw", "Lk3mPx', { expiresIn: '1h' })"),
        ],
        passes: &[
            "new NetworkCredential(user, password)",
            "requests.get(url, auth=('user', 'password'))",
            "client.login(name, os.environ[\"PW_1\"])",
            "new PDO($dsn, $user, $password);",
            "page.login(\"ann\", \"wrong\")",
            "jwt.verify(token, process.env.JWT_SECRET, \"RS256\")",
        ],
    },
    Rule {
        id: "secret.client_key",
        title: "Key that a client is made with",
        source: "CWE-798: hard-coded credentials; libraries whose clients take a key as their first argument",
        kind: Kind::of("secret.call_password"),
        confidence: 0.8,
        find: Find::Near { anchors: &["client(\"", "client('"], look: client_key },
        hits: &[concat!("c = Client(\"x7Kq2mN9pLw4Rt8Vz3Yb", "6Hc1Jd5Fg0Sa\")")],
        passes: &[
            "c = Client(\"5d1c6f0e-93a7-4b28-8e1f-c40b7a92d615\")",
            "Client(\"https://api.example.org/v2/items/2041\")",
            "boto3.client('bedrock-agent-runtime-2023-07-26')",
            concat!("Client('AC90b41c7d2e5f", "8a6390b41c7d2e5f8a63', token)"),
        ],
    },
    Rule {
        id: "secret.sql_password",
        title: "Password in a statement that makes an account",
        source: "MySQL and Oracle references, CREATE USER: IDENTIFIED BY; PostgreSQL reference, CREATE ROLE: PASSWORD",
        kind: Kind::of("secret.sql_password"),
        confidence: 0.9,
        find: Find::Near {
            anchors: &["identified by", "identified with", "login password", "with password", "encrypted password"],
            look: |text, anchor| literal_behind(text, anchor.end, true),
        },
        hits: &[
            concat!("CREATE USER 'ann'@'%' IDENTIFIED BY 'Vn4tRb", "8zQ';"),
            concat!("ALTER USER 'ann' IDENTIFIED WITH caching_sha2_password BY 'Vn4tRb", "8zQ';"),
            concat!("ALTER USER system IDENTIFIED BY Vn4tRb", "8zQ;"),
            concat!("CREATE ROLE app LOGIN PASSWORD 'lamp-harvest-", "copper-violet';"),
        ],
        passes: &[
            "CREATE USER 'ann'@'%' IDENTIFIED BY '<password>';",
            "CREATE USER app IDENTIFIED BY :password;",
            "ALTER USER postgres WITH PASSWORD 'your_password';",
            "a species identified by its call in 1998",
            "sign in with password or passkey2 today",
            "a file identified by SHA-256",
        ],
    },
    Rule {
        id: "secret.powershell_password",
        title: "Password made a secure string",
        source: "PowerShell reference, ConvertTo-SecureString: -AsPlainText",
        kind: Kind::of("secret.powershell_password"),
        confidence: 0.9,
        find: Find::Near {
            anchors: &["convertto-securestring"],
            look: |text, anchor| literal_behind(text, anchor.end, false),
        },
        hits: &[concat!("$pw = ConvertTo-SecureString 'Vn4tRb", "8zQ' -AsPlainText -Force")],
        passes: &[
            "ConvertTo-SecureString $plain -AsPlainText -Force",
            "ConvertTo-SecureString -String '<password>' -AsPlainText",
        ],
    },
];

/// The argument of the call at `anchor` in which its password stands.
fn argument(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let name = text.get(anchor.clone())?;
    let (_, mut n_left) = *CALLS.iter().find(|(call, _)| call.eq_ignore_ascii_case(name))?;
    let bytes = text.as_bytes();
    let limit = (anchor.end + REACH).min(text.len());
    let mut at = anchor.end;
    while at < limit {
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                let length = bytes[at + 1..limit].iter().position(|&b| b == quote || b == b'\n')?;
                let literal = at + 1..at + 1 + length;
                if n_left == 0 {
                    return is_kept_password(text.get(literal.clone())?).then_some(literal);
                }
                at = literal.end;
            }
            b',' if n_left == 0 => return None,
            b',' => n_left -= 1,
            // What is looked up is no password: `os.environ["PW"]`, `env("PW")`.
            b'{' if n_left > 0 && name.starts_with("jwt.") => {
                at += bytes[at..limit].iter().position(|&b| b == b'}')?;
            }
            b'[' | b'{' => return None,
            b'(' if !ends_in_some(&bytes[..at]) => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The whole literal behind `anchor`, if it is long and random.
fn client_key(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let in_key = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let end = anchor.end + bytes.get(anchor.end..)?.iter().take(112).take_while(|b| in_key(b)).count();
    let key = text.get(anchor.end..end)?;
    let is_uuid = key.len() == 36 && key.bytes().filter(|b| *b == b'-').count() == 4;
    let is_closed = bytes.get(end) == bytes.get(anchor.end - 1);
    // The account of Twilio stands in front of its token.
    let is_account = key.len() == 34 && key.starts_with("AC");
    (key.len() >= 28 && is_closed && !is_uuid && !is_account && is_mixed(key) && is_value(key))
        .then_some(anchor.end..end)
}

/// Whether `bytes` end in `Some`, as in front of an optional argument of Rust.
fn ends_in_some(bytes: &[u8]) -> bool {
    bytes.ends_with(b"Some")
}

/// The literal behind `from`, with words and options between, but nothing else; `bare` where it may go without quotes.
fn literal_behind(text: &str, from: usize, bare: bool) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let between = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-' | b'_' | b'=');
    let lead = bytes.get(from..)?.iter().take(48).take_while(|b| between(b)).count();
    let at = from + lead;
    if let Some(&quote) = bytes.get(at).filter(|b| matches!(b, b'"' | b'\'')) {
        let length = bytes[at + 1..].iter().take(96).position(|&b| b == quote)?;
        let literal = at + 1..at + 1 + length;
        let password = text.get(literal.clone())?;
        let is_word = password.bytes().all(|b| b.is_ascii_graphic());
        return (is_word && is_kept_password(password)).then_some(literal);
    }
    // `IDENTIFIED BY Vn4tRb8zQ;`: the statement ends behind it, or a clause in capitals does.
    let start = from + 1;
    let length = bytes.get(start..)?.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
    let ends = bytes.get(start + length) == Some(&b';');
    (bare && ends && is_kept_password(text.get(start..start + length)?) && !shared::is_word_at(text, start + length))
        .then_some(start..start + length)
}
