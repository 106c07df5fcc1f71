//! Processes that die in the middle of their work.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lc_rs::digest::{SHA256, digest};
use tokio::task::JoinSet;

use crate::rig::{CHAT, Entry, House, Key, Stream, chat, full};

const ROOM: &str = "[limits]\nrequests_per_minute = 1000000\nconcurrent = 1000\ntokens_per_minute = 1000000000\n";
/// Nano-dollars by which the ceiling is raised whenever it is reached.
const STEP: u64 = 4_000_000;

fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What callers were told.
#[derive(Default)]
struct Told {
    answered: BTreeSet<String>,
    exhausted: u64,
}

/// What the provider got and billed, over more calls than it keeps.
#[derive(Default)]
struct Truth {
    digests: BTreeSet<String>,
    calls: u64,
    billed: u64,
}

impl Truth {
    /// Takes the provider's record over once nobody is connected to it any more.
    async fn take(&mut self, house: &House) {
        house.eventually("the provider to be left alone", async || house.provider.stats().open == 0).await;
        for seen in house.provider.record() {
            self.digests.insert(sha256(&seen.body));
            self.calls += 1;
            let sent = seen.sent.unwrap_or_default();
            self.billed += sent.prompt_tokens * 150 + sent.generated_tokens * 600;
        }
        house.provider.reset();
    }
}

/// The same with letters for digits, which a guard could take for a telephone number and mask.
fn letters(text: &str) -> String {
    text.chars().map(|c| c.to_digit(10).map_or(c, |digit| char::from(b'k' + digit as u8))).collect()
}

/// Four callers who call without a pause until nobody listens any more.
fn callers(house: &House, key: &Key, round: u64, told: &Arc<Mutex<Told>>) -> JoinSet<()> {
    let mut callers = JoinSet::new();
    for caller in 0..4 {
        let (addr, told) = (house.addr(), told.clone());
        let request = |n: u64| {
            house.request(key, CHAT, &[], chat(&letters(&format!("call {round} {caller} {n}"))).to_string().as_bytes())
        };
        let requests: Vec<Vec<u8>> = (0..400).map(request).collect();
        callers.spawn(async move {
            let mut requests = requests.iter();
            let Some(mut request) = requests.next() else { return };
            loop {
                let Some(stream) = Stream::try_open(addr, request).await else { return };
                let answer = stream.rest().await;
                if answer.code() == "budget.exhausted" {
                    told.lock().expect("no panic").exhausted += 1;
                    // It reached nobody, so it is asked again once the ceiling is higher.
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                }
                if let (200, Some(visit)) = (answer.status, answer.header("wicketgate-visit"))
                    && answer.body.ends_with('}')
                {
                    told.lock().expect("no panic").answered.insert(visit.to_owned());
                }
                let Some(next) = requests.next() else { return };
                request = next;
            }
        });
    }
    callers
}

/// A ceiling that is raised step by step, so that callers run against it again and again.
struct Ceiling {
    scope: String,
    nano: u64,
    exhausted: u64,
}

impl Ceiling {
    async fn raise(&mut self, house: &House) {
        self.nano += STEP;
        let set = house.run(&["budget", "set", &self.scope, &format!("{:.9}/total", self.nano as f64 / 1e9)]).await;
        assert_eq!(set.code, Some(0), "{}", set.err);
    }

    /// Raises it once somebody was refused since the last time; nothing was spent beyond it until then.
    async fn raise_where_reached(&mut self, house: &House, told: &Mutex<Told>) -> bool {
        let exhausted = told.lock().expect("no panic").exhausted;
        let is_reached = std::mem::replace(&mut self.exhausted, exhausted) != exhausted;
        if is_reached {
            self.check(house).await;
            self.raise(house).await;
        }
        is_reached
    }

    /// Nano-dollars spent, which are no more than the ceiling.
    async fn check(&self, house: &House) -> u64 {
        let (spent, held) = house.spent(&self.scope).await;
        let (spent, held) = ((spent * 1e9).round() as u64, (held * 1e9).round() as u64);
        assert!(spent + held <= self.nano, "{spent} spent and {held} held of {}", self.nano);
        spent
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn crash_01_crash_02_kills_under_load_lose_no_record_and_no_money() {
    let rounds = full(10, 200);
    let mut house = House::open(ROOM).await;
    let key = house.key(&[]).await;
    let mut ceiling = Ceiling { scope: format!("key:{}", key.id), nano: 0, exhausted: 0 };
    ceiling.raise(&house).await;
    let (told, mut truth) = (Arc::<Mutex<Told>>::default(), Truth::default());
    for round in 0_u64..rounds {
        if house.gate.is_none() {
            house.start().await;
        }
        let mut callers = callers(&house, &key, round, &told);
        // Not a fixed time: each round dies after another number of calls has arrived.
        let enough = 3 + round * 17 % 61;
        house
            .eventually("calls to arrive", async || {
                ceiling.raise_where_reached(&house, &told).await;
                house.provider.stats().requests >= enough
            })
            .await;
        house.gate.take().expect("a running gate").kill().await;
        callers.abort_all();
        while callers.join_next().await.is_some() {}
        truth.take(&house).await;
    }
    house.start().await;
    let mut last = callers(&house, &key, rounds, &told);
    house.eventually("the ceiling to hold", async || ceiling.raise_where_reached(&house, &told).await).await;
    last.abort_all();
    while last.join_next().await.is_some() {}
    assert_eq!(house.stop().await, Some(0));
    truth.take(&house).await;
    let records = house.verified().await;
    let recovered = every_call_is_recorded(&house, &truth, &told.lock().expect("no panic").answered);
    let spent = ceiling.check(&house).await;
    assert!(spent >= truth.billed, "{spent} recorded, {} billed", truth.billed);
    assert_eq!(house.spent(&ceiling.scope).await.1, 0.0, "nothing is held once all are gone");
    println!(
        "figure CRASH-01 {rounds} kills, {} calls at the provider, {} answered: 0 without a record of {records}, {recovered} recovered",
        truth.calls,
        told.lock().expect("no panic").answered.len()
    );
    println!(
        "figure CRASH-02 {rounds} kills: {} nano-dollars billed, {spent} recorded, ceiling {}: overspend 0",
        truth.billed, ceiling.nano
    );
}

/// Whatever the provider got and whatever callers were told has its record; how many had to be recovered.
fn every_call_is_recorded(house: &House, truth: &Truth, answered: &BTreeSet<String>) -> usize {
    let all = house.record();
    let with = |kinds: &[&str], name: &str| -> BTreeSet<String> {
        let fits = |entry: &&Entry| kinds.contains(&entry.kind.as_str());
        all.iter().filter(fits).map(|entry| entry.text(name)).collect()
    };
    let lost = truth.digests.difference(&with(&["opened"], "/request")).count();
    assert_eq!(lost, 0, "of {} calls at the provider have no record", truth.digests.len());
    let (opened, ended) = (with(&["opened"], "/visit"), with(&["closed", "recovered"], "/visit"));
    assert_eq!(opened, ended, "every beginning has an end, if only a recovered one");
    assert!(answered.len() > 50 && answered.is_subset(&opened), "{} answers", answered.len());
    with(&["recovered"], "/visit").len()
}
