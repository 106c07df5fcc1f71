//! The end that the gate writes for an answer that has reached its bound.

use super::*;

#[test]
fn at_the_ceiling_a_message_closes_its_blocks_and_stops() {
    let route = route("anthropic", Operation::Messages);
    let mut reader = StreamReader::new(&route);
    for (name, data) in [
        ("message_start", r#"{"type":"message_start","message":{"usage":{"input_tokens":3,"output_tokens":9}}}"#),
        (
            "content_block_start",
            r#"{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"#,
        ),
        (
            "content_block_start",
            r#"{"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}"#,
        ),
        ("content_block_stop", r#"{"type":"content_block_stop","index":0}"#),
    ] {
        reader.read(&event(name, data)).unwrap();
    }
    let end = String::from_utf8(wicket_wire::ceiling_events(&route, &reader)).unwrap();
    assert_eq!(
        end,
        "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":1}\n\n\
         event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"max_tokens\",\
         \"stop_sequence\":null},\"usage\":{\"output_tokens\":9}}\n\n\
         event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
    );
    // The gate's own end reads like a provider's.
    assert!(listing_of(&route, &[end.as_bytes()]).contains("message_stop: terminal, finished true"));
}

#[test]
fn at_the_ceiling_a_response_is_incomplete_and_goes_on_with_the_sequence() {
    let route = route("responses", Operation::Responses);
    let (_, stream) = corpus("responses", ".stream.sse").into_iter().find(|(name, _)| name == "text").unwrap();
    let mut reader = StreamReader::new(&route);
    let counted = r#"{"type":"response.queued","response":{"usage":{"input_tokens":30,"input_tokens_details":{"cached_tokens":10},
        "output_tokens":20,"output_tokens_details":{"reasoning_tokens":5}}}}"#;
    reader.read(&event("response.queued", counted)).unwrap();
    for event in events_of(&[&stream]).iter().take(5) {
        reader.read(event).unwrap();
    }
    let end = String::from_utf8(wicket_wire::ceiling_events(&route, &reader)).unwrap();
    let data = end.strip_prefix("event: response.incomplete\ndata: ").unwrap().trim_end();
    let read: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(read["sequence_number"], 5);
    assert_eq!(read["response"]["id"], "resp_1");
    assert_eq!(read["response"]["model"], "gpt-5-mini");
    assert_eq!(read["response"]["status"], "incomplete");
    let usage = &read["response"]["usage"];
    assert_eq!(
        (&usage["input_tokens"], &usage["output_tokens"], &usage["total_tokens"]),
        (&30.into(), &20.into(), &50.into())
    );
    assert_eq!(usage["input_tokens_details"], serde_json::json!({"cached_tokens": 10, "cache_write_tokens": 0}));
    assert_eq!(read["response"]["incomplete_details"]["reason"], "max_output_tokens");
    assert!(listing_of(&route, &[end.as_bytes()]).contains("response.incomplete: terminal, finished true"));
}
