//! What a token that holds a digit looks like, so that most tokens are told from tables and cost a rule nothing.

use super::Context;

/// A token that holds a digit, in its text.
#[derive(Debug)]
pub struct Spot<'t> {
    /// The whole text.
    pub text: &'t str,
    /// Where the token begins.
    pub start: usize,
    /// Where its letters and digits end.
    pub end: usize,
    /// What the words in front of it speak of.
    pub context: Context,
    /// Whether the next words all hold digits: a row of them is asked about at each.
    pub in_row: bool,
}

/// What every token looks like at which a rule can find anything: told from tables, so that most tokens cost the rule nothing.
#[derive(Clone, Copy, Debug)]
pub struct Sight {
    /// Fewest and most bytes; of 255 and more all are taken for 255.
    pub length: (u8, u8),
    /// Its first byte.
    pub first: Bytes,
    /// The byte in front of it; zero where the text begins.
    pub before: Bytes,
    /// The byte behind it; zero where the text ends.
    pub behind: Bytes,
    /// The byte in front of the one in front of it; zero where there is none.
    pub lead: Bytes,
    /// Whether the rule finds anything in a row of numbers, see [`Spot::in_row`].
    pub in_row: bool,
}

impl Sight {
    /// Any token.
    pub const ANY: Sight = Sight {
        length: (0, u8::MAX),
        first: Bytes::Any,
        before: Bytes::Any,
        behind: Bytes::Any,
        lead: Bytes::Any,
        in_row: true,
    };
}

/// A set of bytes.
#[derive(Clone, Copy, Debug)]
pub enum Bytes {
    /// All.
    Any,
    /// `0` to `9`.
    Digit,
    /// All but these.
    NoDigit,
    /// `A` to `Z`.
    Capital,
    /// These.
    Of(&'static [u8]),
    /// All but these.
    Not(&'static [u8]),
    /// Those of characters outside ASCII.
    Foreign,
}

impl Bytes {
    /// Whether `byte` is one of them.
    pub fn has(self, byte: u8) -> bool {
        match self {
            Bytes::Any => true,
            Bytes::Digit => byte.is_ascii_digit(),
            Bytes::NoDigit => !byte.is_ascii_digit(),
            Bytes::Capital => byte.is_ascii_uppercase(),
            Bytes::Of(bytes) => bytes.contains(&byte),
            Bytes::Not(bytes) => !bytes.contains(&byte),
            Bytes::Foreign => !byte.is_ascii(),
        }
    }
}
