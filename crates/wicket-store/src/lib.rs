//! What do we remember? Keys, budgets, provider secrets, money spent, prices, and the audit log.
//!
//! [`Store`] is the way in: it opens the data folder, refuses it when anything about it is wrong, and keeps snapshots
//! in memory so that a visit never waits for SQL. Everything secret in the folder is sealed under keys that the root
//! key wraps; every row that grants authority carries a MAC, and one manifest covers them all, so a changed, deleted
//! or put-back row shows.

pub mod audit;
pub mod backup;
pub mod budgets;
pub mod envelope;
mod error;
mod folder;
pub mod key_book;
pub mod key_format;
pub mod keyring;
pub mod keys;
pub mod ledger;
mod manifest;
pub mod objects;
pub mod price;
pub mod root_key;
mod row_mac;
pub mod settings;
mod sqlite;
mod store;
mod unlock;
pub mod vault;
mod watch;

pub use budgets::{BudgetBook, BudgetRow, ScopeKind};
pub use error::StoreError;
pub use key_book::{KeyBook, KeyProblem};
pub use keys::{CreatedKey, KeyRow, NewKey};
pub use objects::{Object, Pseudonym};
pub use root_key::RootKeySource;
pub use store::{Store, StoreSettings};
pub use vault::{Destination, Scheme, VaultEntry};
