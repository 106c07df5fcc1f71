//! Scans JSON lines `{"id": …, "text": …}` from standard input and prints findings and scores as JSON lines:
//! `cargo run --release -p wicket-detect --example scan_jsonl -- [origin] < rows.jsonl > found.jsonl`.
//!
//! Offsets are code points, end exclusive, and labels are kinds in capitals, as evaluation files have them.

#![allow(clippy::print_stdout)]

use std::{
    io::{self, BufRead, Write},
    time::Instant,
};

use serde_json::{Value, json};
use wicket_detect::{Detector, Wants};
use wicket_types::{Guard, Origin};

fn main() -> io::Result<()> {
    let detector = Detector::standard();
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let (wants, origin) = match wanted.as_str() {
        "pii" => (Wants::of(&[Guard::Pii]), Origin::User),
        "names" => (Wants::of(&[Guard::Pii]).with_names(), Origin::User),
        "secrets" => (Wants::of(&[Guard::Secrets]), Origin::User),
        "foreign" => (Wants::of(&[Guard::Injection]), Origin::ToolResult),
        _ => (Wants::ALL, Origin::User),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let Ok(row) = serde_json::from_str::<Value>(&line?) else { continue };
        let text = row["text"].as_str().unwrap_or_default();
        let started = Instant::now();
        let scan = detector.scan(text, origin, wants);
        let leak = row["system"].as_str().map(|system| detector.leak_score(text, system));
        let us = started.elapsed().as_secs_f64() * 1e6;
        let spans: Vec<Value> = scan
            .findings
            .iter()
            .map(|finding| {
                let place = |at: usize| text[..at].chars().count();
                let label = finding.kind.as_str().split('.').nth(1).unwrap_or_default().to_uppercase();
                json!({"start": place(finding.span.start), "end": place(finding.span.end), "label": label, "rule": finding.rule,
                    "confidence": finding.confidence.get()})
            })
            .collect();
        let score = leak.unwrap_or(scan.injection);
        writeln!(out, "{}", json!({"id": row["id"], "spans": spans, "score": score, "us": us}))?;
    }
    out.flush()
}
