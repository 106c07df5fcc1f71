//! Files that are gone, cut, changed or open to others: each is refused by name, and nothing new is made in its place.

use std::{fs, os::unix::fs::PermissionsExt};

use super::*;

/// A store with a key in it, closed; then something happens to its folder.
async fn after(what: impl FnOnce(&House)) -> (House, Result<Store, StoreError>) {
    let (house, store) = House::new().await;
    make_key(&store, "k").await;
    store.close().await;
    drop(store);
    what(&house);
    let opened = house.open().await;
    (house, opened)
}

#[tokio::test]
async fn crash_05_every_kind_of_damage_is_refused_by_name() {
    type Harm = fn(&House);
    let cases: &[(&str, Harm, &str)] = &[
        ("no key file", |h| fs::remove_file(h.file("root.key")).expect("gone"), "root.key` is missing"),
        ("empty key file", |h| fs::write(h.file("root.key"), b"").expect("written"), "is not a root key"),
        ("cut key file", |h| fs::write(h.file("root.key"), [1; 31]).expect("written"), "is not a root key"),
        ("another key", |h| fs::write(h.file("root.key"), [1; 32]).expect("written"), "not the one that this store"),
        ("no database", |h| fs::remove_file(h.file("wicketgate.db")).expect("gone"), "wicketgate.db` is missing"),
        ("empty database", |h| fs::write(h.file("wicketgate.db"), b"").expect("written"), "wicketgate.db` is damaged"),
        (
            "text as database",
            |h| fs::write(h.file("wicketgate.db"), [b'x'; 9000]).expect("w"),
            "wicketgate.db` is damaged",
        ),
        ("half a database", |h| cut(h, "wicketgate.db", 2), "wicketgate.db` is damaged"),
        ("one page of it", |h| cut(h, "wicketgate.db", 10), "wicketgate.db` is damaged"),
        ("zeroed page", |h| flip(h, |bytes| bytes[4096..8192].fill(0)), "wicketgate.db` is damaged"),
        ("page of noise", |h| flip(h, |bytes| bytes[8192..12288].fill(0xa5)), "wicketgate.db` is damaged"),
        ("no mark", |h| fs::remove_file(h.file("wicketgate.mark")).expect("gone"), "wicketgate.mark` is missing"),
        ("empty mark", |h| fs::write(h.file("wicketgate.mark"), b"").expect("w"), "wicketgate.mark` is damaged"),
        ("lowered mark", |h| edit_mark(h, "\"generation\":2", "\"generation\":1"), "its MAC does not fit"),
        ("renamed mark", |h| edit_mark(h, "\"format\":1", "\"format\":2"), "newer version"),
        ("open key file", |h| chmod(h, "root.key", 0o644), "root.key` may be used by others"),
        ("open database", |h| chmod(h, "wicketgate.db", 0o660), "wicketgate.db` may be used by others"),
        ("open mark", |h| chmod(h, "wicketgate.mark", 0o602), "wicketgate.mark` may be used by others"),
        ("open folder", |h| chmod(h, "", 0o750), "may be used by others"),
    ];
    for (name, harm, says) in cases {
        let (house, opened) = after(harm).await;
        let said = error(opened);
        assert!(said.contains(says) && said.contains("hint:"), "{name}: {said}");
        let before = listing(&house);
        assert!(house.open().await.is_err(), "{name}, second try");
        assert_eq!(listing(&house), before, "{name}: nothing new was made");
        let again = Store::init(&house.data(), &house.root(), StoreSettings::default(), NOW).await;
        assert!(again.is_err(), "{name}: init never replaces");
    }
}

#[tokio::test]
async fn crash_05_a_flipped_byte_in_any_page_is_noticed_or_changes_nothing() {
    let (house, store) = House::new().await;
    let key = make_key(&store, "k").await;
    store.close().await;
    drop(store);
    let (path, mark) = (house.file("wicketgate.db"), fs::read(house.file("wicketgate.mark")).expect("the mark"));
    let good = fs::read(&path).expect("the database");
    let mut noticed = 0;
    for at in (0..good.len()).step_by(797) {
        let mut bad = good.clone();
        bad[at] ^= 0x40;
        fs::write(&path, &bad).expect("written");
        fs::write(house.file("wicketgate.mark"), &mark).expect("written");
        // Most bytes of a small database are unused; a flip there may pass, but never with another meaning.
        match house.open().await {
            Ok(store) => {
                let list = store.keys().await.expect("keys");
                let denied = store.key_book().verify(key.secret.expose(), NOW).is_err();
                assert_eq!(denied, !list.tampered.is_empty(), "byte {at}");
                noticed += usize::from(denied);
                store.close().await;
            }
            Err(error) => {
                let said = error.to_string();
                assert!(said.contains("wicketgate.db") || said.contains("hint:"), "byte {at}: {said}");
                noticed += 1;
            }
        }
        for end in ["-wal", "-shm"] {
            let _ = fs::remove_file(house.file(&format!("wicketgate.db{end}")));
        }
    }
    assert!(noticed >= 5, "{noticed}");
}

#[tokio::test]
async fn crash_05_a_cut_write_ahead_log_is_a_loss_that_is_told() {
    let (house, store) = House::new().await;
    let key = make_key(&store, "k").await;
    // Copied while open: the last changes are in the write-ahead log, as after a power cut.
    let copy = House { dir: tempfile::tempdir().expect("a folder") };
    store.revoke_key(&key.row.id, NOW).await.expect("revoked");
    let take = |cut_wal: Option<usize>| {
        let _ = fs::remove_dir_all(copy.data());
        fs::create_dir(copy.data()).expect("a folder");
        fs::set_permissions(copy.data(), fs::Permissions::from_mode(0o700)).expect("a mode");
        for name in ["root.key", "wicketgate.mark", "wicketgate.db", "wicketgate.db-wal"] {
            fs::copy(house.file(name), copy.file(name)).expect("copied");
        }
        let wal = fs::read(copy.file("wicketgate.db-wal")).expect("the log");
        if let Some(keep) = cut_wal {
            fs::write(copy.file("wicketgate.db-wal"), &wal[..keep.min(wal.len())]).expect("written");
        }
        wal.len()
    };
    let len = take(None);
    let whole = copy.open().await.expect("the whole log is fine");
    assert!(whole.key(&key.row.id).await.expect("the key").revoked.is_some());
    whole.close().await;
    drop(whole);
    assert!(len > 4096, "{len}");
    for keep in [0, 31, 32, 4000, len / 2, len - 5000, len - 1] {
        take(Some(keep));
        let said = error(copy.open().await);
        assert!(said.contains("wicketgate.db"), "{keep} of {len}: {said}");
    }
}

#[tokio::test]
async fn crash_05_an_older_copy_of_the_database_is_not_taken_for_the_present_one() {
    let (house, store) = House::new().await;
    let key = make_key(&store, "k").await;
    store.close().await;
    drop(store);
    let old = fs::read(house.file("wicketgate.db")).expect("the database");
    let store = house.open().await.expect("opened");
    store.revoke_key(&key.row.id, NOW).await.expect("revoked");
    store.close().await;
    drop(store);
    fs::write(house.file("wicketgate.db"), old).expect("written");
    assert!(matches!(house.open().await, Err(StoreError::RolledBack { .. })));
}

#[tokio::test]
async fn cfg_05_sec_03_everything_is_for_the_owner_alone() {
    let (house, store) = House::new().await;
    make_key(&store, "k").await;
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    assert_eq!(mode(&house.data()), 0o700);
    let mut seen = 0;
    for entry in fs::read_dir(house.data()).expect("the folder") {
        let path = entry.expect("a file").path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 6, "root key, mark, lock, database, -wal, -shm: {seen}");
}

#[tokio::test]
async fn an_empty_folder_is_no_store_and_stays_empty() {
    let house = House { dir: tempfile::tempdir().expect("a folder") };
    assert!(matches!(house.open().await, Err(StoreError::NotInitialised { .. })));
    fs::create_dir(house.data()).expect("a folder");
    fs::set_permissions(house.data(), fs::Permissions::from_mode(0o700)).expect("a mode");
    assert!(matches!(house.open().await, Err(StoreError::NotInitialised { .. })));
    assert_eq!(fs::read_dir(house.data()).expect("the folder").count(), 0);
}

fn listing(house: &House) -> Vec<(String, u64)> {
    let entries = fs::read_dir(house.data()).expect("the folder").map(|entry| entry.expect("a file"));
    // The log's files come and go with connections that are still being closed.
    let mut list: Vec<_> = entries
        .map(|e| (e.file_name().into_string().expect("text"), e))
        .filter(|(name, _)| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .map(|(name, e)| (name, e.metadata().expect("a file").len()))
        .collect();
    list.sort();
    list
}

fn flip(house: &House, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(house.file("wicketgate.db")).expect("the database");
    change(&mut bytes);
    fs::write(house.file("wicketgate.db"), bytes).expect("written");
}

fn cut(house: &House, name: &str, part: usize) {
    let bytes = fs::read(house.file(name)).expect("a file");
    fs::write(house.file(name), &bytes[..bytes.len() / part]).expect("written");
}

fn edit_mark(house: &House, old: &str, new: &str) {
    let text = fs::read_to_string(house.file("wicketgate.mark")).expect("the mark");
    assert!(text.contains(old), "{text}");
    fs::write(house.file("wicketgate.mark"), text.replace(old, new)).expect("written");
}

fn chmod(house: &House, name: &str, mode: u32) {
    fs::set_permissions(house.file(name), fs::Permissions::from_mode(mode)).expect("a mode");
}
