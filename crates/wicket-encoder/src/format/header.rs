//! The sizes of a model and the names of its classifiers, as the file's header says them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::LoadError;

/// The shape of a model. Written as JSON at the beginning of its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// How many layers there are.
    pub layers: usize,
    /// The width of a token's row; a multiple of 16 for each attention head.
    pub hidden: usize,
    /// How many attention heads share that width.
    pub attention_heads: usize,
    /// The width of the row between the two products of a layer; a multiple of 16.
    pub intermediate: usize,
    /// How many tokens can be told apart by their position; at least a window's.
    pub positions: usize,
    /// How many words there are.
    pub vocabulary: usize,
    /// How long they are together, with a line feed after each.
    pub vocabulary_bytes: usize,
    /// What is read off the last layer.
    pub classifiers: Vec<Classifier>,
}

/// One linear classifier of windows; it looks at the mean over all tokens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Classifier {
    /// Its name; no two have the same.
    pub name: String,
    /// What each score is for.
    pub labels: Vec<String>,
    /// How a score becomes a probability.
    pub calibration: Calibration,
    /// Probabilities from which on something is to be done, by what they were chosen for.
    #[serde(default)]
    pub thresholds: BTreeMap<String, f32>,
}

/// How a score becomes a probability: as the logistic function of `scale · score + offset`, fitted on texts that were not
/// trained on.
///
/// # Source
/// J. Platt, "Probabilistic Outputs for Support Vector Machines" (1999).
///
/// ```
/// use wicket_encoder::format::Calibration;
/// assert_eq!(Calibration::NONE.probability(0.0), 0.5);
/// assert!(Calibration { scale: 1.0, offset: -2.0 }.probability(0.0) < 0.12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    /// Below 1 for a model that is too sure of itself.
    pub scale: f32,
    /// Below 0 for one that sees too much.
    pub offset: f32,
}

impl Calibration {
    /// Takes scores as they are.
    pub const NONE: Self = Self { scale: 1.0, offset: 0.0 };

    /// The score on the scale on which 0 is as likely as not.
    pub fn score(self, raw: f32) -> f32 {
        raw.mul_add(self.scale, self.offset)
    }

    /// 0.0 surely not … 1.0 surely, for a classifier whose scores stand each for itself.
    pub fn probability(self, raw: f32) -> f32 {
        1.0 / (1.0 + (-self.score(raw)).exp())
    }
}

/// Most that a header may ask for: far above any model for which this crate is fast enough, far below what would
/// overflow a product of two sizes.
const MOST: [(&str, usize); 6] = [
    ("layers", 48),
    ("hidden", 4096),
    ("attention_heads", 128),
    ("intermediate", 16_384),
    ("positions", 4096),
    ("vocabulary", 1 << 20),
];
const MOST_VOCABULARY_BYTES: usize = 1 << 23;
const MOST_CLASSIFIERS: usize = 64;
const MOST_LABELS: usize = 256;

impl Header {
    /// Refuses sizes that no kernel can work with.
    pub(super) fn check(&self, window: usize) -> Result<(), LoadError> {
        let sizes =
            [self.layers, self.hidden, self.attention_heads, self.intermediate, self.positions, self.vocabulary];
        for ((name, most), size) in MOST.into_iter().zip(sizes) {
            if size == 0 || size > most {
                return shape(format!("`{name}` is {size}; it must be between 1 and {most}"));
            }
        }
        if !self.hidden.is_multiple_of(16 * self.attention_heads) || !self.intermediate.is_multiple_of(16) {
            return shape("`hidden` for each attention head, and `intermediate`, must be multiples of 16".to_owned());
        }
        if self.positions < window {
            return shape(format!("`positions` is {}, fewer than the {window} tokens of a window", self.positions));
        }
        if self.vocabulary_bytes > MOST_VOCABULARY_BYTES || self.classifiers.len() > MOST_CLASSIFIERS {
            return shape("`vocabulary_bytes` or the number of `classifiers` is too large".to_owned());
        }
        for (before, classifier) in self.classifiers.iter().enumerate() {
            let (name, labels) = (&classifier.name, classifier.labels.len());
            if labels == 0 || labels > MOST_LABELS {
                return shape(format!("classifier `{name}` has {labels} labels; it needs 1 to {MOST_LABELS}"));
            }
            if self.classifiers[..before].iter().any(|other| other.name == *name) {
                return shape(format!("there are two classifiers `{name}`"));
            }
            let Calibration { scale, offset } = classifier.calibration;
            if ![scale, offset].iter().chain(classifier.thresholds.values()).all(|number| number.is_finite()) {
                return shape(format!("the calibration of classifier `{name}` is not finite"));
            }
        }
        Ok(())
    }

    /// How many bytes follow the header, the checksum not counted. Sizes that passed [`Header::check`] cannot overflow.
    pub(super) fn body(&self) -> u64 {
        let [layers, hidden, intermediate, positions, vocabulary] =
            [self.layers, self.hidden, self.intermediate, self.positions, self.vocabulary].map(|size| size as u64);
        let biased = |rows: u64, width: u64| rows * (width + 8);
        let norm = 8 * hidden;
        let layer = biased(3 * hidden, hidden)
            + biased(hidden, hidden)
            + biased(intermediate, hidden)
            + biased(hidden, intermediate)
            + 2 * norm;
        let labels: u64 = self.classifiers.iter().map(|classifier| classifier.labels.len() as u64).sum();
        self.vocabulary_bytes as u64
            + vocabulary * (hidden + 4)
            + positions * hidden * 4
            + norm
            + layers * layer
            + labels * (hidden + 1) * 4
    }
}

fn shape(what: String) -> Result<(), LoadError> {
    Err(LoadError::Shape(what))
}
