//! What arrived and what may be shown are different types: only masking turns one into the other.

use std::fmt;

use serde::Serialize;

/// Text as a visitor, a provider or a document wrote it. It has no printed form: `{:?}` tells its length only.
///
/// ```compile_fail
/// println!("{}", wicket_types::Untrusted::new("hello"));   // untrusted text cannot be shown
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Untrusted(String);

impl Untrusted {
    /// Wraps text that has just come in.
    pub fn new(text: impl Into<String>) -> Self {
        Untrusted(text.into())
    }

    /// The raw text, for detectors, masking and the wire; never for a log or a page.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Untrusted({} bytes)", self.0.len())
    }
}

/// Text that may be shown: personal data and secrets have been replaced. Logs, audit and pages take this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Masked(String);

impl Masked {
    /// Vouches that `text` has been masked, or was written by the gate itself.
    pub fn vouched(text: impl Into<String>) -> Self {
        Masked(text.into())
    }

    /// The first `max` characters, with `…` where something was cut.
    pub fn shortened(&self, max: usize) -> Masked {
        match self.0.char_indices().nth(max) {
            Some((at, _)) => Masked(format!("{}…", &self.0[..at])),
            None => self.clone(),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Masked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn untrusted_text_prints_its_length_only() {
        assert_eq!(format!("{:?}", Untrusted::new("my card is 4111")), "Untrusted(15 bytes)");
    }

    #[test]
    fn shortening_counts_characters_and_says_that_it_cut() {
        assert_eq!(Masked::vouched("naïve café").shortened(5).as_str(), "naïve…");
        assert_eq!(Masked::vouched("naïve").shortened(5).as_str(), "naïve");
    }
}
