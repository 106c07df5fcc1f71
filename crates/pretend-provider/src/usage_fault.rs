//! Figures that a reply may wrongly claim to have used.

use serde_json::Value;

/// What a reply may wrongly claim to have used.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum UsageFault {
    /// No usage at all.
    Missing,
    /// Minus a million everywhere.
    Negative,
    /// The largest 64-bit number.
    Huge,
    /// A word instead of a number.
    Text,
    /// The string `NaN`.
    NotANumber,
    /// One and a half.
    Fraction,
    /// Nothing was used.
    Zero,
}

impl UsageFault {
    pub(crate) fn named(value: &str) -> Option<Self> {
        Some(match value {
            "missing" => Self::Missing,
            "negative" => Self::Negative,
            "huge" => Self::Huge,
            "string" => Self::Text,
            "nan" => Self::NotANumber,
            "fraction" => Self::Fraction,
            "zero" => Self::Zero,
            _ => return None,
        })
    }

    /// The usage object of a reply with every figure spoiled; `None` when it is to be left out.
    pub(crate) fn spoil(self, usage: &Value) -> Option<Value> {
        let figure = match self {
            Self::Missing => return None,
            Self::Negative => Value::from(-1_000_000),
            Self::Huge => Value::from(u64::MAX),
            Self::Text => Value::from("many"),
            // JSON has no NaN; the services that leak one write it as this string.
            Self::NotANumber => Value::from("NaN"),
            Self::Fraction => Value::from(1.5),
            Self::Zero => Value::from(0),
        };
        Some(replace_numbers(usage, &figure))
    }
}

fn replace_numbers(value: &Value, figure: &Value) -> Value {
    match value {
        Value::Number(_) => figure.clone(),
        Value::Object(members) => {
            members.iter().map(|(name, member)| (name.clone(), replace_numbers(member, figure))).collect()
        }
        other => other.clone(),
    }
}
