//! Processes that die in the middle of their work.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use aws_lc_rs::digest::{SHA256, digest};
use tokio::task::JoinSet;

use crate::rig::{CHAT, Entry, House, Stream, chat, full};

fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn crash_01_and_02_ten_kills_lose_no_record_and_no_money() {
    let mut house =
        House::open("[limits]\nrequests_per_minute = 100000\nconcurrent = 1000\ntokens_per_minute = 100000000\n").await;
    let key = house.key(&[]).await;
    let scope = format!("key:{}", key.id);
    house.run(&["budget", "set", &scope, "0.05/total"]).await;
    let answered: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    for round in 0_u64..full(10, 200) {
        if house.gate.is_none() {
            house.start().await;
        }
        let mut callers = JoinSet::new();
        for caller in 0..4 {
            let (addr, answered) = (house.addr(), answered.clone());
            let requests: Vec<Vec<u8>> = (0..400)
                .map(|n| {
                    house.request(&key, CHAT, &[], chat(&format!("call {round} {caller} {n}")).to_string().as_bytes())
                })
                .collect();
            callers.spawn(async move {
                for request in requests {
                    let Some(stream) = Stream::try_open(addr, &request).await else { return };
                    let answer = stream.rest().await;
                    if answer.status == 200 && answer.body.ends_with('}') {
                        let visit = answer.header("wicketgate-visit").expect("a visit").to_owned();
                        answered.lock().expect("no panic").insert(visit);
                    }
                }
            });
        }
        let before = house.provider.stats().requests;
        // Not a fixed time: each round dies after another number of calls has arrived.
        let enough = before + 3 + round % 10 * 5;
        house.eventually("calls to arrive", async || house.provider.stats().requests >= enough).await;
        house.gate.take().expect("a running gate").kill().await;
        callers.abort_all();
        while callers.join_next().await.is_some() {}
    }
    house.start().await;
    assert_eq!(house.stop().await, Some(0));
    house.verified().await;
    let all = house.record();
    let digests: BTreeSet<String> =
        all.iter().filter(|entry| entry.kind == "opened").map(|entry| entry.text("/request")).collect();
    let seen = house.provider.record();
    for request in &seen {
        assert!(digests.contains(&sha256(&request.body)), "a call reached the provider without a record");
    }
    let with = |kinds: &[&str]| -> BTreeSet<String> {
        let fits = |entry: &&Entry| kinds.contains(&entry.kind.as_str());
        all.iter().filter(fits).map(|entry| entry.text("/visit")).collect()
    };
    let (opened, ended) = (with(&["opened"]), with(&["closed", "recovered"]));
    assert_eq!(opened, ended, "every beginning has an end, if only a recovered one");
    let answered = answered.lock().expect("no panic").clone();
    assert!(answered.len() > 50 && answered.is_subset(&opened), "{} answers", answered.len());
    let billed: u64 = seen
        .iter()
        .filter_map(|seen| seen.sent)
        .map(|sent| sent.prompt_tokens * 150 + sent.generated_tokens * 600)
        .sum();
    let (spent, held) = house.spent(&scope).await;
    let spent = (spent * 1e9).round() as u64;
    assert!(spent >= billed, "{spent} recorded, {billed} billed");
    assert!(spent <= 50_000_000 && held.abs() < 1e-12, "{spent} spent, {held} held");
}
