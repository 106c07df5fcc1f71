//! Checks a request body against the shape of its operation; the first problem, in table order, is the answer.

use serde_json::{Map, Value};

use crate::Protocol;
use crate::shapes::{self, Kind, Shape, Shapes};

/// What is wrong with a request, and where.
#[derive(Debug, PartialEq)]
pub(crate) struct Problem {
    /// Member names and indexes (as digits) from the root to the value.
    pub(crate) path: Vec<String>,
    pub(crate) what: What,
}

/// The ways in which a value can be wrong.
#[derive(Debug, PartialEq)]
pub(crate) enum What {
    Unknown,
    Missing,
    /// The value is of none of the expected kinds (`a string`, `an array`).
    Type {
        expected: String,
        got: &'static str,
    },
    /// The value is of the right kind but not one of these.
    Value {
        got: String,
        supported: Vec<&'static str>,
    },
}

impl Problem {
    pub(crate) fn at(path: &[&str], what: What) -> Self {
        Self { path: path.iter().map(ToString::to_string).collect(), what }
    }
    /// `messages[0].content`, as OpenAI writes places.
    pub(crate) fn bracketed(&self) -> String {
        self.path.iter().fold(String::new(), |path, step| {
            let is_index = step.bytes().all(|byte| byte.is_ascii_digit());
            match (path.is_empty(), is_index) {
                (true, _) => step.clone(),
                (false, true) => format!("{path}[{step}]"),
                (false, false) => format!("{path}.{step}"),
            }
        })
    }
    /// `messages.0.content`, as Anthropic writes places.
    pub(crate) fn dotted(&self) -> String {
        self.path.join(".")
    }
    fn under(mut self, step: &str) -> Self {
        self.path.insert(0, step.to_owned());
        self
    }
}

/// Checks `body` against the shape named `root`.
///
/// # Errors
/// The first unknown or missing member, wrong type or unsupported value.
pub(crate) fn check(protocol: Protocol, root: &str, body: &Map<String, Value>) -> Result<(), Problem> {
    let shapes = shapes::of(protocol);
    match shapes.get(root) {
        Some(shape) => object(shapes, shape, body),
        None => Ok(()),
    }
}

fn object(shapes: &Shapes, shape: &Shape, members: &Map<String, Value>) -> Result<(), Problem> {
    if let Some(unknown) = members.keys().find(|key| !shape.fields.iter().any(|field| field.name == **key)) {
        return Err(Problem::at(&[unknown.as_str()], What::Unknown));
    }
    for field in &shape.fields {
        match members.get(field.name) {
            Some(found) => value(shapes, &field.kinds, found).map_err(|problem| problem.under(field.name))?,
            None if field.required => return Err(Problem::at(&[field.name], What::Missing)),
            None => {}
        }
    }
    Ok(())
}

/// A value must fit one of `kinds`. Of the kinds that look alike, the closest one tells what is wrong.
fn value(shapes: &Shapes, kinds: &[Kind], found: &Value) -> Result<(), Problem> {
    let mut closest: Option<(u8, Problem)> = None;
    for kind in kinds {
        match fits(shapes, kind, found) {
            Ok(()) => return Ok(()),
            Err((nearness, problem)) => {
                if closest.as_ref().is_none_or(|(best, _)| nearness > *best) {
                    closest = Some((nearness, problem));
                }
            }
        }
    }
    match closest {
        Some((nearness, problem)) if nearness > FAR => Err(problem),
        _ => Err(Problem::at(&[], mismatch(shapes, kinds, found))),
    }
}

// How near a value came to a kind: another type, an object of another `type`, or that very object with a flaw inside.
const FAR: u8 = 0;
const CONTAINER: u8 = 1;
const SAME_TYPE: u8 = 2;

fn fits(shapes: &Shapes, kind: &Kind, found: &Value) -> Result<(), (u8, Problem)> {
    let fit = match (kind, found) {
        (Kind::Any, _) | (Kind::Text, Value::String(_)) | (Kind::Null, Value::Null) => true,
        (Kind::Boolean, Value::Bool(_)) | (Kind::Number, Value::Number(_)) => true,
        (Kind::Integer, Value::Number(number)) => {
            // `1.0` counts as an integer, as it does for the services' own readers.
            number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|float| float.fract() == 0.0)
        }
        (Kind::Exactly(wanted), Value::Bool(got)) => wanted == got,
        (Kind::Literal(wanted), Value::String(got)) => wanted == got,
        (Kind::List(inner), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                value(shapes, inner, item).map_err(|problem| (CONTAINER, problem.under(&index.to_string())))?;
            }
            true
        }
        (Kind::Map(inner), Value::Object(members)) => {
            for (name, member) in members {
                value(shapes, inner, member).map_err(|problem| (CONTAINER, problem.under(name)))?;
            }
            true
        }
        (Kind::Shape(name), Value::Object(members)) => {
            let Some(shape) = shapes.get(name) else { return Ok(()) };
            match tags_agree(shape, members) {
                false => false,
                true => return object(shapes, shape, members).map_err(|problem| (SAME_TYPE, problem)),
            }
        }
        _ => false,
    };
    if fit { Ok(()) } else { Err((FAR, Problem::at(&[], What::Unknown))) }
}

/// Whether the members that name the kind of an object (`type`, `role`) are those of `shape`.
fn tags_agree(shape: &Shape, members: &Map<String, Value>) -> bool {
    shape.fields.iter().filter(|field| matches!(field.name, "type" | "role")).all(|field| {
        let Some(literals) = literals(&field.kinds) else { return true };
        match members.get(field.name) {
            Some(Value::String(text)) => literals.contains(&text.as_str()),
            Some(_) => false,
            None => !field.required,
        }
    })
}

fn literals(kinds: &[Kind]) -> Option<Vec<&'static str>> {
    let texts: Vec<_> =
        kinds.iter().filter_map(|kind| if let Kind::Literal(text) = kind { Some(*text) } else { None }).collect();
    (!texts.is_empty()).then_some(texts)
}

/// Says why `found` is of none of the kinds: the wrong type, or the right one with an unsupported value.
fn mismatch(shapes: &Shapes, kinds: &[Kind], found: &Value) -> What {
    if let (Value::String(text), Some(supported)) = (found, literals(kinds)) {
        return What::Value { got: text.clone(), supported };
    }
    if let Value::Object(members) = found {
        for tag in ["type", "role"] {
            let supported: Vec<&'static str> = kinds
                .iter()
                .filter_map(|kind| if let Kind::Shape(name) = kind { shapes.get(name) } else { None })
                .filter_map(|shape| shape.fields.iter().find(|field| field.name == tag))
                .filter_map(|field| literals(&field.kinds))
                .flatten()
                .collect();
            let Some(Value::String(got)) = members.get(tag) else { continue };
            if !supported.is_empty() && !supported.contains(&got.as_str()) {
                return What::Value { got: got.clone(), supported };
            }
        }
    }
    let mut expected: Vec<&str> = kinds.iter().map(name_of_kind).collect();
    expected.dedup();
    What::Type { expected: expected.join(" or "), got: name_of_value(found) }
}

fn name_of_kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Literal(_) => "a string",
        Kind::Integer => "an integer",
        Kind::Number => "a decimal",
        Kind::Boolean | Kind::Exactly(_) => "a boolean",
        Kind::Null => "null",
        Kind::Any => "a value",
        Kind::List(inner) if matches!(inner.first(), Some(Kind::Shape(_))) => "an array of objects",
        Kind::List(_) => "an array",
        Kind::Map(_) | Kind::Shape(_) => "an object",
    }
}

/// The type of a JSON value in words, `a string`.
pub(crate) fn name_of_value(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(number) if number.is_f64() => "a decimal",
        Value::Number(_) => "an integer",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problem(root: &str, body: Value) -> Option<(String, String)> {
        let protocol = if root.starts_with("openai") { Protocol::OpenAi } else { Protocol::Anthropic };
        let found = check(protocol, root, body.as_object().expect("an object")).err()?;
        let what = match &found.what {
            What::Unknown => "unknown".to_owned(),
            What::Missing => "missing".to_owned(),
            What::Type { expected, got } => format!("{got}, not {expected}"),
            What::Value { got, .. } => format!("value {got}"),
        };
        Some((found.bracketed(), what))
    }
    fn is(place: &str, what: &str) -> Option<(String, String)> {
        Some((place.to_owned(), what.to_owned()))
    }

    #[test]
    fn chat_requests() {
        let say = |content: Value| json!({"model": "m", "messages": [{"role": "user", "content": content}]});
        assert_eq!(problem("openai/chat", say(json!("hello"))), None);
        assert_eq!(problem("openai/chat", say(json!([{"type": "text", "text": "hello"}]))), None);
        assert_eq!(
            problem("openai/chat", say(json!([{"type": "text", "txt": "hello"}]))),
            is("messages[0].content[0].txt", "unknown")
        );
        assert_eq!(
            problem("openai/chat", say(json!([{"type": "tuxt", "text": "hello"}]))),
            is("messages[0].content[0]", "value tuxt")
        );
        assert_eq!(problem("openai/chat", json!({"model": "m"})), is("messages", "missing"));
        assert_eq!(
            problem("openai/chat", json!({"model": "m", "messages": "hello"})),
            is("messages", "a string, not an array of objects")
        );
        assert_eq!(
            problem("openai/chat", json!({"model": "m", "messages": [], "temprature": 1})),
            is("temprature", "unknown")
        );
    }

    #[test]
    fn anthropic_requests() {
        let with = |extra: Value| {
            let mut body = json!({"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]});
            for (key, value) in extra.as_object().expect("an object") {
                body[key] = value.clone();
            }
            body
        };
        assert_eq!(problem("anthropic/messages", with(json!({}))), None);
        assert_eq!(problem("anthropic/messages", with(json!({"temperature": 0.5, "top_k": 3}))), None);
        assert_eq!(problem("anthropic/messages", with(json!({"n": 2}))), is("n", "unknown"));
        assert_eq!(
            problem("anthropic/messages", with(json!({"max_tokens": "9"}))),
            is("max_tokens", "a string, not an integer")
        );
        assert_eq!(
            problem("anthropic/messages", with(json!({"thinking": {"type": "enabled"}}))),
            is("thinking.budget_tokens", "missing")
        );
    }
}
