//! No string of a body escapes the segments, and no key passes for another.

use super::*;

#[test]
fn parse_04_twins_of_known_fields_are_refused_at_every_level() {
    for body in [
        r#"{"model":"m","max_tokens":1,"messages":[],"Model":"other"}"#,
        r#"{"model":"m","max_tokens":1,"messages":[],"ｓystem":"x"}"#,
        r#"{"model":"m","max_tokens":1,"messages":[{"role":"user","Content":"x","content":"y"}]}"#,
        r#"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":"a","TEXT":"b"}]}]}"#,
        r#"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"Type":"text","text":"a"}]}]}"#,
        r#"{"model":"m","max_tokens":1,"messages":[],"tools":[{"name":"a","Description":"b"}]}"#,
    ] {
        let tape = json::parse(body.as_bytes(), &json::Bounds::default()).unwrap();
        let refused = read_call(&route("anthropic", Operation::Messages), body.as_bytes(), &tape).unwrap_err();
        assert_eq!(refused.code(), Code::TwinKey, "{body}");
    }
    // A tool's own arguments and schemas are the caller's to name.
    let free = r#"{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a",
        "name":"b","input":{"Text":"x","Type":"y"}}]}],"tools":[{"name":"a","input_schema":{"properties":{"Model":{}}}}]}"#;
    assert_eq!(read(&route("anthropic", Operation::Messages), free.as_bytes()).segments.len(), 4);
}

#[test]
fn mask_05_no_string_of_a_body_escapes_the_segments() {
    // Replaces each string value of the corpus, one at a time, by one with a canary in it: it has to come back as a segment,
    // or the call has to be refused.
    let canary = "jane.canary@example.org";
    for (protocol, operation) in ADAPTERS {
        let route = route(protocol, operation);
        for (name, body) in corpus(protocol, ".request.json") {
            for quoted in strings_of(&body) {
                let mut with = body[..quoted.start].to_vec();
                with.extend(format!("\"{canary}\"").as_bytes());
                with.extend(&body[quoted.end..]);
                let Ok(tape) = json::parse(&with, &json::Bounds::default()) else { continue };
                let Ok(call) = read_call(&route, &with, &tape) else { continue };
                let is_model = call.model_span.as_ref().is_some_and(|span| span.start == quoted.start)
                    || call.other_models.iter().any(|model| model.as_str() == canary);
                let is_found = call.segments.iter().any(|segment| segment.span.start == quoted.start);
                assert!(is_found || is_model, "{name}: the string at byte {} is read by no one", quoted.start);
            }
        }
    }
}

/// Every value of `body`, and every key, replaced by a canary that a reader may not overlook: alone, in an array, in an object.
fn with_canaries(body: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let tape = json::parse(body, &json::Bounds::ANSWER).unwrap();
    let spans = (0..tape.len() as u32).map(|id| tape.value(body, json::NodeId(id)).span());
    let canaries =
        [r#""a canary, jane@example.org""#, r#"["a canary"]"#, r#"{"a canary":"b"}"#, r#"{"x":[{"y":"a canary"}]}"#];
    let placed = spans.flat_map(|span| {
        canaries.map(|canary| (span.start, [&body[..span.start], canary.as_bytes(), &body[span.end..]].concat()))
    });
    // A key takes a string only.
    placed.filter(|(_, body)| json::parse(body, &json::Bounds::ANSWER).is_ok()).collect()
}

/// Whether one of `spans` holds the canary.
fn finds_canary(body: &[u8], spans: impl Iterator<Item = std::ops::Range<usize>>) -> bool {
    spans.into_iter().any(|span| String::from_utf8_lossy(&body[span]).contains("a canary"))
}

#[test]
fn mask_05_no_string_escapes_whatever_shape_it_comes_in() {
    for (protocol, operation) in ADAPTERS {
        let route = route(protocol, operation);
        for (name, body) in corpus(protocol, ".request.json") {
            for (at, body) in with_canaries(&body) {
                let tape = json::parse(&body, &json::Bounds::ANSWER).unwrap();
                let Ok(call) = read_call(&route, &body, &tape) else { continue };
                let spans = call.segments.iter().map(|segment| segment.span.clone());
                assert!(finds_canary(&body, spans), "{name}: the value at byte {at} is read by no one");
                assert!(call.segments.is_sorted_by(|a, b| a.span.end <= b.span.start), "{name}: {at}");
            }
        }
        for (name, body) in corpus(protocol, ".answer.json") {
            for (at, body) in with_canaries(&body) {
                let tape = json::parse(&body, &json::Bounds::ANSWER).unwrap();
                let Ok(answer) = read_answer(&route, &body, &tape) else { continue };
                let spans = answer.segments.iter().map(|segment| segment.span.clone());
                assert!(finds_canary(&body, spans), "{name}: the value at byte {at} is read by no one");
                assert!(answer.segments.is_sorted_by(|a, b| a.span.end <= b.span.start), "{name}: {at}");
            }
        }
        for (name, stream) in corpus(protocol, ".stream.sse") {
            for (n, event) in events_of(&[&stream]).into_iter().enumerate() {
                if event.data.as_ref() == b"[DONE]" {
                    continue;
                }
                for (at, data) in with_canaries(&event.data) {
                    let (mut reader, mut read) = (StreamReader::new(&route), Ok(Default::default()));
                    for earlier in events_of(&[&stream]).iter().take(n) {
                        read = reader.read(earlier);
                    }
                    let event = sse::Event { data: data.clone().into(), ..event.clone() };
                    let Ok(meaning) = read.and_then(|_: wicket_wire::Meaning| reader.read(&event)) else { continue };
                    let spans = meaning.leaves.iter().map(|leaf| leaf.span.clone());
                    let shown = String::from_utf8_lossy(&data);
                    assert!(
                        finds_canary(&data, spans),
                        "{protocol} {name}, event {n}: byte {at} is read by no one: {shown}"
                    );
                    assert!(meaning.leaves.is_sorted_by(|a, b| a.span.end <= b.span.start), "{name}: {at}: {shown}");
                }
            }
        }
    }
}

/// The spans of all strings, keys too.
fn strings_of(body: &[u8]) -> Vec<std::ops::Range<usize>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < body.len() {
        if body[at] == b'"' {
            let start = at;
            at += 1;
            while body[at] != b'"' {
                at += if body[at] == b'\\' { 2 } else { 1 };
            }
            found.push(start..at + 1);
        }
        at += 1;
    }
    found
}

#[test]
fn mask_05_a_card_number_is_text_wherever_it_stands() {
    let body = br#"{"model":"claude-haiku-4-5","max_tokens":9,"system":[{"type":"4111111111111111","text":"x"}],
        "messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"4111-1111-1111-1111","content":"y"},
        {"type":"tool_use","id":"toolu_1","name":"pay","input":{"card":4111111111111111,"4111111111111111":1}}]}],
        "metadata":{"user_id":"4111111111111111"},"later":4111111111111111}"#;
    let route = wicket_wire::route("POST", "/v1/messages", true).unwrap();
    let tape = json::parse(body, &json::Bounds::CALL).unwrap();
    let call = wicket_wire::read_call(&route, body, &tape).unwrap();
    let cards = call.segments.iter().filter(|segment| segment.text(body).replace('-', "") == "4111111111111111");
    assert_eq!(cards.count(), 6);
}
