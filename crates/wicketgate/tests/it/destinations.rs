//! Where calls and keys go, and where they never go.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use pretend_provider::{Behaviour, Options, Provider};
use tokio::task::JoinSet;

use crate::rig::{CHAT, House, Key, MESSAGES, PROVIDER_KEY, ask, chat, exchange, planned, run, streamed};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ssrf_02_redirects_of_a_provider_are_not_followed() {
    let elsewhere = Provider::start(Options::default()).await.expect("a port");
    let house = House::open("").await;
    let key = house.key(&[]).await;
    for status in [301, 302, 303, 307, 308] {
        let to = format!("to=http://{}{CHAT}", elsewhere.addr());
        house.provider.set_behaviour(planned(&format!("status={status} {to}")), 1);
        let answer = house.chat(&key, &chat("hello")).await;
        assert!(answer.status >= 300 && !answer.everything().contains(PROVIDER_KEY), "{status}: {}", answer.body);
        assert_eq!(answer.header("location"), None, "{status}: the caller is not sent there either");
    }
    assert_eq!(elsewhere.stats().connections, 0);
    println!("figure SSRF-02 5 of 5 redirects not followed, 0 connections to where they lead");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ssrf_05_a_key_is_not_sent_to_a_host_that_it_is_not_bound_to() {
    let elsewhere = Provider::start(Options::default()).await.expect("a port");
    let mut house = House::closed("").await;
    let text = house.usual("[limits]\nrequests_per_minute = 1000000\n").replace("file:provider.key", "vault:main");
    house.configure(&text);
    house.start().await;
    let here = house.provider.addr();
    run(house.folder.path(), &["secret", "set", "main", "--for", &format!("http://{here}")], PROVIDER_KEY).await;
    let key = house.key(&[]).await;
    house.eventually("the key to be opened", async || house.chat(&key, &chat("hello")).await.status == 200).await;
    let crowd = Crowd::begin(&house, &key);
    house.configure(&text.replace(&here.to_string(), &elsewhere.addr().to_string()));
    house.eventually("the change to take hold", async || house.chat(&key, &chat("hello")).await.status == 503).await;
    let asked = crowd.end().await;
    assert_eq!(elsewhere.stats().requests, 0, "of {asked}");
    run(house.folder.path(), &["secret", "remove", "main"], "").await;
    run(
        house.folder.path(),
        &["secret", "set", "main", "--for", &format!("http://{}", elsewhere.addr())],
        PROVIDER_KEY,
    )
    .await;
    house
        .eventually("the key that was entered anew", async || house.chat(&key, &chat("hello")).await.status == 200)
        .await;
    assert_eq!(elsewhere.stats().requests, 1);
    println!("figure SSRF-05 a provider moved under {asked} calls: 0 with its key until it was entered again");
}

/// Callers without pause, so that calls are under way at every step of a change.
struct Crowd {
    stop: Arc<AtomicBool>,
    callers: JoinSet<usize>,
}

impl Crowd {
    fn begin(house: &House, key: &Key) -> Crowd {
        let stop = Arc::<AtomicBool>::default();
        let request = house.request(key, CHAT, &[], chat("hello").to_string().as_bytes());
        let mut callers = JoinSet::new();
        for _ in 0..8 {
            let (addr, request, stop) = (house.addr(), request.clone(), stop.clone());
            callers.spawn(async move {
                let mut calls = 0;
                while !stop.load(Ordering::Relaxed) {
                    exchange(addr, &request).await;
                    calls += 1;
                }
                calls
            });
        }
        Crowd { stop, callers }
    }

    /// How many calls were made.
    async fn end(self) -> usize {
        self.stop.store(true, Ordering::Relaxed);
        self.callers.join_all().await.into_iter().sum()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sec_02_no_failing_provider_shows_its_key() {
    let mut house =
        House::open("[limits]\nrequests_per_minute = 10000\n[bounds]\nfirst_byte = \"1s\"\nstall = \"1s\"\n").await;
    let key = house.key(&[]).await;
    let faults = ["garbage", "close", "reset", "html", "bad-json", "truncated", "empty", "length-long", "sse-error"];
    for fault in faults
        .map(|name| format!("fault={name}"))
        .into_iter()
        .chain([400, 401, 403, 404, 429, 500, 503].map(|status| format!("status={status}")))
    {
        for (path, body) in [(CHAT, chat("hello")), (MESSAGES, streamed(ask("hello")))] {
            house.provider.set_behaviour(planned(&fault), 3);
            let answer = house.post(&key, path, &body).await;
            house.provider.clear_behaviour();
            assert!(!answer.everything().contains(&PROVIDER_KEY[11..]), "{fault}: {}", answer.everything());
        }
    }
    // A provider that shows the key in its error, as some do.
    let told = format!(
        "{{\"error\":{{\"message\":\"Incorrect API key provided: {PROVIDER_KEY}\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_api_key\"}}}}"
    );
    house
        .eventually("a provider that rests no more", async || house.chat(&key, &chat("hello")).await.status == 200)
        .await;
    house.provider.set_behaviour(Behaviour { status: Some(401), body: Some(told.into()), ..Behaviour::default() }, 1);
    let answer = house.chat(&key, &chat("hello")).await;
    assert_eq!(answer.status, 401);
    assert!(!answer.everything().contains(&PROVIDER_KEY[11..]), "{}", answer.body);
    for seen in house.provider.record() {
        assert!(!seen.target.contains("key"));
        let carriers = seen.headers.iter().filter(|(_, value)| value.contains(PROVIDER_KEY)).count();
        assert_eq!(carriers, 1);
    }
    assert!(!house.running().said().contains(&PROVIDER_KEY[11..]));
    let calls = house.provider.record().len();
    println!("figure SEC-02 {calls} calls to a failing provider: its key in one header each, in 0 answers and 0 lines");
}
