//! Changing the root key, and passphrases.

use std::fs;

use wicket_types::Secret;

use super::*;

fn passphrase(text: &str) -> RootKeySource {
    RootKeySource::Passphrase(Secret::new(text, "passphrase"))
}

#[tokio::test]
async fn a_new_root_key_opens_what_the_old_one_sealed_and_the_old_one_no_more() {
    let (house, store) = House::new().await;
    let key = make_key(&store, "k").await;
    let old = fs::read(house.file("root.key")).expect("the key");
    store.rotate_root(&house.root(), NOW).await.expect("rotated");
    store.rotate_root(&house.root(), NOW).await.expect("rotated twice");
    assert!(store.key_book().verify(key.secret.expose(), NOW).is_ok());
    store.close().await;
    drop(store);
    let store = house.open().await.expect("opened");
    assert!(store.key_book().verify(key.secret.expose(), NOW).is_ok());
    store.close().await;
    drop(store);
    assert_ne!(fs::read(house.file("root.key")).expect("the key"), old);
    fs::write(house.file("root.key"), old).expect("written");
    assert!(matches!(house.open().await, Err(StoreError::WrongRootKey { .. })));
}

#[tokio::test]
async fn crash_03_a_broken_off_rotation_leaves_a_store_that_opens() {
    // Killed before the commit: the next key has never sealed anything.
    let (house, store) = House::new().await;
    store.close().await;
    drop(store);
    let present = fs::read(house.file("root.key")).expect("the key");
    fs::write(house.file("root.key.next"), [9; 32]).expect("written");
    chmod_owner(&house.file("root.key.next"));
    let store = house.open().await.expect("opened with the present key");
    assert_eq!(fs::read(house.file("root.key")).expect("the key"), present);
    // The rotation is tried again, and the left-over is not in its way.
    store.rotate_root(&house.root(), NOW).await.expect("rotated");
    store.close().await;
    drop(store);
    // Killed between the commit and the rename: the new key still lies beside, and both are wrapped.
    let (house, store) = House::new().await;
    let key = make_key(&store, "k").await;
    let old = fs::read(house.file("root.key")).expect("the key");
    house.sql("CREATE TABLE keep AS SELECT * FROM deployment_key").await;
    store.rotate_root(&house.root(), NOW).await.expect("rotated");
    store.close().await;
    drop(store);
    house.sql("INSERT OR REPLACE INTO deployment_key SELECT * FROM keep; DROP TABLE keep").await;
    fs::rename(house.file("root.key"), house.file("root.key.next")).expect("renamed");
    fs::write(house.file("root.key"), &old).expect("written");
    chmod_owner(&house.file("root.key"));
    let store = house.open().await.expect("finished");
    assert!(store.key_book().verify(key.secret.expose(), NOW).is_ok());
    assert_ne!(fs::read(house.file("root.key")).expect("the key"), old);
    assert!(!house.file("root.key.next").exists());
}

#[tokio::test]
async fn a_rotation_overwrites_no_other_file_and_an_old_process_makes_no_backup_under_the_old_key() {
    let (house, store) = House::new().await;
    let foreign = house.file("other.key");
    fs::write(&foreign, [5; 32]).expect("written");
    chmod_owner(&foreign);
    let onto = store.rotate_root(&RootKeySource::File(foreign.clone()), NOW).await;
    assert!(matches!(onto, Err(StoreError::AlreadyInitialised { .. })));
    assert_eq!(fs::read(&foreign).expect("the file"), [5; 32]);

    let command = house.open().await.expect("a second process");
    command.rotate_root(&house.root(), NOW).await.expect("rotated");
    let to = house.dir.path().join("backup.wg");
    assert!(matches!(store.backup(&to, NOW).await, Err(StoreError::RootKeyChanged)));
    assert!(command.backup(&to, NOW).await.is_ok());
}

#[tokio::test]
async fn a_passphrase_opens_a_store_without_a_key_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("data");
    let right = passphrase("wicket gates are small doors");
    let store = Store::init(&data, &right, StoreSettings::default(), NOW).await.expect("a store");
    let key = make_key(&store, "k").await;
    store.close().await;
    drop(store);
    assert!(!data.join("root.key").exists());
    for wrong in [passphrase("wicket gates are small doorz"), RootKeySource::beside(&data)] {
        assert!(Store::open(&data, &wrong, StoreSettings::default()).await.is_err(), "{wrong:?}");
    }
    let store = Store::open(&data, &right, StoreSettings::default()).await.expect("opened");
    assert!(store.key_book().verify(key.secret.expose(), NOW).is_ok());
    // From the passphrase to a file.
    store.rotate_root(&RootKeySource::beside(&data), NOW).await.expect("rotated");
    store.close().await;
    drop(store);
    assert!(Store::open(&data, &RootKeySource::beside(&data), StoreSettings::default()).await.is_ok());
    assert!(Store::open(&data, &right, StoreSettings::default()).await.is_err());
}

fn chmod_owner(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a mode");
}
