//! The forms a slot may ask for: `{goal:cap}`, `{order:b64}` and so on.

use base64::Engine;

/// How the text of a slot is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Plain,
    Capital,
    Low,
    Upper,
    Json,
    Base64,
    Hex,
    Rot13,
    Url,
    Reversed,
}

impl Form {
    /// The form of that name.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "cap" => Form::Capital,
            "low" => Form::Low,
            "upper" => Form::Upper,
            "json" => Form::Json,
            "b64" => Form::Base64,
            "hex" => Form::Hex,
            "rot13" => Form::Rot13,
            "url" => Form::Url,
            "rev" => Form::Reversed,
            _ => return None,
        })
    }

    /// `text` in this form.
    pub fn write(self, text: &str) -> String {
        match self {
            Form::Plain => text.to_owned(),
            Form::Capital => first(text, |c| c.to_uppercase().collect()),
            Form::Low => first(text, |c| c.to_lowercase().collect()),
            Form::Upper => text.to_uppercase(),
            Form::Json => {
                let quoted = serde_json::Value::from(text).to_string();
                quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
            }
            Form::Base64 => base64::engine::general_purpose::STANDARD.encode(text),
            Form::Hex => text.bytes().map(|byte| format!("{byte:02x}")).collect(),
            Form::Rot13 => text.chars().map(rot13).collect(),
            Form::Url => text.bytes().map(url).collect(),
            Form::Reversed => text.chars().rev().collect(),
        }
    }
}

fn first(text: &str, change: impl Fn(char) -> String) -> String {
    let mut rest = text.chars();
    rest.next().map(&change).unwrap_or_default() + rest.as_str()
}

fn rot13(c: char) -> char {
    let turned = |base: u8| char::from(base + (c as u8 - base + 13) % 26);
    match c {
        'a'..='z' => turned(b'a'),
        'A'..='Z' => turned(b'A'),
        _ => c,
    }
}

fn url(byte: u8) -> String {
    match byte {
        b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}
