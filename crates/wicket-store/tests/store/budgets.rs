//! Budgets and the ledger's snapshot.

use wicket_store::{budgets::ScopeId, ledger::Snapshot};
use wicket_types::{
    NanoDollars,
    limits::{Budget, Period},
};

use super::*;

#[tokio::test]
async fn a_budget_lasts_until_it_is_taken_away() {
    let (house, store) = House::new().await;
    let scopes = [ScopeId::tenant("acme"), ScopeId::team("acme", "ops"), ScopeId::user("acme", "ada")];
    for (n, per) in [Period::Hour, Period::Day, Period::Week, Period::Month, Period::Total].into_iter().enumerate() {
        let budget = Budget { amount: NanoDollars(n as u64 + 1), per };
        store.set_budget(&scopes[n % 3], budget, NOW).await.expect("set");
        assert_eq!(store.budget_book().get(&scopes[n % 3]), Some(budget));
    }
    store.close().await;
    drop(store);
    let store = house.open().await.expect("opened");
    let listed = store.budget_book().list();
    assert_eq!(listed.len(), 3);
    assert!(listed.is_sorted_by(|a, b| a.scope < b.scope));
    store.remove_budget(&scopes[0]).await.expect("removed");
    assert_eq!(store.budget_book().get(&scopes[0]), None);
    assert!(matches!(store.remove_budget(&scopes[0]).await, Err(StoreError::Unknown { .. })));
    let much = Budget { amount: NanoDollars(u64::MAX), per: Period::Day };
    assert!(matches!(store.set_budget(&scopes[0], much, NOW).await, Err(StoreError::Invalid { .. })));
}

#[tokio::test]
async fn the_ledgers_snapshot_comes_back_and_cannot_be_edited() {
    let (house, store) = House::new().await;
    assert_eq!(store.ledger_snapshot().await.expect("read"), None);
    for seq in [7, 12] {
        let snapshot = Snapshot { seq, ..Snapshot::default() };
        store.put_ledger_snapshot(&snapshot, NOW).await.expect("kept");
        assert_eq!(store.ledger_snapshot().await.expect("read"), Some(snapshot));
    }
    let generation = store.generation();
    store.reload().await.expect("read");
    assert_eq!(store.generation(), generation);
    for edit in ["sequence = 11", "version = 1", "sealed = zeroblob(200)"] {
        house.sql("CREATE TABLE keep AS SELECT * FROM ledger_snapshot").await;
        house.sql(&format!("UPDATE ledger_snapshot SET {edit}")).await;
        assert!(store.ledger_snapshot().await.is_err(), "{edit}");
        house.sql("INSERT OR REPLACE INTO ledger_snapshot SELECT * FROM keep; DROP TABLE keep").await;
    }
}
