//! Output: what comes back. Answers are hostile until read: bounded, parsed as strictly as requests, judged before they
//! leave, their pseudonyms turned back into what the caller wrote.

mod body;
mod channel;
mod clear;
mod collected;
mod guard;
mod harm;
mod keep;
mod repeats;
mod stream;
mod whole;

pub use body::ReplyBody;
pub(crate) use clear::Output;
pub(crate) use guard::OutputGuard;
pub(crate) use stream::StreamGuard;
