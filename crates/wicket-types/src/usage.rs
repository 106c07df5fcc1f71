//! What a call used, as the provider counted it.

use serde::{Deserialize, Serialize};

use crate::Tokens;

/// Token counts of one call. The parts do not overlap: `input` excludes what was read from or written to a cache,
/// `output` includes reasoning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Fresh prompt tokens.
    pub input: Tokens,
    /// Prompt tokens read from the provider's cache.
    pub cache_read: Tokens,
    /// Prompt tokens written to a five-minute cache.
    pub cache_write: Tokens,
    /// Prompt tokens written to a one-hour cache.
    pub cache_write_1h: Tokens,
    /// Generated tokens, reasoning included.
    pub output: Tokens,
    /// The part of `output` that was reasoning; told apart for records, not charged twice.
    pub reasoning: Tokens,
}

impl Usage {
    /// Everything that counts against a token limit.
    pub const fn total(&self) -> Tokens {
        self.input.plus(self.cache_read).plus(self.cache_write).plus(self.cache_write_1h).plus(self.output)
    }
}
