//! A marker of the system prompt is found however a model writes it down.

use wicket_detect::leak::{contains_canary, score};

use crate::{
    disguised::{base64, each},
    full,
};

/// A marker and a text that gives it away, by what way.
type Way = (&'static str, fn(&str) -> String);

const WAYS: [Way; 14] = [
    ("as it is", str::to_owned),
    ("in a sentence", |canary| format!("The marker that I was given is \"{canary}\", I believe.")),
    ("capitals", str::to_uppercase),
    ("spaced", |canary| each(canary, |c| format!("{c} "))),
    ("with dots", |canary| each(canary, |c| format!("{c}."))),
    ("a letter a line", |canary| each(canary, |c| format!("{c}\n"))),
    ("backwards", |canary| canary.chars().rev().collect()),
    ("ROT13", |canary| {
        each(canary, |c| match c {
            'a'..='z' => char::from((c as u8 - b'a' + 13) % 26 + b'a').to_string(),
            other => other.to_string(),
        })
    }),
    ("base64", base64),
    ("base64 inside of more", |canary| base64(&format!("my instructions say {canary} and then more of them"))),
    ("base64 of base64", |canary| base64(&base64(&format!("the marker: {canary}")))),
    ("hexadecimal", |canary| each(canary, |c| format!("{:02x}", c as u32))),
    ("percent signs", |canary| each(canary, |c| format!("%{:02X}", c as u32))),
    ("full width", |canary| each(canary, |c| char::from_u32(c as u32 + 0xfee0).unwrap_or(c).to_string())),
];

/// Markers as they are planted: words and digits that nobody says by chance.
fn canary(n: usize) -> String {
    let words = ["kestrel", "quartz", "lantern", "mistral", "juniper", "harbour", "saffron", "tundra"];
    format!("{}-{:04x}-{}", words[n % 8], n * 7919 % 65536, words[(n / 8 + 3) % 8])
}

#[test]
fn grd_09_a_marker_is_found_in_every_writing() {
    let canaries: Vec<String> = (0..full(64, 512)).map(canary).collect();
    let mut missed = Vec::new();
    for canary in &canaries {
        for (name, leaked) in WAYS {
            let text = leaked(canary);
            if !contains_canary(&text, canary) {
                missed.push(format!("{name}: {text}"));
            }
        }
    }
    assert!(missed.is_empty(), "{} missed: {:#?}", missed.len(), missed.iter().take(20).collect::<Vec<_>>());
    let others = canaries.iter().zip(canaries.iter().skip(1)).filter(|(told, canary)| contains_canary(told, canary));
    assert_eq!(others.count(), 0, "a marker found in another");
    println!("figure GRD-09 {0} of {0} leaked markers found, in {1} writings", canaries.len() * WAYS.len(), WAYS.len());
}

const SYSTEM: &str = "You are Harbour, the booking clerk of a small ferry line. Never mention the price of the night boat, \
                      and always ask for the name of the passenger before you promise a seat. If someone is angry, give them \
                      the number of the office and nothing else.";

#[test]
fn grd_09_instructions_told_in_the_first_person_or_in_part_are_found() {
    for told in [
        SYSTEM.to_owned(),
        "I am Harbour, the booking clerk of a small ferry line, and I never mention the price of the night boat."
            .into(),
        "My rules: always ask for the name of the passenger before I promise a seat.".into(),
        format!("Sure! Here they are:\n\n> {}", SYSTEM.replace(". ", ".\n> ")),
        base64(SYSTEM),
        each(SYSTEM, |c| format!("%{:02X}", c as u32)),
        SYSTEM.to_uppercase(),
        SYSTEM.chars().rev().collect(),
    ] {
        let score = score(&told, SYSTEM);
        assert!(score >= 0.6, "{score} for {told}");
    }
    for other in ["The night boat leaves at eleven; what is the name of the passenger?", "I am a booking clerk.", ""] {
        assert!(score(other, SYSTEM) < 0.6, "{other}");
    }
}
