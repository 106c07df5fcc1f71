//! Providers that cannot be reached, and who is asked instead.

use std::time::{Duration, Instant};

use pretend_provider::{Behaviour, Options, Provider};
use serde_json::Value;

use crate::rig::{CHAT, House, chat, planned, provider};

/// A house whose model `either` leads to two providers, `first` before `second`.
async fn with_two(first: &str, extra: &str) -> House {
    let mut house = House::closed("").await;
    let second = format!("http://{}", house.provider.addr());
    let text = format!(
        "{}{}{}{extra}\n[[routes]]\nmodel = \"either\"\nto = [\"first:gpt-4o-mini\", \"second:gpt-4o-mini\"]\n",
        house.usual(""),
        provider("first", "openai", first, ""),
        provider("second", "openai", &second, "")
    );
    house.configure(&text);
    house.start().await;
    house
}

/// A port that was free a moment ago and is nobody's now.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    format!("http://{}", listener.local_addr().expect("an address"))
}

fn either() -> Value {
    let mut body = chat("hello");
    body["model"] = "either".into();
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fault_01_a_provider_that_refuses_is_passed_over() {
    let house = with_two(&nobody(), "").await;
    let key = house.key(&[]).await;
    for _ in 0..20 {
        let begun = Instant::now();
        let answer = house.chat(&key, &either()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(begun.elapsed() < Duration::from_secs(2));
    }
    let metrics = house.admin("/metrics").await.body;
    let failed: u64 = metrics
        .lines()
        .filter(|line| line.contains("provider=\"first\"") && !line.starts_with('#') && line.contains("calls"))
        .filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok())
        .sum();
    assert!((1..=6).contains(&failed), "the breaker opens after at most five failures: {failed}\n{metrics}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fault_07_retries_stay_few_and_obey_the_provider() {
    let house = House::open("[limits]\nrequests_per_minute = 10000\n").await;
    let key = house.key(&[]).await;
    let calls = 60;
    for n in 0..calls {
        // Every other reply of the provider says that it is busy.
        if n % 2 == 0 {
            house.provider.set_behaviour(Behaviour { status: Some(503), ..Behaviour::default() }, 1);
        }
        let answer = house.chat(&key, &chat("hello")).await;
        assert!(matches!(answer.status, 200 | 503));
        house.provider.clear_behaviour();
    }
    let asked = house.provider.stats().requests;
    assert!(asked <= calls * 6 / 5 + 10, "{asked} calls for {calls}");
    let mut busy = planned("retry_after=30");
    busy.status = Some(429);
    house.provider.set_behaviour(busy, 5);
    let begun = Instant::now();
    let answer = house.chat(&key, &chat("hello")).await;
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("30")));
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(house.provider.stats().requests, asked + 1, "thirty seconds are not a retry's business");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fault_08_a_call_that_may_have_been_made_is_settled_once_and_not_repeated() {
    let other = Provider::start(Options::default()).await.expect("a port");
    let house = with_two(&format!("http://{}", other.addr()), "").await;
    let key = house.key(&[]).await;
    other.set_behaviour(planned("fault=close at=before"), 1);
    let answer = house.chat(&key, &either()).await;
    assert_eq!(answer.status, 502, "{}", answer.body);
    assert_eq!((other.stats().requests, house.provider.stats().requests), (1, 0));
    let visit = answer.header("wicketgate-visit").expect("a visit").to_owned();
    let closed = house.recorded(1, |entry| entry.kind == "closed").await;
    assert_eq!(closed.iter().filter(|entry| entry.text("/visit") == visit).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fault_09_no_fallback_gets_data_that_it_may_not_receive() {
    let mut house = House::closed("").await;
    let second = format!("http://{}", house.provider.addr());
    house.configure(&format!(
        "{}{}accepts = \"confidential\"\n{}accepts = \"public\"\n[[routes]]\nmodel = \"either\"\nto = [\"first:gpt-4o-mini\", \"second:gpt-4o-mini\"]\n",
        house.usual(""),
        provider("first", "openai", &nobody(), ""),
        provider("second", "openai", &second, "")
    ));
    house.start().await;
    let key = house.key(&[]).await;
    let body = either().to_string();
    let answer = house.post_bytes(&key, CHAT, &[("wicketgate-class", "confidential")], body.as_bytes()).await;
    assert!(matches!(answer.status, 502 | 503), "{}", answer.body);
    let highest = house.post_bytes(&key, CHAT, &[("wicketgate-class", "regulated")], body.as_bytes()).await;
    assert_eq!(highest.code(), "class.forbidden");
    assert_eq!(house.provider.stats().connections, 0, "no byte went to the provider that accepts less");
    assert_eq!(house.post_bytes(&key, CHAT, &[("wicketgate-class", "public")], body.as_bytes()).await.status, 200);
}
