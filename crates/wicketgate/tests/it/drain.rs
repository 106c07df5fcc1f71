//! The end of a process that was asked to stop.

use std::time::Duration;

use crate::rig::{CHAT, House, chat, exchange, streamed};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn drain_01_what_ends_in_time_is_completed() {
    let mut house = House::open("[bounds]\ndrain = \"10s\"\n").await;
    let key = house.key(&[]).await;
    let body = streamed(chat("[[pretend tokens=60 delay_ms=25]]"));
    let mut streams = Vec::new();
    for _ in 0..12 {
        let mut stream = house.stream(&key, CHAT, &body).await;
        stream.until("content").await;
        streams.push(stream);
    }
    let admin = house.gate.as_ref().expect("a gate").admin;
    let asked = house.provider.stats().requests;
    house.running().terminate();
    let ready = b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".as_slice();
    house.eventually("readiness to end", async || exchange(admin, ready).await.status == 503).await;
    let late = match tokio::net::TcpStream::connect(house.addr()).await {
        Err(_) => 503,
        Ok(_) => house.chat(&key, &chat("hello")).await.status,
    };
    assert!(matches!(late, 0 | 503), "{late}");
    for stream in streams {
        let answer = stream.rest().await;
        assert!(answer.body.ends_with("data: [DONE]\n\n"), "{}", answer.body);
    }
    assert_eq!(house.gate.take().expect("a gate").ended().await, Some(0));
    assert_eq!(house.provider.stats().requests, asked, "no new work");
    house.verified().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn drain_02_what_does_not_end_in_time_is_told_so() {
    let mut house = House::open("[bounds]\ndrain = \"1s\"\n").await;
    let key = house.key(&[]).await;
    let mut stream = house.stream(&key, CHAT, &streamed(chat("[[pretend tokens=190 delay_ms=100]]"))).await;
    stream.until("content").await;
    let begun = std::time::Instant::now();
    house.running().terminate();
    let answer = stream.rest().await;
    assert!(answer.body.contains("perimeter.shutdown") && !answer.body.contains("[DONE]"), "{}", answer.body);
    assert_eq!(house.gate.take().expect("a gate").ended().await, Some(0));
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
    let closed = house.recorded(1, |entry| entry.kind == "closed").await;
    assert_eq!(closed[0].text("/code"), "perimeter.shutdown");
    assert!(closed[0].value["settled"].as_u64() > Some(0));
    house.verified().await;
}
