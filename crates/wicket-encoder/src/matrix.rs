//! Products of rows of bytes with a matrix of signed bytes, summed in integers.

use crate::{
    isa::{Block, Isa, LANES, Lanes, Work},
    math::{Quantised, gelu},
};

/// A matrix of weights, one scale for each output, packed in the order in which [`Multiply`] reads it.
#[derive(Debug)]
pub(crate) struct Matrix {
    /// For each sixteen outputs, a block for each four inputs.
    blocks: Vec<Block>,
    /// How many blocks lie below each sixteen outputs.
    depth: usize,
    columns: Vec<Columns>,
}

/// What sixteen neighbouring outputs share.
#[derive(Debug)]
struct Columns {
    scales: Lanes,
    bias: Lanes,
    /// The sum of each output's weights: what a zero point adds, and what is taken away again.
    sums: [i32; LANES],
}

impl Matrix {
    /// Packs `weights`, a row of signed bytes for each output. `scales` and `bias` have sixteen outputs in each of their lanes, and
    /// `inputs` is a multiple of four; what is left over is left out.
    pub(crate) fn new(weights: &[u8], inputs: usize, scales: &[Lanes], bias: &[Lanes]) -> Self {
        let depth = inputs / 4;
        let mut blocks = vec![Block([0; 64]); scales.len() * depth];
        let mut columns = Vec::with_capacity(scales.len());
        let groups = blocks.chunks_exact_mut(depth.max(1)).zip(weights.chunks_exact((inputs * LANES).max(1)));
        for ((blocks, weights), (scales, bias)) in groups.zip(scales.iter().zip(bias)) {
            let mut sums = [0; LANES];
            for (output, row) in weights.chunks_exact(inputs).enumerate() {
                sums[output] = row.iter().map(|weight| i32::from(weight.cast_signed())).sum();
                for (block, four) in blocks.iter_mut().zip(row.as_chunks::<4>().0) {
                    block.0[output * 4..output * 4 + 4].copy_from_slice(&four.map(u8::cast_signed));
                }
            }
            columns.push(Columns { scales: *scales, bias: *bias, sums });
        }
        Self { blocks, depth, columns }
    }

    /// How many lanes a row of results has.
    pub(crate) fn width(&self) -> usize {
        self.columns.len()
    }
}

/// What is done to each result before it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    Nothing,
    Gelu,
}

/// Multiplies each row of `inputs` with `matrix`, one row of `results` for each of `scales`.
pub(crate) struct Multiply<'a> {
    pub(crate) matrix: &'a Matrix,
    pub(crate) inputs: &'a [[u8; 4]],
    pub(crate) scales: &'a [Quantised],
    pub(crate) results: &'a mut [Lanes],
    pub(crate) then: Then,
}

impl Work for Multiply<'_> {
    type Out = ();

    /// Walks the weights once, for they are what does not fit into the nearest cache, and all rows for each panel.
    #[inline(always)]
    fn with<S: Isa>(mut self, isa: S) {
        let (mut column, width) = (0, self.matrix.width());
        while column < width {
            column += match width - column {
                left if S::MANY_REGISTERS && left >= 4 => panel::<S, 4>(isa, &mut self, column),
                _ => panel::<S, 1>(isa, &mut self, column),
            };
        }
    }
}

/// All rows for the next `BLOCKS` times sixteen outputs.
#[inline(always)]
fn panel<S: Isa, const BLOCKS: usize>(isa: S, work: &mut Multiply<'_>, column: usize) -> usize {
    let (mut row, rows) = (0, work.scales.len());
    while row < rows {
        row += match rows - row {
            left if S::SIX_ROWS && left >= 6 => tile::<S, 6, BLOCKS>(isa, work, row, column),
            left if left >= 3 => tile::<S, 3, BLOCKS>(isa, work, row, column),
            2 => tile::<S, 2, BLOCKS>(isa, work, row, column),
            _ => tile::<S, 1, BLOCKS>(isa, work, row, column),
        };
    }
    BLOCKS
}

/// A few rows and columns whose sums stay in registers from the first input to the last.
#[inline(always)]
fn tile<S: Isa, const ROWS: usize, const BLOCKS: usize>(
    isa: S,
    work: &mut Multiply<'_>,
    row: usize,
    column: usize,
) -> usize {
    let Matrix { blocks, depth, columns } = work.matrix;
    let depth = *depth;
    // Slices of one length each, so that the loop below needs no look at their ends.
    let inputs: [&[[u8; 4]]; ROWS] = std::array::from_fn(|r| &work.inputs[(row + r) * depth..][..depth]);
    let weights: [&[Block]; BLOCKS] = std::array::from_fn(|b| &blocks[(column + b) * depth..][..depth]);
    let mut sums = [[isa.no_sums(); BLOCKS]; ROWS];
    for k in 0..depth {
        let (mut fours, mut below) = ([[0; 4]; ROWS], [&weights[0][k]; BLOCKS]);
        for r in 0..ROWS {
            fours[r] = inputs[r][k];
        }
        for b in 0..BLOCKS {
            below[b] = &weights[b][k];
        }
        isa.dot(&mut sums, fours, below);
    }
    for r in 0..ROWS {
        let Quantised { scale, zero_point } = work.scales[row + r];
        let results = &mut work.results[(row + r) * columns.len() + column..][..BLOCKS];
        for b in 0..BLOCKS {
            let columns = &columns[column + b];
            let products = isa.without_zero_point(sums[r][b], zero_point, &columns.sums);
            let scales = isa.mul(isa.splat(scale), isa.load(&columns.scales));
            let value = isa.mul_add(products, scales, isa.load(&columns.bias));
            isa.store(if work.then == Then::Gelu { gelu(isa, value) } else { value }, &mut results[b]);
        }
    }
    ROWS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::isa::InstructionSet;

    /// Sums of up to 2^24 are whole in a float, so with a scale of one every instruction set must give these.
    fn plainly(weights: &[i8], inputs: &[u8], zero_points: &[i32], depth: usize) -> Vec<i32> {
        let rows = inputs.chunks_exact(depth).zip(zero_points);
        let sum = |input: &[u8], zero: i32, weights: &[i8]| -> i32 {
            input.iter().zip(weights).map(|(input, weight)| (i32::from(*input) - zero) * i32::from(*weight)).sum()
        };
        rows.flat_map(|(input, zero)| weights.chunks_exact(depth).map(move |weights| sum(input, *zero, weights)))
            .collect()
    }

    fn multiplied(set: InstructionSet, weights: &[i8], inputs: &[u8], zero_points: &[i32], depth: usize) -> Vec<i32> {
        let outputs = weights.len() / depth / LANES;
        let weights: Vec<_> = weights.iter().map(|weight| weight.cast_unsigned()).collect();
        let matrix = Matrix::new(&weights, depth, &vec![Lanes([1.0; LANES]); outputs], &vec![Lanes::ZERO; outputs]);
        let scales: Vec<_> = zero_points.iter().map(|zero| Quantised { scale: 1.0, zero_point: *zero }).collect();
        let mut results = vec![Lanes::ZERO; scales.len() * outputs];
        let inputs = inputs.as_chunks::<4>().0;
        set.run(Multiply { matrix: &matrix, inputs, scales: &scales, results: &mut results, then: Then::Nothing });
        results.iter().flat_map(|lanes| lanes.0).map(|value| value as i32).collect()
    }

    fn shapes() -> impl Strategy<Value = (Vec<i8>, Vec<u8>, Vec<i32>, usize)> {
        (1..20_usize, 1..8_usize, 1..60_usize).prop_flat_map(|(rows, outputs, depth)| {
            let depth = depth * 4;
            let weights = proptest::collection::vec(any::<i8>(), outputs * LANES * depth);
            let inputs = proptest::collection::vec(any::<u8>(), rows * depth);
            (weights, inputs, proptest::collection::vec(0..=255_i32, rows), Just(depth))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn all_instructions_give_the_same_sums((weights, inputs, zero_points, depth) in shapes()) {
            let right = plainly(&weights, &inputs, &zero_points, depth);
            for set in InstructionSet::ALL.into_iter().filter(|set| set.is_here()) {
                prop_assert_eq!(&multiplied(set, &weights, &inputs, &zero_points, depth), &right, "{:?}", set);
            }
        }
    }

    #[test]
    fn the_largest_products_do_not_saturate() {
        for weight in [-128, 127] {
            let (weights, inputs) = (vec![weight; LANES * 512], vec![255; 7 * 512]);
            let right = plainly(&weights, &inputs, &[0; 7], 512);
            for set in InstructionSet::ALL.into_iter().filter(|set| set.is_here()) {
                assert_eq!(multiplied(set, &weights, &inputs, &[0; 7], 512), right, "{set:?}");
            }
        }
    }
}
