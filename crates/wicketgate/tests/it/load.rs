//! Clients and providers that take too much, and the bystander who must not notice.

use std::{
    fs,
    time::{Duration, Instant},
};

use pretend_provider::{Behaviour, Fault};
use serde_json::json;
use tokio::task::JoinSet;

use crate::rig::{CHAT, House, Stream, chat, streamed};

/// Resident bytes of a process.
fn resident(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("a running process");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line");
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a figure") << 10
}

fn open_files(id: u32) -> usize {
    fs::read_dir(format!("/proc/{id}/fd")).expect("a running process").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_02_slow_clients_are_closed_and_disturb_nobody() {
    let mut house = House::open("[bounds]\nhead = \"1s\"\nbody = \"1s\"\n").await;
    let key = house.key(&[]).await;
    let files = open_files(house.running().id());
    let addr = house.addr();
    let mut slow = JoinSet::new();
    for n in 0..90 {
        let half = match n % 3 {
            0 => format!("POST {CHAT} HTTP/1.1\r\nhost: x\r\nx-slow: "),
            1 => format!(
                "POST {CHAT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{{",
                key.secret
            ),
            _ => String::new(),
        };
        slow.spawn(async move {
            let begun = Instant::now();
            let mut stream = Stream::open(addr, half.as_bytes()).await;
            let (mut read, mut write) = stream.tcp.split();
            // A byte now and then, until the gate has enough of it.
            let drip = async {
                loop {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    if n % 3 < 2 && tokio::io::AsyncWriteExt::write_all(&mut write, b"a").await.is_err() {
                        return;
                    }
                }
            };
            let mut sink = tokio::io::sink();
            tokio::select! {
                () = drip => {}
                _ = tokio::io::copy(&mut read, &mut sink) => {}
                () = tokio::time::sleep(Duration::from_secs(15)) => panic!("client {n} was never closed"),
            }
            begun.elapsed()
        });
    }
    for _ in 0..30 {
        let begun = Instant::now();
        assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    }
    for took in slow.join_all().await {
        // Heads end after `head`; a body may gather pace for ten seconds.
        assert!(took < Duration::from_secs(14), "{took:?}");
    }
    let id = house.running().id();
    house.eventually("all files to be closed", async || open_files(id) <= files + 10).await;
    assert!(!house.running().said().contains("panicked"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_04_a_client_that_does_not_read_stops_its_provider() {
    let mut house = House::open("[bounds]\nstall = \"2s\"\n").await;
    let key = house.key(&[]).await;
    house.chat(&key, &chat("hello")).await;
    let before = resident(house.running().id());
    // Lawful events of four kilobytes that carry no text, twenty-four megabytes of them.
    let event = json!({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-mini", "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": null}], "obfuscation": "x".repeat(4 << 10)});
    let events = format!("data: {event}\n\n").repeat(6 << 10) + "data: [DONE]\n\n";
    let mut clients = Vec::new();
    for _ in 0..3 {
        house.provider.set_behaviour(Behaviour { events: Some(events.clone().into()), ..Behaviour::default() }, 1);
        let mut stream = house.stream(&key, CHAT, &streamed(chat("hello"))).await;
        stream.until("obfuscation").await;
        clients.push(stream);
    }
    let risen = resident(house.running().id()).saturating_sub(before);
    assert!(risen < 16 << 20, "{} KiB for three streams of 24 MiB each", risen >> 10);
    let closed = house.recorded(4, |entry| entry.kind == "closed").await;
    assert_eq!(closed.len(), 4, "each stalled stream is closed and settled");
    drop(clients);
    let unfinished = house.provider.record().iter().filter(|seen| seen.sent.is_none_or(|sent| !sent.finished)).count();
    assert_eq!(unfinished, 3, "the provider could not write all of it");
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_06_bombs_are_refused_unread() {
    let mut house = House::open("[bounds]\nanswer = \"4MiB\"\n").await;
    let key = house.key(&[]).await;
    let faults =
        [Fault::BombGzip, Fault::BombNested, Fault::BombBrotli, Fault::BombZstd, Fault::Oversize, Fault::EndlessBody];
    // One answer up to its bound is read first: what the allocator keeps of it is not the bombs' doing.
    house.provider.set_behaviour(Behaviour { fault: Some(Fault::Oversize), ..Behaviour::default() }, 1);
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 502);
    let before = resident(house.running().id());
    for fault in faults {
        house.provider.set_behaviour(Behaviour { fault: Some(fault), ..Behaviour::default() }, 1);
        let answer = house.chat(&key, &chat("hello")).await;
        assert_eq!((answer.status, answer.code().as_str()), (502, "upstream.bad_reply"), "{fault:?}");
        assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
    }
    let bomb = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    for encoding in ["gzip", "br", "zstd", "deflate", "gzip, gzip"] {
        let answer = house.post_bytes(&key, CHAT, &[("content-encoding", encoding)], &bomb).await;
        assert_eq!(answer.status, 415, "{encoding}");
    }
    let risen = resident(house.running().id()).saturating_sub(before);
    println!("figure LOAD-06 {} KiB more after eleven bombs", risen >> 10);
    assert!(risen < 32 << 20, "{} KiB", risen >> 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_08_a_flood_of_one_caller_leaves_the_other_alone() {
    let house = House::open("").await;
    let (flood, quiet) = (house.key(&["--tenant", "flood"]).await, house.key(&["--tenant", "quiet"]).await);
    let request = house.request(&flood, CHAT, &[], chat("[[pretend tokens=20]]").to_string().as_bytes());
    let addr = house.addr();
    let mut callers = JoinSet::new();
    for _ in 0..50 {
        let request = request.clone();
        callers.spawn(async move {
            loop {
                Stream::open(addr, &request).await.rest().await;
            }
        });
    }
    let mut slowest = Duration::ZERO;
    for _ in 0..40 {
        let begun = Instant::now();
        assert_eq!(house.chat(&quiet, &chat("hello")).await.status, 200);
        slowest = slowest.max(begun.elapsed());
    }
    assert!(slowest < Duration::from_secs(2), "{slowest:?}");
    let limited =
        house.record().iter().filter(|entry| entry.text("/who/tenant") == "flood" && entry.kind == "refused").count();
    callers.abort_all();
    house
        .eventually("the flood to be limited", async || {
            limited > 0 || house.record().iter().any(|entry| entry.text("/code") == "limit.requests")
        })
        .await;
}
