//! What commands say before there is anything to work on, and where two would work on one thing.

use std::{fs, os::unix::fs::PermissionsExt};

use crate::rig::{Running, Start, run};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_record_that_nobody_began_is_empty_and_not_broken() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    assert_eq!(run(folder, &["init", ".", "--yes"], "").await.code, Some(0));
    let tail = run(folder, &["audit", "tail"], "").await;
    assert!(tail.code == Some(0) && tail.out.is_empty(), "{tail:?}");
    assert!(tail.err.contains("there are no records yet in `./data/audit`"), "{tail:?}");
    let export = run(folder, &["audit", "export"], "").await;
    assert!(export.code == Some(0) && export.out.is_empty(), "{export:?}");
    let verify = run(folder, &["audit", "verify"], "").await;
    assert!(verify.code == Some(0) && verify.out.starts_with("nothing to verify: "), "{verify:?}");
    let json = run(folder, &["audit", "verify", "--format", "json"], "").await;
    assert_eq!((&json.json()["ok"], &json.json()["records"]), (&true.into(), &0.into()));
    // Whoever kept a checkpoint knows that there was a record.
    fs::write(folder.join("kept"), "a checkpoint").expect("a file");
    let gone = run(folder, &["audit", "verify", "--anchor", "kept"], "").await;
    assert!(gone.code == Some(2) && gone.err.contains("`kept` has seen one"), "{gone:?}");
    let elsewhere = run(folder, &["audit", "verify", "nowhere"], "").await;
    assert_eq!(elsewhere.code, Some(2), "a folder that was named is to be there: {elsewhere:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn masking_says_what_it_needs_and_turns_back_what_it_did() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let text = "Write to ann@example.org about it.\n";
    let without = run(folder, &["mask", "--map", "map.json"], text).await;
    assert!(without.code == Some(2) && without.err.contains("there is no store in `./data`\nhint: "), "{without:?}");
    assert_eq!(run(folder, &["init", ".", "--yes"], "").await.code, Some(0));
    for command in ["mask", "unmask"] {
        let ran = run(folder, &[command], text).await;
        let hint = format!("\nhint: `wicketgate {command} --map map.json FILE`");
        assert!(ran.code == Some(2) && ran.err.contains(&hint), "{ran:?}");
    }
    let masked = run(folder, &["mask", "--map", "map.json"], text).await;
    assert!(masked.code == Some(0) && masked.out.starts_with("Write to EMAIL_"), "{masked:?}");
    assert!(masked.err.contains("1 found, 1 pseudonym in map.json"), "{masked:?}");
    assert_eq!(run(folder, &["unmask", "--map", "map.json"], &masked.out).await.out, text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn two_gates_do_not_share_an_address() {
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let configure = |folder: &tempfile::TempDir, gate: &str, admin: &str| {
        let text = format!("[listen]\ngate = \"{gate}\"\nadmin = \"{admin}\"\n");
        let path = folder.path().join("wicketgate.toml");
        fs::write(&path, text).expect("a file");
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("private");
    };
    let free = "127.0.0.1:0";
    configure(&one, free, free);
    let first = Running::start(one.path(), &Start::default()).await.expect("a gate");
    for (gate, admin, key) in
        [(first.gate.to_string(), free.into(), "gate"), (free.into(), first.admin.to_string(), "admin")]
    {
        configure(&two, &gate, &admin);
        let said = Running::start(two.path(), &Start::default()).await.err().expect("no second gate");
        let address = if key == "gate" { &gate } else { &admin };
        assert!(said.contains(&format!("cannot listen on {address}: Address already in use")), "{said}");
        assert!(said.contains(&format!("`{key}` in [listen]")), "{said}");
    }
    // Its own successor listens where it did, and so does each of that one's threads.
    configure(&one, &first.gate.to_string(), free);
    assert_eq!(first.stop().await, Some(0));
    let again = Running::start(one.path(), &Start::default()).await.expect("the same address");
    assert_eq!(again.stop().await, Some(0));
}
