//! Configuration: reloads that nobody notices, and files that are refused.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::json;

use crate::rig::{CHAT, House, Load, PROVIDER_KEY, chat, full, streamed};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn cfg_01_reloads_cut_no_stream_and_fail_no_call() {
    let (rounds, count, delay, pause) = full((4_u32, 6, 25, 0), (20, 100, 380, 2_200));
    let room = "concurrent = 1000\ntokens_per_minute = 1000000000\nbudget = { usd = 1000, per = \"day\" }\n";
    let limits = |rate: u32| format!("[limits]\nrequests_per_minute = {rate}\n{room}");
    let mut house = House::open(&limits(1_000_000)).await;
    let key = house.key(&[]).await;
    let slow = streamed(chat(&format!("[[pretend tokens=150 delay_ms={delay}]]")));
    let mut streams = Vec::new();
    for _ in 0..count {
        streams.push(house.stream(&key, CHAT, &slow).await);
    }
    for stream in &mut streams {
        stream.until("content").await;
    }
    let load = Load::begin(&house, &key, &chat("hello"));
    for round in 1..=rounds {
        tokio::time::sleep(std::time::Duration::from_millis(pause)).await;
        house.configure(&house.usual(&limits(1_000_000 + round)));
        house
            .eventually("the reload", async || {
                assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
                house.record().iter().filter(|entry| entry.text("/action") == "config.reload").count() == round as usize
            })
            .await;
    }
    for stream in streams {
        let answer = stream.rest().await;
        assert!(answer.body.ends_with("data: [DONE]\n\n"), "{}", answer.body);
    }
    let calls = load.calls();
    assert_eq!(load.end().await, 0, "a reload cost somebody an answer");
    println!("figure CFG-01 {rounds} reloads under {calls} calls and {count} streams: 0 failures, 0 cut streams");
    // What was reloaded holds.
    house.configure(&house.usual(&(limits(1_000_000) + "body_bytes = \"1KiB\"\n")));
    let long = chat(&"word ".repeat(400));
    house.eventually("the smaller bound", async || house.chat(&key, &long).await.status == 413).await;
    house.stop().await;
    house.verified().await;
}

/// Further broken parts, for the run in full.
const MORE_BROKEN: [&str; 24] = [
    "[limits]\ntokens_per_minute = -5\n",
    "[limits]\nconcurrent = 1.5\n",
    "[limits]\nbody_bytes = 3.5\n",
    "[limits]\nbody_bytes = \"-1KiB\"\n",
    "[limits.budget]\nusd = \"lots\"\nper = \"day\"\n",
    "[limits.budget]\nper = \"day\"\n",
    "[guards.unknown]\naction = \"block\"\n",
    "[guards.pii]\nlimit = \"high\"\n",
    "[guards]\npii = 3\n",
    "[bounds]\ndrain = -1\n",
    "[bounds]\nfirst_byte = \"1 fortnight\"\n",
    "[bounds]\nmemory = \"much\"\n",
    "[prices.\"x\"]\ninput = \"free\"\noutput = 1.0\n",
    "[audit]\nunknown = true\n",
    "[store]\nurl = 5\n",
    "[[routes]]\nto = [\"openai:gpt-4o\"]\n",
    "[[routes]]\nmodel = 5\nto = []\n",
    "[providers.p]\nprotocol = \"openai\"\nurl = \"not a url\"\n",
    "[providers.p]\nprotocol = \"openai\"\nurl = \"http://127.0.0.1:1\"\nmodels = \"gpt-*\"\n",
    "[providers.p]\nprotocol = 7\nurl = \"http://127.0.0.1:1\"\n",
    "= 3\n",
    "[a.b\n",
    "a key without a value\n",
    "[audit]\npayloads = [\"none\"]\n",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn cfg_02_a_broken_file_is_refused_with_its_place_and_the_old_one_stays() {
    let mut house = House::open("").await;
    let key = house.key(&[]).await;
    let good = house.usual("");
    let broken: Vec<String> = [
        "[listen",
        "listen = 3\n",
        "[lissten]\n",
        "[limits]\nrequests_per_minute = \"many\"\n",
        "[limits]\nrequests_per_minute = 0\n",
        "[limits]\nrequests_per_minute = -1\n",
        "[limits]\nbody_bytes = \"4 apples\"\n",
        "[limits.budget]\nusd = -1.0\nper = \"day\"\n",
        "[limits.budget]\nusd = 1.0\nper = \"fortnight\"\n",
        "[limits]\nunknown = 1\n",
        "[guards.injection]\naction = \"blok\"\n",
        "[guards.injection]\naction = \"mask\"\n",
        "[guards.injection]\nlimit = 1.5\n",
        "[guards.pii]\napplies_to = [\"inside\"]\n",
        "[guards.pii]\non_error = \"hope\"\n",
        "[bounds]\nhead = \"soon\"\n",
        "[bounds]\nconnections = -4\n",
        "[prices.\"x\"]\ninput = -1.0\noutput = 1.0\n",
        "[prices.\"x\"]\ninput = 1.0\n",
        "[audit]\npayloads = \"everything\"\n",
        "[audit]\non_error = \"pass\"\n",
        "[audit]\ndurability = \"maybe\"\n",
        "[[routes]]\nmodel = \"a\"\nto = []\n",
        "[[routes]]\nmodel = \"a\"\nto = [\"nobody:x\"]\n",
        "[[routes]]\nmodel = \"a\"\nto = [\"openai\"]\n",
        "[store]\nurl = \"mysql://x\"\n",
        "[providers.Bad Name]\n",
        "[providers.p]\nprotocol = \"opnai\"\nurl = \"http://127.0.0.1:1\"\n",
        "[providers.p]\nprotocol = \"openai\"\nurl = \"ftp://x\"\n",
        "[providers.p]\nprotocol = \"openai\"\nurl = \"http://user:pw@127.0.0.1\"\n",
        "[providers.p]\nprotocol = \"openai\"\n",
        "[providers.p]\nprotocol = \"openai\"\nurl = \"http://127.0.0.1:1\"\naccepts = \"all\"\n",
        "[providers.p]\nprotocol = \"openai\"\nurl = \"http://127.0.0.1:1\"\nkey = \"sk-live-Zq81mXw2canary\"\n",
        "[limits]\n[limits]\n",
        "\u{0}",
        "[providers.openai]\nprotocol = \"openai\"\nurl = \"http://127.0.0.1:1\"\n",
    ]
    .iter()
    .chain(full(&[][..], &MORE_BROKEN))
    .map(|part| format!("{good}\n{part}"))
    .chain(["192.0.2.1", "999.0.0.1:1", "127.0.0.1:99999"].map(|address| good.replacen("127.0.0.1:0", address, 1)))
    .collect();
    for (n, text) in broken.iter().enumerate() {
        house.private("broken.toml", text);
        for args in [["config", "check"], ["serve", "--quiet"]] {
            let ran = house.run(&["--config", "broken.toml", args[0], args[1]]).await;
            let part = &text[good.len().min(text.len())..];
            assert_eq!(ran.code, Some(2), "{part}: {ran:?}");
            assert!(ran.err.contains("broken.toml:"), "{part}: no place: {}", ran.err);
            assert!(
                !ran.err.contains("Zq81mXw2") && !ran.out.contains("Zq81mXw2") && !ran.err.contains(PROVIDER_KEY),
                "{}",
                ran.err
            );
            assert!(!ran.err.contains("panicked"), "{}", ran.err);
        }
        if n % 9 == 0 {
            let before = house.record().iter().filter(|entry| entry.text("/action") == "config.refused").count();
            house.configure(text);
            house.recorded(before + 1, |entry| entry.text("/action") == "config.refused").await;
            assert_eq!(house.chat(&key, &chat("hello")).await.status, 200, "the old configuration stays");
        }
    }
    let count = broken.len();
    println!(
        "figure CFG-02 {count} of {count} broken files refused with their place, 0 secrets echoed, the old one stays"
    );
    assert!(!house.running().said().contains("Zq81mXw2"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn cfg_04_dangerous_settings_need_a_name_and_leave_a_record() {
    let mut house = House::closed("").await;
    let usual = house.usual("");
    let public = usual.replacen("gate = \"127.0.0.1:0\"", "gate = \"0.0.0.0:0\"", 1);
    let dangers = [
        ("a public door in the clear", public.clone()),
        ("a public admin side", usual.replacen("admin = \"127.0.0.1:0\"", "admin = \"0.0.0.0:0\"", 1)),
        ("a key in the file", usual.replacen("file:provider.key", PROVIDER_KEY, 1)),
        ("a record that may fail", format!("{usual}[audit]\non_error = \"pass\"\n")),
    ];
    for (what, text) in dangers {
        house.configure(&text);
        let said = house.try_start(&[]).await.err().unwrap_or_else(|| panic!("{what}: the gate started"));
        assert!(said.contains("hint") || said.contains("error"), "{what}: {said}");
        assert!(!said.contains(PROVIDER_KEY), "{what}: {said}");
    }
    let named = public.replacen("[listen]", "[listen]\nplaintext_on_public_address = true", 1);
    house.configure(&format!("{named}[guards.pii]\non_error = \"pass\"\n[guards.safety]\naction = \"off\"\n"));
    house.start().await;
    let exceptions = house.recorded(3, |entry| entry.text("/action") == "config.exception").await;
    let told: String = exceptions.iter().map(|entry| entry.text("/detail")).collect();
    assert!(
        told.contains("plaintext_on_public_address") && told.contains("`pii`") && told.contains("`safety`"),
        "{told}"
    );
    println!(
        "figure CFG-04 dangerous settings refused without their name; {} exceptions in the record",
        exceptions.len()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn cfg_05_secrets_that_others_may_read_are_refused() {
    let mut house = House::open("").await;
    let key = house.key(&[]).await;
    house.stop().await;
    for mode in [0o640, 0o604, 0o660, 0o644] {
        let root = house.path("data/root.key");
        fs::set_permissions(&root, fs::Permissions::from_mode(mode)).expect("a mode");
        let said = house.try_start(&[]).await.err().unwrap_or_else(|| panic!("{mode:o}: the gate started"));
        assert!(said.contains("root.key") && said.contains("chmod"), "{said}");
        fs::set_permissions(&root, fs::Permissions::from_mode(0o600)).expect("a mode");
        fs::set_permissions(house.path("provider.key"), fs::Permissions::from_mode(mode)).expect("a mode");
        house.start().await;
        let answer = house.chat(&key, &chat("hello")).await;
        assert_eq!(answer.status, 503, "{mode:o}: {}", answer.body);
        assert!(house.running().said().contains("chmod") || house.running().said().contains("mode 0"));
        house.stop().await;
        fs::set_permissions(house.path("provider.key"), fs::Permissions::from_mode(0o600)).expect("a mode");
    }
    assert_eq!(house.provider.stats().requests, 0);
    println!("figure CFG-05 4 modes of 2 files refused, 0 calls");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sec_03_the_process_and_its_files_show_nothing() {
    let mut house = House::open("").await;
    let key = house.key(&[]).await;
    house.chat(&key, &chat("hello")).await;
    let id = house.running().id();
    for name in ["cmdline", "environ"] {
        let shown = String::from_utf8_lossy(&fs::read(format!("/proc/{id}/{name}")).expect("a file")).into_owned();
        assert!(!shown.contains(PROVIDER_KEY) && !shown.contains(&key.secret), "{name}");
    }
    let limits = fs::read_to_string(format!("/proc/{id}/limits")).expect("a file");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a line");
    assert_eq!(core.split_whitespace().filter(|word| *word == "0").count(), 2, "{core}");
    let (mut folders, mut files) = (vec![house.path("data")], 0);
    while let Some(folder) = folders.pop() {
        assert_eq!(
            fs::metadata(&folder).expect("a folder").permissions().mode() & 0o777,
            0o700,
            "{}",
            folder.display()
        );
        for file in fs::read_dir(&folder).expect("a folder").flatten() {
            if file.path().is_dir() {
                folders.push(file.path());
            } else {
                files += 1;
                assert_eq!(
                    file.metadata().expect("a file").permissions().mode() & 0o077,
                    0,
                    "{}",
                    file.path().display()
                );
            }
        }
    }
    println!(
        "figure SEC-03 0 secrets in arguments or environment, core dumps off, {files} of {files} files for the owner"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sec_08_bogus_names_make_no_metrics() {
    let house = House::open("[limits]\nrequests_per_minute = 100000\n").await;
    let key = house.key(&[]).await;
    house.chat(&key, &chat("hello")).await;
    let before = house.admin("/metrics").await.body.lines().count();
    for n in 0..300 {
        let mut body = chat("hello");
        body["model"] = json!(format!("bogus-model-{n}"));
        house.chat(&key, &body).await;
        house.post(&key, &format!("/v1/bogus-path-{n}"), &chat("x")).await;
        let stranger = crate::rig::Key { id: String::new(), secret: format!("wgk_live_bogus-key-{n}") };
        house.chat(&stranger, &chat("x")).await;
    }
    let metrics = house.admin("/metrics").await.body;
    assert!(!metrics.contains("bogus"), "{metrics}");
    let grown = metrics.lines().count() - before;
    assert!(grown < 100, "{grown} new lines");
    println!("figure SEC-08 900 bogus models, paths and keys: {grown} new lines of metrics, none with their names");
}
