//! The whole encoder against the same layers written plainly, in floats and without any thought for speed.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]
#![allow(missing_docs, reason = "a test's name is its documentation")]

use wicket_encoder::{
    Encoder, InstructionSet, Origin,
    format::{Biased, Linear, Norm, Quantised, Weights},
};

mod made;
use made::{Numbers, Sizes, WORDS, weights};

type Rows = Vec<Vec<f32>>;

/// The last layer's rows for these tokens.
fn plainly(weights: &Weights<'_>, ids: &[usize]) -> Rows {
    let (hidden, heads) = (weights.header.hidden, weights.header.attention_heads);
    let words = floats(&weights.words, hidden);
    let positions: Vec<_> = weights.positions.chunks(hidden).collect();
    let mut rows: Rows = ids.iter().zip(positions).map(|(id, position)| sum(&words[*id], position)).collect();
    rows = rows.iter().map(|row| normalised(row, &weights.norm)).collect();
    for layer in &weights.layers {
        let projected = product(&rows, &layer.projections, hidden);
        let attended = product(&attention(&projected, hidden, heads), &layer.attention, hidden);
        rows = rows.iter().zip(&attended).map(|(a, b)| normalised(&sum(a, b), &layer.attention_norm)).collect();
        let mut wide = product(&rows, &layer.intermediate, hidden);
        wide.iter_mut().flatten().for_each(|value| *value = gelu(*value));
        let output = product(&wide, &layer.output, weights.header.intermediate);
        rows = rows.iter().zip(&output).map(|(a, b)| normalised(&sum(a, b), &layer.output_norm)).collect();
    }
    rows
}

fn floats(matrix: &Quantised<'_>, width: usize) -> Rows {
    let rows = matrix.values.chunks(width).zip(&matrix.scales);
    rows.map(|(row, scale)| row.iter().map(|value| f32::from(value.cast_signed()) * scale).collect()).collect()
}

fn sum(a: &[f32], b: &[f32]) -> Vec<f32> {
    a.iter().zip(b).map(|(a, b)| a + b).collect()
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn product(rows: &Rows, biased: &Biased<'_>, width: usize) -> Rows {
    let matrix = floats(&biased.matrix, width);
    rows.iter()
        .map(|row| matrix.iter().zip(&biased.bias).map(|(column, bias)| dot(row, column) + bias).collect())
        .collect()
}

fn attention(projected: &Rows, hidden: usize, heads: usize) -> Rows {
    let size = hidden / heads;
    let part = |row: &Vec<f32>, kind: usize, head: usize| row[kind * hidden + head * size..][..size].to_vec();
    let mut mixed = vec![Vec::new(); projected.len()];
    for head in 0..heads {
        for (query, mixed) in projected.iter().zip(&mut mixed) {
            let query = part(query, 0, head);
            let scores = projected.iter().map(|row| (dot(&query, &part(row, 1, head)) / (size as f32).sqrt()).exp());
            let scores: Vec<f32> = scores.collect();
            let total: f32 = scores.iter().sum();
            let mut value = vec![0.0; size];
            for (row, score) in projected.iter().zip(&scores) {
                value.iter_mut().zip(part(row, 2, head)).for_each(|(sum, value)| *sum += value * score / total);
            }
            mixed.extend(value);
        }
    }
    mixed
}

fn normalised(row: &[f32], norm: &Norm) -> Vec<f32> {
    let mean = row.iter().sum::<f32>() / row.len() as f32;
    let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / row.len() as f32;
    let even = row.iter().map(|value| (value - mean) / (variance + 1e-12).sqrt());
    even.zip(&norm.weight).zip(&norm.bias).map(|((value, weight), bias)| value * weight + bias).collect()
}

/// x · Φ(x), with the normal distribution summed up in small steps.
fn gelu(x: f32) -> f32 {
    let (steps, end) = (150, f64::from(x.clamp(-8.0, 8.0)));
    let step = end / f64::from(steps);
    let density = |at: f64| (-at * at / 2.0).exp() / std::f64::consts::TAU.sqrt();
    let area: f64 = (0..steps).map(|i| density((f64::from(i) + 0.5) * step) * step).sum();
    (f64::from(x) * (0.5 + area)) as f32
}

/// How long the difference of two rows is, for a second one of length 1.
fn difference(found: &[f32], right: &[f32]) -> f32 {
    let off: Vec<f32> = found.iter().zip(right).map(|(a, b)| a - b).collect();
    (dot(&off, &off) / dot(right, right)).sqrt()
}

fn mean(rows: &Rows) -> Vec<f32> {
    let width = rows.first().map_or(0, Vec::len);
    (0..width).map(|column| rows.iter().map(|row| row[column]).sum::<f32>() / rows.len() as f32).collect()
}

/// A text of so many pieces, and the ids of its window.
fn sample(pieces: usize) -> (String, Vec<usize>) {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut numbers = Numbers(pieces as u64);
    let first = words.iter().position(|word| *word == "the").expect("a word");
    let plain: Vec<usize> = (first..words.len()).filter(|id| !words[*id].starts_with("##")).collect();
    let chosen = (0..pieces).map(|_| plain[((numbers.next() + 1.0) / 2.0 * (plain.len() - 1) as f32) as usize]);
    let chosen: Vec<usize> = chosen.collect();
    let text: String = chosen.iter().flat_map(|id| [words[*id], " "]).collect();
    let id = |word: &str| words.iter().position(|other| *other == word).expect("a word");
    (text, [id("[CLS]"), id("[unused2]")].into_iter().chain(chosen).chain([id("[SEP]")]).collect())
}

/// Replaces the classifiers by one that gives the mean row itself.
fn with_the_mean_as_scores(mut weights: Weights<'static>) -> Weights<'static> {
    let hidden = weights.header.hidden;
    weights.header.classifiers.truncate(1);
    weights.header.classifiers[0].labels = (0..hidden).map(|label| label.to_string()).collect();
    let identity = (0..hidden * hidden).map(|at| if at % (hidden + 1) == 0 { 1.0 } else { 0.0 });
    weights.classifiers = vec![Linear { weight: identity.collect(), bias: vec![0.0; hidden] }];
    weights
}

#[test]
fn a_pass_is_that_of_plain_layers_whatever_the_instructions() {
    let shapes = [
        Sizes { layers: 3, hidden: 64, attention_heads: 2, intermediate: 256 },
        Sizes { layers: 2, hidden: 48, attention_heads: 3, intermediate: 80 },
        Sizes { layers: 1, hidden: 192, attention_heads: 4, intermediate: 208 },
        Sizes { layers: 2, hidden: 128, attention_heads: 1, intermediate: 96 },
    ];
    for sizes in shapes {
        let weights = with_the_mean_as_scores(weights(sizes));
        let file = weights.write().expect("a file");
        for set in InstructionSet::ALL.into_iter().filter(|set| set.is_here()) {
            let encoder = Encoder::from_bytes(&file).expect("an encoder").with_instructions(set);
            let head = encoder.head("injection").expect("a head");
            // One scratch for all, long windows first, so that what a longer one leaves behind would show.
            let mut scratch = encoder.scratch();
            for pieces in [125, 40, 14, 13, 8, 5, 4, 3, 2, 1, 0] {
                let (text, ids) = sample(pieces);
                let windows = encoder.windows(&text, 1);
                let window = windows.iter().next().expect("a window");
                let output = encoder.run(&window, Origin::Foreign, &mut scratch);
                let off = difference(output.scores(head), &mean(&plainly(&weights, &ids)));
                // What eight bits lose evens out over the rows. One wrong row of 128 would be off by more than this.
                let most = 0.025 / (ids.len() as f32).sqrt();
                assert!(off < most, "{set:?}, {pieces} pieces, {} wide: off by {off}", sizes.hidden);
            }
        }
    }
}

#[test]
fn scores_are_those_of_each_classifier_by_its_name() {
    let weights = weights(Sizes { layers: 1, hidden: 64, attention_heads: 4, intermediate: 64 });
    let file = weights.write().expect("a file");
    let encoder = Encoder::from_bytes(&file).expect("an encoder");
    let heads = ["injection", "safety"].map(|name| encoder.head(name).expect("a head"));
    assert_eq!(encoder.head("nobody"), None);
    let (text, ids) = sample(9);
    let windows = encoder.windows(&text, 1);
    let mut scratch = encoder.scratch();
    let output = encoder.run(&windows.iter().next().expect("a window"), Origin::Foreign, &mut scratch);
    let mean = mean(&plainly(&weights, &ids));
    for (head, Linear { weight, bias }) in heads.into_iter().zip(&weights.classifiers) {
        let right = weight.chunks(weights.header.hidden).zip(bias).map(|(weight, bias)| dot(weight, &mean) + bias);
        let found = output.scores(head);
        assert_eq!(found.len(), bias.len());
        found.iter().zip(right).for_each(|(found, right)| assert!((found - right).abs() < 0.05, "{found} {right}"));
    }
    let raw = output.scores(heads[0])[0];
    let probability = output.probabilities(heads[0]).next().expect("a probability");
    assert!((probability - 1.0 / (1.0 + (0.5 - 1.5 * raw).exp())).abs() < 1e-6);
}

/// Written by `tests/oracle/layers.py`, which draws the same weights.
#[test]
fn scores_are_those_of_pytorch() {
    let told: serde_json::Value = serde_json::from_str(include_str!("oracle/layers.json")).expect("JSON");
    let numbers = |value: &serde_json::Value| -> Vec<f32> { serde_json::from_value(value.clone()).expect("numbers") };
    let weights = weights(Sizes { layers: 2, hidden: 64, attention_heads: 2, intermediate: 128 });
    let file = weights.write().expect("a file");
    for set in InstructionSet::ALL.into_iter().filter(|set| set.is_here()) {
        let encoder = Encoder::from_bytes(&file).expect("an encoder").with_instructions(set);
        let head = |name: &str| encoder.head(name).expect("a head");
        let windows = encoder.windows(told["text"].as_str().expect("a text"), 1);
        let mut scratch = encoder.scratch();
        let output = encoder.run(&windows.iter().next().expect("a window"), Origin::User, &mut scratch);
        let near = |found: &[f32], right: &[f32]| {
            assert_eq!(found.len(), right.len());
            found.iter().zip(right).for_each(|(a, b)| assert!((a - b).abs() < 0.05, "{set:?}: {a} is not {b}"));
        };
        for name in ["injection", "safety"] {
            near(output.scores(head(name)), &numbers(&told[name]));
        }
    }
}

#[test]
fn the_origin_changes_what_is_read() {
    let weights = weights(Sizes { layers: 1, hidden: 64, attention_heads: 4, intermediate: 64 });
    let file = weights.write().expect("a file");
    let encoder = Encoder::from_bytes(&file).expect("an encoder");
    let head = encoder.head("injection").expect("a head");
    let windows = encoder.windows("the mill by the river", 1);
    let window = windows.iter().next().expect("a window");
    let mut scratch = encoder.scratch();
    let mut score = |origin| encoder.run(&window, origin, &mut scratch).scores(head)[0];
    let scores = [Origin::User, Origin::Foreign, Origin::Unknown].map(&mut score);
    assert!(scores[0] != scores[1] && scores[1] != scores[2] && scores[0] != scores[2]);
    assert_eq!(score(Origin::User), scores[0]);
}

#[test]
fn a_scratch_of_another_encoder_does_no_harm() {
    let files = [32, 96].map(|hidden| {
        let weights = weights(Sizes { layers: 1, hidden, attention_heads: 2, intermediate: 64 });
        weights.write().expect("a file")
    });
    let [small, large] = files.each_ref().map(|file| Encoder::from_bytes(file).expect("an encoder"));
    let windows = large.windows("the mill by the river", 1);
    let window = windows.iter().next().expect("a window");
    let head = large.head("injection").expect("a head");
    let (mut own, mut other) = (large.scratch(), small.scratch());
    let right = large.run(&window, Origin::User, &mut own).scores(head)[0];
    assert_eq!(large.run(&window, Origin::User, &mut other).scores(head)[0], right);
}
