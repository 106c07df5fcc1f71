//! Limits on how often and how many at once.

use std::time::{Duration, Instant};

use crate::rig::{CHAT, House, Stream, at_once, chat, streamed};

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
async fn rate_08_abandoned_calls_free_their_slots_within_a_second() {
    let house = House::open("").await;
    let key = house.key(&["--concurrent", "2"]).await;
    for round in 0..12 {
        let body = if round % 2 == 0 {
            streamed(chat("[[pretend tokens=150 delay_ms=50]]"))
        } else {
            chat("[[pretend first_byte_ms=5000]]")
        };
        let before = house.provider.stats().requests;
        let (mut one, two) = (house.stream(&key, CHAT, &body).await, house.stream(&key, CHAT, &body).await);
        if round % 2 == 0 {
            one.until("content").await;
        }
        house.eventually("both calls to arrive", async || house.provider.stats().requests == before + 2).await;
        assert_eq!(house.chat(&key, &chat("hello")).await.code(), "limit.concurrent");
        drop((one, two));
        let gone = Instant::now();
        house.eventually("a free slot", async || house.chat(&key, &chat("hello")).await.status == 200).await;
        assert!(gone.elapsed() < Duration::from_secs(1), "{:?}", gone.elapsed());
    }
}
