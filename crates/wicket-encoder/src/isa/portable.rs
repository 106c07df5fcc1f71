//! Plain Rust, which the compiler turns into whatever vectors the target surely has.

use std::array::from_fn;

use super::{Block, Isa, LANES, Lanes, Work};

/// Adding and taking away 1.5 · 2^23 leaves a float without its fraction.
const NO_FRACTION: f32 = 12_582_912.0;

#[derive(Clone, Copy)]
pub(crate) struct Portable;

impl Isa for Portable {
    type Floats = [f32; LANES];
    type Sums = [i32; LANES];
    const MANY_REGISTERS: bool = false;
    const SIX_ROWS: bool = false;

    #[inline(always)]
    fn run<W: Work>(self, work: W) -> W::Out {
        work.with(self)
    }

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Floats {
        [value; LANES]
    }

    #[inline(always)]
    fn load(self, from: &Lanes) -> Self::Floats {
        from.0
    }

    #[inline(always)]
    fn store(self, value: Self::Floats, to: &mut Lanes) {
        to.0 = value;
    }

    #[inline(always)]
    fn add(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        from_fn(|i| a[i] + b[i])
    }

    #[inline(always)]
    fn sub(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        from_fn(|i| a[i] - b[i])
    }

    #[inline(always)]
    fn mul(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        from_fn(|i| a[i] * b[i])
    }

    #[inline(always)]
    fn div(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        from_fn(|i| a[i] / b[i])
    }

    #[inline(always)]
    fn min(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        from_fn(|i| if a[i] < b[i] { a[i] } else { b[i] })
    }

    #[inline(always)]
    fn max(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        from_fn(|i| if a[i] > b[i] { a[i] } else { b[i] })
    }

    // In two steps: `f32::mul_add` is a call into a library wherever the target has no such instruction.
    #[inline(always)]
    fn mul_add(self, a: Self::Floats, b: Self::Floats, c: Self::Floats) -> Self::Floats {
        from_fn(|i| a[i] * b[i] + c[i])
    }

    #[inline(always)]
    fn round(self, a: Self::Floats) -> Self::Floats {
        from_fn(|i| (a[i] + NO_FRACTION) - NO_FRACTION)
    }

    #[inline(always)]
    fn exp2_of_whole(self, a: Self::Floats) -> Self::Floats {
        // The bits of a float of this size end in its whole number; above the fraction they are an exponent.
        from_fn(|i| f32::from_bits((a[i] + NO_FRACTION).to_bits().wrapping_add(127) << 23))
    }

    #[inline(always)]
    fn sum(self, a: Self::Floats) -> f32 {
        a.iter().sum()
    }

    #[inline(always)]
    fn least(self, a: Self::Floats) -> f32 {
        a.iter().copied().fold(f32::INFINITY, f32::min)
    }

    #[inline(always)]
    fn greatest(self, a: Self::Floats) -> f32 {
        a.iter().copied().fold(f32::NEG_INFINITY, f32::max)
    }

    #[inline(always)]
    fn bytes(self, a: Self::Floats) -> [u8; LANES] {
        from_fn(|i| ((a[i] + NO_FRACTION) - NO_FRACTION) as u8)
    }

    #[inline(always)]
    fn no_sums(self) -> Self::Sums {
        [0; LANES]
    }

    #[inline(always)]
    fn dot<const ROWS: usize, const BLOCKS: usize>(
        self,
        sums: &mut [[Self::Sums; BLOCKS]; ROWS],
        inputs: [[u8; 4]; ROWS],
        weights: [&Block; BLOCKS],
    ) {
        for (sums, inputs) in sums.iter_mut().zip(inputs) {
            for (sums, weights) in sums.iter_mut().zip(weights) {
                let (of_outputs, _) = weights.0.as_chunks::<4>();
                for (sum, weights) in sums.iter_mut().zip(of_outputs) {
                    // At most 4 · 255 · 128, so a step cannot overflow; a checked one would cost the vectors.
                    let product = |i: usize| i32::from(inputs[i]).wrapping_mul(i32::from(weights[i]));
                    let products = product(0).wrapping_add(product(1)).wrapping_add(product(2));
                    *sum = sum.wrapping_add(products.wrapping_add(product(3)));
                }
            }
        }
    }

    #[inline(always)]
    fn without_zero_point(self, sums: Self::Sums, zero_point: i32, column_sums: &[i32; LANES]) -> Self::Floats {
        from_fn(|i| sums[i].wrapping_sub(zero_point.wrapping_mul(column_sums[i])) as f32)
    }
}
