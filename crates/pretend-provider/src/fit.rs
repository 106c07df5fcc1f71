//! Makes a JSON value that fits a JSON Schema, filling strings with what the user said.

use serde_json::{Map, Value, json};

/// A value that fits `schema`; strings hold `text` where nothing else is prescribed.
///
/// Follows `type`, `properties`, `required`, `items`, `enum`, `const`, `anyOf`, `oneOf`, `allOf`, local `$ref`,
/// `format` and the bounds of numbers, strings and arrays. A reference that refers to itself ends in null.
pub(crate) fn fit(schema: &Value, text: &str) -> Value {
    Fitter { root: schema, text }.value(schema, 0)
}

struct Fitter<'a> {
    root: &'a Value,
    text: &'a str,
}

const DEPTH: u8 = 12;

impl Fitter<'_> {
    fn value(&self, schema: &Value, depth: u8) -> Value {
        if depth > DEPTH {
            return Value::Null;
        }
        if let Some(one) = schema.get("const") {
            return one.clone();
        }
        if let Some(first) = schema.get("enum").and_then(Value::as_array).and_then(|values| values.first()) {
            return first.clone();
        }
        if let Some(found) = schema.get("$ref").and_then(Value::as_str).and_then(|path| self.resolved(path)) {
            return self.value(found, depth + 1);
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            let mut members = Map::new();
            let values = parts.iter().map(|part| self.value(part, depth + 1));
            values.for_each(|value| {
                if let Value::Object(more) = value {
                    members.extend(more);
                }
            });
            return Value::Object(members);
        }
        for union in ["anyOf", "oneOf"] {
            // The last resort of a deep recursion is the alternative that ends it: null.
            let alternatives = schema.get(union).and_then(Value::as_array);
            let is_null = |one: &&Value| one.get("type").and_then(Value::as_str) == Some("null");
            let chosen = alternatives
                .and_then(|all| if depth + 4 > DEPTH { all.iter().find(is_null).or(all.first()) } else { all.first() });
            if let Some(chosen) = chosen {
                return self.value(chosen, depth + 1);
            }
        }
        match kind(schema) {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, depth),
            "integer" => number(schema, true),
            "number" => number(schema, false),
            "boolean" => Value::Bool(true),
            "null" => Value::Null,
            _ => Value::String(self.string(schema)),
        }
    }

    fn object(&self, schema: &Value, depth: u8) -> Value {
        let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return json!({}) };
        let required = schema.get("required").and_then(Value::as_array);
        let wanted = |name: &str| required.is_some_and(|all| all.iter().any(|one| one.as_str() == Some(name)));
        // Optional members are filled too, until recursion gets deep.
        let members = properties.iter().filter(|(name, _)| depth + 4 < DEPTH || wanted(name));
        members.map(|(name, schema)| (name.clone(), self.value(schema, depth + 1))).collect()
    }

    fn array(&self, schema: &Value, depth: u8) -> Value {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0);
        let most = schema.get("maxItems").and_then(Value::as_u64).unwrap_or(u64::MAX);
        let wanted = if depth + 4 > DEPTH { least } else { least.max(1).min(most) };
        let any = json!({"type": "string"});
        let items = schema.get("items").unwrap_or(&any);
        Value::Array((0..wanted.min(100)).map(|_| self.value(items, depth + 1)).collect())
    }

    fn string(&self, schema: &Value) -> String {
        let fixed = match schema.get("format").and_then(Value::as_str) {
            Some("date") => Some("2025-01-31"),
            Some("time") => Some("12:00:00Z"),
            Some("date-time") => Some("2025-01-31T12:00:00Z"),
            Some("duration") => Some("P1D"),
            Some("email") => Some("someone@example.org"),
            Some("hostname") => Some("example.org"),
            Some("ipv4") => Some("192.0.2.1"),
            Some("ipv6") => Some("2001:db8::1"),
            Some("uuid") => Some("00000000-0000-4000-8000-000000000000"),
            Some("uri") => Some("https://example.org/"),
            _ => None,
        };
        if let Some(fixed) = fixed {
            return fixed.to_owned();
        }
        let bound = |name: &str| schema.get(name).and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
        let mut text: String = self.text.chars().take(bound("maxLength").unwrap_or(usize::MAX)).collect();
        let missing = bound("minLength").unwrap_or(0).min(10_000).saturating_sub(text.chars().count());
        text.push_str(&"x".repeat(missing));
        text
    }

    fn resolved(&self, path: &str) -> Option<&Value> {
        match path.strip_prefix('#')? {
            "" => Some(self.root),
            pointer => self.root.pointer(pointer),
        }
    }
}

/// The type to make; of several, the first that is not null.
fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or("null")
        }
        _ if schema.get("properties").is_some() => "object",
        _ if schema.get("items").is_some() => "array",
        _ => "string",
    }
}

fn number(schema: &Value, whole: bool) -> Value {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let least = bound("minimum").or_else(|| bound("exclusiveMinimum").map(|least| least + 1.0));
    let most = bound("maximum").or_else(|| bound("exclusiveMaximum").map(|most| most - 1.0));
    let mut value = 1.0_f64.max(least.unwrap_or(f64::MIN)).min(most.unwrap_or(f64::MAX));
    if let Some(step) = bound("multipleOf").filter(|step| *step > 0.0) {
        value = (value / step).ceil() * step;
    }
    // Schemas of tests stay far below 2^53, where this is exact.
    if whole { json!(value.ceil() as i64) } else { json!(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fits_what_is_prescribed() {
        let schema = json!({"type": "object", "properties": {
            "name": {"type": "string"}, "size": {"type": "integer", "minimum": 5}, "kind": {"enum": ["a", "b"]},
            "tags": {"type": "array", "items": {"$ref": "#/$defs/tag"}}, "gone": {"type": ["null", "boolean"]}},
            "$defs": {"tag": {"type": "string", "maxLength": 2}}});
        let found = fit(&schema, "hello");
        assert_eq!(found, json!({"name": "hello", "size": 5, "kind": "a", "tags": ["he"], "gone": true}));
    }

    #[test]
    fn a_schema_that_holds_itself_ends() {
        let next = json!({"anyOf": [{"$ref": "#"}, {"type": "null"}]});
        let schema = json!({"type": "object", "properties": {"next": next}, "required": ["next"]});
        assert!(fit(&schema, "x").to_string().contains("null"));
    }
}
