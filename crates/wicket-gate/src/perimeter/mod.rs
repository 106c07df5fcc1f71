//! Perimeter: who knocks, how often, how large. What stands here knows connections, heads, credentials, addresses and
//! limits, and nothing of what a call says.
//!
//! ```text
//! listen ─▶ serve ─▶ connection ─▶ guarded (framing, head) ─▶ hyper ─▶ arrival ─▶ the visitor's path
//!                                                              credential, addresses, limits: asked by that path
//! ```

pub mod addresses;
pub mod admit;
mod alarm;
pub mod arrival;
mod brake;
mod closing;
mod connection;
pub mod credential;
mod farewell;
pub mod flaw;
pub mod framing;
mod front;
pub mod guarded;
pub mod head;
pub mod held;
pub mod limits;
pub mod listen;
pub mod outbound;
mod pace;
pub mod patience;
pub mod serve;
pub mod standing;
#[cfg(test)]
mod stories;
pub mod strangers;
mod thread;
pub mod tls;
pub mod tokens;
pub mod window;
