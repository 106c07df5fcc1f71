//! Someone with write access to the database, and none to the keys.

use wicket_store::{BudgetRow, KeyProblem, budgets::ScopeId};
use wicket_types::{
    NanoDollars,
    limits::{Budget, Period},
};

use super::*;

const DAILY: Budget = Budget { amount: NanoDollars(5_000_000_000), per: Period::Day };

#[tokio::test]
async fn rest_07_a_key_with_any_changed_column_is_denied() {
    let (house, store) = House::new().await;
    let (victim, bystander) = (make_key(&store, "victim").await, make_key(&store, "bystander").await);
    store.rotate_key(&victim.row.id, std::time::Duration::from_secs(60), None, NOW).await.expect("rotated");
    let revoked = make_key(&store, "revoked").await;
    store.revoke_key(&revoked.row.id, NOW).await.expect("revoked");
    let book = store.key_book();
    for edit in [
        "kind = 'wga'",
        "environment = 'test'",
        "name = 'other'",
        "tenant = 'rich'",
        "team = 'ops'",
        "owner = 'root'",
        "models = '[\"gpt-*\"]'",
        "models = 'not json'",
        "limits = '{\"requests_per_minute\":1000000}'",
        "addresses = '[\"0.0.0.0/0\"]'",
        "created = created + 1",
        "expires = 9223372036854775807",
        "revoked = 1",
        "pepper = 2",
        "hash = zeroblob(32)",
        "hash = x'00'",
        "old_hash = NULL",
        "old_hash = hash",
        "old_until = 9223372036854775807",
        "mac = zeroblob(32)",
        "mac = x''",
    ] {
        let keep = format!("CREATE TABLE keep AS SELECT * FROM caller_key WHERE id = '{}'", victim.row.id);
        house.sql(&keep).await;
        house.sql(&format!("UPDATE caller_key SET {edit} WHERE id = '{}'", victim.row.id)).await;
        store.reload().await.expect("read");
        let found = book.verify(victim.secret.expose(), NOW).expect_err("denied");
        assert_eq!(found, KeyProblem::BadMac, "{edit}");
        assert!(book.verify(bystander.secret.expose(), NOW).is_ok(), "{edit}");
        assert_eq!(store.keys().await.expect("keys").tampered, [victim.row.id.to_string()], "{edit}");
        assert!(matches!(store.key(&victim.row.id).await, Err(StoreError::Tampered { .. })), "{edit}");
        // Nobody gets the row blessed by having the gate write it anew.
        assert!(store.revoke_key(&victim.row.id, NOW).await.is_err(), "{edit}");
        house.sql("INSERT OR REPLACE INTO caller_key SELECT * FROM keep; DROP TABLE keep").await;
        store.reload().await.expect("read");
        assert!(book.verify(victim.secret.expose(), NOW).is_ok(), "{edit} undone");
    }
    house.sql(&format!("UPDATE caller_key SET revoked = NULL WHERE id = '{}'", revoked.row.id)).await;
    store.reload().await.expect("read");
    assert_eq!(book.verify(revoked.secret.expose(), NOW).expect_err("denied"), KeyProblem::BadMac);
}

#[tokio::test]
async fn rest_07_a_row_put_back_added_or_removed_seals_the_store() {
    for edit in [
        "INSERT OR REPLACE INTO caller_key SELECT * FROM keep",
        "DELETE FROM caller_key WHERE name = 'second'",
        "DELETE FROM budget",
        "DELETE FROM vault_secret",
        "DELETE FROM setting",
        "DELETE FROM manifest",
        "UPDATE manifest SET generation = generation + 1",
        "UPDATE manifest SET generation = generation - 1",
        "UPDATE caller_key SET version = version + 1 WHERE name = 'second'",
        "UPDATE caller_key SET id = 'AAAAAAAAAAAA' WHERE name = 'second'",
        "UPDATE budget SET id = 'tenant:other'",
        "UPDATE vault_secret SET name = 'other'",
        "INSERT INTO caller_key SELECT 'AAAAAAAAAAAA', version, kind, environment, name, tenant, team, owner, models,
            limits, addresses, created, expires, revoked, pepper, hash, old_hash, old_until, mac
            FROM caller_key WHERE name = 'second'",
    ] {
        let (house, store) = House::new().await;
        let (first, second) = (make_key(&store, "first").await, make_key(&store, "second").await);
        let scope = ScopeId::tenant("acme");
        store.set_budget(&scope, DAILY, NOW).await.expect("set");
        let secret = wicket_types::Secret::new("sk-1", "provider key");
        store.set_secret("openai", &secret, None, NOW).await.expect("set");
        house.sql("CREATE TABLE keep AS SELECT * FROM caller_key WHERE name = 'first'").await;
        store.revoke_key(&first.row.id, NOW).await.expect("revoked");
        house.sql(edit).await;

        assert!(store.reload().await.is_err(), "{edit}");
        for key in [&first, &second] {
            let found = store.key_book().verify(key.secret.expose(), NOW).expect_err("denied");
            assert_eq!(found, KeyProblem::Sealed, "{edit}");
        }
        assert_eq!(store.budget_book().get(&scope).map(|b| b.amount), Some(NanoDollars::ZERO), "{edit}");
        assert!(store.create_key(&new_key("new"), NOW).await.is_err(), "{edit}");
        store.close().await;
        drop(store);
        let at_start = error(house.open().await);
        assert!(at_start.contains("wicketgate.db") && at_start.contains("hint:"), "{edit}: {at_start}");
    }
}

#[tokio::test]
async fn rest_07_a_changed_budget_is_no_budget_at_all() {
    let (house, store) = House::new().await;
    let scope = ScopeId::tenant("acme");
    let row = store.set_budget(&scope, DAILY, NOW).await.expect("set");
    assert_eq!(row, BudgetRow { scope: scope.clone(), budget: DAILY, changed: NOW });
    for edit in
        ["amount = 9000000000000000000", "amount = -1", "period = 'hour'", "kind = 'key'", "changed = 0", "mac = x'00'"]
    {
        house.sql("CREATE TABLE keep AS SELECT * FROM budget").await;
        house.sql(&format!("UPDATE budget SET {edit}")).await;
        store.reload().await.expect("read");
        assert_eq!(store.budget_book().get(&scope).map(|b| b.amount), Some(NanoDollars::ZERO), "{edit}");
        house.sql("INSERT OR REPLACE INTO budget SELECT * FROM keep; DROP TABLE keep").await;
        store.reload().await.expect("read");
        assert_eq!(store.budget_book().get(&scope), Some(DAILY), "{edit} undone");
    }
}

#[tokio::test]
async fn rest_03_a_secret_moved_between_rows_or_put_back_does_not_open() {
    let (house, store) = House::new().await;
    let to = wicket_store::Destination::new(wicket_store::Scheme::Https, "api.example.com", 443).expect("a host");
    let secret = |text: &str| wicket_types::Secret::new(text, "provider key");
    for (name, value) in [("openai", "sk-one"), ("other", "sk-two")] {
        store.set_secret(name, &secret(value), Some(&to), NOW).await.expect("set");
    }
    house.sql("CREATE TABLE keep AS SELECT * FROM vault_secret").await;
    store.rotate_secret("openai", &secret("sk-three"), NOW).await.expect("rotated");
    for edit in [
        "UPDATE vault_secret SET sealed = (SELECT sealed FROM vault_secret WHERE name = 'other') WHERE name = 'openai'",
        "UPDATE vault_secret SET sealed = (SELECT sealed FROM keep WHERE name = 'openai') WHERE name = 'openai'",
        "UPDATE vault_secret SET sealed = (SELECT sealed FROM setting LIMIT 1) WHERE name = 'openai'",
        "INSERT OR REPLACE INTO vault_secret SELECT * FROM keep WHERE name = 'openai'",
        "UPDATE vault_secret SET host = 'evil.example.com' WHERE name = 'openai'",
        "UPDATE vault_secret SET port = 8443 WHERE name = 'openai'",
        "UPDATE vault_secret SET scheme = 'http' WHERE name = 'openai'",
        "UPDATE vault_secret SET scheme = NULL, host = NULL, port = NULL WHERE name = 'openai'",
    ] {
        house.sql("CREATE TABLE good AS SELECT * FROM vault_secret").await;
        house.sql(edit).await;
        for host in ["api.example.com", "evil.example.com"] {
            let to = wicket_store::Destination::new(wicket_store::Scheme::Https, host, 443).expect("a host");
            assert!(store.open_secret("openai", &to).await.is_err(), "{edit}, to {host}");
        }
        house.sql("INSERT OR REPLACE INTO vault_secret SELECT * FROM good; DROP TABLE good").await;
        assert_eq!(store.open_secret("openai", &to).await.expect("undone").expose(), "sk-three", "{edit} undone");
    }
}

#[tokio::test]
async fn a_watching_gate_seals_itself_when_rows_vanish_and_opens_when_they_are_back() {
    let (house, store) = House::new().await;
    let key = make_key(&store, "k").await;
    let _watching = store.start_watching().await.expect("watching");
    let mut changes = store.watch();
    changes.mark_unchanged();
    house.sql("CREATE TABLE keep AS SELECT * FROM setting; DELETE FROM setting").await;
    let bound = std::time::Duration::from_secs(30);
    tokio::time::timeout(bound, changes.changed()).await.expect("in time").expect("told");
    assert_eq!(store.key_book().verify(key.secret.expose(), NOW).expect_err("denied"), KeyProblem::Sealed);
    house.sql("INSERT INTO setting SELECT * FROM keep; DROP TABLE keep").await;
    tokio::time::timeout(bound, changes.changed()).await.expect("in time").expect("told");
    assert!(store.key_book().verify(key.secret.expose(), NOW).is_ok());
}
