//! Backup and restore.

use std::fs;

use wicket_store::{
    audit,
    backup::{RestoreOptions, Restored, restore},
};
use wicket_types::Secret;

use super::*;

/// A place on another machine: its own folder, with a copy of the root key.
fn elsewhere(house: &House) -> House {
    let other = House { dir: tempfile::tempdir().expect("a folder") };
    fs::create_dir(other.data()).expect("a folder");
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(other.data(), fs::Permissions::from_mode(0o700)).expect("a mode");
    fs::copy(house.file("root.key"), other.file("root.key")).expect("copied");
    other
}

async fn put(from: &Path, to: &House, options: RestoreOptions<'_>) -> Result<Restored, StoreError> {
    restore(from, &to.data(), &to.root(), options, NOW).await
}

/// Writes `n` records to the store's audit log.
async fn log_records(store: &Store, n: u64) {
    let key = store.audit_signing_key().await.expect("a key");
    let opening = audit::AuditLog::open(audit::Settings::new(store.dir().join("audit")), key).expect("a log");
    for _ in 0..n {
        let admin = audit::Admin { at: NOW, actor: "ada", action: "key.create", subject: "x", detail: None };
        opening.log.append(&audit::Record::Admin(admin)).expect("written");
    }
    opening.log.close().expect("closed");
}

#[tokio::test]
async fn crash_06_a_backup_comes_back_elsewhere_with_keys_secrets_and_log() {
    let (house, store) = House::new().await;
    let key = make_key(&store, "canary-name").await;
    let bound = wicket_store::Destination::new(wicket_store::Scheme::Https, "api.example.com", 443).expect("a host");
    store.set_secret("openai", &Secret::new("sk-one", "provider key"), Some(&bound), NOW).await.expect("set");
    log_records(&store, 25).await;
    let file = house.dir.path().join("backup.wg");
    let about = store.backup(&file, NOW).await.expect("a backup");
    assert_eq!((about.generation, about.taken), (store.generation(), NOW));

    let bytes = fs::read(&file).expect("the backup");
    for plain in ["canary-name", "sk-one", "SQLite format", "openai", "key.create"] {
        assert!(!bytes.windows(plain.len()).any(|w| w == plain.as_bytes()), "{plain}");
    }
    let left: Vec<_> =
        fs::read_dir(house.dir.path()).expect("the folder").map(|e| e.expect("a file").file_name()).collect();
    assert_eq!(left.len(), 2, "data and backup: {left:?}");

    let other = elsewhere(&house);
    let restored = put(&file, &other, RestoreOptions::default()).await.expect("restored");
    assert!(restored.audit_records >= 25 && restored.older_than.is_none() && restored.replaced.is_none());
    assert!(!other.file("restoring").exists());
    let there = other.open().await.expect("opened");
    assert!(there.key_book().verify(key.secret.expose(), NOW).is_ok());
    assert_eq!(there.open_secret("openai", &bound).await.expect("opened").expose(), "sk-one");
    // The chain goes on where it stood.
    log_records(&there, 3).await;
    let report = audit::verify(&other.file("audit"), there.audit_signing_key().await.expect("key").public(), None);
    assert!(report.expect("read").is_good());
    assert!(matches!(store.backup(&file, NOW).await, Err(StoreError::AlreadyInitialised { .. })));
}

#[tokio::test]
async fn a_backup_that_was_cut_or_changed_restores_nothing() {
    let (house, store) = House::new().await;
    make_key(&store, "k").await;
    log_records(&store, 600).await;
    let file = house.dir.path().join("backup.wg");
    store.backup(&file, NOW).await.expect("a backup");
    let good = fs::read(&file).expect("the backup");
    let other = elsewhere(&house);
    let before: Vec<_> = names(&other);
    let mut bad_files: Vec<Vec<u8>> = Vec::new();
    for keep in [0, 5, 12, 40, good.len() / 2, good.len() - 1] {
        bad_files.push(good[..keep].to_vec());
    }
    for at in [0, 9, 20, 60, 90, 66_000, good.len() / 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        bad_files.push(bad);
    }
    bad_files.push([good.as_slice(), b"x"].concat());
    // The header has 60 bytes and each full chunk 65,556: the first two change places, and one goes missing.
    let (header, first, second) = (&good[..60], &good[60..65_616], &good[65_616..131_172]);
    bad_files.push([header, second, first, &good[131_172..]].concat());
    bad_files.push([header, first, &good[131_172..]].concat());
    for (n, bytes) in bad_files.into_iter().enumerate() {
        fs::write(&file, bytes).expect("written");
        assert!(put(&file, &other, RestoreOptions::default()).await.is_err(), "{n}");
        assert_eq!(
            names(&other).into_iter().filter(|name| name != "wicketgate.lock").collect::<Vec<_>>(),
            before,
            "{n}"
        );
    }
    fs::write(&file, &good).expect("written");
    fs::write(other.file("root.key"), [7; 32]).expect("written");
    let wrong = put(&file, &other, RestoreOptions::default()).await;
    assert!(matches!(wrong, Err(StoreError::WrongRootKey { .. })));
}

#[tokio::test]
async fn crash_06_going_back_needs_to_be_accepted_and_keeps_what_was_there() {
    let (house, store) = House::new().await;
    let key = make_key(&store, "k").await;
    log_records(&store, 2).await;
    let file = house.dir.path().join("backup.wg");
    let about = store.backup(&file, NOW).await.expect("a backup");
    store.revoke_key(&key.row.id, NOW).await.expect("revoked");
    let in_use = put(&file, &house, RestoreOptions { force: true, ..Default::default() }).await;
    assert!(matches!(in_use, Err(StoreError::InUse { .. })));
    store.close().await;
    drop(store);

    let plain = put(&file, &house, RestoreOptions::default()).await;
    assert!(matches!(plain, Err(StoreError::AlreadyInitialised { .. })));
    let force = RestoreOptions { force: true, ..Default::default() };
    assert!(matches!(put(&file, &house, force).await, Err(StoreError::Older { .. })));
    let store = house.open().await.expect("nothing happened to it");
    assert!(store.key_book().verify(key.secret.expose(), NOW).is_err());
    store.close().await;
    drop(store);

    let restored = put(&file, &house, RestoreOptions { accept_older: true, ..force }).await.expect("restored");
    assert_eq!(restored.older_than.map(|known| known.generation), Some(about.generation + 1));
    assert!(restored.replaced.expect("kept").join("wicketgate.db").exists());
    let store = house.open().await.expect("opened");
    assert!(store.key_book().verify(key.secret.expose(), NOW).is_ok());
    assert!(acts(&house).contains(&"backup.older_accepted".to_owned()), "{:?}", acts(&house));
}

#[tokio::test]
async fn crash_06_an_anchor_kept_elsewhere_tells_that_a_backup_is_older() {
    let (house, store) = House::new().await;
    log_records(&store, 3).await;
    let (first, later) = (house.dir.path().join("first"), house.dir.path().join("later"));
    fs::copy(house.file("audit/checkpoint"), &first).expect("copied");
    let file = house.dir.path().join("backup.wg");
    store.backup(&file, NOW).await.expect("a backup");
    log_records(&store, 3).await;
    fs::copy(house.file("audit/checkpoint"), &later).expect("copied");
    let other = elsewhere(&house);
    let by = |anchor| RestoreOptions { anchor: Some(anchor), ..Default::default() };
    assert!(matches!(put(&file, &other, by(&later)).await, Err(StoreError::Older { .. })));
    // Another store's checkpoint says nothing about this one.
    let (stranger, strange) = House::new().await;
    log_records(&strange, 1).await;
    let foreign = stranger.file("audit/checkpoint");
    let foreign = put(&file, &other, RestoreOptions { anchor: Some(&foreign), ..Default::default() }).await;
    assert!(matches!(foreign, Err(StoreError::Invalid { .. })));
    assert!(!other.file("wicketgate.mark").exists(), "nothing was restored so far");
    let restored = put(&file, &other, by(&first)).await.expect("restored");
    assert_eq!(restored.older_than, None);
    assert!(acts(&other).contains(&"backup.restored".to_owned()), "{:?}", acts(&other));
    let accepted = RestoreOptions { accept_older: true, force: true, ..by(&later) };
    assert!(put(&file, &other, accepted).await.expect("restored").older_than.is_some());
    assert!(acts(&other).contains(&"backup.older_accepted".to_owned()), "{:?}", acts(&other));
}

/// What the administrators' records of the log tell.
fn acts(house: &House) -> Vec<String> {
    let reader = audit::Reader::open(&house.file("audit")).expect("a log");
    reader.filter_map(|entry| entry.expect("a record").text_at("action").map(str::to_owned)).collect()
}

fn names(house: &House) -> Vec<String> {
    let entries = fs::read_dir(house.data()).expect("the folder");
    let mut names: Vec<_> = entries.map(|e| e.expect("a file").file_name().into_string().expect("text")).collect();
    names.sort();
    names
}
