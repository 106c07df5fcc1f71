//! An answer that comes whole: read to its end within bounds, judged, and only then sent.

use bytes::Bytes;
use http_body_util::BodyExt;
use wicket_detect::fields::Fields;
use wicket_types::{Code, Origin, Refusal, Usage};
use wicket_wire::{
    Route, json,
    splice::{Edit, splice},
};

use super::{
    guard::{OutputGuard, is_prose},
    harm::Harm,
    repeats,
};
use crate::{
    docket::as_read, gathered::Gathered, monotonic, perimeter::limits::HeldBytes, second_look::Doubt,
    upstream::reply::Reply, visit::Notes,
};

/// A judged answer.
pub(crate) struct Whole {
    /// What goes back.
    pub body: Bytes,
    /// What the provider counted.
    pub usage: Option<Usage>,
    /// Bytes of text in it.
    pub text_bytes: u64,
    /// The provider's id of it.
    pub id: Option<String>,
    /// The provider's ids of its parts.
    pub items: Vec<String>,
    /// Its texts as they came, where judges of others are asked about them.
    pub texts: Vec<(Origin, String)>,
    /// What is to get a second look; mostly nothing.
    pub doubts: Vec<Doubt>,
}

/// Reads a body to its end: at most `most` bytes.
///
/// # Errors
/// Too long, too slow, or broken off.
pub(crate) async fn read(mut body: Reply, most: u64, memory: &mut HeldBytes) -> Result<Bytes, Refusal> {
    let mut gathered = Gathered::default();
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|error| Refusal::from(error.code()))?.into_data() else { continue };
        if (gathered.len() + data.len()) as u64 > most {
            return Err(Refusal::new(Code::UpstreamGarbage).detail(format!("The answer has more than {most} bytes.")));
        }
        memory.grow(data.len() as u64, monotonic()).map_err(Refusal::from)?;
        gathered.push(data);
    }
    Ok(gathered.whole())
}

/// Judges an answer of the provider's protocol and turns pseudonyms back.
///
/// # Errors
/// It is no strict JSON, or a guard withholds it.
pub(crate) fn clear_whole(
    route: &Route,
    body: Bytes,
    guard: &OutputGuard,
    notes: &mut Notes,
) -> Result<Whole, Refusal> {
    let tape = json::parse(&body, &json::Bounds::ANSWER).map_err(|_| Refusal::from(Code::UpstreamGarbage))?;
    let answer = wicket_wire::read_answer(route, &body, &tape).map_err(|_| Refusal::from(Code::UpstreamGarbage))?;
    let mut edits = Vec::new();
    let mut text_bytes = 0_u64;
    let is_heard = guard.reach().is_some();
    let (mut texts, mut harm) = (Vec::new(), Harm::default());
    for segment in &answer.segments {
        let text = segment.text(&body);
        if is_heard && (!segment.sealed || is_prose(&text)) {
            texts.push((segment.origin, as_read(&text, segment.json).into_owned()));
        }
        if !segment.sealed || is_prose(&text) {
            harm.whole(&text, (segment.origin, segment.json), guard, notes)?;
        }
        if segment.sealed {
            match is_prose(&text) {
                true => guard.sealed(&text, segment.origin, notes)?,
                false => notes.answered.skipped(segment.span.len()),
            }
            continue;
        }
        notes.answered.read(text.len());
        text_bytes = text_bytes.saturating_add(text.len() as u64);
        if let Some(changed) = guard.whole(&text, segment.origin, segment.json, notes)? {
            edits.push(Edit { span: segment.span.clone(), with: json::quote(&changed) });
        }
    }
    if guard.reads_fields(Origin::ToolCall) {
        for input in inputs(tape.root(&body)) {
            let source = body.get(input.span()).and_then(|source| std::str::from_utf8(source).ok()).unwrap_or_default();
            guard.note_fields(&Fields::default().push(source), notes)?;
        }
    }
    let lists = repeats::found(&body, tape.root(&body));
    let mut are_told = !edits.is_empty();
    for list in &lists {
        are_told |= repeats::tell(*list, guard, notes)?;
    }
    if are_told {
        repeats::leave_out(&lists, &mut edits);
    }
    edits.sort_by_key(|e| e.span.start);
    let body = if edits.is_empty() { body } else { splice(&body, &edits).into() };
    let doubts = harm.take_doubts();
    Ok(Whole { body, usage: answer.usage, text_bytes, id: answer.id, items: answer.items, texts, doubts })
}

/// Arguments of calls that are no text with JSON in it but an object: each of its strings is a text of its own, without the
/// name of its field.
fn inputs(root: json::Value<'_>) -> impl Iterator<Item = json::Value<'_>> {
    root.get("content").into_iter().flat_map(json::Value::items).filter_map(|block| block.get("input"))
}
