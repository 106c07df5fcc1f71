//! Input: what a call says. One strict parse, one adapter, every text leaf before every guard; what must not leave is
//! replaced where it stands, and all other bytes stay as they came.

mod head;
mod inspect;
mod judge;
mod remembered;
mod sealed;
mod unheard;

pub use inspect::{Inspected, Inspector};
pub use remembered::{CleanTexts, Reader};
pub use unheard::Unheard;
