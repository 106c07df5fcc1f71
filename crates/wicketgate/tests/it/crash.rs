//! Processes that die, disks that lie, and backups that bring everything back.

use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use aws_lc_rs::digest::{SHA256, digest};
use tokio::task::JoinSet;

use crate::rig::{CHAT, Entry, House, Stream, chat, exchange, streamed};

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
    for round in 0_u64..10 {
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
        let enough = before + 3 + round * 5;
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

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).expect("a mode");
    for file in fs::read_dir(from).expect("a folder").flatten() {
        let there = to.join(file.file_name());
        if file.path().is_dir() {
            copied(&file.path(), &there)
        } else {
            drop(fs::copy(file.path(), there).expect("a copy"))
        }
    }
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).expect("a file");
    bytes[at] ^= 0x55;
    fs::write(path, bytes).expect("a changed file");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn crash_05_a_damaged_store_is_refused_by_name_and_never_replaced() {
    let mut house = House::open("").await;
    let key = house.key(&[]).await;
    house.chat(&key, &chat("hello")).await;
    house.stop().await;
    copied(&house.path("data"), &house.path("good"));
    let damages: [(&str, &str, fn(&Path)); 11] = [
        ("an emptied database", "wicketgate.db", |data| fs::write(data.join("wicketgate.db"), b"").expect("empty")),
        ("no database", "wicketgate.mark", |data| fs::remove_file(data.join("wicketgate.db")).expect("gone")),
        ("a flipped header", "database", |data| flip(&data.join("wicketgate.db"), 3)),
        ("half a database", "database", |data| {
            let bytes = fs::read(data.join("wicketgate.db")).expect("a file");
            fs::write(data.join("wicketgate.db"), &bytes[..bytes.len() / 2]).expect("half");
        }),
        ("no root key", "root", |data| fs::remove_file(data.join("root.key")).expect("gone")),
        ("an empty root key", "root", |data| fs::write(data.join("root.key"), b"").expect("empty")),
        ("another root key", "root", |data| flip(&data.join("root.key"), 0)),
        ("a root key that all may read", "root", |data| mode(&data.join("root.key"), 0o644)),
        // A change further up is found by `audit verify`; a start reads from the last checkpoint on.
        ("a flipped byte at the record's end", "record", |data| {
            let file = data.join("audit/000001.log");
            flip(&file, fs::read(&file).expect("a record").len() - 300);
        }),
        ("a removed record", "record", |data| fs::remove_file(data.join("audit/000001.log")).expect("gone")),
        ("an emptied record", "record", |data| fs::write(data.join("audit/000001.log"), b"").expect("empty")),
    ];
    for (what, named, damage) in damages {
        fs::remove_dir_all(house.path("data")).expect("gone");
        copied(&house.path("good"), &house.path("data"));
        damage(&house.path("data"));
        let refused = house.try_start(&[]).await;
        let said = refused.err().unwrap_or_else(|| panic!("{what}: the gate started"));
        assert!(said.contains("error:") && said.to_lowercase().contains(named), "{what}: {said}");
        assert!(!said.contains("panicked"), "{what}: {said}");
    }
    fs::remove_dir_all(house.path("data")).expect("gone");
    copied(&house.path("good"), &house.path("data"));
    house.start().await;
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn crash_06_a_backup_of_a_running_gate_serves_elsewhere() {
    let mut house = House::open("").await;
    let (key, late) = (house.key(&[]).await, house.key(&[]).await);
    for _ in 0..3 {
        house.chat(&key, &chat("hello")).await;
    }
    let file = house.path("copy.backup").display().to_string();
    assert_eq!(house.run(&["backup", &file]).await.code, Some(0));
    house.run(&["key", "revoke", &late.id]).await;
    house.chat(&key, &chat("hello")).await;
    house.stop().await;
    let bytes = fs::read(&file).expect("a backup");
    assert!(!bytes.windows(key.id.len()).any(|window| window == key.id.as_bytes()), "the backup shows ids");
    let root = house.path("data/root.key").display().to_string();
    let wrong = house.path("wrong.key");
    fs::write(&wrong, [7; 32]).expect("a file");
    mode(&wrong, 0o600);
    let to = house.path("there").display().to_string();
    let refused = house.run(&["restore", &file, &to, "--root-key", &wrong.display().to_string()]).await;
    assert_ne!(refused.code, Some(0));
    assert!(!house.path("there/wicketgate.db").exists(), "nothing is made of a backup that cannot be opened");
    let restored = house.run(&["restore", &file, &to, "--root-key", &root]).await;
    assert_eq!(restored.code, Some(0), "{}", restored.err);
    let public = house.run(&["audit", "key"]).await.out.trim().to_owned();
    let verified = house.run(&["audit", "verify", &format!("{to}/audit"), "--key", &public]).await;
    assert_eq!(verified.code, Some(0), "{}", verified.out);
    // In the place of what is newer only when that is said.
    let over = house.run(&["restore", &file, "--force"]).await;
    assert_ne!(over.code, Some(0), "an older state took the place of a newer one: {}", over.out);
    let root_there = house.path("there/root.key");
    if !root_there.exists() {
        fs::copy(&root, &root_there).expect("a copy");
        mode(&root_there, 0o600);
    }
    house.configure(&house.usual("[store]\nurl = \"sqlite:there/wicketgate.db\"\n"));
    house.start().await;
    assert_eq!(house.chat(&key, &chat("hello")).await.status, 200);
    house.stop().await;
    house.verified().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn rest_07_rows_that_somebody_else_wrote_are_refused() {
    let mut house = House::open("").await;
    let weak = house.key(&["--model", "gpt-4o-mini", "--expires", "1d", "--budget", "0.5/day"]).await;
    let revoked = house.key(&[]).await;
    house.run(&["key", "revoke", &revoked.id]).await;
    house.run(&["budget", "set", "tenant:default", "0.000001/total"]).await;
    house.stop().await;
    copied(&house.path("data"), &house.path("good"));
    let (of_keys, of_money) = (
        [
            "UPDATE caller_key SET expires = expires + 1000000000000",
            "UPDATE caller_key SET revoked = NULL",
            "UPDATE caller_key SET tenant = 'other'",
            "UPDATE caller_key SET models = '[]'",
            "UPDATE caller_key SET limits = '{}'",
            "UPDATE caller_key SET version = version + 1",
        ],
        ["UPDATE budget SET amount = 999999999999", "UPDATE budget SET period = 'hour'", "DELETE FROM budget"],
    );
    for change in of_keys.iter().chain(&of_money) {
        fs::remove_dir_all(house.path("data")).expect("gone");
        copied(&house.path("good"), &house.path("data"));
        let rows = forge(&house.path("data/wicketgate.db"), change).await.expect("a statement");
        assert!(rows > 0, "{change} changed nothing");
        // Either the gate does not start, or it refuses whoever the row was changed for.
        if house.try_start(&[]).await.is_err() {
            continue;
        }
        let (ours, ended) = (house.chat(&weak, &chat("hello")).await, house.chat(&revoked, &chat("hello")).await);
        assert_eq!(ended.status, 401, "{change}");
        if of_keys.contains(change) && *change != "UPDATE caller_key SET revoked = NULL" {
            assert_eq!(ours.status, 401, "{change}: {}", ours.body);
        }
        assert_ne!(ours.status, 200, "{change}: the change took hold");
        let said = house.running().said();
        assert!(said.contains("ERROR") || said.contains("WARN"), "{change}: no alarm: {said}");
        house.stop().await;
    }
    assert_eq!(house.provider.stats().requests, 0);
}

async fn forge(database: &Path, change: &str) -> Result<u64, sqlx::Error> {
    use sqlx::{Connection, SqliteConnection};
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", database.display())).await?;
    let done = sqlx::query(sqlx::AssertSqlSafe(change.to_owned())).execute(&mut connection).await?;
    connection.close().await?;
    Ok(done.rows_affected())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn drain_01_what_ends_in_time_is_completed() {
    let mut house = House::open("[bounds]\ndrain = \"10s\"\n").await;
    let key = house.key(&[]).await;
    let body = streamed(chat("[[pretend tokens=60 delay_ms=25]]"));
    let mut streams = Vec::new();
    for _ in 0..12 {
        let mut stream = house.stream(&key, CHAT, &body).await;
        stream.until("content").await;
        streams.push(stream);
    }
    let admin = house.gate.as_ref().expect("a gate").admin;
    let asked = house.provider.stats().requests;
    house.running().terminate();
    let ready = b"GET /readyz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".as_slice();
    house.eventually("readiness to end", async || exchange(admin, ready).await.status == 503).await;
    let late = match tokio::net::TcpStream::connect(house.addr()).await {
        Err(_) => 503,
        Ok(_) => house.chat(&key, &chat("hello")).await.status,
    };
    assert!(matches!(late, 0 | 503), "{late}");
    for stream in streams {
        let answer = stream.rest().await;
        assert!(answer.body.ends_with("data: [DONE]\n\n"), "{}", answer.body);
    }
    assert_eq!(house.gate.take().expect("a gate").ended().await, Some(0));
    assert_eq!(house.provider.stats().requests, asked, "no new work");
    house.verified().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn drain_02_what_does_not_end_in_time_is_told_so() {
    let mut house = House::open("[bounds]\ndrain = \"1s\"\n").await;
    let key = house.key(&[]).await;
    let mut stream = house.stream(&key, CHAT, &streamed(chat("[[pretend tokens=190 delay_ms=100]]"))).await;
    stream.until("content").await;
    let begun = std::time::Instant::now();
    house.running().terminate();
    let answer = stream.rest().await;
    assert!(answer.body.contains("perimeter.shutdown") && !answer.body.contains("[DONE]"), "{}", answer.body);
    assert_eq!(house.gate.take().expect("a gate").ended().await, Some(0));
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
    let closed = house.recorded(1, |entry| entry.kind == "closed").await;
    assert_eq!(closed[0].text("/code"), "perimeter.shutdown");
    assert!(closed[0].value["settled"].as_u64() > Some(0));
    house.verified().await;
}
