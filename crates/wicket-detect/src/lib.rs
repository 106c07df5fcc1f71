//! What is in this text? Personal data, credentials, prompt injection, data-carrying links, leaked instructions.
//!
//! Pure: text in, findings out. A [`Detector`] is built once and shared; [`Detector::scan`] reads a text in one canonical
//! reading (see [`reading`]), walks it once for anchors, digits and `@`, and asks the rules (see [`rules`]) only there.
//! Time is linear in the text whatever it holds. [`mask`] replaces what was found; [`window`] does both on a stream.

mod bits;
pub mod checks;
pub mod custom;
pub mod fields;
pub mod leak;
pub mod mask;
pub mod model;
pub mod names;
mod packed;
pub mod reading;
pub mod rules;
pub mod scan;
pub mod second;
mod wants;
pub mod window;

pub use checks::entropy;
pub use scan::{Detector, RULES_ODDS, Scan, Sign, Stages};
pub use second::{Second, SecondOpinion};
pub use wants::Wants;
