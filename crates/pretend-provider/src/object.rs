//! What an operation reads from a request: a JSON object, checked against the shape that the service states.

use serde_json::{Map, Value};

use crate::ask::Ask;
use crate::behaviour::Behaviour;
use crate::refusal::Refusal;
use crate::request::Request;
use crate::{Protocol, shapes, validate};

/// The JSON object of a request body.
pub(crate) type Object = Map<String, Value>;

/// The JSON object of a POST body.
///
/// # Errors
/// Another media type, a body that is too large, broken JSON or something else than an object.
pub(crate) fn body(protocol: Protocol, request: &Request) -> Result<Object, Refusal> {
    let media_type = request.header("content-type").unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(Refusal::media_type(protocol, media_type));
    }
    if request.body.len() > 32 << 20 {
        return Err(Refusal::too_large(protocol));
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(object)) => Ok(object),
        _ => Err(Refusal::bad_json(protocol)),
    }
}

/// Query parameters, checked against the shape `root` as if they were a JSON object.
///
/// # Errors
/// A parameter that is unknown or of the wrong type.
pub(crate) fn query(protocol: Protocol, root: &str, request: &Request) -> Result<Object, Refusal> {
    let shape = shapes::of(protocol).get(root);
    let mut object = Object::new();
    for (name, text) in request.parameters() {
        let name = name.split('[').next().unwrap_or_default();
        let kinds = shape.and_then(|shape| shape.fields.iter().find(|field| field.name == name));
        let has = |wanted: fn(&shapes::Kind) -> bool| kinds.is_some_and(|field| field.kinds.iter().any(wanted));
        let value = match (text.parse::<i64>(), text.parse::<bool>()) {
            (Ok(number), _) if has(|kind| *kind == shapes::Kind::Integer) => Value::from(number),
            (_, Ok(flag)) if has(|kind| matches!(kind, shapes::Kind::Boolean | shapes::Kind::Exactly(_))) => {
                flag.into()
            }
            _ => Value::from(text),
        };
        if has(|kind| matches!(kind, shapes::Kind::List(_))) {
            let list = object.entry(name).or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(items) = list {
                items.push(value);
            }
        } else {
            object.insert(name.to_owned(), value);
        }
    }
    checked(protocol, root, &object)?;
    Ok(object)
}

/// Checks a body against its shape.
///
/// # Errors
/// The first problem, in the protocol's words.
pub(crate) fn checked(protocol: Protocol, root: &str, object: &Object) -> Result<(), Refusal> {
    validate::check(protocol, root, object).map_err(|problem| Refusal::of(protocol, &problem))
}

/// Moves the directives of the last turn into `behaviour`.
///
/// # Errors
/// A directive that is not understood.
pub(crate) fn take_directives(ask: &mut Ask, behaviour: &mut Behaviour) -> Result<(), Refusal> {
    let (left, found) = Behaviour::take_from(&ask.last).map_err(|problem| Refusal::invalid(problem.to_string()))?;
    if let Some(found) = found {
        ask.last = left;
        *behaviour = found;
    }
    Ok(())
}
