//! Who waits as long as the gate says is let in.

use std::{sync::Arc, time::Duration};

use serde_json::Value;
use tokio::time::{Instant, sleep};

use crate::rig::{Answer, CHAT, House, Key, MESSAGES, ask, at_once, chat, full, streamed};

/// The wait that a refusal tells.
fn told(answer: &Answer) -> Duration {
    assert_eq!(answer.status, 429, "{}", answer.body);
    Duration::from_secs(answer.header("retry-after").and_then(|wait| wait.parse().ok()).expect("a time to wait"))
}

/// Calls until it is refused and waits as told, `rounds` times; how long it waited in all.
async fn patient(house: &House, key: &Key, body: &Value, code: &str, rounds: u32) -> Duration {
    let mut waited = Duration::ZERO;
    for round in 0..rounds {
        let refused = loop {
            let answer = house.chat(key, body).await;
            if answer.status != 200 {
                break answer;
            }
        };
        assert_eq!(refused.code(), code);
        sleep(told(&refused)).await;
        waited += told(&refused);
        let answer = house.chat(key, body).await;
        assert_eq!(answer.status, 200, "{code}, wait {round}: {}", answer.body);
    }
    waited
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_05_who_waits_for_another_call_to_end_is_let_in() {
    let house = Arc::new(House::open("").await);
    let key = house.key(&["--concurrent", "2"]).await;
    let slow = streamed(chat("[[pretend tokens=12 delay_ms=100]]"));
    // From one call on the gate knows how long they last.
    assert_eq!(house.chat(&key, &slow).await.status, 200);
    let rounds = full(2, 200);
    for round in 0..rounds {
        let (mut one, mut two) = (house.stream(&key, CHAT, &slow).await, house.stream(&key, CHAT, &slow).await);
        one.until("content").await;
        two.until("content").await;
        let refused = house.chat(&key, &slow).await;
        assert_eq!(refused.code(), "limit.concurrent");
        sleep(told(&refused)).await;
        let answer = house.chat(&key, &chat("hello")).await;
        assert_eq!(answer.status, 200, "wait {round} of {:?}: {}", told(&refused), answer.body);
        tokio::join!(one.rest(), two.rest());
    }
    println!("figure RATE-05 {rounds} of {rounds} waits for a slot let in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_05_who_waits_for_the_window_is_let_in() {
    let house = House::open("").await;
    let requests = house.key(&["--requests-per-minute", &full(30, 80).to_string()]).await;
    let tokens = house.key(&["--tokens-per-minute", "4000"]).await;
    let mut long = streamed(chat("[[pretend tokens=50]]"));
    long["max_tokens"] = 1500.into();
    // Spread over the minute, the calls leave the window one after the other, and the waits are short.
    let spread = async |key: &Key, body: &Value| {
        let begun = Instant::now();
        while begun.elapsed() < full(Duration::ZERO, Duration::from_secs(60)) {
            house.chat(key, body).await;
            sleep(Duration::from_millis(750)).await;
        }
    };
    let hello = chat("hello");
    tokio::join!(spread(&requests, &hello), spread(&tokens, &long));
    // A minute is a minute: the short story only reads what is told.
    if full(true, false) {
        let answers = at_once(&house, &requests, &[], &hello, 100).await;
        let refused = answers.iter().find(|answer| answer.status == 429).expect("a limit");
        assert!((50..=61).contains(&told(refused).as_secs()), "{:?}", told(refused));
        return;
    }
    let rounds = 200;
    let (one, two) = tokio::join!(
        patient(&house, &requests, &hello, "limit.requests", rounds),
        patient(&house, &tokens, &long, "limit.tokens", rounds)
    );
    println!("figure RATE-05 {rounds} of {rounds} waits for requests ({one:?}) and for tokens ({two:?}) let in");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rate_05_both_protocols_tell_what_is_left_and_when_it_is_free() {
    let house = House::open("").await;
    let key = house.key(&["--requests-per-minute", "2", "--tokens-per-minute", "5000"]).await;
    let answer = house.chat(&key, &chat("hello")).await;
    let number = |answer: &Answer, name: &str| answer.header(name).and_then(|text| text.parse::<u64>().ok());
    assert_eq!(number(&answer, "x-ratelimit-limit-requests"), Some(2));
    // The first request asked whether the key is known yet.
    assert_eq!(number(&answer, "x-ratelimit-remaining-requests"), Some(1));
    assert_eq!(number(&answer, "x-ratelimit-limit-tokens"), Some(5000));
    assert!(number(&answer, "x-ratelimit-remaining-tokens") < Some(5000));
    assert_eq!(answer.header("x-ratelimit-reset-requests"), Some("60s"));
    house.post(&key, MESSAGES, &ask("hello")).await;
    let refused = house.post(&key, MESSAGES, &ask("hello")).await;
    assert_eq!(refused.status, 429);
    assert_eq!(number(&refused, "anthropic-ratelimit-requests-remaining"), Some(0));
    assert!(refused.header("anthropic-ratelimit-requests-reset").is_some_and(|time| time.ends_with('Z')));
}
