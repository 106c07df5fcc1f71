//! The corpus of every adapter, read as the gate reads it.
//!
//! `corpus/{protocol}/NAME.KIND.json` or `.sse` in, `NAME.KIND.snap` out; a new case is two new files.

// Helpers outside the test functions may unwrap as well: a corpus that cannot be read should stop the tests.
#![allow(clippy::unwrap_used)]

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

use bytes::Bytes;
use wicket_types::Code;
use wicket_wire::{Call, Operation, Protocol, Route, json, read_answer, read_call, sse, stream::StreamReader};

/// The folders of the corpus that hold calls and streams, with the operation that reads them.
const ADAPTERS: [(&str, Operation); 3] =
    [("anthropic", Operation::Messages), ("responses", Operation::Responses), ("chat", Operation::Chat)];

/// Files of one protocol whose names end in `ending`, with name and content.
fn corpus(protocol: &str, ending: &str) -> Vec<(String, Vec<u8>)> {
    let folder = PathBuf::from("corpus").join(protocol);
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().strip_suffix(ending)?.to_owned();
            Some((name, fs::read(path).unwrap()))
        })
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no {protocol} files end in {ending}");
    found
}

fn route(protocol: &str, operation: Operation) -> Route {
    let protocol = if protocol == "anthropic" { Protocol::Anthropic } else { Protocol::OpenAi };
    Route { protocol, operation, provider: None, upstream_path: "/".to_owned(), object_id: None }
}

fn check(protocol: &str, name: &str, kind: &str, listing: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../corpus/{protocol}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(format!("{name}.{kind}"), listing));
}

fn list(segments: &[wicket_wire::Segment], body: &[u8], into: &mut String) {
    for segment in segments {
        let json = if segment.json { " json" } else { "" };
        let sealed = if segment.sealed { " sealed" } else { "" };
        let (origin, channel, text) = (segment.origin.as_str(), segment.channel, segment.text(body));
        writeln!(into, "{channel:>3} {origin}{json}{sealed} {text:?} at {}", segment.path(body)).unwrap();
    }
}

fn read(route: &Route, body: &[u8]) -> Call {
    read_call(route, body, &json::parse(body, &json::Bounds::default()).unwrap()).unwrap()
}

fn check_requests(protocol: &str, kind: &str, operation: Operation) {
    for (name, body) in corpus(protocol, &format!(".{kind}.json")) {
        let call = read(&route(protocol, operation), &body);
        let mut listing = String::new();
        list(&call.segments, &body, &mut listing);
        let model = call.model.as_ref().map_or("none", |model| model.as_str());
        let others: Vec<_> = call.other_models.iter().map(|model| model.as_str()).collect();
        writeln!(listing, "model {model}, others {others:?}, stream {}, tier {:?}", call.stream, call.tier).unwrap();
        let field = call.max_output_field.as_ref().map(|(field, _)| field);
        writeln!(listing, "most output {:?} by {field:?}, store {}", call.max_output, call.store).unwrap();
        check(protocol, &name, kind, &listing);
    }
}

fn check_answers(protocol: &str, kind: &str, operation: Operation) {
    for (name, body) in corpus(protocol, &format!(".{kind}.json")) {
        let tape = json::parse(&body, &json::Bounds::ANSWER).unwrap();
        let answer = read_answer(&route(protocol, operation), &body, &tape).unwrap();
        let mut listing = String::new();
        list(&answer.segments, &body, &mut listing);
        writeln!(listing, "id {:?}, stopped {}, usage {:?}", answer.id, answer.stopped, answer.usage).unwrap();
        check(protocol, &name, kind, &listing);
    }
}

fn events_of(pieces: &[&[u8]]) -> Vec<sse::Event> {
    let (mut decoder, mut events) = (sse::Decoder::new(1 << 20), Vec::new());
    for piece in pieces {
        decoder.push(piece, &mut events).unwrap();
    }
    events
}

/// What a stream says, however it was cut: each channel's text, what stands alone, what ends, what was counted.
fn listing_of(route: &Route, pieces: &[&[u8]]) -> String {
    let mut reader = StreamReader::new(route);
    let mut channels: BTreeMap<u32, (String, String)> = BTreeMap::new();
    let mut listing = String::new();
    for event in &events_of(pieces) {
        let meaning = reader.read(event).unwrap();
        let name = event.name().unwrap_or("unnamed");
        for leaf in &meaning.leaves {
            let json = if leaf.json { " json" } else { "" };
            let sealed = if leaf.sealed { " sealed" } else { "" };
            let (origin, text) = (leaf.origin.as_str(), leaf.text(&event.data));
            if leaf.whole {
                writeln!(listing, "{name}: {origin}{json}{sealed} {text:?}").unwrap();
            } else {
                let channel =
                    channels.entry(leaf.channel.0).or_insert((format!("{origin}{json}{sealed}"), String::new()));
                assert_eq!(channel.0, format!("{origin}{json}{sealed}"), "a channel keeps its author");
                channel.1.push_str(&text);
            }
        }
        if !meaning.ends.is_empty() {
            let ends: Vec<_> = meaning.ends.iter().map(|channel| channel.0).collect();
            writeln!(listing, "{name}: ends {ends:?}").unwrap();
        }
        if let Some(usage) = meaning.usage {
            writeln!(listing, "{name}: {usage:?}").unwrap();
        }
        for (is, what) in [(meaning.ping, "ping"), (meaning.error, "error"), (meaning.terminal, "terminal")] {
            if is {
                writeln!(listing, "{name}: {what}, finished {}", meaning.finished).unwrap();
            }
        }
    }
    for (channel, (author, text)) in channels {
        writeln!(listing, "channel {channel}: {author} {text:?}").unwrap();
    }
    listing
}

fn check_streams(protocol: &str, operation: Operation) {
    let route = route(protocol, operation);
    for (name, stream) in corpus(protocol, ".stream.sse") {
        check(protocol, &name, "stream", &listing_of(&route, &[&stream]));
    }
}

#[test]
fn every_block_of_a_message_becomes_segments() {
    check_requests("anthropic", "request", Operation::Messages);
    check_requests("anthropic", "count", Operation::CountTokens);
}

#[test]
fn every_item_of_a_response_becomes_segments() {
    check_requests("responses", "request", Operation::Responses);
    check_requests("responses", "compact", Operation::ResponsesCompact);
    check_requests("responses", "count", Operation::ResponsesInputTokens);
}

#[test]
fn every_part_of_a_chat_becomes_segments() {
    check_requests("chat", "request", Operation::Chat);
    check_requests("embeddings", "request", Operation::Embeddings);
}

#[test]
fn whole_answers_tell_text_and_usage() {
    check_answers("anthropic", "answer", Operation::Messages);
    check_answers("anthropic", "counted", Operation::CountTokens);
    check_answers("responses", "answer", Operation::ResponsesRetrieve);
    check_answers("responses", "items", Operation::ResponsesInputItems);
    check_answers("responses", "counted", Operation::ResponsesInputTokens);
    check_answers("chat", "answer", Operation::Chat);
    check_answers("embeddings", "answer", Operation::Embeddings);
}

#[test]
fn every_event_tells_which_text_it_continues() {
    check_streams("anthropic", Operation::Messages);
    check_streams("responses", Operation::Responses);
    check_streams("chat", Operation::Chat);
}

#[test]
fn strm_03_cutting_a_stream_at_any_byte_changes_nothing() {
    for (protocol, operation) in ADAPTERS {
        let route = route(protocol, operation);
        for (name, stream) in corpus(protocol, ".stream.sse") {
            let whole = events_of(&[&stream]);
            for at in 0..=stream.len() {
                let (one, two) = stream.split_at(at);
                assert_eq!(events_of(&[one, two]), whole, "{name} cut at byte {at}");
            }
            for size in [1, 2, 3, 7, 64] {
                let pieces: Vec<&[u8]> = stream.chunks(size).collect();
                assert_eq!(listing_of(&route, &pieces), listing_of(&route, &[&stream]), "{name} in pieces of {size}");
            }
        }
    }
}

#[test]
fn the_corpus_has_every_event_that_the_tables_know() {
    for (protocol, prefix) in [("anthropic", "anthropic/messages/"), ("responses", "openai/responses.create/")] {
        let streams: Vec<u8> = corpus(protocol, ".stream.sse").into_iter().flat_map(|(_, stream)| stream).collect();
        let streams = String::from_utf8(streams).unwrap();
        for line in wicket_wire::coverage() {
            for kind in ["event.", "delta."] {
                if let Some(name) = line.strip_prefix(prefix).and_then(|rest| rest.strip_prefix(kind)) {
                    assert!(streams.contains(&format!("\"type\":\"{name}\"")), "no stream of the corpus has `{name}`");
                }
            }
        }
    }
}

fn event(name: &str, data: &str) -> sse::Event {
    sse::Event { name: Some(Bytes::from(name.to_owned())), data: Bytes::from(data.to_owned()), raw: Bytes::new() }
}

#[test]
fn an_event_whose_name_and_type_differ_is_refused() {
    for (protocol, operation) in [("anthropic", Operation::Messages), ("responses", Operation::Responses)] {
        let mut reader = StreamReader::new(&route(protocol, operation));
        assert!(reader.read(&event("ping", r#"{"type":"message_stop"}"#)).is_err());
        assert!(reader.read(&event("ping", "[1]")).is_err());
        assert!(reader.read(&event("ping", r#"{"type":7}"#)).is_err());
    }
}

#[test]
fn strm_01_an_escaped_key_or_type_does_not_leave_the_channel() {
    let mut reader = StreamReader::new(&route("anthropic", Operation::Messages));
    let plain = r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"sk-"}}"#;
    let odd =
        r#"{"type":"content_block_delta","index":0,"del\u0074a":{"typ\u0065":"text_delt\u0061","te\u0078t":"live"}}"#;
    let first = reader.read(&event("content_block_delta", plain)).unwrap().leaves;
    let second = reader.read(&event("content_block_delta", odd)).unwrap().leaves;
    assert_eq!((first[0].channel, second[0].whole), (second[0].channel, false));

    let mut reader = StreamReader::new(&route("responses", Operation::Responses));
    let plain = r#"{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"sk-"}"#;
    let odd = r#"{"type":"response.output_text.delta","output_ind\u0065x":0,"content_index":0,"del\u0074a":"live"}"#;
    let first = reader.read(&event("response.output_text.delta", plain)).unwrap().leaves;
    let second = reader.read(&event("response.output_text.delta", odd)).unwrap().leaves;
    assert_eq!((first[0].channel, second[0].whole), (second[0].channel, false));
}

#[test]
fn strm_04_interleaved_texts_keep_their_channels() {
    let mut reader = StreamReader::new(&route("responses", Operation::Responses));
    let mut texts: BTreeMap<u32, String> = BTreeMap::new();
    for (item, part, kind, delta) in [
        (0, 0, "output_text", "a1 "),
        (0, 1, "output_text", "b1 "),
        (1, 0, "output_text", "c1 "),
        (0, 0, "refusal", "d1 "),
        (0, 0, "reasoning_text", "e1 "),
        (0, 0, "output_text", "a2"),
        (0, 1, "output_text", "b2"),
        (1, 0, "output_text", "c2"),
        (0, 0, "refusal", "d2"),
        (0, 0, "reasoning_text", "e2"),
    ] {
        let name = format!("response.{kind}.delta");
        let data = format!(r#"{{"type":"{name}","output_index":{item},"content_index":{part},"delta":"{delta}"}}"#);
        for leaf in reader.read(&event(&name, &data)).unwrap().leaves {
            texts.entry(leaf.channel.0).or_default().push_str(&leaf.text(data.as_bytes()));
        }
    }
    assert_eq!(texts.into_values().collect::<Vec<_>>(), ["a1 a2", "b1 b2", "c1 c2", "d1 d2", "e1 e2"]);
}

#[test]
fn bud_04_counts_that_cannot_be_true_leave_the_last_ones() {
    let mut reader = StreamReader::new(&route("anthropic", Operation::Messages));
    let begun = r#"{"type":"message_start","message":{"usage":{"input_tokens":3,"output_tokens":9}}}"#;
    assert!(reader.read(&event("message_start", begun)).unwrap().usage.is_some());
    for absurd in ["-5", "\"7\"", "1e99", "99999999999999", "{}"] {
        let data = format!(r#"{{"type":"message_delta","delta":{{}},"usage":{{"output_tokens":{absurd}}}}}"#);
        assert_eq!(reader.read(&event("message_delta", &data)).unwrap().usage, None, "{absurd}");
    }
    let better = r#"{"type":"message_delta","delta":{},"usage":{"output_tokens":11}}"#;
    let usage = reader.read(&event("message_delta", better)).unwrap().usage.unwrap();
    assert_eq!((usage.input.0, usage.output.0), (3, 11));
}

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
