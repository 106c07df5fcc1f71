//! What lets a bearer in without a password: session cookies, basic authentication, signed addresses.

use std::ops::Range;

use wicket_types::Kind;

use super::{connection::is_kept_password, is_random, is_value, token};
use crate::rules::{Find, Rule, shared};

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "secret.session_cookie",
        title: "Session cookie",
        source: "RFC 6265, sections 4.1 and 4.2; names of session cookies of PHP, Java servlets, ASP.NET, Django, Express and Laravel",
        kind: Kind::of("secret.session_cookie"),
        confidence: 0.85,
        find: Find::Near { anchors: &["cookie:", "-b '", "-b \""], look: session_cookie },
        hits: &[
            concat!("Cookie: theme=dark; sessionid=k92h4abngpcgb", "gnjktlz6e7k2bc0ux6s"),
            concat!("Set-Cookie: JSESSIONID=C54BD42F151C77", "3EFD28B7AFEC2FCACB; Path=/; HttpOnly"),
            concat!("curl -b 'connect.sid=s%3Ax7Kq2mN9pLw4Rt8V", "z3.9f8aXk2LqPz7RtYw3NvB5mJd' https://example.org/"),
        ],
        passes: &[
            "Cookie: theme=dark; lang=de",
            "Set-Cookie: sessionid=deleted; Path=/",
            "Vary: Cookie: sessionid",
            "Set-Cookie: _ga=GA1.2.1234567890.1700000000",
        ],
    },
    Rule {
        id: "secret.basic_auth",
        title: "Basic authentication",
        source: "RFC 7617, section 2: base64 of name, colon, password",
        kind: Kind::of("secret.basic_auth"),
        confidence: 0.95,
        find: Find::Near { anchors: &["basic "], look: basic_auth },
        hits: &[
            "headers = {'Authorization': 'Basic YW5uOlZuNHRSYjh6UQ=='}",
            "authorization: basic YW5uOlZuNHRSYjh6UQ==",
        ],
        passes: &[
            "Authorization: Basic dXNlcjpwYXNzd29yZA==",
            "WWW-Authenticate: Basic realm=\"Restricted\"",
            "basic understanding of networks",
        ],
    },
    Rule {
        id: "secret.private_jwk",
        title: "Private JSON web key",
        source: "RFC 7517, section 4; RFC 7518, sections 6.2.2, 6.3.2 and 6.4: members d and k",
        kind: Kind::of("secret.private_jwk"),
        confidence: 0.95,
        find: Find::Near { anchors: &["\"kty\""], look: private_jwk },
        hits: &[
            concat!("{\"kty\":\"oct\",\"alg\":\"HS256\",\"k\":\"x7Kq2mN9pLw4Rt8Vz3", "Yb6Hc1Jd5Fg0SauTiOeWnQvB\"}"),
            concat!(
                "{\"kty\": \"OKP\", \"crv\": \"Ed25519\", \"d\": \"x7Kq2mN9pLw4Rt8Vz3",
                "Yb6Hc1Jd5Fg0SauTiOeWnQvB\"}"
            ),
        ],
        passes: &[
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"x7Kq2mN9pLw4Rt8Vz3Yb6Hc1Jd5Fg0SauTiOeWnQvB\"}",
            "{\"kty\":\"oct\",\"k\":\"...\"}",
        ],
    },
    token(
        (
            "secret.signed_address",
            "Signature of an address that opens a file",
            "Amazon S3 and Google Cloud Storage documentation, signed URLs, version 4",
        ),
        "secret.signed_address",
        (&["X-Amz-Signature=", "X-Goog-Signature="], r"X-(?:Amz|Goog)-Signature=[0-9a-f]{64}[0-9a-f]*", is_random),
        &[concat!(
            "https://files.example.org/a?X-Amz-Expires=60&X-Amz-Signature=",
            "ca7cff00d796c25410335b400141212b62c376631129f34369aad80b891baf90"
        )],
        &["&X-Amz-Signature=<signature>", "X-Amz-Signature=host;x-amz-date"],
    ),
    Rule {
        id: "secret.wireless_code",
        title: "Password of a wireless network",
        source: "Wi-Fi Alliance, WPA3 specification, section 7: URI format for QR codes",
        kind: Kind::of("secret.wireless_code"),
        confidence: 0.95,
        find: Find::Near { anchors: &["wifi:t:", "wifi:s:"], look: wireless_code },
        hits: &[concat!("WIFI:T:WPA;S:Office;P:Vn4tRb", "8zQ;;")],
        passes: &["WIFI:T:nopass;S:Cafe;;", "WIFI:T:WPA;S:<name>;P:<password>;;"],
    },
    Rule {
        id: "secret.shared_key",
        title: "Key shared by two ends of a tunnel",
        source: "strongSwan documentation, ipsec.secrets; Cisco IOS, crypto isakmp key, password type 7 and SNMP communities",
        kind: Kind::of("secret.shared_key"),
        confidence: 0.85,
        find: Find::Near {
            anchors: &[
                ": psk \"",
                ": eap \"",
                ": xauth \"",
                "crypto isakmp key ",
                "password 0 ",
                "secret 0 ",
                "auth sha ",
                "auth md5 ",
                "geniekey ",
                "authorization: splunk ",
                "password 7 ",
                "key 7 ",
                "snmp-server community ",
            ],
            look: shared_key,
        },
        hits: &[
            concat!("vpn.example.org : PSK \"Vn4tRb", "8zQ\""),
            concat!("username ann password 7 0822", "455D0A16"),
            concat!("crypto isakmp key Vn4tRb", "8zQ address 0.0.0.0"),
            concat!("username ann privilege 15 password 0 Vn4tRb", "8zQ"),
        ],
        passes: &["password 7 characters long", "key 7 of the piano", "snmp-server community public RO"],
    },
];

/// The value of the first cookie whose name says that it is a session.
fn session_cookie(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    const NAMES: &[&str] = &["sess", "sid", "token", "auth", "remember", "aspxauth", "jwt"];
    const MOST: usize = 8;
    let limit = text.floor_char_boundary((anchor.end + 240).min(text.len()));
    let line = text.get(anchor.end..limit)?.lines().next()?;
    let mut at = anchor.end;
    for pair in line.split(';').take(MOST) {
        let begins = at + pair.len() - pair.trim_start_matches([' ', '\'', '"']).len();
        at += pair.len() + 1;
        let Some((name, value)) = text.get(begins..at - 1).and_then(|pair| pair.split_once('=')) else { continue };
        let start = begins + name.len() + 1;
        let length = value.bytes().take_while(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\'' | b',')).count();
        let name = name.to_ascii_lowercase();
        let is_session = name.len() <= 40 && NAMES.iter().any(|word| name.contains(word)) && !name.contains("csrf");
        let value = text.get(start..start + length)?;
        if is_session && value.len() >= 16 && is_value(value.split('.').next().unwrap_or(value)) {
            return Some(start..start + length);
        }
    }
    None
}

/// Base64 that holds a name, a colon and a password which somebody keeps.
fn basic_auth(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let in_base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let length = bytes.get(anchor.end..)?.iter().take(256).take_while(|b| in_base64(b)).count();
    let encoded = text.get(anchor.end..anchor.end + length)?;
    if length < 12 || !length.is_multiple_of(4) {
        return None;
    }
    let decoded = decoded(encoded.as_bytes())?;
    let (name, password) = decoded.split_once(':')?;
    // A token stands for the name, the password, or one of them and the other is empty.
    let is_kept = is_kept_password(password) || password.len() < 4 && is_kept_password(name);
    is_kept.then_some(anchor.end..anchor.end + length)
}

/// Base64 of printed ASCII.
fn decoded(encoded: &[u8]) -> Option<String> {
    let (mut bits, mut n_bits) = (0_u32, 0_u32);
    let mut text = String::with_capacity(encoded.len());
    for &byte in encoded {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        bits = (bits << 6 | u32::from(value)) & 0xFFFF;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            let byte = u8::try_from(bits >> n_bits & 0xFF).ok().filter(u8::is_ascii_graphic)?;
            text.push(char::from(byte));
        }
    }
    Some(text)
}

/// The private member of the key whose type stands at `anchor`.
fn private_jwk(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    // The modulus of RSA stands between; a stream, which holds less, knows shorter keys alone.
    let limit = text.floor_char_boundary((anchor.end + 1_024).min(text.len()));
    let object = text.get(anchor.end..limit)?.split('}').next()?;
    let member = |name: &str| {
        let at = object.find(name)? + name.len();
        let value = object.get(at..)?.trim_start_matches([' ', ':']).strip_prefix('"')?;
        let start = anchor.end + object.len() - value.len();
        let length = value.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')).count();
        let value = text.get(start..start + length)?;
        (length >= 32 && is_random(value)).then_some(start..start + length)
    };
    member("\"d\"").or_else(|| member("\"k\""))
}

/// The field `P:` of the code of a network.
fn wireless_code(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let limit = text.floor_char_boundary((anchor.end + 112).min(text.len()));
    let line = text.get(anchor.end..limit)?.lines().next()?;
    let start = line.find(";P:")? + 3;
    let password = line.get(start..)?.split(';').next()?;
    is_kept_password(password).then_some(anchor.end + start..anchor.end + start + password.len())
}

/// The word behind `anchor`: in quotes, as hexadecimal digits behind a type, or bare.
fn shared_key(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let in_key = |b: &u8| b.is_ascii_graphic() && *b != b'"';
    let length = bytes.get(anchor.end..)?.iter().take(96).take_while(|b| in_key(b)).count();
    let key = text.get(anchor.end..anchor.end + length)?;
    let is_typed = text.get(anchor.clone())?.ends_with("7 ");
    let is_key = match is_typed {
        // Two digits of a salt, and as many pairs as the password has characters.
        true => key.len() >= 10 && key.len().is_multiple_of(2) && key.bytes().all(|b| b.is_ascii_hexdigit()),
        false => is_kept_password(key),
    };
    (is_key && !shared::is_placeholder(key)).then_some(anchor.end..anchor.end + length)
}
