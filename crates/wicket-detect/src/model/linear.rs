//! A linear model over hashed features: how much a text is like attacks, and how much like harmful talk.
//!
//! One table with a signed byte for each head at each place, read once per feature. Foreign text has a head of its own: an
//! order to an assistant is usual in what a user says and out of place in a web page.
use aws_lc_rs::digest::{SHA256, digest};
use thiserror::Error;

use super::seen::Seen;

/// The table holds a byte for each head, one behind the other.
pub const HEADS: usize = 3;
/// Heads by their place: attacks in what a party says, harm, and attacks planted in a document or in a tool's answer.
pub const INJECTION: usize = 0;
/// See [`INJECTION`].
pub const SAFETY: usize = 1;
/// See [`INJECTION`].
pub const PLANTED: usize = 2;
/// First bytes of a file.
const MAGIC: &[u8; 8] = b"WGLINEA2";
/// Magic, then for each head its scale, bias, slope and offset as little-endian `f32`.
const HEADER: usize = MAGIC.len() + HEADS * 16;
/// Bytes of the table, and one more.
const TABLE: usize = (HEADS << Seen::BITS) + 1;
/// A file ends with the SHA-256 of what stands before.
const CHECKSUM: usize = 32;
/// What a file of weights lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ModelError {
    /// The file has another length than the table asks for.
    #[error("the file of weights has {has} bytes, not {needs}")]
    Length {
        /// Bytes in the file.
        has: usize,
        /// Bytes of a whole one.
        needs: usize,
    },
    /// Another kind of file, or another version.
    #[error("the file does not begin as weights of a linear model do")]
    Magic,
    /// A byte was changed.
    #[error("the checksum of the weights does not fit")]
    Checksum,
    /// A number in the header is not finite.
    #[error("the header of the weights holds a number that is none")]
    Number,
}

/// One head: from sums of weights to log odds, and from there to a probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// What a weight of one stands for.
    pub scale: f32,
    /// Log odds of a text without features.
    pub bias: f32,
    /// Platt's slope: calibrated log odds are `slope * z + offset`.
    pub slope: f32,
    /// Platt's offset.
    pub offset: f32,
}

impl Head {
    /// Log odds of `sum` over `n` features.
    pub(super) fn odds(&self, sum: i32, n: u32) -> f32 {
        self.bias + self.scale * sum as f32 / (n.max(1) as f32).sqrt()
    }

    /// The probability that log odds stand for (Platt, "Probabilistic Outputs for Support Vector Machines", 1999).
    pub fn probability(&self, odds: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * odds + self.offset)).exp())
    }
}

/// The trained table, which stays where its file lies.
#[derive(Clone, Debug)]
pub struct Linear<'f> {
    pub(super) heads: [Head; HEADS],
    /// [`HEADS`] bytes a place and, so that four bytes can be read at the last one too, one of the checksum behind them.
    table: &'f [u8; TABLE],
}

impl<'f> Linear<'f> {
    /// Reads a file of weights.
    ///
    /// # Errors
    /// The file is not whole, or not one.
    pub fn from_bytes(file: &'f [u8]) -> Result<Self, ModelError> {
        let needs = HEADER + (HEADS << Seen::BITS) + CHECKSUM;
        if file.len() != needs {
            return Err(ModelError::Length { has: file.len(), needs });
        }
        let (body, checksum) = file.split_at(needs - CHECKSUM);
        if digest(&SHA256, body).as_ref() != checksum {
            return Err(ModelError::Checksum);
        }
        let header = &body[..HEADER];
        let table = file[HEADER..].first_chunk().ok_or(ModelError::Length { has: file.len(), needs })?;
        let numbers = header.strip_prefix(MAGIC).ok_or(ModelError::Magic)?;
        let mut numbers = numbers.chunks_exact(4).map(|four| match four {
            &[a, b, c, d] => f32::from_le_bytes([a, b, c, d]),
            _ => f32::NAN,
        });
        let mut next = || numbers.next().filter(|number| number.is_finite()).ok_or(ModelError::Number);
        let mut head = || Ok(Head { scale: next()?, bias: next()?, slope: next()?, offset: next()? });
        Ok(Linear { heads: [head()?, head()?, head()?], table })
    }

    /// The file of these weights, for a trainer. `weights` holds [`HEADS`] bytes a place.
    pub fn to_bytes(heads: &[Head; HEADS], weights: &[i8]) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        for head in heads {
            for number in [head.scale, head.bias, head.slope, head.offset] {
                file.extend(number.to_le_bytes());
            }
        }
        file.extend(weights.iter().map(|weight| weight.cast_unsigned()));
        let checksum = digest(&SHA256, &file);
        file.extend(checksum.as_ref());
        file
    }

    /// The weights as [`Linear::to_bytes`] takes them, for a trainer that learns one head anew.
    pub fn weights(&self) -> impl Iterator<Item = i8> + '_ {
        self.table.iter().take(HEADS << Seen::BITS).map(|weight| weight.cast_signed())
    }

    /// How the `head`th output becomes a probability.
    pub fn head(&self, head: usize) -> Option<&Head> {
        self.heads.get(head)
    }

    /// The weights of all heads at `place`, a byte each from the lowest on and 128 too high, so that none is below zero; above
    /// them a one, to count by.
    pub(super) fn feature_at(&self, place: u32) -> u32 {
        let at = place as usize % (1 << Seen::BITS) * HEADS;
        // Read together with the byte behind them.
        let four = u32::from_le_bytes([self.table[at], self.table[at + 1], self.table[at + 2], self.table[at + 3]]);
        (four ^ 0x0080_8080) & 0x00FF_FFFF | 1 << 24
    }
}
