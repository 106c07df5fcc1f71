//! The gate's own contract, for a judge of one's own: `{"text", "origin", "direction"}` in, `{"flagged", "score",
//! "categories"}` out. `docs/guide/judges.md` states it.

use wicket_types::{Guard, Kind, Origin};
use wicket_wire::json::{Kind as Json, Value};

use super::{CATEGORIES, Reading, Wrong, harm, quoted, score};
use crate::docket::{Direction, Said, general};

pub(super) fn question(text: &str, origin: Origin, direction: Direction) -> String {
    let (origin, direction) = (origin.as_str(), direction.as_str());
    format!("{{\"direction\":\"{direction}\",\"origin\":\"{origin}\",\"text\":{}}}", quoted(text))
}

pub(super) fn read(root: Value<'_>) -> Result<Reading, Wrong> {
    let flagged = root.get("flagged").and_then(Value::as_bool).ok_or("`flagged` is missing or not a truth value")?;
    let score = score(root.get("score"))?;
    let list = root.get("categories").filter(|list| list.kind() == Json::Array).ok_or("`categories` is no list")?;
    let mut kinds = Vec::new();
    for (n, category) in list.items().enumerate() {
        let word = category.as_str().filter(|_| n < CATEGORIES).ok_or("`categories` is too long or not of words")?;
        kinds.extend(harm(&word).or_else(|| general_of(&word)));
    }
    Ok(Reading { said: Said { score, flagged, kinds }, tokens: None })
}

/// The kind for a word that names a guard, such as `injection` or `injection.override`.
fn general_of(word: &str) -> Option<Kind> {
    let first = word.split('.').next().unwrap_or_default();
    Guard::ALL.into_iter().find(|guard| guard.as_str() == first).map(general)
}
