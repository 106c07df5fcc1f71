//! What lies on the disk, damaged or forged, and backups that bring it back.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use crate::rig::{House, chat};

/// What is done, the word that the refusal must have, and how it is done to a data folder.
type Damage = (&'static str, &'static str, fn(&Path));

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    fs::set_permissions(to, fs::Permissions::from_mode(0o700)).expect("a mode");
    for file in fs::read_dir(from).expect("a folder").flatten() {
        let there = to.join(file.file_name());
        if file.path().is_dir() {
            copied(&file.path(), &there);
        } else {
            fs::copy(file.path(), there).expect("a copy");
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
    let damages: [Damage; 11] = [
        ("an emptied database", "wicketgate.db", |data| fs::write(data.join("wicketgate.db"), b"").expect("empty")),
        ("no database", "wicketgate.db", |data| fs::remove_file(data.join("wicketgate.db")).expect("gone")),
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
    let kinds = damages.len();
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
    println!("figure CRASH-05 {kinds} kinds of damage: {kinds} refused by name, the undamaged copy serves");
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
    let count = of_keys.len() + of_money.len();
    println!("figure REST-07 {count} of {count} forged rows denied with an alarm, 0 calls");
}

async fn forge(database: &Path, change: &str) -> Result<u64, sqlx::Error> {
    use sqlx::{Connection, SqliteConnection};
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", database.display())).await?;
    let done = sqlx::query(sqlx::AssertSqlSafe(change.to_owned())).execute(&mut connection).await?;
    connection.close().await?;
    Ok(done.rows_affected())
}
