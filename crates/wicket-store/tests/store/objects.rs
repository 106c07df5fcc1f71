//! What providers keep for callers, and whose it is.

use std::time::Duration;

use wicket_store::{Object, Pseudonym, objects::KEPT};
use wicket_types::{KeyId, Kind, ProviderName};

use super::*;

const VALUE: &str = "ann.berg@example.org";

fn object(id: &str, tenant: &str) -> Object {
    Object {
        id: id.to_owned(),
        tenant: label(tenant),
        key: KeyId::parse("abcDEF012345").expect("a key"),
        provider: ProviderName::parse("openai").expect("a provider"),
        created: NOW,
        pseudonyms: vec![Pseudonym {
            kind: Kind::of("pii.email"),
            value: VALUE.to_owned().into(),
            token: "EMAIL_7f3k9q2xab".to_owned(),
        }],
    }
}

#[tokio::test]
async fn an_object_is_its_tenants_and_nobody_elses() {
    let (house, store) = House::new().await;
    let ours = object("resp_1", "acme");
    store.put_objects(std::slice::from_ref(&ours)).await.expect("kept");
    assert_eq!(store.object("resp_1", &label("acme"), NOW).await.expect("read").as_ref(), Some(&ours));
    assert_eq!(store.object("resp_1", &label("other"), NOW).await.expect("read"), None);
    assert_eq!(store.object("resp_2", &label("acme"), NOW).await.expect("read"), None);
    assert!(!store.remove_object("resp_1", &label("other")).await.expect("looked"));
    store.close().await;
    drop(store);

    let store = house.open().await.expect("a store");
    assert_eq!(store.object("resp_1", &label("acme"), NOW).await.expect("read"), Some(ours));
    assert!(store.remove_object("resp_1", &label("acme")).await.expect("removed"));
    assert_eq!(store.object("resp_1", &label("acme"), NOW).await.expect("read"), None);
}

#[tokio::test]
async fn the_same_id_at_two_tenants_is_two_objects() {
    let (_house, store) = House::new().await;
    let (ours, mut theirs) = (object("resp_1", "acme"), object("resp_1", "other"));
    theirs.provider = ProviderName::parse("elsewhere").expect("a provider");
    store.put_objects(&[ours.clone(), theirs.clone()]).await.expect("kept");
    assert_eq!(store.object("resp_1", &label("acme"), NOW).await.expect("read"), Some(ours));
    assert_eq!(store.object("resp_1", &label("other"), NOW).await.expect("read"), Some(theirs));
}

#[tokio::test]
async fn an_object_is_forgotten_after_thirty_days() {
    let (_house, store) = House::new().await;
    let mut later = object("resp_2", "acme");
    later.created = NOW.plus(Duration::from_secs(1));
    store.put_objects(&[object("resp_1", "acme"), later]).await.expect("kept");
    let end = NOW.plus(KEPT);
    assert_eq!(store.object("resp_1", &label("acme"), end).await.expect("read"), None);
    assert!(store.object("resp_2", &label("acme"), end).await.expect("read").is_some());
    assert_eq!(store.sweep_objects(end).await.expect("swept"), 1);
    assert_eq!(store.object("resp_1", &label("acme"), NOW).await.expect("read"), None);
    assert!(store.object("resp_2", &label("acme"), NOW).await.expect("read").is_some());
}

#[tokio::test]
async fn rest_03_an_object_given_to_another_tenant_does_not_open() {
    let (house, store) = House::new().await;
    for edit in [
        "tenant = 'other'",
        "provider = 'elsewhere'",
        "key_id = 'AAAAAAAAAAAA'",
        "created = created + 1",
        "expires = expires + 1",
        "sealed = zeroblob(200)",
        "sealed = (SELECT other.sealed FROM object AS other WHERE other.id_digest <> object.id_digest)",
    ] {
        store.put_objects(&[object("resp_1", "acme"), object("resp_2", "acme")]).await.expect("kept");
        let (other, acme) = (label("other"), label("acme"));
        house.sql(&format!("UPDATE object SET {edit}")).await;
        for tenant in [&other, &acme] {
            let found = store.object("resp_1", tenant, NOW).await;
            assert!(!matches!(found, Ok(Some(_))), "{edit}");
        }
        house.sql("DELETE FROM object").await;
    }
}

#[tokio::test]
async fn rest_01_neither_ids_nor_originals_lie_in_the_database() {
    let (house, store) = House::new().await;
    store.put_objects(&[object("resp_68a1c0ffee", "acme")]).await.expect("kept");
    store.close().await;
    for name in ["wicketgate.db", "wicketgate.db-wal"] {
        let bytes = std::fs::read(house.file(name)).unwrap_or_default();
        for secret in ["resp_68a1c0ffee", VALUE, "ann.berg", "EMAIL_7f3k9q2xab"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} in {name}");
        }
    }
}

#[tokio::test]
async fn a_kept_object_is_no_change_of_the_store() {
    let (house, store) = House::new().await;
    let generation = store.generation();
    let changes = store.watch();
    store.put_objects(&[object("resp_1", "acme")]).await.expect("kept");
    store.reload().await.expect("read");
    assert_eq!(store.generation(), generation);
    assert!(!changes.has_changed().expect("a store"));
    store.close().await;
    drop(store);
    assert_eq!(house.open().await.expect("a store").generation(), generation);
}
