//! Prints what the stages of a scan cost on text that was not seen before, as ratios:
//! `cargo run --release -p wicket-detect --example stage_speed`.
//!
//! The peer is what a simple filter does in the same run, on the same text: one pass for two dozen phrases and one for a
//! dozen patterns. Times are the processor's, where Linux tells them, and the least of several rounds over texts that all
//! differ, so no cache and no branch knows beforehand what comes.

#![allow(clippy::print_stdout)]

use std::{
    error::Error,
    fs,
    hint::black_box,
    sync::LazyLock,
    time::{Duration, Instant},
};

use aho_corasick::AhoCorasick;
use regex_automata::meta::Regex;
use wicket_detect::{Detector, Wants};
use wicket_types::{Guard, Origin};

/// Stems and endings of the prose; eight hundred forms.
const STEMS: &str = "river stone bridge market window garden carpenter letter lantern kitchen basket harbour follow carry build \
mend open gather listen wander remember answer measure polish repair deliver borrow explain consider discover paint travel \
return harvest shelter whisper settle finish notice collect branch valley corner ticket engine orchard ladder blanket copper \
barrel pepper winter summer evening morning quiet narrow gentle careful distant wooden silver crooked patient honest early \
reply invoice meeting project report budget customer manager contract schedule delivery question version system account";
const ENDINGS: [&str; 8] = ["", "s", "ed", "ing", "er", "ly", "ness", "al"];
const SMALL: &str =
    "the and of to in with for from that which some every a an this by on as at before after while because";
/// Words in other scripts and with accents, of which every third word of the mixed prose is one.
const FOREIGN: &str = "früher Brücke señora niño łódź zażółć утро река мост старый 河の橋 朝の市場 길에서 아침 πρωί γέφυρα صباح نهر \
सुबह नदी בוקר garçon naïve smørrebrød";

const PHRASES: [&str; 24] = [
    "ignore the above",
    "ignore all previous",
    "ignore your instructions",
    "disregard the above",
    "disregard all previous",
    "forget your instructions",
    "forget everything above",
    "new instructions follow",
    "reveal your instructions",
    "reveal your prompt",
    "show your system prompt",
    "repeat the text above",
    "you are no longer",
    "without any restrictions",
    "has no restrictions",
    "pretend you are",
    "act as though you",
    "developer mode",
    "jailbreak",
    "do anything now",
    "override your rules",
    "bypass your filters",
    "begin your answer with",
    "stay in character",
];
const PATTERNS: [&str; 12] = [
    r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,24}",
    r"\b\d{3}-\d{2}-\d{4}\b",
    r"\b(?:\d[ -]?){13,19}\b",
    r"\+\d{1,3}[ .-]?\d{2,4}[ .-]?\d{3,4}[ .-]?\d{3,4}\b",
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b",
    r"\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b",
    r"\bAKIA[0-9A-Z]{16}\b",
    r"\bgh[pousr]_[A-Za-z0-9]{36}\b",
    r"\bsk-[A-Za-z0-9_-]{20,}",
    r"\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}",
    r"(?i)\bpassword\s*[:=]\s*\S{6,}",
    r"(?i)\bapi[_-]?key\s*[:=]\s*\S{8,}",
];

/// Texts of one measurement: together more than a core's nearest caches hold.
const TEXTS: usize = 512;
const ROUNDS: usize = 5;
/// The system counts what a thread has used every few milliseconds, so a round has to last many of them.
const LONG_ENOUGH: Duration = Duration::from_millis(150);

fn main() -> Result<(), Box<dyn Error>> {
    let peer = Peer::new()?;
    let (standard, rules) = (Detector::standard(), Detector::of_rules_alone());
    println!("rule set {}; the peer: 24 phrases and 12 patterns over the same text", standard.rule_set_version());
    let short = texts(TEXTS, 1 << 10, false);
    let unit = microseconds(&short, |text| peer.look(text));
    let tell = |what: &str, cost: f64| println!("{what:>44}: {cost:7.1} µs, {:5.2} x the peer", cost / unit);
    println!("1 KB of new prose, the peer: {unit:.1} µs");
    let (all, pii) = (Wants::ALL, Wants::of(&[Guard::Pii]).with_names());
    let scan = |detector: &Detector, origin: Origin, wants: Wants| {
        microseconds(&short, |text| drop(black_box(detector.scan(text, origin, wants))))
    };
    tell("reading and rules", scan(&rules, Origin::User, all));
    let prose = scan(&standard, Origin::User, all);
    tell("reading, rules and models", prose);
    tell("the same of a tool's result", scan(&standard, Origin::ToolResult, all));
    tell("personal data with names", scan(&standard, Origin::User, pii));
    for (what, is_mixed) in [("1 MB of new prose", false), ("1 MB, every third word in other scripts", true)] {
        let long = texts(1, 1 << 20, is_mixed);
        let cost = microseconds(&long, |text| drop(black_box(standard.scan(text, Origin::User, all))));
        let beside = microseconds(&long, |text| peer.look(text));
        let speed = (1 << 20) as f64 / cost;
        println!("{what:>44}: {speed:7.1} MB/s, {:5.2} x the peer's time", cost / beside);
    }
    let mixed = texts(TEXTS, 1 << 10, true);
    let cost = microseconds(&mixed, |text| drop(black_box(standard.scan(text, Origin::User, all))));
    println!(
        "{:>44}: {cost:7.1} µs, {:5.2} x the prose in ASCII",
        "1 KB, every third word in other scripts",
        cost / prose
    );
    Ok(())
}

/// A simple filter: does any phrase or pattern occur, and where.
struct Peer {
    phrases: AhoCorasick,
    patterns: Regex,
}

impl Peer {
    fn new() -> Result<Self, Box<dyn Error>> {
        let phrases = AhoCorasick::builder().ascii_case_insensitive(true).build(PHRASES)?;
        Ok(Peer { phrases, patterns: Regex::new_many(&PATTERNS)? })
    }

    fn look(&self, text: &str) {
        black_box((self.phrases.find_iter(text).count(), self.patterns.find_iter(text).count()));
    }
}

/// `count` texts of about `size` bytes, no two alike.
fn texts(count: usize, size: usize, is_mixed: bool) -> Vec<String> {
    let list = |words: &'static str| words.split_whitespace().collect::<Vec<_>>();
    let (stems, small, foreign) = (list(STEMS), list(SMALL), list(FOREIGN));
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    // Xorshift (Marsaglia, 2003): the same texts in every run.
    let mut under = move |n: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % n as u64) as usize
    };
    let mut sentence = move |out: &mut String| {
        for at in 0..6 + under(9) {
            out.push_str(if at == 0 { "The " } else { " " });
            if is_mixed && at % 3 == 2 {
                out.push_str(foreign[under(foreign.len())]);
            } else if at % 2 == 1 {
                out.push_str(small[under(small.len())]);
            } else {
                out.push_str(stems[under(stems.len())]);
                out.push_str(ENDINGS[under(ENDINGS.len())]);
            }
        }
        out.push_str(". ");
    };
    let mut text = || {
        let mut out = String::new();
        while out.len() < size {
            sentence(&mut out);
        }
        out.truncate(out.floor_char_boundary(size));
        out
    };
    (0..count).map(|_| text()).collect()
}

/// Microseconds a text, in the quickest of several rounds over all of them.
fn microseconds(texts: &[String], work: impl Fn(&str)) -> f64 {
    let round = || {
        let (started, mut passes) = (processor(), 0);
        loop {
            texts.iter().for_each(|text| work(black_box(text)));
            passes += 1;
            let spent = processor() - started;
            if spent > LONG_ENOUGH {
                return spent.as_secs_f64() * 1e6 / f64::from(passes) / texts.len() as f64;
            }
        }
    };
    (0..ROUNDS).map(|_| round()).fold(f64::INFINITY, f64::min)
}

/// What a processor has spent on this thread, which hardly moves on a busy machine; where Linux does not tell it, the time.
fn processor() -> Duration {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let spent = told.and_then(|told| told.split(' ').next()?.parse().ok());
    spent.map_or_else(|| BEGUN.elapsed(), Duration::from_nanos)
}
