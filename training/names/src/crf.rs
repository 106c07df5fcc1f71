//! A linear-chain conditional random field, learned by stochastic gradients with a rate of its own for each weight.
//!
//! First over far more places than the product keeps, then over the features worth keeping, so that these learn to do
//! without the others.

use wicket_detect::names::{
    features::{FEATURES, LEXICAL},
    viterbi::{TAGS, may_follow},
};

use crate::chance::Chance;

/// Places of the table while learning.
const PLACES: usize = 1 << 22;

/// First step of each weight.
const RATE: f32 = 0.04;

/// Share of its size that a weight loses when it is looked at.
const DECAY: f32 = 2e-4;

/// Gradients below this are not worth a visit to the table.
const SMALL: f32 = 2e-3;

/// How often the features of the word itself are left out, and any single feature.
const LEFT_OUT: (f32, f32) = (0.25, 0.12);

/// A stretch of text, ready to learn from.
#[derive(Debug)]
pub struct Example {
    /// The features of each token, as hashes.
    pub features: Vec<[u32; FEATURES]>,
    /// The right tag of each token.
    pub tags: Vec<u8>,
    /// Of all rows of its source, how many are read in one round.
    pub share: f32,
}

type Row = [f32; TAGS];

/// The field.
pub struct Field {
    weights: Vec<Row>,
    squares: Vec<Row>,
    counts: Vec<u32>,
    /// `None`: all features count.
    kept: Option<Vec<bool>>,
    /// Scores of the first tag stand in the last row.
    pub moves: [Row; TAGS + 1],
    move_squares: [Row; TAGS + 1],
}

impl Field {
    /// A field that knows nothing.
    pub fn new() -> Self {
        Field {
            weights: vec![[0.0; TAGS]; PLACES],
            squares: vec![[1e-2; TAGS]; PLACES],
            counts: vec![0; PLACES],
            kept: None,
            moves: [[0.0; TAGS]; TAGS + 1],
            move_squares: [[1e-2; TAGS]; TAGS + 1],
        }
    }

    /// Counts how many tokens have each feature.
    pub fn count(&mut self, examples: &[Example]) {
        for hash in examples.iter().flat_map(|e| e.features.iter().flatten()) {
            self.counts[slot(*hash)] += 1;
        }
    }

    /// Reads every example once, in an order of chance; gives the mean loss of a token.
    pub fn round(&mut self, examples: &[Example], rate: f32, chance: &mut Chance) -> f32 {
        let mut order: Vec<usize> = (0..examples.len()).collect();
        chance.shuffle(&mut order);
        let (mut loss, mut n) = (0.0, 0);
        for at in order {
            if chance.happens(examples[at].share) {
                loss += self.learn(&examples[at], rate, chance);
                n += examples[at].tags.len();
            }
        }
        loss / n.max(1) as f32
    }

    fn learn(&mut self, example: &Example, rate: f32, chance: &mut Chance) -> f32 {
        let slots: Vec<Vec<u32>> = example.features.iter().map(|features| self.slots(features, chance)).collect();
        let scores: Vec<Row> = slots.iter().map(|slots| self.score(slots)).collect();
        let (shares, expected, likelihood) = self.marginals(&scores, &example.tags);
        for ((slots, shares), gold) in slots.iter().zip(&shares).zip(&example.tags) {
            let gradient: Row = std::array::from_fn(|tag| shares[tag] - f32::from(u8::from(tag == usize::from(*gold))));
            if gradient.iter().any(|g| g.abs() > SMALL) {
                for slot in slots {
                    step(&mut self.weights[*slot as usize], &mut self.squares[*slot as usize], &gradient, rate * RATE);
                }
            }
        }
        let mut gradient = expected;
        let mut before = TAGS;
        for tag in &example.tags {
            gradient[before][usize::from(*tag)] -= 1.0;
            before = usize::from(*tag);
        }
        for (at, row) in gradient.iter().enumerate() {
            step(&mut self.moves[at], &mut self.move_squares[at], row, rate * RATE);
        }
        likelihood
    }

    /// Which places a token's features have, some left out by chance.
    fn slots(&self, features: &[u32; FEATURES], chance: &mut Chance) -> Vec<u32> {
        let without_word = chance.happens(LEFT_OUT.0);
        let is_kept = |slot: usize| self.kept.as_ref().map_or(self.counts[slot] > 1, |kept| kept[slot]);
        let mut slots = Vec::with_capacity(FEATURES);
        for (template, hash) in features.iter().enumerate() {
            let at = slot(*hash);
            if is_kept(at) && !(without_word && LEXICAL.contains(&template)) && !chance.happens(LEFT_OUT.1) {
                slots.push(at as u32);
            }
        }
        slots
    }

    fn score(&self, slots: &[u32]) -> Row {
        slots.iter().fold([0.0; TAGS], |sum, slot| {
            let row = &self.weights[*slot as usize];
            std::array::from_fn(|tag| sum[tag] + row[tag])
        })
    }

    /// Forward and backward: how likely each tag of each token is, how often each move is expected, and the loss.
    fn marginals(&self, scores: &[Row], gold: &[u8]) -> (Vec<Row>, [Row; TAGS + 1], f32) {
        let open = |before: usize, tag: usize| may_follow((before < TAGS).then_some(before), tag);
        let moves: [Row; TAGS + 1] = std::array::from_fn(|before| {
            std::array::from_fn(|tag| if open(before, tag) { self.moves[before][tag].exp() } else { 0.0 })
        });
        let n = scores.len();
        let (mut ahead, mut sums, mut local) = (Vec::with_capacity(n), Vec::with_capacity(n), Vec::with_capacity(n));
        let mut loss = 0.0;
        let mut before_gold = TAGS;
        for (at, row) in scores.iter().enumerate() {
            let top = row.iter().copied().fold(f32::MIN, f32::max);
            let here: Row = row.map(|score| (score - top).exp());
            let mut now: Row = match ahead.last() {
                None => std::array::from_fn(|tag| here[tag] * moves[TAGS][tag]),
                Some(last) => {
                    let last: &Row = last;
                    std::array::from_fn(|tag| here[tag] * (0..TAGS).map(|b| last[b] * moves[b][tag]).sum::<f32>())
                }
            };
            let sum = now.iter().sum::<f32>().max(f32::MIN_POSITIVE);
            now = now.map(|value| value / sum);
            let tag = usize::from(gold[at]);
            loss += sum.ln() + top - row[tag] - self.moves[before_gold][tag];
            before_gold = tag;
            ahead.push(now);
            sums.push(sum);
            local.push(here);
        }
        let mut after: Row = [1.0; TAGS];
        let mut shares = vec![[0.0; TAGS]; n];
        let mut expected = [[0.0; TAGS]; TAGS + 1];
        for at in (0..n).rev() {
            shares[at] = std::array::from_fn(|tag| ahead[at][tag] * after[tag]);
            let ready: Row = std::array::from_fn(|tag| local[at][tag] * after[tag] / sums[at]);
            match at.checked_sub(1).map(|before| &ahead[before]) {
                Some(last) => {
                    for before in 0..TAGS {
                        for tag in 0..TAGS {
                            expected[before][tag] += last[before] * moves[before][tag] * ready[tag];
                        }
                    }
                }
                None => (0..TAGS).for_each(|tag| expected[TAGS][tag] += moves[TAGS][tag] * ready[tag]),
            }
            after = std::array::from_fn(|before| (0..TAGS).map(|tag| moves[before][tag] * ready[tag]).sum());
        }
        (shares, expected, loss)
    }

    /// The features worth keeping, best first, with their hashes among `hashes`.
    pub fn worthy(&self, hashes: impl Iterator<Item = u32>, least_often: u32) -> Vec<u32> {
        let worth = |slot: usize| {
            let norm: f32 = self.weights[slot].iter().map(|w| w * w).sum();
            norm * (self.counts[slot] as f32).min(64.0).sqrt()
        };
        let mut seen = vec![false; PLACES];
        let mut found: Vec<u32> = hashes
            .filter(|hash| self.counts[slot(*hash)] >= least_often && !std::mem::replace(&mut seen[slot(*hash)], true))
            .collect();
        found.sort_by(|a, b| worth(slot(*b)).total_cmp(&worth(slot(*a))).then(a.cmp(b)));
        found
    }

    /// From now on only these features count.
    pub fn keep(&mut self, hashes: &[u32]) {
        let mut kept = vec![false; PLACES];
        hashes.iter().for_each(|hash| kept[slot(*hash)] = true);
        self.kept = Some(kept);
    }

    /// The weights of a feature.
    pub fn weights(&self, hash: u32) -> &Row {
        &self.weights[slot(hash)]
    }
}

fn slot(hash: u32) -> usize {
    (hash.wrapping_mul(0x9e37_79b1) >> 10) as usize & (PLACES - 1)
}

fn step(weights: &mut Row, squares: &mut Row, gradient: &Row, rate: f32) {
    for tag in 0..TAGS {
        let g = gradient[tag] + DECAY * weights[tag];
        squares[tag] += g * g;
        weights[tag] -= rate * g / squares[tag].sqrt();
    }
}
