//! Attacks on the whole gate, by a caller with a small key, an author of content and a provider that means no good.
//! `docs/attacks.md` names the test that meets each known attack; `names.rs` holds it to its word.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a story fails by panicking")]
#![allow(clippy::large_futures, reason = "a story awaits one call at a time")]
#![allow(missing_docs, reason = "a story's name is its documentation")]

#[path = "it/rig/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the rig serves the stories beside as well")]
mod rig;

#[path = "attacks/answers.rs"]
mod answers;
#[path = "attacks/doors.rs"]
mod doors;
#[path = "attacks/fields.rs"]
mod fields;
#[path = "attacks/garbage.rs"]
mod garbage;
#[path = "attacks/injection.rs"]
mod injection;
#[path = "attacks/names.rs"]
mod names;
#[path = "attacks/sealed.rs"]
mod sealed;

/// Limits that no story here is about.
const ROOM: &str = "[limits]\nrequests_per_minute = 1000000\nconcurrent = 1000\n";
