//! Trained models: what a text is like, where rules only know what it says.

mod features;
mod judge;
mod linear;
mod normal;
mod seen;
mod sentences;

pub use features::Features;
pub(crate) use judge::by_chance;
pub use judge::{Opinion, Scratch};
pub use linear::{HEADS, Head, INJECTION, Linear, ModelError, PLANTED, SAFETY};
pub use seen::Seen;
pub use sentences::sentences;
