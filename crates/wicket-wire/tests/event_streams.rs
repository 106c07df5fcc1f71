//! Event streams: the same events however they are cut, and no event that the provider did not send.

use proptest::prelude::*;
use wicket_wire::sse::{Decoder, Event, SseError, encode};

const MAX: usize = 1 << 16;

fn decode(pieces: &[&[u8]]) -> Result<Vec<Event>, SseError> {
    let (mut decoder, mut events) = (Decoder::new(MAX), Vec::new());
    for piece in pieces {
        decoder.push(piece, &mut events)?;
    }
    Ok(events)
}

/// Name and data of each event.
fn told(events: &[Event]) -> Vec<(Option<&str>, String)> {
    events.iter().map(|event| (event.name(), String::from_utf8_lossy(&event.data).into_owned())).collect()
}

#[test]
fn parse_07_every_kind_of_line_end_gives_the_same_events() {
    let expected = [(Some("delta"), "one\ntwo".to_owned()), (None, "three".to_owned())];
    for stream in [
        "event: delta\ndata: one\ndata: two\n\ndata: three\n\n",
        "event: delta\r\ndata: one\r\ndata: two\r\n\r\ndata: three\r\n\r\n",
        "event: delta\rdata: one\rdata: two\r\rdata: three\r\r",
        "event: delta\r\ndata: one\ndata: two\r\rdata: three\n\r\n",
        "\u{feff}event: delta\ndata: one\ndata: two\n\ndata: three\n\n",
        ": hello\nid: 7\nretry: 10\nevent:delta\ndata:one\n: still here\ndata:two\n\n\n\n: bye\n\ndata:three\n\n",
        "event: other\nevent: delta\ndata: one\ndata: two\nunknown: x\nevent\nevent: delta\n\nevent: lost\n\ndata: three\n\n",
    ] {
        let events = decode(&[stream.as_bytes()]).unwrap();
        assert_eq!(told(&events), expected, "{stream:?}");
        for event in &events {
            assert_eq!(told(&decode(&[&event.raw]).unwrap()), told(std::slice::from_ref(event)), "what is sent on");
            assert!(!event.raw.contains(&b'\r') && !event.raw.starts_with(b"id"));
        }
        for at in 0..=stream.len() {
            let (one, two) = stream.as_bytes().split_at(at);
            assert_eq!(decode(&[one, two]).unwrap(), events, "{stream:?} cut at {at}");
        }
        let bytes: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
        assert_eq!(decode(&bytes).unwrap(), events, "{stream:?} byte by byte");
    }
}

#[test]
fn parse_07_a_canonical_event_keeps_the_providers_bytes() {
    let stream = "event: delta\ndata: {\"a\" : 1}\n\ndata: [DONE]\n\n";
    let raw: Vec<u8> = decode(&[stream.as_bytes()]).unwrap().iter().flat_map(|event| event.raw.to_vec()).collect();
    assert_eq!(raw, stream.as_bytes());
}

#[test]
fn parse_07_long_lines_and_floods_are_bounded() {
    let line = format!("data: {}", "x".repeat(10 << 20));
    assert_eq!(decode(&[line.as_bytes()]), Err(SseError::TooLong { max: MAX }));
    let within_an_event = format!("data: x\n{}", ": flood\n".repeat(MAX));
    assert_eq!(decode(&[within_an_event.as_bytes()]), Err(SseError::TooLong { max: MAX }));
    let many_lines = "data: x\n".repeat(MAX);
    assert_eq!(decode(&[many_lines.as_bytes()]), Err(SseError::TooLong { max: MAX }));
    // Between events, comments are dropped as they come and may go on for ever.
    let mut decoder = Decoder::new(MAX);
    let mut events = Vec::new();
    for _ in 0..10 * MAX {
        decoder.push(b": flood\n", &mut events).unwrap();
    }
    assert!(!decoder.is_within_event() && events.is_empty());
}

#[test]
fn parse_07_hostile_names_are_refused_and_ids_are_dropped() {
    for name in ["a\0b", "a\u{1b}b", "ä", "a\tb"] {
        assert_eq!(decode(&[format!("event: {name}\ndata: x\n\n").as_bytes()]), Err(SseError::Name), "{name:?}");
    }
    let events = decode(&[b"id: a\0b\ndata: x\n\n"]).unwrap();
    assert_eq!(&events[0].raw[..], b"data: x\n\n");
}

#[test]
fn events_before_a_fault_are_given() {
    let (mut decoder, mut events) = (Decoder::new(MAX), Vec::new());
    assert!(decoder.push(b"data: good\n\nevent: \x01\ndata: x\n\n", &mut events).is_err());
    assert_eq!(told(&events), [(None, "good".to_owned())]);
}

#[test]
fn a_stream_that_stops_within_an_event_is_known_to_be_cut() {
    let (mut decoder, mut events) = (Decoder::new(MAX), Vec::new());
    decoder.push(b"data: x\n\n", &mut events).unwrap();
    assert!(!decoder.is_within_event());
    decoder.push(b"data: [DONE]\n", &mut events).unwrap();
    assert!(decoder.is_within_event());
}

proptest! {
    #[test]
    fn parse_07_nothing_in_an_event_makes_another(name in proptest::option::of(".*"), data: String) {
        let mut stream = Vec::new();
        encode(name.as_deref(), data.as_bytes(), &mut stream);
        let events = decode(&[&stream]).unwrap();
        prop_assert_eq!(events.len(), 1);
        let lines = data.replace("\r\n", "\n").replace('\r', "\n");
        prop_assert_eq!(&events[0].data[..], lines.as_bytes());
    }

    #[test]
    fn parse_07_any_bytes_give_the_same_events_however_they_are_cut(
        stream in "([a: \u{feff}\r\n]|data: |event: |\r\n|\n\n){0,40}",
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let stream = stream.as_bytes();
        let mut at: Vec<usize> = cuts.iter().map(|cut| cut.index(stream.len() + 1)).collect();
        at.sort_unstable();
        let starts = std::iter::once(0).chain(at.iter().copied());
        let ends = at.iter().copied().chain(std::iter::once(stream.len()));
        let pieces: Vec<&[u8]> = starts.zip(ends).map(|(from, to)| &stream[from..to]).collect();
        prop_assert_eq!(decode(&pieces), decode(&[stream]));
    }
}
