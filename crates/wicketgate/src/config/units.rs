//! Values with a unit, as people write them, and names of secrets.

use std::{borrow::Cow, fmt, path::PathBuf, time::Duration};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

/// A number of bytes: a plain number, or text such as `"4MiB"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HumanBytes(pub u64);

impl HumanBytes {
    /// Reads a size as people write it.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, unit) = split(text)?;
        let factor = match unit {
            "" | "B" => 1,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            "kB" | "KB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            _ => return None,
        };
        number.checked_mul(factor).map(HumanBytes)
    }
}

/// A span of time: text such as `"30s"`, `"500ms"`, `"5m"`, `"2h"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HumanDuration(pub Duration);

impl HumanDuration {
    fn parse(text: &str) -> Option<Self> {
        let (number, unit) = split(text)?;
        let millis = match unit {
            "ms" => Some(number),
            "s" => number.checked_mul(1_000),
            "m" | "min" => number.checked_mul(60_000),
            "h" => number.checked_mul(3_600_000),
            _ => None,
        };
        millis.map(|m| HumanDuration(Duration::from_millis(m)))
    }
}

fn split(text: &str) -> Option<(u64, &str)> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    Some((number.replace('_', "").parse().ok()?, unit.trim_start()))
}

/// Whether a provider's name may lead into the operator's own network: `true`, `false`, or the networks.
#[derive(Debug, Deserialize, Serialize)]
#[serde(untagged, expecting = "expected `true`, `false` or a list of networks")]
pub enum PrivateFile {
    /// Anywhere in it, or nowhere.
    Flag(bool),
    /// Into these networks.
    Networks(Vec<String>),
}

impl Default for PrivateFile {
    fn default() -> Self {
        PrivateFile::Flag(false)
    }
}

/// The name of a secret: where it lies, never what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretName {
    /// An environment variable. It stays in the environment of the process for as long as that runs.
    Env(String),
    /// A file that its owner only may read.
    File(PathBuf),
    /// An entry of the built-in vault.
    Vault(String),
}

impl SecretName {
    /// Reads a name as people write it.
    ///
    /// # Errors
    /// It is no name, and perhaps a secret itself.
    pub fn parse(text: &str) -> Result<Self, String> {
        let name =
            |rest: &str| (!rest.is_empty()).then(|| rest.to_owned()).ok_or("a secret's name is empty".to_owned());
        match text.split_once(':') {
            Some(("env", rest)) => name(rest).map(SecretName::Env),
            Some(("file", rest)) => name(rest).map(|path| SecretName::File(path.into())),
            Some(("vault", rest)) => name(rest).map(SecretName::Vault),
            // The text itself may be a secret that was pasted by mistake, so it is not repeated.
            _ => Err("a secret is named, not written: use `env:NAME`, `file:PATH` or `vault:NAME`".to_owned()),
        }
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SecretName::Env(name) => write!(f, "env:{name}"),
            SecretName::File(path) => write!(f, "file:{}", path.display()),
            SecretName::Vault(name) => write!(f, "vault:{name}"),
        }
    }
}

impl<'de> Deserialize<'de> for SecretName {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        SecretName::parse(&Cow::<'de, str>::deserialize(from)?).map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for HumanDuration {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(from)?;
        HumanDuration::parse(&text)
            .ok_or_else(|| de::Error::custom("not a span of time; write it like \"30s\", \"500ms\" or \"5m\""))
    }
}

impl<'de> Deserialize<'de> for HumanBytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u64),
            Text(String),
        }
        let problem = || de::Error::custom("not a size; write it like \"4MiB\" or as a number of bytes");
        match Written::deserialize(from).map_err(|_| problem())? {
            Written::Number(bytes) => Ok(HumanBytes(bytes)),
            Written::Text(text) => HumanBytes::parse(&text).ok_or_else(problem),
        }
    }
}

macro_rules! text_schema {
    ($name:ident, $pattern:literal) => {
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

text_schema!(SecretName, "^(env|file|vault):.+$");
text_schema!(HumanDuration, "^[0-9_]+ ?(ms|s|m|min|h)$");

impl JsonSchema for HumanBytes {
    fn schema_name() -> Cow<'static, str> {
        "HumanBytes".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["string", "integer"], "pattern": "^[0-9_]+ ?(B|KiB|MiB|GiB|kB|KB|MB|GB)?$" })
    }
}

impl JsonSchema for PrivateFile {
    fn schema_name() -> Cow<'static, str> {
        "PrivateFile".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["boolean", "array"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_spans_are_read_as_people_write_them() {
        assert_eq!(HumanBytes::parse("4MiB"), Some(HumanBytes(4 << 20)));
        assert_eq!(HumanBytes::parse("4 096"), None);
        assert_eq!(HumanBytes::parse("4_096"), Some(HumanBytes(4096)));
        assert_eq!(HumanDuration::parse("500ms"), Some(HumanDuration(Duration::from_millis(500))));
        assert_eq!(HumanDuration::parse("30"), None);
    }

    #[test]
    fn a_secret_pasted_into_the_file_is_refused_and_not_repeated() {
        let problem = SecretName::parse("sk-abcdef0123456789").unwrap_err();
        assert!(!problem.contains("sk-abc"), "{problem}");
    }
}
