//! The corpus of every adapter, read as the gate reads it.
//!
//! `corpus/{protocol}/NAME.KIND.json` or `.sse` in, `NAME.KIND.snap` out; a new case is two new files.

// Helpers outside the test functions may unwrap as well: a corpus that cannot be read should stop the tests.
#![allow(clippy::unwrap_used)]

mod ceiling;
mod leaks;
mod snapshots;
mod streams;

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

fn read(route: &Route, body: &[u8]) -> Call {
    read_call(route, body, &json::parse(body, &json::Bounds::default()).unwrap()).unwrap()
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

fn event(name: &str, data: &str) -> sse::Event {
    sse::Event { name: Some(Bytes::from(name.to_owned())), data: Bytes::from(data.to_owned()), raw: Bytes::new() }
}
