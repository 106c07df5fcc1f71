//! Monitor: what happened. Every visit ends here exactly once, refusals and broken connections too.

mod farewell;
pub mod metrics;

pub use farewell::{Farewell, Held};
