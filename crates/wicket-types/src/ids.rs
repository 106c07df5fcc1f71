//! Names and ids: parsed once at the door, trusted after.

use std::fmt;

use serde::{Deserialize, Serialize};

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// `len` base62 characters made from random bytes, one byte each, without bias: bytes of 248 and above are skipped.
/// `None` when too few bytes are left.
pub fn base62(random: &mut impl Iterator<Item = u8>, len: usize) -> Option<String> {
    let mut text = String::with_capacity(len);
    while text.len() < len {
        let byte = random.next()?;
        if byte < 248 {
            text.push(char::from(BASE62[usize::from(byte % 62)]));
        }
    }
    Some(text)
}

/// The id of one visit, given by the gate: `visit_` and 22 base62 characters (131 random bits).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VisitId(Box<str>);

impl VisitId {
    /// From 16 random bytes: one number in base62, so that every bit counts and none is skipped.
    pub fn new(random: [u8; 16]) -> Self {
        let mut number = u128::from_be_bytes(random);
        let mut text = *b"visit_0000000000000000000000";
        for place in text.iter_mut().skip(6).rev() {
            *place = BASE62[(number % 62) as usize];
            number /= 62;
        }
        VisitId(String::from_utf8_lossy(&text).into())
    }

    /// Reads an id as printed; `None` if it is no visit id.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("visit_")?;
        (rest.len() == 22 && rest.bytes().all(|b| b.is_ascii_alphanumeric())).then(|| VisitId(text.into()))
    }

    /// The id as printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VisitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The public id of a caller's key: 12 base62 characters. Safe to log, search and show.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId([u8; 12]);

impl KeyId {
    /// Reads 12 base62 characters; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes: [u8; 12] = text.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_alphanumeric).then_some(KeyId(bytes))
    }

    /// The id as printed.
    pub fn as_str(&self) -> &str {
        // Only ASCII letters and digits come in through `parse`, so this is always text.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({})", self.as_str())
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for KeyId {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for KeyId {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
        KeyId::parse(&text).ok_or_else(|| serde::de::Error::custom("a key id has 12 letters and digits"))
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, $max:expr, $fine:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks length and characters; `None` when they do not fit.
            pub fn parse(text: &str) -> Option<Self> {
                let fine: fn(u8) -> bool = $fine;
                (!text.is_empty() && text.len() <= $max && text.bytes().all(fine)).then(|| $name(text.into()))
            }

            /// The name as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(from)?;
                $name::parse(&text).ok_or_else(|| serde::de::Error::custom(concat!("not a ", stringify!($name))))
            }
        }
    };
}

name!(
    /// The name of a model as a caller or provider writes it: at most 200 visible ASCII characters.
    ModelName, 200, |b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\')
);
name!(
    /// The name of a `[providers.NAME]` entry: at most 64 lower-case letters, digits, `_` and `-`.
    ProviderName, 64, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-')
);
name!(
    /// What a caller sends as `wicketgate-session`: at most 128 visible ASCII characters.
    SessionId, 128, |b| b.is_ascii_graphic()
);
name!(
    /// A tenant, team or user as the operator names it: at most 128 visible ASCII characters.
    Label, 128, |b| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\')
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base62_skips_bytes_that_would_bias_it() {
        assert_eq!(base62(&mut [0, 255, 61, 248, 10].into_iter(), 3).as_deref(), Some("0zA"));
        assert_eq!(base62(&mut [255, 255].into_iter(), 1), None);
    }

    #[test]
    fn visit_ids_are_distinct_and_can_be_read_back() {
        let (low, high) = (VisitId::new([0; 16]), VisitId::new([255; 16]));
        assert_eq!(low.as_str(), "visit_0000000000000000000000");
        assert_eq!(VisitId::parse(high.as_str()), Some(high));
        assert_eq!(VisitId::parse("visit_short"), None);
    }

    #[test]
    fn names_are_checked_at_the_door() {
        assert!(ModelName::parse("gpt-5-mini").is_some());
        for bad in ["", "two words", "new\nline", "quo\"te"] {
            assert_eq!(ModelName::parse(bad), None, "{bad:?}");
        }
        assert_eq!(ProviderName::parse("OpenAI"), None);
        assert_eq!(KeyId::parse("abcDEF012345").map(|k| k.to_string()).as_deref(), Some("abcDEF012345"));
        assert_eq!(KeyId::parse("abc"), None);
    }
}
