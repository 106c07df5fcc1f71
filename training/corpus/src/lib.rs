//! Own training examples: the grammars of `corpus/` in, labelled texts out, the same ones for the same seed.
//!
//! A grammar names the labels of a block and the templates that its rows are drawn from; `corpus/README.md` has the format.

mod draw;
mod forms;
mod grammar;
mod random;

pub use draw::{Row, rows};
pub use grammar::{Block, Fault, Grammar, GrammarError};
pub use random::Random;
