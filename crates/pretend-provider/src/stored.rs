//! Stored responses, by age.

use std::collections::VecDeque;

use serde_json::Value;

use crate::refusal::Refusal;

const KEPT: usize = 10_000;

/// Responses by age, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    pub(crate) entries: VecDeque<Entry>,
}

/// One stored response with the conversation that led to it.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) response: Value,
    pub(crate) input: Vec<Value>,
    pub(crate) events: Vec<Value>,
    pub(crate) background: bool,
    /// Retrievals for which a background response still seems to be at work.
    pub(crate) working: u8,
}

impl Entry {
    pub(crate) fn new(response: &Value, input: Vec<Value>, events: Vec<Value>, background: bool) -> Self {
        Self { response: response.clone(), input, events, background, working: u8::from(background) }
    }
}

impl Stored {
    pub(crate) fn keep(&mut self, entry: Entry) {
        self.entries.push_back(entry);
        while self.entries.len() > KEPT {
            self.entries.pop_front();
        }
    }
    /// All items up to and including the output of a response.
    pub(crate) fn conversation(&self, id: &str) -> Option<Vec<Value>> {
        let entry = self.entries.iter().find(|entry| entry.response["id"] == id)?;
        let output = entry.response["output"].as_array().cloned().unwrap_or_default();
        Some([entry.input.clone(), output].concat())
    }
    pub(crate) fn find(&mut self, id: &str) -> Result<&mut Entry, Refusal> {
        let missing = || Refusal::new(404, "invalid_request_error", format!("Response with id '{id}' not found."));
        self.entries.iter_mut().find(|entry| entry.response["id"] == id).ok_or_else(missing)
    }
}
