//! Name servers that fail, dawdle, or lead somewhere else all of a sudden.

use std::{
    net::{Ipv4Addr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use crate::rig::{
    CHAT, House, Key, MESSAGES, Start, ask, chat, exchange, full,
    names::{Names, Says},
    provider,
};

const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;
/// A place of the house's own that the operator has not named.
const INSIDE: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);

/// A house whose providers have names, and a name server for them.
async fn house_with_names() -> Result<(House, Names), String> {
    let says = [
        ("good", Says::Address(HERE)),
        ("unknown", Says::Unknown),
        ("failing", Says::Failure),
        ("late", Says::Late(HERE, Duration::from_secs(5))),
    ];
    let names = Names::start(&says).await.map_err(|error| format!("port 53 is not to be had: {error}"))?;
    let mut house = House::closed("").await;
    let mut text = house.usual("");
    for name in ["good", "unknown", "failing", "late"] {
        let url = format!("http://{name}.example.test:{}", house.provider.addr().port());
        text.push_str(&provider(name, "openai", &url, ""));
        text.push_str(&format!("private = [\"{HERE}/32\"]\n"));
    }
    for name in ["good", "unknown", "failing", "late"] {
        text.push_str(&format!("[[routes]]\nmodel = \"{name}-model\"\nto = [\"{name}:gpt-4o-mini\"]\n"));
    }
    text.push_str("[limits]\nrequests_per_minute = 100000\nconcurrent = 5000\n[bounds]\nconnect = \"400ms\"\n");
    house.configure(&text);
    house.private("resolv.conf", &format!("nameserver {}\n", names.address));
    let possible = tokio::process::Command::new("unshare").args(["--mount", "true"]).status().await;
    if !possible.is_ok_and(|status| status.success()) {
        return Err("a gate cannot have mounts of its own here".to_owned());
    }
    let before = "mount --bind resolv.conf /etc/resolv.conf";
    house.start_as(&Start { before, own_mounts: true, ..Start::default() }).await;
    Ok((house, names))
}

fn for_model(name: &str) -> serde_json::Value {
    let mut body = chat("hello");
    body["model"] = format!("{name}-model").into();
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn fault_18_a_broken_name_server_hurts_only_whoever_needs_it() {
    let (mut house, names) = match house_with_names().await {
        Ok(both) => both,
        Err(why) => {
            println!("figure FAULT-18 skipped: {why}");
            return;
        }
    };
    let key = house.key(&["--requests-per-minute", "100000", "--concurrent", "5000"]).await;
    assert_eq!(house.chat(&key, &for_model("good")).await.status, 200, "{}", house.running().said());
    let bystander = Bystander::start(&house, &key);
    for (name, status) in [("unknown", 503), ("failing", 503), ("late", 504)] {
        let begun = Instant::now();
        let answer = house.chat(&key, &for_model(name)).await;
        assert_eq!(answer.status, status, "{name}: {}", answer.body);
        if full(false, true) {
            assert!(begun.elapsed() < Duration::from_secs(5), "{name}: {:?}", begun.elapsed());
        }
    }
    // Many calls wait for the late name at once: the helpers that look names up must not run out for everyone else.
    let request = house.request(&key, CHAT, &[], for_model("late").to_string().as_bytes());
    let mut waiting = tokio::task::JoinSet::new();
    for _ in 0..full(40, 1_400) {
        let (addr, request) = (house.addr(), request.clone());
        waiting.spawn(async move { exchange(addr, &request).await.status });
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let long = ask(&"a word and another ".repeat(9_000));
    let begun = Instant::now();
    let answer = house.post(&key, MESSAGES, &long).await;
    assert_eq!(answer.status, 200, "a long call to another provider: {}", answer.body);
    let long_took = begun.elapsed();
    let threads = std::fs::read_dir(format!("/proc/{}/task", house.running().id())).expect("a process").count();
    assert!(threads < 30, "{threads} threads: each lookup that waits has taken one");
    for status in waiting.join_all().await {
        assert!(matches!(status, 503 | 504), "{status}");
    }
    let moved = moves_inside(&house, &names, &key).await;
    let (calls, slowest) = bystander.end().await;
    assert!(calls > 20, "{calls}");
    if full(false, true) {
        assert!(long_took < Duration::from_secs(2) && slowest < Duration::from_secs(2), "{long_took:?} {slowest:?}");
    }
    println!(
        "figure FAULT-18 0 connections to {INSIDE} in {moved} calls; {calls} calls of another provider fine, the slowest \
         {} ms, a long one {} ms; {threads} threads",
        slowest.as_millis(),
        long_took.as_millis()
    );
}

/// The name leads elsewhere in the middle of the run; how many calls were refused for it.
async fn moves_inside(house: &House, names: &Names, key: &Key) -> usize {
    let trap = TcpListener::bind((INSIDE, house.provider.addr().port())).expect("a free port");
    trap.set_nonblocking(true).expect("a socket");
    names.change("good", Says::Address(INSIDE));
    // Connections that are open stay where they were made to; more calls at once than there are such need new ones.
    let mut body = for_model("good");
    body["messages"][0]["content"] = "[[pretend first_byte_ms=400]]".into();
    let statuses: Vec<u16> =
        crate::rig::at_once(house, key, &[], &body, 12).await.iter().map(|answer| answer.status).collect();
    let refused = statuses.iter().filter(|status| **status == 502 || **status == 503).count();
    assert!(refused >= 6, "{statuses:?}");
    assert!(trap.accept().is_err(), "{INSIDE} was called");
    names.change("good", Says::Address(HERE));
    house.eventually("the name to lead back", async || house.chat(key, &for_model("good")).await.status == 200).await;
    refused
}

/// A caller of another provider, all the time.
struct Bystander {
    enough: Arc<AtomicBool>,
    calling: tokio::task::JoinHandle<(usize, Duration)>,
}

impl Bystander {
    fn start(house: &House, key: &Key) -> Bystander {
        let enough = Arc::new(AtomicBool::new(false));
        let (addr, seen) = (house.addr(), enough.clone());
        let request = house.request(key, MESSAGES, &[], ask("hello").to_string().as_bytes());
        let calling = tokio::spawn(async move {
            let (mut calls, mut slowest) = (0, Duration::ZERO);
            while !seen.load(Ordering::Relaxed) {
                let begun = Instant::now();
                let answer = exchange(addr, &request).await;
                assert_eq!(answer.status, 200, "the bystander: {}", answer.body);
                slowest = slowest.max(begun.elapsed());
                calls += 1;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            (calls, slowest)
        });
        Bystander { enough, calling }
    }

    async fn end(self) -> (usize, Duration) {
        self.enough.store(true, Ordering::Relaxed);
        self.calling.await.expect("a bystander who noticed nothing")
    }
}
