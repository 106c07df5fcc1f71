//! Keccak-256, with the padding from before it became SHA-3: Ethereum and Monero stayed with it.

/// Bytes taken in at a time: 200 bytes of state less twice the 32 bytes of the digest.
const RATE: usize = 136;
const ROUNDS: usize = 24;

/// The digest of `bytes`.
///
/// # Source
/// G. Bertoni, J. Daemen, M. Peeters, G. Van Assche, "The Keccak reference", version 3.0 (2011); FIPS 202 but for the padding.
pub(super) fn keccak256(bytes: &[u8]) -> [u8; 32] {
    let mut state = [0_u64; 25];
    let blocks = bytes.chunks_exact(RATE);
    let mut last = [0; RATE];
    let rest = blocks.remainder();
    last[..rest.len()].copy_from_slice(rest);
    last[rest.len()] |= 0x01;
    last[RATE - 1] |= 0x80;
    for block in blocks.chain([&last[..]]) {
        for (lane, eight) in state.iter_mut().zip(block.as_chunks().0) {
            *lane ^= u64::from_le_bytes(*eight);
        }
        permute(&mut state);
    }
    let mut digest = [0; 32];
    for (eight, lane) in digest.as_chunks_mut().0.iter_mut().zip(state) {
        *eight = lane.to_le_bytes();
    }
    digest
}

/// Keccak-f[1600]: lane (x, y) of the state stands at `x + 5 * y`.
fn permute(state: &mut [u64; 25]) {
    let mut register = 1_u8;
    for _ in 0..ROUNDS {
        // θ: each lane takes in two columns beside its own.
        let column: [u64; 5] = std::array::from_fn(|x| (0..5).fold(0, |all, y| all ^ state[x + 5 * y]));
        for (at, lane) in state.iter_mut().enumerate() {
            *lane ^= column[(at + 4) % 5] ^ column[(at + 1) % 5].rotate_left(1);
        }
        // ρ and π: the lanes turn, each a step further than the one before, and change their places.
        let (mut x, mut y) = (1, 0);
        let mut moving = state[1];
        for step in 1..ROUNDS as u32 + 1 {
            (x, y) = (y, (2 * x + 3 * y) % 5);
            moving = std::mem::replace(&mut state[x + 5 * y], moving.rotate_left(step * (step + 1) / 2 % 64));
        }
        // χ: the one step that is not linear.
        for row in state.as_chunks_mut::<5>().0 {
            let before = *row;
            for (x, lane) in row.iter_mut().enumerate() {
                *lane ^= !before[(x + 1) % 5] & before[(x + 2) % 5];
            }
        }
        // ι: constants out of a shift register, so that no round is like another.
        for bit in 0..7 {
            if register & 1 == 1 {
                state[0] ^= 1 << ((1_u32 << bit) - 1);
            }
            register = register << 1 ^ if register & 0x80 == 0 { 0 } else { 0x71 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        keccak256(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn digests_are_those_published() {
        assert_eq!(hex(b""), "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
        assert_eq!(hex(b"abc"), "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
        // Two blocks, and one that the padding fills.
        assert_eq!(hex(&[0x61; 136]), "a6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e");
    }
}
