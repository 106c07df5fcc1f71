//! Prints what reading a text costs: `cargo run --release -p wicket-encoder --example encoder_speed [WEIGHTS]`.
//!
//! Milliseconds a window by the number of its tokens and by instructions, of a processor, and microseconds a
//! kilobyte for cutting text into pieces. Without a file of weights, with made ones of six layers by 384; then a peer runs
//! too: the same multiplications in plain loops over floats, as the compiler makes them.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::{
    error::Error,
    hint::black_box,
    sync::LazyLock,
    time::{Duration, Instant},
};

use wicket_encoder::{Encoder, InstructionSet, Origin};

#[path = "../tests/made/mod.rs"]
mod made;

const PROSE: &str = "The committee met in the long room above the harbour to settle what should happen with the old mill. Some of \
the members wanted to keep it as a museum, because the wheel still turns and children like to see grain become flour. Others said \
that the roof would cost more than the town can spend in a year, and that nobody had paid for a ticket since the spring. ";
const MIXED: &str = "Der Müller aus Köln schrieb nach Łódź, dass das Mehl naïve Käufer erfreut. Привет из Москвы, у нас всё хорошо. \
会議は長い部屋で行われ、古い水車小屋について話し合った。 नदी के किनारे रहने वाले लोगों से पूछा गया। 👍🏽 ";

/// Sizes of the made weights.
const LAYERS: usize = 6;
const HIDDEN: usize = 384;
const INNER: usize = 1536;

/// The system counts what a thread has used every few milliseconds, so a round has to last many of them.
const LONG_ENOUGH: Duration = Duration::from_millis(150);

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1);
    let bytes = match &path {
        Some(path) => std::fs::read(path)?,
        None => made::weights(made::Sizes { layers: LAYERS, hidden: HIDDEN, attention_heads: 12, intermediate: INNER })
            .write()?,
    };
    let started = Instant::now();
    let mut encoder = Encoder::from_bytes(&bytes)?;
    println!("loading {:.1} MB: {:.0} ms", bytes.len() as f64 / 1e6, started.elapsed().as_secs_f64() * 1e3);
    for set in InstructionSet::ALL.into_iter().filter(|set| set.is_here()) {
        encoder = encoder.with_instructions(set);
        let costs = [32, 64, 128].map(|tokens| format!("{tokens} tokens {:6.2} ms", milliseconds(&encoder, tokens)));
        println!("{:>12}: {}", format!("{set:?}"), costs.join(", "));
    }
    encoder = encoder.with_instructions(InstructionSet::best());
    if path.is_none() {
        let (ours, peer) = (milliseconds(&encoder, 128), plain(128));
        println!("128 tokens: {ours:.2} ms, {:.3} x the peer: plain loops over floats, {peer:.0} ms", ours / peer);
    }
    for (name, unit) in [("prose", PROSE), ("mixed scripts", MIXED)] {
        let long = unit.repeat(4096 / unit.len() + 1);
        let text = &long[..long.floor_char_boundary(4096)];
        let cost = least(20, || drop(black_box(encoder.windows(black_box(text), 4)))) * 1e6;
        println!("{name:>12}: {:.1} µs a KB cut into pieces", cost / (text.len() as f64 / 1024.0));
    }
    Ok(())
}

/// A window of so many tokens.
fn milliseconds(encoder: &Encoder<'_>, tokens: usize) -> f64 {
    // Single letters are words of every vocabulary; three tokens are marks.
    let windows = encoder.windows(&"a b ".repeat(64)[..(tokens - 3) * 2], 1);
    let mut scratch = encoder.scratch();
    let window = windows.iter().next();
    least(1, || {
        if let Some(window) = &window {
            let head = encoder.head("injection");
            let output = encoder.run(black_box(window), Origin::User, &mut scratch);
            black_box(head.map(|head| output.scores(head).first().copied()));
        }
    }) * 1e3
}

/// Milliseconds for the multiplications of all layers over so many tokens: some tokens by one of the two large matrices of a
/// layer, times how much of such work there is. Left out is what grows with the square of the tokens, a twentieth.
fn plain(tokens: usize) -> f64 {
    const SOME: usize = 8;
    let (left, right) = (vec![0.5_f32; SOME * HIDDEN], vec![0.25_f32; HIDDEN * INNER]);
    let mut product = vec![0.0_f32; SOME * INNER];
    let some = least(1, || {
        for (row, out) in left.chunks_exact(HIDDEN).zip(product.chunks_exact_mut(INNER)) {
            for (&factor, weights) in row.iter().zip(right.chunks_exact(INNER)) {
                out.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += factor * weight);
            }
        }
        black_box(&product);
    });
    let matrices = LAYERS * (4 * HIDDEN * HIDDEN + 2 * HIDDEN * INNER) / (HIDDEN * INNER);
    some * (matrices * tokens / SOME) as f64 * 1e3
}

/// Seconds that a call takes of a processor, in the best of three rounds; looks at the time after so many calls.
fn least(calls: u32, mut work: impl FnMut()) -> f64 {
    let mut round = || {
        let (started, mut done) = (processor(), 0);
        loop {
            (0..calls).for_each(|_| work());
            done += calls;
            let spent = processor() - started;
            if spent > LONG_ENOUGH {
                return spent.as_secs_f64() / f64::from(done);
            }
        }
    };
    (0..3).map(|_| round()).fold(f64::INFINITY, f64::min)
}

/// What a processor has spent on this thread, which hardly moves on a busy machine; where Linux does not tell it, the time.
fn processor() -> Duration {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = told.and_then(|told| told.split(' ').next()?.parse().ok());
    spent.map_or_else(|| BEGUN.elapsed(), Duration::from_nanos)
}
