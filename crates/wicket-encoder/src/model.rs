//! The layers, and one pass of a window through them.

use crate::{
    attention::{Attend, Room, Shape},
    format,
    isa::{InstructionSet, Isa, LANES, Lanes, Work},
    math::{AddAndNormalise, Norm, Quantise, Quantised, product},
    matrix::{Matrix, Multiply, Then},
};

/// The weights as a pass reads them.
#[derive(Debug)]
pub(crate) struct Model<'w> {
    shape: Shape,
    words: format::Quantised<'w>,
    positions: Vec<Lanes>,
    norm: Norm,
    layers: Vec<Layer>,
}

#[derive(Debug)]
struct Layer {
    projections: Matrix,
    attention: Matrix,
    attention_norm: Norm,
    intermediate: Matrix,
    output: Matrix,
    output_norm: Norm,
}

/// Where a pass keeps what it works on, so that none asks for memory. Fits models of the sizes that it was made for.
#[derive(Debug)]
pub(crate) struct Pages {
    /// A row for each token: what the layers change step by step.
    rows: Vec<Lanes>,
    /// What a step adds to them.
    more: Vec<Lanes>,
    /// The wide rows inside a layer.
    wide: Vec<Lanes>,
    bytes: Vec<[u8; 4]>,
    scales: Vec<Quantised>,
    room: Room,
    /// The mean of all rows.
    mean: Vec<Lanes>,
}

impl<'w> Model<'w> {
    /// Takes weights that [`format::Weights::read`] checked.
    pub(crate) fn new(weights: format::Weights<'w>) -> Self {
        let format::Weights { header, words, positions, norm: first_norm, layers, .. } = weights;
        let (hidden, intermediate) = (header.hidden, header.intermediate);
        let layers = layers.into_iter().map(|layer| Layer {
            projections: matrix(&layer.projections, hidden),
            attention: matrix(&layer.attention, hidden),
            attention_norm: norm(&layer.attention_norm),
            intermediate: matrix(&layer.intermediate, hidden),
            output: matrix(&layer.output, intermediate),
            output_norm: norm(&layer.output_norm),
        });
        Self {
            shape: Shape { width: hidden / LANES, heads: header.attention_heads },
            words,
            positions: lanes(&positions),
            norm: norm(&first_norm),
            layers: layers.collect(),
        }
    }

    /// Room for passes of up to `tokens`.
    pub(crate) fn pages(&self, tokens: usize) -> Pages {
        let width = self.shape.width;
        let widths = self.layers.iter().flat_map(|layer| [layer.intermediate.width(), layer.projections.width()]);
        let widest = widths.max().unwrap_or(width);
        Pages {
            rows: vec![Lanes::ZERO; tokens * width],
            more: vec![Lanes::ZERO; tokens * width],
            wide: vec![Lanes::ZERO; tokens * widest],
            bytes: vec![[0; 4]; tokens * widest * 4],
            scales: vec![Quantised::default(); tokens],
            room: Room::new(tokens, self.shape),
            mean: vec![Lanes::ZERO; width],
        }
    }

    /// Puts the tokens through all layers. Tokens beyond the room of `pages` are left out, and so are ids that name no
    /// word.
    pub(crate) fn pass(&self, set: InstructionSet, ids: impl Iterator<Item = u32>, pages: &mut Pages) {
        let tokens = self.embed(ids, pages);
        let width = self.shape.width;
        let (rows, more) = (&mut pages.rows[..tokens * width], &mut pages.more[..tokens * width]);
        // The embeddings lie in `rows`, and nothing is added to them.
        more.fill(Lanes::ZERO);
        set.run(AddAndNormalise { rows, more, norm: &self.norm });
        for layer in &self.layers {
            layer.pass(set, self.shape, tokens, pages);
        }
        set.run(Mean { rows: &pages.rows[..tokens * width], mean: &mut pages.mean });
    }

    /// The sum of word and position for each token, and how many tokens there are.
    fn embed(&self, ids: impl Iterator<Item = u32>, pages: &mut Pages) -> usize {
        let width = self.shape.width;
        let rows = pages.rows.chunks_exact_mut(width).zip(self.positions.chunks_exact(width));
        let mut tokens = 0;
        for (id, (row, position)) in ids.zip(rows) {
            let (words, id) = (&self.words, id as usize);
            let Some(scale) = words.scales.get(id) else { continue };
            let word = words.values[id * width * LANES..][..width * LANES].as_chunks::<LANES>().0;
            for ((lanes, position), word) in row.iter_mut().zip(position).zip(word) {
                *lanes = Lanes(std::array::from_fn(|i| f32::from(word[i].cast_signed()) * scale + position.0[i]));
            }
            tokens += 1;
        }
        tokens
    }
}

impl Layer {
    fn pass(&self, set: InstructionSet, shape: Shape, tokens: usize, pages: &mut Pages) {
        let width = shape.width;
        let Pages { rows, more, wide, bytes, scales, room, .. } = pages;
        let (rows, more, scales) = (&mut rows[..tokens * width], &mut more[..tokens * width], &mut scales[..tokens]);
        let mut multiply = |inputs: &[Lanes], matrix: &Matrix, results: &mut [Lanes], then: Then| {
            let width = inputs.len() / tokens.max(1);
            let bytes = &mut bytes[..tokens * width * 4];
            set.run(Quantise { rows: inputs, width, bytes, scales });
            set.run(Multiply { matrix, inputs: bytes, scales, results, then });
        };
        let projected = &mut wide[..tokens * self.projections.width()];
        multiply(rows, &self.projections, projected, Then::Nothing);
        set.run(Attend { shape, tokens, projected, room, mixed: more });
        // The wide rows are free again, and what attention adds needs a place beside what it is made from.
        let attended = &mut wide[..tokens * width];
        multiply(more, &self.attention, attended, Then::Nothing);
        set.run(AddAndNormalise { rows, more: attended, norm: &self.attention_norm });
        let between = &mut wide[..tokens * self.intermediate.width()];
        multiply(rows, &self.intermediate, between, Then::Gelu);
        multiply(between, &self.output, more, Then::Nothing);
        set.run(AddAndNormalise { rows, more, norm: &self.output_norm });
    }
}

impl Pages {
    /// The mean of all rows of the last pass.
    pub(crate) fn mean(&self) -> &[Lanes] {
        &self.mean
    }
}

struct Mean<'a> {
    rows: &'a [Lanes],
    mean: &'a mut [Lanes],
}

impl Work for Mean<'_> {
    type Out = ();

    #[inline(always)]
    fn with<S: Isa>(self, isa: S) {
        let width = self.mean.len();
        let share = isa.splat(1.0 / (self.rows.len() / width).max(1) as f32);
        for (column, mean) in self.mean.iter_mut().enumerate() {
            let mut sum = isa.splat(0.0);
            for row in self.rows.chunks_exact(width) {
                sum = isa.add(sum, isa.load(&row[column]));
            }
            isa.store(isa.mul(sum, share), mean);
        }
    }
}

/// A classifier over one row: a score for each of `scores`.
pub(crate) struct Classify<'a> {
    pub(crate) row: &'a [Lanes],
    pub(crate) weight: &'a [Lanes],
    pub(crate) bias: &'a [f32],
    pub(crate) scores: &'a mut [f32],
}

impl Work for Classify<'_> {
    type Out = ();

    #[inline(always)]
    fn with<S: Isa>(self, isa: S) {
        let outputs = self.weight.chunks_exact(self.row.len()).zip(self.bias);
        for (score, (weight, bias)) in self.scores.iter_mut().zip(outputs) {
            *score = product(isa, self.row, weight) + bias;
        }
    }
}

fn matrix(biased: &format::Biased<'_>, inputs: usize) -> Matrix {
    Matrix::new(&biased.matrix.values, inputs, &lanes(&biased.matrix.scales), &lanes(&biased.bias))
}

fn norm(norm: &format::Norm) -> Norm {
    Norm { weight: lanes(&norm.weight), bias: lanes(&norm.bias) }
}

/// Floats sixteen by sixteen.
pub(crate) fn lanes(floats: &[f32]) -> Vec<Lanes> {
    floats.as_chunks::<LANES>().0.iter().map(|sixteen| Lanes(*sixteen)).collect()
}
