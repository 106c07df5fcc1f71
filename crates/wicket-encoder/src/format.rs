//! The file of weights: what is in it, in which order, and how it is checked.
//!
//! All numbers are little-endian. Nothing is padded.
//!
//! | what | how |
//! |---|---|
//! | magic | `wicketen` |
//! | version | u32, 1 |
//! | length of the header | u32 |
//! | header | JSON, see [`Header`] |
//! | vocabulary | the words in the order of their ids, with a line feed after each |
//! | word embeddings | `vocabulary × hidden`, quantised |
//! | position embeddings | f32, `positions × hidden` |
//! | their layer normalisation | f32, `hidden` weights and `hidden` biases |
//! | each layer: query, key and value | quantised, `3 · hidden × hidden`, and `3 · hidden` biases |
//! | attention's output | quantised, `hidden × hidden`, and `hidden` biases |
//! | layer normalisation | as above |
//! | intermediate | quantised, `intermediate × hidden`, and `intermediate` biases |
//! | output | quantised, `hidden × intermediate`, and `hidden` biases |
//! | layer normalisation | as above |
//! | each classifier | f32, `width × hidden` weights and `width` biases |
//! | checksum | SHA-256 over all before it |
//!
//! *Quantised* is an i8 for each weight, row after row, and then an f32 for each row: weight times scale is the value.

mod header;
mod read;
mod write;

use std::borrow::Cow;

pub use header::{Calibration, Classifier, Header};
pub use read::LoadError;

pub(crate) const MAGIC: &[u8; 8] = b"wicketen";
pub(crate) const VERSION: u32 = 1;
/// Bytes of a SHA-256.
pub(crate) const CHECKSUM: usize = 32;

/// All that a file of weights holds. Matrices that were read lie where the file has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights<'w> {
    /// The sizes of everything else.
    pub header: Header,
    /// The words in the order of their ids, a line feed after each.
    pub vocabulary: String,
    /// A row for each word.
    pub words: Quantised<'w>,
    /// A row for each position.
    pub positions: Vec<f32>,
    /// Normalises the sum of the two.
    pub norm: Norm,
    /// First to last.
    pub layers: Vec<Layer<'w>>,
    /// In the order of [`Header::classifiers`].
    pub classifiers: Vec<Linear>,
}

/// A matrix of signed bytes with a scale for each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantised<'w> {
    /// Row after row, in two's complement.
    pub values: Cow<'w, [u8]>,
    /// What a value of each row is multiplied with.
    pub scales: Vec<f32>,
}

impl Quantised<'_> {
    /// Brings each row of `width` floats to whole numbers between −127 and 127.
    pub fn of(floats: &[f32], width: usize) -> Self {
        let rows = floats.chunks_exact(width.max(1));
        let scale = |row: &[f32]| row.iter().fold(0.0_f32, |most, value| most.max(value.abs())) / 127.0;
        let scales: Vec<f32> = rows.clone().map(scale).collect();
        let whole = |(row, scale): (&[f32], &f32)| -> Vec<u8> {
            // A row of zeros has the scale 0 and stays one: 0 / 0 is no number, and as a whole one it is 0.
            row.iter().map(|value| ((value / scale).round_ties_even() as i8).cast_unsigned()).collect()
        };
        let values = rows.zip(&scales).flat_map(whole).collect();
        Self { values, scales }
    }
}

/// A quantised matrix with a bias for each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Biased<'w> {
    /// A row for each output.
    pub matrix: Quantised<'w>,
    /// One for each output.
    pub bias: Vec<f32>,
}

/// A layer normalisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    /// What each number is multiplied with once mean and variance are even.
    pub weight: Vec<f32>,
    /// What is added then.
    pub bias: Vec<f32>,
}

/// One layer of the encoder.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer<'w> {
    /// Queries, keys and values, one below the other.
    pub projections: Biased<'w>,
    /// From the mixed values back into the row.
    pub attention: Biased<'w>,
    /// After attention was added.
    pub attention_norm: Norm,
    /// Up to the wide row between.
    pub intermediate: Biased<'w>,
    /// And down again.
    pub output: Biased<'w>,
    /// After that was added.
    pub output_norm: Norm,
}

/// A linear classifier over the mean of the last layer's rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Linear {
    /// A row for each score.
    pub weight: Vec<f32>,
    /// One for each score.
    pub bias: Vec<f32>,
}
