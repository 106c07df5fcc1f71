//! The curves and rows of the encoder that are not products of matrices: powers of two, GELU, layer normalisation, bytes from floats.

use crate::isa::{Isa, Lanes, Work};

/// What BERT adds to a variance before the square root.
const EPSILON: f32 = 1e-12;

/// 2 to the power of `x`, off by at most 2 units in the last place or so; `x`, which is at most 127, is first brought above
/// −126.
///
/// # Source
/// S. L. Moshier, Cephes, `exp2f`: the whole part of x becomes the exponent, a polynomial does the rest.
#[inline(always)]
pub(crate) fn exp2<S: Isa>(isa: S, x: S::Floats) -> S::Floats {
    let x = isa.max(x, isa.splat(-126.0));
    let whole = isa.round(x);
    let coefficients =
        [1.535_336_2e-4, 1.339_887_4e-3, 9.618_437e-3, 5.550_332_5e-2, 0.240_226_48, std::f32::consts::LN_2, 1.0];
    isa.mul(polynomial(isa, isa.sub(x, whole), coefficients), isa.exp2_of_whole(whole))
}

/// The Gaussian error linear unit, x · Φ(x), to about seven digits.
///
/// # Source
/// D. Hendrycks and K. Gimpel, "Gaussian Error Linear Units" (2016); erf as the quotient of two polynomials that Eigen
/// uses (`generic_fast_erf_float`), good between −4 and 4 and flat outside.
#[inline(always)]
pub(crate) fn gelu<S: Isa>(isa: S, x: S::Floats) -> S::Floats {
    let z = isa.mul(x, isa.splat(std::f32::consts::FRAC_1_SQRT_2));
    let z = isa.min(isa.max(z, isa.splat(-4.0)), isa.splat(4.0));
    let square = isa.mul(z, z);
    let above = [
        -2.726_142_3e-10,
        2.770_681_4e-8,
        -2.101_024e-6,
        -5.692_506_6e-5,
        -7.349_906_5e-4,
        -2.954_6e-3,
        -1.609_603_4e-2,
    ];
    let below = [-1.456_607_2e-5, -2.133_740_6e-4, -1.682_827e-3, -7.373_329_3e-3, -1.426_474_e-2];
    let erf = isa.div(isa.mul(z, polynomial(isa, square, above)), polynomial(isa, square, below));
    let half = isa.mul(x, isa.splat(0.5));
    isa.mul_add(half, erf, half)
}

/// A polynomial by its coefficients, highest power first.
#[inline(always)]
fn polynomial<S: Isa, const N: usize>(isa: S, x: S::Floats, coefficients: [f32; N]) -> S::Floats {
    let mut value = isa.splat(coefficients[0]);
    for next in &coefficients[1..] {
        value = isa.mul_add(value, x, isa.splat(*next));
    }
    value
}

/// The sum of the products of two rows of equal length.
#[inline(always)]
pub(crate) fn product<S: Isa>(isa: S, a: &[Lanes], b: &[Lanes]) -> f32 {
    let mut sum = isa.splat(0.0);
    for (a, b) in a.iter().zip(b) {
        sum = isa.mul_add(isa.load(a), isa.load(b), sum);
    }
    isa.sum(sum)
}

/// The weight and bias of a layer normalisation.
#[derive(Debug)]
pub(crate) struct Norm {
    pub(crate) weight: Vec<Lanes>,
    pub(crate) bias: Vec<Lanes>,
}

/// Adds `more` to `rows`, row for row, and brings each row to mean 0 and variance 1 before weight and bias.
pub(crate) struct AddAndNormalise<'a> {
    pub(crate) rows: &'a mut [Lanes],
    pub(crate) more: &'a [Lanes],
    pub(crate) norm: &'a Norm,
}

impl Work for AddAndNormalise<'_> {
    type Out = ();

    #[inline(always)]
    fn with<S: Isa>(self, isa: S) {
        let width = self.norm.weight.len();
        let count = isa.splat((width * self.norm.weight.first().map_or(1, |lanes| lanes.0.len())) as f32);
        for (row, more) in self.rows.chunks_exact_mut(width).zip(self.more.chunks_exact(width)) {
            let mut sum = isa.splat(0.0);
            for (lanes, more) in row.iter_mut().zip(more) {
                let value = isa.add(isa.load(lanes), isa.load(more));
                isa.store(value, lanes);
                sum = isa.add(sum, value);
            }
            let mean = isa.div(isa.splat(isa.sum(sum)), count);
            let mut squares = isa.splat(0.0);
            for lanes in row.iter() {
                let off = isa.sub(isa.load(lanes), mean);
                squares = isa.mul_add(off, off, squares);
            }
            let variance = isa.sum(isa.div(squares, count));
            let factor = isa.splat(1.0 / (variance + EPSILON).sqrt());
            for ((lanes, weight), bias) in row.iter_mut().zip(&self.norm.weight).zip(&self.norm.bias) {
                let even = isa.mul(isa.sub(isa.load(lanes), mean), factor);
                isa.store(isa.mul_add(even, isa.load(weight), isa.load(bias)), lanes);
            }
        }
    }
}

/// What a row of bytes stands for: `(byte - zero_point) * scale`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Quantised {
    pub(crate) scale: f32,
    pub(crate) zero_point: i32,
}

/// Turns rows of `width` lanes into bytes, each row over its own range, so that a large row costs the others nothing.
pub(crate) struct Quantise<'a> {
    pub(crate) rows: &'a [Lanes],
    pub(crate) width: usize,
    pub(crate) bytes: &'a mut [[u8; 4]],
    pub(crate) scales: &'a mut [Quantised],
}

impl Work for Quantise<'_> {
    type Out = ();

    #[inline(always)]
    fn with<S: Isa>(self, isa: S) {
        let rows = self.rows.chunks_exact(self.width).zip(self.bytes.chunks_exact_mut(self.width * 4));
        for ((row, bytes), scale) in rows.zip(self.scales) {
            *scale = quantise(isa, row, bytes);
        }
    }
}

#[inline(always)]
fn quantise<S: Isa>(isa: S, row: &[Lanes], bytes: &mut [[u8; 4]]) -> Quantised {
    // Zero is in every range, for it must have a byte of its own.
    let (mut least, mut greatest) = (isa.splat(0.0), isa.splat(0.0));
    for lanes in row {
        least = isa.min(isa.load(lanes), least);
        greatest = isa.max(isa.load(lanes), greatest);
    }
    let (least, greatest) = (isa.least(least), isa.greatest(greatest));
    // A row of zeros has no range; any scale will do.
    let scale = ((greatest - least) / 255.0).max(f32::MIN_POSITIVE);
    let zero_point = (-least / scale).round_ties_even().clamp(0.0, 255.0);
    let (factor, offset) = (isa.splat(1.0 / scale), isa.splat(zero_point));
    let (of_lanes, _) = bytes.as_chunks_mut::<4>();
    for (lanes, bytes) in row.iter().zip(of_lanes) {
        let sixteen = isa.bytes(isa.mul_add(isa.load(lanes), factor, offset));
        let (fours, _) = sixteen.as_chunks::<4>();
        bytes.copy_from_slice(fours);
    }
    Quantised { scale, zero_point: zero_point as i32 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::isa::InstructionSet;

    /// Sixteen values at a time through a curve.
    struct Curve<'a> {
        values: &'a [f32],
        gelu: bool,
    }

    impl Work for Curve<'_> {
        type Out = Vec<f32>;

        #[inline(always)]
        fn with<S: Isa>(self, isa: S) -> Vec<f32> {
            let mut found = Vec::new();
            for sixteen in self.values.as_chunks::<16>().0 {
                let mut lanes = Lanes(*sixteen);
                let value = isa.load(&lanes);
                isa.store(if self.gelu { gelu(isa, value) } else { exp2(isa, value) }, &mut lanes);
                found.extend(lanes.0);
            }
            found
        }
    }

    fn sets() -> impl Iterator<Item = InstructionSet> {
        InstructionSet::ALL.into_iter().filter(|set| set.is_here())
    }

    #[test]
    fn powers_of_two_are_those_of_the_standard_library() {
        let values: Vec<f32> = (0..16_000).map(|i| (i as f32 - 8_000.0) * 0.0157).collect();
        for set in sets() {
            for (x, found) in values.iter().zip(set.run(Curve { values: &values, gelu: false })) {
                let right = x.exp2();
                assert!((found - right).abs() <= right * 4e-7, "{set:?} exp2({x}) = {found}, not {right}");
            }
        }
    }

    #[test]
    fn gelu_is_x_times_the_normal_distribution() {
        // x, Φ(x) from printed tables of the normal distribution.
        let table = [
            (-8.0, 0.0),
            (-3.0, 0.001_349_9),
            (-2.0, 0.022_750_1),
            (-1.0, 0.158_655_3),
            (-0.5, 0.308_537_5),
            (-0.1, 0.460_172_2),
            (0.0, 0.5),
            (0.1, 0.539_827_8),
            (0.5, 0.691_462_5),
            (1.0, 0.841_344_7),
            (1.5, 0.933_192_8),
            (2.0, 0.977_249_9),
            (2.5, 0.993_790_3),
            (3.0, 0.998_650_1),
            (4.0, 0.999_968_3),
            (50.0, 1.0),
        ];
        let values: Vec<f32> = table.iter().map(|(x, _)| *x).collect();
        for set in sets() {
            for ((x, phi), found) in table.iter().zip(set.run(Curve { values: &values, gelu: true })) {
                assert!(
                    (found - x * phi).abs() < 1e-6 * x.abs().max(1.0),
                    "{set:?} gelu({x}) = {found}, not {}",
                    x * phi
                );
            }
        }
    }

    #[test]
    fn bytes_stand_for_their_floats_to_half_a_step() {
        let rows = [Lanes(std::array::from_fn(|i| i as f32 * 0.31 - 1.7)), Lanes::ZERO, Lanes([4.0; 16])];
        for set in sets() {
            let (mut bytes, mut scales) = (vec![[0; 4]; 12], [Quantised::default(); 3]);
            set.run(Quantise { rows: &rows, width: 1, bytes: &mut bytes, scales: &mut scales });
            for ((row, bytes), scale) in rows.iter().zip(bytes.chunks(4)).zip(scales) {
                for (value, byte) in row.0.iter().zip(bytes.as_flattened()) {
                    let back = (i32::from(*byte) - scale.zero_point) as f32 * scale.scale;
                    assert!((back - value).abs() <= scale.scale * 0.51, "{set:?}: {value} came back as {back}");
                }
            }
        }
    }
}
