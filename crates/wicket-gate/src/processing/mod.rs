//! Processing: may this happen, where, and what does it cost at most.

mod approve;
mod claim;
mod pricing;
pub mod router;

pub use approve::{Approved, Processing};
pub use claim::{Claimed, claim};
