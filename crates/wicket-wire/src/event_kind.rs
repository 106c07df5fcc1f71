//! Which event of a stream this is, where the protocol says so twice.

use crate::{WireError, json::Value, request, words};

/// The `type` in an event's data, which has to be the name before it where there is one.
pub(crate) fn kind_of<'t>(name: Option<&str>, root: Value<'t>) -> Result<&'t [u8], WireError> {
    let kind = root.get("type").and_then(Value::as_word);
    let Some(kind) = kind.filter(|kind| words::is_id(kind)) else {
        return Err(request::wrong("type", "the name of an event"));
    };
    // Some clients go by the event's name and some by `type`: two readings of one event are none.
    if name.is_some_and(|name| name.as_bytes() != kind) {
        return Err(request::wrong("type", "the same as the event's name"));
    }
    Ok(kind)
}
