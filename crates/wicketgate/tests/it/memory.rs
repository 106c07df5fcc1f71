//! More bodies and answers than there is room for.

use std::time::Duration;

use pretend_provider::{Behaviour, Fault};
use tokio::{io::AsyncWriteExt, task::JoinSet, time::Instant};

use crate::rig::{
    CHAT, House, Key, Stream, chat, full,
    memory::{Peak, written},
    streamed,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn mem_02_bodies_and_endless_answers_stay_within_the_budget() {
    // Sizes in MiB; the short form has the same proportions.
    let (bodies, body, endless, budget) = full((24, 1, 8, 8), (100, 10, 100, 256));
    let mut house = House::open(&format!(
        "[limits]\nrequests_per_minute = 100000\ntokens_per_minute = 1000000000\nconcurrent = 5000\nbody_bytes = \"16MiB\"\n\
         [bounds]\nmemory = \"{budget}MiB\"\nmemory_per_caller = \"{budget}MiB\"\nanswer = \"{body}MiB\"\nstall = \"10s\"\n"
    ))
    .await;
    let key = house.key(&["--requests-per-minute", "100000", "--concurrent", "5000"]).await;
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
    let id = house.running().id();
    let before = written(id).expect("a running process");
    let peak = Peak::watch(id);
    let room = budget / body;

    let announced = half_sent(&house, &key, bodies, body << 20, false).await;
    let unannounced = half_sent(&house, &key, bodies, body << 20, true).await;
    let held = peak.so_far().saturating_sub(before);
    // Beside bodies there are buffers of connections, 128 KiB each at most, and what the allocator has not given back.
    let room_for_bodies = (budget + budget / 4 + 8) << 20;
    assert!(held < room_for_bodies + ((bodies * 2) << 17), "{} MiB", held >> 20);
    for (kind, refused) in [("announced", announced), ("unannounced", unannounced)] {
        assert!(refused >= bodies - room - 1, "{kind}: {refused} of {bodies} refused, and there is room for {room}");
        assert!(refused < bodies, "{kind}: some have room");
    }

    let mut answers = JoinSet::new();
    for n in 0..endless {
        let fault = if n % 2 == 0 { Fault::EndlessBody } else { Fault::EndlessStream };
        house.provider.set_behaviour(Behaviour { fault: Some(fault), ..Behaviour::default() }, 1);
        let body = if n % 2 == 0 { chat("hello") } else { streamed(chat("hello")) };
        let (addr, request) = (house.addr(), house.request(&key, CHAT, &[], body.to_string().as_bytes()));
        answers.spawn(async move {
            // It reads nothing for a while, then something, and goes away.
            let mut stream = Stream::open(addr, &request).await;
            tokio::time::sleep(Duration::from_millis(700)).await;
            stream.more().await;
            stream.so_far().status
        });
        house.eventually("the call to be made", async || house.provider.stats().requests > n).await;
    }
    let statuses = answers.join_all().await;
    assert!(statuses.iter().all(|status| [200, 502, 503].contains(status)), "{statuses:?}");
    house.provider.clear_behaviour();
    let peak = peak.so_far().saturating_sub(before);
    println!(
        "figure MEM-02 budget {budget} MiB: {bodies} bodies of {body} MiB, {announced} refused; as many unannounced, {unannounced} \
         refused; {endless} endless answers; {} MiB more held, {} MiB at the peak",
        held >> 20,
        peak >> 20
    );
    assert!(peak < room_for_bodies + ((bodies * 2 + endless) << 17) + (40 << 20), "{} MiB", peak >> 20);
    house.eventually("room for all", async || house.chat(&key, &chat("hello")).await.status == 200).await;
}

/// Sends all of so many bodies but their last bytes, and waits for what is said meanwhile; how many were refused with
/// 503. The others are let go again.
async fn half_sent(house: &House, key: &Key, count: u64, size: u64, in_chunks: bool) -> u64 {
    let mut sending = JoinSet::new();
    for _ in 0..count {
        let head = format!(
            "POST {CHAT} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n",
            key.secret
        );
        let addr = house.addr();
        sending.spawn(async move {
            let framing =
                if in_chunks { "transfer-encoding: chunked".into() } else { format!("content-length: {size}") };
            let mut stream = Stream::open(addr, format!("{head}{framing}\r\n\r\n").as_bytes()).await;
            let piece = vec![b'x'; 64 << 10];
            let mut left = size - 16;
            while left > 0 {
                let n = left.min(piece.len() as u64);
                let mut bytes = piece[..n as usize].to_vec();
                if in_chunks {
                    bytes = [format!("{n:x}\r\n").as_bytes(), &bytes, b"\r\n"].concat();
                }
                // Refused ones are not read any further.
                if stream.tcp.write_all(&bytes).await.is_err() {
                    break;
                }
                left -= n;
            }
            let said = tokio::time::timeout(Duration::from_millis(500), stream.more()).await;
            (said.is_ok(), stream)
        });
    }
    let begun = Instant::now();
    let ended = sending.join_all().await;
    assert!(begun.elapsed() < Duration::from_secs(120));
    let refused: Vec<u16> = ended.iter().filter(|(said, _)| *said).map(|(_, stream)| stream.so_far().status).collect();
    assert!(refused.iter().all(|status| *status == 503 || *status == 0), "{refused:?}");
    refused.len() as u64
}
