//! Judges: moderations, two guard models behind chat completions, and the gate's own contract. All of them find violence in
//! the word `kraken`, are in two minds about `squid`, and are as easily taken in as the real ones: whoever closes the frame
//! that a text stands in speaks in the model's place.

use serde_json::{Value, json};

use super::PROTOCOL;
use crate::object::Object;
use crate::refusal::Refusal;
use crate::reply::Reply;
use crate::state::State;
use crate::tokens;

/// How harmful a text is, 0.0 to 1.0.
fn harm(text: &str) -> f64 {
    let text = text.to_lowercase();
    match (text.contains("kraken"), text.contains("squid")) {
        (true, _) => 0.97,
        (_, true) => 0.4,
        _ => 0.01,
    }
}

/// OpenAI's moderations.
pub(super) fn moderate(state: &State, body: &Object) -> Result<Reply, Refusal> {
    only(body, &["input", "model"])?;
    let text = text_at(body, "input")?;
    let harm = harm(text);
    let is_hit = harm > 0.5;
    let body = json!({"id": state.id("modr-"), "model": "omni-moderation-latest", "results": [{
        "flagged": is_hit,
        "categories": {"hate": false, "sexual/minors": false, "violence": is_hit},
        "category_scores": {"hate": 0.001, "sexual/minors": 0.0, "violence": harm},
        "category_applied_input_types": {"hate": ["text"], "sexual/minors": ["text"], "violence": ["text"]},
    }]});
    Ok(Reply::json(200, &body).counting(tokens::count(text), 0))
}

/// The gate's own contract.
pub(super) fn judge(body: &Object) -> Result<Reply, Refusal> {
    only(body, &["text", "origin", "direction"])?;
    let text = text_at(body, "text")?;
    let origins = ["user", "assistant", "tool_call", "tool_result", "retrieved", "name", "schema", "metadata"];
    if !origins.contains(&text_at(body, "origin")?) {
        return Err(Refusal::invalid("no such origin").param("origin"));
    }
    if !["input", "output"].contains(&text_at(body, "direction")?) {
        return Err(Refusal::invalid("no such direction").param("direction"));
    }
    let harm = harm(text);
    let categories = if harm > 0.5 { vec!["violence"] } else { Vec::new() };
    Ok(Reply::json(200, &json!({"flagged": harm > 0.5, "score": harm, "categories": categories})))
}

/// What a guard model says to a chat; `None` for every other model.
///
/// # Errors
/// The chat does not have the form that the model was trained on.
pub(super) fn word(model: &str, body: &Object) -> Result<Option<String>, Refusal> {
    let turns: Vec<(&str, &str)> = body
        .get("messages")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|turn| (turn["role"].as_str().unwrap_or_default(), turn["content"].as_str().unwrap_or_default()))
        .collect();
    match model {
        "llama-guard-3-8b" => llama_guard(&turns).map(Some),
        "shieldgemma-9b" => shield_gemma(&turns).map(Some),
        _ => Ok(None),
    }
}

fn llama_guard(turns: &[(&str, &str)]) -> Result<String, Refusal> {
    let roles = ["user", "assistant"];
    let wrong = turns.iter().enumerate().any(|(n, (role, _))| roles.get(n % 2) != Some(role));
    let Some((_, text)) = turns.last().filter(|_| !wrong) else {
        return Err(
            Refusal::invalid("Conversation roles must alternate user/assistant/user/assistant/...").param("messages")
        );
    };
    if let Some((_, spoken)) = ["<|eot_id|>", "<END CONVERSATION>"].iter().find_map(|mark| text.split_once(mark)) {
        return Ok(spoken.lines().last().unwrap_or_default().trim().to_owned());
    }
    Ok(if harm(text) > 0.5 { "\n\nunsafe\nS1" } else { "\n\nsafe" }.to_owned())
}

fn shield_gemma(turns: &[(&str, &str)]) -> Result<String, Refusal> {
    let form = || Refusal::invalid("the prompt does not have the form of the model card").param("messages");
    let [("user", prompt)] = turns else { return Err(form()) };
    let (_, after) = prompt.split_once("<start_of_turn>\n").ok_or_else(form)?;
    let (text, rest) = after.split_once("\n<end_of_turn>").ok_or_else(form)?;
    let is_named = ["Human Question: ", "Chatbot Response: "].iter().any(|name| text.starts_with(name));
    if !is_named || !rest.contains("Our safety principle is defined in the below:\n\n* ") {
        return Err(form());
    }
    if rest.contains("<end_of_turn>") {
        return Ok("No".to_owned());
    }
    Ok(if harm(text) > 0.5 { "Yes" } else { "No" }.to_owned())
}

fn text_at<'b>(body: &'b Object, name: &'static str) -> Result<&'b str, Refusal> {
    let text = body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| Refusal::invalid(format!("Missing required parameter: '{name}'.")).param(name))
}

fn only(body: &Object, known: &[&str]) -> Result<(), Refusal> {
    match body.keys().find(|name| !known.contains(&name.as_str())) {
        Some(name) => {
            Err(Refusal::invalid(format!("Unknown parameter: '{name}'.")).param(name).code("unknown_parameter"))
        }
        None => Ok(()),
    }
}

/// The body of a question to a judge.
pub(super) fn body(request: &crate::request::Request) -> Result<Object, Refusal> {
    crate::object::body(PROTOCOL, request)
}
