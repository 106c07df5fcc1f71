//! A configuration that changes while calls run: each visit sees one version of it, and each change has an author.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::task::JoinSet;

use crate::rig::{CHAT, House, chat, exchange, full};

/// What one version says of personal data: a provider gets it masked, or the call is refused.
const RULES: [(&str, u16); 2] = [("mask", 200), ("block", 400)];

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn cfg_03_each_visit_sees_exactly_one_version_and_each_change_is_told() {
    let limits = "[limits]\nrequests_per_minute = 10000000\ntokens_per_minute = 1000000000\nconcurrent = 1000\n\
                  budget = { usd = 100000.0, per = \"day\" }\n";
    let mut house = House::closed("").await;
    let texts = RULES.map(|(action, _)| house.usual(&format!("{limits}[guards.pii]\naction = \"{action}\"\n")));
    house.configure(&texts[0]);
    house.start().await;
    let key = house.key(&["--requests-per-minute", "10000000", "--tokens-per-minute", "1000000000"]).await;
    let body = chat("write to rosalind.quillfeather@example.org");
    let request = house.request(&key, CHAT, &[], body.to_string().as_bytes());
    let (calls, least_reloads) = full((200, 4), (10_000, 12));

    let enough = Arc::new(AtomicBool::new(false));
    let mut callers = JoinSet::new();
    for _ in 0..8 {
        let (addr, request, enough) = (house.addr(), request.clone(), enough.clone());
        callers.spawn(async move {
            let mut seen = Vec::new();
            while seen.len() < calls / 8 || !enough.load(Ordering::Relaxed) {
                let answer = exchange(addr, &request).await;
                seen.push((answer.header("wicketgate-visit").expect("a visit").to_owned(), answer.status));
            }
            seen
        });
    }
    for round in 1..=least_reloads {
        house.configure(&texts[round % 2]);
        house.recorded(round, |entry| entry.text("/action") == "config.reload").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    enough.store(true, Ordering::Relaxed);
    let seen: Vec<(String, u16)> = callers.join_all().await.into_iter().flatten().collect();
    assert!(seen.len() >= calls, "{}", seen.len());
    house.stop().await;

    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let record = house.record();
    for entry in record.iter().filter(|entry| matches!(entry.kind.as_str(), "opened" | "refused")) {
        versions.entry(entry.text("/visit")).or_default().insert(entry.text("/config"));
    }
    let reloads: Vec<_> = record.iter().filter(|entry| entry.text("/action") == "config.reload").collect();
    // The version that was in force first is the one that the first change led away from.
    let told: Vec<String> = reloads.iter().map(|entry| entry.text("/subject")).collect();
    let of_rule = [&told[1], &told[0]];
    let mut counts = [0, 0];
    for (visit, status) in &seen {
        let config = versions.get(visit).unwrap_or_else(|| panic!("{visit} is not on the record"));
        assert_eq!(config.len(), 1, "{visit}: {config:?}");
        let rule = RULES.iter().position(|(_, expected)| expected == status).unwrap_or_else(|| panic!("{status}"));
        assert!(config.contains(of_rule[rule]), "{visit} was treated by {} and says {config:?}", RULES[rule].0);
        counts[rule] += 1;
    }
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    for (n, entry) in reloads.iter().enumerate() {
        assert_eq!(entry.text("/subject"), *of_rule[(n + 1) % 2]);
        assert_eq!(entry.text("/actor"), format!("uid {}", rustix::process::geteuid().as_raw()));
        let detail = entry.text("/detail");
        assert!(detail.contains(&format!("from {}", of_rule[n % 2])), "{detail}");
        let digest = detail.rsplit(' ').next().expect("a word");
        assert!(digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()), "{detail}");
    }
    let digests: BTreeSet<_> = reloads.iter().map(|entry| entry.text("/detail")).collect();
    assert_eq!(digests.len(), 2, "the way there and the way back: {digests:?}");
    house.verified().await;
    println!(
        "figure CFG-03 {} calls over {} reloads: {} under one version, {} under the other, 0 under both or none",
        seen.len(),
        reloads.len(),
        counts[0],
        counts[1]
    );
}
