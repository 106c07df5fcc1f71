//! A bit for each byte of a text: what 64 bytes are is told together.
//!
//! Where words begin and end is nothing that a processor could guess, and a branch that it guesses wrong costs more than
//! asking all 64.

use std::ops::Range;

/// Whether `test` holds for each of up to 64 bytes, the first lowest. The `test` should do without branches.
pub(crate) fn bits_of(block: &[u8], test: impl Fn(u8) -> bool) -> u64 {
    let mut is = [0_u8; 64];
    is.iter_mut().zip(block).for_each(|(is, &byte)| *is = u8::from(test(byte)));
    // Eight bytes of 0 or 1 become eight bits: each is moved to a place of its own in the highest byte.
    let eights = is.as_chunks::<8>().0.iter();
    let bits = eights.map(|eight| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56);
    bits.enumerate().fold(0, |all, (nth, eight)| all | eight << (8 * nth))
}

/// 64 of many bits from the `at`th on; zeros behind the last.
pub(crate) fn window(bits: &[u64], at: usize) -> u64 {
    let nth = |nth: usize| bits.get(nth).copied().unwrap_or_default();
    nth(at / 64) >> (at % 64) | nth(at / 64 + 1) << 1 << (63 - at % 64)
}

/// How many bytes for which `test` holds `bytes` begin with.
pub(crate) fn length_of_run(bytes: &[u8], test: impl Fn(u8) -> bool + Copy) -> usize {
    let mut length = 0;
    for block in bytes.chunks(64) {
        let here = bits_of(block, test).trailing_ones() as usize;
        length += here;
        if here < 64 {
            break;
        }
    }
    length
}

/// Calls `tell` with each longest run of at least `least` bytes of `bytes`, 1 to 64, for which `test` holds, left to right.
/// O(n).
pub(crate) fn each_run(
    bytes: &[u8],
    least: usize,
    test: impl Fn(u8) -> bool + Copy,
    mut tell: impl FnMut(Range<usize>),
) {
    // Where the run began that goes on from the block before.
    let mut open = None;
    for (nth, block) in bytes.chunks(64).enumerate() {
        let (at, bits) = (nth * 64, bits_of(block, test));
        let head = bits.trailing_ones() as usize;
        if head == 64 {
            open.get_or_insert(at);
            continue;
        }
        let start = open.take().unwrap_or(at);
        if at + head - start >= least {
            tell(start..at + head);
        }
        let tail = bits.leading_ones() as usize;
        open = (tail > 0).then_some(at + 64 - tail);
        // Between the two, most text has no run that is long enough, and that is told at once.
        let mut starts = starts_of_runs(bits & u64::MAX << head & u64::MAX >> tail, least);
        while starts != 0 {
            let from = starts.trailing_zeros() as usize;
            let length = (bits >> from).trailing_ones() as usize;
            tell(at + from..at + from + length);
            starts &= u64::MAX << (from + length);
        }
    }
    if let Some(start) = open.filter(|start| bytes.len() - start >= least) {
        tell(start..bytes.len());
    }
}

/// The bits of `bits` with which at least `least` ones begin in a row.
const fn starts_of_runs(bits: u64, least: usize) -> u64 {
    let (mut starts, mut length) = (bits, 1);
    while length < least {
        let step = if length < least - length { length } else { least - length };
        starts &= starts >> step;
        length += step;
    }
    starts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn runs_are_those_that_a_byte_by_byte_look_finds(parts in prop::collection::vec((0_usize..90, 0_usize..4), 0..12), least in 1_usize..=64) {
            let text: String = parts.iter().map(|(signs, gap)| "x".repeat(*signs) + &" ".repeat(*gap)).collect();
            let mut found = Vec::new();
            each_run(text.as_bytes(), least, |byte| byte == b'x', |run| found.push(run));
            let mut expected = Vec::new();
            let mut at = 0;
            for part in text.split(' ') {
                if part.len() >= least {
                    expected.push(at..at + part.len());
                }
                at += part.len() + 1;
            }
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_bit_tells_of_its_byte(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..220) {
            let bits: Vec<u64> = bytes.chunks(64).map(|block| bits_of(block, |byte| byte > 99)).collect();
            let window = window(&bits, at);
            for bit in 0..64 {
                prop_assert_eq!(window >> bit & 1 == 1, bytes.get(at + bit).is_some_and(|byte| *byte > 99));
            }
        }
    }
}
