//! Lists of models: no text of a visitor's, either way, in both protocols.

use wicket_types::Origin;

use crate::{
    Answer, Call, WireError,
    json::{Kind, Tape},
    request,
    walk::{Rule, Shape, Walk},
};

/// A list holds no conversation, so none of its fields has a rule of its own but the words of the protocols.
static ANSWER: Shape = Shape(&[
    ("object", Rule::Word),
    ("data", Rule::Object(&MODEL)),
    ("id", Rule::Id),
    ("type", Rule::Word),
    ("owned_by", Rule::Id),
    ("first_id", Rule::Id),
    ("last_id", Rule::Id),
]);

static MODEL: Shape = Shape(&[("id", Rule::Id), ("object", Rule::Word), ("type", Rule::Word), ("owned_by", Rule::Id)]);

/// These calls have no body, or an empty object, which says no more.
pub(crate) fn read_call(bytes: &[u8]) -> Result<Call, WireError> {
    match matches!(bytes.trim_ascii(), b"" | b"{}") {
        true => Ok(Call { choices: 1, object_empty: true, ..Call::default() }),
        false => Err(request::wrong("the body", "empty")),
    }
}

/// Reads a list or one model.
pub(crate) fn read_answer(bytes: &[u8], tape: &Tape) -> Result<Answer, WireError> {
    let root = tape.root(bytes);
    if root.kind() != Kind::Object {
        return Err(request::wrong("the answer", "an object"));
    }
    let mut walk = Walk::default();
    let voice = walk.voice(Origin::Metadata);
    walk.object(root, &ANSWER, voice)?;
    Ok(Answer { segments: walk.segments, stopped: true, ..Answer::default() })
}
