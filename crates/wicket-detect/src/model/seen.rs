//! Which features were met before: in the text, and in the stride that is being read.
//!
//! Whether a feature is new is as good as chance in prose, and a processor that guesses wrong loses more than the answer
//! costs. So both tables do the same work either way, and their answers are used without a branch.

/// Tells which places of a table of 2^[`Seen::BITS`] were met before in the same text.
#[derive(Clone, Debug)]
pub struct Seen {
    bits: Box<[u64; Self::WORDS]>,
    /// Words of `bits` that are not zero, so that a short text need not clear them all. One more is written than counts.
    touched: Box<[u32; 2 * Self::WORDS]>,
    n_touched: usize,
}

impl Default for Seen {
    fn default() -> Self {
        Seen { bits: Box::new([0; Self::WORDS]), touched: Box::new([0; 2 * Self::WORDS]), n_touched: 0 }
    }
}

impl Seen {
    /// Places are numbers of so many bits.
    pub const BITS: u32 = 20;
    const WORDS: usize = 1 << (Self::BITS - 6);

    /// The place of a hash.
    pub(super) const fn place(hash: u64) -> u32 {
        (hash >> (64 - Self::BITS)) as u32
    }

    /// Forgets the text before.
    pub(super) fn clear(&mut self) {
        for &word in self.touched.iter().take(self.n_touched) {
            self.bits[word as usize % Self::WORDS] = 0;
        }
        self.n_touched = 0;
    }

    /// Whether `place` is new in this text.
    pub(super) fn is_new(&mut self, place: u32) -> bool {
        let at = place as usize / u64::BITS as usize % Self::WORDS;
        let (before, bit) = (self.bits[at], 1 << (place % u64::BITS));
        self.touched[self.n_touched % (2 * Self::WORDS)] = at as u32;
        self.n_touched = self.n_touched.wrapping_add(usize::from(before == 0));
        self.bits[at] = before | bit;
        before & bit == 0
    }
}

/// Tells which places were met before in the same stride. It forgets a place when another comes to the same slot: of the few
/// features that come twice within a line or two, one in some twenty counts twice.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    /// Of the place that was last met in each slot, what the slot does not tell; above it the number of the stride.
    slots: [u16; Self::SLOTS],
    stride: u16,
}

impl Default for Recent {
    fn default() -> Self {
        Recent { slots: [0; Self::SLOTS], stride: 0 }
    }
}

impl Recent {
    const SLOTS: usize = 1 << 12;
    /// Bits of a place that its slot does not tell.
    const REST: u32 = Seen::BITS - Self::SLOTS.ilog2();

    /// Forgets the stride before.
    pub(super) fn clear(&mut self) {
        self.stride += 1;
        if self.stride >> (u16::BITS - Self::REST) != 0 {
            self.slots = [0; Self::SLOTS];
            self.stride = 1;
        }
    }

    /// Whether `place` is new in this stride.
    pub(super) fn is_new(&mut self, place: u32) -> bool {
        let met = self.stride << Self::REST | (place >> Self::SLOTS.ilog2()) as u16;
        let slot = &mut self.slots[place as usize % Self::SLOTS];
        let is_new = *slot != met;
        *slot = met;
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_new_once_in_a_text() {
        let mut seen = Seen::default();
        let mut new = |places: &[u32]| places.iter().copied().filter(|&place| seen.is_new(place)).collect::<Vec<_>>();
        assert_eq!(new(&[7, 7, 8, 1 << 19]), [7, 8, 1 << 19]);
        assert_eq!(new(&[8, 9, 7]), [9]);
        seen.clear();
        assert!(seen.bits.iter().all(|word| *word == 0));
    }

    #[test]
    fn a_place_is_new_once_in_a_stride_however_many_strides_there_were() {
        let mut recent = Recent::default();
        for _ in 0..10_000 {
            recent.clear();
            assert!(recent.is_new(0) && !recent.is_new(0) && recent.is_new(5) && !recent.is_new(0));
        }
    }
}
