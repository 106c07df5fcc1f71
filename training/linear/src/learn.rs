//! Logistic regression over hashed features, by AdaGrad (Duchi, Hazan and Singer, 2011), one pass after another.

use std::collections::HashMap;

use wicket_corpus::Random;
use wicket_detect::model::{Features, HEADS, Head, Linear, Seen, sentences};

use crate::data::Row;

/// Passes over the rows. More of them learn the sources by heart: with ten, orders planted in foreign text by sources that
/// were left out are told less often, by two points.
const PASSES: usize = 5;
/// Last passes of which the weights are averaged.
const AVERAGED: usize = 3;
/// AdaGrad's step.
const STEP: f32 = 0.2;
/// A source of n rows counts as n^(1 - WEIGHT) rows: large sources must not drown small ones.
const WEIGHT: f32 = 0.3;
/// What an own row counts beside one that somebody sent: own rows are many, and each family is written in one hand.
const OWN: f32 = 0.3;
/// A text with a lower target is harmless in every part.
const HARMLESS: f32 = 0.3;
/// Length in bytes of the stretches of long benign texts that are learnt as texts of their own.
const STRETCH: usize = 320;
/// Stretches taken of one long text.
const STRETCHES: usize = 2;
/// Longest attack, in bytes, of which every sentence counts as part of the order.
const LONGEST_ORDER: usize = 400;
/// Own harmless texts from so many bytes on are like documents.
const SHORTEST_DOCUMENT: usize = 200;
/// Most sentences taken of one text.
const SENTENCES: usize = 8;
/// What a sentence of a harmless request counts beside one of a document: told by a stranger it would be an order.
const USERS: f32 = 0.1;
/// Share of the weights that may be too large for a byte and are cut.
const CUT: f64 = 0.000_02;

/// One row as the learner sees it.
#[derive(Clone, Debug)]
pub struct Example {
    places: Vec<u32>,
    target: f32,
    weight: f32,
}

/// A weight for each place, and one for none.
#[derive(Clone, Debug)]
pub struct Weights {
    places: Vec<f32>,
    bias: f32,
}

impl Example {
    fn of(features: &mut Features, text: &str, target: f32, weight: f32) -> Self {
        Example { places: features.of(text), target, weight }
    }
}

impl Weights {
    fn odds(&self, places: &[u32]) -> f32 {
        let sum: f32 = places.iter().filter_map(|&place| self.places.get(place as usize)).sum();
        self.bias + sum / (places.len().max(1) as f32).sqrt()
    }

    fn add(&mut self, other: &Weights, share: f32) {
        self.places.iter_mut().zip(&other.places).for_each(|(sum, weight)| *sum += share * weight);
        self.bias += share * other.bias;
    }
}

/// Examples of each of `rows`: the text, and some stretches of it where it is long and benign. What is harmless as a whole is
/// harmless in every part; an attack need not be one in every part.
pub fn examples(rows: &[Row]) -> Vec<Vec<Example>> {
    let mut features = Features::default();
    let mut random = Random::new(3);
    rows.iter()
        .zip(weights(rows))
        .map(|(row, weight)| {
            let mut all = vec![Example::of(&mut features, &row.text, row.target(), weight)];
            if row.target() < HARMLESS && row.text.len() > STRETCH * 3 / 2 {
                all.extend((0..STRETCHES).map(|_| {
                    let stretch = stretch(&row.text, random.under(row.text.len() - STRETCH), STRETCH);
                    Example::of(&mut features, stretch, row.target(), weight / 2.0)
                }));
            }
            all
        })
        .collect()
}

/// Examples of the sentences of `rows`, for text that no party to the talk wrote: orders alone and short attacks against
/// what stands in harmless documents.
pub fn planted_examples(rows: &[Row]) -> Vec<Vec<Example>> {
    let mut features = Features::default();
    let mut random = Random::new(4);
    rows.iter()
        .zip(weights(rows))
        .map(|(row, weight)| {
            // Which sentence of a poisoned page or of a long attack is the order, nobody has marked.
            if row.positive && !row.is_order && (row.origin.is_foreign() || row.text.len() > LONGEST_ORDER) {
                return Vec::new();
            }
            let is_document = row.origin.is_foreign() || row.own && row.text.len() > SHORTEST_DOCUMENT;
            let mut pieces: Vec<&str> = sentences(&row.text).map(|range| &row.text[range]).collect();
            random.shuffle(&mut pieces);
            pieces.truncate(SENTENCES);
            let share = if row.positive || is_document { 1.0 } else { USERS };
            let weight = weight * share / (pieces.len() as f32).sqrt();
            pieces.iter().map(|piece| Example::of(&mut features, piece, row.target(), weight)).collect()
        })
        .collect()
}

/// At most `length` bytes of `text` from about `start`.
fn stretch(text: &str, start: usize, length: usize) -> &str {
    let start = text.floor_char_boundary(start);
    let end = text.floor_char_boundary((start + length).min(text.len()));
    text.get(start..end).unwrap_or_default()
}

/// What each of `rows` counts.
fn weights(rows: &[Row]) -> Vec<f32> {
    let mut count: HashMap<&str, f32> = HashMap::new();
    for row in rows {
        *count.entry(&row.source).or_default() += 1.0;
    }
    let of = |row: &Row| (1000.0 / count.get(row.source.as_str()).copied().unwrap_or(1000.0)).powf(WEIGHT);
    rows.iter().map(|row| of(row) * if row.own { OWN } else { 1.0 }).collect()
}

/// Learns from `examples`; the same examples in the same order give the same weights.
pub fn learn(examples: &[&Example]) -> Weights {
    let mut weights = Weights { places: vec![0.0; 1 << Seen::BITS], bias: 0.0 };
    let mut squares = vec![1e-6_f32; 1 << Seen::BITS];
    let mut bias_square = 1e-6_f32;
    let mut order: Vec<&Example> = examples.to_vec();
    let mut average = weights.clone();
    let mut random = Random::new(1);
    for pass in 0..PASSES {
        random.shuffle(&mut order);
        for example in &order {
            let scale = 1.0 / (example.places.len().max(1) as f32).sqrt();
            let probability = 1.0 / (1.0 + (-weights.odds(&example.places)).exp());
            let error = (probability - example.target) * example.weight;
            if error.abs() < 1e-4 {
                continue;
            }
            let slope = error * scale;
            for &place in &example.places {
                let place = place as usize;
                if let (Some(weight), Some(square)) = (weights.places.get_mut(place), squares.get_mut(place)) {
                    *square += slope * slope;
                    *weight -= STEP * slope / square.sqrt();
                }
            }
            bias_square += error * error;
            weights.bias -= STEP * error / bias_square.sqrt();
        }
        if pass + AVERAGED >= PASSES {
            average.add(&weights, 1.0 / AVERAGED as f32);
        }
    }
    average
}

/// What was learnt for one head: its weights, and slope and offset of its probabilities.
pub type Learnt = (Weights, (f32, f32));

/// The file of what was learnt, each weight in a byte; a head without anything stays as it is in `kept`. `None` where that
/// has nothing either.
pub fn pack(learnt: &[Option<Learnt>; HEADS], kept: Option<&Linear<'_>>) -> Option<Vec<u8>> {
    let mut table: Vec<i8> = kept.map_or_else(|| vec![0; HEADS << Seen::BITS], |kept| kept.weights().collect());
    let mut heads = Vec::new();
    for (index, learnt) in learnt.iter().enumerate() {
        let Some((weights, (slope, offset))) = learnt else {
            heads.push(*kept?.head(index)?);
            continue;
        };
        let mut sizes: Vec<f32> = weights.places.iter().map(|weight| weight.abs()).collect();
        sizes.sort_by(f32::total_cmp);
        let largest = sizes[((sizes.len() - 1) as f64 * (1.0 - CUT)) as usize].max(f32::MIN_POSITIVE);
        let scale = largest / 127.0;
        for (place, weight) in weights.places.iter().enumerate() {
            table[place * HEADS + index] = (weight / scale).round().clamp(-127.0, 127.0) as i8;
        }
        heads.push(Head { scale, bias: weights.bias, slope: *slope, offset: *offset });
    }
    let heads = <[Head; HEADS]>::try_from(heads).ok()?;
    Some(Linear::to_bytes(&heads, &table))
}
