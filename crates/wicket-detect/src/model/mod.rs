//! Trained models: what a text is like, where rules only know what it says.

mod features;
mod linear;
mod seen;
mod sentences;

pub use features::Features;
pub use linear::{HEADS, Head, INJECTION, Linear, ModelError, Opinion, PLANTED, SAFETY, Scratch};
pub use seen::Seen;
pub use sentences::sentences;
