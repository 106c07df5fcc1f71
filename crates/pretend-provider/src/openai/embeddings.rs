//! Embeddings: deterministic unit vectors, so that equal texts are equal and others are not.

use base64::Engine as _;
use serde_json::{Value, json};

use super::PROTOCOL;
use crate::models::Family;
use crate::object::Object;
use crate::refusal::Refusal;
use crate::reply::Reply;
use crate::state::State;
use crate::tokens;

pub(super) fn create(state: &State, body: &Object) -> Result<Reply, Refusal> {
    let model = body.get("model").and_then(Value::as_str).unwrap_or_default();
    if state.family(PROTOCOL, model)? != Family::Embedding {
        let message = format!("The model `{model}` does not support embeddings.");
        return Err(Refusal::new(403, "invalid_request_error", message).code("unsupported_model"));
    }
    let native = if model == "text-embedding-3-large" { 3072 } else { 1536 };
    let size = match body.get("dimensions").and_then(Value::as_u64) {
        None => native,
        Some(_) if model == "text-embedding-ada-002" => {
            return Err(Refusal::invalid("This model does not support specifying dimensions.").param("dimensions"));
        }
        Some(size) if (1..=native).contains(&size) => size,
        Some(size) => {
            let message = format!("Invalid value for 'dimensions': {size}. It must be between 1 and {native}.");
            return Err(Refusal::invalid(message).param("dimensions").code("invalid_value"));
        }
    };
    let inputs = inputs(body.get("input").unwrap_or(&Value::Null))?;
    let encoded = body.get("encoding_format").and_then(Value::as_str) == Some("base64");
    let data: Vec<Value> = inputs
        .iter()
        .enumerate()
        .map(|(index, (bytes, _))| {
            let vector = vector(bytes, size);
            json!({"object": "embedding", "index": index, "embedding": written(&vector, encoded)})
        })
        .collect();
    let used: u64 = inputs.iter().map(|(_, tokens)| tokens).sum();
    let body = json!({"object": "list", "data": data, "model": model,
        "usage": {"prompt_tokens": used, "total_tokens": used}});
    Ok(Reply::json(200, &body).counting(used, 0))
}

/// The inputs as bytes with their token counts: one text, texts, one list of tokens or several.
fn inputs(input: &Value) -> Result<Vec<(Vec<u8>, u64)>, Refusal> {
    let wrong = |message: &str| Refusal::invalid(message).param("input").code("invalid_value");
    let one = |value: &Value| match value {
        Value::String(text) if text.is_empty() => Err(wrong("'input' cannot be an empty string.")),
        Value::String(text) => Ok((text.clone().into_bytes(), tokens::count(text))),
        Value::Array(ids) if ids.is_empty() => Err(wrong("'input' cannot be an empty array.")),
        other => {
            let count = other.as_array().map_or(1, Vec::len) as u64;
            Ok((other.to_string().into_bytes(), count))
        }
    };
    match input {
        Value::Array(items) if items.len() > 2048 => Err(wrong("'input' cannot have more than 2048 entries.")),
        Value::Array(items) if items.first().is_some_and(|first| !first.is_number()) => items.iter().map(one).collect(),
        other => Ok(vec![one(other)?]),
    }
}

/// A unit vector that depends on every byte.
fn vector(bytes: &[u8], size: u64) -> Vec<f32> {
    let seed = tokens::mark(bytes);
    let raw: Vec<f64> = (0..size)
        .map(|index| {
            let mixed = tokens::mark(&(seed ^ index).to_le_bytes());
            (mixed >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
        })
        .collect();
    let length = raw.iter().map(|value| value * value).sum::<f64>().sqrt().max(f64::MIN_POSITIVE);
    raw.iter().map(|value| (value / length) as f32).collect()
}

fn written(vector: &[f32], encoded: bool) -> Value {
    if !encoded {
        return json!(vector);
    }
    let bytes: Vec<u8> = vector.iter().flat_map(|value| value.to_le_bytes()).collect();
    json!(base64::engine::general_purpose::STANDARD.encode(bytes))
}
