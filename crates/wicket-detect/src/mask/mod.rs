//! Replacing what was found by pseudonyms, and putting the originals back.
//!
//! A pseudonym such as `EMAIL_7f3k9q2xab` is computed, not stored: HMAC-SHA-256 over kind and value under the key of a
//! scope (a session or a tenant). The same value therefore gets the same token in every turn, which keeps references
//! and the provider's prompt cache alive. The way back needs the map of the visit, so a token that this visit did not
//! hand out is never restored, however it was come by.

mod json;
mod pseudonyms;
mod replace;
mod token;

pub use json::Unescaped;
pub(crate) use json::{ends_string, within_string};
pub use pseudonyms::{Entry, Pseudonyms, ScopeKey};
pub(crate) use replace::push_value;
pub use replace::{REMOVED, redact};

#[cfg(test)]
mod tests;
