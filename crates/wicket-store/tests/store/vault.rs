//! Providers' secrets and where they may go.

use wicket_store::{Destination, Scheme};
use wicket_types::Secret;

use super::*;

fn to(scheme: Scheme, host: &str, port: u16) -> Destination {
    Destination::new(scheme, host, port).expect("a destination")
}

fn secret(text: &str) -> Secret {
    Secret::new(text, "provider key")
}

#[tokio::test]
async fn ssrf_05_a_stored_key_goes_to_its_own_host_and_nowhere_else_until_entered_again() {
    let (_house, store) = House::new().await;
    let home = to(Scheme::Https, "api.example.com", 443);
    store.set_secret("openai", &secret("sk-one"), Some(&home), NOW).await.expect("set");
    assert_eq!(store.open_secret("openai", &home).await.expect("opened").expose(), "sk-one");
    assert_eq!(
        store.open_secret("openai", &to(Scheme::Https, "API.Example.com.", 443)).await.expect("same").expose(),
        "sk-one"
    );
    for elsewhere in [
        to(Scheme::Http, "api.example.com", 443),
        to(Scheme::Https, "api.example.com", 8443),
        to(Scheme::Https, "api.example.com.evil.net", 443),
        to(Scheme::Https, "evil.net", 443),
        to(Scheme::Https, "example.com", 443),
        to(Scheme::Https, "127.0.0.1", 443),
    ] {
        let said = error(store.open_secret("openai", &elsewhere).await.map(|_| ()));
        assert!(said.contains("https://api.example.com:443") && !said.contains("sk-one"), "{said}");
    }
    let moved = to(Scheme::Https, "eu.example.com", 443);
    // Changing the value keeps the destination; entering it anew is how it moves.
    store.rotate_secret("openai", &secret("sk-two"), NOW).await.expect("rotated");
    assert!(store.open_secret("openai", &moved).await.is_err());
    store.set_secret("openai", &secret("sk-two"), Some(&moved), NOW).await.expect("entered again");
    assert_eq!(store.open_secret("openai", &moved).await.expect("opened").expose(), "sk-two");
    assert!(store.open_secret("openai", &home).await.is_err());
}

#[tokio::test]
async fn an_unbound_secret_is_bound_by_its_first_use() {
    let (house, store) = House::new().await;
    let (home, other) = (to(Scheme::Http, "10.0.0.5", 8000), to(Scheme::Http, "10.0.0.6", 8000));
    store.set_secret("house", &secret("sk-house"), None, NOW).await.expect("set");
    assert_eq!(store.secrets()[0].bound, None);
    assert_eq!(store.open_secret("house", &home).await.expect("opened").expose(), "sk-house");
    assert_eq!(store.secrets()[0].bound, Some(home.clone()));
    store.close().await;
    drop(store);
    let store = house.open().await.expect("opened");
    assert!(matches!(store.open_secret("house", &other).await, Err(StoreError::WrongDestination { .. })));
    assert!(store.open_secret("house", &home).await.is_ok());
}

#[tokio::test]
async fn the_list_tells_secrets_apart_and_shows_none() {
    let (_house, store) = House::new().await;
    for (name, value) in [("a", "sk-same"), ("b", "sk-same"), ("c", "sk-other")] {
        store.set_secret(name, &secret(value), None, NOW).await.expect("set");
    }
    let list = store.secrets();
    assert_eq!(list[0].fingerprint, list[1].fingerprint);
    assert_ne!(list[0].fingerprint, list[2].fingerprint);
    assert!(!format!("{list:?}").contains("sk-"));
    let later = NOW.plus(std::time::Duration::from_secs(5));
    let entry = store.rotate_secret("a", &secret("sk-new"), later).await.expect("rotated");
    assert_eq!((entry.created, entry.rotated), (NOW, later));
    store.remove_secret("b").await.expect("removed");
    assert_eq!(store.secrets().iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    assert!(matches!(store.remove_secret("b").await, Err(StoreError::Unknown { .. })));
    assert!(matches!(store.rotate_secret("b", &secret("x"), NOW).await, Err(StoreError::Unknown { .. })));
}

#[tokio::test]
async fn rest_01_no_file_of_the_folder_holds_a_stored_secret() {
    let (house, store) = House::new().await;
    let canary = "canary-5f0c2d7e9b";
    store.set_secret("openai", &secret(canary), None, NOW).await.expect("set");
    store.set_setting("small-thing", canary.as_bytes(), NOW).await.expect("set");
    assert_eq!(store.setting("small-thing").await.expect("read").expect("there").as_slice(), canary.as_bytes());
    for entry in std::fs::read_dir(house.data()).expect("the folder") {
        let path = entry.expect("a file").path();
        let bytes = std::fs::read(&path).expect("bytes");
        assert!(!bytes.windows(canary.len()).any(|w| w == canary.as_bytes()), "{}", path.display());
    }
}

#[tokio::test]
async fn names_values_and_hosts_that_do_not_fit_are_refused() {
    let (_house, store) = House::new().await;
    for (name, value) in [("", "x"), ("Upper", "x"), ("a b", "x"), ("ok", ""), ("ok", "line\r\nbreak"), ("../x", "x")] {
        let done = store.set_secret(name, &secret(value), None, NOW).await;
        assert!(matches!(done, Err(StoreError::Invalid { .. })), "{name:?} {value:?}");
    }
    for host in ["", ".", "a b", "user@host", "host/path", "host?x", "hö.example", "a\nb"] {
        assert!(Destination::new(Scheme::Https, host, 443).is_err(), "{host:?}");
    }
    assert!(Destination::new(Scheme::Https, "host", 0).is_err());
}
