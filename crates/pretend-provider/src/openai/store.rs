//! Stored responses: retrieve, cancel, delete and list what went in.

use serde_json::{Value, json};

use crate::object::Object;
use crate::refusal::Refusal;
use crate::reply::{Reply, event};
use crate::state::State;

pub(super) fn retrieve(state: &State, id: &str, query: &Object) -> Result<Reply, Refusal> {
    let mut stored = state.stored.lock();
    let entry = stored.find(id)?;
    if query.get("stream") == Some(&Value::Bool(true)) {
        let after = query.get("starting_after").and_then(Value::as_i64).unwrap_or(-1);
        let later = entry.events.iter().filter(|one| one["sequence_number"].as_i64() > Some(after));
        return Ok(Reply::events(later.map(|one| event(one["type"].as_str(), one)).collect()));
    }
    if entry.working > 0 {
        entry.working -= 1;
        let mut working = entry.response.clone();
        working["status"] = json!("in_progress");
        working["output"] = json!([]);
        working["usage"] = Value::Null;
        return Ok(Reply::json(200, &working));
    }
    Ok(Reply::json(200, &entry.response))
}

pub(super) fn cancel(state: &State, id: &str) -> Result<Reply, Refusal> {
    let mut stored = state.stored.lock();
    let entry = stored.find(id)?;
    if !entry.background {
        return Err(Refusal::invalid("Cannot cancel a synchronous response."));
    }
    if entry.working > 0 {
        entry.working = 0;
        entry.response["status"] = json!("cancelled");
        entry.response["output"] = json!([]);
    }
    Ok(Reply::json(200, &entry.response))
}

pub(super) fn delete(state: &State, id: &str) -> Result<Reply, Refusal> {
    let mut stored = state.stored.lock();
    stored.find(id)?;
    stored.entries.retain(|entry| entry.response["id"] != id);
    Ok(Reply::json(200, &json!({"id": id, "object": "response", "deleted": true})))
}

/// Pages through the input, newest first unless asked otherwise.
pub(super) fn input_items(state: &State, id: &str, query: &Object) -> Result<Reply, Refusal> {
    let mut stored = state.stored.lock();
    let entry = stored.find(id)?;
    let mut items = entry.input.clone();
    if query.get("order").and_then(Value::as_str) != Some("asc") {
        items.reverse();
    }
    let limit = query.get("limit").and_then(Value::as_u64).unwrap_or(20);
    if !(1..=100).contains(&limit) {
        let message = format!("Invalid 'limit': expected a value between 1 and 100, but got {limit} instead.");
        return Err(Refusal::invalid(message).param("limit"));
    }
    if let Some(after) = query.get("after").and_then(Value::as_str) {
        let at = items.iter().position(|item| item["id"] == after).map_or(0, |at| at + 1);
        items.drain(..at);
    }
    let has_more = items.len() as u64 > limit;
    items.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let id_of = |item: Option<&Value>| item.map_or(Value::Null, |item| item["id"].clone());
    Ok(Reply::json(
        200,
        &json!({"object": "list", "data": items, "has_more": has_more,
            "first_id": id_of(items.first()), "last_id": id_of(items.last())}),
    ))
}
