//! Callers' keys at the book.

use std::{collections::HashSet, time::Duration};

use wicket_store::{
    KeyProblem,
    key_format::{Environment, KeyKind},
    keys::{DEFAULT_LIFE, MOST_OVERLAP},
};

use super::*;

fn problem(store: &Store, presented: &str, now: Timestamp) -> KeyProblem {
    store.key_book().verify(presented, now).expect_err("a key that is not good")
}

/// The same key with another prefix and check digits that fit it, as someone who knows the format would make it.
fn respelled(key: &str, prefix: &str) -> String {
    let body = format!("{prefix}{}", &key[8..52]);
    let crc = !body.bytes().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 })
    });
    let digits = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let check: String = (0..6).rev().map(|at| char::from(digits[(crc / 62_u32.pow(at) % 62) as usize])).collect();
    format!("{body}{check}")
}

#[tokio::test]
async fn auth_01_each_kind_of_bad_key_is_refused_for_its_own_reason() {
    let (_house, store) = House::new().await;
    let good = make_key(&store, "good").await;
    let key = good.secret.expose();
    assert_eq!(store.key_book().verify(key, NOW).expect("good").id, good.row.id);

    let revoked = make_key(&store, "revoked").await;
    store.revoke_key(&revoked.row.id, NOW).await.expect("revoked");
    let other = make_key(&store, "other").await;
    let admin = store.create_key(&NewKey { kind: KeyKind::Admin, ..new_key("admin") }, NOW).await.expect("a key");
    let test = store.create_key(&NewKey { environment: Environment::Test, ..new_key("t") }, NOW).await.expect("a key");
    let mixed = format!("{}{}", &key[..22], &other.secret.expose()[22..52]);
    let mixed = respelled(&mixed, "wgk_live");
    let nobody = respelled(&format!("wgk_live_000000000000{}", &key[21..]), "wgk_live");
    for (presented, why) in [
        ("", KeyProblem::Missing),
        ("Bearer", KeyProblem::Shape),
        ("sk-proj-0123456789", KeyProblem::Shape),
        (&format!("{key} "), KeyProblem::Shape),
        (&format!("{key},{key}"), KeyProblem::Shape),
        (&key.replace("wgk_live", "wgk_prod"), KeyProblem::Shape),
        (&key.replace("wgk", "xyz"), KeyProblem::Shape),
        (&key.replacen('_', "\0", 1), KeyProblem::Shape),
        (&key.replacen('_', "\n", 1), KeyProblem::Shape),
        (&key.replacen('k', "ｋ", 1), KeyProblem::Shape),
        (&key.replace("wgk_live", "wga_live"), KeyProblem::Checksum),
        (&respelled(key, "wga_live"), KeyProblem::WrongKind),
        (&respelled(key, "wgk_test"), KeyProblem::WrongEnvironment),
        (&mixed, KeyProblem::WrongSecret),
        (&nobody, KeyProblem::Unknown),
        (revoked.secret.expose(), KeyProblem::Revoked),
        (admin.secret.expose(), KeyProblem::WrongKind),
        (test.secret.expose(), KeyProblem::WrongEnvironment),
    ] {
        assert_eq!(problem(&store, presented, NOW), why, "{presented:?}");
    }
    assert_eq!(problem(&store, key, NOW.plus(DEFAULT_LIFE)), KeyProblem::Expired);
    let admins = store.key_book().verify_for(admin.secret.expose(), &[KeyKind::Admin], NOW);
    assert_eq!(admins.expect("an admin's key").id, admin.row.id);
}

#[tokio::test]
async fn auth_02_text_that_means_something_to_a_database_means_nothing_here() {
    let (_house, store) = House::new().await;
    let key = make_key(&store, "good").await;
    let key = key.secret.expose();
    let strings = [
        "' OR 1=1 --",
        "'; DROP TABLE caller_key; --",
        "\" OR \"\"=\"",
        "1 UNION SELECT hash FROM caller_key",
        "%",
        "_",
        "{\"$ne\": null}",
        "{\"$gt\": \"\"}",
        "*)(uid=*))(|(uid=*",
        "admin)(&)",
        "\r\nFLUSHALL\r\n",
        "*1\r\n$7\r\nFLUSHDB\r\n",
        "../../root.key",
        "${jndi:ldap://x}",
        "\0",
        "\u{202e}",
        "' AND (SELECT load_extension('x')) --",
        "x'00'",
        "NULL",
    ];
    let names = || strings.iter().enumerate();
    for (_, text) in names() {
        for presented in [
            (*text).to_owned(),
            format!("wgk_live_{text}"),
            format!("{}{text}", &key[..9]),
            format!("{}{text}{}", &key[..9], &key[9..]),
            format!("{key}{text}"),
        ] {
            assert_eq!(problem(&store, &presented, NOW), KeyProblem::Shape, "{presented:?}");
        }
    }
    // A name may well look like SQL, and stays a name.
    for (n, text) in names().filter(|(_, text)| !text.chars().any(char::is_control)) {
        let made = make_key(&store, text).await;
        let read = store.key(&made.row.id).await.expect("the key");
        assert_eq!((read.name.as_str(), n < strings.len()), (*text, true));
    }
    assert!(store.keys().await.expect("keys").tampered.is_empty());
    assert!(store.key_book().verify(key, NOW).is_ok());
}

#[tokio::test]
async fn auth_07_a_key_equal_up_to_any_character_is_never_that_key() {
    let (_house, store) = House::new().await;
    let good = make_key(&store, "good").await;
    let key = good.secret.expose();
    // Warm: whatever is remembered of a good key must not help a bad one.
    assert!(store.key_book().verify(key, NOW).is_ok());
    for at in 9..52 {
        let old = key.as_bytes()[at];
        if old == b'_' {
            continue;
        }
        let new = if old == b'x' { 'y' } else { 'x' };
        let near = respelled(&format!("{}{new}{}", &key[..at], &key[at + 1..]), "wgk_live");
        let why = if at < 21 { KeyProblem::Unknown } else { KeyProblem::WrongSecret };
        assert_eq!(problem(&store, &near, NOW), why, "character {at}");
    }
    let end = NOW.plus(DEFAULT_LIFE);
    assert!(store.key_book().verify(key, Timestamp::from_nanos(end.as_nanos() - 1)).is_ok());
    assert_eq!(problem(&store, key, end), KeyProblem::Expired);
}

#[tokio::test]
async fn rotation_keeps_two_secrets_for_the_overlap_and_never_three() {
    let (_house, store) = House::new().await;
    let first = make_key(&store, "k").await;
    let id = first.row.id;
    let hour = Duration::from_secs(3600);
    let second = store.rotate_key(&id, hour, None, NOW).await.expect("rotated");
    let book = store.key_book();
    for (secret, now, good) in [
        (&first.secret, NOW, true),
        (&second.secret, NOW, true),
        (&first.secret, NOW.plus(hour), false),
        (&second.secret, NOW.plus(hour), true),
    ] {
        assert_eq!(book.verify(secret.expose(), now).is_ok(), good, "{now}");
    }
    let third = store.rotate_key(&id, hour, None, NOW).await.expect("rotated");
    assert_eq!(problem(&store, first.secret.expose(), NOW), KeyProblem::WrongSecret);
    assert!(book.verify(second.secret.expose(), NOW).is_ok() && book.verify(third.secret.expose(), NOW).is_ok());
    let fourth = store.rotate_key(&id, Duration::ZERO, None, NOW).await.expect("rotated");
    assert_eq!(problem(&store, third.secret.expose(), NOW), KeyProblem::WrongSecret);
    assert!(book.verify(fourth.secret.expose(), NOW).is_ok());
    let long = store.rotate_key(&id, MOST_OVERLAP + Duration::from_nanos(1), None, NOW).await;
    assert!(matches!(long, Err(StoreError::OverlapTooLong { .. })));
    store.revoke_key(&id, NOW).await.expect("revoked");
    assert_eq!(problem(&store, fourth.secret.expose(), NOW), KeyProblem::Revoked);
    assert!(matches!(store.rotate_key(&id, hour, None, NOW).await, Err(StoreError::KeyRevoked { .. })));
}

#[tokio::test]
async fn auth_13_another_handle_sees_a_revocation_by_itself() {
    let (house, gate) = House::new().await;
    let key = make_key(&gate, "k").await;
    let _watching = gate.start_watching().await.expect("watching");
    let mut changes = gate.watch();
    changes.mark_unchanged();
    assert!(gate.key_book().verify(key.secret.expose(), NOW).is_ok());

    let command = house.open().await.expect("a second process");
    command.revoke_key(&key.row.id, NOW).await.expect("revoked");
    // Waits for the event, not for a time; the bound only ends a test that would hang.
    tokio::time::timeout(Duration::from_secs(30), changes.changed()).await.expect("in time").expect("told");
    assert_eq!(problem(&gate, key.secret.expose(), NOW), KeyProblem::Revoked);
}

#[tokio::test]
async fn crash_03_a_change_that_was_broken_off_left_nothing_and_an_acknowledged_one_stays() {
    let (house, store) = House::new().await;
    let key = make_key(&store, "k").await;
    for _ in 0..20 {
        // A future that is polled a few times and dropped is what a kill leaves of a change.
        let change = new_key("half");
        let mut broken = Box::pin(store.create_key(&change, NOW));
        for _ in 0..3 {
            if tokio::time::timeout(Duration::from_micros(50), &mut broken).await.is_ok() {
                break;
            }
        }
    }
    store.revoke_key(&key.row.id, NOW).await.expect("revoked");
    let listed = store.keys().await.expect("keys");
    store.close().await;
    drop(store);
    let store = house.open().await.expect("opened");
    assert_eq!(problem(&store, key.secret.expose(), NOW), KeyProblem::Revoked);
    let again = store.keys().await.expect("keys");
    assert!(again.tampered.is_empty());
    let ids = |list: &wicket_store::keys::KeyList| list.rows.iter().map(|row| row.id).collect::<HashSet<_>>();
    assert_eq!(ids(&listed), ids(&again));
}

#[tokio::test]
async fn neither_list_nor_debug_nor_disk_shows_a_secret() {
    let (house, store) = House::new().await;
    let key = make_key(&store, "k").await;
    let secret = key.secret.expose()[22..52].to_owned();
    assert!(!format!("{key:?} {:?}", store.keys().await.expect("keys")).contains(&secret));
    for entry in std::fs::read_dir(house.data()).expect("the folder") {
        let path = entry.expect("a file").path();
        let bytes = std::fs::read(&path).expect("bytes");
        assert!(!bytes.windows(secret.len()).any(|w| w == secret.as_bytes()), "{}", path.display());
    }
}

#[tokio::test]
async fn a_key_may_be_tied_to_networks() {
    let (_house, store) = House::new().await;
    let addresses = vec!["10.1.0.0/16".parse().expect("a net"), "2001:db8::/32".parse().expect("a net")];
    let key = store.create_key(&NewKey { addresses, ..new_key("k") }, NOW).await.expect("a key");
    let row = store.key_book().verify(key.secret.expose(), NOW).expect("good");
    for (address, fine) in
        [("10.1.2.3", true), ("::ffff:10.1.2.3", true), ("10.2.0.1", false), ("2001:db8::1", true), ("::1", false)]
    {
        assert_eq!(row.may_come_from(address.parse().expect("an address")), fine, "{address}");
    }
}

#[tokio::test]
async fn what_makes_no_sense_becomes_no_key() {
    let (_house, store) = House::new().await;
    for bad in [
        new_key(""),
        new_key("line\nbreak"),
        new_key(&"x".repeat(129)),
        NewKey { models: vec!["two words".to_owned()], ..new_key("k") },
        NewKey { models: vec![String::new()], ..new_key("k") },
        NewKey { expires: Some(NOW), ..new_key("k") },
    ] {
        assert!(matches!(store.create_key(&bad, NOW).await, Err(StoreError::Invalid { .. })), "{bad:?}");
    }
    assert!(store.key_book().is_empty());
}
