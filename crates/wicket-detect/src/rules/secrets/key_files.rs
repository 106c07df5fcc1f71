//! Keys in files of their own kinds, that no label and no start of a token tells: PuTTY, SSH2, minisign, XML, wallets.

use std::ops::Range;

use wicket_types::Kind;

use super::{is_random, token};
use crate::{
    checks,
    rules::{Find, Rule, shared},
};

/// The rules of this module.
pub(super) static RULES: &[Rule] = &[
    token(
        (
            "secret.minisign_key",
            "Minisign secret key",
            "minisign documentation, secret key format: base64 of \"EdScB2\"",
        ),
        "secret.private_key",
        (&["RWRTY0Iy"], "RWRTY0Iy[A-Za-z0-9+/]{60}[A-Za-z0-9+/]*={0,2}", is_random),
        &[concat!("RWRTY0IyKHNao1ctZJDxJSwKccGzGkzgw8IXPVIk04ln", "C8k69GDvKD0VqABOFtNCwNe4kUfEDQZmqVILPV65SqfsWJ")],
        &["RWRTY0Iy", "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"],
    ),
    token(
        ("secret.nostr_key", "Nostr private key", "NIP-19: bech32 of a private key, with the start nsec"),
        "secret.nostr_key",
        (&["nsec1"], "nsec1[02-9ac-hj-np-z]{58}", is_random),
        &[concat!("nsec1hay9cxqvhf92drr2rd3m78pj2tnh8", "dlgl88s63xdjc8vqfv8n9fs50zxyl")],
        &["nsec1", "npub1hay9cxqvhf92drr2rd3m78pj2tnh8dlgl88s63xdjc8vqfv8n9fs50zxyl"],
    ),
    Rule {
        id: "secret.key_lines",
        title: "Private lines of a key file",
        source: "PuTTY documentation, appendix C: PPK file format; RFC 4716 and SSH Tectia, private key files",
        kind: Kind::of("secret.private_key"),
        confidence: 0.95,
        find: Find::Near { anchors: &["private-lines: ", "encrypted private key ----\n"], look: key_lines },
        hits: &[
            concat!(
                "Private-Lines: 1\nKPf5BxlvobhxUTqQHt446dqGJXdU4+",
                "6kqf/N6OhpuSF5erh9\nPrivate-MAC: c9c7579458626779"
            ),
            concat!(
                "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: \"ann@mill\"\n",
                "KPf5BxlvobhxUTqQHt446dqGJXdU4+6kqf/N6OhpuSF5erh9\n---- END"
            ),
        ],
        passes: &[
            "Private-Lines: 1\n…",
            "Private-Lines: how many lines follow",
            "---- BEGIN SSH2 PUBLIC KEY ----\nAAAAB3NzaC1yc2E",
        ],
    },
    Rule {
        id: "secret.xml_key",
        title: "Private exponent of an XML key",
        source: "W3C XML Signature, RSAKeyValue; .NET documentation, RSA.ToXmlString",
        kind: Kind::of("secret.private_key"),
        confidence: 0.95,
        find: Find::Near { anchors: &["<d>"], look: xml_exponent },
        hits: &[concat!(
            "<Exponent>AQAB</Exponent><D>XmSqTlLP1NPKFun1qpcOmxps81mfxtYi",
            "NG9N2XlWoTpaCUfn09PjbadhJRvytMhO8d7ae40Zd5sU4t46</D></RSAKeyValue>"
        )],
        passes: &[
            "<D>…</D>",
            "<d>the third</d>",
            "<Modulus>XmSqTlLP1NPKFun1qpcOmxps81mfxtYiNG9N2XlWoTpaCUfn09Pj</Modulus>",
        ],
    },
    Rule {
        id: "secret.wallet_key",
        title: "Private key of a Bitcoin wallet",
        source: "Bitcoin wiki, wallet import format: 51 or 52 characters of Base58 from 5, K or L on",
        kind: Kind::of("secret.wallet_key"),
        confidence: 0.9,
        find: Find::Near {
            anchors: &["wif\"", "wif'", "wif=", "wif:", "wif =", "wif)", "wif ", "importprivkey "],
            look: wallet_key,
        },
        hits: &[
            concat!("WIF=L26ZHTupnfyYwVdmtj4C2cd4sFSdE28a", "tzktGdXe65iMASSV1nDc"),
            concat!("private key (WIF): 5Kb8kLf9zgWQnogidDA76Mz", "PL6TsZZY36hWXMssSzNydYXYB9KF"),
        ],
        passes: &["WIF: none", "wif=L26ZHTupnfyYwVdmtj4C2cd4", "the wif of a wallet"],
    },
    Rule {
        id: "secret.recovery_code",
        title: "Code that stands in for a lost device",
        source: "NIST SP 800-63B, section 5.1.2: look-up secrets; documentation of GitHub, GitLab and Google accounts",
        kind: Kind::of("secret.recovery_code"),
        confidence: 0.8,
        find: Find::Near {
            anchors: &["recovery code", "backup code", "recovery key", "scratch code", "emergency code"],
            look: recovery_code,
        },
        hits: &[
            concat!("Keep this recovery code, it lets you in when the phone is lost: d30fe-", "6231d"),
            concat!("Backup codes:\n4f8a-", "92c7"),
        ],
        passes: &[
            "the recovery code is printed once",
            "recovery code: XXXX-XXXX",
            "backup codes: see page 12-14",
            "recovery key: 2024-05-12",
            "backup code freeze: sprint-12",
        ],
    },
];

/// The first line of base64 behind the head at `anchor`, and those that follow it.
fn key_lines(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    const MOST_LINES: usize = 64;
    /// Longest line of a key file with its break, in bytes; a text of nothing but heads may have no other lines.
    const LONGEST: usize = 256;
    let in_base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let (mut at, mut found) = (anchor.end, None::<Range<usize>>);
    for n in 0..MOST_LINES {
        let rest = text.get(at..text.floor_char_boundary(at + LONGEST))?;
        let line = rest.split_inclusive('\n').next().unwrap_or_default();
        if line.is_empty() || !line.ends_with('\n') && at + line.len() < text.len() {
            break;
        }
        let bare = line.trim_end();
        let is_head = found.is_none() && (n == 0 || bare.contains(": "));
        let is_body = bare.len() >= 16 && bare.bytes().all(in_base64)
            || found.is_some() && !bare.is_empty() && bare.bytes().all(in_base64);
        match &mut found {
            Some(span) if is_body => span.end = at + bare.len(),
            Some(_) => break,
            None if is_body => found = Some(at..at + bare.len()),
            None if is_head && n < 4 => {}
            None => return None,
        }
        at += line.len();
    }
    found.filter(|span| text.get(span.clone()).is_some_and(is_random))
}

/// The private exponent behind `<D>`.
fn xml_exponent(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let in_base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    let length = text.as_bytes().get(anchor.end..)?.iter().take(1_024).take_while(|b| in_base64(b)).count();
    (length >= 80 && is_random(text.get(anchor.end..anchor.end + length)?)).then_some(anchor.end..anchor.end + length)
}

/// The key behind the word for its format, with signs and quotes between.
fn wallet_key(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let between = |b: &u8| {
        matches!(b, b' ' | b'"' | b'\'' | b'=' | b':' | b',' | b'(' | b')' | b'>' | b'v' | b'a' | b'l' | b'u' | b'e')
    };
    let start = anchor.end + bytes.get(anchor.end..)?.iter().take(16).take_while(|b| between(b)).count();
    let in_base58 = |b: &u8| b.is_ascii_alphanumeric() && !matches!(b, b'0' | b'O' | b'I' | b'l');
    let length = bytes.get(start..)?.iter().take(53).take_while(|b| in_base58(b)).count();
    let key = text.get(start..start + length)?;
    let is_key = (51..=52).contains(&length) && key.starts_with(['5', 'K', 'L', 'c', '9']) && is_random(key);
    is_key.then_some(start..start + length)
}

/// Groups of letters and digits of one length, behind the first sign that leads to them.
fn recovery_code(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    const REACH: usize = 100;
    if !shared::begins_word(text, anchor.start) {
        return None;
    }
    let limit = text.floor_char_boundary((anchor.end + REACH).min(text.len()));
    let sentence = text.get(anchor.end..limit)?;
    let behind = |lead: &str| code_at(text, anchor.end + sentence.find(lead)? + lead.len());
    [": ", ":\n", "= ", " is "].iter().find_map(|lead| behind(lead))
}

/// The code that begins at `start`, or behind the signs of a list there.
fn code_at(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..)?;
    let bare = rest.trim_start_matches([' ', '\n', '`', '"', '-', '*']);
    let start = start + rest.len() - bare.len();
    let in_code = |b: &u8| b.is_ascii_alphanumeric() || *b == b'-';
    let length = text.as_bytes().get(start..)?.iter().take(64).take_while(|b| in_code(b)).count();
    let code = text.get(start..start + length)?;
    let groups: Vec<&str> = code.split('-').collect();
    let first = groups.first()?.len();
    let count = |what: fn(&u8) -> bool| code.bytes().filter(what).count();
    let is_code = (2..=8).contains(&groups.len())
        && (4..=8).contains(&first)
        && groups.iter().all(|group| group.len() == first)
        && count(u8::is_ascii_digit) >= 2
        && count(u8::is_ascii_alphabetic) >= 1
        && checks::entropy(code.as_bytes()) >= 2.3
        && !shared::is_placeholder(code);
    is_code.then_some(start..start + length)
}
