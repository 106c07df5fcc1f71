//! Commands and reloads that are killed on the way: what was to change is as before or as after, and the store opens.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use serde_json::Value;
use wicket_store::{NewKey, RootKeySource, Store, StoreSettings};
use wicket_types::{Timestamp, ids::Label};

use crate::rig::{House, Key, PROVIDER_KEY, Ran, chat, full, run, run_until};

/// Moments spread over the time that one command takes, from its very beginning to a little after its end.
fn moments(rounds: u32, whole: Duration) -> impl Iterator<Item = Duration> {
    (0..rounds).map(move |n| whole * n * 6 / ((rounds - 1) * 5))
}

/// Keys by their id as the store has them, which opens each time.
async fn states(house: &House) -> BTreeMap<String, Value> {
    let listed = house.run(&["key", "list", "--format", "json"]).await;
    assert_eq!(listed.code, Some(0), "the store does not open: {}", listed.err);
    assert!(!listed.err.contains("changed by someone else"), "{}", listed.err);
    let rows = listed.json();
    let rows = rows.as_array().expect("a list").iter();
    rows.map(|row| (row["id"].as_str().expect("an id").to_owned(), row.clone())).collect()
}

/// So many keys, made without a process for each.
async fn made(house: &House, count: u32) -> Vec<Key> {
    let data = house.path("data");
    let store = Store::open(&data, &RootKeySource::beside(&data), StoreSettings::default()).await.expect("a store");
    let label = |text| Label::parse(text).expect("a label");
    let mut keys = Vec::new();
    for _ in 0..count {
        let now = Timestamp::default().plus(SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock"));
        let key = store.create_key(&NewKey::new("story", label("t"), label("u")), now).await.expect("a key");
        keys.push(Key { id: key.row.id.to_string(), secret: key.secret.expose().to_owned() });
    }
    store.close().await;
    keys
}

fn told(ran: Option<Ran>) -> Option<Value> {
    ran.filter(|ran| ran.code == Some(0)).map(|ran| ran.json())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn crash_03_a_change_of_keys_that_is_killed_is_done_or_not() {
    let rounds: u32 = full(4, 100);
    let mut house = House::open("").await;
    house.stop().await;
    let keys = made(&house, 2 * rounds).await;
    let create = ["key", "create", "--name", "story", "--format", "json"];
    let begun = Instant::now();
    assert_eq!(house.run(&create).await.code, Some(0));
    let whole = begun.elapsed();
    let (mut acknowledged, mut undone, mut live) = (0, 0, Vec::new());
    let (mut ended, mut given_up) = (BTreeSet::<&str>::new(), Vec::new());
    for (n, time) in moments(rounds, whole).enumerate() {
        let (revoked, rotated) = (&keys[2 * n], &keys[2 * n + 1]);
        let before = states(&house).await;
        let made = told(run_until(house.folder.path(), &create, "", time).await);
        let args = ["key", "revoke", &revoked.id, "--format", "json"];
        let revoke = told(run_until(house.folder.path(), &args, "", time).await);
        let args = ["key", "rotate", &rotated.id, "--overlap", "0s", "--format", "json"];
        let rotate = told(run_until(house.folder.path(), &args, "", time).await);
        let after = states(&house).await;
        let new: Vec<&String> = after.keys().filter(|id| !before.contains_key(*id)).collect();
        assert!(new.len() <= 1 && before.keys().all(|id| after.contains_key(id)), "one key more or none: {new:?}");
        let state = |id: &str| after[id]["state"].as_str().expect("a state").to_owned();
        if let Some(made) = &made {
            assert_eq!(new, [made["id"].as_str().expect("an id")]);
            live.push(Key { id: String::new(), secret: made["key"].as_str().expect("a key").to_owned() });
        }
        // What was revoked with or without a word stays revoked, from now on.
        ended.extend((state(&revoked.id) == "revoked").then_some(revoked.id.as_str()));
        assert!(revoke.is_none() || ended.contains(revoked.id.as_str()), "an acknowledged revocation came back");
        assert!(ended.iter().all(|id| state(id) == "revoked"), "a revocation came back");
        if let Some(rotate) = &rotate {
            live.push(Key { id: String::new(), secret: rotate["key"].as_str().expect("a key").to_owned() });
            given_up.push(rotated);
        }
        let done = [made.is_some(), revoke.is_some(), rotate.is_some()].iter().filter(|done| **done).count();
        (acknowledged, undone) = (acknowledged + done, undone + 3 - done);
    }
    house.start().await;
    for key in &live {
        assert_eq!(house.chat(key, &chat("hello")).await.status, 200, "an acknowledged key does not work");
    }
    for key in given_up {
        assert_eq!(house.chat(key, &chat("hello")).await.status, 401, "the secret of before works again");
    }
    for key in keys.iter().step_by(2) {
        let expected = if ended.contains(key.id.as_str()) { 401 } else { 200 };
        assert_eq!(house.chat(key, &chat("hello")).await.status, expected, "{}", key.id);
    }
    assert!(undone > 0, "no command was killed on its way");
    println!(
        "figure CRASH-03 keys: {undone} commands killed, {acknowledged} acknowledged, 0 between, 0 revocations back"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn crash_03_a_secret_whose_change_is_killed_is_the_old_one_or_the_new() {
    let rounds: u32 = full(5, 100);
    let mut house = House::closed("").await;
    house.configure(&house.usual("").replace("file:provider.key", "vault:main"));
    house.start().await;
    house.stop().await;
    let address = format!("http://{}", house.provider.addr());
    let begun = Instant::now();
    let set = run(house.folder.path(), &["secret", "set", "main", "--for", &address], PROVIDER_KEY).await;
    let whole = begun.elapsed();
    assert_eq!(set.code, Some(0), "{}", set.err);
    let fingerprint = async || {
        let listed = house.run(&["secret", "list", "--format", "json"]).await;
        assert_eq!(listed.code, Some(0), "the store does not open: {}", listed.err);
        listed.json()[0]["fingerprint"].as_str().expect("a secret").to_owned()
    };
    let (mut value, mut shown, mut undone) = (PROVIDER_KEY.to_owned(), fingerprint().await, 0);
    for (n, time) in moments(rounds, whole).enumerate() {
        let next = format!("{PROVIDER_KEY}{n}");
        let ran = run_until(house.folder.path(), &["secret", "rotate", "main"], &next, time).await;
        let now = fingerprint().await;
        assert!(ran.is_none() || now != shown, "an acknowledged change did not stay");
        undone += u32::from(ran.is_none());
        if now != shown {
            (value, shown) = (next, now);
        }
    }
    let key = house.key(&[]).await;
    house.start().await;
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
    let seen = house.provider.record().pop().expect("a request");
    assert_eq!(seen.header("authorization"), Some(format!("Bearer {value}").as_str()));
    assert!(undone > 0, "no command was killed on its way");
    println!("figure CRASH-03 secrets: {undone} of {rounds} rotations killed, each value the old one or the new");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn crash_03_a_first_start_that_is_killed_is_made_good_by_the_next() {
    let rounds: u32 = full(8, 100);
    let mut house = House::closed("").await;
    let begun = Instant::now();
    house.start().await;
    let whole = begun.elapsed();
    house.stop().await;
    let (mut before, mut kept) = (0, 0);
    for (n, time) in moments(rounds, whole).enumerate() {
        house.configure(&house.usual(&format!("[store]\nurl = \"sqlite:data-{n}/wicketgate.db\"\n")));
        let killed = run_until(house.folder.path(), &["serve", "--init", "--threads", "1"], "", time).await;
        assert!(killed.is_none(), "a gate ended by itself: {killed:?}");
        let made = house.run(&["key", "create", "--name", "early", "--format", "json"]).await;
        if made.code != Some(0) {
            assert!(made.err.contains("wicketgate init"), "neither a store nor none: {}", made.err);
            before += 1;
        }
        house.start().await;
        if made.code == Some(0) {
            let key = Key { id: String::new(), secret: made.json()["key"].as_str().expect("a key").to_owned() };
            assert_eq!(house.chat(&key, &chat("hello")).await.status, 200, "what was made is kept");
            kept += 1;
        }
        assert_eq!(house.stop().await, Some(0));
        house.verified_in(&format!("data-{n}")).await;
    }
    println!(
        "figure CRASH-03 first starts: {rounds} killed, {before} before there was a store, {kept} after, 0 between"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn crash_03_a_reload_that_is_killed_leaves_one_version_or_the_other() {
    let rounds: u32 = full(4, 100);
    let mut house = House::open("").await;
    let key = house.key(&[]).await;
    // A change is noticed within half a second and read within a moment.
    for (n, time) in moments(rounds, Duration::from_millis(550)).enumerate() {
        house.configure(&house.usual(&format!("[limits]\nrequests_per_minute = {}\n", 700 + n)));
        tokio::time::sleep(time).await;
        house.gate.take().expect("a running gate").kill().await;
        house.start().await;
        assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
    }
    assert_eq!(house.stop().await, Some(0));
    house.verified().await;
    let subjects = |action: &str| -> BTreeSet<String> {
        let all = house.record();
        all.iter().filter(|entry| entry.text("/action") == action).map(|entry| entry.text("/subject")).collect()
    };
    let (started, reloaded) = (subjects("gate.start"), subjects("config.reload"));
    assert_eq!(started.len(), rounds as usize + 1, "each start found the newest file whole");
    assert!(reloaded.is_subset(&started), "a version that no file ever was: {reloaded:?}");
    println!("figure CRASH-03 reloads: {rounds} killed, {} of them after the reload, 0 mixed versions", reloaded.len());
}
