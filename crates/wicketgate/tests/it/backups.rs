//! Backups taken while the gate works, and what is known when one comes back.

use std::{fs, os::unix::fs::PermissionsExt, process::Command};

use crate::rig::{House, Key, Load, PROVIDER_KEY, chat, full, run, search::folder_holds_none_of};

const PROMPT: &str = "the bittern calls from amber sedges";

/// A house whose provider's key lies in the vault, and a caller who is not limited.
async fn house_with_secrets() -> (House, Key) {
    let mut house = House::closed("").await;
    let text = house.usual("[limits]\nrequests_per_minute = 1000000\n").replace("file:provider.key", "vault:main");
    house.configure(&text);
    house.start().await;
    let address = format!("http://{}", house.provider.addr());
    let set = run(house.folder.path(), &["secret", "set", "main", "--for", &address], PROVIDER_KEY).await;
    assert_eq!(set.code, Some(0), "{}", set.err);
    fs::remove_file(house.path("provider.key")).expect("a file");
    let key = house.key(&[]).await;
    house.eventually("the key to be opened", async || house.chat(&key, &chat("hello")).await.status == 200).await;
    // The end of a gate signs its record.
    assert_eq!(house.stop().await, Some(0));
    house.start().await;
    (house, key)
}

/// How many records a file `checkpoint` has seen.
fn seen_by(house: &House, checkpoint: &str) -> u64 {
    let note = fs::read_to_string(house.path(checkpoint)).expect("a checkpoint");
    note.lines().nth(1).and_then(|line| line.parse().ok()).expect("a size")
}

/// Checks a proof with the program that shares no code with ours.
fn independently(house: &House, proof: &str, public: &str) -> String {
    house.private("proof", proof);
    let ran = Command::new("python3")
        .args(["../../tools/verify_audit.py", "proofs"])
        .arg(house.path("proof"))
        .arg(public)
        .output();
    String::from_utf8_lossy(&ran.expect("an end").stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn crash_06_a_backup_under_load_goes_on_elsewhere() {
    let (mut house, key) = house_with_secrets().await;
    let public = house.run(&["audit", "key"]).await.out.trim().to_owned();
    let load = Load::begin(&house, &key, &chat(PROMPT));
    let rounds = full(2, 20);
    fs::create_dir(house.path("copies")).expect("a folder");
    for n in 0..rounds {
        let before = load.calls();
        house.eventually("calls between the backups", async || load.calls() > before + 20).await;
        // What the gate has signed by now, as somebody may keep it elsewhere.
        fs::copy(house.path("data/audit/checkpoint"), house.path(&format!("anchor-{n}"))).expect("a copy");
        let made = house.run(&["backup", &format!("copies/{n}.backup")]).await;
        assert_eq!(made.code, Some(0), "{}", made.err);
    }
    let calls = load.calls();
    assert_eq!(load.end().await, 0, "a backup cost somebody an answer");
    assert_eq!(house.stop().await, Some(0));
    let canaries = [&PROVIDER_KEY[12..], &key.secret[22..], &key.id, "bittern calls", "SQLite format", "request_bytes"];
    folder_holds_none_of(&house.path("copies"), &canaries);
    let mut proofs = 0;
    for n in 0..rounds {
        let there = format!("there-{n}");
        fs::create_dir(house.path(&there)).expect("a folder");
        fs::set_permissions(house.path(&there), fs::Permissions::from_mode(0o700)).expect("a mode");
        let args = ["restore", &format!("copies/{n}.backup"), &there, "--root-key", "data/root.key"];
        let restored = house.run(&args).await;
        assert_eq!(restored.code, Some(0), "{}", restored.err);
        fs::copy(house.path("data/root.key"), house.path(&format!("{there}/root.key"))).expect("a copy");
        let vault = house.usual("").replace("file:provider.key", "vault:main");
        house.configure(&format!("{vault}[store]\nurl = \"sqlite:{there}/wicketgate.db\"\n"));
        house.start().await;
        assert_eq!(house.chat(&key, &chat(PROMPT)).await.status, 200);
        assert_eq!(house.stop().await, Some(0));
        house.verified_in(&there).await;
        let anchor = format!("anchor-{n}");
        let (old, new) = (seen_by(&house, &anchor), seen_by(&house, &format!("{there}/audit/checkpoint")));
        assert!(new > old, "{old} records became {new}");
        let proof = house.run(&["audit", "prove", "--anchor", &anchor]).await;
        assert_eq!(independently(&house, &proof.out, &public), "1 proofs hold\n", "{}", proof.err);
        proofs += 1;
    }
    println!(
        "figure CRASH-06 {rounds} backups under {calls} calls, 0 failed; {proofs} of {rounds} consistency proofs hold; 0 canaries"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn crash_06_what_is_older_than_an_anchor_comes_back_only_by_a_word_that_is_kept() {
    let (mut house, key) = house_with_secrets().await;
    let late = house.key(&[]).await;
    assert_eq!(house.run(&["backup", "old.backup"]).await.code, Some(0));
    assert_eq!(house.run(&["key", "revoke", &late.id]).await.code, Some(0));
    house.chat(&key, &chat("hello")).await;
    assert_eq!(house.stop().await, Some(0));
    fs::copy(house.path("data/audit/checkpoint"), house.path("anchor")).expect("a copy");
    let refusals: [&[&str]; 2] = [
        &["restore", "old.backup", "--force"],
        &["restore", "old.backup", "there", "--root-key", "data/root.key", "--anchor", "anchor"],
    ];
    for args in refusals {
        let refused = house.run(args).await;
        assert_eq!(refused.code, Some(2), "{args:?}: {}", refused.out);
        assert!(refused.err.contains("is known to have happened since"), "{args:?}: {}", refused.err);
    }
    house.start().await;
    assert_eq!(house.chat(&late, &chat("hello")).await.status, 401, "a refused restore changes nothing");
    house.stop().await;
    for args in refusals {
        let accepted = house.run(&[args, &["--accept-older"]].concat()).await;
        assert_eq!(accepted.code, Some(0), "{args:?}: {}", accepted.err);
        assert!(accepted.err.contains("keys that were revoked since may be good again"), "{}", accepted.err);
    }
    let mut kept = 0;
    for folder in ["data", "there"] {
        let told = house.record_in(folder);
        let told = told.iter().find(|entry| entry.text("/action") == "backup.older_accepted");
        assert!(told.is_some_and(|entry| entry.text("/detail").contains("is lost")), "{folder}: {told:?}");
        house.verified_in(folder).await;
        kept += 1;
    }
    house.start().await;
    assert_eq!(house.chat(&late, &chat("hello")).await.status, 200, "this is what was accepted");
    println!("figure CRASH-06 2 of 2 older restores refused until accepted; {kept} of 2 acceptances in the record");
}
