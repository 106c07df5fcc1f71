//! Sensitivity classes: what a text may be shown to.

use serde::{Deserialize, Serialize};

/// How sensitive a call is, and how sensitive a call a provider may receive. Ordered: a provider takes its own class and below.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// May be read by anyone.
    Public,
    /// Ordinary business text.
    #[default]
    Internal,
    /// Personal data in the clear, business secrets.
    Confidential,
    /// Health, payment and other data under special law.
    Regulated,
}

impl Class {
    /// The name used in the file and in the header `wicketgate-class`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Class::Public => "public",
            Class::Internal => "internal",
            Class::Confidential => "confidential",
            Class::Regulated => "regulated",
        }
    }

    /// Reads the name; `None` for anything else.
    pub fn parse(name: &str) -> Option<Class> {
        [Class::Public, Class::Internal, Class::Confidential, Class::Regulated].into_iter().find(|c| c.as_str() == name)
    }
}
