//! Models that a call names besides `model`: fallbacks, advisors, image tools. Moderation is not among them: it bills nothing.

use wicket_types::ModelName;

use crate::{
    WireError,
    json::{Kind, Value},
    request,
};

/// Members that lead from a request to an object with a `model`.
const PATHS: &[&str] = &["content", "definition", "svg", "tool", "tool_changes", "tools"];

/// The model of each object under `fields` of `root`, wherever the protocols put one: a fallback, a tool, a tool that a message
/// adds. The gate has to allow and to price each like the first.
pub(crate) fn find(root: Value<'_>, fields: &[&str]) -> Result<Vec<ModelName>, WireError> {
    let mut found = Vec::new();
    for value in fields.iter().filter_map(|field| root.get(field)) {
        collect(value, &mut found)?;
    }
    Ok(found)
}

fn collect(value: Value<'_>, found: &mut Vec<ModelName>) -> Result<(), WireError> {
    if value.kind() == Kind::Array {
        return value.items().try_for_each(|item| collect(item, found));
    }
    if let Some(model) = value.get("model").filter(|model| !model.is_null()) {
        let name = model.as_str().and_then(|name| ModelName::parse(&name));
        let name = name.ok_or_else(|| request::wrong("a model besides `model`", "the name of a model"))?;
        if !found.contains(&name) {
            found.push(name);
        }
    }
    PATHS.iter().filter_map(|field| value.get(field)).try_for_each(|inner| collect(inner, found))
}
