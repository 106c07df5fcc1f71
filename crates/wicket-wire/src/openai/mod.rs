//! OpenAI's protocol, and that of all who speak it.

use std::collections::BTreeSet;

pub(crate) mod chat;
pub(crate) mod embeddings;
pub(crate) mod errors;
pub(crate) mod models;
pub(crate) mod responses;
pub(crate) mod usage;

/// Adds what these adapters know.
pub(crate) fn list_coverage(into: &mut BTreeSet<String>) {
    chat::list_coverage(into);
    embeddings::list_coverage(into);
    responses::list_coverage(into);
}
