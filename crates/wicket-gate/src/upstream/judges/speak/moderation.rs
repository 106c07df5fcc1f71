//! OpenAI's moderations: `{"input": …}` in, one result with categories and their scores out.

use wicket_types::Kind;
use wicket_wire::json::Value;

use super::{CATEGORIES, Reading, Wrong, harm, quoted, score};
use crate::docket::Said;

pub(super) fn question(model: Option<&str>, text: &str) -> String {
    match model {
        Some(model) => format!("{{\"model\":{},\"input\":{}}}", quoted(model), quoted(text)),
        None => format!("{{\"input\":{}}}", quoted(text)),
    }
}

pub(super) fn read(root: Value<'_>) -> Result<Reading, Wrong> {
    let mut results = root.get("results").ok_or("`results` is missing")?.items();
    let (Some(result), None) = (results.next(), results.next()) else { return Err("it has not exactly one result") };
    let flagged = result.get("flagged").and_then(Value::as_bool).ok_or("`flagged` is missing")?;
    let categories = result.get("categories").ok_or("`categories` is missing")?;
    let scores = result.get("category_scores").ok_or("`category_scores` is missing")?;
    let (mut most, mut kinds, mut count) = (0.0_f32, Vec::new(), 0);
    for (name, value) in categories.entries() {
        let name = name.as_str().ok_or("a category has no name")?;
        let is_hit = value.as_bool().ok_or("a category is neither true nor false")?;
        let score = score(scores.get(&name))?;
        count += 1;
        if count > CATEGORIES {
            return Err("it has too many categories");
        }
        if score > most {
            most = score;
        }
        if is_hit {
            kinds.extend(kind(&name));
        }
    }
    match count {
        0 => Err("it judged no category"),
        _ => Ok(Reading { said: Said { score: most, flagged, kinds }, tokens: None }),
    }
}

/// Our word for a category such as `hate/threatening`.
fn kind(category: &str) -> Option<Kind> {
    match category {
        "sexual/minors" => harm("minors"),
        _ => match category.split('/').next().unwrap_or_default() {
            "self-harm" => harm("self_harm"),
            "illicit" => harm("crime"),
            word => harm(word),
        },
    }
}
