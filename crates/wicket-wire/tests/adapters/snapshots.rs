//! What the adapters read from each file of the corpus, held to the listing beside it.

use super::*;

fn check(protocol: &str, name: &str, kind: &str, listing: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../../corpus/{protocol}"));
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
