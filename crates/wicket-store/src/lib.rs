//! What do we remember? Keys, budgets, provider secrets, money spent, prices, and the audit log.
//!
//! [`Store`] is the way in: it opens the data folder, refuses it when anything about it is wrong, and keeps snapshots
//! in memory so that a visit never waits for SQL. Everything secret in the folder is sealed under keys that the root
//! key wraps; every row that grants authority carries a MAC, and one manifest covers them all, so a changed, deleted
//! or put-back row shows.

pub mod audit;
pub mod backup;
mod budget_book;
pub mod budgets;
mod derive;
pub mod envelope;
mod error;
mod folder;
mod inner;
pub mod key_book;
pub mod key_format;
mod key_row;
pub mod keyring;
pub mod keys;
pub mod ledger;
mod making;
mod manifest;
pub mod objects;
pub mod price;
pub mod root_key;
mod rotate_root;
mod row_mac;
#[cfg(test)]
#[path = "../../wicketgate/tests/it/rig/scale.rs"]
mod scale;
mod settings;
mod sqlite;
mod store;
mod unlock;
mod values;
mod vault;
mod vault_entry;
mod watch;

pub use budget_book::{BudgetBook, BudgetRow};
pub use error::StoreError;
pub use inner::StoreSettings;
pub use key_book::{KeyBook, KeyProblem};
pub use key_row::{KeyRow, NewKey};
pub use keys::CreatedKey;
pub use ledger::ScopeKind;
pub use objects::{Object, Pseudonym};
pub use root_key::RootKeySource;
pub use store::Store;
pub use vault_entry::{Destination, Scheme, VaultEntry};
