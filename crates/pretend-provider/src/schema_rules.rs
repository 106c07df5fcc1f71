//! What strict structured outputs demand of a schema, which the services check before they answer.

use serde_json::Value;

/// The first flaw of a strict schema, in OpenAI's words, or nothing.
///
/// Every object must close itself (`additionalProperties: false`) and require all of its properties.
pub(crate) fn strict_flaw(schema: &Value) -> Option<String> {
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        return Some("schema must be a JSON Schema of 'type: \"object\"'".to_owned());
    }
    flaw(schema, "", 0)
}

fn flaw(schema: &Value, place: &str, depth: u8) -> Option<String> {
    let members = schema.as_object().filter(|_| depth < 32)?;
    if let Some(properties) = members.get("properties").and_then(Value::as_object) {
        if members.get("additionalProperties") != Some(&Value::Bool(false)) {
            return Some(format!(
                "In context=({place}), 'additionalProperties' is required to be supplied and to be false."
            ));
        }
        let required = members.get("required").and_then(Value::as_array);
        let missing = properties
            .keys()
            .find(|name| !required.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(name.as_str()))));
        if let Some(name) = missing {
            return Some(format!(
                "In context=({place}), 'required' is required to be supplied and to be an array including every key \
                 in properties. Missing '{name}'."
            ));
        }
    }
    let nested = |key: &str| members.get(key).and_then(Value::as_object).into_iter().flatten();
    let listed = |key: &str| members.get(key).and_then(Value::as_array).into_iter().flatten();
    let inside = nested("properties").chain(nested("$defs")).chain(nested("definitions"));
    inside
        .map(|(name, schema)| (name.as_str(), schema))
        .chain(listed("anyOf").map(|schema| ("anyOf", schema)))
        .chain(members.get("items").map(|schema| ("items", schema)))
        .find_map(|(name, schema)| flaw(schema, &format!("'{name}'"), depth + 1))
}
