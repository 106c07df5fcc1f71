//! The limit of tokens per minute.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio::{task::JoinSet, time::Instant};

use crate::rig::{CHAT, House, Key, chat, full, planned, streamed};

/// Tokens that came, and when.
type Flow = Vec<(Instant, u64)>;

/// Streams one after the other until `end`; notes each prompt and each delta when it comes. Each might be 4,000 tokens
/// long, so that holding the worst case would use the limit up at once.
async fn stream_on(house: &House, key: &Key, prompt: u64, body: Value, end: Instant) -> Flow {
    let mut flow = Flow::new();
    while Instant::now() < end {
        let begun = Instant::now();
        let mut stream = house.stream(key, CHAT, &body).await;
        let mut deltas = 0;
        while let Ok(true) = tokio::time::timeout_at(end, stream.more()).await {
            // The first delta carries the role alone, and every other one has four characters.
            let came = stream.so_far().body.matches("\"content\":\"").count().saturating_sub(1) as u64;
            flow.extend((came > deltas).then(|| (Instant::now(), came - deltas)));
            deltas = came;
        }
        match stream.so_far().status {
            200 => flow.push((begun, prompt)),
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    flow
}

/// What each sixty seconds between `from` and `to` hold that begin with a token.
fn sliding(flow: &Flow, from: Instant, to: Instant, span: Duration) -> Vec<u64> {
    let within = |start: Instant| {
        let here = |at: &Instant| *at >= start && *at < start + span;
        flow.iter().filter(|(at, _)| here(at)).map(|(_, tokens)| tokens).sum::<u64>()
    };
    flow.iter().map(|(at, _)| *at).filter(|at| *at >= from && *at + span <= to).map(within).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_03_streams_get_all_of_the_limit_and_never_more() {
    let house = Arc::new(House::open("[limits]\nrequests_per_minute = 1000000\n").await);
    let (limit, lasts) = full((2_000, Duration::from_secs(4)), (10_000, Duration::from_secs(240)));
    // Tokens of four characters, a delta each.
    let words = format!("tokens={} delay_ms={} delta=chars:4", full(60, 150), full(4, 100));
    house.provider.set_behaviour(planned(&words), u32::MAX);
    let mut body = streamed(chat("Tell me about the harbour and its ships."));
    body["max_tokens"] = 4000.into();
    body["stream_options"] = json!({"include_usage": true});
    house.chat(&house.key(&[]).await, &body).await;
    house.eventually("the provider's own count", async || house.provider.stats().prompt_tokens > 0).await;
    let prompt = house.provider.stats().prompt_tokens;
    let key = house.key(&["--tokens-per-minute", &limit.to_string()]).await;
    let begun = Instant::now();
    let mut all = JoinSet::new();
    for _ in 0..full(8, 24) {
        let (house, key, body) = (house.clone(), key.clone(), body.clone());
        all.spawn(async move { stream_on(&house, &key, prompt, body, begun + lasts).await });
    }
    let flow: Flow = all.join_all().await.into_iter().flatten().collect();
    let minute = Duration::from_secs(60).min(lasts);
    let most = sliding(&flow, begun, begun + lasts + minute, minute).into_iter().max().expect("tokens");
    // The short story has one minute that is not over: what came is what was usable.
    let minutes = sliding(&flow, begun, begun + lasts, minute);
    let mean = full(most, minutes.iter().sum::<u64>() / minutes.len().max(1) as u64);
    println!("figure RATE-03 {mean} of {limit} tokens in the mean of all sliding minutes, {most} at most");
    assert!(most <= limit, "{most} of {limit}");
    assert!(mean * 100 >= limit * 95, "{mean} of {limit}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_03_a_whole_answer_without_a_bound_gets_half_of_the_limit_for_one() {
    let house = House::open("").await;
    let key = house.key(&["--tokens-per-minute", "1000"]).await;
    let mut body = chat("hello");
    body["max_tokens"] = 2000.into();
    let refused = house.chat(&key, &body).await;
    assert_eq!((refused.status, refused.code().as_str()), (413, "limit.call"));
    assert_eq!((refused.header("retry-after"), refused.header("x-should-retry")), (None, Some("false")));
    body.as_object_mut().expect("an object").remove("max_tokens");
    let answer = house.chat(&key, &body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let sent: Value = serde_json::from_slice(&house.provider.record()[0].body).expect("JSON");
    let bound = sent["max_completion_tokens"].as_u64().or(sent["max_tokens"].as_u64()).expect("a bound");
    assert!((400..=500).contains(&bound), "{bound}");
}
