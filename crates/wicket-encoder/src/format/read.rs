//! Weights from the bytes of a file, which may be anything.

use std::borrow::Cow;

use aws_lc_rs::digest::{SHA256, digest};

use super::{Biased, CHECKSUM, Header, Layer, Linear, MAGIC, Norm, Quantised, VERSION, Weights};

/// Why a file of weights was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// It is something else.
    #[error("this is no file of encoder weights")]
    Magic,
    /// It is from another time.
    #[error("the file has version {0} of the format, and only version {VERSION} is known")]
    Version(u32),
    /// It was cut off, or has something behind it.
    #[error("the file has {found} bytes and should have {expected}")]
    Length {
        /// What its header asks for.
        expected: u64,
        /// What is there.
        found: u64,
    },
    /// It was changed after it was written.
    #[error("the file does not match its checksum")]
    Checksum,
    /// Its header cannot be read.
    #[error("the header cannot be read: {0}")]
    Header(#[from] serde_json::Error),
    /// Its header asks for a model that cannot be.
    #[error("the header describes no usable model: {0}")]
    Shape(String),
    /// Its words are not those that are needed.
    #[error("the vocabulary cannot be used: {0}")]
    Vocabulary(String),
    /// A number is infinite or none at all.
    #[error("the file holds a number that is not finite")]
    NotFinite,
}

/// Where reading stands.
struct Cursor<'b>(&'b [u8]);

impl<'b> Cursor<'b> {
    fn take(&mut self, count: usize) -> Result<&'b [u8], LoadError> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or(LoadError::Length { expected: count as u64, found: self.0.len() as u64 })?;
        self.0 = rest;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32, LoadError> {
        Ok(self.take(4)?.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes)))
    }

    fn floats(&mut self, count: usize) -> Result<Vec<f32>, LoadError> {
        let (bytes, _) = self.take(count * 4)?.as_chunks::<4>();
        let floats: Vec<f32> = bytes.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        if floats.iter().all(|float| float.is_finite()) { Ok(floats) } else { Err(LoadError::NotFinite) }
    }

    fn quantised(&mut self, rows: usize, width: usize) -> Result<Quantised<'b>, LoadError> {
        Ok(Quantised { values: Cow::Borrowed(self.take(rows * width)?), scales: self.floats(rows)? })
    }

    fn biased(&mut self, rows: usize, width: usize) -> Result<Biased<'b>, LoadError> {
        Ok(Biased { matrix: self.quantised(rows, width)?, bias: self.floats(rows)? })
    }

    fn norm(&mut self, width: usize) -> Result<Norm, LoadError> {
        Ok(Norm { weight: self.floats(width)?, bias: self.floats(width)? })
    }

    fn layer(&mut self, hidden: usize, intermediate: usize) -> Result<Layer<'b>, LoadError> {
        Ok(Layer {
            projections: self.biased(3 * hidden, hidden)?,
            attention: self.biased(hidden, hidden)?,
            attention_norm: self.norm(hidden)?,
            intermediate: self.biased(intermediate, hidden)?,
            output: self.biased(hidden, intermediate)?,
            output_norm: self.norm(hidden)?,
        })
    }
}

impl<'w> Weights<'w> {
    /// Reads a file's bytes. Its length is compared with what the header asks for before anything is made room for, so a
    /// file can cost no more memory than its own size.
    ///
    /// # Errors
    /// When the file is no file of weights, was cut or changed, or describes a model without [`Header::positions`] for
    /// `window` tokens.
    pub fn read(bytes: &'w [u8], window: usize) -> Result<Self, LoadError> {
        let mut cursor = Cursor(bytes.strip_prefix(MAGIC).ok_or(LoadError::Magic)?);
        let version = cursor.number()?;
        if version != VERSION {
            return Err(LoadError::Version(version));
        }
        let length = cursor.number()? as usize;
        let header: Header = serde_json::from_slice(cursor.take(length)?)?;
        header.check(window)?;
        let (expected, found) = (header.body() + CHECKSUM as u64, cursor.0.len() as u64);
        if expected != found {
            let before = bytes.len() as u64 - found;
            return Err(LoadError::Length { expected: before + expected, found: before + found });
        }
        let (sealed, checksum) = bytes.split_at(bytes.len() - CHECKSUM);
        if digest(&SHA256, sealed).as_ref() != checksum {
            return Err(LoadError::Checksum);
        }
        Self::body(header, cursor)
    }

    fn body(header: Header, mut cursor: Cursor<'w>) -> Result<Self, LoadError> {
        let Header { hidden, intermediate, .. } = header;
        let vocabulary = std::str::from_utf8(cursor.take(header.vocabulary_bytes)?)
            .map_err(|error| LoadError::Vocabulary(error.to_string()))?
            .to_owned();
        let words = cursor.quantised(header.vocabulary, hidden)?;
        let positions = cursor.floats(header.positions * hidden)?;
        let norm = cursor.norm(hidden)?;
        let layers = (0..header.layers).map(|_| cursor.layer(hidden, intermediate)).collect::<Result<_, _>>()?;
        let mut classifiers = Vec::with_capacity(header.classifiers.len());
        for classifier in &header.classifiers {
            let width = classifier.labels.len();
            classifiers.push(Linear { weight: cursor.floats(width * hidden)?, bias: cursor.floats(width)? });
        }
        Ok(Self { header, vocabulary, words, positions, norm, layers, classifiers })
    }
}
