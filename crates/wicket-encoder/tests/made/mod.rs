//! Weights that mean nothing but have the shape and the size of real ones, the same at each run.

use std::collections::BTreeMap;

use wicket_encoder::format::{Biased, Calibration, Classifier, Header, Layer, Linear, Norm, Quantised, Weights};

/// The sizes of a model.
#[derive(Clone, Copy)]
pub struct Sizes {
    pub layers: usize,
    pub hidden: usize,
    pub attention_heads: usize,
    pub intermediate: usize,
}

/// Words that every test needs; the model is made of no others.
pub const WORDS: &str = "[PAD] [unused1] [unused2] [unused3] [UNK] [CLS] [SEP] the mill by river ##s ##ing turn grind flour a b c \
d e f g h i j k l m n o p q r s t u v w x y z ##a ##b ##c ##d ##e ##f ##g ##h ##i ##j ##k ##l ##m ##n ##o ##p ##q ##r ##t ##u ##v \
##w ##x ##y ##z . , ! ? [ ] 会 議 ß";

/// Numbers that look random: a linear congruence, its upper bits.
pub struct Numbers(pub u64);

impl Numbers {
    /// Between −1 and 1.
    pub fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }

    /// So many, up to `size` in either direction.
    pub fn many(&mut self, count: usize, size: f32) -> Vec<f32> {
        (0..count).map(|_| self.next() * size).collect()
    }
}

/// A model with two classifiers, `injection` and `safety`.
pub fn weights(sizes: Sizes) -> Weights<'static> {
    let Sizes { layers, hidden, attention_heads, intermediate } = sizes;
    let mut numbers = Numbers(7);
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let norm = |numbers: &mut Numbers| Norm {
        weight: numbers.many(hidden, 0.3).into_iter().map(|weight| 1.0 + weight).collect(),
        bias: numbers.many(hidden, 0.2),
    };
    // As large as trained ones are, so that activations keep their size from layer to layer.
    let biased = |numbers: &mut Numbers, rows: usize, width: usize| Biased {
        matrix: Quantised::of(&numbers.many(rows * width, 1.2 / (width as f32).sqrt()), width),
        bias: numbers.many(rows, 0.1),
    };
    let classifier = |name: &str, labels: &[&str]| Classifier {
        name: name.to_owned(),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        calibration: Calibration { scale: 1.5, offset: -0.5 },
        thresholds: BTreeMap::from([("fpr1".to_owned(), 0.5)]),
    };
    let vocabulary: String = words.iter().flat_map(|word| [word, "\n"]).collect();
    Weights {
        header: Header {
            layers,
            hidden,
            attention_heads,
            intermediate,
            positions: 128,
            vocabulary: words.len(),
            vocabulary_bytes: vocabulary.len(),
            classifiers: vec![classifier("injection", &["injection"]), classifier("safety", &["any", "hate"])],
        },
        vocabulary,
        words: Quantised::of(&numbers.many(words.len() * hidden, 0.1), hidden),
        positions: numbers.many(128 * hidden, 0.05),
        norm: norm(&mut numbers),
        layers: (0..layers)
            .map(|_| Layer {
                projections: biased(&mut numbers, 3 * hidden, hidden),
                attention: biased(&mut numbers, hidden, hidden),
                attention_norm: norm(&mut numbers),
                intermediate: biased(&mut numbers, intermediate, hidden),
                output: biased(&mut numbers, hidden, intermediate),
                output_norm: norm(&mut numbers),
            })
            .collect(),
        classifiers: [1, 2]
            .map(|width| Linear { weight: numbers.many(width * hidden, 0.3), bias: numbers.many(width, 0.3) })
            .into(),
    }
}
