//! Callers who are too slow or too many, and the bystander who must not notice.

use std::{
    fs,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{io::AsyncWriteExt, task::JoinSet};

use crate::rig::{CHAT, House, Key, Stream, chat, full, resident};

fn open_files(id: u32) -> usize {
    fs::read_dir(format!("/proc/{id}/fd")).expect("a running process").count()
}

/// So many calls of a bystander, one after the other; how long each took, in order of length.
async fn bystander(house: &House, key: &Key, calls: usize, pause: Duration) -> Vec<Duration> {
    let mut took = Vec::new();
    for _ in 0..calls {
        let begun = Instant::now();
        assert_eq!(house.chat(key, &chat("hello")).await.status, 200);
        took.push(begun.elapsed());
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
        tokio::time::sleep(pause).await;
    }
    took.sort();
    took
}

/// Connects, sends `start` and, where `drips`, a byte each second; how long the gate bears with it.
async fn slow(addr: SocketAddr, start: Vec<u8>, drips: bool) -> Duration {
    let begun = Instant::now();
    let mut stream = Stream::open(addr, &start).await;
    let (mut read, mut write) = stream.tcp.split();
    let drip = async {
        loop {
            tokio::time::sleep(full(Duration::from_millis(100), Duration::from_secs(1))).await;
            if drips && write.write_all(b"a").await.is_err() {
                return;
            }
        }
    };
    let mut sink = tokio::io::sink();
    tokio::select! {
        () = drip => {}
        _ = tokio::io::copy(&mut read, &mut sink) => {}
        () = tokio::time::sleep(Duration::from_secs(60)) => panic!("a client was never closed"),
    }
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_02_slow_clients_are_closed_and_disturb_nobody() {
    let (heads, bodies, silent) = full((30, 30, 30), (2_000, 500, 500));
    let mut house =
        House::open(&format!("[limits]\nconcurrent = 1000\n{}", full("[bounds]\nhead = \"1s\"\nbody = \"1s\"\n", "")))
            .await;
    let (key, slow_key) = (house.key(&[]).await, house.key(&["--tenant", "slow"]).await);
    let alone = bystander(&house, &key, 30, Duration::from_millis(20)).await;
    let id = house.running().id();
    let (files, memory) = (open_files(id), resident(id));
    let head = format!("POST {CHAT} HTTP/1.1\r\nhost: x\r\nx-slow: ").into_bytes();
    let body = format!(
        "POST {CHAT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{{",
        slow_key.secret
    );
    let (addr, mut in_heads, mut in_bodies) = (house.addr(), JoinSet::new(), JoinSet::new());
    for n in 0..heads + silent {
        // Whoever says nothing at all is as slow as whoever sends a head byte by byte.
        let start = if n < heads { head.clone() } else { Vec::new() };
        in_heads.spawn(slow(addr, start, n < heads));
    }
    for _ in 0..bodies {
        in_bodies.spawn(slow(addr, body.clone().into_bytes(), true));
    }
    let beside = bystander(&house, &key, full(30, 150), Duration::from_millis(20)).await;
    let risen = resident(id).saturating_sub(memory);
    let longest = |took: Vec<Duration>| took.into_iter().max().unwrap_or_default();
    let (head, body) = (longest(in_heads.join_all().await), longest(in_bodies.join_all().await));
    // Heads end after `head`; a body may gather pace for ten seconds.
    assert!(head < Duration::from_secs(12) && body < Duration::from_secs(32), "{head:?} {body:?}");
    house.eventually("all files to be closed", async || open_files(id) <= files + 10).await;
    assert!(!house.running().said().contains("panicked"));
    let slowest = |took: &[Duration]| took[took.len() * 99 / 100].as_millis();
    println!(
        "figure LOAD-02 {heads} slow heads and {silent} silent clients closed within {} ms, {bodies} slow bodies within {} ms; \
         bystander 100 %, p99 {} ms beside {} ms alone; {} KiB more; files back",
        head.as_millis(),
        body.as_millis(),
        slowest(&beside),
        slowest(&alone),
        risen >> 10
    );
    assert!(risen < 64 << 20, "{} KiB", risen >> 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_02_stalled_handshakes_are_closed() {
    let count = full(20, 500);
    let mut house = House::closed(full("[bounds]\nhead = \"1s\"\n", "")).await;
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    house.private("cert.pem", &made.cert.pem());
    house.private("key.pem", &made.signing_key.serialize_pem());
    let tls = "[listen]\ntls = { cert = \"file:cert.pem\", key = \"file:key.pem\" }";
    let text = fs::read_to_string(house.path("wicketgate.toml")).expect("a file");
    house.configure(&text.replacen("[listen]", tls, 1));
    house.start().await;
    let id = house.running().id();
    let (files, addr, mut stalled) = (open_files(id), house.addr(), JoinSet::new());
    for n in 0..count {
        // Nothing at all, and the beginning of a greeting whose rest never comes.
        let start = if n % 2 == 0 { Vec::new() } else { b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec() };
        stalled.spawn(slow(addr, start, false));
    }
    let longest = stalled.join_all().await.into_iter().max().unwrap_or_default();
    assert!(longest < Duration::from_secs(12), "{longest:?}");
    house.eventually("all files to be closed", async || open_files(id) <= files + 10).await;
    println!("figure LOAD-02 {count} stalled TLS handshakes closed within {} ms; files back", longest.as_millis());
}

/// Calls from so many at once until told to stop, on a thread of their own so that the bystander waits for the gate and
/// not for them; how many calls it was.
fn flooded(addr: SocketAddr, request: &[u8], parallel: usize, stop: &Arc<AtomicBool>) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut callers = JoinSet::new();
        for _ in 0..parallel {
            let (stop, request) = (stop.clone(), request.to_owned());
            callers.spawn(async move {
                let mut calls = 0;
                while !stop.load(Ordering::Relaxed) {
                    Stream::open(addr, &request).await.rest().await;
                    calls += 1;
                }
                calls
            });
        }
        callers.join_all().await.into_iter().sum()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn load_08_a_flood_of_one_caller_leaves_the_other_alone() {
    let (parallel, calls, pause) = full((50, 40, 0), (200, 100, 200));
    let house = House::open("").await;
    let (flood, quiet) = (house.key(&["--tenant", "flood"]).await, house.key(&["--tenant", "quiet"]).await);
    let request = house.request(&flood, CHAT, &[], chat("[[pretend tokens=20]]").to_string().as_bytes());
    let (addr, pause) = (house.addr(), Duration::from_millis(pause));
    let alone = bystander(&house, &quiet, full(20, calls), pause).await;
    let stop = Arc::<AtomicBool>::default();
    let flooding = std::thread::spawn({
        let stop = stop.clone();
        move || flooded(addr, &request, parallel, &stop)
    });
    let beside = bystander(&house, &quiet, calls, pause).await;
    stop.store(true, Ordering::Relaxed);
    let flooded = flooding.join().expect("no panic");
    house
        .eventually("the flood to be limited", async || {
            house.record().iter().any(|entry| entry.text("/code") == "limit.requests")
        })
        .await;
    let slowest = |took: &[Duration]| took[(took.len() - 1) * 99 / 100].as_micros();
    println!(
        "figure LOAD-08 {calls} of {calls} calls answered beside {flooded} of {parallel} callers at once: p99 {} microseconds, {} alone",
        slowest(&beside),
        slowest(&alone)
    );
    assert!(slowest(&beside) <= full(u128::MAX, 3 * slowest(&alone)), "{beside:?}, not {alone:?}");
}
