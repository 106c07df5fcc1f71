//! Many streams on which nothing happens: what they cost, and who else notices.

use std::{
    fs,
    time::{Duration, Instant},
};

use pretend_provider::Behaviour;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::task::JoinSet;

use crate::rig::{CHAT, House, Key, Stream, at_once, chat, full, resident, streamed};

/// Streams that are opened at one time.
const AT_ONCE: usize = 32;
/// The clock of `/proc`, in a second.
const TICKS: f64 = 100.0;
/// Open files that other stories of this process may need meanwhile.
const FOR_OTHERS: u64 = 1000;

/// Seconds of processor time that a process has used.
fn busy(id: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).expect("a running process");
    let fields: Vec<&str> = stat.rsplit(')').next().expect("fields").split_whitespace().collect();
    let ticks: f64 = [11, 12].map(|at: usize| fields[at].parse::<f64>().expect("a number")).iter().sum();
    ticks / TICKS
}

/// As many streams as are wanted, or as the files of this process allow: client and provider are both in it.
fn most(wanted: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum }).expect("the own limit");
    limit.maximum.map_or(wanted, |files| wanted.min((files.saturating_sub(FOR_OTHERS) / 2) as usize))
}

async fn opened(house: &House, key: &Key, count: usize) -> Vec<Stream> {
    let request = house.request(key, CHAT, &[], streamed(chat("hello")).to_string().as_bytes());
    let mut streams = Vec::with_capacity(count);
    while streams.len() < count {
        let mut opening = JoinSet::new();
        for _ in 0..AT_ONCE.min(count - streams.len()) {
            let (addr, request) = (house.addr(), request.clone());
            opening.spawn(async move {
                let mut stream = Stream::open(addr, &request).await;
                stream.until("\r\n\r\n").await;
                stream
            });
        }
        streams.extend(opening.join_all().await);
    }
    streams
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_05_idle_streams_cost_little_and_disturb_nobody() {
    let limits = "requests_per_minute = 100000000\nconcurrent = 100000\ntokens_per_minute = 1000000000000\n";
    let (silence, hold) =
        full((Duration::from_secs(1), Duration::from_secs(2)), (Duration::from_secs(15), TEN_MINUTES));
    // Only the provider's comments keep these streams alive: the gate's own word would come later.
    let mut house = House::open(&format!("[limits]\n{limits}[bounds]\nkeep_alive = \"60s\"\n")).await;
    let key = house.key(&["--budget", "1000000/day"]).await;
    let (id, count) = (house.running().id(), most(full(200, 10_000)));
    let words = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"go\"},\"finish_reason\":null}]}\n\n";
    let events = words.to_owned() + &": keep-alive\n\n".repeat(1000);
    let plan = Behaviour { events: Some(events.into()), delay: silence, ..Behaviour::default() };
    // A gate that has worked: what its first calls and streams leave behind is not the idle ones' doing.
    at_once(&house, &key, &[], &chat("hello"), full(20, 200)).await;
    house.provider.set_behaviour(plan.clone(), AT_ONCE as u32);
    drop(opened(&house, &key, AT_ONCE).await);
    house.recorded(AT_ONCE, |entry| entry.is("closed", "aborted")).await;
    let start = resident(id);
    house.provider.set_behaviour(plan, u32::try_from(count).expect("few"));
    let streams = opened(&house, &key, count).await;
    let each = resident(id).saturating_sub(start) / count as u64;
    let (used, begun, mut took) = (busy(id), Instant::now(), Vec::new());
    while begun.elapsed() < hold {
        let asked = Instant::now();
        assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
        took.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let share = (busy(id) - used) / begun.elapsed().as_secs_f64();
    let held = resident(id).saturating_sub(start) / count as u64;
    took.sort();
    let slowest = took[took.len() * 99 / 100];
    let dropped = streams.iter().filter(|stream| stream.has_ended()).count();
    println!(
        "figure LOAD-05 {count} streams, {hold:?}: {dropped} dropped, {:.1} KiB each ({:.1} at the end), {:.1} % of a core, p99 of new requests {slowest:?}",
        each as f64 / 1024.0,
        held as f64 / 1024.0,
        share * 100.0
    );
    assert_eq!(dropped, 0);
    // The plan says 60 KiB, the budgets of space say 40; with few streams the start weighs more.
    let most = full(60, 40) << 10;
    assert!(held <= most && each <= most, "{each} and {held} bytes for each stream");
    drop(streams);
    house
        .eventually("the streams to be settled", async || {
            tokio::time::sleep(Duration::from_millis(200)).await;
            house.record().iter().filter(|entry| entry.kind == "closed").count() >= count
        })
        .await;
    if full(false, true) {
        assert!(share <= 0.3, "{share} of a core");
        assert!(slowest <= Duration::from_millis(50), "{slowest:?}");
        tokio::time::sleep(Duration::from_secs(60)).await;
        let end = resident(id);
        println!("figure LOAD-05 {} MiB at the start, {} MiB a minute after all have closed", start >> 20, end >> 20);
        assert!(end <= start * 12 / 10, "{start} bytes before and {end} after");
    }
}

const TEN_MINUTES: Duration = Duration::from_secs(600);
