//! Laws: what must hold of a reader whatever it is given. A law takes bytes and panics where it does not hold.
//!
//! `tests/laws.rs` tries each law on some thousand inputs, in seconds; `make fuzz SECONDS=600` gives each law to libFuzzer
//! for that long. Both begin with the same seeds, made of the examples that the rules bring along.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a law that does not hold panics")]

mod config;
mod reading;
mod rules;
mod scan;
mod seeds;
mod weights;
mod window;

use std::borrow::Cow;

pub use seeds::PIECES;

/// What must hold, and what to begin with.
#[derive(Debug)]
pub struct Law {
    /// What it is about.
    pub name: &'static str,
    /// Panics where it does not hold of these bytes. Whether they were taken for what they are meant to be: a law that
    /// refuses all its seeds would show nothing.
    pub holds: fn(&[u8]) -> bool,
    /// Inputs that reach deep.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// How many inputs the short test tries: about a second's worth.
    pub short: usize,
}

/// All laws.
pub const LAWS: &[Law] = &[
    Law { name: "reading", holds: reading::law, seeds: seeds::texts, short: 20_000 },
    Law { name: "scan", holds: scan::law, seeds: seeds::texts, short: 2_000 },
    Law { name: "window", holds: window::law, seeds: seeds::texts, short: 1_000 },
    Law { name: "rules", holds: rules::law, seeds: seeds::rule_files, short: 1_000 },
    Law { name: "encoder", holds: weights::encoder, seeds: seeds::encoders, short: 1_000 },
    Law { name: "linear", holds: weights::linear, seeds: seeds::linears, short: 40 },
    Law { name: "names", holds: weights::names, seeds: seeds::names, short: 2_000 },
];

/// The first `N` bytes, which choose how the law is tried, and the rest as text.
fn parts<const N: usize>(data: &[u8]) -> Option<([u8; N], Cow<'_, str>)> {
    let (choices, rest) = data.split_first_chunk::<N>()?;
    Some((*choices, String::from_utf8_lossy(rest)))
}
