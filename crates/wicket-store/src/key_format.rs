//! How a caller's key is spelled: `wgk_live_<id 12>_<secret 30><check 6>`, letters, digits and `_` only.
//!
//! The check digits are a CRC-32 over everything before them. They are no security check: they turn away typos, fuzz
//! and guesses before anything is looked up, and they let secret scanners be exact.

use wicket_types::{KeyId, Secret, ids::base62};

/// Base62 characters of the secret part: 178 random bits.
pub const SECRET_LEN: usize = 30;
const ID_LEN: usize = 12;
const CHECK_LEN: usize = 6;
const TOTAL: usize = 3 + 1 + 4 + 1 + ID_LEN + 1 + SECRET_LEN + CHECK_LEN;

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// Calls models (`wgk`).
    Inference,
    /// Administers the gate (`wga`).
    Admin,
    /// A service account that calls models (`wgs`).
    Service,
    /// Enrols one thing once (`wgx`).
    Enrolment,
}

impl KeyKind {
    const ALL: [KeyKind; 4] = [KeyKind::Inference, KeyKind::Admin, KeyKind::Service, KeyKind::Enrolment];

    /// The first three letters of such a key.
    pub const fn prefix(self) -> &'static str {
        match self {
            KeyKind::Inference => "wgk",
            KeyKind::Admin => "wga",
            KeyKind::Service => "wgs",
            KeyKind::Enrolment => "wgx",
        }
    }

    pub(crate) fn parse(prefix: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.prefix() == prefix)
    }
}

/// Where a key is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// The real thing.
    #[default]
    Live,
    /// A gate set up for tests.
    Test,
}

impl Environment {
    /// The second part of such a key.
    pub const fn as_str(self) -> &'static str {
        match self {
            Environment::Live => "live",
            Environment::Test => "test",
        }
    }

    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Environment::Live, Environment::Test].into_iter().find(|e| e.as_str() == name)
    }
}

/// A key as a caller showed it, taken apart; nothing about it has been believed yet.
pub struct Presented<'t> {
    /// What it says it is for.
    pub kind: KeyKind,
    /// Where it says it is good.
    pub environment: Environment,
    /// The public id.
    pub id: KeyId,
    /// The secret part.
    pub secret: &'t str,
}

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKey {
    /// It has not the shape of one.
    Shape,
    /// The check digits are not those of the rest.
    Checksum,
}

/// Takes a key apart. Looks at the text only.
///
/// # Errors
/// [`NoKey`]: another shape, or wrong check digits.
pub fn parse(text: &str) -> Result<Presented<'_>, NoKey> {
    if text.len() != TOTAL || !text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return Err(NoKey::Shape);
    }
    let mut parts = text.split('_');
    let (Some(kind), Some(environment), Some(id), Some(rest), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(NoKey::Shape);
    };
    let kind = KeyKind::parse(kind).ok_or(NoKey::Shape)?;
    let environment = Environment::parse(environment).ok_or(NoKey::Shape)?;
    let id = KeyId::parse(id).ok_or(NoKey::Shape)?;
    let (secret, _) = rest.split_at_checked(SECRET_LEN).ok_or(NoKey::Shape)?;
    let (body, check) = text.split_at_checked(TOTAL - CHECK_LEN).ok_or(NoKey::Shape)?;
    if check.as_bytes() != check_digits(body) {
        return Err(NoKey::Checksum);
    }
    Ok(Presented { kind, environment, id, secret })
}

/// Spells a key from its parts; the whole of it is the secret that is shown once.
pub fn spell(kind: KeyKind, environment: Environment, id: KeyId, secret: &str) -> Secret {
    let body = format!("{}_{}_{id}_{secret}", kind.prefix(), environment.as_str());
    let check = check_digits(&body);
    let body = zeroize::Zeroizing::new(body);
    let mut whole = String::with_capacity(TOTAL);
    whole.push_str(&body);
    whole.extend(check.map(char::from));
    Secret::new(whole, "caller's key")
}

/// A new id and a new secret part from random bytes; `None` when the bytes do not suffice (128 practically always do).
pub fn draw(random: &mut impl Iterator<Item = u8>) -> Option<(KeyId, Secret)> {
    let id = KeyId::parse(&base62(random, ID_LEN)?)?;
    Some((id, Secret::new(base62(random, SECRET_LEN)?, "secret part of a caller's key")))
}

fn check_digits(body: &str) -> [u8; CHECK_LEN] {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut number = crc32(body.as_bytes());
    let mut digits = [b'0'; CHECK_LEN];
    for digit in digits.iter_mut().rev() {
        *digit = DIGITS[(number % 62) as usize];
        number /= 62;
    }
    digits
}

/// CRC-32 as of ISO 3309 and zlib: reflected, polynomial 0xEDB88320.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = crc_table();
    !bytes.iter().fold(!0, |crc, byte| TABLE[((crc ^ u32::from(*byte)) & 0xff) as usize] ^ (crc >> 8))
}

const fn crc_table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let (mut crc, mut bit) = (i as u32, 0);
        while bit < 8 {
            crc = if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
            bit += 1;
        }
        table[i] = crc;
        i += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_key() -> String {
        let id = KeyId::parse("abcDEF012345").expect("an id");
        spell(KeyKind::Inference, Environment::Live, id, &"s3cr3T".repeat(5)).expose().to_owned()
    }

    #[test]
    fn the_check_value_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn a_key_reads_back_as_it_was_spelled() {
        let text = a_key();
        assert_eq!(text.len(), 58);
        let key = parse(&text).unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(
            (key.kind, key.environment, key.id.as_str()),
            (KeyKind::Inference, Environment::Live, "abcDEF012345")
        );
        assert_eq!(key.secret, "s3cr3T".repeat(5));
    }

    #[test]
    fn auth_01_any_changed_character_fails_before_a_lookup() {
        let text = a_key();
        for at in 0..text.len() {
            for new in ["0", "z", "_", " ", "\0", "\n", "é"] {
                let changed = format!("{}{new}{}", &text[..at], &text[at + 1..]);
                assert!(changed == text || parse(&changed).is_err(), "{changed:?}");
            }
            assert!(parse(&text[..at]).is_err());
        }
        for bad in
            [format!("{text}0"), format!(" {text}"), format!("{text}\n"), format!("{text},{text}"), text.to_uppercase()]
        {
            assert_eq!(parse(&bad).err(), Some(NoKey::Shape), "{bad:?}");
        }
    }

    #[test]
    fn drawn_keys_have_the_right_lengths() {
        let (id, secret) = draw(&mut (0..=255).cycle()).expect("enough bytes");
        assert_eq!((id.as_str().len(), secret.expose().len()), (12, SECRET_LEN));
        assert!(draw(&mut [1, 2, 3].into_iter()).is_none());
    }
}
