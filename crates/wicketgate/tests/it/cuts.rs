//! Streams cut wherever a stream can be cut: what is secret or personal in them reaches no client.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use pretend_provider::Behaviour;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    rig::{Answer, CHAT, House, Key, Stream, all_text, chat, dialects, full, planned, streamed},
    values::{PERSONAL, credentials},
};

/// Three-way cuts of each value.
const N_THREE: usize = 500;
/// Calls under way at one time.
const AT_ONCE: usize = 8;
/// Fewer characters of a secret in a row tell nothing.
const TELLING: usize = 12;

/// A way in which text reaches a client.
struct Way {
    name: &'static str,
    path: &'static str,
    body: Value,
    is_call: bool,
}

/// The three dialects' texts, and the arguments of a tool call.
fn ways() -> Vec<Way> {
    let text = |(path, body): (&'static str, Value)| Way { name: path, path, body: streamed(body), is_call: false };
    let mut with_tool = streamed(chat("hello"));
    with_tool["tools"] = json!([{"type": "function", "function": {"name": "send", "parameters": {"type": "object"}}}]);
    let call = Way { name: "tool arguments", path: CHAT, body: with_tool, is_call: true };
    dialects("hello").into_iter().map(text).chain([call]).collect()
}

impl Way {
    /// What the provider says, and at which byte of it the value begins and ends.
    fn said(&self, before: &str, value: &str, after: &str) -> (String, usize, usize) {
        if !self.is_call {
            return (format!("{before}{value}{after}"), before.len(), before.len() + value.len());
        }
        let quoted = |text: &str| json!(text).to_string().trim_matches('"').to_owned();
        let (start, inner) = (format!("{{\"note\":\"{before}"), json!(value).to_string());
        let inner = inner[1..inner.len() - 1].to_owned();
        let (from, to) = (start.len(), start.len() + inner.len());
        (format!("{start}{inner}{}\"}}", quoted(after)), from, to)
    }

    /// All text that an answer has delivered; of tool arguments, what a parser reads.
    fn delivered(&self, answer: &Answer) -> String {
        let text = all_text(&answer.body);
        if self.is_call { text.replace("\\n", "\n").replace("\\\"", "\"") } else { text }
    }
}

/// A house whose limits are no concern of these stories.
async fn open() -> (House, Key) {
    let limits = "requests_per_minute = 100000000\nconcurrent = 1000\ntokens_per_minute = 1000000000000\n";
    let house = House::open(&format!("[limits]\n{limits}")).await;
    let key = house.key(&["--budget", "1000000/day"]).await;
    (house, key)
}

/// Every cut in two around the value, cuts in three, and pieces of one byte; a sample of them where time is short.
/// The writes are cut too: by events, inside characters and escapes, by single bytes.
fn cuts(from: usize, to: usize, escapes: &[&str], seed: u64) -> Vec<Behaviour> {
    let near = from.saturating_sub(3)..to + 4;
    let mut state = seed;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        near.start + (state >> 33) as usize % near.len()
    };
    let two: Vec<String> = near.clone().map(|at| format!("at:{at}")).collect();
    let three: Vec<String> = (0..N_THREE).map(|_| format!("at:{}-{}", random(), random())).collect();
    let some = full(1, usize::MAX);
    let sampled = |all: Vec<String>| {
        let step = (all.len() / some).max(1);
        let first = seed as usize % step;
        all.into_iter().skip(first).step_by(step).take(some)
    };
    let always = full(&["chars:1"][..], &["chars:1", "bytes:1", "whole"]).iter().map(|&cut| cut.to_owned());
    let whole = sampled(two).chain(sampled(three)).chain(always);
    let writes = ["event", "inside", "bytes:1", "whole", "seed:7"];
    let planned = |(n, delta): (usize, String)| {
        let n = n + seed as usize;
        let (write, escape) = (writes[n % writes.len()], escapes[n % escapes.len()]);
        planned(&format!("delta={delta} write={write} {escape}"))
    };
    whole.enumerate().map(planned).collect()
}

/// Makes one call for each plan, some at a time; the answers in any order.
async fn deliver(house: &House, key: &Key, way: &Way, said: &str, plans: Vec<Behaviour>) -> Vec<Answer> {
    let left = Arc::new(AtomicUsize::new(plans.len()));
    for mut plan in plans {
        match way.is_call {
            true => plan.call = Some(("send".to_owned(), said.to_owned())),
            false => plan.say = Some(said.to_owned()),
        }
        house.provider.set_behaviour(plan, 1);
    }
    let request = house.request(key, way.path, &[], way.body.to_string().as_bytes());
    let mut callers = JoinSet::new();
    for _ in 0..AT_ONCE {
        let (addr, request, left) = (house.addr(), request.clone(), left.clone());
        callers.spawn(async move {
            let mut answers = Vec::new();
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
                answers.push(Stream::open(addr, &request).await.rest().await);
            }
            answers
        });
    }
    callers.join_all().await.into_iter().flatten().collect()
}

/// Whether `text` holds so many characters of `secret` in a row.
fn tells(text: &str, secret: &str) -> bool {
    secret.as_bytes().windows(TELLING.min(secret.len())).any(|run| {
        let run = std::str::from_utf8(run).expect("ASCII");
        text.contains(run)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn strm_01_no_cut_of_a_stream_carries_a_secret_out() {
    let (house, key) = open().await;
    let (credentials, ways) = (credentials(), ways());
    let mut tried = 0;
    for (seed, credential) in credentials.iter().enumerate() {
        for way in &ways {
            let (said, from, to) = way.said("the build has ", &credential.text, " and that was it");
            for answer in deliver(&house, &key, way, &said, cuts(from, to, &[""], seed as u64)).await {
                let delivered = way.delivered(&answer);
                assert!(!tells(&delivered, &credential.secret), "{} {}: {delivered}", way.name, credential.text);
                assert!(answer.body.contains("output.secret"), "{} {}: {}", way.name, credential.text, answer.body);
                tried += 1;
            }
        }
    }
    let (formats, ways) = (credentials.len(), ways.len());
    println!("figure STRM-01 {tried} cut streams of {formats} formats in {ways} ways: 0 tell 12 characters");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn strm_02_no_cut_of_a_stream_carries_personal_data_out() {
    let (house, key) = open().await;
    let (ways, mut tried) = (ways(), 0);
    let (before, after) = ("gr\u{fc}\u{df}e \u{1f98a} an ", " \u{2014} ende");
    for (seed, value) in PERSONAL.into_iter().enumerate() {
        for way in &ways {
            let (said, from, to) = way.said(before, value, after);
            // Names of events and members keep their letters, dots and hyphens: the gate reads no escaped ones.
            let escapes = ["", "escape=@014", "escape=ascii", "escape=@+:'5", "escape=0123456789"];
            for answer in deliver(&house, &key, way, &said, cuts(from, to, &escapes, seed as u64)).await {
                let delivered = way.delivered(&answer);
                assert!(!delivered.contains(value), "{} {value}: {delivered}", way.name);
                let rest = delivered.contains(before) && delivered.contains(after);
                assert!(rest, "{} {value}: {delivered}\n{}", way.name, answer.body);
                tried += 1;
            }
        }
    }
    println!("figure STRM-02 {tried} cut streams of {} kinds in {} ways: 0 delivered", PERSONAL.len(), ways.len());
}
