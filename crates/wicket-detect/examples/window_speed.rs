//! How long a window takes for a push, in nanoseconds: `cargo run --release -p wicket-detect --example window_speed`.

#![allow(clippy::print_stdout, reason = "printing is what this example is for")]

use std::{hint::black_box, time::Instant};

use wicket_detect::{
    Detector, Wants,
    mask::{Pseudonyms, ScopeKey},
    window::{Settings, Window},
};
use wicket_types::{Confidence, Guard, Kind, Origin};

const ROUNDS: usize = 2_000;

/// What a support assistant writes: names, numbers, a link, a list, and two pseudonyms.
const REPLY: &str = "Hello EMAIL_TOKEN, thank you for waiting. I have looked into order 48213 of 12 March 2026 and found 3 items, two of \
    which (the lamp and the cable) were sent on Monday. You can follow them at https://parcels.example.org/track/48213 \
    or call us: the line is open from 8:00 to 18:00.\n\n- **Lamp**: arrives on Thursday\n- **Cable**: arrives on Friday\n\nThe third \
    item is out of stock; we will refund 24.90 to your card within five days. Is there anything else I can do for you? \
    Kind regards, the Support Team in Berlin";

fn main() {
    let detector = Detector::standard();
    let mut names = Pseudonyms::new(&ScopeKey::new([7; 32]));
    let token = names.token(&Kind::of("pii.email"), "ann@example.org").to_owned();
    let nobody = Pseudonyms::new(&ScopeKey::new([7; 32]));
    let data = Wants::of(&[Guard::Pii, Guard::Secrets, Guard::Exfil, Guard::Leak]);
    let reply = REPLY.replace("EMAIL_TOKEN", &token);
    // A push a word, as models send them.
    let pieces: Vec<&str> = reply.split_inclusive(' ').collect();
    let words = [" word"; 100];
    for (what, pieces, wants, pseudonyms) in [
        ("100 x \" word\", all guards", &words[..], data, &names),
        ("100 x \" word\", no guard", &words[..], Wants::NONE, &nobody),
        ("a reply, all guards", &pieces[..], data, &names),
        ("a reply, secrets only", &pieces[..], Wants::of(&[Guard::Secrets]), &names),
        ("a reply, pseudonyms only", &pieces[..], Wants::NONE, &names),
    ] {
        let settings = Settings {
            detector: &detector,
            origin: Origin::Assistant,
            wants,
            masked: Wants::NONE,
            limits: [Confidence::new(0.5); Guard::ALL.len()],
            pseudonyms,
            canary: Some("Osprey-41-canary"),
            json: false,
        };
        let start = Instant::now();
        for _ in 0..ROUNDS {
            let mut window = Window::new();
            for piece in pieces {
                black_box(window.push(black_box(piece), &settings));
            }
            black_box(window.finish(&settings));
        }
        let nanos = start.elapsed().as_nanos() / (ROUNDS * pieces.len()) as u128;
        println!("{nanos:>6} ns a push  {what} ({} pushes)", pieces.len());
    }
    let clean = "word ".repeat(800);
    for (what, pseudonyms) in [("empty map", &nobody), ("one pseudonym, none in the text", &names)] {
        let start = Instant::now();
        for _ in 0..ROUNDS {
            black_box(pseudonyms.unmask(black_box(&clean), false));
        }
        println!("{:>6} ns to unmask 4 KB, {what}", start.elapsed().as_nanos() / ROUNDS as u128);
    }
}
