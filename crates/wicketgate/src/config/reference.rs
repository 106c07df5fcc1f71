//! Pages made from the one definition of the file: the JSON schema for editors, the reference page for people.

use std::fmt::Write;

use schemars::schema_for;
use serde_json::Value;

use super::{file::File, rules::RulesFile};

/// The JSON schema of `wicketgate.toml`.
pub fn schema() -> Value {
    serde_json::to_value(schema_for!(File)).unwrap_or_default()
}

/// The reference page, in Markdown: a table for each part of the file.
pub fn page() -> String {
    let schema = schema();
    let mut out = String::from(
        "# wicketgate.toml\n\nMade by `wicketgate config reference` from the definition of the file; do not edit.\n\
         Every key may be left out unless it is marked as required.\n",
    );
    section(&mut out, "", &schema, &schema);
    out.push_str(
        "\n# Rule files\n\nWhat a file may say that `guards.rules` or `wicketgate scan --rules` names. A rule has one of \
         `pattern`, `words`, `list` and `keyed_list`.\n",
    );
    let rules = serde_json::to_value(schema_for!(RulesFile)).unwrap_or_default();
    section(&mut out, "", &rules, &rules);
    out
}

fn section(out: &mut String, name: &str, part: &Value, root: &Value) {
    let part = resolve(part, root);
    let Some(keys) = part.get("properties").and_then(Value::as_object) else { return };
    let required: Vec<&str> =
        part.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    if !name.is_empty() {
        let _ = writeln!(out, "\n## [{name}]\n");
        if let Some(text) = part.get("description").and_then(Value::as_str) {
            let _ = writeln!(out, "{}\n", text.replace('\n', " "));
        }
        let _ = writeln!(out, "| key | type | default | meaning |\n|---|---|---|---|");
        for (key, value) in keys {
            let default = match (value.get("default"), required.contains(&key.as_str())) {
                (_, true) => "required".to_owned(),
                (Some(Value::Null) | None, _) => String::new(),
                (Some(default), _) => format!("`{}`", as_written(default)),
            };
            let meaning = value.get("description").and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
            let _ = writeln!(out, "| `{key}` | {} | {default} | {meaning} |", type_of(value, root));
        }
    }
    // Within an item of a list, the brackets of the list are left out: it is `[judges.price]`.
    let name = name.trim_start_matches('[').trim_end_matches(']');
    for (key, value) in keys {
        let full = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
        let inner = resolve(value, root);
        if let Some(entries) = inner.get("additionalProperties").filter(|e| e.is_object()) {
            section(out, &format!("{full}.NAME"), entries, root);
        } else if let Some(items) = inner.get("items") {
            section(out, &format!("[{full}]"), items, root);
        } else {
            section(out, &full, inner, root);
        }
    }
}

/// A default as a person would write it: a number with few digits has more of them when it is stored in twice the bytes.
#[expect(clippy::cast_possible_truncation, reason = "it was as short before the schema made it longer")]
fn as_written(default: &Value) -> String {
    match default.as_f64().filter(|_| default.is_f64()) {
        Some(number) => (number as f32).to_string(),
        None => default.to_string(),
    }
}

fn type_of(value: &Value, root: &Value) -> String {
    let inner = resolve(value, root);
    match inner.get("type") {
        Some(Value::String(kind)) if kind == "object" => "table".into(),
        Some(Value::String(kind)) if kind == "array" => "list".into(),
        Some(Value::String(kind)) => kind.clone(),
        Some(Value::Array(kinds)) => {
            let names = kinds.iter().filter_map(Value::as_str).filter(|k| *k != "null");
            names.map(|k| if k == "array" { "list" } else { k }).collect::<Vec<_>>().join(" or ")
        }
        _ => "table".into(),
    }
}

/// Follows `$ref`, also inside of `anyOf` with null, as optional tables have it.
fn resolve<'v>(value: &'v Value, root: &'v Value) -> &'v Value {
    let reference = value.get("$ref").or_else(|| {
        let choices = value.get("anyOf").and_then(Value::as_array)?;
        choices.iter().find_map(|choice| choice.get("$ref"))
    });
    match reference.and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/")) {
        Some(name) => root.get("$defs").and_then(|defs| defs.get(name)).unwrap_or(value),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_stand_as_a_person_writes_them() {
        let of = |number: f32| as_written(&Value::from(f64::from(number)));
        assert_eq!((of(0.9), of(0.5), as_written(&Value::from(600))), ("0.9".into(), "0.5".into(), "600".into()));
    }
}
