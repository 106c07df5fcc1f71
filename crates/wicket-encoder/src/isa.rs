//! What the encoder asks of a processor: sixteen floats at a time, and products of bytes summed into integers.
//!
//! All arithmetic is written once, over [`Isa`]. A value of a type that has this trait is the proof that its instructions
//! exist here: only [`InstructionSet::run`] makes one, after asking the processor.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod portable;

/// How many floats are worked on at once; every width of the model is a multiple of it.
pub(crate) const LANES: usize = 16;

/// Sixteen floats where one load fetches them.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C, align(64))]
pub(crate) struct Lanes(pub(crate) [f32; LANES]);

impl Lanes {
    pub(crate) const ZERO: Self = Self([0.0; LANES]);
}

/// Weights of sixteen outputs for four inputs: output 0's four, then output 1's, and so on.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Block(pub(crate) [i8; 64]);

/// The instructions of one kind of processor.
pub(crate) trait Isa: Copy {
    /// Sixteen floats in registers.
    type Floats: Copy;
    /// Sixteen sums of products in registers.
    type Sums: Copy;
    /// Whether there are registers for tiles of four blocks; else of one.
    const MANY_REGISTERS: bool;
    /// Whether there are registers for tiles of six rows; else of three.
    const SIX_ROWS: bool;

    /// Does `work` in a function that is compiled for these instructions.
    fn run<W: Work>(self, work: W) -> W::Out;

    fn splat(self, value: f32) -> Self::Floats;
    fn load(self, from: &Lanes) -> Self::Floats;
    fn store(self, value: Self::Floats, to: &mut Lanes);
    fn add(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn sub(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn mul(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn div(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn min(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    fn max(self, a: Self::Floats, b: Self::Floats) -> Self::Floats;
    /// `a * b + c`, rounded once where the processor can.
    fn mul_add(self, a: Self::Floats, b: Self::Floats, c: Self::Floats) -> Self::Floats;
    /// The nearest whole numbers of values below 2^22 in size.
    fn round(self, a: Self::Floats) -> Self::Floats;
    /// Two to the power of whole numbers between −126 and 127.
    fn exp2_of_whole(self, a: Self::Floats) -> Self::Floats;
    fn sum(self, a: Self::Floats) -> f32;
    fn least(self, a: Self::Floats) -> f32;
    fn greatest(self, a: Self::Floats) -> f32;
    /// The nearest whole numbers between 0 and 255, as bytes.
    fn bytes(self, a: Self::Floats) -> [u8; LANES];

    fn no_sums(self) -> Self::Sums;
    /// Adds to each row's sums the products of its four inputs with the weights of each block. Exact.
    fn dot<const ROWS: usize, const BLOCKS: usize>(
        self,
        sums: &mut [[Self::Sums; BLOCKS]; ROWS],
        inputs: [[u8; 4]; ROWS],
        weights: [&Block; BLOCKS],
    );
    /// `sums - zero_point * column_sums`, as floats.
    fn without_zero_point(self, sums: Self::Sums, zero_point: i32, column_sums: &[i32; LANES]) -> Self::Floats;
}

/// Something to do with whatever instructions there are. `with` must be `#[inline(always)]`, and so must what it calls,
/// for only code that is inlined into [`Isa::run`]'s function is compiled for them. A closure is a function of its own, so
/// none has a step of [`Isa`] in it: where nobody optimised the program as a whole, those that were not inlined made the
/// encoder eight times as slow.
pub(crate) trait Work {
    type Out;
    fn with<S: Isa>(self, isa: S) -> Self::Out;
}

/// A set of instructions that the encoder has a kernel for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstructionSet {
    /// Plain Rust: runs everywhere and is what the others are tested against.
    Portable,
    /// 256-bit registers and fused multiplication: x86-64 since about 2013.
    Avx2,
    /// The same with products of bytes: x86-64 since about 2021 where it lacks wider registers.
    AvxVnni,
    /// 512-bit registers with products of bytes: x86-64 servers since about 2019.
    Avx512Vnni,
}

impl InstructionSet {
    /// All of them, slowest first.
    pub const ALL: [Self; 4] = [Self::Portable, Self::Avx2, Self::AvxVnni, Self::Avx512Vnni];

    /// The fastest one that this processor has.
    pub fn best() -> Self {
        Self::ALL.into_iter().rev().find(|set| set.is_here()).unwrap_or(Self::Portable)
    }

    /// Its name, as a report tells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::AvxVnni => "avx-vnni",
            Self::Avx512Vnni => "avx512-vnni",
        }
    }

    /// Whether this processor has it.
    pub fn is_here(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => avx2::Avx2::<false>::ask().is_some(),
            #[cfg(target_arch = "x86_64")]
            Self::AvxVnni => avx2::Avx2::<true>::ask().is_some(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512Vnni => avx512::Avx512::ask().is_some(),
            #[cfg(not(target_arch = "x86_64"))]
            Self::Avx2 | Self::AvxVnni | Self::Avx512Vnni => false,
        }
    }

    /// Does `work` with these instructions, or with plain ones where they are missing.
    pub(crate) fn run<W: Work>(self, work: W) -> W::Out {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512Vnni => {
                if let Some(isa) = avx512::Avx512::ask() {
                    return isa.run(work);
                }
            }
            #[cfg(target_arch = "x86_64")]
            Self::AvxVnni => {
                if let Some(isa) = avx2::Avx2::<true>::ask() {
                    return isa.run(work);
                }
            }
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => {
                if let Some(isa) = avx2::Avx2::<false>::ask() {
                    return isa.run(work);
                }
            }
            _ => {}
        }
        portable::Portable.run(work)
    }
}
