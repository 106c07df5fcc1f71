//! The list of models.

use serde_json::{Value, json};

use super::PROTOCOL;
use crate::models::names;
use crate::object::Object;
use crate::refusal::Refusal;
use crate::reply::Reply;
use crate::state::State;

pub(super) fn list(state: &State, query: &Object) -> Result<Reply, Refusal> {
    let limit = query.get("limit").and_then(Value::as_u64).unwrap_or(20);
    if !(1..=1000).contains(&limit) {
        return Err(Refusal::invalid("limit: Input should be between 1 and 1000"));
    }
    let all = names(PROTOCOL, &state.options.models);
    let place =
        |name: &str| query.get(name).and_then(Value::as_str).and_then(|id| all.iter().position(|one| *one == id));
    let start = place("after_id").map_or(0, |at| at + 1);
    let end = place("before_id").unwrap_or(all.len());
    let wanted = all.get(start..end.max(start)).unwrap_or_default();
    let page: Vec<Value> =
        wanted.iter().take(usize::try_from(limit).unwrap_or(usize::MAX)).map(|id| model(id)).collect();
    let id_of = |model: Option<&Value>| model.map_or(Value::Null, |model| model["id"].clone());
    Ok(Reply::json(
        200,
        &json!({"first_id": id_of(page.first()), "last_id": id_of(page.last()),
            "has_more": page.len() < wanted.len(), "data": page}),
    ))
}

pub(super) fn retrieve(state: &State, id: &str) -> Result<Reply, Refusal> {
    state.family(PROTOCOL, id)?;
    Ok(Reply::json(200, &model(id)))
}

fn model(id: &str) -> Value {
    json!({"id": id, "type": "model", "display_name": id, "created_at": "2025-01-01T00:00:00Z", "lifecycle": "active",
        "capabilities": null, "deprecated_at": null, "line": null, "max_input_tokens": 200_000,
        "max_tokens": 64_000, "retires_at": null})
}
