//! The words every part of Wicketgate shares.
//!
//! Pure values: no I/O, no clock, no randomness. Time and random bytes come in as arguments, so that what is built on
//! these words can be tested without a server and without luck.

pub mod class;
pub mod clock;
pub mod finding;
pub mod guard;
pub mod ids;
pub mod limits;
pub mod money;
pub mod origin;
pub mod principal;
pub mod refusal;
pub mod secret;
pub mod text;
pub mod usage;

pub use class::Class;
pub use clock::{Moment, Timestamp};
pub use finding::{Confidence, Finding, Kind, Severity};
pub use guard::{Action, Guard, OnError, Verdict};
pub use ids::{KeyId, ModelName, ProviderName, SessionId, VisitId};
pub use limits::{Bytes, Limits};
pub use money::{NanoDollars, Tokens};
pub use origin::Origin;
pub use principal::Principal;
pub use refusal::{Code, Refusal};
pub use secret::Secret;
pub use text::{Masked, Untrusted};
pub use usage::Usage;
