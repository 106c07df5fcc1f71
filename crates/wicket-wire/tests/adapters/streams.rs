//! Which text each event continues, however the stream is cut and its keys are spelt.

use super::*;

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
