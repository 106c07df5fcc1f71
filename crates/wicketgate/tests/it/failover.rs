//! Providers that cannot be reached, and who is asked instead.

use std::time::{Duration, Instant};

use pretend_provider::{Behaviour, Options, Provider};
use serde_json::Value;

use crate::rig::{CHAT, House, chat, full, planned, provider};

/// A house whose model `either` leads to two providers, `first` before `second`.
async fn with_two(first: &str, extra: &str) -> House {
    let mut house = House::closed("").await;
    let second = format!("http://{}", house.provider.addr());
    let text = format!(
        "{}{}{}{extra}\n[[routes]]\nmodel = \"either\"\nto = [\"first:gpt-4o-mini\", \"second:gpt-4o-mini\"]\n\
         [[routes]]\nmodel = \"straight\"\nto = [\"second:gpt-4o-mini\"]\n",
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

/// Calls that were taken to `first` and refused there.
async fn refused_by_first(house: &House) -> u64 {
    let metrics = house.admin("/metrics").await.body;
    let is_it = |line: &&str| {
        line.starts_with("wicketgate_upstream_calls_total{")
            && line.contains("provider=\"first\"")
            && line.contains("outcome=\"refused\"")
    };
    metrics.lines().filter(is_it).filter_map(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fault_01_a_provider_that_refuses_is_passed_over() {
    let address = nobody();
    let house = with_two(&address, "[limits]\nrequests_per_minute = 1000000\n").await;
    let key = house.key(&[]).await;
    let timed = async |body: &Value| {
        let begun = Instant::now();
        let answer = house.chat(&key, body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        begun.elapsed()
    };
    let mut direct = either();
    direct["model"] = "straight".into();
    let (mut over, mut straight) = (Vec::new(), Vec::new());
    for call in 0..5 {
        over.push(timed(&either()).await);
        straight.push(timed(&direct).await);
        assert_eq!(refused_by_first(&house).await, call + 1);
    }
    // Open now, so that for one rest the provider is left alone, and then one call in each rest tries it.
    let (begun, lasts) = (Instant::now(), full(Duration::from_millis(1500), Duration::from_secs(31)));
    while begun.elapsed() < lasts {
        over.push(timed(&either()).await);
        straight.push(timed(&direct).await);
        tokio::time::sleep(Duration::from_millis(20)).await;
        let probes = refused_by_first(&house).await - 5;
        assert!(probes <= begun.elapsed().as_secs() / 5, "{probes} probes in {:?}", begun.elapsed());
    }
    let probes = refused_by_first(&house).await - 5;
    assert!(probes >= full(0, 5), "{probes} probes");
    // The two took turns, so what else the machine does meets both alike.
    let slow = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        times[times.len() * 99 / 100]
    };
    let more = slow(&mut over).saturating_sub(slow(&mut straight));
    println!(
        "figure FAULT-01 {0} of {0} calls succeed, {more:.1?} more at the 99th percentile; 5 failures open it, {probes} probes in {lasts:?}",
        over.len()
    );
    assert!(more <= full(Duration::from_secs(2), Duration::from_millis(50)), "{more:?}");
    // A call in the next rest finds that the provider is back.
    let listen = address.trim_start_matches("http://").parse().expect("an address");
    let back = Provider::start(Options { listen, ..Options::default() }).await.expect("the port that nobody had");
    house
        .eventually("the provider to be asked again", async || {
            assert_eq!(house.chat(&key, &either()).await.status, 200);
            tokio::time::sleep(Duration::from_millis(100)).await;
            back.stats().requests > 0
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fault_07_retries_stay_few_and_obey_the_provider() {
    let house = House::open("[limits]\nrequests_per_minute = 10000\n").await;
    let key = house.key(&[]).await;
    let calls = full(60, 600);
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
    println!("figure FAULT-07 {asked} calls to the provider for {calls}, half of them declined");
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
    let settlements = closed.iter().filter(|entry| entry.text("/visit") == visit).count();
    assert_eq!(settlements, 1);
    println!("figure FAULT-08 an ambiguous call: 1 provider asked, {settlements} settlement");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fault_09_no_fallback_gets_data_that_it_may_not_receive() {
    let mut house = House::closed("").await;
    let second = format!("http://{}", house.provider.addr());
    house.configure(&format!(
        "{}{}accepts = \"confidential\"\n{}accepts = \"public\"\n[[routes]]\nmodel = \"either\"\nto = [\"first:gpt-4o-mini\", \"second:gpt-4o-mini\"]\n\
         [[routes]]\nmodel = \"straight\"\nto = [\"second:gpt-4o-mini\"]\n",
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
    println!("figure FAULT-09 0 connections to the only fallback for a class that it may not receive");
}
