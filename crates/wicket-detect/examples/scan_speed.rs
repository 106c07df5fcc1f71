//! Prints what a scan costs: `cargo run --release -p wicket-detect --example scan_speed`. With arguments it scans nothing but
//! repeats of each, for a profiler: `scan_speed '1a ' '<img '`.
//!
//! Microseconds a scan, the least of several rounds, for all default families over kinds of text that a gate sees.

#![allow(clippy::print_stdout)]

use std::{hint::black_box, time::Instant};

use wicket_detect::{Detector, Wants};
use wicket_types::{Guard, Origin};

const PROSE: &str = "The committee met in the long room above the harbour to settle what should happen with the old mill. Some of \
the members wanted to keep it as a museum, because the wheel still turns and children like to see grain become flour. Others said \
that the roof would cost more than the town can spend in a year, and that nobody had paid for a ticket since the spring. In the \
end they agreed to ask the people who live along the river, to write down every answer, and to come back before the first frost. \
A young engineer offered to draw a plan of the beams without payment, which was gladly taken. ";
const MIXED: &str = "Der Müller aus Köln schrieb nach Łódź, dass das Mehl naïve Käufer erfreut. Привет из Москвы, у нас всё хорошо. \
会議は長い部屋で行われ、古い水車小屋について話し合った。 می‌خواهم فردا به شهر بروم و نان بخرم. नदी के किनारे रहने वाले लोगों से पूछा गया। 👍🏽 ";
const CODE: &str = "pub fn settle(&mut self, visit: VisitId, actual: u64) -> Result<(), LedgerError> {\n    let open = \
self.open.remove(&visit).ok_or(LedgerError::Unknown)?;\n    for (scope, held) in open.scopes.iter() {\n        let row = \
self.rows.entry(*scope).or_default();\n        row.held = row.held.saturating_sub(*held);\n        row.spent += actual; // 12 rows\n    }\n    Ok(())\n}\n";
const JSON: &str = r#"{"id": 48213, "name": "mill", "beams": [12, 14.5, 18, 22], "open": true, "updated": "2024-05-01T10:30:00Z", "tags": ["river", "museum"], "size": {"w": 1200, "h": 800}}, "#;

fn main() {
    let started = Instant::now();
    let detector = Detector::standard();
    println!(
        "building the detector: {:.1} ms, rule set {}",
        started.elapsed().as_secs_f64() * 1e3,
        detector.rule_set_version()
    );
    let given: Vec<String> = std::env::args().skip(1).collect();
    if !given.is_empty() {
        return given.iter().for_each(|unit| repeats(&detector, unit));
    }
    let texts = [
        ("prose 200 B", PROSE, 200),
        ("prose 1 KB", PROSE, 1024),
        ("prose 4 KB", PROSE, 4096),
        ("prose 32 KB", PROSE, 32_768),
        ("mixed scripts 4 KB", MIXED, 4096),
        ("code 4 KB", CODE, 4096),
        ("JSON 4 KB", JSON, 4096),
    ];
    let input = Wants::of(&[Guard::Injection, Guard::Pii, Guard::Secrets]);
    for (name, unit, size) in texts {
        let long = unit.repeat(size / unit.len() + 1);
        let text = &long[..long.floor_char_boundary(size)];
        let cost =
            [Wants::ALL, input, Wants::of(&[Guard::Pii]), Wants::of(&[Guard::Secrets]), Wants::of(&[Guard::Injection])]
                .map(|wants| microseconds(|| drop(black_box(detector.scan(black_box(text), Origin::User, wants)))));
        let found = detector.scan(text, Origin::User, Wants::ALL).findings.len();
        println!(
            "{name:>20}: all {:8.2} µs ({:6.0} MB/s), pii {:8.2}, secrets {:8.2}, injection {:8.2}; {found} found",
            cost[0],
            text.len() as f64 / cost[0],
            cost[2],
            cost[3],
            cost[4]
        );
    }
    hostile(&detector);
}

/// Texts that begin one kind of rule over and over: time must grow with the length and no faster.
fn hostile(detector: &Detector) {
    for unit in [
        "1 ",
        "[INST]",
        "1-",
        "12.",
        "a@",
        "ignore ",
        "ignore all the of your ",
        "sk-",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "api_key=",
        "://a:",
        "![](",
        "](",
        "<img ",
        "eyJ",
        "A",
        "a1",
        "%41",
        "&#65;",
        "i g ",
        "1a ",
        "phone 1",
        "12 Main ",
        "1:",
        "password: ",
        "key ",
        "javascript:",
        "a@b.co:c ",
        "\u{200b}a",
        "ａ",
        "\u{e0041}",
        "忽略",
        "вa",
    ] {
        repeats(detector, unit);
    }
}

/// The families that GRD-12 asks about, each in text of an origin in which it is looked for.
const FAMILIES: [(Guard, Origin); 5] = [
    (Guard::Pii, Origin::User),
    (Guard::Secrets, Origin::User),
    (Guard::Injection, Origin::ToolResult),
    (Guard::Safety, Origin::User),
    (Guard::Exfil, Origin::Assistant),
];

/// Tells which family is slowest, how fast it is and how its time grows.
fn repeats(detector: &Detector, unit: &str) {
    let seconds = |(guard, origin): (Guard, Origin), size: usize| {
        let text = unit.repeat(size / unit.len());
        let started = Instant::now();
        drop(black_box(detector.scan(&text, origin, Wants::of(&[guard]))));
        started.elapsed().as_secs_f64()
    };
    let least = |family, size| (0..3).map(|_| seconds(family, size)).fold(f64::INFINITY, f64::min);
    let costs = FAMILIES.map(|family| (family.0, least(family, 1 << 20), least(family, 4 << 20)));
    let Some((family, once, four)) = costs.into_iter().max_by(|(_, a, _), (_, b, _)| a.total_cmp(b)) else { return };
    println!(
        "{:>30}: {:6.0} MB/s ({family:?}, the slowest family), four times the text takes {:4.1} times as long",
        unit.escape_debug(),
        1.05 / once,
        four / once
    );
}

/// The least of twenty rounds of at least two milliseconds, in microseconds a call.
fn microseconds(mut work: impl FnMut()) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..20 {
        let (started, mut n) = (Instant::now(), 0);
        while started.elapsed().as_millis() < 2 {
            for _ in 0..8 {
                work();
            }
            n += 8;
        }
        least = least.min(started.elapsed().as_secs_f64() * 1e6 / f64::from(n));
    }
    least
}
