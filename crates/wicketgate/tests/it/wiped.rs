//! What is left of a secret in the memory of a running gate.

use std::{fs, time::Duration};

use crate::rig::{CHAT, House, MESSAGES, ask, chat, full, memory::copies, planned, run, streamed};

/// Keys that each have their turn at one provider; no part of one is in another.
const TURNS: [&str; 2] = ["sk-pretend-A1qX7uRz5Wk9Nf3YtGc6", "sk-pretend-J8hB2mVd4Ls0Pe7QoZi9"];
/// The same for the provider whose key lies in a file.
const IN_FILE: [&str; 2] = ["sk-pretend-V3gS9jHp2Eb7Io1XlWq5", "sk-pretend-N6zK4aRt8Yc0Mu5FdBv3"];

/// Calls of every kind, so that the key comes wherever it comes.
async fn use_both(house: &House, key: &crate::rig::Key) {
    for (path, body) in [(CHAT, chat("hello")), (MESSAGES, ask("hello"))] {
        for body in [body.clone(), streamed(body.clone())] {
            house.post(key, path, &body).await;
        }
        for fault in ["status=401", "fault=close", "fault=garbage"] {
            house.provider.set_behaviour(planned(fault), 1);
            house.post(key, path, &body).await;
            house.provider.clear_behaviour();
        }
        // Several at once leave several connections behind.
        let request = house.request(key, path, &[], body.to_string().as_bytes());
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (addr, request) = (house.addr(), request.clone());
            calls.spawn(async move { crate::rig::exchange(addr, &request).await.status });
        }
        calls.join_all().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sec_05_a_key_that_is_no_longer_in_force_is_nowhere_in_memory() {
    if !rustix::process::geteuid().is_root() {
        println!("figure SEC-05 skipped: only a superuser can read the memory of a process that has locked itself");
        return;
    }
    let mut house = House::closed("[limits]\nrequests_per_minute = 10000\n").await;
    let text = house.usual("[limits]\nrequests_per_minute = 10000\n").replacen("file:provider.key", "vault:main", 1);
    house.private("provider.key", IN_FILE[0]);
    house.configure(&text);
    house.start().await;
    let id = house.running().id();
    if let Err(error) = copies(id, b"wicketgate") {
        println!("figure SEC-05 skipped: the memory of the gate cannot be read here: {error}");
        return;
    }
    let bound = format!("http://{}", house.provider.addr());
    run(house.folder.path(), &["secret", "set", "main", "--for", &bound], TURNS[0]).await;
    let key = house.key(&[]).await;
    let shown = async |wanted: &str, path: &str, body: &serde_json::Value| {
        house.post(&key, path, body).await;
        let seen = house.provider.record().pop().expect("a call");
        seen.headers.iter().any(|(_, value)| value.ends_with(wanted))
    };
    let mut figures = Vec::new();
    for (turn, secret) in TURNS.iter().enumerate() {
        if turn > 0 {
            run(house.folder.path(), &["secret", "rotate", "main"], secret).await;
        }
        house.eventually("the key in force", async || shown(secret, CHAT, &chat("hello")).await).await;
        use_both(&house, &key).await;
        assert!(!copies(id, secret.as_bytes()).expect("memory").is_empty(), "the key in force is found");
        if turn > 0 {
            figures.push(gone(&house, id, TURNS[turn - 1]).await);
        }
    }
    run(house.folder.path(), &["secret", "remove", "main"], "").await;
    house.eventually("the end of the key", async || house.chat(&key, &chat("hello")).await.status == 503).await;
    figures.push(gone(&house, id, TURNS[1]).await);
    // A file is read again when the configuration changes.
    house.private("provider.key", IN_FILE[1]);
    house.configure(&format!("{text}\n# again\n"));
    house.eventually("the key in force", async || shown(IN_FILE[1], MESSAGES, &ask("hello")).await).await;
    figures.push(gone(&house, id, IN_FILE[0]).await);
    let root = copies(id, &fs::read(house.path("data/root.key")).expect("a file")).expect("memory");
    assert!(root.len() <= 1, "the root key: {root:?}");
    println!("figure SEC-05 copies of 3 keys out of force: {figures:?}; of the root key: {}", root.len());
}

/// Waits until no copy of `secret` is left; how many are left at the end of the time.
async fn gone(house: &House, id: u32, secret: &str) -> usize {
    let mut left = Vec::new();
    let begun = std::time::Instant::now();
    let patience = full(Duration::from_secs(10), Duration::from_secs(60));
    while begun.elapsed() < patience {
        left = copies(id, secret.as_bytes()).expect("memory");
        if left.is_empty() {
            return 0;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    assert!(left.is_empty(), "{} copies are left: {left:?}\n{}", left.len(), house.folder.path().display());
    left.len()
}
