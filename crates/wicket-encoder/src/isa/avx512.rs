//! 512-bit registers, with one instruction for sixteen sums of four products of bytes.

#![allow(unsafe_code, reason = "intrinsics; every value of `Avx512` proves that the processor has them")]

use std::arch::x86_64::*;

use super::{Block, Isa, LANES, Lanes, Work};

/// Proof that this processor has AVX-512 F, BW, VL and VNNI. Only [`Avx512::ask`] makes one.
#[derive(Clone, Copy)]
pub(crate) struct Avx512(());

impl Avx512 {
    pub(crate) fn ask() -> Option<Self> {
        let is_here = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512vnni");
        is_here.then_some(Self(()))
    }
}

impl Isa for Avx512 {
    type Floats = __m512;
    type Sums = __m512i;
    const MANY_REGISTERS: bool = true;
    const SIX_ROWS: bool = true;

    fn run<W: Work>(self, work: W) -> W::Out {
        #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
        fn inside<W: Work>(isa: Avx512, work: W) -> W::Out {
            work.with(isa)
        }
        // SAFETY: `self` proves that the processor has these features.
        unsafe { inside(self, work) }
    }

    #[inline(always)]
    fn splat(self, value: f32) -> __m512 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_set1_ps(value) }
    }

    #[inline(always)]
    fn load(self, from: &Lanes) -> __m512 {
        // SAFETY: `self` proves AVX-512 F; `Lanes` is 64 bytes long and aligned to 64.
        unsafe { _mm512_load_ps(from.0.as_ptr()) }
    }

    #[inline(always)]
    fn store(self, value: __m512, to: &mut Lanes) {
        // SAFETY: `self` proves AVX-512 F; `Lanes` is 64 bytes long and aligned to 64.
        unsafe { _mm512_store_ps(to.0.as_mut_ptr(), value) }
    }

    #[inline(always)]
    fn add(self, a: __m512, b: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_add_ps(a, b) }
    }

    #[inline(always)]
    fn sub(self, a: __m512, b: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_sub_ps(a, b) }
    }

    #[inline(always)]
    fn mul(self, a: __m512, b: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_mul_ps(a, b) }
    }

    #[inline(always)]
    fn div(self, a: __m512, b: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_div_ps(a, b) }
    }

    #[inline(always)]
    fn min(self, a: __m512, b: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_min_ps(a, b) }
    }

    #[inline(always)]
    fn max(self, a: __m512, b: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_max_ps(a, b) }
    }

    #[inline(always)]
    fn mul_add(self, a: __m512, b: __m512, c: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_fmadd_ps(a, b, c) }
    }

    #[inline(always)]
    fn round(self, a: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEAREST_INT }>(a) }
    }

    #[inline(always)]
    fn exp2_of_whole(self, a: __m512) -> __m512 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_scalef_ps(_mm512_set1_ps(1.0), a) }
    }

    #[inline(always)]
    fn sum(self, a: __m512) -> f32 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_reduce_add_ps(a) }
    }

    #[inline(always)]
    fn least(self, a: __m512) -> f32 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_reduce_min_ps(a) }
    }

    #[inline(always)]
    fn greatest(self, a: __m512) -> f32 {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_reduce_max_ps(a) }
    }

    #[inline(always)]
    fn bytes(self, a: __m512) -> [u8; LANES] {
        let mut bytes = [0; LANES];
        // SAFETY: `self` proves AVX-512 F; the store writes 16 bytes to an array of 16 and asks for no alignment.
        unsafe {
            let whole = _mm512_max_epi32(_mm512_cvtps_epi32(a), _mm512_setzero_si512());
            _mm_storeu_si128(bytes.as_mut_ptr().cast(), _mm512_cvtusepi32_epi8(whole));
        }
        bytes
    }

    #[inline(always)]
    fn no_sums(self) -> __m512i {
        // SAFETY: `self` proves AVX-512 F.
        unsafe { _mm512_setzero_si512() }
    }

    #[inline(always)]
    fn dot<const ROWS: usize, const BLOCKS: usize>(
        self,
        sums: &mut [[__m512i; BLOCKS]; ROWS],
        inputs: [[u8; 4]; ROWS],
        weights: [&Block; BLOCKS],
    ) {
        // SAFETY: `self` proves AVX-512 F and VNNI; `Block` is 64 bytes long and aligned to 64.
        unsafe {
            let mut loaded = [_mm512_setzero_si512(); BLOCKS];
            for block in 0..BLOCKS {
                loaded[block] = _mm512_load_si512(weights[block].0.as_ptr().cast());
            }
            for row in 0..ROWS {
                let inputs = _mm512_set1_epi32(i32::from_le_bytes(inputs[row]));
                for block in 0..BLOCKS {
                    sums[row][block] = _mm512_dpbusd_epi32(sums[row][block], inputs, loaded[block]);
                }
            }
        }
    }

    #[inline(always)]
    fn without_zero_point(self, sums: __m512i, zero_point: i32, column_sums: &[i32; LANES]) -> __m512 {
        // SAFETY: `self` proves AVX-512 F; the load reads 64 bytes of an array of 64 and asks for no alignment.
        unsafe {
            let column_sums = _mm512_loadu_si512(column_sums.as_ptr().cast());
            let offset = _mm512_mullo_epi32(_mm512_set1_epi32(zero_point), column_sums);
            _mm512_cvtepi32_ps(_mm512_sub_epi32(sums, offset))
        }
    }
}
