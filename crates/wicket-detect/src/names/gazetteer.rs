//! The names of places and organisations that are known, those of several words too, by hash and in a small space.

use std::ops::Range;

use super::features::mix;

/// Words of the longest name.
pub const WORDS: usize = 5;

/// Bits of a hash that choose where in a list it stands.
const FIRST_BITS: u32 = 16;

/// The bits of an entry that tell what has the name.
const KIND: u32 = 0b11;

/// A country or a large town; 1 is a region or a town, 2 a small town or a district.
pub const LARGE_PLACE: u32 = 0;
/// An organisation.
pub const ORGANIZATION: u32 = 3;

/// Names by hash.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    /// Hashes with their kinds, in order.
    entries: Vec<u32>,
    index: Index,
}

/// Where in a list of sorted hashes those stand that have the same first bits: one look instead of a search by halves.
#[derive(Clone, Debug, Default)]
pub struct Index(Vec<u32>);

impl Index {
    /// The index of `sorted`. O(n).
    pub fn of(sorted: &[u32]) -> Self {
        let mut starts = vec![0_u32; (1 << FIRST_BITS) + 1];
        sorted.iter().for_each(|hash| starts[first_bits(*hash) + 1] += 1);
        (1..starts.len()).for_each(|at| starts[at] += starts[at - 1]);
        Index(starts)
    }

    /// Where hashes stand that begin as `hash` does.
    pub fn near(&self, hash: u32) -> Range<usize> {
        let at = |bits: usize| self.0.get(bits).map_or(0, |start| *start as usize);
        at(first_bits(hash))..at(first_bits(hash) + 1)
    }
}

fn first_bits(hash: u32) -> usize {
    (hash >> (32 - FIRST_BITS)) as usize
}

impl Gazetteer {
    /// Reads a list as `gazetteer.py` writes it: differences, seven bits a byte; `None` if one is cut off,
    /// is nothing, or adds up to too much. O(n).
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut entries = Vec::with_capacity(bytes.len() / 2);
        let (mut last, mut entry, mut shift) = (0_u32, 0_u32, 0);
        for byte in bytes {
            entry |= u32::from(byte & 0x7f).checked_shl(shift)?;
            shift += 7;
            if byte & 0x80 == 0 {
                let step = entry & !KIND;
                if step == 0 && !entries.is_empty() {
                    return None;
                }
                last = last.checked_add(step)?;
                entries.push(last | entry & KIND);
                (entry, shift) = (0, 0);
            }
        }
        let index = Index::of(&entries);
        (shift == 0).then_some(Gazetteer { entries, index })
    }

    /// How many names it holds.
    pub fn n_names(&self) -> usize {
        self.entries.len()
    }

    /// What has a name, if it is known.
    pub fn kind_of(&self, name: u32) -> Option<u32> {
        self.entries
            .get(self.index.near(name))?
            .iter()
            .find(|entry| **entry & !KIND == name & !KIND)
            .map(|entry| entry & KIND)
    }
}

/// The hash of a name that has one word more.
pub fn with_word(name: u32, word: u32) -> u32 {
    mix(name, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_hash() {
        let known = Gazetteer::read(&[0x09, 0x84, 0x01, 0x06]).expect("a list");
        assert_eq!([8, 0x8c, 0x90].map(|name| known.kind_of(name)), [Some(1), Some(0), Some(2)]);
        assert_eq!([0, 4, 0x94, u32::MAX].map(|name| known.kind_of(name)), [None; 4]);
        assert_eq!(Gazetteer::default().kind_of(8), None);
    }

    #[test]
    fn a_damaged_list_is_refused() {
        assert!(Gazetteer::read(&[0x84]).is_none());
        assert!(Gazetteer::read(&[0xff; 6]).is_none());
        assert!(Gazetteer::read(&[0x09, 0x01]).is_none());
        assert!(Gazetteer::read(&[0xfc, 0xff, 0xff, 0xff, 0x0f, 0x04]).is_none());
    }
}
