//! The end of a process that was asked to stop.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::rig::{CHAT, House, Key, Stream, chat, exchange, full, streamed};

const ROOM: &str = "[limits]\nrequests_per_minute = 10000\nconcurrent = 1000\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn drain_01_what_ends_in_time_is_completed() {
    let (count, delay) = full((12, 25), (250, 250));
    let mut house = House::open(&format!("{ROOM}[bounds]\ndrain = \"30s\"\n")).await;
    let key = house.key(&[]).await;
    let body = streamed(chat(&format!("[[pretend tokens=60 delay_ms={delay}]]")));
    let streams = begun(&house, &key, &body, count).await;
    let admin = house.gate.as_ref().expect("a gate").admin;
    let asked = house.provider.stats().requests;
    house.running().terminate();
    let ready = b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".as_slice();
    let asked_to_stop = Instant::now();
    house.eventually("readiness to end", async || exchange(admin, ready).await.status == 503).await;
    let unready = asked_to_stop.elapsed().as_millis();
    let request = house.request(&key, CHAT, &[], chat("hello").to_string().as_bytes());
    let late = match Stream::try_open(house.addr(), &request).await {
        None => 503,
        Some(stream) => stream.rest().await.status,
    };
    assert!(matches!(late, 0 | 503), "{late}");
    for stream in streams {
        let answer = stream.rest().await;
        assert!(answer.body.ends_with("data: [DONE]\n\n"), "{}", answer.body);
    }
    assert_eq!(house.gate.take().expect("a gate").ended().await, Some(0));
    assert_eq!(house.provider.stats().requests, asked, "no new work");
    house.verified().await;
    println!("figure DRAIN-01 unready after {unready} ms; {count} of {count} streams completed, exit 0");
}

/// So many streams whose text has begun to come.
async fn begun(house: &House, key: &Key, body: &Value, count: usize) -> Vec<Stream> {
    let mut streams = Vec::new();
    for _ in 0..count {
        streams.push(house.stream(key, CHAT, body).await);
    }
    for stream in &mut streams {
        stream.until("content").await;
    }
    streams
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn drain_02_what_does_not_end_in_time_is_told_so() {
    let count = full(3, 250);
    let mut house = House::open(&format!("{ROOM}[bounds]\ndrain = \"1s\"\n")).await;
    let key = house.key(&[]).await;
    let streams = begun(&house, &key, &streamed(chat("[[pretend tokens=190 delay_ms=100]]")), count).await;
    let asked_to_stop = Instant::now();
    house.running().terminate();
    for stream in streams {
        let answer = stream.rest().await;
        assert!(answer.body.contains("perimeter.shutdown") && !answer.body.contains("[DONE]"), "{}", answer.body);
    }
    assert_eq!(house.gate.take().expect("a gate").ended().await, Some(0));
    let took = asked_to_stop.elapsed();
    assert!(took < Duration::from_secs(6), "{took:?}");
    let closed = house.recorded(count, |entry| entry.kind == "closed").await;
    assert!(closed.iter().all(|entry| entry.text("/code") == "perimeter.shutdown"));
    assert!(closed.iter().all(|entry| entry.value["settled"].as_u64() > Some(0)));
    house.verified().await;
    println!("figure DRAIN-02 {count} of {count} streams told and settled, exit 0 after {} ms", took.as_millis());
}
