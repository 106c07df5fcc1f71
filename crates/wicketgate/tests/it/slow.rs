//! Many clients that read a kilobyte a second of streams that are written a thousand times as fast.

use std::time::{Duration, Instant};

use pretend_provider::{Behaviour, Fault};
use serde_json::json;
use tokio::{io::AsyncReadExt, task::JoinSet, time::timeout};

use crate::rig::{CHAT, House, Key, Stream, chat, full, resident, streamed};

/// What one stream may hold in the gate, and what the gate may rise by whatever the streams do.
const HELD: u64 = 128 << 10;
const BESIDE: u64 = 1 << 20;
/// More than the buffers of the system take on a stream's way, and less than is written without back-pressure.
const TAKEN: u64 = 24 << 20;

/// Streams that come before those that are measured.
const WARM: usize = 4;

/// The slowest but one in a hundred of calls that another caller makes meanwhile, some twenty a second.
async fn bystander(house: &House, key: &Key, during: Duration) -> Duration {
    let (begun, mut took) = (Instant::now(), Vec::new());
    while begun.elapsed() < during {
        let asked = Instant::now();
        assert_eq!(house.chat(key, &chat("hello")).await.status, 200);
        took.push(asked.elapsed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    took.sort();
    took[took.len() * 99 / 100]
}

/// Reads a kilobyte a second for a while, then nothing until the gate has ended the stream.
async fn read_slowly(mut stream: Stream, during: Duration) {
    let (begun, mut kilobyte) = (Instant::now(), vec![0; 1 << 10]);
    while begun.elapsed() < during {
        if !timeout(during, stream.tcp.read(&mut kilobyte)).await.is_ok_and(|read| read.is_ok_and(|n| n > 0)) {
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    std::future::pending::<()>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_04_slow_readers_stop_their_providers_and_disturb_nobody() {
    let (count, stall) = full((2, Duration::from_secs(2)), (500, Duration::from_secs(60)));
    let limits = "requests_per_minute = 100000\nconcurrent = 1000\ntokens_per_minute = 1000000000\n";
    let mut house = House::open(&format!("[limits]\n{limits}[bounds]\nstall = \"{}s\"\n", stall.as_secs())).await;
    let (slow, other) = (house.key(&["--tenant", "slow"]).await, house.key(&["--tenant", "other"]).await);
    let alone = bystander(&house, &other, full(Duration::from_millis(500), Duration::from_secs(5))).await;
    // Four kilobytes that carry no text, over and over: a megabyte a second each.
    let event = json!({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-mini", "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": null}], "obfuscation": "x".repeat(4 << 10)});
    let plan = Behaviour {
        events: Some(format!("data: {event}\n\n").into()),
        fault: Some(Fault::EndlessStream),
        delay: Duration::from_millis(4),
        ..Behaviour::default()
    };
    // What the first streams leave in the allocator is not the slow ones' doing.
    for _ in 0..WARM {
        house.provider.set_behaviour(plan.clone(), 1);
        house.stream(&other, CHAT, &streamed(chat("hello"))).await.until("obfuscation").await;
    }
    house.recorded(WARM, |entry| entry.is("closed", "aborted")).await;
    let before = resident(house.running().id());
    house.provider.reset();
    house.provider.set_behaviour(plan, count);
    let mut readers = JoinSet::new();
    for _ in 0..count {
        let mut stream = house.stream(&slow, CHAT, &streamed(chat("hello"))).await;
        stream.until("obfuscation").await;
        readers.spawn(read_slowly(stream, stall));
    }
    let watched = bystander(&house, &other, stall).await;
    let risen = resident(house.running().id()).saturating_sub(before);
    tokio::time::sleep(stall).await;
    // The buffers of the system fill first, and a gate built for tests is slow to fill them.
    let (mut closed, begun) = (0, Instant::now());
    while closed < WARM + count as usize {
        assert!(begun.elapsed() < Duration::from_secs(90), "{closed} streams are closed");
        tokio::time::sleep(Duration::from_millis(100)).await;
        closed = house.record().iter().filter(|entry| entry.is("closed", "aborted")).count();
    }
    readers.abort_all();
    assert_eq!(closed, WARM + count as usize, "each stalled stream is closed and settled once");
    let record = house.provider.record();
    let taken = record.iter().filter_map(|seen| seen.sent).filter(|sent| !sent.finished && sent.stream);
    let (most, streams) = taken.fold((0, 0), |(most, n), sent| (sent.bytes.max(most), n + 1));
    println!(
        "figure LOAD-04 {count} slow readers: {} KiB held each, at most {} KiB taken of a provider, another caller's p99 {watched:?} (alone {alone:?})",
        (risen >> 10) / u64::from(count),
        most >> 10
    );
    assert_eq!(streams, count, "no provider could write on");
    assert!(most <= TAKEN, "{most} bytes taken");
    // Beside other stories, in a gate built for tests, two streams are too few to tell from what else it does.
    if full(false, true) {
        assert!(risen <= HELD * u64::from(count) + BESIDE, "{risen} bytes held");
        assert!(watched <= (alone * 2).max(Duration::from_millis(50)), "{watched:?} instead of {alone:?}");
    }
}
