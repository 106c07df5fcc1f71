//! Log probabilities: they say the text once more, token by token, as strings and as bytes. Where the text is changed or
//! withheld they would give the original away, so they are judged joined, and left out where anything changes.

use wicket_types::{Origin, Refusal};
use wicket_wire::{
    json::{Kind, Value},
    splice::Edit,
};

use super::guard::OutputGuard;
use crate::visit::Notes;

/// How deep `logprobs` may stand in an answer or event of either protocol; a bound for odd ones.
const DEPTH: u8 = 8;

/// The values of all members `logprobs` of `data` that hold something. `root` is its outermost value.
pub(super) fn found<'t>(data: &[u8], root: Value<'t>) -> Vec<Value<'t>> {
    let mut lists = Vec::new();
    // Few answers have any, and looking for the word is cheap. Its letters may be escaped.
    if [&b"logprobs"[..], b"\\u00"].iter().any(|sign| memchr::memmem::find(data, sign).is_some()) {
        collect(root, DEPTH, &mut lists);
    }
    lists
}

fn collect<'t>(value: Value<'t>, depth: u8, lists: &mut Vec<Value<'t>>) {
    if depth == 0 {
        return;
    }
    for (key, member) in value.entries() {
        match (key.is("logprobs"), member.kind()) {
            (true, Kind::Object | Kind::Array) => lists.push(member),
            (false, Kind::Object | Kind::Array) => collect(member, depth - 1, lists),
            _ => {}
        }
    }
    value.items().for_each(|item| collect(item, depth - 1, lists));
}

/// Leaves `lists` out, and with them every edit within.
pub(super) fn leave_out(lists: &[Value<'_>], edits: &mut Vec<Edit>) {
    for list in lists {
        let span = list.span();
        edits.retain(|edit| edit.span.end <= span.start || edit.span.start >= span.end);
        // Each kind of value becomes the one that its field may have when there are none.
        let with: &[u8] = if list.kind() == Kind::Array { b"[]" } else { b"null" };
        edits.push(Edit { span, with: with.to_vec() });
    }
}

/// Whether the joined tokens of one list hold what a guard would replace.
///
/// # Errors
/// They hold what a guard withholds.
pub(super) fn tell(list: Value<'_>, guard: &OutputGuard, notes: &mut Notes) -> Result<bool, Refusal> {
    let mut joined = Joined::default();
    joined.read(list);
    for text in [joined.tokens, String::from_utf8_lossy(&joined.bytes).into_owned()].iter().chain(&joined.ranks) {
        if guard.whole(text, Origin::Assistant, false, notes)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The texts that the tokens of one list make.
#[derive(Default)]
struct Joined {
    tokens: String,
    bytes: Vec<u8>,
    /// The alternatives, by their rank.
    ranks: Vec<String>,
}

impl Joined {
    fn read(&mut self, list: Value<'_>) {
        for (_, member) in list.entries() {
            self.read(member);
        }
        for token in list.items() {
            self.tokens.push_str(&text(token));
            self.bytes.extend(token.get("bytes").into_iter().flat_map(Value::items).filter_map(byte));
            for (rank, other) in token.get("top_logprobs").into_iter().flat_map(Value::items).enumerate() {
                if self.ranks.len() <= rank {
                    self.ranks.push(String::new());
                }
                if let Some(line) = self.ranks.get_mut(rank) {
                    line.push_str(&text(other));
                }
            }
        }
    }
}

fn text(token: Value<'_>) -> std::borrow::Cow<'_, str> {
    token.get("token").and_then(Value::as_str).unwrap_or_default()
}

fn byte(value: Value<'_>) -> Option<u8> {
    value.as_u64().and_then(|byte| u8::try_from(byte).ok())
}
