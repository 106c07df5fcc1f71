//! Upstream: which provider is asked, at which address, how often, and what is sent along.
//!
//! ```text
//! failover (whom next?) ─▶ breaker (may it be asked?) ─▶ client ─▶ address (resolve, check, connect to just that)
//!        └── retry (how often in all?)                    └── headers (what goes, what comes back)
//! ```

pub mod breaker;
pub mod call;
pub mod client;
pub mod connect;
pub mod error;
pub mod failover;
mod judges;
pub mod lines;
mod pool;
pub mod reply;
pub mod retry;

pub use judges::prove as prove_judge;
pub(crate) use judges::{Asker, Bench};
pub(crate) use pool::keep_swept;
pub use pool::renew as renew_connections;

#[cfg(test)]
mod stories;
