//! Scores texts with a packed model: `cargo run --release -p wicket-encoder --example encoder_scores -- MODEL < rows.jsonl`.
//!
//! A row is an object with `text` and, where it is known, `origin` (`user` or `foreign`). For each row a line is printed with
//! its `id` and the raw scores of each classifier, the highest of at most eight windows: what training compares with the
//! scores of the weights in floats.

#![allow(clippy::print_stdout)]

use std::{
    error::Error,
    io::{BufRead as _, BufWriter, Write as _},
};

use serde_json::{Map, Value};
use wicket_encoder::{Encoder, Origin, Scratch};

const CLASSIFIERS: [&str; 2] = ["injection", "safety"];
/// As many windows of a text as training looks at.
const MOST_WINDOWS: usize = 8;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which model?")?;
    let file = std::fs::read(path)?;
    let encoder = Encoder::from_bytes(&file)?;
    let mut scratch = encoder.scratch();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        writeln!(out, "{}", Value::Object(scores(&encoder, &row, &mut scratch)))?;
    }
    Ok(())
}

fn scores(encoder: &Encoder<'_>, row: &Value, scratch: &mut Scratch) -> Map<String, Value> {
    let origin = match row["origin"].as_str() {
        Some("user") => Origin::User,
        Some("foreign") => Origin::Foreign,
        _ => Origin::Unknown,
    };
    let heads = CLASSIFIERS.iter().filter_map(|name| Some((*name, encoder.head(name)?)));
    let mut highest: Vec<_> = heads.map(|(name, head)| (name, head, Vec::new())).collect();
    for window in encoder.windows(row["text"].as_str().unwrap_or_default(), MOST_WINDOWS).iter() {
        let output = encoder.run(&window, origin, scratch);
        for (_, head, highest) in &mut highest {
            let scores = output.scores(*head);
            highest.resize(scores.len(), f32::NEG_INFINITY);
            highest.iter_mut().zip(scores).for_each(|(most, score)| *most = score.max(*most));
        }
    }
    let told = highest.into_iter().map(|(name, _, scores)| (name.to_owned(), scores.into()));
    std::iter::once(("id".to_owned(), row["id"].clone())).chain(told).collect()
}
