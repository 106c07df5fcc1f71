//! The list of models.

use serde_json::{Value, json};

use super::PROTOCOL;
use crate::models::names;
use crate::refusal::Refusal;
use crate::reply::Reply;
use crate::state::State;

pub(super) fn list(state: &State) -> Reply {
    let models: Vec<Value> = names(PROTOCOL, &state.options.models).into_iter().map(model).collect();
    Reply::json(200, &json!({"object": "list", "data": models}))
}

pub(super) fn retrieve(state: &State, id: &str) -> Result<Reply, Refusal> {
    state.family(PROTOCOL, id)?;
    Ok(Reply::json(200, &model(id)))
}

fn model(id: &str) -> Value {
    json!({"id": id, "object": "model", "created": 1_700_000_000, "owned_by": "pretend"})
}
