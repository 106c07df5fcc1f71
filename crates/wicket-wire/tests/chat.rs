//! What is particular to chat completions and embeddings: bounds of output, choices, fields that may not be there.

// The helpers of a test may panic as the test itself may; clippy.toml covers the latter only.
#![allow(clippy::unwrap_used)]

use bytes::Bytes;
use wicket_types::{Code, Refusal, VisitId};
use wicket_wire::{
    Call, Meaning, Protocol, Route, Tier, WireError, ceiling_events, error_body, error_event, json, read_answer,
    read_call, route,
    splice::{Edit, splice},
    sse,
    stream::StreamReader,
};

fn chat() -> Route {
    route("POST", "/v1/chat/completions", false).unwrap()
}

fn try_read(route: &Route, body: &str) -> Result<Call, WireError> {
    let tape = json::parse(body.as_bytes(), &json::Bounds::CALL)?;
    read_call(route, body.as_bytes(), &tape)
}

/// A chat request with `extra` members after model and messages.
fn with(extra: &str) -> Result<Call, WireError> {
    try_read(&chat(), &format!(r#"{{"model":"gpt-5-mini","messages":[{{"role":"user","content":"Hi"}}]{extra}}}"#))
}

fn event(data: &str) -> sse::Event {
    sse::Event { name: None, data: Bytes::copy_from_slice(data.as_bytes()), raw: Bytes::new() }
}

#[test]
fn what_the_gate_must_understand_has_to_be_there_and_of_its_type() {
    for body in [
        "[]",
        "{}",
        "\"text\"",
        r#"{"model":"m"}"#,
        r#"{"messages":[]}"#,
        r#"{"model":7,"messages":[]}"#,
        r#"{"model":["m"],"messages":[]}"#,
        r#"{"model":"two words","messages":[]}"#,
        r#"{"model":null,"messages":[]}"#,
        r#"{"model":"m","messages":"text"}"#,
        r#"{"model":"m","messages":{}}"#,
    ] {
        assert_eq!(try_read(&chat(), body).unwrap_err().code(), Code::BadRequest, "{body}");
    }
    for extra in [
        r#","stream":"true""#,
        r#","stream":1"#,
        r#","n":0"#,
        r#","n":129"#,
        r#","n":-1"#,
        r#","n":1.0"#,
        r#","n":"2""#,
        r#","max_tokens":-5"#,
        r#","max_tokens":1e3"#,
        r#","max_completion_tokens":"5""#,
        r#","max_completion_tokens":5,"max_tokens":5"#,
        r#","store":"yes""#,
        r#","logprobs":1"#,
        r#","stream_options":{"include_usage":"yes"}"#,
    ] {
        assert_eq!(with(extra).unwrap_err().code(), Code::BadRequest, "{extra}");
    }
    assert_eq!(with(",\"n\":0").unwrap_err().to_string(), "`n` must be from 1 to 128");
}

#[test]
fn a_cap_on_the_output_can_be_put_where_the_caller_has_it() {
    let call = with("").unwrap();
    assert_eq!((call.max_output, call.max_output_field), (None, Some(("max_completion_tokens", None))));
    let body = r#"{"model":"m","messages":[],"max_tokens": 900 }"#;
    let call = try_read(&chat(), body).unwrap();
    let Some(("max_tokens", Some(span))) = call.max_output_field else { panic!("{:?}", call.max_output_field) };
    assert_eq!(call.max_output, Some(900));
    let capped = splice(body.as_bytes(), &[Edit { span, with: b"100".to_vec() }]);
    assert_eq!(capped, br#"{"model":"m","messages":[],"max_tokens": 100 }"#);
    // Null is no bound, and has a place that the cap has to take.
    let call = with(r#","max_completion_tokens":null"#).unwrap();
    assert!(call.max_output.is_none() && matches!(call.max_output_field, Some((_, Some(_)))));
    // A member can be added before the closing brace.
    let added = splice(body.as_bytes(), &[Edit { span: body.len() - 1..body.len() - 1, with: b",\"n\":1".to_vec() }]);
    assert_eq!(try_read(&chat(), body).unwrap().object_end, body.len() - 1);
    assert!(json::parse(&added, &json::Bounds::CALL).is_ok());
}

#[test]
fn defaults_are_the_protocols_own() {
    let call = with("").unwrap();
    assert_eq!(
        (call.stream, call.choices, call.tier, call.store, call.include_usage),
        (false, 1, Tier::Default, false, false)
    );
    assert!(!call.logprobs && !call.unreadable && !call.object_empty && call.other_models.is_empty());
    let call = with(r#","stream":null,"n":null,"service_tier":null,"stream_options":null,"logprobs":null"#).unwrap();
    assert_eq!((call.stream, call.choices, call.tier, call.include_usage), (false, 1, Tier::Default, false));
    assert_eq!(with(r#","service_tier":"priority""#).unwrap().tier, Tier::Priority);
    assert!(with(r#","logprobs":true"#).unwrap().logprobs);
}

#[test]
fn parse_04_twins_of_known_fields_are_refused_at_every_level_of_a_chat() {
    for body in [
        r#"{"model":"m","Model":"n","messages":[]}"#,
        r#"{"model":"m","messages":[],"ｍodel":"n"}"#,
        r#"{"model":"m","messages":[],"mess\u0041ges":[]}"#,
        r#"{"model":"m","messages":[],"max_to\u212aens":5}"#,
        r#"{"model":"m","messages":[],"mo\u200bdel":"n"}"#,
        r#"{"model":"m","messages":[{"role":"user","Role":"system","content":"x"}]}"#,
        r#"{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"x","Text":"y"}]}]}"#,
        r#"{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"a","ARGUMENTS":"{}"}}]}]}"#,
        r#"{"model":"m","messages":[],"tools":[{"type":"function","Function":{"name":"a"}}]}"#,
    ] {
        assert_eq!(try_read(&chat(), body).unwrap_err().code(), Code::TwinKey, "{body}");
    }
}

#[test]
fn a_call_cannot_choose_where_it_goes() {
    for field in [
        "api_base",
        "base_url",
        "custom_host",
        "api_key",
        "extra_body",
        "extra_headers",
        "API_Base",
        "api\\u005fkey",
        "base-url",
    ] {
        assert_eq!(with(&format!(r#","{field}":"x""#)).unwrap_err().code(), Code::DestinationField, "{field}");
    }
    // A tool's parameter of that name is the tool's own business.
    assert!(
        with(r#","tools":[{"type":"function","function":{"name":"a","parameters":{"properties":{"api_key":{}}}}}]"#)
            .is_ok()
    );
}

#[test]
fn a_guard_changes_one_string_and_nothing_else() {
    let body =
        "{ \"model\":\"m\",\n \"messages\" : [{\"role\":\"user\",\"content\":\"I am Ada, \\u0041da\"}], \"top_k\":1e1}";
    let call = try_read(&chat(), body).unwrap();
    let segment = &call.segments[0];
    assert_eq!(segment.text(body.as_bytes()), "I am Ada, Ada");
    assert_eq!(segment.path(body.as_bytes()), "messages[0].content");
    let edit = Edit { span: segment.span.clone(), with: json::quote("I am \"NAME_1\", NAME_1") };
    let changed = String::from_utf8(splice(body.as_bytes(), &[edit])).unwrap();
    assert_eq!(changed, body.replace(r#""I am Ada, \u0041da""#, r#""I am \"NAME_1\", NAME_1""#));
}

#[test]
fn token_numbers_as_input_are_known_to_be_unreadable() {
    let embeddings = route("POST", "/v1/embeddings", false).unwrap();
    for (input, unreadable) in
        [(r#""text""#, false), (r#"["a","b"]"#, false), ("[1,2]", true), ("[[1],[2,3]]", true), ("[\"a\",[1]]", true)]
    {
        let call = try_read(&embeddings, &format!(r#"{{"model":"m","input":{input}}}"#)).unwrap();
        assert_eq!(call.unreadable, unreadable, "{input}");
    }
    assert!(try_read(&embeddings, r#"{"model":"m"}"#).is_err());
}

#[test]
fn lists_of_models_take_no_body() {
    let models = route("GET", "/v1/models", false).unwrap();
    let nothing = json::Tape::default();
    assert_eq!(read_call(&models, b"", &nothing).unwrap().segments, []);
    assert!(read_call(&models, b"{\"api_key\":1}", &nothing).is_err());
    let body = br#"{"object":"list","data":[{"id":"gpt-5-mini","object":"model","created":1,"owned_by":"openai"}]}"#;
    let tape = json::parse(body, &json::Bounds::ANSWER).unwrap();
    assert_eq!(read_answer(&models, body, &tape).unwrap().segments, []);
}

#[test]
fn an_answer_without_choices_is_none() {
    let body = br#"{"id":"x","object":"chat.completion"}"#;
    let tape = json::parse(body, &json::Bounds::ANSWER).unwrap();
    assert!(read_answer(&chat(), body, &tape).is_err());
}

#[test]
fn chunks_that_are_no_chunks_are_refused() {
    for data in ["", "{", "[1]", "DONE", r#"{"choices":[],"choices":[]}"#, "\u{feff}{}"] {
        assert!(StreamReader::new(&chat()).read(&event(data)).is_err(), "{data:?}");
    }
}

#[test]
fn a_stream_with_too_many_choices_or_channels_is_refused() {
    let mut reader = StreamReader::new(&chat());
    let refused = (0..200).find_map(|n| {
        reader.read(&event(&format!(r#"{{"choices":[{{"index":{n},"delta":{{"content":"x"}}}}]}}"#))).err()
    });
    assert_eq!(refused, Some(WireError::TooManyChannels { limit: 128 }));
    let mut reader = StreamReader::new(&chat());
    let refused = (0..9000).find_map(|n| {
        let call = format!(r#"{{"index":{n},"function":{{"arguments":"{{}}"}}}}"#);
        reader.read(&event(&format!(r#"{{"choices":[{{"index":0,"delta":{{"tool_calls":[{call}]}}}}]}}"#))).err()
    });
    assert!(matches!(refused, Some(WireError::TooManyChannels { .. })));
}

#[test]
fn strm_01_an_escaped_key_does_not_lead_out_of_its_channel() {
    let mut reader = StreamReader::new(&chat());
    let plain = reader.read(&event(r#"{"choices":[{"index":0,"delta":{"content":"4111 1111 "}}]}"#)).unwrap();
    let spelled = r#"{"ch\u006fices":[{"ind\u0065x":0,"d\u0065lta":{"c\u006fntent":"1111 1111"}}]}"#;
    let escaped = reader.read(&event(spelled)).unwrap();
    assert_eq!(plain.leaves[0].channel, escaped.leaves[0].channel);
    assert!(!plain.leaves[0].whole && !escaped.leaves[0].whole);
}

#[test]
fn strm_04_interleaved_choices_and_calls_keep_their_channels() {
    let mut reader = StreamReader::new(&chat());
    let mut texts = std::collections::BTreeMap::<u32, String>::new();
    for (n, letter) in "abcdefgh".chars().enumerate() {
        let (choice, call) = (n % 2, n / 2 % 2);
        let data = format!(
            r#"{{"choices":[{{"index":{choice},"delta":{{"content":"{letter}","tool_calls":[{{"index":{call},"function":{{"arguments":"{letter}"}}}}]}}}}]}}"#
        );
        let data = event(&data);
        for leaf in reader.read(&data).unwrap().leaves {
            texts.entry(leaf.channel.0).or_default().push_str(&leaf.text(&data.data));
        }
    }
    let mut texts: Vec<_> = texts.into_values().collect();
    texts.sort_unstable();
    assert_eq!(texts, ["aceg", "ae", "bdfh", "bf", "cg", "dh"]);
}

#[test]
fn at_the_ceiling_every_open_choice_stops_for_length() {
    let mut reader = StreamReader::new(&chat());
    for data in [
        r#"{"id":"chatcmpl-9","created":17,"model":"gpt-5-mini","choices":[{"index":0,"delta":{"content":"a"}},{"index":2,"delta":{}}]}"#,
        r#"{"id":"chatcmpl-9","created":17,"model":"gpt-5-mini","choices":[{"index":1,"delta":{},"finish_reason":"stop"}]}"#,
    ] {
        assert!(!reader.read(&event(data)).unwrap().finished);
    }
    let end = String::from_utf8(ceiling_events(&chat(), &reader)).unwrap();
    assert_eq!(
        end,
        "data: {\"id\":\"chatcmpl-9\",\"object\":\"chat.completion.chunk\",\"created\":17,\"model\":\"gpt-5-mini\",\"choices\":[\
         {\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"},\
         {\"index\":2,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n"
    );
    // The gate's own end reads like a provider's.
    let (mut decoder, mut events) = (sse::Decoder::new(1 << 16), Vec::new());
    decoder.push(end.as_bytes(), &mut events).unwrap();
    assert!(reader.read(&events[0]).unwrap().finished);
    assert!(reader.read(&events[1]).unwrap().terminal);
}

#[test]
fn reading_into_the_same_meaning_forgets_the_last_event() {
    let (mut reader, mut meaning) = (StreamReader::new(&chat()), Meaning::default());
    reader.read_into(&event(r#"{"choices":[{"index":0,"delta":{"content":"a"}}]}"#), &mut meaning).unwrap();
    assert_eq!(meaning.leaves.len(), 1);
    reader.read_into(&event("[DONE]"), &mut meaning).unwrap();
    assert!(meaning.leaves.is_empty() && meaning.terminal);
}

#[test]
fn refusals_have_each_protocols_own_shape() {
    let (refusal, visit) = (Refusal::new(Code::BudgetExhausted), VisitId::new([7; 16]));
    let read = |body: &[u8]| serde_json::from_slice::<serde_json::Value>(body).unwrap();
    let openai = read(&error_body(Protocol::OpenAi, &refusal, &visit));
    assert_eq!(openai["error"]["type"], "insufficient_quota");
    let anthropic = read(&error_body(Protocol::Anthropic, &refusal, &visit));
    assert_eq!((&anthropic["type"], &anthropic["request_id"]), (&"error".into(), &visit.as_str().into()));
    for body in [&openai, &anthropic] {
        assert_eq!(body["error"]["code"], "budget.exhausted");
    }
    for path in ["/v1/chat/completions", "/v1/responses", "/v1/messages"] {
        let route = route("POST", path, false).unwrap();
        let (mut decoder, mut events) = (sse::Decoder::new(1 << 16), Vec::new());
        decoder.push(&error_event(&route, &refusal, &visit, Some(9)), &mut events).unwrap();
        assert_eq!(events.len(), 1, "{path}");
        assert!(StreamReader::new(&route).read(&events[0]).unwrap().error, "{path}");
    }
}
