//! The loader of rule files. It is part of the binary, which nothing can depend on, so its modules are taken in as they are.

#![allow(dead_code, missing_docs, unreachable_pub, reason = "the rest of these modules serves the binary")]

#[path = "../../crates/wicketgate/src/config/diagnose.rs"]
pub mod diagnose;
#[path = "../../crates/wicketgate/src/config/outside.rs"]
pub mod outside;
#[path = "../../crates/wicketgate/src/config/places.rs"]
mod places;
#[path = "../../crates/wicketgate/src/config/rules.rs"]
pub mod rules;
#[path = "../../crates/wicketgate/src/config/seen.rs"]
mod seen;
#[path = "../../crates/wicketgate/src/config/units.rs"]
pub mod units;

pub use diagnose::Problem;
pub use seen::{Invalid, Seen};
