//! Prints what reading costs, in nanoseconds an operation: `cargo run --release -p wicket-wire --example wire_speed`.

// Its input is its own, and printing is what it is for.
#![allow(clippy::expect_used, clippy::print_stdout)]

use std::{hint::black_box, time::Instant};

use bytes::Bytes;
use wicket_wire::{
    Meaning, json, read_call, route,
    splice::{Edit, splice},
    sse,
    stream::StreamReader,
};

const CHUNK: &str = r#"{"id":"chatcmpl-CqmW1b2c3d4e5f6g7h8i9j0","object":"chat.completion.chunk","created":1795253400,"model":"gpt-5-mini-2026-01-01","service_tier":"default","system_fingerprint":"fp_44709d6fcb","choices":[{"index":0,"delta":{"content":" kettle"},"logprobs":null,"finish_reason":null}]}"#;

fn main() {
    let body = conversation(4096);
    let route = route("POST", "/v1/chat/completions", false).expect("a route of the table");
    let bounds = json::Bounds::default();
    let mut tape = json::Tape::default();
    report("strict parse, 4 KB chat", || json::parse_into(&body, &bounds, &mut tape).expect("it is JSON"));
    report("parse and segments, 4 KB chat", || {
        let tape = json::parse(&body, &bounds).expect("it is JSON");
        read_call(&route, &body, &tape).expect("it is a call")
    });
    let tape = json::parse(&body, &bounds).expect("it is JSON");
    let call = read_call(&route, &body, &tape).expect("it is a call");
    let edits: Vec<Edit> =
        call.segments.iter().map(|segment| Edit { span: segment.span.clone(), with: b"\"masked\"".to_vec() }).collect();
    report("splice every segment, 4 KB chat", || splice(&body, &edits));
    report("serde_json to a tree, 4 KB chat", || {
        serde_json::from_slice::<serde_json::Value>(&body).expect("it is JSON")
    });

    let event = sse::Event { name: None, data: Bytes::from_static(CHUNK.as_bytes()), raw: Bytes::new() };
    let (mut reader, mut meaning) = (StreamReader::new(&route), Meaning::default());
    report("read a chat chunk, 280 bytes", || reader.read_into(&event, &mut meaning).expect("it is a chunk"));
    let stream = format!("data: {CHUNK}\n\n");
    let (mut decoder, mut events) = (sse::Decoder::new(1 << 20), Vec::new());
    report("decode one event, 290 bytes", || {
        events.clear();
        decoder.push(stream.as_bytes(), &mut events).expect("it is an event");
        events.len()
    });
    let text = "The kettle said \"hello\" and\nwent on. ".repeat(28);
    let mut out = Vec::new();
    report("escape 1 KB", || {
        out.clear();
        json::escape_into(&text, &mut out);
    });
}

/// A conversation with tools, of about `size` bytes.
fn conversation(size: usize) -> Vec<u8> {
    let mut body = r#"{"model":"gpt-5-mini","stream":true,"temperature":0.2,"tools":[{"type":"function","function":{"name":"find_order","description":"Finds an order by its number","parameters":{"type":"object","properties":{"number":{"type":"string","description":"As on the receipt"}},"required":["number"]}}}],"messages":[{"role":"system","content":"You are the help desk of a shop."}"#.to_owned();
    while body.len() < size {
        body.push_str(r#",{"role":"user","content":"Where is my \"blue\" kettle? I ordered it on Monday, and it has\nnot arrived by now, although the parcel service says so."},{"role":"assistant","content":"Let me look that up for you, it takes but a moment."}"#);
    }
    body.push_str("]}");
    body.into_bytes()
}

/// Runs `work` for a while and prints the best of ten rounds.
fn report<T>(what: &str, mut work: impl FnMut() -> T) {
    const TIMES: u32 = 2_000;
    let best = (0..10).map(|_| {
        let start = Instant::now();
        for _ in 0..TIMES {
            black_box(work());
        }
        start.elapsed() / TIMES
    });
    let nanos = best.min().unwrap_or_default().as_nanos();
    println!("{nanos:>7} ns  {what}");
}
