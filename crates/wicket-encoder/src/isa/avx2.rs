//! 256-bit registers in pairs, with or without AVX-VNNI, the instruction for eight sums of four products of bytes.
//!
//! Without it bytes are widened before they are multiplied: the older instruction that multiplies bytes directly saturates
//! at 16 bits, and then the sums would not be exact.

#![allow(unsafe_code, reason = "intrinsics; every value of `Avx2` proves that the processor has them")]

use std::arch::x86_64::*;

use super::{Block, Isa, LANES, Lanes, Work};

/// Proof that this processor has AVX2 and FMA, and with `VNNI` AVX-VNNI too. Only [`Avx2::ask`] makes one.
#[derive(Clone, Copy)]
pub(crate) struct Avx2<const VNNI: bool>(());

impl<const VNNI: bool> Avx2<VNNI> {
    pub(crate) fn ask() -> Option<Self> {
        let is_here = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("fma")
            && (!VNNI || is_x86_feature_detected!("avxvnni"));
        is_here.then_some(Self(()))
    }

    /// Widens bytes, multiplies them, and adds neighbours.
    ///
    /// # Safety
    /// The processor must have AVX2.
    #[inline(always)]
    unsafe fn dot_widened<const ROWS: usize, const BLOCKS: usize>(
        sums: &mut [[[__m256i; 4]; BLOCKS]; ROWS],
        inputs: [[u8; 4]; ROWS],
        weights: [&Block; BLOCKS],
    ) {
        // SAFETY: the caller promises AVX2; each quarter of a `Block` has 16 bytes, and the load asks for no alignment.
        unsafe {
            let mut widened = [_mm256_setzero_si256(); ROWS];
            for row in 0..ROWS {
                widened[row] = _mm256_cvtepu8_epi16(_mm_set1_epi32(i32::from_le_bytes(inputs[row])));
            }
            for block in 0..BLOCKS {
                let (quarters, _) = weights[block].0.as_chunks::<16>();
                for quarter in 0..4 {
                    let weights = _mm256_cvtepi8_epi16(_mm_loadu_si128(quarters[quarter].as_ptr().cast()));
                    for row in 0..ROWS {
                        let sum = &mut sums[row][block][quarter];
                        *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(widened[row], weights));
                    }
                }
            }
        }
    }

    /// Multiplies bytes and adds four neighbours at once. The first two registers of each four hold the sums.
    ///
    /// # Safety
    /// The processor must have AVX-VNNI.
    #[inline(always)]
    unsafe fn dot_bytes<const ROWS: usize, const BLOCKS: usize>(
        sums: &mut [[[__m256i; 4]; BLOCKS]; ROWS],
        inputs: [[u8; 4]; ROWS],
        weights: [&Block; BLOCKS],
    ) {
        // SAFETY: the caller promises AVX-VNNI; each half of a `Block` has 32 bytes, and the load asks for no alignment.
        unsafe {
            for block in 0..BLOCKS {
                let (low, high) = weights[block].0.split_at(32);
                let low = _mm256_loadu_si256(low.as_ptr().cast());
                let high = _mm256_loadu_si256(high.as_ptr().cast());
                for row in 0..ROWS {
                    let inputs = _mm256_set1_epi32(i32::from_le_bytes(inputs[row]));
                    let sums = &mut sums[row][block];
                    sums[0] = _mm256_dpbusd_avx_epi32(sums[0], inputs, low);
                    sums[1] = _mm256_dpbusd_avx_epi32(sums[1], inputs, high);
                }
            }
        }
    }
}

/// Applies one intrinsic to both halves.
macro_rules! halves {
    ($intrinsic:ident($($of:ident),+)) => {
        // SAFETY: the method's `self` proves AVX2 and FMA.
        unsafe { [$intrinsic($($of[0]),+), $intrinsic($($of[1]),+)] }
    };
}

impl<const VNNI: bool> Isa for Avx2<VNNI> {
    type Floats = [__m256; 2];
    /// Two partial sums for each of four outputs in each register; with VNNI, sums of eight outputs in each of two, and
    /// the other two are never touched.
    type Sums = [__m256i; 4];
    const MANY_REGISTERS: bool = false;
    const SIX_ROWS: bool = VNNI;

    fn run<W: Work>(self, work: W) -> W::Out {
        #[target_feature(enable = "avx2,fma")]
        fn inside<W: Work>(isa: impl Isa, work: W) -> W::Out {
            work.with(isa)
        }
        #[target_feature(enable = "avx2,fma,avxvnni")]
        fn inside_vnni<W: Work>(isa: impl Isa, work: W) -> W::Out {
            work.with(isa)
        }
        // SAFETY: `self` proves that the processor has these features.
        unsafe { if VNNI { inside_vnni(self, work) } else { inside(self, work) } }
    }

    #[inline(always)]
    fn splat(self, value: f32) -> Self::Floats {
        // SAFETY: `self` proves AVX2.
        unsafe { [_mm256_set1_ps(value); 2] }
    }

    #[inline(always)]
    fn load(self, from: &Lanes) -> Self::Floats {
        let (low, high) = from.0.split_at(8);
        // SAFETY: `self` proves AVX2; each half has 32 bytes, and `Lanes` is aligned to 64.
        unsafe { [_mm256_load_ps(low.as_ptr()), _mm256_load_ps(high.as_ptr())] }
    }

    #[inline(always)]
    fn store(self, value: Self::Floats, to: &mut Lanes) {
        let (low, high) = to.0.split_at_mut(8);
        // SAFETY: `self` proves AVX2; each half has 32 bytes, and `Lanes` is aligned to 64.
        unsafe {
            _mm256_store_ps(low.as_mut_ptr(), value[0]);
            _mm256_store_ps(high.as_mut_ptr(), value[1]);
        }
    }

    #[inline(always)]
    fn add(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        halves!(_mm256_add_ps(a, b))
    }

    #[inline(always)]
    fn sub(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        halves!(_mm256_sub_ps(a, b))
    }

    #[inline(always)]
    fn mul(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        halves!(_mm256_mul_ps(a, b))
    }

    #[inline(always)]
    fn div(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        halves!(_mm256_div_ps(a, b))
    }

    #[inline(always)]
    fn min(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        halves!(_mm256_min_ps(a, b))
    }

    #[inline(always)]
    fn max(self, a: Self::Floats, b: Self::Floats) -> Self::Floats {
        halves!(_mm256_max_ps(a, b))
    }

    #[inline(always)]
    fn mul_add(self, a: Self::Floats, b: Self::Floats, c: Self::Floats) -> Self::Floats {
        halves!(_mm256_fmadd_ps(a, b, c))
    }

    #[inline(always)]
    fn round(self, a: Self::Floats) -> Self::Floats {
        // SAFETY: `self` proves AVX2.
        unsafe {
            const NEAREST: i32 = _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC;
            [_mm256_round_ps::<NEAREST>(a[0]), _mm256_round_ps::<NEAREST>(a[1])]
        }
    }

    #[inline(always)]
    fn exp2_of_whole(self, a: Self::Floats) -> Self::Floats {
        // SAFETY: `self` proves AVX2.
        unsafe {
            let bias = _mm256_set1_epi32(127);
            let low = _mm256_slli_epi32::<23>(_mm256_add_epi32(_mm256_cvtps_epi32(a[0]), bias));
            let high = _mm256_slli_epi32::<23>(_mm256_add_epi32(_mm256_cvtps_epi32(a[1]), bias));
            [_mm256_castsi256_ps(low), _mm256_castsi256_ps(high)]
        }
    }

    #[inline(always)]
    fn sum(self, a: Self::Floats) -> f32 {
        lanes(self, a).0.iter().sum()
    }

    #[inline(always)]
    fn least(self, a: Self::Floats) -> f32 {
        lanes(self, a).0.iter().copied().fold(f32::INFINITY, f32::min)
    }

    #[inline(always)]
    fn greatest(self, a: Self::Floats) -> f32 {
        lanes(self, a).0.iter().copied().fold(f32::NEG_INFINITY, f32::max)
    }

    #[inline(always)]
    fn bytes(self, a: Self::Floats) -> [u8; LANES] {
        let mut bytes = [0; LANES];
        // SAFETY: `self` proves AVX2; the store writes 16 bytes to an array of 16 and asks for no alignment.
        unsafe {
            // Packing works within each 128-bit half, so the middle quarters come out swapped.
            let words = _mm256_packs_epi32(_mm256_cvtps_epi32(a[0]), _mm256_cvtps_epi32(a[1]));
            let words = _mm256_permute4x64_epi64::<0b11_01_10_00>(words);
            let packed = _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256::<1>(words));
            _mm_storeu_si128(bytes.as_mut_ptr().cast(), packed);
        }
        bytes
    }

    #[inline(always)]
    fn no_sums(self) -> Self::Sums {
        // SAFETY: `self` proves AVX2.
        unsafe { [_mm256_setzero_si256(); 4] }
    }

    #[inline(always)]
    fn dot<const ROWS: usize, const BLOCKS: usize>(
        self,
        sums: &mut [[Self::Sums; BLOCKS]; ROWS],
        inputs: [[u8; 4]; ROWS],
        weights: [&Block; BLOCKS],
    ) {
        // SAFETY: `self` proves AVX2, and with `VNNI` AVX-VNNI.
        unsafe { if VNNI { Self::dot_bytes(sums, inputs, weights) } else { Self::dot_widened(sums, inputs, weights) } }
    }

    #[inline(always)]
    fn without_zero_point(self, sums: Self::Sums, zero_point: i32, column_sums: &[i32; LANES]) -> Self::Floats {
        let (low, high) = column_sums.split_at(8);
        // SAFETY: `self` proves AVX2; each load reads 32 bytes of half an array of 64 and asks for no alignment.
        unsafe {
            let whole = if VNNI { [sums[0], sums[1]] } else { whole(sums) };
            let zero_point = _mm256_set1_epi32(zero_point);
            let low = _mm256_mullo_epi32(zero_point, _mm256_loadu_si256(low.as_ptr().cast()));
            let high = _mm256_mullo_epi32(zero_point, _mm256_loadu_si256(high.as_ptr().cast()));
            [_mm256_cvtepi32_ps(_mm256_sub_epi32(whole[0], low)), _mm256_cvtepi32_ps(_mm256_sub_epi32(whole[1], high))]
        }
    }
}

#[inline(always)]
fn lanes(isa: impl Isa<Floats = [__m256; 2]>, value: [__m256; 2]) -> Lanes {
    let mut lanes = Lanes::ZERO;
    isa.store(value, &mut lanes);
    lanes
}

/// One sum for each output, in order: neighbours are added, and the quarters that this swaps put back.
///
/// # Safety
/// The processor must have AVX2.
#[inline(always)]
unsafe fn whole(sums: [__m256i; 4]) -> [__m256i; 2] {
    // SAFETY: the caller promises AVX2.
    unsafe {
        let (low, high) = (_mm256_hadd_epi32(sums[0], sums[1]), _mm256_hadd_epi32(sums[2], sums[3]));
        [_mm256_permute4x64_epi64::<0b11_01_10_00>(low), _mm256_permute4x64_epi64::<0b11_01_10_00>(high)]
    }
}
