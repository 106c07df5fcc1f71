//! Prompt caches: a prefix that was seen before is cheaper, so a changed byte early in a prompt shows in the usage.

use std::collections::HashSet;

use parking_lot::Mutex;

use crate::tokens::{self, BYTES_PER_TOKEN, Prompt};

/// Prefixes that were seen, by fingerprint.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    seen: Mutex<HashSet<(String, u64)>>,
}

/// Prompt tokens by how they were read.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Reading {
    pub(crate) fresh: u64,
    pub(crate) read: u64,
    pub(crate) written: u64,
}

const AUTOMATIC_FROM: usize = 1024;
const AUTOMATIC_STEP: usize = 128;
const ENTRIES: usize = 1_000_000;

impl Cache {
    /// OpenAI's way: prefixes of 1024 tokens and more, in steps of 128, are kept without being asked.
    pub(crate) fn automatic(&self, model: &str, prompt: &Prompt) -> Reading {
        let n_tokens = prompt.text.len() / BYTES_PER_TOKEN;
        let mut cached = 0;
        let mut seen = self.seen.lock();
        for size in (AUTOMATIC_FROM..=n_tokens).step_by(AUTOMATIC_STEP) {
            let mark = (model.to_owned(), prompt.prefix_mark(size * BYTES_PER_TOKEN));
            if seen.contains(&mark) {
                cached = size as u64;
            } else if seen.len() < ENTRIES {
                seen.insert(mark);
            }
        }
        Reading { fresh: prompt.tokens() - cached, read: cached, written: 0 }
    }

    /// Anthropic's way: prefixes up to each `cache_control` mark. There is no minimum length here.
    pub(crate) fn marked(&self, model: &str, prompt: &Prompt) -> Reading {
        let mut seen = self.seen.lock();
        let (mut read, mut last) = (0, 0);
        for mark in &prompt.cache_marks {
            let entry = (model.to_owned(), prompt.prefix_mark(*mark));
            last = tokens::of_bytes(*mark);
            if seen.contains(&entry) {
                read = last;
            } else if seen.len() < ENTRIES {
                seen.insert(entry);
            }
        }
        Reading { fresh: prompt.tokens().saturating_sub(last), read, written: last - read }
    }
}
