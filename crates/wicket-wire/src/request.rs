//! What every request body has in common: a top-level object, a model, a stream switch, and no say in where it goes.

use std::borrow::Cow;

use wicket_types::{ModelName, Origin};

use crate::{
    Call, Tier, WireError, fields,
    json::{Kind, Tape, Value},
    walk::{Shape, Walk},
};

/// Fields by which a caller of some gateways and SDKs chooses destination or credential. None is a field of a protocol.
const DESTINATION: &[&str] = &[
    "api_base",
    "api_key",
    "api_type",
    "api_version",
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "azure_ad_token",
    "azure_endpoint",
    "base_url",
    "custom_host",
    "custom_llm_provider",
    "default_headers",
    "default_query",
    "endpoint_url",
    "extra_body",
    "extra_headers",
    "extra_query",
    "forward_headers",
    "litellm_params",
    "provider_url",
    "proxy",
    "vertex_credentials",
    "virtual_key",
];

/// Reads what every call has, and all segments by `shape`. The adapter adds the rest.
///
/// `model` must be a model's name and `stream` a truth value where they are there; neither has to be there.
pub(crate) fn read(bytes: &[u8], tape: &Tape, shape: &Shape) -> Result<Call, WireError> {
    let root = tape.root(bytes);
    if tape.is_empty() || root.kind() != Kind::Object {
        return Err(wrong("the body", "an object"));
    }
    refuse_destination(root)?;
    let mut walk = Walk::of_call();
    let voice = walk.voice(Origin::Metadata);
    walk.object(root, shape, voice)?;
    let mut call = Call { choices: 1, segments: walk.segments, ..Call::default() };
    call.object_end = root.span().end.saturating_sub(1);
    call.object_empty = root.entries().next().is_none();
    if let Some(model) = root.get("model").filter(|model| !model.is_null()) {
        let name = model.as_str().and_then(|name| ModelName::parse(&name));
        call.model = Some(name.ok_or_else(|| wrong("model", "the name of a model"))?);
        call.model_span = Some(model.span());
        // Whoever routes by the model rewrites it, so it is no guard's to change, however odd it looks.
        call.segments.retain(|segment| segment.span != model.span());
    }
    call.stream = flag(root, "stream")?.unwrap_or(false);
    call.tier = root.get("service_tier").and_then(Value::as_str).map_or(Tier::Default, |tier| tier_of(&tier));
    Ok(call)
}

/// The truth value `field`; `None` if it is missing or null.
pub(crate) fn flag(object: Value<'_>, field: &'static str) -> Result<Option<bool>, WireError> {
    match object.get(field) {
        Some(value) if !value.is_null() => value.as_bool().map(Some).ok_or_else(|| wrong(field, "true or false")),
        _ => Ok(None),
    }
}

/// The whole number `field`; `None` if it is missing or null.
pub(crate) fn count(object: Value<'_>, field: &'static str) -> Result<Option<u64>, WireError> {
    match object.get(field) {
        Some(value) if !value.is_null() => value.as_u64().map(Some).ok_or_else(|| wrong(field, "a whole number")),
        _ => Ok(None),
    }
}

/// The bound on output under the name `field`: its value, and where it stands. Null counts as present, for a cap has to
/// replace it.
pub(crate) fn max_output(call: &mut Call, root: Value<'_>, field: &'static str) -> Result<(), WireError> {
    call.max_output = count(root, field)?;
    call.max_output_field = Some((field, root.get(field).map(Value::span)));
    Ok(())
}

/// Refuses a call without model.
pub(crate) fn require_model(call: &Call) -> Result<(), WireError> {
    if call.model.is_some() { Ok(()) } else { Err(wrong("model", "the name of a model")) }
}

/// Refuses an object without the field.
pub(crate) fn require(object: Value<'_>, field: &'static str, kinds: &[Kind]) -> Result<(), WireError> {
    let expected = if kinds.contains(&Kind::String) { "text or an array" } else { "an array" };
    match object.get(field) {
        Some(value) if kinds.contains(&value.kind()) => Ok(()),
        _ => Err(wrong(field, expected)),
    }
}

/// A field of another type than it has to be.
pub(crate) fn wrong(place: &str, expected: &'static str) -> WireError {
    WireError::Shape { place: place.to_owned(), expected }
}

fn refuse_destination(root: Value<'_>) -> Result<(), WireError> {
    for (key, _) in root.entries() {
        let key = key.as_str().unwrap_or(Cow::Borrowed(""));
        let is_plain = key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        let folded = if is_plain { key } else { Cow::Owned(fields::fold(&key).replace('-', "_")) };
        if let Ok(at) = DESTINATION.binary_search(&folded.as_ref()) {
            return Err(WireError::Destination { field: DESTINATION.get(at).copied().unwrap_or("api_base") });
        }
    }
    Ok(())
}

fn tier_of(name: &str) -> Tier {
    match name {
        "flex" => Tier::Flex,
        // `scale` and `fast` are dearer still or contracted; to price them as the dearest list price is the safe side.
        "priority" | "fast" | "scale" => Tier::Priority,
        "batch" => Tier::Batch,
        _ => Tier::Default,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_destination_table_is_sorted_for_its_binary_search() {
        assert!(DESTINATION.is_sorted());
    }
}
