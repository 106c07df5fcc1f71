//! Clients and providers that take too much.

use pretend_provider::{Behaviour, Fault};
use serde_json::json;

use crate::rig::{CHAT, House, chat, resident, streamed};

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
