//! Repeatable chance: the same seed gives the same weights on every machine.

/// A generator of the xorshift family; for sampling only.
#[derive(Debug)]
pub struct Chance(u64);

impl Chance {
    /// A generator that always begins alike.
    pub fn of(seed: u64) -> Self {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    /// Whether something of this share happens.
    pub fn happens(&mut self, share: f32) -> bool {
        (self.next() & 0xffff) as f32 / 65536.0 < share
    }

    /// One of many, `None` of none.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get((self.next() % from.len().max(1) as u64) as usize)
    }

    /// Puts things into an order of chance.
    pub fn shuffle<T>(&mut self, things: &mut [T]) {
        for at in (1..things.len()).rev() {
            things.swap(at, (self.next() % (at as u64 + 1)) as usize);
        }
    }
}
