//! Embeddings: texts in, numbers out.

use std::collections::BTreeSet;

use wicket_types::{ModelName, Origin};

use crate::{
    Answer, Call, WireError, coverage,
    json::{Kind, Tape, Value},
    openai::usage,
    request,
    walk::{By, Rule, Shape, Walk},
};

static REQUEST: Shape = Shape(&[
    ("input", Rule::Free(By::Is(Origin::User))),
    ("model", Rule::Id),
    ("dimensions", Rule::Word),
    ("encoding_format", Rule::Word),
    ("user", Rule::Text(By::Is(Origin::Metadata))),
]);

static ANSWER: Shape = Shape(&[
    ("object", Rule::Word),
    ("id", Rule::Id),
    ("model", Rule::Id),
    ("data", Rule::Object(&EMBEDDING)),
    ("usage", Rule::Word),
]);

static EMBEDDING: Shape = Shape(&[
    ("object", Rule::Word),
    ("index", Rule::Word),
    // Numbers, or their bytes in base64.
    ("embedding", Rule::Sealed),
]);

/// Reads a request. Token numbers as input cannot be inspected, which the call says.
pub(crate) fn read_call(bytes: &[u8], tape: &Tape) -> Result<Call, WireError> {
    let mut call = request::read(bytes, tape, &REQUEST)?;
    let root = tape.root(bytes);
    request::require_model(&call)?;
    request::require(root, "input", &[Kind::String, Kind::Escaped, Kind::Array])?;
    call.unreadable = root.get("input").is_some_and(holds_numbers);
    Ok(call)
}

/// Reads an answer.
pub(crate) fn read_answer(bytes: &[u8], tape: &Tape) -> Result<Answer, WireError> {
    let root = tape.root(bytes);
    let mut walk = Walk::default();
    let voice = walk.voice(Origin::Assistant);
    walk.object(root, &ANSWER, voice)?;
    let model = root.get("model").and_then(Value::as_str).and_then(|name| ModelName::parse(&name));
    let usage = root.get("usage").and_then(usage::read);
    Ok(Answer { segments: walk.segments, usage, model, stopped: true, ..Answer::default() })
}

/// Adds what this adapter knows.
pub(crate) fn list_coverage(into: &mut BTreeSet<String>) {
    coverage::list_shape(&REQUEST, "openai/embeddings/", into);
    coverage::list_shape(&ANSWER, "openai/embeddings.answer/", into);
}

fn holds_numbers(value: Value<'_>) -> bool {
    value.kind() == Kind::Number || value.items().any(holds_numbers)
}
