//! Which request fields a real provider knows: tables written from the official SDKs, read once.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::Protocol;

const OPENAI: &str = include_str!("../fields/openai.shapes");
const ANTHROPIC: &str = include_str!("../fields/anthropic.shapes");
const FURTHER_OPENAI: &str = include_str!("../fields/further-openai.shapes");
const FURTHER_ANTHROPIC: &str = include_str!("../fields/further-anthropic.shapes");

/// All shapes of one protocol by name; roots are named `protocol/operation`.
pub(crate) type Shapes = HashMap<&'static str, Shape>;

/// The members of one kind of object, in the order of the table.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    pub(crate) fields: Vec<Field>,
}

/// One member: its name, whether it must be there, and what it may hold.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) kinds: Vec<Kind>,
}

/// What a value may be.
#[derive(Debug, PartialEq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    Null,
    Any,
    /// A string that is exactly this.
    Literal(&'static str),
    /// A boolean that is exactly this.
    Exactly(bool),
    List(Vec<Kind>),
    Map(Vec<Kind>),
    /// An object of the named shape.
    Shape(&'static str),
}

/// The shapes of a protocol.
pub(crate) fn of(protocol: Protocol) -> &'static Shapes {
    static TABLES: OnceLock<(Shapes, Shapes)> = OnceLock::new();
    let (openai, anthropic) =
        TABLES.get_or_init(|| (read(&[OPENAI, FURTHER_OPENAI]), read(&[ANTHROPIC, FURTHER_ANTHROPIC])));
    match protocol {
        Protocol::OpenAi => openai,
        Protocol::Anthropic => anthropic,
    }
}

/// Every known request field as a line `protocol/operation/field`, sorted, without repetition.
///
/// Fields of GET routes are query parameters. Anthropic's beta fields count to the operation they extend.
pub fn field_lines() -> Vec<String> {
    let mut lines = Vec::new();
    for protocol in [Protocol::OpenAi, Protocol::Anthropic] {
        for (name, shape) in of(protocol).iter().filter(|(name, _)| name.contains('/')) {
            let operation = name.trim_end_matches("?beta");
            lines.extend(shape.fields.iter().map(|field| format!("{operation}/{}", field.name)));
        }
    }
    lines.sort();
    lines.dedup();
    lines
}

/// Reads tables into one map; a shape that is named again gains the further fields.
fn read(tables: &[&'static str]) -> Shapes {
    let mut shapes = Shapes::new();
    for table in tables {
        let mut current = "";
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix("shape ") {
                current = name;
                shapes.entry(current).or_default();
            } else if let Some((name, kinds)) = line.trim_start().split_once(' ') {
                let field = Field {
                    name: name.trim_end_matches('!'),
                    required: name.ends_with('!'),
                    kinds: alternatives(kinds).into_iter().map(kind).collect(),
                };
                shapes.entry(current).or_default().fields.push(field);
            }
        }
    }
    shapes
}

fn kind(word: &'static str) -> Kind {
    let inside = |word: &'static str| {
        let inner = word.get(1..word.len().saturating_sub(1)).unwrap_or_default();
        alternatives(inner).into_iter().map(kind).collect()
    };
    match word {
        "str" => Kind::Text,
        "int" => Kind::Integer,
        "num" => Kind::Number,
        "bool" => Kind::Boolean,
        "null" => Kind::Null,
        "any" => Kind::Any,
        "true" => Kind::Exactly(true),
        "false" => Kind::Exactly(false),
        _ if word.starts_with('[') => Kind::List(inside(word)),
        _ if word.starts_with('{') => Kind::Map(inside(word)),
        _ if word.starts_with('\'') => Kind::Literal(word.trim_matches('\'')),
        _ => Kind::Shape(word),
    }
}

/// Splits `a|[b|c]|d` at its outer bars.
fn alternatives(kinds: &'static str) -> Vec<&'static str> {
    let (mut depth, mut start, mut found) = (0_u32, 0, Vec::new());
    for (at, byte) in kinds.bytes().enumerate() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'|' if depth == 0 => {
                found.extend(kinds.get(start..at));
                start = at + 1;
            }
            _ => {}
        }
    }
    found.extend(kinds.get(start..));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(kinds: &[Kind], found: &mut Vec<&'static str>) {
        for kind in kinds {
            match kind {
                Kind::List(inner) | Kind::Map(inner) => named(inner, found),
                Kind::Shape(name) => found.push(name),
                _ => {}
            }
        }
    }

    #[test]
    fn every_shape_that_a_table_names_is_in_the_table() {
        for protocol in [Protocol::OpenAi, Protocol::Anthropic] {
            let shapes = of(protocol);
            for shape in shapes.values() {
                let mut names = Vec::new();
                shape.fields.iter().for_each(|field| named(&field.kinds, &mut names));
                for name in names {
                    assert!(shapes.contains_key(name), "{name} is named but not described");
                }
            }
        }
    }

    #[test]
    fn lists_fields_of_both_protocols() {
        let lines = field_lines();
        for line in ["openai/chat/messages", "openai/responses/input", "anthropic/messages/max_tokens"] {
            assert!(lines.iter().any(|one| one == line), "{line}");
        }
    }
}
