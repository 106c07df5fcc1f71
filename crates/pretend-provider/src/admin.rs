//! The witness's own routes, beside the API: `/__record`, `/__stats`, `/__behaviour`. They are not recorded.

use serde_json::{Value, json};

use crate::Behaviour;
use crate::reply::Reply;
use crate::request::Request;
use crate::state::State;

/// Answers a request whose path begins with `/__`.
pub(crate) fn answer(state: &State, request: &Request) -> Reply {
    match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/__record") => {
            let parameters = request.parameters();
            let since = parameters.iter().find(|(name, _)| name == "since").and_then(|(_, value)| value.parse().ok());
            let records = state.recorder.records(since.unwrap_or(0));
            Reply::json(200, &records.iter().map(|record| record.to_json()).collect())
        }
        ("DELETE", "/__record") => {
            state.recorder.reset();
            Reply::json(200, &json!({"reset": true}))
        }
        ("GET", "/__stats") => Reply::json(200, &state.recorder.stats().to_json()),
        ("POST", "/__behaviour") => match plan(state, &request.body) {
            Ok(times) => Reply::json(200, &json!({"times": times})),
            Err(problem) => Reply::json(400, &json!({"problem": problem})),
        },
        ("DELETE", "/__behaviour") => {
            state.clear_plan();
            Reply::json(200, &json!({"cleared": true}))
        }
        _ => Reply::json(404, &json!({"problem": "no such route"})),
    }
}

/// Plans the behaviour of the next `times` requests (1).
fn plan(state: &State, body: &[u8]) -> Result<u32, String> {
    let Ok(Value::Object(mut object)) = serde_json::from_slice(body) else {
        return Err("the body is not a JSON object".to_owned());
    };
    let times = match object.remove("times") {
        None => 1,
        Some(times) => times.as_u64().and_then(|it| u32::try_from(it).ok()).ok_or("`times` is not a count")?,
    };
    let behaviour = Behaviour::from_json(&object).map_err(|problem| problem.to_string())?;
    state.plan(behaviour, times);
    Ok(times)
}
