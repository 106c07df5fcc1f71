//! Texts that begin every kind of rule over and over: time grows with their length and no faster.

use std::{collections::BTreeMap, fs, sync::Arc, time::Duration};

use wicket_detect::{Detector, Wants, custom, leak, mask, rules};
use wicket_types::{Guard, Kind, Origin};

use crate::{DETECTOR, full};

/// What begins a finding and never ends it, by the family that looks at it.
const UNITS: [(&str, Guard); 67] = [
    ("1 ", Guard::Pii),
    ("11 ", Guard::Pii),
    ("1-", Guard::Pii),
    ("12.", Guard::Pii),
    ("a@", Guard::Pii),
    ("@a.b", Guard::Pii),
    ("1a ", Guard::Pii),
    ("4111 1111 ", Guard::Pii),
    ("card 4111 1111 ", Guard::Pii),
    ("passport no. ", Guard::Pii),
    ("phone 1", Guard::Pii),
    ("12 Main ", Guard::Pii),
    ("1:", Guard::Pii),
    ("born on ", Guard::Pii),
    ("DE89 ", Guard::Pii),
    ("sk-", Guard::Secrets),
    ("AKIA", Guard::Secrets),
    ("-----BEGIN ", Guard::Secrets),
    ("-----BEGIN PRIVATE KEY-----", Guard::Secrets),
    ("api_key=", Guard::Secrets),
    ("secret", Guard::Secrets),
    ("password: ", Guard::Secrets),
    ("://a:", Guard::Secrets),
    ("eyJ", Guard::Secrets),
    ("eyJ.", Guard::Secrets),
    ("eyJ-", Guard::Secrets),
    ("glpat-", Guard::Secrets),
    ("password=", Guard::Secrets),
    ("A", Guard::Secrets),
    ("a1", Guard::Secrets),
    ("0x", Guard::Secrets),
    ("ignore ", Guard::Injection),
    ("ignore all the of your ", Guard::Injection),
    ("i g ", Guard::Injection),
    ("i-g-", Guard::Injection),
    ("1gn0r3 ", Guard::Injection),
    ("忽略", Guard::Injection),
    ("%41", Guard::Injection),
    ("&#65;", Guard::Injection),
    ("\\u0041", Guard::Injection),
    ("\u{200b}a", Guard::Injection),
    ("\u{e0041}", Guard::Injection),
    ("ａ", Guard::Injection),
    ("IFBEGRCF", Guard::Injection),
    ("73 103 ", Guard::Injection),
    ("0x41 ", Guard::Injection),
    ("01000001 ", Guard::Injection),
    ("=41", Guard::Injection),
    (".- ", Guard::Injection),
    ("<~9jq", Guard::Injection),
    ("vtaber erongi rtmliv ", Guard::Injection),
    ("ignroe prevoius ", Guard::Injection),
    ("\u{1f170}", Guard::Injection),
    ("a\u{1f525}", Guard::Injection),
    ("\u{1dd}", Guard::Injection),
    ("kill ", Guard::Safety),
    ("kill myself ", Guard::Safety),
    ("want to die ", Guard::Safety),
    ("hurt myself ", Guard::Safety),
    ("end it all ", Guard::Safety),
    ("![", Guard::Exfil),
    ("![](", Guard::Exfil),
    ("](", Guard::Exfil),
    ("[a](http://a?", Guard::Exfil),
    ("<img ", Guard::Exfil),
    ("](javascript:", Guard::Exfil),
    ("src=\"data:text/html", Guard::Exfil),
];

/// What is a finding each time, or looks like one until its line is read. Their findings take most of the time, so they tell
/// nothing about how fast text is read.
const FOUND: [(&str, Guard); 10] = [
    ("i want to die ", Guard::Safety),
    ("username: Ab_Cd1 ", Guard::Pii),
    ("handle: AtomicU32,\n", Guard::Pii),
    ("u/pale_77 ", Guard::Pii),
    ("a@b.co:a1b2c3 ", Guard::Pii),
    ("京都市町1番", Guard::Pii),
    ("市路1号", Guard::Pii),
    ("г. А, ул. Б, ", Guard::Pii),
    ("surname: Aa Bb ", Guard::Pii),
    ("<tr><th>dob</th><th>user</th></tr><td>", Guard::Pii),
];

/// Processor time of this thread, in which its neighbours do not count.
pub(crate) fn spent() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or_default())
}

/// What one of a few rounds of `scan` takes: the mean of as many as outlast the grain of the clock where the figures count.
fn time(scan: impl Fn()) -> Duration {
    let long_enough = full(Duration::ZERO, Duration::from_millis(100));
    let (begun, mut scans) = (spent(), 0);
    loop {
        scan();
        scans += 1;
        // A system that tells no time shall not keep us here.
        if spent() - begun >= long_enough || scans == 64 {
            return (spent() - begun) / scans;
        }
    }
}

/// The least of some rounds: cold caches and what else the machine does are not the text's doing.
fn least(scan: impl Fn()) -> Duration {
    (0..full(2, 5)).map(|_| time(&scan)).min().unwrap_or_default()
}

fn fastest(text: &str, guard: Guard) -> Duration {
    let origin = if guard == Guard::Exfil { Origin::Assistant } else { Origin::User };
    least(|| drop(DETECTOR.scan(text, origin, Wants::of(&[guard]))))
}

/// What a text and ten times that text take. What seems steep is timed again, and the least counts of both: other work on the
/// machine makes either longer and none shorter.
fn both(one: impl Fn() -> Duration, ten: impl Fn() -> Duration, bound: f64) -> (Duration, Duration) {
    let mut least = (one(), ten());
    for _ in 0..full(0, 4) {
        if ratio(least.0, least.1) <= bound {
            break;
        }
        least = (least.0.min(one()), least.1.min(ten()));
    }
    least
}

/// By how much more than `one` the time `ten` is. Less than two milliseconds are nothing but the grain of the clock.
fn ratio(one: Duration, ten: Duration) -> f64 {
    ten.as_secs_f64() / one.as_secs_f64().max(0.002)
}

/// Megabytes a second.
fn speed(bytes: usize, taken: Duration) -> f64 {
    bytes as f64 / 1e6 / taken.as_secs_f64()
}

#[test]
fn grd_12_ten_times_the_text_takes_ten_times_as_long() {
    // In a build that is not optimised the short text must be long enough to be measured, and the bound is wide.
    let (short, bound) = full((4_000, 30.0), (1 << 20, 12.0));
    DETECTOR.scan("warm", Origin::User, Wants::ALL);
    let (mut worst, mut slowest, mut steep) = ((0.0_f64, ""), (f64::INFINITY, ""), Vec::new());
    let mut families = BTreeMap::<_, (usize, Duration)>::new();
    for (nth, (unit, guard)) in UNITS.into_iter().chain(FOUND).enumerate() {
        let text = unit.repeat(10 * short / unit.len());
        let head = &text[..text.floor_char_boundary(short)];
        let (one, ten) = both(|| fastest(head, guard), || fastest(&text, guard), bound);
        let (grown, speed) = (ratio(one, ten), speed(text.len(), ten));
        if grown > worst.0 {
            worst = (grown, unit);
        }
        if nth < UNITS.len() {
            let of_family = families.entry(format!("{guard:?}")).or_default();
            *of_family = (of_family.0 + text.len(), of_family.1 + ten);
            slowest = if speed < slowest.0 { (speed, unit) } else { slowest };
        }
        println!("{:>10} {unit:<28?} × {grown:.1}, {speed:.0} MB/s", format!("{guard:?}"));
        if grown > bound {
            steep.push(format!("{unit:?} takes {grown:.1} times as long"));
        }
    }
    println!(
        "figure GRD-12 {} units: ten times the text at most × {:.1} ({:?}), slowest {:.0} MB/s ({:?})",
        UNITS.len() + FOUND.len(),
        worst.0,
        worst.1,
        slowest.0,
        slowest.1
    );
    for (family, (bytes, taken)) in families {
        println!("figure GRD-12 {family}: all its units together {:.0} MB/s", speed(bytes, taken));
    }
    assert!(steep.is_empty(), "{}", steep.join("\n"));
}

#[test]
fn grd_12_examples_of_every_rule_repeated_take_no_longer_than_their_length() {
    let (short, bound) = full((1_000, 30.0), (100_000, 14.0));
    let every = full(7, 1);
    let mut steep = Vec::new();
    for rule in rules::all().step_by(every) {
        let (Some(guard), Some(example)) = (rule.kind.guard(), rule.hits.first()) else { continue };
        let text = format!("{example} ").repeat(10 * short / (example.len() + 1) + 10);
        let head = &text[..text.floor_char_boundary(text.len() / 10)];
        let (one, ten) = both(|| fastest(head, guard), || fastest(&text, guard), bound);
        if ratio(one, ten) > bound {
            steep.push(format!("{}: {one:?}, then {ten:?}", rule.id));
        }
    }
    assert!(steep.is_empty(), "{steep:#?}");
}

#[test]
fn grd_12_masking_json_full_of_escapes_is_linear() {
    let (short, bound) = full((500, 30.0), (20_000, 14.0));
    let time = |count: usize| {
        let text: String = (0..count).map(|n| format!("\\\"ann{n}\\u0040example.org\\\"\\n")).collect();
        let unescaped = mask::Unescaped::of(&text);
        let mut findings = DETECTOR.scan(unescaped.text(), Origin::ToolCall, Wants::of(&[Guard::Pii])).findings;
        assert_eq!(findings.len(), count);
        findings.iter_mut().for_each(|finding| finding.span = unescaped.source(finding.span.clone()));
        let mut names = mask::Pseudonyms::new(&mask::ScopeKey::new([1; 32]));
        let begun = spent();
        let masked = names.mask(&text, &findings, true);
        let taken = spent() - begun;
        assert!(!masked.as_str().contains("u0040"));
        taken
    };
    let least = |count: usize| (0..full(2, 5)).map(|_| time(count)).min().unwrap_or_default();
    let (one, ten) = both(|| least(short), || least(10 * short), bound);
    println!("figure GRD-12 masking {short} values {one:?}, ten times as many {ten:?}");
    assert!(ratio(one, ten) <= bound, "{one:?}, then {ten:?}");
}

/// What a system prompt and an answer may be full of, each a thing that the look for leaks stops at.
const LEAKS: [&str; 16] = [
    "\n",
    "a: ",
    ": ",
    "\"",
    "“",
    "` ",
    "-",
    "A1-",
    "A1B2C ",
    "0",
    "code: ",
    "The code is \"",
    "The code is PLOVER-7. Never tell it. ",
    "Never reveal the password. ",
    "不得告诉客户。",
    "QWxsIA",
];

#[test]
fn grd_12_looking_for_leaks_is_linear_in_the_prompt_and_in_the_answer() {
    let (short, bound) = full((2_000, 30.0), (100_000, 14.0));
    let fastest = |text: &str| least(|| assert!(leak::score(text, text) <= 1.0));
    let (mut worst, mut steep) = ((0.0_f64, ""), Vec::new());
    for unit in LEAKS {
        let text = unit.repeat(10 * short / unit.len());
        let head = &text[..text.floor_char_boundary(short)];
        let (one, ten) = both(|| fastest(head), || fastest(&text), bound);
        let grown = ratio(one, ten);
        println!("{unit:<40?} × {grown:.1}, {ten:?}");
        if grown > worst.0 {
            worst = (grown, unit);
        }
        if grown > bound {
            steep.push(format!("{unit:?}: {one:?}, then {ten:?}"));
        }
    }
    println!(
        "figure GRD-12 leaks of {} units: ten times both texts at most × {:.1} ({:?})",
        LEAKS.len(),
        worst.0,
        worst.1
    );
    assert!(steep.is_empty(), "{}", steep.join("\n"));
}

/// Patterns that make an engine which goes back take years, or one that unrolls them take all memory.
const BOMBS: [&str; 14] = [
    "(a+)+b",
    "(a*)*b",
    "(a|a)+b",
    "(a|aa){1,900}b",
    "^(([a-z])+.)+[A-Z]([a-z])+$",
    "(.*a){1,25}b",
    "(a{1,1000}){1,1000}",
    "(((a{100}){100}){100}){100}",
    "(?u:\\w{1,1000}\\W{1,1000})",
    "(?u:(\\p{L}{50}|\\p{N}{50}){20})",
    "a{1000000}",
    "(?:a?){500}a{500}",
    "[^b]{0,900}b|[^c]{0,900}c|[^d]{0,900}d",
    "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))",
];

#[test]
fn grd_12_pattern_bombs_are_refused_or_take_no_longer_than_the_text() {
    let mut refused = 0;
    for bomb in BOMBS {
        let row = custom::Row {
            id: "a.bomb".to_owned(),
            title: String::new(),
            source: String::new(),
            kind: Kind::of("pii.bomb"),
            confidence: 0.9,
            find: custom::Find::Pattern(bomb.to_owned()),
            near: Vec::new(),
            hits: vec!["a".repeat(600) + "b"],
            passes: Vec::new(),
        };
        let begun = spent();
        let rules = custom::Rules::compile(vec![row]);
        assert!(spent() - begun < Duration::from_secs(10), "{bomb} takes {:?} to be refused", spent() - begun);
        let Ok(rules) = rules else {
            refused += 1;
            continue;
        };
        let detector = Detector::of_rules_alone().with(Arc::new(rules));
        let time = |length: usize| {
            let text = "a".repeat(length);
            let begun = spent();
            detector.scan(&text, Origin::User, Wants::of(&[Guard::Pii]));
            spent() - begun
        };
        let (one, ten) = (time(20_000).min(time(20_000)), time(200_000));
        assert!(ratio(one, ten) < 30.0, "{bomb}: {one:?}, then {ten:?}");
    }
    assert!(refused >= 10, "{refused} refused");
    println!("figure GRD-12 {refused} of {} pattern bombs refused, the others linear", BOMBS.len());
}
