//! Limits on how often and how many at once, and what a refusal costs.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::rig::{CHAT, House, Kept, Stream, at_once, chat, full, resident, streamed, worked};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_01_exactly_the_limit_is_admitted() {
    let house = House::open("").await;
    let key = house.key(&["--requests-per-minute", "25"]).await;
    let answers = at_once(&house, &key, &[], &chat("hello"), 100).await;
    let fine = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((fine, house.provider.stats().requests), (25, 25));
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!((answer.status, answer.code().as_str()), (429, "limit.requests"));
        let wait: u64 = answer.header("retry-after").and_then(|wait| wait.parse().ok()).expect("a time to wait");
        assert!((50..=61).contains(&wait), "the oldest call leaves the window then: {wait}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_01_four_times_the_limit_offered_gives_the_limit_in_every_sliding_minute() {
    let house = House::open("").await;
    let key = house.key(&["--requests-per-minute", "100"]).await;
    let request = house.request(&key, CHAT, &[], chat("hello").to_string().as_bytes());
    // Four times the limit: 400 in sixty seconds, and in the short story within three.
    let (pause, offered) = full((Duration::from_millis(7), 400), (Duration::from_millis(150), 1200));
    let mut calls = JoinSet::new();
    for _ in 0..offered {
        let (addr, request) = (house.addr(), request.clone());
        calls.spawn(async move {
            let sent = Instant::now();
            (sent, Stream::open(addr, &request).await.rest().await.status)
        });
        tokio::time::sleep(pause).await;
    }
    let end = Instant::now();
    let mut passed: Vec<Instant> =
        calls.join_all().await.into_iter().filter(|(_, status)| *status == 200).map(|(sent, _)| sent).collect();
    passed.sort_unstable();
    let minute = Duration::from_secs(60);
    let after = |at: &Instant| passed.iter().filter(|other| **other >= *at && **other < *at + minute).count();
    let (most, whole) = (passed.iter().map(after).max().unwrap_or(0), passed.iter().filter(|at| **at + minute < end));
    let least = whole.map(after).min().unwrap_or(most);
    println!("figure RATE-01 {least} to {most} of 100 in every sliding minute, {offered} offered");
    assert!((99..=100).contains(&least) && most <= 100, "{least} to {most}");
    assert_eq!(house.provider.stats().requests, passed.len() as u64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_06_a_call_over_the_limit_is_refused_before_its_body_is_read() {
    let house = House::open("").await;
    let key = house.key(&["--requests-per-minute", "3"]).await;
    at_once(&house, &key, &[], &chat("hello"), 3).await;
    let head = format!(
        "POST {CHAT} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n",
        key.secret
    );
    let begun = Instant::now();
    let answer = Stream::open(house.addr(), head.as_bytes()).await.until("limit.requests").await;
    assert_eq!(answer.status, 429);
    assert!(begun.elapsed() < Duration::from_secs(2), "it waited for a body that never came");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_06_a_refusal_costs_a_fifth_of_a_call_at_most() {
    let mut house = House::open("").await;
    let fine = house.key(&["--requests-per-minute", "1000000", "--tokens-per-minute", "1000000000"]).await;
    let over = house.key(&["--requests-per-minute", "1"]).await;
    let text = "the quick brown fox jumps over the lazy dog and then takes a long rest. ".repeat(32 * 1024 / 72);
    let body = chat(&text).to_string();
    house.chat(&over, &chat("hello")).await;
    let (times, id) = (full(60, 3_000), house.running().id());
    let cost = |key, status| {
        let (request, addr) = (house.request(key, CHAT, &[], body.as_bytes()), house.addr());
        async move {
            let before = worked(id);
            for _ in 0..times {
                assert_eq!(Stream::open(addr, &request).await.rest().await.status, status);
            }
            worked(id) - before
        }
    };
    let (accepted, refused) = (cost(&fine, 200).await, cost(&over, 429).await);
    let share = refused as f64 / accepted as f64;
    println!("figure RATE-06 a refusal costs {:.1} % of a call with 32 KiB, over {times} of each", share * 100.0);
    if full(false, true) {
        assert!(share <= 0.2, "{refused} of {accepted} hundredths of a second");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_07_fake_identities_take_no_room() {
    let mut house = House::closed("").await;
    house.configure(&house.usual("").replace("[listen]\n", "[listen]\ntrusted_proxies = [\"127.0.0.1/32\"]\n"));
    house.start().await;
    let (id, key) = (house.running().id(), house.key(&[]).await);
    let mut line = Kept::open(house.addr()).await;
    let mut knock = async |from: u32, count: u32| {
        for n in (from..from + count).step_by(50) {
            let requests: String = (n..n + 50)
                .map(|n| {
                    let [_, a, b, c] = n.to_be_bytes();
                    // As many addresses as keys, each key well spelled but for its check digits.
                    let guess = format!("{}{n:08}{}", &key.secret[..22], &key.secret[30..]);
                    format!(
                        "GET {CHAT} HTTP/1.1\r\nhost: x\r\nx-forwarded-for: 10.{a}.{b}.{c}\r\nauthorization: Bearer {guess}\r\n\r\n"
                    )
                })
                .collect();
            line.send(requests.as_bytes()).await;
            for _ in 0..50 {
                assert_eq!(line.answer().await.status, 401);
            }
        }
    };
    knock(0, 1_000).await;
    let (before, count) = (resident(id), full(3_000, 1_000_000));
    knock(1_000, count).await;
    let risen = resident(id).saturating_sub(before);
    println!("figure RATE-07 {} KiB more after {count} fake identities", risen >> 10);
    assert!(risen <= 64 << 20, "{} KiB", risen >> 10);
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_08_abandoned_calls_free_their_slots_within_a_second() {
    let house = House::open("[limits]\nrequests_per_minute = 100000\ntokens_per_minute = 100000000\n").await;
    let (slots, rounds) = full((2, 12), (20, 50));
    let key = house.key(&["--concurrent", &slots.to_string()]).await;
    let mut slowest = Duration::ZERO;
    for round in 0..rounds {
        let body = if round % 2 == 0 {
            streamed(chat("[[pretend tokens=150 delay_ms=50]]"))
        } else {
            chat("[[pretend first_byte_ms=5000]]")
        };
        let before = house.provider.stats().requests;
        let mut calls = Vec::new();
        for _ in 0..slots {
            calls.push(house.stream(&key, CHAT, &body).await);
        }
        house.eventually("all calls to arrive", async || house.provider.stats().requests == before + slots).await;
        if round % 2 == 0 {
            calls[0].until("content").await;
        }
        assert_eq!(house.chat(&key, &chat("hello")).await.code(), "limit.concurrent");
        drop(calls);
        let gone = Instant::now();
        let mut free = 0;
        // All of them, not only one: each answer here keeps its slot until the next has come too.
        while free < slots {
            let answers = at_once(&house, &key, &[], &chat("[[pretend first_byte_ms=20]]"), slots as usize).await;
            free = answers.iter().filter(|answer| answer.status == 200).count() as u64;
            assert!(gone.elapsed() < Duration::from_secs(20), "{free} of {slots} are free");
        }
        slowest = slowest.max(gone.elapsed());
    }
    println!("figure RATE-08 {} aborts, all slots free after {slowest:?} at most", slots * rounds);
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}
